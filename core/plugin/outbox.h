/* outbox.h - what a worker sends: frames, gathered until it pays to send them, and the records of the row at hand, which
 * may still be dropped. Used by the files behind host.h. */
#ifndef GARNER_PLUGIN_OUTBOX_H
#define GARNER_PLUGIN_OUTBOX_H

#include "core/plugin/host.h"

enum {
    OUTBOX_SEND = 64 << 10,     /* gathered bytes that are sent at once */
    OUTBOX_ROW_MAX = 8 << 20    /* records of one row */
};

struct outbox {
    const struct host_sink *sink;
    struct buf frames; /* whole ones, and the one that is open at its end */
    size_t open;       /* where the frame of records that is open begins; valid where is_open */
    bool is_open;
    struct buf row;    /* the row's records */
    size_t *ends;      /* where each of them ends */
    size_t count, room;
};

void outbox_init(struct outbox *outbox, const struct host_sink *sink);
void outbox_release(struct outbox *outbox);

/* Adds a record to the row; false where it, or the row with it, is too large: it is not in the row then. */
bool outbox_record(struct outbox *outbox, bool remove, const struct record_type *type, const void *record);
/* Drops the records of the row, or keeps them: they will be sent. */
void outbox_drop(struct outbox *outbox);
int outbox_keep(struct outbox *outbox, struct error *error);

/* A frame of another type: begin, write to .frames, finish. Sends what has gathered where that is much. */
size_t outbox_begin(struct outbox *outbox, enum wire_type type);
int outbox_finish(struct outbox *outbox, size_t begun, struct error *error);
/* Sends everything now. */
int outbox_flush(struct outbox *outbox, struct error *error);

#endif
