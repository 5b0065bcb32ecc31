/* request.c - takes a request apart and finds the block of the fixture that answers it. Called by connection.c. */
#include "tests/server/request.h"
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/plugin/json.h"
#include <ctype.h>

/* ---- taking apart ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

static struct garner_str decoded(struct arena *arena, struct garner_str text, bool plus)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' && i + 2 < text.len && hex(text.ptr[i + 1]) >= 0 && hex(text.ptr[i + 2]) >= 0) {
            out[n++] = (char)(hex(text.ptr[i + 1]) * 16 + hex(text.ptr[i + 2]));
            i += 2;
        } else {
            out[n++] = plus && text.ptr[i] == '+' ? ' ' : text.ptr[i];
        }
    }
    out[n] = 0;
    return str_of(out, n);
}

/* Up to a character, which is dropped; the rest stays in text. */
static struct garner_str cut(struct garner_str *text, char at)
{
    const char *end = text->len ? memchr(text->ptr, at, text->len) : NULL;
    size_t len = end ? (size_t)(end - text->ptr) : text->len;
    struct garner_str before = str_of(text->ptr, len);
    *text = end ? str_of(end + 1, text->len - len - 1) : str_of(text->ptr + len, 0);
    return before;
}

size_t request_pairs(struct arena *arena, struct garner_str text, struct pair **out)
{
    size_t room = 1, count = 0;
    for (size_t i = 0; i < text.len; i++) {
        room += text.ptr[i] == '&';
    }
    *out = arena_calloc(arena, room, sizeof **out);
    while (text.len) {
        struct garner_str value = cut(&text, '&');
        struct garner_str name = cut(&value, '=');
        (*out)[count++] = (struct pair){decoded(arena, name, true), decoded(arena, value, true)};
    }
    return count;
}

const struct garner_str *request_find(const struct pair *pairs, size_t count, struct garner_str name, bool nocase)
{
    for (size_t i = 0; i < count; i++) {
        struct garner_str have = pairs[i].name;
        if (have.len == name.len &&
            (nocase ? strncasecmp(have.ptr, name.ptr, name.len) : memcmp(have.ptr, name.ptr, name.len)) == 0) {
            return &pairs[i].value;
        }
    }
    return NULL;
}

static const char *parse_framing(struct request *request)
{
    const struct garner_str *length =
        request_find(request->headers, request->header_count, garner_text("Content-Length"), true);
    const struct garner_str *coding =
        request_find(request->headers, request->header_count, garner_text("Transfer-Encoding"), true);
    request->content_length = -1;
    request->chunked = coding && str_is_nocase(*coding, "chunked");
    if (coding && !request->chunked) {
        return "Transfer-Encoding is not chunked";
    }
    if (length && coding) {
        return "both Content-Length and Transfer-Encoding";
    }
    if (length && (!str_integer(*length, &request->content_length) || request->content_length < 0)) {
        return "Content-Length is not a number";
    }
    return NULL;
}

const char *request_parse(struct request *request, struct arena *arena, struct garner_str head)
{
    size_t lines = 1;
    for (size_t i = 0; i < head.len; i++) {
        lines += head.ptr[i] == '\n';
    }
    struct garner_str line = str_trim(cut(&head, '\n'));
    request->method = cut(&line, ' ');
    request->target = cut(&line, ' ');
    if (!str_starts(line, "HTTP/1.") || !request->target.len || !request->method.len) {
        return "not an HTTP/1 request line";
    }
    struct garner_str query = request->target;
    request->path = decoded(arena, cut(&query, '?'), false);
    request->query_count = request_pairs(arena, query, &request->query);
    request->headers = arena_calloc(arena, lines, sizeof *request->headers);
    while (head.len) {
        struct garner_str value = str_trim(cut(&head, '\n'));
        struct garner_str name = cut(&value, ':');
        if (!name.len || name.ptr[name.len - 1] == ' ') {
            return "a header line without a name";
        }
        request->headers[request->header_count++] = (struct pair){name, str_trim(value)};
    }
    return parse_framing(request);
}

/* ---- matching ---- */

struct json_search {
    const struct demand *demand;
    bool found;
};

static bool fits(const struct demand *demand, struct garner_str value)
{
    return demand->how == IS_THERE || (demand->how == IS_EQUAL && str_is(value, demand->value)) ||
           (demand->how == IS_LIKE && str_glob(demand->value, value));
}

static const char *json_leaf(void *context, struct garner_str path, struct garner_str value)
{
    struct json_search *search = context;
    const struct demand *demand = search->demand;
    search->found =
        search->found || (garner_same(path, demand->name) && (demand->how == IS_ABSENT || fits(demand, value)));
    return NULL;
}

