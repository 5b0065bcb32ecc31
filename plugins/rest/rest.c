/* rest.c - any JSON API by configuration: endpoints, their paging and parameters, and a `map:` for their records. What
 * an endpoint answers is kept in a scratch file first, so that it is stored whole or not at all, and so that whole
 * columns can be looked at. Presets are manifests of known APIs. */
#include "endpoint.h"

static const struct garner_option options[] = {
    GARNER_HTTP_OPTIONS(struct rest, http, NULL, NULL, NULL),
    GARNER_OAUTH_OPTIONS(struct rest, http, NULL, NULL, NULL, NULL),
    GARNER_OPTION(
        struct rest, endpoints, GARNER_REQUIRED, NULL, NULL,
        "What to ask for: a list of {path, query, headers, body, method, records, paging, window, cursor, map}."),
    GARNER_OPTION(struct rest, start, 0, NULL, NULL, "First day to ask for on the first pull; without it a year ago."),
    GARNER_OPTION(struct rest, lookback, 0, "30d", NULL,
                  "How far back a later pull asks again, of endpoints that take days."),
    {.name = NULL},
};

/* The days to ask for: as the pull says; else from the first one, or from where the source may still change. */
static int days_of(struct garner_pull *pull, const struct rest *rest, struct garner_window *window)
{
    struct garner_day today;
    int code = garner_now(pull, garner_text(NULL), NULL, &today);
    window->to = pull->to.state == GARNER_SET ? pull->to : today;
    window->from = pull->from;
    if (window->from.state != GARNER_SET) {
        int32_t back = (int32_t)(rest->lookback.ms / 86400000);
        bool first = !pull->cursor.ptr;
        window->from = first ? garner_day(today.day - 365) : garner_day(today.day - back);
        window->from = first && rest->start.state == GARNER_SET ? rest->start : window->from;
    }
    window->from.day = window->from.day > window->to.day ? window->to.day : window->from.day;
    return code;
}

/* Rows of what was saved, each through the map. */
static int emit_all(struct garner_pull *pull, const struct endpoint *endpoint, int fd, struct high *high)
{
    struct garner_file file;
    struct garner_row row;
    const struct garner_input input = {.kinds = endpoint->kinds};
    int code = garner_open_rows(pull, fd, endpoint->name, &input, &file);
    if (code == 0) {
        high_begin(high, &file);
    }
    while (code == 0 && (code = garner_next_row(pull, &file, &row)) > 0) {
        code = garner_emit_row(pull, &row, endpoint->map);
        if (code == 0) {
            high_see(high, &row);
        }
        code = garner_row_result(code);
    }
    return code;
}

/* An endpoint's records replace what the store has of it, in the days asked for or as a whole; by a cursor they add. */
static int store(struct garner_pull *pull, const struct endpoint *endpoint, const struct garner_window *window, int fd,
                 struct high *high)
{
    struct garner_window whole = *window;
    whole.kinds = endpoint->kinds;
    whole.scope = garner_text(endpoint->name);
    whole.adds = endpoint->cursor.field != NULL;
    if (!endpoint->windowed || whole.adds) {
        whole.from = whole.to = (struct garner_day){0};
    }
    int code = garner_window_begin(pull, &whole);
    code = code ? code : emit_all(pull, endpoint, fd, high);
    return code ? code : garner_window_done(pull, (struct garner_str){NULL, 0});
}

static int pull_endpoint(struct garner_pull *pull, const struct rest *rest, const struct garner_node *node,
                         const struct garner_window *window, struct marks *marks)
{
    struct endpoint endpoint;
    struct garner_pages pages;
    int fd;
    int code = endpoint_read(pull, rest, node, &endpoint);
    struct high high = {.field = endpoint.cursor.field};
    code = code ? code : endpoint_pages(pull, rest, &endpoint, window, marks_find(marks, endpoint.name), &pages);
    code = code ? code : garner_scratch(pull, &fd);
    code = code ? code : garner_save_records(pull, &pages, fd);
    code = code ? code : endpoint_check(pull, &endpoint, &pages);
    code = code ? code : store(pull, &endpoint, window, fd, &high);
    if (code == 0) {
        marks_set(pull, marks, endpoint.name, high_text(&high));
    }
    return code;
}

static int pull_rest(struct garner_pull *pull)
{
    const struct rest *rest = pull->config;
    struct garner_window window = {0};
    struct marks marks = {0};
    int code = days_of(pull, rest, &window);
    code = code ? code : marks_read(pull, &marks);
    if (code == 0 && rest->endpoints->kind != GARNER_LIST) {
        return garner_fail(pull, GARNER_E_CONFIG, "endpoints: a list is expected, of {path: …, map: …}");
    }
    for (size_t i = 0; code == 0 && i < rest->endpoints->count; i++) {
        code = pull_endpoint(pull, rest, &rest->endpoints->items[i], &window, &marks);
    }
    return code ? code : garner_checkpoint(pull, marks_text(pull, &marks));
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "rest",
    .version = "1.0",
    .summary = "Any JSON API, by configuration.",
    .emits = GARNER_EMITS_ALL,
    .options = options,
    .config_size = sizeof(struct rest),
    .pull = pull_rest,
    .example = "base_url: https://api.example.com/v1\n"
               "token: ${REST_TOKEN}\n"
               "endpoints:\n"
               "  - path: /contacts\n"
               "    records: data\n"
               "    paging: {by: cursor, param: after, next: paging.next.after}\n"
               "    map: {lead: {id: \"{id}\", email: \"{email}\", created_at: \"{created_at}\"}}",
};
