/* json_scan.h - the tokens of strict JSON (RFC 8259), one after the other: what json.c walks and json_tree.c builds of.
 * Numbers stay text, so that no digit is lost. */
#ifndef GARNER_PLUGIN_JSON_SCAN_H
#define GARNER_PLUGIN_JSON_SCAN_H

#include "core/base/arena.h"
#include <stdbool.h>

enum { JSON_DEPTH_MAX = 128 };

struct json_scan {
    struct arena *arena; /* for texts with escapes; all others point into what is scanned */
    const char *p, *end;
    const char *fault; /* the first one stays; static text, or in arena */
};

/* Notes a fault; false, so that it can be returned. */
bool json_fail(struct json_scan *s, const char *fault);
void json_blanks(struct json_scan *s);
bool json_take(struct json_scan *s, char c);
/* At a quotation mark: the string without its quotes and escapes. */
bool json_string(struct json_scan *s, struct garner_str *out);
/* A string, a number as it is written, "true", "false", or absent for null. */
bool json_scalar(struct json_scan *s, struct garner_str *out);

#endif
