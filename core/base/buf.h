/* buf.h - a byte buffer that grows up to a mandatory maximum (curl's dynbuf): whatever a peer may size has a cap. */
#ifndef GARNER_BASE_BUF_H
#define GARNER_BASE_BUF_H

#include <garner/records.h>
#include <stdbool.h>

struct buf {
    char *ptr; /* NUL-terminated once anything was added; owned */
    size_t len, cap, max;
    bool overflowed; /* something did not fit; stays until clear */
};

void buf_init(struct buf *buf, size_t max);
void buf_clear(struct buf *buf);   /* empties, keeps the memory */
void buf_release(struct buf *buf); /* frees; usable again after buf_init */

/* 0, or -1 when it would pass max: then nothing of this call is added and `overflowed` is set, so that a run of calls
 * may be checked once at its end. */
int buf_add(struct buf *buf, const void *bytes, size_t len);
int buf_adds(struct buf *buf, const char *text);
int buf_addstr(struct buf *buf, struct garner_str text);
int buf_addc(struct buf *buf, char c);
int buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The contents; "" where nothing was added. */
struct garner_str buf_str(const struct buf *buf);
const char *buf_text(const struct buf *buf);

#endif
