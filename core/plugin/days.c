/* days.c - which days of an account a pull has to bring, piece by piece, and up to which day each account has come: the
 * cursor of plugins that pull by days (garner_next_days of http.h). See host_impl.h; knows nothing of requests.
 *
 * The cursor is a line for each scope: the last day that is there, a blank, the scope. A line that cannot be read is as
 * if it were not there, so that a source which changes its plugin begins anew. */
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/host_impl.h"
#include <garner/http.h>

enum { CURSOR_BYTES = 900 << 10, DAY_TEXT = 10, FIRST_DAYS = 365 };

struct days {
    int32_t next, last; /* the days still to come */
    int32_t done;       /* the last day that earlier pulls brought; INT32_MIN = none */
    bool moves;         /* what comes follows upon what is there, so that the cursor may say so */
    bool open;          /* a piece is at hand */
};

/* ---- the cursor ---- */

static struct garner_str take_line(struct garner_str *rest)
{
    const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    struct garner_str line = str_of(rest->ptr, len);
    *rest = str_of(rest->ptr + len + (end != NULL), rest->len - len - (end != NULL));
    return line;
}

static bool read_line(struct garner_str line, int32_t *day, struct garner_str *scope)
{
    char text[DAY_TEXT + 1] = "";
    if (line.len <= DAY_TEXT || line.ptr[DAY_TEXT] != ' ') {
        return false;
    }
    memcpy(text, line.ptr, DAY_TEXT);
    *scope = str_of(line.ptr + DAY_TEXT + 1, line.len - DAY_TEXT - 1);
    return calendar_parse_day(text, day);
}

static int32_t day_done(struct garner_str cursor, struct garner_str scope)
{
    while (cursor.len) {
        struct garner_str whose;
        int32_t day;
        if (read_line(take_line(&cursor), &day, &whose) && garner_same(whose, scope)) {
            return day;
        }
    }
    return INT32_MIN;
}

/* The cursor with the scope's line new; what other scopes have stays. */
static int write_cursor(struct host *host, struct garner_str scope, int32_t day, struct buf *out)
{
    char text[32];
    struct garner_str rest = host->pull.cursor;
    buf_addf(out, "%s " STR_FMT "\n", calendar_format_day(day, text), STR_ARG(scope));
    while (rest.len) {
        struct garner_str line = take_line(&rest), whose;
        int32_t other;
        if (read_line(line, &other, &whose) && !garner_same(whose, scope)) {
            buf_addf(out, STR_FMT "\n", STR_ARG(line));
        }
    }
    return out->overflowed ? host_fail(host, GARNER_E_DATA, "too many accounts for one source; make several") : 0;
}

/* ---- which days ---- */

static int choose(struct garner_pull *pull, const struct garner_days *days, struct days *plan)
{
    struct garner_day today = {0};
    int code = pull->host->now(pull, days->timezone, NULL, &today);
    if (code) {
        return code;
    }
    bool told = pull->from.state == GARNER_SET;
    int32_t first = days->first.state == GARNER_SET ? days->first.day : today.day - FIRST_DAYS;
    plan->done = day_done(pull->cursor, days->scope);
    bool begun = plan->done != INT32_MIN;
    int32_t due = begun && plan->done - days->lookback > first ? plan->done - days->lookback : first;
    plan->next = told ? pull->from.day : due;
    plan->last = pull->to.state == GARNER_SET && pull->to.day < today.day ? pull->to.day : today.day;
    plan->moves = plan->next <= due;
    return 0;
}

static int begin(struct garner_pull *pull, struct garner_days *days, struct days *plan)
{
    int32_t whole = plan->last - plan->next + 1;
    int32_t length = days->length > 0 && days->length < whole ? days->length : whole;
    days->from = garner_day(plan->next);
    days->to = garner_day(plan->next + length - 1);
    plan->next += length;
    plan->open = true;
    const struct garner_window window = {
        .kinds = days->kinds, .scope = days->scope, .from = days->from, .to = days->to};
    return days->kinds ? window_begin(pull, &window, sizeof window) : 0;
}

static int finish(struct garner_pull *pull, const struct garner_days *days, struct days *plan)
{
    struct host *host = host_of(pull);
    bool moves = plan->moves && days->to.day > plan->done;
    struct buf cursor;
    buf_init(&cursor, CURSOR_BYTES);
    int code = row_end(host);
    code = code || !moves ? code : write_cursor(host, days->scope, days->to.day, &cursor);
    struct garner_str text = moves ? buf_str(&cursor) : (struct garner_str){0};
    if (code == 0) {
        code = days->kinds ? window_done(pull, text) : window_checkpoint(pull, text);
    }
    if (code || !moves) {
        buf_release(&cursor);
        return code;
    }
    buf_release(&host->cursor);
    host->cursor = cursor;
    pull->cursor = buf_str(&host->cursor);
    plan->done = days->to.day;
    plan->open = false;
    return 0;
}

int days_next(struct garner_pull *pull, struct garner_days *days, size_t size)
{
    struct garner_days whole = {0};
    memcpy(&whole, days, size < sizeof whole ? size : sizeof whole);
    struct days *state = whole.state;
    int code = 0;
    if (whole.scope.len && memchr(whole.scope.ptr, '\n', whole.scope.len)) {
        return host_fail(host_of(pull), GARNER_E_BUG, "the plugin names a scope of several lines");
    }
    if (!state) {
        whole.state = state = memory_alloc_pull(pull, sizeof *state);
        code = choose(pull, &whole, state);
    } else if (state->open) {
        code = finish(pull, &whole, state);
        state->open = false;
    }
    int more = code == 0 && state->next <= state->last;
    code = more ? begin(pull, &whole, state) : code;
    memcpy(days, &whole, size < sizeof whole ? size : sizeof whole);
    return code ? code : more;
}
