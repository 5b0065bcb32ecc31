/* fixture_reply.c - the lines of a data file that say what is answered. Called by fixture.c. */
#include "core/base/buf.h"
#include "core/base/str.h"
#include "tests/server/fixture_impl.h"

static int read_here(struct reader *r, struct garner_str word, struct garner_str *body)
{
    const char *start = r->rest.ptr;
    uint32_t opened = r->line;
    struct garner_str line;
    while (reader_line(r, &line)) {
        if (garner_same(str_trim(line), word)) {
            *body = str_of(start, line.ptr > start ? (size_t)(line.ptr - start) - 1 : 0);
            return 0;
        }
    }
    r->line = opened;
    return reader_wrong(r, "the body's end, a line \"" STR_FMT "\", is missing", STR_ARG(word));
}

/* A file named beside the fixture. */
static int read_beside(struct reader *r, struct garner_str name, struct garner_str *out)
{
    const char *slash = strrchr(r->path, '/');
    int folder = slash ? (int)(slash - r->path) + 1 : 0;
    return reader_slurp(r, arena_printf(&r->fixture->arena, "%.*s" STR_FMT, folder, r->path, STR_ARG(name)), out);
}

static int read_body(struct reader *r, struct garner_str word, struct garner_str text)
{
    struct reply *reply = &r->block->reply;
    struct garner_str body = text;
    int rc = 0;
    if (reply->has_body) {
        return reader_wrong(r, "the reply has a body already");
    }
    if (!str_is(word, "body")) {
        rc = read_beside(r, text, &body);
    } else if (str_starts(text, "<<")) {
        rc = read_here(r, str_of(text.ptr + 2, text.len - 2), &body);
    }
    reply->has_body = true;
    reply->raw = str_is(word, "raw");
    reply->body = reply->raw || rc ? body : fixture_expand(r->fixture, body);
    return rc;
}

static int add_header(struct reader *r, struct garner_str text)
{
    if (!text.len || !memchr(text.ptr, ':', text.len)) {
        return reader_wrong(r, "write: header Name: value");
    }
    struct line **tail = &r->block->reply.headers;
    while (*tail) {
        tail = &(*tail)->next;
    }
    *tail = arena_calloc(&r->fixture->arena, 1, sizeof **tail);
    (*tail)->text = fixture_expand(r->fixture, text);
    return 0;
}

int read_reply_line(struct reader *r, struct garner_str word, struct garner_str text)
{
    struct reply *reply = &r->block->reply;
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {{"gzip", &reply->gzip},
                 {"unframed", &reply->unframed},
                 {"drop", &reply->drop},
                 {"reset", &reply->reset},
                 {"close", &reply->close}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (str_is(word, flags[i].name)) {
            *flags[i].flag = true;
            return 0;
        }
    }
    if (str_is(word, "body") || str_is(word, "file") || str_is(word, "raw")) {
        return read_body(r, word, text);
    }
    if (str_is(word, "header")) {
        return add_header(r, text);
    }
    if (str_is(word, "chunked")) {
        return reader_number(r, text.len ? text : garner_text("4096"), 1, &reply->chunked);
    }
    if (str_is(word, "delay")) {
        return reader_number(r, text, 1, &reply->delay);
    }
    if (str_is(word, "truncate")) {
        return reader_number(r, text, 0, &reply->truncate);
    }
    if (str_is(word, "slow")) {
        return reader_number(r, text, 1, &reply->slow);
    }
    return reader_wrong(
        r,
        "\"" STR_FMT
        "\" is not known after \"reply\"; there are header, body, file, raw, gzip, chunked, delay, truncate, "
        "slow, unframed, close, drop, reset",
        STR_ARG(word));
}
