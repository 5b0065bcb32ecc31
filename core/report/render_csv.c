/* render_csv.c - comma-separated values as RFC 4180 has them, and tab-separated ones. A text that a spreadsheet would
 * run as a formula gets an apostrophe before it; numbers never do. */
#include "core/report/render.h"

static bool is_formula(const struct render *render, size_t column, const struct cell *cell, struct garner_str text)
{
    bool texts = render->columns[column].kind == COLUMN_TEXT || render->columns[column].kind == COLUMN_HIDDEN;
    return texts && cell->type == CELL_TEXT && text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
}

static bool has_any(struct garner_str text, const char *set)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] && strchr(set, text.ptr[i])) {
            return true;
        }
    }
    return false;
}

static void write_csv(FILE *out, struct garner_str text, bool formula)
{
    bool quoted = has_any(text, "\",\r\n") || (text.len && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' '));
    fputs(quoted ? "\"" : "", out);
    fputs(formula ? "'" : "", out);
    for (size_t i = 0; i < text.len; i++) {
        fputs(text.ptr[i] == '"' ? "\"" : "", out);
        fputc(text.ptr[i], out);
    }
    fputs(quoted ? "\"" : "", out);
}

/* Tab-separated values have no quoting: what would break a row becomes a blank. */
static void write_tsv(FILE *out, struct garner_str text, bool formula)
{
    fputs(formula ? "'" : "", out);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        fputc(c == '\t' || c == '\n' || c == '\r' ? ' ' : c, out);
    }
}

static void write_cell(struct render *render, size_t place, struct garner_str text, bool formula)
{
    bool tabs = render->options.format == RENDER_TSV;
    if (place > 0) {
        fputc(tabs ? '\t' : ',', render->out);
    }
    if (tabs) {
        write_tsv(render->out, text, formula);
    } else {
        write_csv(render->out, text, formula);
    }
}

static void end_line(struct render *render)
{
    fputs(render->options.format == RENDER_TSV ? "\n" : "\r\n", render->out);
}

static void begin(struct render *render)
{
    if (render->options.bom && render->options.format == RENDER_CSV) {
        fputs("\xEF\xBB\xBF", render->out);
    }
    for (size_t i = 0; i < render->shown_count; i++) {
        write_cell(render, i, garner_text(render->columns[render->shown[i]].name), false);
    }
    end_line(render);
}

static void row(struct render *render, const struct cell *cells)
{
    for (size_t i = 0; i < render->shown_count; i++) {
        size_t column = render->shown[i];
        struct garner_str text = render_text(render, column, cells);
        write_cell(render, i, text, is_formula(render, column, &cells[column], text));
    }
    end_line(render);
}

static void end(struct render *render)
{
    (void)render;
}

const struct render_type render_csv = {"csv", false, begin, row, end};
const struct render_type render_tsv = {"tsv", false, begin, row, end};
