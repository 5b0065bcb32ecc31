/* endpoint.c - one endpoint of the configuration as a request and its pages; see endpoint.h. */
#include "endpoint.h"

enum { VARIABLES = 6 };

static int wrong(struct garner_pull *pull, const struct garner_node *node, const char *what)
{
    return garner_fail(pull, GARNER_E_CONFIG, "line %u: endpoints: %s", (unsigned)node->line, what);
}

static const char *text_of(struct garner_pull *pull, const struct garner_node *node, const char *name,
                           const char *otherwise)
{
    struct garner_str text = garner_text_at(node, name);
    return text.ptr ? garner_format(pull, "%.*s", (int)text.len, text.ptr) : otherwise;
}

static bool is_one_of(struct garner_str name, const char *const *names)
{
    while (*names && !garner_same(name, garner_text(*names))) {
        names++;
    }
    return *names != NULL;
}

static int check_keys(struct garner_pull *pull, const struct garner_node *node, const char *const *names)
{
    for (size_t i = 0; i < node->count; i++) {
        struct garner_str key = node->items[i].key;
        if (!is_one_of(key, names)) {
            return wrong(pull, &node->items[i], garner_format(pull, "unknown key \"%.*s\"", (int)key.len, key.ptr));
        }
    }
    return 0;
}

static int read_cursor(struct garner_pull *pull, const struct garner_node *node, struct endpoint *out)
{
    static const char *const names[] = {"field", "overlap", NULL};
    const struct garner_node *cursor = garner_at(node, "cursor");
    struct garner_count minutes = {10, GARNER_SET};
    if (!cursor) {
        return 0;
    }
    int code = check_keys(pull, cursor, names);
    struct garner_str overlap = garner_text_at(cursor, "overlap");
    if (overlap.len) {
        bool minute = overlap.ptr[overlap.len - 1] == 'm';
        struct garner_str number = {overlap.ptr, overlap.len - minute};
        bool good =
            minute && pull->host->parse(pull, number, GARNER_VALUE_COUNT, NULL, 0, &minutes, sizeof minutes) == 0;
        code = code || good ? code : wrong(pull, cursor, "overlap: expected minutes, such as 10m");
    }
    out->cursor.field = text_of(pull, cursor, "field", NULL);
    out->cursor.overlap_ms = minutes.n * 60000;
    return code || out->cursor.field
               ? code
               : wrong(pull, cursor, "cursor needs field, the member that says how new a record is");
}

