/* marks.c - the cursor: the mode it is of, then a line for each list, "NAME MARK" and, where a stretch is under way,
 * "SINCE UNTIL SEEN AFTER". Called by stripe.c, lists.c and events.c. Knows nothing of requests. */
#include "stripe.h"

static struct garner_str take_until(struct garner_str *rest, char end)
{
    const char *at = rest->len ? memchr(rest->ptr, end, rest->len) : NULL;
    size_t n = at ? (size_t)(at - rest->ptr) : rest->len, step = at ? n + 1 : n;
    struct garner_str taken = {rest->ptr, n};
    *rest = (struct garner_str){rest->ptr + step, rest->len - step};
    return taken;
}

static bool take_time(struct garner_str *line, int64_t *out)
{
    struct garner_str word = take_until(line, ' ');
    *out = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9') {
            return false;
        }
        *out = *out * 10 + (word.ptr[i] - '0');
    }
    return word.len > 0 && word.len <= 12;
}

static void read_line(struct garner_str line, struct mark *mark)
{
    struct mark m = {0};
    memcpy(m.name, mark->name, sizeof m.name);
    if (!take_time(&line, &m.mark)) {
        return;
    }
    m.under_way = line.len > 0;
    bool good = !m.under_way || (take_time(&line, &m.since) && take_time(&line, &m.until) &&
                                 take_time(&line, &m.seen) && line.len <= ID_MAX);
    if (good) {
        memcpy(m.after, line.ptr, line.len);
        *mark = m;
    }
}

/* Test payments in a store stay there; a live key that comes after them would be added to them. */
static int check_mode_of(struct stripe *s, struct garner_str mode)
{
    bool any = false;
    for (size_t i = 0; i < LISTS; i++) {
        any = any || s->marks[i].mark || s->marks[i].under_way;
    }
    if (!any || !mode.len || garner_same(mode, s->config->mode)) {
        return 0;
    }
    return garner_fail(s->pull, GARNER_E_CONFIG,
                       "what was pulled so far is of mode %.*s: give mode %.*s a source with another name",
                       (int)mode.len, mode.ptr, (int)s->config->mode.len, s->config->mode.ptr);
}

int marks_read(struct stripe *s)
{
    struct garner_str rest = s->pull->cursor, mode = {NULL, 0};
    for (size_t i = 0; i <= LISTS; i++) {
        const char *name = i < LISTS ? lists[i].name : "events";
        memcpy(s->marks[i].name, name, strlen(name) + 1);
    }
    while (rest.len) {
        struct garner_str line = take_until(&rest, '\n'), name = take_until(&line, ' ');
        mode = garner_same(name, garner_text("mode")) ? line : mode;
        for (size_t i = 0; i <= LISTS; i++) {
            if (garner_same(name, garner_text(s->marks[i].name))) {
                read_line(line, &s->marks[i]);
            }
        }
    }
    return check_mode_of(s, mode);
}

static size_t write_line(const struct mark *m, char *out, size_t room)
{
    int len = snprintf(out, room, "%s %lld", m->name, (long long)m->mark);
    if (m->under_way) {
        len += snprintf(out + len, room - (size_t)len, " %lld %lld %lld %s", (long long)m->since, (long long)m->until,
                        (long long)m->seen, m->after);
    }
    return (size_t)len + (size_t)snprintf(out + len, room - (size_t)len, "\n");
}

/* A line has at most a name, four numbers and `after`: less than its share of the room. */
struct garner_str marks_text(struct stripe *s)
{
    struct garner_str mode = s->config->mode;
    size_t room = sizeof s->cursor, len = (size_t)snprintf(s->cursor, room, "mode %.*s\n", (int)mode.len, mode.ptr);
    for (size_t i = 0; i <= LISTS; i++) {
        const struct mark *mark = &s->marks[i];
        len += mark->mark || mark->under_way ? write_line(mark, s->cursor + len, room - len) : 0;
    }
    return (struct garner_str){s->cursor, len};
}
