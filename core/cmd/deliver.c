/* deliver.c - `garner deliver`: sends a report of `deliver:` now, or all that is due, or shows what was sent. */
#include "core/cmd/commands.h"
#include "core/cmd/send.h"

#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/run/slots.h"
#include "core/schema/values.h"

static const struct delivery *find_delivery(const struct cli *cli, const char *name)
{
    const struct delivery *delivery = config_delivery(cli->config, name);
    if (delivery) {
        return delivery;
    }
    struct arena *arena = (struct arena *)&cli->arena;
    const char **names = arena_calloc(arena, cli->config->delivery_count + 1, sizeof *names);
    for (size_t i = 0; i < cli->config->delivery_count; i++) {
        names[i] = cli->config->deliveries[i].name;
    }
    const char *near = str_closest(garner_text(name), names);
    cli_usage(cli, near ? "there is no delivery \"%s\"; did you mean \"%s\"?" : "there is no delivery \"%s\" in %s",
              name, near ? near : cli->config->path);
    return NULL;
}

/* --slot, else the schedule's last time, else now. */
static int find_slot(struct cli *cli, const struct delivery *delivery, int64_t *slot, struct error *error)
{
    struct zone *zone = NULL;
    const char *text = cli_get(cli, "slot");
    int code = zone_load(delivery->zone, &zone, error);
    *slot = clock_now(&cli->clock);
    if (!code && text) {
        struct garner_instant instant = {0};
        const struct date_format format = {.order = DATE_YMD, .zone = zone};
        code = value_instant(garner_text(text), &format, &instant, error);
        *slot = instant.precision == GARNER_PRECISION_DAY ? zone_instant(zone, instant.ms) : instant.ms;
    } else if (!code && delivery->schedule) {
        int64_t last = slot_last(&delivery->plan, zone, delivery->name, *slot - INT64_C(366) * 86400000, *slot);
        *slot = last ? last : *slot;
    }
    zone_free(zone);
    return code;
}

/* What has become of a slot, target by target: `already` of what was sent before. */
static int print_slot(struct cli *cli, struct store *store, const struct delivery *delivery, int64_t slot,
                      struct error *error)
{
    static const char sql[] = "SELECT target, sent_at, id FROM deliveries WHERE kind = 'report' AND name = :name "
                              "AND slot_ms = :slot AND state = 'sent'";
    const struct query_parameter parameters[] = {{":name", {.type = CELL_TEXT, .text = garner_text(delivery->name)}},
                                                 {":slot", {.type = CELL_INTEGER, .integer = slot}}};
    struct query *query = NULL;
    int got = store_query(store, garner_text(sql), parameters, 2, &query, error);
    while (got >= 0 && (got = query_step(query, error)) > 0) {
        fprintf(cli->out, "report %s to " STR_FMT ": already sent at " STR_FMT ", id " STR_FMT "\n", delivery->name,
                STR_ARG(query_cell(query, 0).text), STR_ARG(query_cell(query, 1).text),
                STR_ARG(query_cell(query, 2).text));
    }
    query_close(query);
    return got;
}

static int send_named(struct cli *cli, struct store *store, const struct delivery *delivery)
{
    int64_t slot = 0;
    struct error error = {0};
    int code = find_slot(cli, delivery, &slot, &error);
    if (code) {
        return cli_usage(cli, "--slot: %s", error.message);
    }
    code = cli_has(cli, "quiet") ? 0 : print_slot(cli, store, delivery, slot, &error);
    code = code ? code : slot_order(delivery, store, slot, &error);
    return code ? cli_fail(cli, &error) : cli_send(cli, store, (struct ledger_only){"report", delivery->name}, false);
}

static int run(struct cli *cli)
{
    const char *name = cli->argument_count ? cli->arguments[0] : NULL;
    if (!name && !cli_has(cli, "due")) {
        return cli_print_report(cli, "deliveries", NULL, 0);
    }
    if (name && cli_has(cli, "due")) {
        return cli_usage(cli, "write either a name or --due");
    }
    const struct delivery *delivery = name ? find_delivery(cli, name) : NULL;
    if (name && !delivery) {
        return EXIT_USAGE;
    }
    int code = EXIT_OK;
    struct store *store = cli_fresh_store(cli, &code);
    if (store) {
        code = delivery ? send_named(cli, store, delivery) : cli_send(cli, store, (struct ledger_only){0}, false);
        store_close(store);
    }
    return code;
}

static const struct cli_option options[] = {
    {"due", 0, NULL, NULL, "Send all that is due, as the daemon would: reports, alerts, and what failed before."},
    {"slot", 0, "TIME", NULL, "The slot to send (default: the schedule's last)."},
    CLI_FORMAT_OPTIONS,
    {0},
};

const struct command command_deliver = {
    .name = "deliver",
    .arguments = "[NAME]",
    .summary = "Send a report to whom the configuration says, once per slot; or show what was sent.",
    .help =
        "What was sent already is not sent again: run it as often as you like, from cron too (--due). A message that\n"
        "fails is tried again by the daemon or the next --due. Without a name, it lists messages and their state.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
