/* status.c - `garner status`: per source when it last succeeded, whether that is late by its schedule, when it is
 * pulled next, what it holds, and what is wrong with it. */
#include "core/cmd/commands.h"

#include "core/base/buf.h"
#include "core/base/calendar.h"
#include "core/run/freshness.h"

enum { SCHEDULES_MAX = 16 << 20 };

/* What the store knows of one source's schedule. */
struct past {
    int64_t began, ended; /* of its last good pull; 0 = there was none */
    bool paused;
};

static int read_past(struct store *store, const char *source, struct past *past, struct error *error)
{
    static const char sql[] =
        "SELECT started_at, ended_at, EXISTS (SELECT 1 FROM meta WHERE name = 'paused:' || :source) FROM (SELECT 1) "
        "LEFT JOIN run ON run.id = (SELECT max(id) FROM run "
        "WHERE source = (SELECT id FROM source WHERE name = :source) AND code = 0)";
    const struct query_parameter parameter = {":source", {.type = CELL_TEXT, .text = garner_text(source)}};
    struct query *query = NULL;
    int got = store_query(store, garner_text(sql), &parameter, 1, &query, error);
    got = got ? got : query_step(query, error);
    if (got > 0) {
        *past = (struct past){query_cell(query, 0).integer, query_cell(query, 1).integer, query_cell(query, 2).integer};
    }
    query_close(query);
    return got < 0 ? got : 0;
}

static bool is_stale(const struct source_config *source, const struct zone *zone, const struct past *past, int64_t now)
{
    if (!past->began) {
        return true;
    }
    return fresh_until(source, zone, past->began, past->ended) < now;
}

static void add_schedule(struct buf *out, const struct source_config *source, const struct zone *zone,
                         const struct past *past, bool stale, int64_t now)
{
    char next[32] = "";
    int64_t at = source->schedule ? source_next(source, zone, now) : SCHEDULE_NEVER;
    if (past->paused) {
        snprintf(next, sizeof next, "paused");
    } else if (at != SCHEDULE_NEVER) {
        calendar_format_instant(at / 1000 * 1000, next);
    }
    /* Names of sources are plain: nothing in them needs escaping. */
    buf_addf(out, "%s\"%s\":{\"next\":\"%s\",\"freshness\":\"%s\"}", out->len > 1 ? "," : "", source->name, next,
             stale ? "stale" : "fresh");
}

static int add_source(struct cli *cli, struct store *store, const struct source_config *source, struct buf *out,
                      bool *stale, struct error *error)
{
    struct past past = {0};
    struct zone *zone = NULL;
    int code = read_past(store, source->name, &past, error);
    code = code ? code : zone_load(source->schedule_zone, &zone, error);
    if (code == 0) {
        int64_t now = clock_now(&cli->clock);
        bool late = is_stale(source, zone, &past, now);
        *stale = *stale || late;
        add_schedule(out, source, zone, &past, late, now);
    }
    zone_free(zone);
    return code;
}

static int show(struct cli *cli, struct store *store, struct buf *schedules, bool *stale, struct error *error)
{
    buf_addc(schedules, '{');
    for (size_t i = 0; i < cli->config->source_count; i++) {
        const struct source_config *source = &cli->config->sources[i];
        if (source->enabled && (source->schedule || source->stale_after_ms)) {
            int code = add_source(cli, store, source, schedules, stale, error);
            if (code) {
                return code;
            }
        }
    }
    buf_addc(schedules, '}');
    const char *const pairs[][2] = {{"schedules", buf_text(schedules)}};
    struct render_options options;
    struct report report;
    cli_render(cli, &options);
    int code = report_find("status", cli->config, &cli->arena, &report, error);
    return code ? code : report_run(store, cli->config, &report, pairs, 1, cli->clock, cli->out, &options, error);
}

static int run(struct cli *cli)
{
    int code = EXIT_OK;
    struct store *store = cli_fresh_store(cli, &code);
    if (!store) {
        return code;
    }
    struct buf schedules;
    buf_init(&schedules, SCHEDULES_MAX);
    bool stale = false;
    struct error error = {0};
    code = show(cli, store, &schedules, &stale, &error) < 0 ? cli_fail(cli, &error) : stale ? EXIT_STALE : EXIT_OK;
    buf_release(&schedules);
    store_close(store);
    return code;
}

static const struct cli_option options[] = {CLI_FORMAT_OPTIONS, {0}};

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "Show per source what is fresh, what failed and why.",
    .help = "Exit code 6 where a source is stale: older than its stale_after, or two of its scheduled pulls went by "
            "without\n"
            "success. Times are UTC.",
    .options = options,
    .needs_config = true,
    .run = run,
};
