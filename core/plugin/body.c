/* body.c - see body.h. Called by fetch.c and pages.c. */
#include "core/plugin/body.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, DROP_STEP = 4 << 20 };

void body_init(struct body *body, const char *folder)
{
    *body = (struct body){.fd = -1, .folder = folder};
    buf_init(&body->memory, BODY_MEMORY + 1);
}

void body_clear(struct body *body)
{
    if (body->map) {
        munmap(body->map, body->len);
    }
    if (body->fd >= 0) {
        close(body->fd);
    }
    buf_clear(&body->memory);
    body->map = NULL;
    body->dropped = 0;
    body->fd = -1;
    body->len = 0;
    body->error = 0;
}

void body_release(struct body *body)
{
    body_clear(body);
    buf_release(&body->memory);
}

int body_file(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT)) {
        return fd;
    }
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/.garner-XXXXXX", folder);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) {
        unlink(path);
    }
    return fd;
}

static bool write_all(struct body *body, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(body->fd, bytes, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            body->error = n ? errno : ENOSPC;
            return false;
        }
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static bool move_to_file(struct body *body)
{
    body->fd = body_file(body->folder);
    if (body->fd < 0) {
        body->error = errno;
        return false;
    }
    return write_all(body, body->memory.ptr, body->memory.len);
}

bool body_add(struct body *body, const char *bytes, size_t len)
{
    if (body->len + len > (uint64_t)BODY_MAX) {
        body->error = EFBIG;
        return false;
    }
    bool fits = body->fd < 0 && body->len + len <= BODY_MEMORY;
    if (!fits && body->fd < 0 && !move_to_file(body)) {
        return false;
    }
    if (!fits && !write_all(body, bytes, len)) {
        return false;
    }
    if (fits) {
        buf_add(&body->memory, bytes, len);
    }
    body->len += len;
    return true;
}

int body_text(struct body *body, struct garner_str *out, struct error *error)
{
    if (body->fd < 0) {
        *out = buf_str(&body->memory);
        return 0;
    }
    if (!body->map) {
        void *map = mmap(NULL, body->len, PROT_READ, MAP_SHARED, body->fd, 0);
        if (map == MAP_FAILED) {
            return error_set(error, GARNER_E_TEMPORARY, "an answer of %llu bytes cannot be mapped: %s",
                             (unsigned long long)body->len, strerror(errno));
        }
        body->map = map;
        madvise(map, body->len, MADV_SEQUENTIAL);
    }
    *out = (struct garner_str){body->map, body->len};
    return 0;
}

void body_read_to(struct body *body, const char *p)
{
    size_t done = body->map && p > body->map ? (size_t)(p - body->map) & ~(size_t)(PAGE - 1) : 0;
    body->dropped = done < body->dropped ? 0 : body->dropped; /* read from its beginning once more */
    if (done >= body->dropped + DROP_STEP) {
        madvise(body->map + body->dropped, done - body->dropped, MADV_DONTNEED);
        body->dropped = done;
    }
}