static bool json_fits(const struct demand *demand, struct arena *arena, struct garner_str body)
{
    struct json_search search = {.demand = demand};
    struct json_walk walk = {.arena = arena, .context = &search, .leaf = json_leaf};
    bool broken = json_walk(&walk, body) != NULL;
    return !broken && search.found == (demand->how != IS_ABSENT);
}

/* Any pair of the name: a parameter may come more than once. */
static bool pairs_fit(const struct demand *demand, const struct pair *pairs, size_t count, bool nocase)
{
    if (demand->how == IS_ABSENT) {
        return !request_find(pairs, count, demand->name, nocase);
    }
    for (size_t i = 0; i < count; i++) {
        if (request_find(&pairs[i], 1, demand->name, nocase) && fits(demand, pairs[i].value)) {
            return true;
        }
    }
    return false;
}

static bool demand_fits(const struct demand *demand, const struct request *request, struct arena *arena)
{
    struct pair *form = NULL;
    switch (demand->of) {
    case OF_QUERY:
        return pairs_fit(demand, request->query, request->query_count, false);
    case OF_HEADER:
        return pairs_fit(demand, request->headers, request->header_count, true);
    case OF_FORM: {
        size_t count = request_pairs(arena, request->body, &form);
        return pairs_fit(demand, form, count, false);
    }
    case OF_JSON:
        return json_fits(demand, arena, request->body);
    case OF_BODY:
        return memmem(request->body.ptr, request->body.len, demand->value, strlen(demand->value)) != NULL;
    }
    return false;
}

static bool query_is_demanded(const struct block *block, const struct request *request)
{
    for (size_t i = 0; i < request->query_count; i++) {
        const struct demand *d = block->demands;
        while (d && !(d->of == OF_QUERY && garner_same(d->name, request->query[i].name))) {
            d = d->next;
        }
        if (!d) {
            return false;
        }
    }
    return true;
}

static bool path_fits(struct garner_str pattern, struct garner_str path, struct arena *arena)
{
    char *text = arena_strndup(arena, pattern.ptr, pattern.len);
    return strchr(text, '*') ? str_glob(text, path) : garner_same(pattern, path);
}

static const char *demand_text(const struct demand *d, struct arena *arena)
{
    const char *const kinds[] = {"", "query", "header", "form", "json", "contains"};
    if (d->of == OF_BODY) {
        return arena_printf(arena, "contains %s", d->value);
    }
    const char *how = d->how == IS_EQUAL ? (d->of == OF_HEADER ? ": " : "=") : d->how == IS_LIKE ? "~" : "";
    return arena_printf(arena, "%s %s" STR_FMT "%s%s", kinds[d->of], d->how == IS_ABSENT ? "!" : "", STR_ARG(d->name),
                        how, d->value ? d->value : "");
}

/* NULL where the block answers, else what it lacks. */
static const char *refusal(const struct block *block, const struct request *request, struct arena *arena)
{
    bool head = str_is(request->method, "HEAD") && str_is(block->method, "GET");
    if (!(block->on & request->on)) {
        return "it is on another port";
    }
    if (!head && !str_is(block->method, "*") && !garner_same(block->method, request->method)) {
        return arena_printf(arena, "it answers " STR_FMT, STR_ARG(block->method));
    }
    for (const struct demand *d = block->demands; d; d = d->next) {
        if (!demand_fits(d, request, arena)) {
            return arena_printf(arena, "the request does not meet: %s", demand_text(d, arena));
        }
    }
    if (block->only && !query_is_demanded(block, request)) {
        return "the query has more than the block names";
    }
    return block->times >= 0 && block->hits >= block->times ? "its \"times\" are used up" : NULL;
}

struct block *request_match(const struct request *request, struct arena *arena, struct block *blocks)
{
    struct block *block = blocks;
    while (block && (!path_fits(block->path, request->path, arena) || refusal(block, request, arena))) {
        block = block->next;
    }
    return block;
}

void request_explain(const struct request *request, struct arena *arena, const struct block *blocks, struct buf *out)
{
    bool any = false;
    buf_addf(out, "no block answers " STR_FMT " " STR_FMT "\n", STR_ARG(request->method), STR_ARG(request->target));
    for (const struct block *b = blocks; b; b = b->next) {
        if (path_fits(b->path, request->path, arena)) {
            buf_addf(out, "%s:%u has this path, but %s\n", b->file, b->line, refusal(b, request, arena));
            any = true;
        }
    }
    if (!any) {
        buf_adds(out, "no block has this path\n");
    }
}
