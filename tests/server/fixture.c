/* fixture.c - reads a data file of the test server into blocks: the file, requests and what they demand. Called by
 * serve.c. */
#include "tests/server/fixture_impl.h"
#include "core/base/buf.h"
#include "core/base/str.h"
#include "tests/server/request.h"
#include <stdio.h>
#include <stdlib.h>

int reader_wrong(struct reader *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int code = error_setv(r->error, GARNER_E_CONFIG, format, arguments);
    va_end(arguments);
    error_prefix(r->error, "%s:%u", r->path, r->line);
    return code;
}

bool reader_line(struct reader *r, struct garner_str *line)
{
    if (!r->rest.len) {
        return false;
    }
    const char *end = memchr(r->rest.ptr, '\n', r->rest.len);
    size_t len = end ? (size_t)(end - r->rest.ptr) : r->rest.len;
    size_t step = end ? len + 1 : len;
    *line = str_of(r->rest.ptr, len && r->rest.ptr[len - 1] == '\r' ? len - 1 : len);
    r->rest = str_of(r->rest.ptr + step, r->rest.len - step);
    r->line++;
    return true;
}

static struct garner_str take_word(struct garner_str *line)
{
    size_t n = 0;
    while (n < line->len && line->ptr[n] != ' ') {
        n++;
    }
    struct garner_str word = str_of(line->ptr, n);
    *line = str_trim(str_of(line->ptr + n, line->len - n));
    return word;
}

int reader_number(struct reader *r, struct garner_str text, int64_t min, int64_t *out)
{
    if (!str_integer(text, out) || *out < min) {
        return reader_wrong(r, "\"" STR_FMT "\" must be a whole number from %lld on", STR_ARG(text), (long long)min);
    }
    return 0;
}

struct garner_str fixture_expand(struct fixture *fixture, struct garner_str text)
{
    struct buf out;
    buf_init(&out, FILE_MAX);
    for (size_t i = 0; i < text.len; i++) {
        struct garner_str here = str_of(text.ptr + i, text.len - i);
        bool base = str_starts(here, "{base}"), other = str_starts(here, "{other}");
        if (base || other) {
            buf_adds(&out, base ? fixture->base : fixture->other);
            i += strlen(base ? "{base}" : "{other}") - 1;
        } else {
            buf_addc(&out, text.ptr[i]);
        }
    }
    struct garner_str copy = arena_str(&fixture->arena, buf_str(&out));
    buf_release(&out);
    return copy;
}

/* ---- what a request must have ---- */

static void add_demand(struct reader *r, struct demand demand)
{
    struct demand **tail = &r->block->demands;
    while (*tail) {
        tail = &(*tail)->next;
    }
    *tail = arena_calloc(&r->fixture->arena, 1, sizeof **tail);
    **tail = demand;
}

static const char *copied(struct reader *r, struct garner_str text)
{
    struct garner_str s = fixture_expand(r->fixture, text);
    return s.len ? s.ptr : "";
}

/* "!name", "name", "name=value" or "name~glob"; equals is ':' for headers. */
static int read_demand(struct reader *r, enum demand_of of, struct garner_str text, char equals)
{
    struct demand demand = {.of = of, .how = IS_THERE, .name = text};
    if (str_starts(text, "!")) {
        demand.how = IS_ABSENT;
        demand.name = str_trim(str_of(text.ptr + 1, text.len - 1));
    }
    for (size_t i = 0; i < text.len && demand.how == IS_THERE; i++) {
        if (text.ptr[i] == equals || text.ptr[i] == '~') {
            demand.how = text.ptr[i] == '~' ? IS_LIKE : IS_EQUAL;
            demand.name = str_trim(str_of(text.ptr, i));
            demand.value = copied(r, str_trim(str_of(text.ptr + i + 1, text.len - i - 1)));
        }
    }
    if (!demand.name.len) {
        return reader_wrong(r, "a name is missing: write name%cvalue, name~glob, name or !name", equals);
    }
    add_demand(r, demand);
    return 0;
}

