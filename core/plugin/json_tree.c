/* json_tree.c - JSON as a tree; see json_tree.h. Children are gathered in a chain first, since an array's length is
 * known only at its end. */
#include "core/plugin/json_tree.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/plugin/json_scan.h"

struct link {
    struct link *next;
    struct garner_node node;
};

struct builder {
    struct json_scan scan;
    size_t nodes;
    unsigned depth;
    const char *path; /* rest of the path to the arrays that are left out; NULL = none is */
    struct json_spans *spans;
    const struct json_progress *progress; /* NULL = nobody is told */
};

enum { PROGRESS_STEP = 1 << 20 };

static bool value(struct builder *b, const char *path, struct garner_node *out);

/* ---- what is left out ---- */

/* Behind a string that begins at p; end where it is not closed. */
static const char *behind_string(const char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '\\') {
            p++;
        } else if (*p == '"') {
            return p + 1;
        }
    }
    return end;
}

/* From behind an opening bracket to the bracket that closes it; end where none does. */
static const char *closing_bracket(const char *p, const char *end, const struct json_progress *progress)
{
    size_t depth = 0;
    const char *told = p;
    while (p < end) {
        if (progress && p - told >= PROGRESS_STEP) {
            progress->read_to(progress->context, p);
            told = p;
        }
        char c = *p;
        if (c == '"') {
            p = behind_string(p, end);
            continue;
        }
        if (c == '[' || c == '{') {
            depth++;
        } else if ((c == ']' || c == '}') && depth-- == 0) {
            return p;
        }
        p++;
    }
    return end;
}

static bool leave_out(struct builder *b, struct garner_node *out)
{
    const char *from = b->scan.p + 1, *to = closing_bracket(from, b->scan.end, b->progress);
    if (to >= b->scan.end || *to != ']') {
        return json_fail(&b->scan, "an array is not closed");
    }
    struct json_spans *spans = b->spans;
    if (spans->count == spans->room) {
        spans->room = spans->room ? 2 * spans->room : 8;
        struct json_span *more = arena_calloc(b->scan.arena, spans->room, sizeof *more);
        if (spans->count) {
            memcpy(more, spans->items, spans->count * sizeof *more);
        }
        spans->items = more;
    }
    spans->items[spans->count++].text = str_of(from, (size_t)(to - from));
    spans->bytes += (uint64_t)(to - from);
    b->scan.p = to + 1;
    out->kind = GARNER_LIST;
    return true;
}

/* What is left of a path behind its first part, where that is this name; NULL where it is not. */
static const char *step(const char *path, struct garner_str name)
{
    size_t len = path ? strcspn(path, ".") : 0;
    bool same = path && len && (str_is(str_of(path, len), "*") || garner_same(str_of(path, len), name));
    return same ? path + len + (path[len] == '.') : NULL;
}

/* ---- children ---- */

static struct link *add(struct builder *b, struct link ***tail)
{
    if (++b->nodes > JSON_NODES_MAX) {
        json_fail(&b->scan, "more than 1 000 000 values");
        return NULL;
    }
    struct link *link = arena_calloc(b->scan.arena, 1, sizeof *link);
    **tail = link;
    *tail = &link->next;
    return link;
}

static void gather(struct builder *b, const struct link *chain, size_t count, struct garner_node *out)
{
    struct garner_node *items = count ? arena_alloc(b->scan.arena, count * sizeof *items) : NULL;
    for (size_t i = 0; chain && i < count; i++, chain = chain->next) {
        items[i] = chain->node;
    }
    out->items = items;
    out->count = count;
}

static bool member(struct builder *b, const char *path, struct link *link)
{
    struct garner_str name = {NULL, 0};
    json_blanks(&b->scan);
    if (b->scan.p == b->scan.end || *b->scan.p != '"') {
        return json_fail(&b->scan, "a member has no name");
    }
    if (!json_string(&b->scan, &name)) {
        return false;
    }
    json_blanks(&b->scan);
    if (!json_take(&b->scan, ':')) {
        return json_fail(&b->scan, "a colon is missing");
    }
    bool good = value(b, step(path, name), &link->node);
    link->node.key = name;
    return good;
}

