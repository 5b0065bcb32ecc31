/* render_html.c - one complete small page, without scripts or anything fetched from elsewhere: to be mailed or kept. */
#include "core/report/render.h"

static const char STYLE[] = "body{font:14px/1.45 system-ui,sans-serif;margin:2rem;color:#1c1e21}"
                            "h1{font-size:1.3rem}ul{color:#555;padding-left:1.2rem}"
                            "table{border-collapse:collapse}th,td{padding:.3rem .7rem;text-align:left;"
                            "border-bottom:1px solid #ddd;white-space:nowrap}"
                            ".n{text-align:right;font-variant-numeric:tabular-nums}"
                            ".total td{font-weight:bold;border-top:2px solid #555}";

static void write_text(FILE *out, struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc(text.ptr[i], out);
        }
    }
}

static void write_notes(struct render *render)
{
    fputs(*render->notes ? "<ul>\n" : "", render->out);
    for (const char *const *note = render->notes; *note; note++) {
        fputs("<li>", render->out);
        write_text(render->out, garner_text(*note));
        fputs("</li>\n", render->out);
    }
    fputs(*render->notes ? "</ul>\n" : "", render->out);
}

static void write_title(struct render *render, const char *open, const char *close)
{
    fputs(open, render->out);
    write_text(render->out, garner_text(render->title ? render->title : "garner"));
    fputs(close, render->out);
}

static void begin(struct render *render)
{
    FILE *out = render->out;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
    write_title(render, "<title>", "</title>\n");
    fprintf(out, "<style>%s</style>\n</head>\n<body>\n", STYLE);
    if (render->title) {
        write_title(render, "<h1>", "</h1>\n");
    }
    write_notes(render);
    fputs("<table>\n<thead>\n<tr>", out);
    for (size_t i = 0; i < render->shown_count; i++) {
        const struct column *column = &render->columns[render->shown[i]];
        fputs(render_is_right(column->kind) ? "<th class=\"n\">" : "<th>", out);
        write_text(out, garner_text(column->title));
        fputs("</th>", out);
    }
    fputs("</tr>\n</thead>\n<tbody>\n", out);
}

static void row(struct render *render, const struct cell *cells)
{
    FILE *out = render->out;
    fputs(render_is_total(render, cells) ? "<tr class=\"total\">" : "<tr>", out);
    for (size_t i = 0; i < render->shown_count; i++) {
        size_t column = render->shown[i];
        enum column_kind kind = render->columns[column].kind;
        bool number = kind == COLUMN_TEXT && render_is_number(render, column, &cells[column]);
        fputs(render_is_right(kind) || number ? "<td class=\"n\">" : "<td>", out);
        write_text(out, render_text(render, column, cells));
        fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

static void end(struct render *render)
{
    fputs("</tbody>\n</table>\n</body>\n</html>\n", render->out);
}

const struct render_type render_html = {"html", true, begin, row, end};
