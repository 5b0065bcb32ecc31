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
static int check_cursor(struct stripe *s, struct garner_str line)
{
    struct garner_str word = take_until(&line, ' ');
    if (!garner_same(word, garner_text("mode")) || !line.len || garner_same(line, s->config->mode)) {
        return 0;
    }
    return garner_fail(s->pull, GARNER_E_CONFIG,
                       "what was pulled so far is of mode %.*s: give mode %.*s a source with another name",
                       (int)line.len, line.ptr, (int)s->config->mode.len, s->config->mode.ptr);
}

int marks_read(struct stripe *s)
{
    struct garner_str rest = s->pull->cursor;
    int code = 0;
    for (size_t i = 0; i <= LISTS; i++) {
        const char *name = i < LISTS ? lists[i].name : "events";
        memcpy(s->marks[i].name, name, strlen(name) + 1);
    }
    while (rest.len && code == 0) {
        struct garner_str line = take_until(&rest, '\n'), left = line, name = take_until(&left, ' ');
        code = check_cursor(s, line);
        for (size_t i = 0; i <= LISTS; i++) {
            if (garner_same(name, garner_text(s->marks[i].name))) {
                read_line(left, &s->marks[i]);
            }
        }
    }
    return code;
}

static const char *mark_line(struct stripe *s, const struct mark *m)
{
    if (!m->under_way) {
        return m->mark ? garner_format(s->pull, "%s %lld\n", m->name, (long long)m->mark) : "";
    }
    return garner_format(s->pull, "%s %lld %lld %lld %lld %s\n", m->name, (long long)m->mark, (long long)m->since,
                         (long long)m->until, (long long)m->seen, m->after);
}

struct garner_str marks_text(struct stripe *s)
{
    const char *text = garner_format(s->pull, "mode %.*s\n", (int)s->config->mode.len, s->config->mode.ptr);
    for (size_t i = 0; i <= LISTS; i++) {
        text = garner_format(s->pull, "%s%s", text, mark_line(s, &s->marks[i]));
    }
    return garner_text(text);
}
