/* marks.c - the cursor: a line for each kind of object, "NAME ASKED MARK" and, where a stretch is under way, "SINCE
 * UNTIL SEEN AFTER". Called by hubspot.c and sync.c. Knows nothing of requests. */
#include "hubspot.h"

/* FNV-1a, 64 bits. */
uint64_t text_hash(uint64_t seed, struct garner_str text)
{
    uint64_t hash = seed ? seed : UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static struct garner_str take_word(struct garner_str *line)
{
    size_t n = 0;
    while (n < line->len && line->ptr[n] != ' ') {
        n++;
    }
    struct garner_str word = {line->ptr, n};
    size_t step = n + (n < line->len);
    *line = (struct garner_str){line->ptr + step, line->len - step};
    return word;
}

/* A number without sign; false where it is none. */
static bool take_number(struct garner_str *line, uint64_t *out)
{
    struct garner_str word = take_word(line);
    *out = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9') {
            return false;
        }
        *out = *out * 10 + (uint64_t)(word.ptr[i] - '0');
    }
    return word.len > 0 && word.len <= 20;
}

static bool take_time(struct garner_str *line, int64_t *out)
{
    uint64_t number;
    bool good = take_number(line, &number) && number <= INT64_MAX;
    *out = good ? (int64_t)number : 0;
    return good;
}

static bool read_line(struct garner_str line, struct mark *mark)
{
    struct garner_str name = take_word(&line);
    if (!name.len || name.len >= sizeof mark->name) {
        return false;
    }
    memcpy(mark->name, name.ptr, name.len);
    if (!take_number(&line, &mark->asked) || !take_time(&line, &mark->mark)) {
        return false;
    }
    mark->under_way = line.len > 0;
    if (mark->under_way) {
        bool good = take_time(&line, &mark->since) && take_time(&line, &mark->until) && take_time(&line, &mark->seen);
        if (!good || line.len > AFTER_MAX) {
            return false;
        }
        memcpy(mark->after, line.ptr, line.len);
    }
    return true;
}

void marks_read(struct hubspot *h)
{
    struct garner_str rest = h->pull->cursor;
    while (rest.len && h->mark_count < MARKS) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len, step = end ? len + 1 : len;
        struct mark mark = {0};
        if (read_line((struct garner_str){rest.ptr, len}, &mark)) {
            h->marks[h->mark_count++] = mark;
        }
        rest = (struct garner_str){rest.ptr + step, rest.len - step};
    }
}

static size_t write_line(const struct mark *m, char *out, size_t room)
{
    int len = snprintf(out, room, "%s %llu %lld", m->name, (unsigned long long)m->asked, (long long)m->mark);
    if (m->under_way) {
        len += snprintf(out + len, room - (size_t)len, " %lld %lld %lld %s", (long long)m->since, (long long)m->until,
                        (long long)m->seen, m->after);
    }
    return (size_t)len + (size_t)snprintf(out + len, room - (size_t)len, "\n");
}

/* A line has at most a name, five numbers and `after`: less than its share of the room. */
struct garner_str marks_text(struct hubspot *h)
{
    size_t len = 0;
    for (size_t i = 0; i < h->mark_count; i++) {
        len += write_line(&h->marks[i], h->cursor + len, sizeof h->cursor - len);
    }
    return (struct garner_str){h->cursor, len};
}

struct mark *marks_of(struct hubspot *h, const char *name)
{
    for (size_t i = 0; i < h->mark_count; i++) {
        if (strcmp(h->marks[i].name, name) == 0) {
            return &h->marks[i];
        }
    }
    /* There are fewer kinds of objects than marks, unless the cursor is not ours: then the last line goes. */
    h->mark_count -= h->mark_count == MARKS;
    struct mark *mark = &h->marks[h->mark_count++];
    *mark = (struct mark){0};
    memcpy(mark->name, name, strlen(name) + 1);
    return mark;
}