static int read_target_query(struct reader *r, struct garner_str query)
{
    struct pair *pairs = NULL;
    size_t count = request_pairs(&r->fixture->arena, query, &pairs);
    for (size_t i = 0; i < count; i++) {
        add_demand(r, (struct demand){OF_QUERY, IS_EQUAL, pairs[i].name, copied(r, pairs[i].value), NULL});
    }
    return 0;
}

static bool same_demands(const struct demand *a, const struct demand *b)
{
    for (; a && b; a = a->next, b = b->next) {
        if (a->of != b->of || a->how != b->how || !garner_same(a->name, b->name) ||
            strcmp(a->value ? a->value : "", b->value ? b->value : "") != 0) {
            return false;
        }
    }
    return a == b;
}

static int finish_block(struct reader *r)
{
    struct block *block = r->block;
    if (!block) {
        return 0;
    }
    uint32_t here = r->line;
    r->line = block->line;
    if (!r->in_reply) {
        return reader_wrong(r, "this request has no reply");
    }
    if (block->expect_max >= 0 && block->times >= 0 && block->expect_min > block->times) {
        return reader_wrong(r, "expects more requests than \"times\" lets it answer");
    }
    for (struct block *b = r->fixture->blocks; b != block; b = b->next) {
        if (b->times < 0 && garner_same(b->method, block->method) && garner_same(b->path, block->path) &&
            b->on == block->on && b->only == block->only && same_demands(b->demands, block->demands)) {
            return reader_wrong(r, "never reached: %s:%u answers the same requests, without \"times\"", b->file,
                                b->line);
        }
    }
    r->line = here;
    r->tail = &block->next;
    r->block = NULL;
    return 0;
}

static int read_request(struct reader *r, struct garner_str text)
{
    int rc = finish_block(r);
    if (rc) {
        return rc;
    }
    struct block *block = arena_calloc(&r->fixture->arena, 1, sizeof *block);
    *block = (struct block){
        .file = r->path, .line = r->line, .on = ON_BASE, .times = -1, .expect_min = -1, .expect_max = -1};
    block->reply.truncate = -1;
    block->method = take_word(&text);
    if (!text.len || (text.ptr[0] != '/' && text.ptr[0] != '*')) {
        return reader_wrong(r, "write: request METHOD /path");
    }
    const char *mark = memchr(text.ptr, '?', text.len);
    size_t len = mark ? (size_t)(mark - text.ptr) : text.len;
    block->path = arena_str(&r->fixture->arena, str_of(text.ptr, len));
    *r->tail = r->block = block;
    r->in_reply = false;
    return mark ? read_target_query(r, str_of(mark + 1, text.len - len - 1)) : 0;
}

static int read_expect(struct reader *r, struct garner_str text)
{
    struct block *block = r->block;
    size_t n = 0;
    while (n < text.len && text.ptr[n] != '.') {
        n++;
    }
    int rc = reader_number(r, str_of(text.ptr, n), 0, &block->expect_min);
    block->expect_max = block->expect_min;
    if (rc || n == text.len) {
        return rc;
    }
    if (!str_starts(str_of(text.ptr + n, text.len - n), "..")) {
        return reader_wrong(r, "write: expect N, expect N..M or expect N..");
    }
    block->expect_max = INT64_MAX;
    return n + 2 == text.len
               ? 0
               : reader_number(r, str_of(text.ptr + n + 2, text.len - n - 2), block->expect_min, &block->expect_max);
}

static int read_on(struct reader *r, struct garner_str text)
{
    r->block->on = str_is(text, "base")    ? ON_BASE
                   : str_is(text, "other") ? ON_OTHER
                   : str_is(text, "any")   ? ON_BASE | ON_OTHER
                                           : 0;
    return r->block->on ? 0 : reader_wrong(r, "write: on base, on other or on any");
}

