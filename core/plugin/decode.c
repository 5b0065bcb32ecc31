/* decode.c - delivers text in UTF-8; see decode.h. Called by csv.c, json_stream.c and table.c; knows nothing of rows.
 */
#include "core/plugin/decode.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include <errno.h>
#include <unistd.h>

enum {
    CODED_CHUNK = 64 << 10,
    GROWTH_MAX = 3, /* bytes of UTF-8 per byte of the densest other encoding */
    REPLACEMENT = 0xFFFD
};

void stream_open(struct stream *stream, int fd, struct garner_str memory, enum encoding encoding)
{
    *stream = (struct stream){.fd = fd, .memory = memory, .encoding = encoding};
    stream->cap = STREAM_CHUNK;
    stream->text = xcalloc(1, stream->cap + STREAM_SLACK);
    if (encoding != ENCODING_UTF8) {
        stream->coded = xmalloc(CODED_CHUNK);
    }
}

void stream_close(struct stream *stream)
{
    free(stream->text);
    free(stream->coded);
    *stream = (struct stream){.fd = -1};
}

/* UTF-16 found its order at the first reading; it does not change. */
void stream_rewind(struct stream *stream)
{
    stream->start = stream->end = stream->coded_len = 0;
    stream->offset = 0;
    stream->at_end = stream->begun = false;
}

/* Bytes from the source: how many, 0 at its end, negative on failure. */
static ssize_t get(struct stream *stream, void *out, size_t room)
{
    ssize_t n = 0;
    if (stream->fd < 0) {
        size_t left = stream->memory.len - (size_t)stream->offset;
        n = (ssize_t)(left < room ? left : room);
        if (n) {
            memcpy(out, stream->memory.ptr + stream->offset, (size_t)n);
        }
    } else {
        do {
            n = pread(stream->fd, out, room, (off_t)stream->offset);
        } while (n < 0 && errno == EINTR);
    }
    stream->offset += n > 0 ? (uint64_t)n : 0;
    return n;
}

/* ---- one unit to UTF-8; each returns how many bytes of in it took, 0 where more are needed ---- */

/* Bytes 0x80–0x9F of Windows-1252; 0 where it defines none (they stay what Latin-1 says). */
static const uint16_t WINDOWS[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t byte_code(const struct stream *stream, unsigned char byte)
{
    if (stream->encoding == ENCODING_WINDOWS_1252 && byte >= 0x80 && byte < 0xA0 && WINDOWS[byte - 0x80]) {
        return WINDOWS[byte - 0x80];
    }
    return byte;
}

static uint32_t unit16(const struct stream *stream, const unsigned char *in)
{
    return stream->encoding == ENCODING_UTF16BE ? (uint32_t)in[0] << 8 | in[1] : (uint32_t)in[1] << 8 | in[0];
}

/* A half of a pair without its other half becomes U+FFFD, as does a last odd byte. */
static size_t code16(const struct stream *stream, const unsigned char *in, size_t len, bool last, uint32_t *code)
{
    *code = REPLACEMENT;
    if (len < 2) {
        return last ? len : 0;
    }
    uint32_t unit = unit16(stream, in);
    if (unit < 0xD800 || unit > 0xDFFF) {
        *code = unit;
        return 2;
    }
    if (unit >= 0xDC00) {
        return 2;
    }
    if (len < 4) {
        return last ? 2 : 0;
    }
    uint32_t second = unit16(stream, in + 2);
    if (second < 0xDC00 || second > 0xDFFF) {
        return 2;
    }
    *code = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    return 4;
}

/* Decodes what is in coded; keeps a cut-off unit for the next time. */
static void decode(struct stream *stream, bool last)
{
    bool wide = stream->encoding == ENCODING_UTF16LE || stream->encoding == ENCODING_UTF16BE;
    size_t used = 0;
    while (used < stream->coded_len) {
        uint32_t code = byte_code(stream, stream->coded[used]);
        size_t n = 1;
        if (wide) {
            n = code16(stream, stream->coded + used, stream->coded_len - used, last, &code);
        }
        if (n == 0) {
            break;
        }
        used += n;
        stream->end += utf8_encode(code, stream->text + stream->end);
    }
    stream->coded_len -= used;
    memmove(stream->coded, stream->coded + used, stream->coded_len);
}

/* ---- chunks ---- */

static void make_room(struct stream *stream, size_t room)
{
    size_t unread = stream->end - stream->start;
    if (stream->start) {
        memmove(stream->text, stream->text + stream->start, unread);
        stream->start = 0;
        stream->end = unread;
    }
    if (stream->cap - unread < room) {
        size_t cap = stream->cap * 2 > unread + room ? stream->cap * 2 : unread + room;
        stream->text = xreallocarray(stream->text, cap + STREAM_SLACK, 1);
        memset(stream->text + stream->cap, 0, cap - stream->cap + STREAM_SLACK);
        stream->cap = cap;
    }
}

static ssize_t fill_plain(struct stream *stream)
{
    make_room(stream, STREAM_CHUNK / 2);
    ssize_t n = get(stream, stream->text + stream->end, stream->cap - stream->end);
    stream->end += n > 0 ? (size_t)n : 0;
    return n;
}

static ssize_t fill_coded(struct stream *stream)
{
    make_room(stream, GROWTH_MAX * CODED_CHUNK);
    ssize_t n = get(stream, stream->coded + stream->coded_len, CODED_CHUNK - stream->coded_len);
    if (n < 0) {
        return n;
    }
    stream->coded_len += (size_t)n;
    if (stream->encoding == ENCODING_UTF16) {
        bool big = stream->coded_len >= 2 && stream->coded[0] == 0xFE && stream->coded[1] == 0xFF;
        stream->encoding = big ? ENCODING_UTF16BE : ENCODING_UTF16LE;
    }
    decode(stream, n == 0);
    return n;
}

static void drop_mark(struct stream *stream)
{
    if (stream->end - stream->start >= 3 && memcmp(stream->text + stream->start, "\xEF\xBB\xBF", 3) == 0) {
        stream->start += 3;
    }
}

/* A short read need not be the end, and a mark needs its three bytes; so the first chunk is read until it has them. */
int stream_fill(struct stream *stream, struct error *error)
{
    if (stream->at_end) {
        return 0;
    }
    ssize_t n = 0;
    do {
        n = stream->coded ? fill_coded(stream) : fill_plain(stream);
    } while (n > 0 && !stream->begun && stream->end - stream->start < 3);
    if (n < 0) {
        return error_set(error, GARNER_E_TEMPORARY, "reading fails: %s", strerror(errno));
    }
    stream->at_end = n == 0;
    if (!stream->begun) {
        stream->begun = true;
        drop_mark(stream);
    }
    return 0;
}
