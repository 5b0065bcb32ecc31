/* body.h - the body of an answer as it arrives: in memory while it is small, then in a file without a name, so that
 * memory does not grow with it. Whole before anybody reads it, since half an answer is none. */
#ifndef GARNER_PLUGIN_BODY_H
#define GARNER_PLUGIN_BODY_H

#include "core/base/buf.h"
#include "core/base/error.h"

enum { BODY_MEMORY = 1 << 20 };
#define BODY_MAX (INT64_C(4) << 30)

struct body {
    struct buf memory;
    int fd; /* -1 while memory holds it */
    uint64_t len;
    char *map;          /* of the file */
    size_t dropped;     /* of the map: read, and out of memory again */
    const char *folder; /* where the file goes; borrowed */
    int error;          /* errno of the file; EFBIG beyond BODY_MAX */
};

void body_init(struct body *body, const char *folder);
/* Empties it; keeps the memory, not the file. */
void body_clear(struct body *body);
void body_release(struct body *body);
/* false, with body->error set, where it cannot be kept. */
bool body_add(struct body *body, const char *bytes, size_t len);
/* All of it, in one piece; valid until the next clear. GARNER_E_TEMPORARY where it cannot be mapped. */
int body_text(struct body *body, struct garner_str *out, struct error *error);
/* What stands before p has been read: its memory may go, and comes back where it is read again all the same. Cheap. */
void body_read_to(struct body *body, const char *p);

/* A new file without a name in folder; -1 with errno. */
int body_file(const char *folder);

#endif
