/* spool.c - see spool.h. */
#include "core/run/spool.h"

#include "core/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { LENGTH = 4, ENTRY_MAX = LENGTH + WIRE_FRAME_MAX };

void spool_init(struct spool *spool, const char *dir)
{
    memset(spool, 0, sizeof *spool);
    spool->fd = -1;
    spool->dir = dir;
    buf_init(&spool->memory, SPOOL_MEMORY + ENTRY_MAX);
}

void spool_clear(struct spool *spool)
{
    buf_clear(&spool->memory);
    if (spool->fd >= 0) {
        close(spool->fd);
        spool->fd = -1;
    }
    spool->written = 0;
    spool->records = 0;
    memset(spool->brought, 0, sizeof spool->brought);
    memset(spool->digest, 0, sizeof spool->digest);
}

void spool_release(struct spool *spool)
{
    spool_clear(spool);
    buf_release(&spool->memory);
    free(spool->frame);
    spool->frame = NULL;
}

static int open_file(struct spool *spool, struct error *error)
{
    spool->fd = open(spool->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->fd >= 0) {
        return 0;
    }
    /* Not every file system has O_TMPFILE. */
    char *name = xasprintf("%s/.garner-spool-XXXXXX", spool->dir);
    spool->fd = mkostemp(name, O_CLOEXEC);
    if (spool->fd >= 0) {
        unlink(name);
    }
    int code = spool->fd >= 0 ? 0
                              : error_set(error, GARNER_E_TEMPORARY, "%s: cannot make a spool file: %s", spool->dir,
                                          strerror(errno));
    free(name);
    return code;
}

static int flush(struct spool *spool, struct error *error)
{
    if (spool->fd < 0 && open_file(spool, error) < 0) {
        return error->code;
    }
    size_t done = 0;
    while (done < spool->memory.len) {
        ssize_t n = pwrite(spool->fd, spool->memory.ptr + done, spool->memory.len - done, spool->written);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return error_set(error, GARNER_E_TEMPORARY, "%s: cannot write the spool: %s; free some space", spool->dir,
                             strerror(errno));
        }
        done += (size_t)n;
        spool->written += n;
    }
    buf_clear(&spool->memory);
    return 0;
}

/* Reads one "op, record" pair; NULL with error set where it is none. */
static const struct record_type *read_item(struct wire *wire, bool *remove, union record_any *record,
                                           struct error *error)
{
    unsigned char op = wire_byte(wire);
    if (op != '+' && op != '-') {
        error_set(error, GARNER_E_DATA, "a record frame holds operation %d where '+' or '-' belongs", op);
        return NULL;
    }
    *remove = op == '-';
    return wire_record(wire, record, error);
}

static int check(struct spool *spool, struct garner_str payload, struct error *error)
{
    struct wire wire;
    wire_init(&wire, payload.ptr, payload.len);
    while (wire.next < wire.end) {
        const unsigned char *start = wire.next;
        bool remove;
        union record_any record;
        const struct record_type *type = read_item(&wire, &remove, &record, error);
        if (!type || record_check(type, &record, remove, NULL, error) < 0) {
            return error->code;
        }
        digest_add(spool->digest, start, (size_t)(wire.next - start));
        spool->records++;
        spool->brought[type->kind] += !remove;
    }
    return 0;
}

int spool_add(struct spool *spool, struct garner_str payload, struct error *error)
{
    int code = check(spool, payload, error);
    if (code < 0) {
        return code;
    }
    uint32_t len = (uint32_t)payload.len;
    buf_add(&spool->memory, &len, LENGTH);
    buf_addstr(&spool->memory, payload);
    return spool->memory.len >= SPOOL_MEMORY ? flush(spool, error) : 0;
}

/* ---- reading ---- */

static int read_file(struct spool *spool, void *out, size_t len, int64_t at, struct error *error)
{
    size_t done = 0;
    while (done < len) {
        ssize_t n = pread(spool->fd, (char *)out + done, len - done, at + (int64_t)done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return error_set(error, GARNER_E_TEMPORARY, "%s: cannot read the spool back: %s", spool->dir,
                             n ? strerror(errno) : "it is shorter than what was written");
        }
        done += (size_t)n;
    }
    return 0;
}

/* Makes the frame at `at` the current one: 1, 0 at the end, negative on failure. */
static int next_frame(struct spool *spool, struct error *error)
{
    uint32_t len;
    if (spool->at >= spool->written) {
        size_t at = (size_t)(spool->at - spool->written);
        if (at >= spool->memory.len) {
            return 0;
        }
        memcpy(&len, spool->memory.ptr + at, LENGTH);
        wire_init(&spool->wire, spool->memory.ptr + at + LENGTH, len);
        spool->at += LENGTH + (int64_t)len;
        return 1;
    }
    char head[LENGTH];
    int code = read_file(spool, head, LENGTH, spool->at, error);
    if (code < 0) {
        return code;
    }
    memcpy(&len, head, LENGTH);
    if (!spool->frame) {
        spool->frame = xmalloc(WIRE_FRAME_MAX);
    }
    code = read_file(spool, spool->frame, len, spool->at + LENGTH, error);
    if (code < 0) {
        return code;
    }
    wire_init(&spool->wire, spool->frame, len);
    spool->at += LENGTH + (int64_t)len;
    return 1;
}

static int feed_rewind(void *context, struct error *error)
{
    struct spool *spool = context;
    (void)error;
    spool->at = 0;
    wire_init(&spool->wire, NULL, 0);
    return 0;
}

static int feed_next(void *context, struct store_item *item, struct error *error)
{
    struct spool *spool = context;
    while (spool->wire.next >= spool->wire.end) {
        int code = next_frame(spool, error);
        if (code <= 0) {
            return code;
        }
    }
    item->type = read_item(&spool->wire, &item->remove, &item->record, error);
    return item->type ? 1 : error->code;
}

struct store_feed spool_feed(struct spool *spool)
{
    return (struct store_feed){.context = spool, .rewind = feed_rewind, .next = feed_next};
}
