/* json_stream.h - the objects of a JSON file, one at a time, however it holds them: an object a line (JSON Lines),
 * values one after the other, an array, or an object of which one member is an array of objects. Used by json_rows.c.
 */
#ifndef GARNER_PLUGIN_JSON_STREAM_H
#define GARNER_PLUGIN_JSON_STREAM_H

#include "core/plugin/decode.h"

enum json_form {
    JSON_UNKNOWN = 0,
    JSON_LINES = 1,
    JSON_VALUES = 2,
    JSON_ARRAY = 3,
    JSON_MEMBER = 4 /* the array stands in a member of one object */
};

struct json_stream {
    struct stream *stream; /* borrowed */
    enum json_form form;
    size_t member; /* which one, of JSON_MEMBER */
    uint64_t next_line;
    bool inside; /* of the array, behind its bracket */
    bool done;
    /* the value read last; valid until the next one */
    uint64_t line;
    struct garner_str raw;
    const char *fault; /* why it is none; NULL = its text is whole, which does not yet mean right */
};

/* form JSON_UNKNOWN: found by reading as far as needed. 0 or a code. */
int json_stream_open(struct json_stream *json, struct stream *stream, enum json_form form, struct error *error);
void json_stream_rewind(struct json_stream *json);
/* 1 = a value, 0 = the end, negative = the file cannot be read on. */
int json_stream_next(struct json_stream *json, struct error *error);

#endif