static bool has_placeholder(struct garner_str text, const char *begins)
{
    size_t len = strlen(begins);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, begins, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a placeholder for days stands anywhere in what is sent. */
static bool names_days(const struct garner_node *node)
{
    bool found =
        node->kind == GARNER_SCALAR && (has_placeholder(node->text, "{from}") || has_placeholder(node->text, "{to"));
    for (size_t i = 0; i < node->count && !found; i++) {
        found = !garner_same(node->items[i].key, garner_text("map")) && names_days(&node->items[i]);
    }
    return found;
}

int endpoint_read(struct garner_pull *pull, const struct rest *rest, const struct garner_node *node,
                  struct endpoint *out)
{
    static const char *const names[] = {"name",    "path",   "query",  "headers", "body", "method",
                                        "records", "paging", "cursor", "map",     NULL};
    (void)rest;
    *out = (struct endpoint){.node = node, .map = garner_at(node, "map"), .kinds = GARNER_EMITS_ALL};
    int code =
        node->kind == GARNER_MAP ? check_keys(pull, node, names) : wrong(pull, node, "expected {path: …, map: …}");
    if (code == 0 && (!garner_text_at(node, "path").ptr || !out->map)) {
        return wrong(pull, node, "an endpoint needs path and map");
    }
    out->path = garner_text_at(node, "path");
    out->method = garner_text_at(node, "method");
    out->body = garner_text_at(node, "body");
    out->records = text_of(pull, node, "records", "");
    out->name = text_of(pull, node, "name", text_of(pull, node, "path", ""));
    out->windowed = names_days(node);
    return code ? code : read_cursor(pull, node, out);
}

/* ---- placeholders ---- */

static struct garner_str instant_text(struct garner_pull *pull, int64_t ms)
{
    int64_t day = ms / 86400000 - (ms % 86400000 < 0), rest = ms - day * 86400000;
    struct garner_str date = garner_day_text(pull, garner_day((int32_t)day));
    return garner_text(garner_format(pull, "%.*sT%02d:%02d:%02d.%03dZ", (int)date.len, date.ptr, (int)(rest / 3600000),
                                     (int)(rest / 60000 % 60), (int)(rest / 1000 % 60), (int)(rest % 1000)));
}

/* A mark with the overlap taken off, in the form it had: whole seconds or milliseconds, or an instant. */
static struct garner_str since(struct garner_pull *pull, const struct rest *rest, const struct endpoint *endpoint,
                               const struct garner_window *window, struct garner_str mark)
{
    struct garner_count number = {0, GARNER_ABSENT};
    struct garner_instant instant = {0, GARNER_ABSENT, 0};
    struct garner_day start = rest->start.state == GARNER_SET ? rest->start : garner_day(window->to.day - 365);
    if (!mark.len || garner_same(mark, garner_text("-"))) {
        return instant_text(pull, start.day * INT64_C(86400000));
    }
    if (pull->host->parse(pull, mark, GARNER_VALUE_COUNT, NULL, 0, &number, sizeof number) == 0 && number.n >= 0) {
        int64_t overlap =
            number.n > INT64_C(100000000000) ? endpoint->cursor.overlap_ms : endpoint->cursor.overlap_ms / 1000;
        return garner_text(garner_format(pull, "%lld", (long long)(number.n - overlap)));
    }
    if (garner_parse_instant(pull, mark, NULL, &instant) == 0 && instant.state == GARNER_SET) {
        return instant_text(pull, instant.ms - endpoint->cursor.overlap_ms);
    }
    return mark;
}

static struct garner_str expand(struct garner_pull *pull, struct garner_str text, const struct garner_pair *variables)
{
    const char *out = "";
    for (size_t at = 0; at < text.len;) {
        const struct garner_pair *found = NULL;
        for (const struct garner_pair *v = variables; text.ptr[at] == '{' && v->name.ptr && !found; v++) {
            bool here = text.len - at >= v->name.len && memcmp(text.ptr + at, v->name.ptr, v->name.len) == 0;
            found = here ? v : NULL;
        }
        size_t len = 1;
        while (!found && at + len < text.len && text.ptr[at + len] != '{') {
            len++;
        }
        struct garner_str piece = found ? found->value : (struct garner_str){text.ptr + at, len};
        out = garner_format(pull, "%s%.*s", out, (int)piece.len, piece.ptr);
        at += found ? found->name.len : len;
    }
    return garner_text(out);
}

static const struct garner_pair *expand_all(struct garner_pull *pull, const struct garner_node *node,
                                            const struct garner_pair *variables)
{
    if (!node || node->kind != GARNER_MAP) {
        return NULL;
    }
    struct garner_pair *pairs = garner_alloc_pull(pull, (node->count + 1) * sizeof *pairs);
    for (size_t i = 0; i < node->count; i++) {
        pairs[i] = (struct garner_pair){node->items[i].key, expand(pull, node->items[i].text, variables)};
    }
    return pairs;
}

/* ---- pages ---- */

static int read_paging(struct garner_pull *pull, const struct endpoint *endpoint, struct garner_pages *out)
{
    static const char *const names[] = {"by", "param", "next", "more", "first", "size", "max", "in", NULL};
    static const char *const kinds[] = {"none", "cursor", "page", "offset", "link", "url", "last"};
    const struct garner_node *paging = garner_at(endpoint->node, "paging");
    struct garner_count first = {1, GARNER_SET}, size = {0, GARNER_ABSENT}, max = {0, GARNER_ABSENT};
    size_t kind = 0;
    if (!paging) {
        return 0;
    }
    int code = check_keys(pull, paging, names);
    while (kind < 7 && !garner_same(garner_text_at(paging, "by"), garner_text(kinds[kind]))) {
        kind++;
    }
    if (code == 0 && kind == 7) {
        return wrong(pull, paging, "paging: by: expected one of none, cursor, page, offset, link, url, last");
    }
    bool good =
        pull->host->parse(pull, garner_text_at(paging, "first"), GARNER_VALUE_COUNT, NULL, 0, &first, sizeof first) ==
            0 &&
        pull->host->parse(pull, garner_text_at(paging, "size"), GARNER_VALUE_COUNT, NULL, 0, &size, sizeof size) == 0 &&
        pull->host->parse(pull, garner_text_at(paging, "max"), GARNER_VALUE_COUNT, NULL, 0, &max, sizeof max) == 0;
    out->paging = (enum garner_paging)kind;
    out->param = text_of(pull, paging, "param", NULL);
    out->next = text_of(pull, paging, "next", NULL);
    out->more = text_of(pull, paging, "more", NULL);
    out->first = first.state == GARNER_SET ? first.n : 1;
    out->size = size.n;
    out->max_records = max.n;
    out->in_body = garner_same(garner_text_at(paging, "in"), garner_text("body"));
    bool needs_next = kind == GARNER_BY_CURSOR || kind == GARNER_BY_URL || kind == GARNER_BY_LAST;
    bool needs_param =
        kind == GARNER_BY_CURSOR || kind == GARNER_BY_NUMBER || kind == GARNER_BY_OFFSET || kind == GARNER_BY_LAST;
    good = good && (out->next || !needs_next) && (out->param || !needs_param);
    return code || good ? code
                        : wrong(pull, paging,
                                "paging: by needs param (cursor, page, offset, last) and next (cursor, url, last); "
                                "first, size and max are numbers");
}

int endpoint_pages(struct garner_pull *pull, const struct rest *rest, const struct endpoint *endpoint,
                   const struct garner_window *window, struct garner_str mark, struct garner_pages *out)
{
    struct garner_str from = garner_day_text(pull, window->from), to = garner_day_text(pull, window->to);
    const struct garner_pair variables[VARIABLES] = {
        {garner_text("{from}"), from},
        {garner_text("{to}"), to},
        {garner_text("{to+1}"), garner_day_text(pull, garner_day(window->to.day + 1))},
        {garner_text("{cursor}"), since(pull, rest, endpoint, window, mark)},
    };
    struct garner_str method = endpoint->method;
    *out = (struct garner_pages){
        .request = {.http = &rest->http,
                    .method = method.len ? garner_format(pull, "%.*s", (int)method.len, method.ptr) : NULL,
                    .url = expand(pull, endpoint->path, variables),
                    .query = expand_all(pull, garner_at(endpoint->node, "query"), variables),
                    .headers = expand_all(pull, garner_at(endpoint->node, "headers"), variables)},
        .records = endpoint->records,
    };
    if (endpoint->body.len) {
        out->request.body = expand(pull, endpoint->body, variables);
    }
    return read_paging(pull, endpoint, out);
}

/* The lists that an answer has, for who named none of them. */
static const char *lists_in(struct garner_pull *pull, const struct garner_node *json, const char *under, int depth)
{
    const char *names = "";
    for (size_t i = 0; json && json->kind == GARNER_MAP && i < json->count; i++) {
        const struct garner_node *item = &json->items[i];
        const char *name = garner_format(pull, "%s%.*s", under, (int)item->key.len, item->key.ptr);
        const char *found = item->kind == GARNER_LIST ? name : "";
        if (item->kind == GARNER_MAP && depth > 0) {
            found = lists_in(pull, item, garner_format(pull, "%s.", name), depth - 1);
        }
        names = *found ? garner_format(pull, "%s%s%s", names, *names ? ", " : "", found) : names;
    }
    return names;
}

int endpoint_check(struct garner_pull *pull, const struct endpoint *endpoint, const struct garner_pages *pages)
{
    const char *path = endpoint->records;
    bool found = !*path || strchr(path, '*') || garner_at(pages->reply.json, path);
    if (found && (*path || !pages->reply.json || pages->reply.json->kind == GARNER_LIST)) {
        return 0;
    }
    const char *lists = lists_in(pull, pages->reply.json, "", 2);
    return garner_fail(pull, GARNER_E_DATA,
                       "%s: no list of records at records: \"%s\" in the answer of %s; it has %s%s", endpoint->name,
                       path, pages->reply.url, *lists ? "lists at " : "no list", lists);
}
