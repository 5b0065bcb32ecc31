/* render_json.c - JSON, one array of objects, and JSON Lines, one object a line. Written by hand, since no JSON library
 * keeps an exact decimal number: money and counts go out as the digits their integers have. */
#include "core/base/utf8.h"
#include "core/report/render.h"

/* Bytes that are no UTF-8 become U+FFFD: what comes out is always valid. */
static void write_string(FILE *out, struct garner_str text)
{
    fputc('"', out);
    for (const char *p = text.ptr, *end = str_end(text); p < end;) {
        uint32_t code = 0;
        size_t n = utf8_decode(p, end, &code);
        if (n == 0) {
            fputs("\xEF\xBF\xBD", out);
        } else if (code == '"' || code == '\\') {
            fprintf(out, "\\%c", (char)code);
        } else if (code == '\n' || code == '\t' || code == '\r') {
            fputs(code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\r", out);
        } else if (code < 0x20 || code == 0x7F) {
            fprintf(out, "\\u%04x", (unsigned)code);
        } else {
            fwrite(p, 1, n, out);
        }
        p += n ? n : 1;
    }
    fputc('"', out);
}

static void write_value(struct render *render, size_t column, const struct cell *cells)
{
    struct garner_str text = render_text(render, column, cells);
    if (!text.ptr) {
        fputs("null", render->out);
    } else if (render_is_number(render, column, &cells[column])) {
        fwrite(text.ptr, 1, text.len, render->out);
    } else {
        write_string(render->out, text);
    }
}

static void write_object(struct render *render, const struct cell *cells)
{
    fputc('{', render->out);
    for (size_t i = 0; i < render->shown_count; i++) {
        fputs(i ? ", " : "", render->out);
        write_string(render->out, garner_text(render->columns[render->shown[i]].name));
        fputs(": ", render->out);
        write_value(render, render->shown[i], cells);
    }
    fputc('}', render->out);
}

static void begin(struct render *render)
{
    fputc('[', render->out);
}

static void row(struct render *render, const struct cell *cells)
{
    fputs(render->rows ? ",\n  " : "\n  ", render->out);
    write_object(render, cells);
}

static void end(struct render *render)
{
    fputs(render->rows ? "\n]\n" : "]\n", render->out);
}

static void nothing(struct render *render)
{
    (void)render;
}

static void line(struct render *render, const struct cell *cells)
{
    write_object(render, cells);
    fputc('\n', render->out);
}

const struct render_type render_json = {"json", false, begin, row, end};
const struct render_type render_jsonl = {"jsonl", false, nothing, line, nothing};
