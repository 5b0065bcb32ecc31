/* spool.h - the records of one window or checkpoint while they wait for its end: memory first, then an unlinked file.
 * Filled by collect.c frame by frame, read by the store's merge as a feed. */
#ifndef GARNER_RUN_SPOOL_H
#define GARNER_RUN_SPOOL_H

#include "core/base/buf.h"
#include "core/schema/digest.h"
#include "core/schema/wire.h"
#include "core/store/store.h"

enum { SPOOL_MEMORY = 4 << 20 }; /* bytes kept in memory before the rest goes to the file */

struct spool {
    struct buf memory; /* whole frames' payloads, each after its 4-byte length */
    int fd;            /* the file, or -1 */
    int64_t written;   /* bytes in the file; what is in memory follows them */
    const char *dir;   /* where the file goes; not owned */
    unsigned char digest[DIGEST_BYTES];
    uint64_t records, brought[GARNER_RECORD_LIMIT]; /* all; by kind, those that are no removals */
    /* reading */
    int64_t at;  /* next frame's offset */
    char *frame; /* the frame being read, WIRE_FRAME_MAX bytes; NULL until one comes from the file */
    struct wire wire;
};

void spool_init(struct spool *spool, const char *dir);
void spool_release(struct spool *spool);
void spool_clear(struct spool *spool); /* empty again */

/* Appends the payload of a WIRE_RECORDS frame after checking every record in it; GARNER_E_DATA where one is not right,
 * GARNER_E_TEMPORARY where the file cannot be written. */
int spool_add(struct spool *spool, struct garner_str payload, struct error *error);

/* The spool as a feed for store_merge; valid while the spool is. */
struct store_feed spool_feed(struct spool *spool);

#endif
