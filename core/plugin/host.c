/* host.c - a pull from its beginning to its end, and the table of services; see host.h. */
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/fetch.h"
#include "core/plugin/scratch.h"

enum { PROGRESS_MS = 250 };

struct named_zone {
    struct named_zone *next;
    struct garner_str name;
    struct zone *zone;
};

/* ---- failures ---- */

int host_fail(struct host *host, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_setv(&host->error, code, format, arguments);
    va_end(arguments);
    return code;
}

static int fail(struct garner_pull *pull, enum garner_code code, const char *message)
{
    bool known = code <= GARNER_E_CONFIG && code >= GARNER_E_REJECTED;
    return host_fail(host_of(pull), known ? code : GARNER_E_BUG, "%s", message ? message : "");
}

static int fail_wait(struct garner_pull *pull, enum garner_code code, int64_t wait_ms, const char *message)
{
    int known = fail(pull, code, message);
    host_of(pull)->error.wait_ms = wait_ms > 0 ? wait_ms : 0;
    return known;
}

/* ---- telling the host ---- */

static int send_log(struct host *host, enum garner_level level, const char *message)
{
    if (level > host->request->log_level || level < GARNER_LOG_ERROR) {
        return 0;
    }
    size_t begun = outbox_begin(&host->outbox, WIRE_LOG);
    wire_put_u(&host->outbox.frames, (uint64_t)level);
    wire_put_str(&host->outbox.frames, host_cover(host, garner_text(message), &host->row_arena));
    int code = outbox_finish(&host->outbox, begun, &host->error);
    return code ? code : outbox_flush(&host->outbox, &host->error);
}

int host_log(struct host *host, enum garner_level level, const char *format, ...)
{
    char message[ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return send_log(host, level, message);
}

static void plugin_log(struct garner_pull *pull, enum garner_level level, const char *message)
{
    host_log(host_of(pull), level, "%s", message ? message : "");
}

int host_progress(struct host *host, uint64_t done, uint64_t total)
{
    int64_t now = clock_monotonic();
    if (now - host->progress_at < PROGRESS_MS) {
        return 0;
    }
    host->progress_at = now;
    size_t begun = outbox_begin(&host->outbox, WIRE_PROGRESS);
    wire_put_u(&host->outbox.frames, done);
    wire_put_u(&host->outbox.frames, total);
    wire_put_u(&host->outbox.frames, host->tally.read);
    int code = outbox_finish(&host->outbox, begun, &host->error);
    return code ? code : outbox_flush(&host->outbox, &host->error);
}

static void plugin_progress(struct garner_pull *pull, uint64_t done, uint64_t total)
{
    host_progress(host_of(pull), done, total);
}

static bool cancelled(struct garner_pull *pull)
{
    const struct host_sink *sink = host_of(pull)->outbox.sink;
    return sink->cancelled(sink->context);
}

int host_check_cancelled(struct host *host)
{
    return cancelled(&host->pull) ? host_fail(host, GARNER_E_CANCELLED, "the host asked to stop") : 0;
}

static int sleep_service(struct garner_pull *pull, int64_t ms)
{
    return host_sleep(host_of(pull), ms);
}

/* ---- zones ---- */

int host_zone(struct host *host, struct garner_str name, const struct zone **out)
{
    for (struct named_zone *known = host->zones; known; known = known->next) {
        if (garner_same(known->name, name)) {
            *out = known->zone;
            return 0;
        }
    }
    struct named_zone *added = arena_calloc(&host->arena, 1, sizeof *added);
    added->name = arena_str(&host->arena, name);
    int code = zone_load(added->name.ptr, &added->zone, &host->error);
    if (code) {
        return code;
    }
    added->next = host->zones;
    host->zones = added;
    *out = added->zone;
    return 0;
}

static void free_zones(struct host *host)
{
    for (struct named_zone *known = host->zones; known; known = known->next) {
        zone_free(known->zone);
    }
}

/* ---- services ---- */

const struct garner_host host_services = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_host),
    .emit = emit_record,
    .remove = emit_remove,
    .emit_row = map_emit_row,
    .reject = emit_reject,
    .skip = emit_skip,
    .checkpoint = window_checkpoint,
    .window_begin = window_begin,
    .window_done = window_done,
    .next_file = files_next,
    .next_row = files_next_row,
    .value = cell_value,
    .parse = cell_parse,
    .fail = fail,
    .format = memory_format,
    .alloc = memory_alloc,
    .alloc_pull = memory_alloc_pull,
    .defer = memory_defer,
    .log = plugin_log,
    .progress = plugin_progress,
    .cancelled = cancelled,
    .emit_costs = costs_emit,
    .peek_row = files_peek_row,
    .fetch = fetch_service,
    .next_record = pages_next,
    .save_records = pages_save,
    .download = fetch_download,
    .scratch = scratch_open,
    .open_rows = scratch_rows,
    .fail_wait = fail_wait,
    .sleep = sleep_service,
    .now = scratch_now,
    .json_quote = scratch_json_quote,
    .next_days = days_next,
    .parse_json = scratch_parse_json,
    .write_json = scratch_write_json,
    .folder = scratch_folder,
};

