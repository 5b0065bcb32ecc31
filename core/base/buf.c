/* buf.c - the growing, capped byte buffer. Called from every floor; knows nothing of what it holds. */
#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/mem.h"

enum { FIRST_SIZE = 64 };

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->overflowed = false;
    if (buf->ptr) {
        buf->ptr[0] = '\0';
    }
}

void buf_release(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){0};
}

/* Room for len more bytes and the NUL, or -1 where that would pass max. */
static int reserve(struct buf *buf, size_t len)
{
    if (len > buf->max - buf->len) {
        buf->overflowed = true;
        return -1;
    }
    size_t needed = buf->len + len + 1;
    if (needed > buf->cap) {
        size_t cap = buf->cap > SIZE_MAX / 2 ? needed : buf->cap * 2;
        cap = cap < FIRST_SIZE ? FIRST_SIZE : cap;
        buf->cap = cap < needed ? needed : cap;
        buf->ptr = xreallocarray(buf->ptr, buf->cap, 1);
    }
    return 0;
}

int buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (reserve(buf, len)) {
        return -1;
    }
    if (len) {
        memcpy(buf->ptr + buf->len, bytes, len);
    }
    buf->len += len;
    buf->ptr[buf->len] = '\0';
    return 0;
}

int buf_adds(struct buf *buf, const char *text)
{
    return buf_add(buf, text, strlen(text));
}

int buf_addstr(struct buf *buf, struct garner_str text)
{
    return buf_add(buf, text.ptr, text.len);
}

int buf_addc(struct buf *buf, char c)
{
    return buf_add(buf, &c, 1);
}

/* Printed straight into the free part; only what does not fit there is printed twice. */
static int addv(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    size_t room = buf->cap - buf->len;
    int len = vsnprintf(room ? buf->ptr + buf->len : NULL, room, format, arguments);
    int result = len < 0 ? -1 : reserve(buf, (size_t)len);
    if (result == 0 && (size_t)len >= room) {
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
    }
    va_end(again);
    if (result == 0) {
        buf->len += (size_t)len;
    } else {
        buf->overflowed = true;
        if (buf->ptr) {
            buf->ptr[buf->len] = '\0';
        }
    }
    return result;
}

int buf_addf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = addv(buf, format, arguments);
    va_end(arguments);
    return result;
}

struct garner_str buf_str(const struct buf *buf)
{
    return (struct garner_str){buf_text(buf), buf->len};
}

const char *buf_text(const struct buf *buf)
{
    return buf->ptr ? buf->ptr : "";
}
