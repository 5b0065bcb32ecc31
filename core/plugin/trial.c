/* trial.c - the services, wrapped; see trial.h. Called by host.c. */
#include "core/plugin/trial.h"
#include "core/base/str.h"
#include "core/plugin/host_impl.h"
#include <garner/http.h>
#include <sys/wait.h>

#define OURS "failed on purpose, to see whether the plugin passes it on"

static const char *code_name(int code)
{
    static const char *const names[] = {"0",
                                        "GARNER_E_CONFIG",
                                        "GARNER_E_AUTH",
                                        "GARNER_E_TEMPORARY",
                                        "GARNER_E_LIMITED",
                                        "GARNER_E_DATA",
                                        "GARNER_E_BUG",
                                        "GARNER_E_CANCELLED",
                                        "GARNER_E_REJECTED"};
    return code <= 0 && code >= GARNER_E_REJECTED ? names[-code] : "no code";
}

static int code_of(const struct trial_state *state)
{
    return state->trial.kind == TRIAL_CANCEL ? GARNER_E_CANCELLED : GARNER_E_TEMPORARY;
}

/* Counts a call; a code where it is to fail. */
static int enter(struct garner_pull *pull, const char *service)
{
    struct host *host = host_of(pull);
    struct trial_state *state = &host->trial;
    bool fails = state->trial.kind == TRIAL_FAIL || state->trial.kind == TRIAL_CANCEL;
    bool sticky = state->trial.kind == TRIAL_CANCEL && state->struck;
    state->calls++;
    if (!fails || (state->calls != state->trial.at && !sticky)) {
        return 0;
    }
    if (!state->struck) {
        state->struck = service;
        state->struck_at = state->calls;
    }
    return host_fail(host, code_of(state), "garner_%s() " OURS, service);
}

/* ---- what a plugin emits, held against its window ---- */

static bool is_placed_by_instant(const struct record_type *type)
{
    for (size_t i = 0; i < type->count; i++) {
        if (type->fields[i].flags & FIELD_PLACE) {
            return type->fields[i].type == FIELD_INSTANT;
        }
    }
    return false;
}

/* A window deletes what it does not bring, of its days alone: what a plugin brings beside them is never replaced. The
 * day of an instant depends on a zone, so that one day more is let through. */
static int check_place(struct host *host, enum garner_record kind, const void *record, size_t size)
{
    const struct garner_window *window = &host->trial.window;
    const struct record_type *type = record_type((int)kind);
    if (!type || !(window->kinds & GARNER_EMITS(kind)) || window->from.state != GARNER_SET) {
        return 0;
    }
    union record_any whole;
    memset(&whole, 0, sizeof whole);
    memcpy(&whole, record, size < type->size ? size : type->size);
    int32_t day = 0, slack = is_placed_by_instant(type);
    if (!record_place(type, &whole, &day) || (day >= window->from.day - slack && day <= window->to.day + slack)) {
        return 0;
    }
    return host_fail(
        host, GARNER_E_BUG,
        "the plugin emits a %s of day %d inside a window of the days %d to %d (since 1970): what lies outside "
        "of its window is never replaced",
        type->name, (int)day, (int)window->from.day, (int)window->to.day);
}

static int try_emit(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size)
{
    int code = enter(pull, "emit");
    code = code ? code : check_place(host_of(pull), kind, record, size);
    return code ? code : host_services.emit(pull, kind, record, size);
}

static int try_remove(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size)
{
    int code = enter(pull, "delete");
    return code ? code : host_services.remove(pull, kind, record, size);
}

static int try_emit_row(struct garner_pull *pull, const struct garner_row *row, const struct garner_node *map)
{
    int code = enter(pull, "emit_row");
    return code ? code : host_services.emit_row(pull, row, map);
}

static int try_emit_costs(struct garner_pull *pull, const struct garner_node *costs,
                          const struct garner_campaign_ref *campaign)
{
    int code = enter(pull, "emit_costs");
    return code ? code : host_services.emit_costs(pull, costs, campaign);
}