/* ---- a pull ---- */

static uint32_t all_kinds(void)
{
    return (GARNER_EMITS(GARNER_RECORD_LIMIT) - 1) & ~UINT32_C(1);
}

static void init(struct host *host, const struct garner_plugin *plugin, const struct pull_request *request,
                 const struct host_sink *sink)
{
    *host = (struct host){.plugin = plugin, .request = request};
    host->emits = plugin ? plugin->emits : all_kinds();
    host->tally.arena = &host->arena;
    outbox_init(&host->outbox, sink);
    host->pull = (struct garner_pull){
        .host = &host_services,
        .source = request->source,
        .cursor = request->cursor,
        .from = request->from,
        .to = request->to,
        .currency = request->currency ? request->currency : "",
        .timezone = request->timezone ? request->timezone : "UTC",
        .config_dir = request->config_dir ? request->config_dir : ".",
    };
    trial_init(host, request);
}

static void release(struct host *host)
{
    reading_end(host);
    memory_run_deferred(host);
    fetch_release(host);
    files_release(host);
    buf_release(&host->cursor);
    free_zones(host);
    outbox_release(&host->outbox);
    arena_release(&host->row_arena);
    arena_release(&host->json_arena);
    arena_release(&host->arena);
}

static int greet(struct host *host)
{
    size_t begun = outbox_begin(&host->outbox, WIRE_HELLO);
    wire_put_u(&host->outbox.frames, WIRE_VERSION);
    wire_put_u(&host->outbox.frames, GARNER_ABI);
    wire_put_str(&host->outbox.frames, garner_text(host->plugin ? host->plugin->name : "costs"));
    return outbox_finish(&host->outbox, begun, &host->error);
}

/* What must not be seen in anything that leaves here. */
static void learn_secrets(struct host *host)
{
    const struct garner_node *options = host->request->options;
    for (const struct garner_option *option = host->plugin->options; option && option->name; option++) {
        for (size_t i = 0; (option->flags & GARNER_SECRET) && options && i < options->count; i++) {
            if (str_is(options->items[i].key, option->name)) {
                host_secret(host, options->items[i].text);
            }
        }
    }
}

static int fill_config(struct host *host)
{
    const struct garner_plugin *plugin = host->plugin;
    void *config = arena_calloc(&host->arena, 1, plugin->config_size ? plugin->config_size : 1);
    host->pull.config = config;
    learn_secrets(host);
    return options_fill(plugin->options, host->request->options, host->request->config_file, host->request->config_dir,
                        host->pull.currency, &host->arena, config, &host->error);
}

/* What the plugin's return value means, held against what it promised. */
static int judge(struct host *host, int code)
{
    if (code > 0) {
        return host_fail(host, GARNER_E_BUG, "pull() returned %d: it ends with 0 or a code below it", code);
    }
    if (code == GARNER_E_REJECTED) {
        return host_fail(host, GARNER_E_BUG, "pull() returned GARNER_E_REJECTED: end a row with garner_row_result()");
    }
    if (code < GARNER_E_REJECTED) {
        return host_fail(host, GARNER_E_BUG, "pull() returned %d, which is no code", code);
    }
    if (code < 0 && host->error.code != code) {
        return host_fail(host, code, "the plugin failed without saying why (%s)", error_class(code));
    }
    if (code == 0 && host->window_open) {
        return host_fail(host, GARNER_E_BUG, "pull() returned with a window open, or before the last file was read");
    }
    return code;
}

static int run(struct host *host)
{
    int code = greet(host);
    code = code ? code : host_zone(host, garner_text(host->pull.timezone), &host->zone);
    if (code) {
        return code;
    }
    if (!host->plugin) {
        return judge(host, costs_pull(host));
    }
    code = fill_config(host);
    code = code ? code : trial_judge(host, judge(host, host->plugin->pull(&host->pull)));
    return code ? code : row_end(host); /* of a list that was not read to its end */
}

static int send_end(struct host *host, int code)
{
    host->row.open = false;
    int failed = emit_counts(host);
    if (failed) {
        return failed;
    }
    size_t begun = outbox_begin(&host->outbox, code ? WIRE_FAIL : WIRE_END);
    if (code) {
        wire_put_i(&host->outbox.frames, code);
        wire_put_str(&host->outbox.frames, host_cover(host, garner_text(host->error.message), &host->arena));
        wire_put_i(&host->outbox.frames, host->error.wait_ms);
    }
    struct error ignored;
    failed = outbox_finish(&host->outbox, begun, code ? &ignored : &host->error);
    return failed ? failed : outbox_flush(&host->outbox, code ? &ignored : &host->error);
}

int host_pull(const struct garner_plugin *plugin, const struct pull_request *request, const struct host_sink *sink,
              struct error *error)
{
    struct host host;
    init(&host, plugin, request, sink);
    int code = run(&host);
    int failed = send_end(&host, code);
    code = code ? code : failed;
    if (code && error) {
        *error = host.error;
    }
    release(&host);
    return code;
}
