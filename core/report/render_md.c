/* render_md.c - a Markdown table, for a wiki or a pull request: title, notes and cells escaped so that they read as
 * they are. */
#include "core/base/utf8.h"
#include "core/report/render.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* An underscore between letters starts no emphasis, and names are full of them. */
static bool is_special(struct garner_str text, size_t i)
{
    if (text.ptr[i] == '_') {
        return i == 0 || i + 1 == text.len || !is_word(text.ptr[i - 1]) || !is_word(text.ptr[i + 1]);
    }
    return text.ptr[i] && strchr("\\|`*<[~", text.ptr[i]) != NULL;
}

static void write_text(FILE *out, struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        fputs(is_special(text, i) ? "\\" : "", out);
        fputc(c == '\n' || c == '\r' || c == '\t' ? ' ' : c, out);
    }
}

static void begin(struct render *render)
{
    FILE *out = render->out;
    if (render->title) {
        fputs("## ", out);
        write_text(out, garner_text(render->title));
        fputs("\n\n", out);
    }
    for (const char *const *note = render->notes; *note; note++) {
        fputs("- ", out);
        write_text(out, garner_text(*note));
        fputs(note[1] ? "\n" : "\n\n", out);
    }
    for (size_t i = 0; i < render->shown_count; i++) {
        fputs("| ", out);
        write_text(out, garner_text(render->columns[render->shown[i]].title));
        fputs(i + 1 < render->shown_count ? " " : " |\n", out);
    }
    for (size_t i = 0; i < render->shown_count; i++) {
        bool right = render_is_right(render->columns[render->shown[i]].kind);
        fputs(right ? "| ---: " : "| --- ", out);
        fputs(i + 1 < render->shown_count ? "" : "|\n", out);
    }
}

static void row(struct render *render, const struct cell *cells)
{
    const char *mark = render_is_total(render, cells) ? "**" : "";
    for (size_t i = 0; i < render->shown_count; i++) {
        struct garner_str text = render_text(render, render->shown[i], cells);
        fputs("| ", render->out);
        fputs(text.len ? mark : "", render->out);
        write_text(render->out, text);
        fputs(text.len ? mark : "", render->out);
        fputs(i + 1 < render->shown_count ? " " : " |\n", render->out);
    }
}

static void end(struct render *render)
{
    (void)render;
}

const struct render_type render_md = {"md", true, begin, row, end};
