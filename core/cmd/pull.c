/* pull.c - `garner pull`: sources into the store, side by side, one summary line each. */
#include "core/cmd/commands.h"
#include "core/cmd/send.h"
#include "core/run/pull.h"
#include "core/base/buf.h"
#include "core/base/calendar.h"
#include <inttypes.h>
#include <unistd.h>

struct show {
    struct cli *cli;
    bool terminal;
    bool line_open; /* a progress line stands on the terminal */
};

static volatile sig_atomic_t stop_asked;

static void on_signal(int signal)
{
    stop_asked = signal;
}

static void clear_line(struct show *show)
{
    if (show->line_open) {
        fputs("\r\033[K", stderr);
        show->line_open = false;
    }
}

static void show_progress(void *context, const struct pull_progress *progress)
{
    struct show *show = context;
    if (!show->terminal || !progress->running_ms) {
        return;
    }
    double seconds = (double)progress->running_ms / 1000;
    fprintf(stderr, "\r\033[K%s: %" PRIu64 " rows, %.1f MB, %.0f rows/s", progress->source->name, progress->rows,
            (double)progress->bytes / 1e6, (double)progress->rows / seconds);
    if (progress->bytes && progress->total_bytes > progress->bytes) {
        double left = seconds * (double)(progress->total_bytes - progress->bytes) / (double)progress->bytes;
        fprintf(stderr, ", %.0f s left", left);
    }
    show->line_open = true;
}

static void add_counts(struct buf *line, const struct run_counts *counts)
{
    buf_addf(line, "%" PRIu64 " rows read, %" PRIu64 " accepted", counts->rows_read, counts->accepted);
    if (counts->quarantined) {
        buf_addf(line, ", %" PRIu64 " quarantined", counts->quarantined);
    }
    for (size_t i = 0; i < counts->skip_rules; i++) {
        if (counts->skips[i].rows) {
            buf_addf(line, ", %" PRIu64 " skipped (%s)", counts->skips[i].rows, counts->skips[i].rule);
        }
    }
    buf_addf(line, "; records: %" PRIu64 " new, %" PRIu64 " changed, %" PRIu64 " deleted, %" PRIu64 " as before",
             counts->inserted, counts->updated, counts->deleted, counts->unchanged);
    if (counts->repeated) {
        buf_addf(line, ", %" PRIu64 " repeated", counts->repeated);
    }
}

/* "kag: ok, 1143 rows read, 1143 accepted; records: 1350 new, 0 changed, 0 deleted, 0 as before; 0.1 s" */
static void show_result(void *context, const struct pull_result *result)
{
    struct show *show = context;
    const struct run_counts *counts = &result->counts;
    clear_line(show);
    if (result->code) {
        log_write(&show->cli->log, GARNER_LOG_ERROR, result->source->name, "%s: %s", error_class(result->code),
                  result->message);
        const char *advice = error_advice(result->code);
        if (advice && !show->cli->log.json) {
            fprintf(stderr, "  %s\n", advice);
        }
        if (result->wait_ms > 0 && !show->cli->log.json) {
            fprintf(stderr, "  the source asks to be left alone for %" PRId64 " s\n", (result->wait_ms + 999) / 1000);
        }
        return;
    }
    struct buf line;
    buf_init(&line, 8192);
    buf_addf(&line, "%s: ok, ", result->source->name);
    if (counts->rows_read + counts->inserted + counts->updated + counts->deleted == 0) {
        buf_adds(&line, "nothing new");
    } else {
        add_counts(&line, counts);
    }
    buf_addf(&line, "; %.1f s", (double)result->took_ms / 1000);
    if (!cli_has(show->cli, "quiet")) {
        fprintf(show->cli->out, "%s\n", buf_text(&line));
        fflush(show->cli->out);
    }
    buf_release(&line);
}