static int try_reject(struct garner_pull *pull, const char *field, const char *reason)
{
    int code = enter(pull, "reject");
    return code ? code : host_services.reject(pull, field, reason);
}

/* ---- windows and checkpoints ---- */

static int try_checkpoint(struct garner_pull *pull, struct garner_str cursor)
{
    int code = enter(pull, "checkpoint");
    return code ? code : host_services.checkpoint(pull, cursor);
}

static int try_window_begin(struct garner_pull *pull, const struct garner_window *window, size_t size)
{
    struct host *host = host_of(pull);
    int code = enter(pull, "window_begin");
    code = code ? code : host_services.window_begin(pull, window, size);
    if (code == 0) {
        memcpy(&host->trial.window, window, size < sizeof *window ? size : sizeof *window);
    }
    return code;
}

static int try_window_done(struct garner_pull *pull, struct garner_str cursor)
{
    int code = enter(pull, "window_done");
    host_of(pull)->trial.window = (struct garner_window){0};
    return code ? code : host_services.window_done(pull, cursor);
}

/* ---- input ---- */

static int try_next_file(struct garner_pull *pull, const struct garner_input *input, size_t size,
                         struct garner_file *file, size_t file_size)
{
    int code = enter(pull, "next_file");
    code = code ? code : host_services.next_file(pull, input, size, file, file_size);
    if (code > 0) {
        trial_damage_names(host_of(pull), file);
    }
    return code;
}

static int given_row(struct garner_pull *pull, struct garner_row *row, int code)
{
    if (code > 0) {
        trial_damage_row(host_of(pull), row);
    }
    return code;
}

static int try_next_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size)
{
    int code = enter(pull, "next_row");
    return given_row(pull, row, code ? code : host_services.next_row(pull, file, row, size));
}

static int try_peek_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size)
{
    int code = enter(pull, "peek_row");
    return given_row(pull, row, code ? code : host_services.peek_row(pull, file, row, size));
}

static int try_value(struct garner_pull *pull, const struct garner_row *row, int column, enum garner_value_type type,
                     const struct garner_hint *hint, size_t hint_size, void *out, size_t out_size)
{
    int code = enter(pull, "…_cell");
    return code ? code : host_services.value(pull, row, column, type, hint, hint_size, out, out_size);
}

/* ---- over the network ---- */

static int try_fetch(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                     struct garner_reply *reply, size_t reply_size)
{
    int code = enter(pull, "fetch");
    code = code ? code : host_services.fetch(pull, request, size, http_size, reply, reply_size);
    if (code == 0) {
        reply->json = trial_damaged_json(host_of(pull), &host_of(pull)->arena, reply->json);
    }
    return code;
}

static int try_next_record(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size,
                           size_t http_size, const struct garner_node **record)
{
    int code = enter(pull, "next_record");
    code = code ? code : host_services.next_record(pull, pages, size, request_size, http_size, record);
    if (code > 0) {
        *record = trial_damaged_json(host_of(pull), &host_of(pull)->row_arena, *record);
    }
    return code;
}

static int try_save_records(struct garner_pull *pull, struct garner_pages *pages, size_t size, size_t request_size,
                            size_t http_size, int fd)
{
    int code = enter(pull, "save_records");
    return code ? code : host_services.save_records(pull, pages, size, request_size, http_size, fd);
}

static int try_download(struct garner_pull *pull, const struct garner_request *request, size_t size, size_t http_size,
                        int fd)
{
    int code = enter(pull, "download");
    return code ? code : host_services.download(pull, request, size, http_size, fd);
}

static int try_scratch(struct garner_pull *pull, int *fd)
{
    int code = enter(pull, "scratch");
    return code ? code : host_services.scratch(pull, fd);
}

