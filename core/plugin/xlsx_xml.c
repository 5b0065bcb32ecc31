/* xlsx_xml.c - see xlsx_xml.h. */
#include "core/plugin/xlsx_xml.h"
#include <expat.h>

enum { CHUNK = 64 << 10, DEPTH_MAX = 64, TAG_MAX = 16 << 20 };

/* ---- handlers ---- */

static const char *without_prefix(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

void xlsx_xml_fail(struct xlsx_xml *xml, int code, const char *format, ...)
{
    va_list arguments;
    if (xml->failed.code) {
        return;
    }
    va_start(arguments, format);
    error_setv(&xml->failed, code, format, arguments);
    va_end(arguments);
    XML_StopParser(xml->parser, XML_FALSE);
}

void xlsx_xml_pause(struct xlsx_xml *xml)
{
    if (!xml->failed.code) {
        XML_StopParser(xml->parser, XML_TRUE);
    }
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_xml *xml = data;
    if (++xml->depth > DEPTH_MAX) {
        xlsx_xml_fail(xml, GARNER_E_DATA, "%s: more than %d elements inside each other", xml->part.name, DEPTH_MAX);
    }
    if (!xml->failed.code) {
        xml->handlers->start(xml->data, without_prefix(name), attributes);
    }
}

static void on_end(void *data, const XML_Char *name)
{
    struct xlsx_xml *xml = data;
    xml->depth--;
    if (!xml->failed.code) {
        xml->handlers->end(xml->data, without_prefix(name));
    }
}

static void on_text(void *data, const XML_Char *text, int len)
{
    struct xlsx_xml *xml = data;
    if (!xml->failed.code) {
        xml->handlers->text(xml->data, text, len);
    }
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
    struct xlsx_xml *xml = data;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    xlsx_xml_fail(xml, GARNER_E_DATA, "%s: holds a document type declaration, which no workbook does", xml->part.name);
}

/* ---- parsing ---- */

int xlsx_xml_open(struct xlsx_xml *xml, struct xlsx_archive *archive, const char *name, struct garner_str memory,
                  const struct xlsx_handlers *handlers, void *data, struct error *error)
{
    *xml = (struct xlsx_xml){.handlers = handlers, .data = data, .memory = memory, .from_memory = !archive};
    snprintf(xml->part.name, sizeof xml->part.name, "%s", name);
    int code = archive ? xlsx_part_open(&xml->part, archive, name, error) : 0;
    if (code) {
        return code;
    }
    xml->parser = XML_ParserCreate(NULL);
    if (!xml->parser) {
        return error_set(error, GARNER_E_TEMPORARY, "no memory for an XML parser");
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    if (handlers->text) {
        XML_SetCharacterDataHandler(xml->parser, on_text);
    }
    return 0;
}

void xlsx_xml_close(struct xlsx_xml *xml)
{
    if (xml->parser) {
        XML_ParserFree(xml->parser);
        xml->parser = NULL;
    }
    xlsx_part_close(&xml->part);
}

static int64_t read_chunk(struct xlsx_xml *xml, void *out, struct error *error)
{
    if (!xml->from_memory) {
        return xlsx_part_read(&xml->part, out, CHUNK, error);
    }
    size_t len = xml->memory.len < CHUNK ? xml->memory.len : CHUNK;
    if (len) {
        memcpy(out, xml->memory.ptr, len);
        xml->memory = (struct garner_str){xml->memory.ptr + len, xml->memory.len - len};
    }
    return (int64_t)len;
}

static int malformed(const struct xlsx_xml *xml, struct error *error)
{
    enum XML_Error why = XML_GetErrorCode(xml->parser);
    if (why == XML_ERROR_NO_MEMORY) {
        return error_set(error, GARNER_E_TEMPORARY, "no memory for an XML parser");
    }
    return error_set(error, GARNER_E_DATA,
                     "%s is damaged at its line %llu: %s; open the workbook in a spreadsheet program and save it "
                     "again, or as CSV (UTF-8)",
                     xml->part.name, (unsigned long long)XML_GetCurrentLineNumber(xml->parser), XML_ErrorString(why));
}

static int feed(struct xlsx_xml *xml, enum XML_Status *status, struct error *error)
{
    void *chunk = XML_GetBuffer(xml->parser, CHUNK);
    if (!chunk) {
        return malformed(xml, error);
    }
    int64_t n = read_chunk(xml, chunk, error);
    if (n < 0) {
        return (int)n;
    }
    xml->fed += (uint64_t)n;
    xml->ended = n == 0;
    *status = XML_ParseBuffer(xml->parser, (int)n, xml->ended);
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);
    xml->understood = at >= 0 ? (uint64_t)at : xml->understood;
    if (*status == XML_STATUS_OK && !xml->ended && xml->fed - xml->understood > TAG_MAX) {
        return error_set(error, GARNER_E_DATA, "%s: a tag is longer than 16 MiB", xml->part.name);
    }
    return 0;
}

int xlsx_xml_run(struct xlsx_xml *xml, struct error *error)
{
    while (xml->paused || !xml->ended) {
        enum XML_Status status = XML_STATUS_OK;
        int code = 0;
        if (xml->paused) {
            status = XML_ResumeParser(xml->parser);
        } else {
            code = feed(xml, &status, error);
        }
        xml->paused = status == XML_STATUS_SUSPENDED;
        if (xml->failed.code) {
            return error_set(error, xml->failed.code, "%s", xml->failed.message);
        }
        if (code || status == XML_STATUS_ERROR) {
            return code ? code : malformed(xml, error);
        }
        if (xml->paused) {
            return 1;
        }
    }
    return 0;
}

int xlsx_xml_parse(struct xlsx_archive *archive, const char *name, const struct xlsx_handlers *handlers, void *data,
                   struct xlsx_xml *xml, struct error *error)
{
    const struct garner_str none = {NULL, 0};
    int code = xlsx_xml_open(xml, archive, name, none, handlers, data, error);
    code = code ? code : xlsx_xml_run(xml, error);
    xlsx_xml_close(xml);
    return code;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(without_prefix(attributes[0]), name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

/* ---- escapes ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The character of _xHHHH_ at text, else -1. */
static int escaped(const char *text, size_t len)
{
    int value = 0;
    if (len < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        int digit = hex(text[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return surrogate ? -1 : value;
}

static size_t put_utf8(char *out, int c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return c ? 1 : 0; /* no text holds a NUL */
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | (c >> 12));
    out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

size_t xlsx_unescape(char *text, size_t len)
{
    const char *first = len >= 7 ? memchr(text, '_', len) : NULL;
    if (!first) {
        return len;
    }
    size_t out = (size_t)(first - text);
    for (size_t i = out; i < len;) {
        int c = text[i] == '_' ? escaped(text + i, len - i) : -1;
        if (c >= 0) {
            out += put_utf8(text + out, c);
            i += 7;
        } else {
            text[out++] = text[i++];
        }
    }
    return out;
}