static int exit_code(const struct pull_result *results, size_t count)
{
    size_t failed = 0;
    int first = 0;
    for (size_t i = 0; i < count; i++) {
        failed += results[i].code != 0;
        first = first ? first : results[i].code;
    }
    if (stop_asked) {
        return 128 + stop_asked;
    }
    return failed && failed < count ? EXIT_PARTIAL : exit_code_of(first);
}

static int read_day(struct cli *cli, const char *option, struct garner_day *out)
{
    int32_t day;
    const char *text = cli_get(cli, option);
    if (!text) {
        return 0;
    }
    if (!calendar_parse_day(text, &day)) {
        return cli_usage(cli, "--%s: \"%s\" is no day; write it like 2026-03-10", option, text);
    }
    *out = garner_day(day);
    return 0;
}

/* --from DAY without --to goes until today. */
static int read_days(struct cli *cli, struct garner_day *from, struct garner_day *to)
{
    int code = read_day(cli, "from", from);
    code = code ? code : read_day(cli, "to", to);
    if (code == 0 && to->state == GARNER_SET && from->state != GARNER_SET) {
        return cli_usage(cli, "--to: from when on? Write --from DAY, too");
    }
    if (code == 0 && from->state == GARNER_SET && to->state != GARNER_SET) {
        *to = garner_day(zone_day(cli->config->zone, clock_now(&cli->clock)));
    }
    if (code == 0 && from->state == GARNER_SET && from->day > to->day) {
        return cli_usage(cli, "--from: the day is after the last one");
    }
    return code;
}

static int pull(struct cli *cli, struct store *store)
{
    size_t count;
    const struct source_config **sources = cli_sources(cli, &count);
    if (!sources) {
        return EXIT_USAGE;
    }
    struct show show = {.cli = cli, .terminal = isatty(STDERR_FILENO) && !cli_has(cli, "quiet") && !cli->log.json};
    struct pull_options options = {
        .full = cli_has(cli, "full"),
        .accept_empty = cli_has(cli, "accept-empty"),
        .log = &cli->log,
        .clock = cli->clock,
        .context = &show,
        .progress = show_progress,
        .finished = show_result,
        .stop = &stop_asked,
    };
    int code = read_days(cli, &options.from, &options.to);
    if (code) {
        return code;
    }
    struct pull_result *results = arena_calloc(&cli->arena, count + 1, sizeof *results);
    struct error error = {0};
    if (pull_run(cli->config, store, sources, count, &options, results, &cli->arena, &error) < 0) {
        return cli_fail(cli, &error);
    }
    code = exit_code(results, count);
    int sent = cli_has(cli, "notify") && !stop_asked ? cli_send(cli, store, (struct ledger_only){0}, true) : EXIT_OK;
    return code ? code : sent;
}

static int run(struct cli *cli)
{
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    signal(SIGPIPE, SIG_IGN);
    int code = EXIT_OK;
    struct store *store = cli_store(cli, STORE_WRITE, &code);
    if (store) {
        code = pull(cli, store);
        store_close(store);
    }
    return code;
}

static const struct cli_option options[] = {
    {"from", 0, "DAY", NULL, "Where a source is asked for days: from this day on (default: as its plugin decides)."},
    {"to", 0, "DAY", NULL, "With --from: up to and with this day (default: today)."},
    {"full", 0, NULL, NULL, "Read files again that have not changed."},
    {"accept-empty", 0, NULL, NULL, "Accept that a source brings nothing, or far less than usual."},
    {"notify", 0, NULL, NULL, "Then tell the targets of notify: what failed or is well again, and send what is due."},
    {0},
};

const struct command command_pull = {
    .name = "pull",
    .arguments = "[SOURCE …]",
    .summary = "Pull the named sources, or all, into the store.",
    .help =
        "Each source runs in a process of its own; one that fails leaves the others alone. What a source restates\n"
        "replaces what the store held; pulling twice changes nothing. An interrupted pull loses nothing: pull again.",
    .options = options,
    .most_arguments = -1,
    .needs_config = true,
    .run = run,
};
