/* query.c - a query's rows into a renderer: with a report's dress, or as they are for `garner query`. */
#include "core/report/stream.h"

#include "core/base/mem.h"

static int print_rows(struct query *query, const struct dress *dress, struct render *render, struct error *error)
{
    struct cell *cells = xcalloc(dress->count + 1, sizeof *cells);
    int code = 1;
    while (code > 0) {
        for (size_t i = 0; i < dress->count; i++) {
            cells[i] = query_cell(query, dress->sources[i]);
        }
        render_row(render, cells);
        code = query_step(query, error);
    }
    free(cells);
    return code;
}

/* The heading's lines, ended with NULL. The caller frees notes[0] and notes. */
static const char **heading_lines(struct garner_str text)
{
    char *rest = xstrndup(text.len ? text.ptr : "", text.len);
    size_t count = 0, most = 2;
    for (size_t i = 0; i < text.len; i++) {
        most += text.ptr[i] == '\n';
    }
    const char **notes = xcalloc(most, sizeof *notes);
    while (rest) {
        notes[count++] = strsep(&rest, "\n");
    }
    return notes;
}

static int print_all(struct query *query, const struct dress *dress, const char *const *notes, FILE *out,
                     const struct render_options *options, int code, struct error *error)
{
    struct render *render = render_begin(out, options, dress->title, notes, dress->columns, dress->count);
    if (code > 0) {
        code = print_rows(query, dress, render, error);
    }
    int written = render_end(render, code < 0 ? NULL : error);
    return code < 0 ? code : written;
}

int report_stream(struct query *query, const struct dress *dress, FILE *out, const struct render_options *options,
                  struct error *error)
{
    int code = query_step(query, error);
    if (code < 0) {
        return code;
    }
    struct cell heading = {.type = CELL_NULL};
    if (code > 0 && dress->has_heading) {
        heading = query_cell(query, dress->heading);
    }
    if (heading.type != CELL_TEXT || !heading.text.len) {
        return print_all(query, dress, NULL, out, options, code, error);
    }
    const char **notes = heading_lines(heading.text);
    char *lines = (char *)(uintptr_t)notes[0];
    code = print_all(query, dress, notes, out, options, code, error);
    free(lines);
    free(notes);
    return code;
}

int report_query(struct store *store, const char *sql, FILE *out, const struct render_options *options,
                 struct error *error)
{
    struct query *query = NULL;
    int code = store_query(store, garner_text(sql), NULL, 0, &query, error);
    if (code < 0) {
        return code;
    }
    struct arena arena;
    arena_init(&arena);
    size_t count = query_columns(query);
    struct column *columns = arena_calloc(&arena, count + 1, sizeof *columns);
    size_t *sources = arena_calloc(&arena, count + 1, sizeof *sources);
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_strdup(&arena, query_name(query, i));
        columns[i] = (struct column){name, name, COLUMN_TEXT};
        sources[i] = i;
    }
    struct dress dress = {.columns = columns, .sources = sources, .count = count};
    code = report_stream(query, &dress, out, options, error);
    query_close(query);
    arena_release(&arena);
    return code;
}
