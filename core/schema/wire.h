/* wire.h - the frames between host and worker, and how a record becomes bytes and comes back.
 *
 * A frame is a 4-byte little-endian payload length, a type byte, the payload. Everything a worker sends is untrusted:
 * decoding checks every length, kind, range and trailing byte, and fails with GARNER_E_DATA naming what was wrong.
 * Integers are LEB128 (signed ones zigzag); text is length and bytes; a record is its kind, a presence byte per field
 * group of four (2 bits each: absent, set, cleared), then the set fields in table order. */
#ifndef GARNER_SCHEMA_WIRE_H
#define GARNER_SCHEMA_WIRE_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/schema/record.h"

enum {
    WIRE_FRAME_MAX = 1 << 20, /* payload bytes; a longer frame is refused */
    WIRE_HEADER = 5,
    WIRE_VERSION = 1
};

enum { WIRE_WINDOW_ADDS = 2 };

enum wire_type {
    /* worker → host */
    WIRE_HELLO = 1,        /* version, abi, plugin name */
    WIRE_RECORDS = 2,      /* any number of: op byte ('+' or '-'), record */
    WIRE_WINDOW_BEGIN = 3, /* kinds, scope, 0 = whole, 1 = days, 2 = adds; from, to */
    WIRE_WINDOW_DONE = 4,  /* has cursor, cursor */
    WIRE_CHECKPOINT = 5,   /* cursor */
    WIRE_QUARANTINE = 6,   /* file, line, field, reason, raw */
    WIRE_COUNTS = 7,       /* rows read, accepted, quarantined; n × (rule, skipped); requests, bytes received – totals so far */
    WIRE_LOG = 8,          /* level, message */
    WIRE_PROGRESS = 9,     /* done, total (bytes), rows */
    WIRE_FAIL = 10,        /* code, message, milliseconds to wait */
    WIRE_END = 11,         /* nothing more will follow; a run ends with this and exit 0, never with EOF alone */
    WIRE_DESCRIBE = 12,    /* a plugin's table */
    WIRE_YIELDING = 13,    /* scope: of a file that is gone or will be read anew; outside of windows */
    /* courier → host, beside FAIL and END */
    WIRE_MEASURED = 31, /* target, number of its threshold, row, value */
    /* host → worker */
    WIRE_CONFIG = 32, /* the pull: see core/run */
    WIRE_ACK = 33,    /* the window or checkpoint just sent is durable */
    WIRE_CANCEL = 34
};

/* ---- writing: append to a buf; the caller checks buf.overflowed once ---- */
void wire_put_u(struct buf *out, uint64_t value);
void wire_put_i(struct buf *out, int64_t value);
void wire_put_str(struct buf *out, struct garner_str text); /* absent and empty are told apart */
void wire_put_byte(struct buf *out, unsigned char byte);
void wire_put_record(struct buf *out, const struct record_type *type, const void *record);
void wire_put_node(struct buf *out, const struct garner_node *node); /* a whole configuration tree; NULL allowed */
/* Opens a frame of a type at the end of out; wire_end fills in its length. Frames do not nest. */
size_t wire_begin(struct buf *out, enum wire_type type);
void wire_end(struct buf *out, size_t begun);

/* ---- reading: a cursor over one payload; after the first failure every read yields zero ---- */
struct wire {
    const unsigned char *next, *end;
    bool bad;
};
void wire_init(struct wire *wire, const void *payload, size_t len);
uint64_t wire_u(struct wire *wire);
int64_t wire_i(struct wire *wire);
struct garner_str wire_str(struct wire *wire); /* points into the payload */
unsigned char wire_byte(struct wire *wire);
bool wire_done(const struct wire *wire); /* all read, nothing bad */
/* Decodes one record into *record (texts point into the payload) and returns its type; NULL, with error set, where the
 * bytes are not one. Values are in range for their field afterwards, but record_check is still the caller's. */
const struct record_type *wire_record(struct wire *wire, union record_any *record, struct error *error);
/* A tree in arena (texts copied); NULL and wire->bad where malformed, deeper than 32 or larger than 100 000 nodes. */
const struct garner_node *wire_node(struct wire *wire, struct arena *arena);

/* Splits a byte stream into frames: 1 and the frame at its start, 0 = more bytes needed, negative = refused. */
int wire_split(const char *bytes, size_t len, enum wire_type *type, struct garner_str *payload, size_t *used, struct error *error);

#endif