static int try_open_rows(struct garner_pull *pull, int fd, const char *name, const struct garner_input *input,
                         size_t size, struct garner_file *file, size_t file_size)
{
    int code = enter(pull, "open_rows");
    code = code ? code : host_services.open_rows(pull, fd, name, input, size, file, file_size);
    if (code == 0) {
        trial_damage_names(host_of(pull), file);
    }
    return code;
}

/* There is nothing to wait for: what a server makes in the meantime, a test's has. */
static int try_sleep(struct garner_pull *pull, int64_t ms)
{
    int code = enter(pull, "sleep");
    return code ? code : host_services.sleep(pull, ms < 1 ? ms : 1);
}

static int try_now(struct garner_pull *pull, struct garner_str zone, struct garner_instant *instant,
                   struct garner_day *day)
{
    int code = enter(pull, "now");
    return code ? code : host_services.now(pull, zone, instant, day);
}

static int try_next_days(struct garner_pull *pull, struct garner_days *days, size_t size)
{
    int code = enter(pull, "next_days");
    return code ? code : host_services.next_days(pull, days, size);
}

/* ---- the trial ---- */

static bool try_cancelled(struct garner_pull *pull)
{
    const struct trial_state *state = &host_of(pull)->trial;
    return (state->trial.kind == TRIAL_CANCEL && state->struck) || host_services.cancelled(pull);
}

void trial_init(struct host *host, const struct pull_request *request)
{
    struct trial_state *state = &host->trial;
    if (request->trial.kind == TRIAL_NONE) {
        return;
    }
    state->trial = request->trial;
    state->random = (uint64_t)request->trial.at * UINT64_C(0x9E3779B97F4A7C15) | 1;
    state->table = host_services;
    state->table.emit = try_emit;
    state->table.remove = try_remove;
    state->table.emit_row = try_emit_row;
    state->table.emit_costs = try_emit_costs;
    state->table.reject = try_reject;
    state->table.checkpoint = try_checkpoint;
    state->table.window_begin = try_window_begin;
    state->table.window_done = try_window_done;
    state->table.next_file = try_next_file;
    state->table.next_row = try_next_row;
    state->table.peek_row = try_peek_row;
    state->table.value = try_value;
    state->table.cancelled = try_cancelled;
    state->table.fetch = try_fetch;
    state->table.next_record = try_next_record;
    state->table.save_records = try_save_records;
    state->table.download = try_download;
    state->table.scratch = try_scratch;
    state->table.open_rows = try_open_rows;
    state->table.sleep = try_sleep;
    state->table.now = try_now;
    state->table.next_days = try_next_days;
    host->pull.host = &state->table;
    if (request->trial.kind == TRIAL_CURSOR) {
        host->pull.cursor = garner_text("{]\xc3\x28 a cursor that no plugin wrote");
    }
}

static bool leaves_child(void)
{
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int trial_judge(struct host *host, int code)
{
    const struct trial_state *state = &host->trial;
    int given = code_of(state);
    if (state->trial.kind == TRIAL_NONE) {
        return code;
    }
    if (state->struck && code == 0) {
        return host_fail(
            host, GARNER_E_BUG,
            "call %lld, garner_%s(), failed with %s, and the plugin went on and returned 0: what it lost is lost",
            (long long)state->struck_at, state->struck, code_name(given));
    }
    if (state->struck && code != given) {
        struct error said = host->error;
        return host_fail(host, GARNER_E_BUG,
                         "call %lld, garner_%s(), failed with %s, but the plugin returned %s (%s): return the "
                         "code that was given",
                         (long long)state->struck_at, state->struck, code_name(given), code_name(code), said.message);
    }
    if (code == 0 && leaves_child()) {
        return host_fail(host, GARNER_E_BUG, "pull() returned and left a process of its own behind");
    }
    if (state->struck) {
        return host_fail(host, code, "garner_%s() " OURS, state->struck);
    }
    return code;
}

bool trial_is_ours(const char *message)
{
    return strstr(message, OURS) != NULL;
}
