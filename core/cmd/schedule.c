/* schedule.c - `garner schedule list`: when the daemon will pull each source and send each report next, without a
 * daemon. */
#include "core/cmd/commands.h"

#include "core/base/calendar.h"
#include "core/base/str.h"

enum { RUNS = 3, RUNS_MAX = 1000 };

/* "2026-11-23 06:15:00 +01:00": what a clock on the wall shows there. */
static void print_time(FILE *out, const struct zone *zone, int64_t utc_ms)
{
    int32_t offset = zone_offset(zone, utc_ms);
    char text[32];
    calendar_format_instant((utc_ms / 1000 + offset) * 1000, text);
    int minutes = (offset < 0 ? -offset : offset) / 60;
    fprintf(out, "%.10s %.8s %c%02d:%02d", text, text + 11, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static int list_source(struct cli *cli, const struct source_config *source, int64_t runs)
{
    if (!source->schedule || !source->enabled) {
        fprintf(cli->out, "%s: %s\n", source->name, source->enabled ? "no schedule" : "not enabled");
        return 0;
    }
    struct zone *zone = NULL;
    struct error error = {0};
    if (zone_load(source->schedule_zone, &zone, &error)) {
        return cli_fail(cli, &error);
    }
    fprintf(cli->out, "%s: %s, %s\n", source->name, source->schedule, source->schedule_zone);
    int64_t at = clock_now(&cli->clock);
    for (int64_t i = 0; i < runs; i++) {
        int64_t since[SCHEDULE_SLOTS_MAX];
        for (size_t n = 0; n < source->slot_count; n++) {
            since[n] = at;
        }
        at = source_next(source, zone, at);
        if (at == SCHEDULE_NEVER) {
            break;
        }
        fputs("  ", cli->out);
        print_time(cli->out, zone, at);
        int32_t days = source_window(source, zone, since, at);
        if (days) {
            fprintf(cli->out, "  %d days back", (int)days);
        }
        fputc('\n', cli->out);
    }
    zone_free(zone);
    return 0;
}

static int list_delivery(struct cli *cli, const struct delivery *delivery, int64_t runs)
{
    struct zone *zone = NULL;
    struct error error = {0};
    if (zone_load(delivery->zone, &zone, &error)) {
        return cli_fail(cli, &error);
    }
    fprintf(cli->out, "deliver %s: %s, %s\n", delivery->name, delivery->schedule, delivery->zone);
    int64_t at = clock_now(&cli->clock);
    for (int64_t i = 0; i < runs; i++) {
        at = schedule_next(&delivery->plan, zone, delivery->name, at);
        if (at == SCHEDULE_NEVER) {
            break;
        }
        fputs("  ", cli->out);
        print_time(cli->out, zone, at);
        fputc('\n', cli->out);
    }
    zone_free(zone);
    return 0;
}

static int run(struct cli *cli)
{
    const char *next = cli_get(cli, "next");
    int64_t runs = RUNS;
    if (next && (!str_integer(garner_text(next), &runs) || runs < 1 || runs > RUNS_MAX)) {
        return cli_usage(cli, "--next: expected a number from 1 to %d", RUNS_MAX);
    }
    if (cli->argument_count == 0 || strcmp(cli->arguments[0], "list") != 0) {
        return cli_usage(cli, "schedule: write `garner schedule list`");
    }
    /* Sources are named after the word that says what to do. */
    cli->arguments++;
    cli->argument_count--;
    size_t count;
    const struct source_config **sources = cli_sources(cli, &count);
    int code = sources ? EXIT_OK : EXIT_USAGE;
    for (size_t i = 0; code == EXIT_OK && i < count; i++) {
        code = list_source(cli, sources[i], runs);
    }
    for (size_t i = 0; code == EXIT_OK && !cli->argument_count && i < cli->config->delivery_count; i++) {
        if (cli->config->deliveries[i].schedule) {
            code = list_delivery(cli, &cli->config->deliveries[i], runs);
        }
    }
    return code;
}

static const struct cli_option options[] = {
    {"next", 'n', "NUMBER", NULL, "How many times of each to list (3)."},
    {0},
};

const struct command command_schedule = {
    .name = "schedule",
    .arguments = "list [SOURCE …]",
    .summary = "List when each source will be pulled next, and each report sent.",
    .help =
        "Times are those of the schedule's time zone (tz:, else timezone:). A local time that a clock change leaves\n"
        "out is pulled once, right after the gap; one that comes twice, the first time.",
    .options = options,
    .most_arguments = -1,
    .needs_config = true,
    .run = run,
};