static int read_request_line(struct reader *r, struct garner_str word, struct garner_str text)
{
    if (str_is(word, "query")) {
        return read_demand(r, OF_QUERY, text, '=');
    }
    if (str_is(word, "header")) {
        return read_demand(r, OF_HEADER, text, ':');
    }
    if (str_is(word, "form")) {
        return read_demand(r, OF_FORM, text, '=');
    }
    if (str_is(word, "json")) {
        return read_demand(r, OF_JSON, text, '=');
    }
    if (str_is(word, "contains")) {
        add_demand(r, (struct demand){OF_BODY, IS_EQUAL, {NULL, 0}, copied(r, text), NULL});
        return 0;
    }
    if (str_is(word, "only")) {
        r->block->only = true;
        return 0;
    }
    if (str_is(word, "on")) {
        return read_on(r, text);
    }
    if (str_is(word, "times")) {
        return reader_number(r, text, 1, &r->block->times);
    }
    if (str_is(word, "expect")) {
        return read_expect(r, text);
    }
    return reader_wrong(
        r,
        "\"" STR_FMT
        "\" is not known before \"reply\"; there are query, header, form, json, contains, only, on, times, "
        "expect",
        STR_ARG(word));
}

/* ---- files ---- */

int reader_slurp(struct reader *r, const char *path, struct garner_str *out)
{
    struct buf all;
    buf_init(&all, FILE_MAX);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return reader_wrong(r, "cannot open %s", path);
    }
    char piece[65536];
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) {
        buf_add(&all, piece, n);
    }
    fclose(file);
    *out = arena_str(&r->fixture->arena, buf_str(&all));
    int rc = all.overflowed ? reader_wrong(r, "%s is too large", path) : 0;
    buf_release(&all);
    return rc;
}

static int check_reply(struct reader *r)
{
    const struct reply *reply = &r->block->reply;
    if ((reply->drop || reply->reset) && (reply->has_body || reply->truncate >= 0)) {
        return reader_wrong(r, "a connection that is dropped sends no body");
    }
    if (reply->unframed && reply->chunked) {
        return reader_wrong(r, "a reply is chunked or unframed, not both");
    }
    if (reply->truncate >= 0 && reply->unframed) {
        return reader_wrong(r, "nobody can tell that an unframed body is truncated");
    }
    return 0;
}

static int read_reply(struct reader *r, struct garner_str text)
{
    int64_t status = 0;
    int rc = reader_number(r, take_word(&text), 100, &status);
    if (rc || status > 999) {
        return rc ? rc : reader_wrong(r, "a status has three digits");
    }
    r->block->reply.status = (int)status;
    r->in_reply = true;
    return 0;
}

static int read_line(struct reader *r, struct garner_str line)
{
    struct garner_str text = str_trim(line);
    if (!text.len || text.ptr[0] == '#') {
        return 0;
    }
    struct garner_str word = take_word(&text);
    if (str_is(word, "request")) {
        return read_request(r, text);
    }
    if (!r->block) {
        return reader_wrong(r, "a fixture begins with: request METHOD /path");
    }
    if (str_is(word, "reply")) {
        return r->in_reply ? reader_wrong(r, "the request has a reply already") : read_reply(r, text);
    }
    if (!r->in_reply) {
        return read_request_line(r, word, text);
    }
    int rc = read_reply_line(r, word, text);
    return rc ? rc : check_reply(r);
}

int fixture_read(struct fixture *fixture, const char *path, struct error *error)
{
    struct reader r = {.fixture = fixture, .path = path, .tail = &fixture->blocks, .error = error};
    while (*r.tail) {
        r.tail = &(*r.tail)->next;
    }
    int rc = reader_slurp(&r, path, &r.rest);
    struct garner_str line;
    while (!rc && reader_line(&r, &line)) {
        rc = read_line(&r, line);
    }
    return rc ? rc : finish_block(&r);
}

void fixture_release(struct fixture *fixture)
{
    arena_release(&fixture->arena);
}