static bool nest(struct builder *b, const char *path, struct garner_node *out)
{
    bool map = *b->scan.p++ == '{';
    char end = map ? '}' : ']';
    struct link *chain = NULL, **tail = &chain;
    size_t count = 0;
    out->kind = map ? GARNER_MAP : GARNER_LIST;
    json_blanks(&b->scan);
    bool more = !json_take(&b->scan, end);
    for (; more; count++) {
        struct link *link = add(b, &tail);
        const char *inner = map ? path : step(path, garner_text("*"));
        if (!link || !(map ? member(b, path, link) : value(b, inner, &link->node))) {
            return false;
        }
        json_blanks(&b->scan);
        more = json_take(&b->scan, ',');
        if (!more && !json_take(&b->scan, end)) {
            return json_fail(&b->scan, map ? "an object is not closed" : "an array is not closed");
        }
    }
    gather(b, chain, count, out);
    return true;
}

static bool value(struct builder *b, const char *path, struct garner_node *out)
{
    json_blanks(&b->scan);
    char c = b->scan.p < b->scan.end ? *b->scan.p : '\0';
    if (c != '{' && c != '[') {
        out->kind = GARNER_SCALAR;
        out->column = c == '"'; /* see garner/http.h */
        return json_scalar(&b->scan, &out->text);
    }
    if (c == '[' && path && !*path) {
        return leave_out(b, out);
    }
    if (b->depth == JSON_DEPTH_MAX) {
        return json_fail(&b->scan, "values are nested deeper than 128");
    }
    b->depth++;
    bool good = nest(b, path, out);
    b->depth--;
    return good;
}

static const struct garner_node *build(struct builder *b, const char **fault)
{
    struct garner_node *root = arena_calloc(b->scan.arena, 1, sizeof *root);
    bool good = value(b, b->path, root);
    json_blanks(&b->scan);
    if (good && b->scan.p != b->scan.end) {
        good = json_fail(&b->scan, "something follows the value");
    }
    *fault = good ? NULL : b->scan.fault;
    return good ? root : NULL;
}

const struct garner_node *json_tree(struct arena *arena, struct garner_str text, const char **fault)
{
    struct builder b = {.scan = {.arena = arena, .p = text.ptr, .end = str_end(text)}};
    return build(&b, fault);
}

const struct garner_node *json_outline(struct arena *arena, struct garner_str text, const char *path,
                                       const struct json_progress *progress, struct json_spans *spans,
                                       const char **fault)
{
    struct builder b = {.scan = {.arena = arena, .p = text.ptr, .end = str_end(text)},
                        .path = path ? path : "",
                        .spans = spans,
                        .progress = progress};
    *spans = (struct json_spans){0};
    return build(&b, fault);
}

/* ---- elements ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *element_end(const char *p, const char *end)
{
    if (*p == '"') {
        return behind_string(p, end);
    }
    if (*p == '{' || *p == '[') {
        p = closing_bracket(p + 1, end, NULL);
        return p < end ? p + 1 : end;
    }
    while (p < end && *p != ',' && !is_blank(*p)) {
        p++;
    }
    return p;
}

int json_span_next(struct json_span *span, struct garner_str *element, const char **fault)
{
    const char *p = span->text.ptr, *end = p + span->text.len;
    while (p < end && is_blank(*p)) {
        p++;
    }
    if (p == end) {
        return 0;
    }
    const char *from = p;
    p = element_end(p, end);
    *element = str_of(from, (size_t)(p - from));
    while (p < end && is_blank(*p)) {
        p++;
    }
    bool comma = p < end && *p == ',';
    bool last = p == end;
    p += comma;
    const char *after = p;
    while (after < end && is_blank(*after)) {
        after++;
    }
    if (element->len == 0 || (!comma && !last) || (comma && after == end)) {
        *fault = "a comma or an element is missing in an array";
        return -1;
    }
    span->text = str_of(p, (size_t)(end - p));
    return 1;
}
