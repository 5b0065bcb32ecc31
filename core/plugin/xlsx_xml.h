/* xlsx_xml.h - XML parsed in chunks, from a part of a workbook or from memory, by expat. For the xlsx_*.c files; knows
 * no element by name.
 *
 * Refused: document type declarations (and with them every entity of its own), more than 64 elements inside each other,
 * a tag longer than 16 MiB. */
#ifndef GARNER_PLUGIN_XLSX_XML_H
#define GARNER_PLUGIN_XLSX_XML_H

#include "core/plugin/xlsx_archive.h"

struct XML_ParserStruct;

/* Names come without their prefix, attributes as expat has them: name, value, …, NULL. text may be NULL. */
struct xlsx_handlers {
    void (*start)(void *data, const char *name, const char **attributes);
    void (*end)(void *data, const char *name);
    void (*text)(void *data, const char *text, int len);
};

struct xlsx_xml {
    struct XML_ParserStruct *parser;
    const struct xlsx_handlers *handlers;
    void *data;
    struct xlsx_part part;    /* the source, unless archive is NULL: */
    struct garner_str memory; /* not yet read */
    bool from_memory, ended, paused;
    uint64_t fed, understood; /* bytes; expat waits for the end of a tag with the rest */
    unsigned depth;
    struct error failed; /* by a handler */
};

/* archive NULL: memory is the document, and name only what messages call it. Closed by the caller in either case. */
int xlsx_xml_open(struct xlsx_xml *xml, struct xlsx_archive *archive, const char *name, struct garner_str memory,
                  const struct xlsx_handlers *handlers, void *data, struct error *error);
void xlsx_xml_close(struct xlsx_xml *xml);
/* Parses on: 1 once a handler paused, 0 at the end, or a code. */
int xlsx_xml_run(struct xlsx_xml *xml, struct error *error);
/* For handlers: return from xlsx_xml_run; the first failure stands. */
void xlsx_xml_pause(struct xlsx_xml *xml);
void xlsx_xml_fail(struct xlsx_xml *xml, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A whole part: open, run, close. */
int xlsx_xml_parse(struct xlsx_archive *archive, const char *name, const struct xlsx_handlers *handlers, void *data,
                   struct xlsx_xml *xml, struct error *error);

/* The value of the attribute of this name, whatever its prefix; NULL where there is none. */
const char *xlsx_attribute(const char **attributes, const char *name);
/* Turns Excel's _xHHHH_ into the characters they stand for, in place; returns the new length. */
size_t xlsx_unescape(char *text, size_t len);

#endif
