/* render.c - a table on its way out: picks the format and the columns it shows. Called by run.c, query.c and verbs that
 * list things; knows no format's syntax. See report.h. */
#include "core/report/render.h"

#include "core/base/mem.h"
#include <errno.h>

static const struct render_type *const types[] = {
    [RENDER_TABLE] = &render_table, [RENDER_CSV] = &render_csv,     [RENDER_TSV] = &render_tsv,
    [RENDER_JSON] = &render_json,   [RENDER_JSONL] = &render_jsonl, [RENDER_MD] = &render_md,
    [RENDER_HTML] = &render_html,
};

int render_format_named(const char *name)
{
    for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
        if (strcmp(types[i]->name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_shown(const struct render *render, size_t i)
{
    enum column_kind kind = render->columns[i].kind;
    if (kind == COLUMN_BAR) {
        return render->options.format == RENDER_TABLE && render->options.terminal;
    }
    if (!render->type->people) {
        return true;
    }
    return kind != COLUMN_HIDDEN && (i == 0 || render->columns[i - 1].kind != COLUMN_INTERVAL);
}

struct render *render_begin(FILE *out, const struct render_options *options, const char *title,
                            const char *const *notes, const struct column *columns, size_t count)
{
    static const char *const none[] = {NULL};
    struct render *render = xcalloc(1, sizeof *render);
    *render = (struct render){
        .out = out,
        .options = *options,
        .title = title,
        .notes = notes ? notes : none,
        .columns = columns,
        .count = count,
        .shown = xcalloc(count + 1, sizeof *render->shown),
        .row_type = count,
        .type = types[options->format],
    };
    buf_init(&render->text, RENDER_CELL_MAX);
    for (size_t i = 0; i < count; i++) {
        if (is_shown(render, i)) {
            render->shown[render->shown_count++] = i;
        }
        if (columns[i].kind == COLUMN_HIDDEN && strcmp(columns[i].name, "row_type") == 0) {
            render->row_type = i;
        }
    }
    render->type->begin(render);
    return render;
}

void render_row(struct render *render, const struct cell *cells)
{
    render->type->row(render, cells);
    render->rows++;
}

int render_end(struct render *render, struct error *error)
{
    render->type->end(render);
    FILE *out = render->out;
    buf_release(&render->text);
    free(render->shown);
    free(render);
    errno = 0;
    if (fflush(out) != 0 || ferror(out)) {
        return error_set(error, GARNER_E_TEMPORARY, "the output could not be written%s%s", errno ? ": " : "",
                         errno ? strerror(errno) : "");
    }
    return 0;
}
