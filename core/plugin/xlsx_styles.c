/* xlsx_styles.c - see xlsx_styles.h. Number formats stand before the styles that use them. */
#include "core/plugin/xlsx_styles.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { FORMATS_MAX = 1 << 16, STYLES_MAX = 1 << 17 };

struct format {
    unsigned id;
    unsigned char shown;
};

struct reading_styles {
    struct xlsx_xml xml;
    struct xlsx_styles *out;
    struct format *formats;
    size_t format_count, format_room, style_room;
    bool in_styles;
};

static bool number_of(const char *text, unsigned *out)
{
    int64_t n = 0;
    if (!text || !str_integer(garner_text(text), &n) || n < 0 || n > INT32_MAX) {
        return false;
    }
    *out = (unsigned)n;
    return true;
}

static void add_format(struct reading_styles *r, const char **attributes)
{
    struct format format = {0};
    const char *code = xlsx_attribute(attributes, "formatCode");
    if (!code || !number_of(xlsx_attribute(attributes, "numFmtId"), &format.id)) {
        return;
    }
    if (r->format_count == FORMATS_MAX) {
        xlsx_xml_fail(&r->xml, GARNER_E_DATA, "has more than %d number formats", FORMATS_MAX);
        return;
    }
    if (r->format_count == r->format_room) {
        r->format_room = r->format_room ? r->format_room * 2 : 32;
        r->formats = xreallocarray(r->formats, r->format_room, sizeof *r->formats);
    }
    format.shown = (unsigned char)xlsx_shown_by_code(code);
    r->formats[r->format_count++] = format;
}

static unsigned shown_by(const struct reading_styles *r, unsigned id)
{
    for (size_t i = 0; i < r->format_count; i++) {
        if (r->formats[i].id == id) {
            return r->formats[i].shown;
        }
    }
    return xlsx_shown_by_id(id);
}

static void add_style(struct reading_styles *r, const char **attributes)
{
    unsigned id = 0;
    number_of(xlsx_attribute(attributes, "numFmtId"), &id);
    if (r->out->count == STYLES_MAX) {
        xlsx_xml_fail(&r->xml, GARNER_E_DATA, "has more than %d cell styles", STYLES_MAX);
        return;
    }
    if (r->out->count == r->style_room) {
        r->style_room = r->style_room ? r->style_room * 2 : 64;
        r->out->shown = xreallocarray(r->out->shown, r->style_room, 1);
    }
    r->out->shown[r->out->count++] = (unsigned char)shown_by(r, id);
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct reading_styles *r = data;
    if (strcmp(name, "numFmt") == 0) {
        add_format(r, attributes);
    } else if (strcmp(name, "cellXfs") == 0) {
        r->in_styles = true;
    } else if (r->in_styles && strcmp(name, "xf") == 0) {
        add_style(r, attributes);
    }
}

static void on_end(void *data, const char *name)
{
    struct reading_styles *r = data;
    if (strcmp(name, "cellXfs") == 0) {
        r->in_styles = false;
    }
}

int xlsx_styles_read(struct xlsx_styles *out, struct xlsx_archive *archive, const char *part, struct error *error)
{
    static const struct xlsx_handlers handlers = {.start = on_start, .end = on_end};
    struct reading_styles r = {.out = out};
    xlsx_styles_release(out);
    int code = xlsx_xml_parse(archive, part, &handlers, &r, &r.xml, error);
    free(r.formats);
    return code;
}

void xlsx_styles_release(struct xlsx_styles *styles)
{
    free(styles->shown);
    *styles = (struct xlsx_styles){0};
}
