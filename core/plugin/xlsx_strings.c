/* xlsx_strings.c - see xlsx_strings.h. */
#include "core/plugin/xlsx_strings.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { STRINGS_MAX = 256 << 20 };

struct reading_strings {
    struct xlsx_xml xml;
    struct xlsx_strings *out;
    size_t start;         /* of the text at hand */
    bool in_item, wanted; /* within <si>; within a <t> of it */
    unsigned phonetic;    /* <rPh> that are open: how the text is spoken */
};

static void too_much(struct reading_strings *r)
{
    xlsx_xml_fail(&r->xml, GARNER_E_DATA,
                  "holds more than 256 MiB of text in its cells; save the sheet as CSV (UTF-8)");
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct reading_strings *r = data;
    (void)attributes;
    if (strcmp(name, "si") == 0) {
        r->in_item = true;
        r->start = r->out->text.len;
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        r->wanted = r->in_item && !r->phonetic;
    }
}

static void on_text(void *data, const char *text, int len)
{
    struct reading_strings *r = data;
    if (r->wanted && buf_add(&r->out->text, text, (size_t)len)) {
        too_much(r);
    }
}

static void end_item(struct reading_strings *r)
{
    struct xlsx_strings *out = r->out;
    if (out->text.len > r->start) {
        out->text.len = r->start + xlsx_unescape(out->text.ptr + r->start, out->text.len - r->start);
    }
    if (out->text.len + out->count * sizeof *out->ends > STRINGS_MAX) {
        too_much(r);
        return;
    }
    if (out->count == out->room) {
        out->room = out->room ? out->room * 2 : 1024;
        out->ends = xreallocarray(out->ends, out->room, sizeof *out->ends);
    }
    out->ends[out->count++] = (uint32_t)out->text.len;
    r->in_item = false;
}

static void on_end(void *data, const char *name)
{
    struct reading_strings *r = data;
    if (strcmp(name, "si") == 0) {
        end_item(r);
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic -= r->phonetic > 0;
    } else if (strcmp(name, "t") == 0) {
        r->wanted = false;
    }
}

int xlsx_strings_read(struct xlsx_strings *out, struct xlsx_archive *archive, const char *part, struct error *error)
{
    static const struct xlsx_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};
    struct reading_strings r = {.out = out};
    xlsx_strings_release(out);
    buf_init(&out->text, STRINGS_MAX);
    return xlsx_xml_parse(archive, part, &handlers, &r, &r.xml, error);
}

void xlsx_strings_release(struct xlsx_strings *strings)
{
    buf_release(&strings->text);
    free(strings->ends);
    *strings = (struct xlsx_strings){0};
}

struct garner_str xlsx_strings_get(const struct xlsx_strings *strings, uint64_t index)
{
    if (index >= strings->count) {
        return str_of(NULL, 0);
    }
    uint32_t start = index ? strings->ends[index - 1] : 0;
    return str_of(buf_text(&strings->text) + start, strings->ends[index] - start);
}
