/* decode.h - a file's bytes as UTF-8 text, chunk by chunk, whatever its encoding. Used by the row readers of this
 * folder.
 *
 * Two steps: a survey of all bytes says which encoding they can be; a stream then delivers the text. */
#ifndef GARNER_PLUGIN_DECODE_H
#define GARNER_PLUGIN_DECODE_H

#include "core/base/error.h"

enum encoding {
    ENCODING_AUTO = 0,
    ENCODING_UTF8 = 1,
    ENCODING_UTF16LE = 2,
    ENCODING_UTF16BE = 3,
    ENCODING_UTF16 = 4, /* by its byte order mark, else little-endian */
    ENCODING_LATIN1 = 5,
    ENCODING_WINDOWS_1252 = 6
};
/* "utf-8", "windows-1252" …; ENCODING_AUTO where it is none. */
enum encoding encoding_named(struct garner_str name);
const char *encoding_name(enum encoding encoding);

/* ---- survey ---- */

enum { SURVEY_HEAD = 4096 };

/* What all bytes of a file tell. All zero at first. */
struct survey {
    uint64_t bytes;
    bool bad_utf8; /* so far, whole characters only */
    bool nul;
    unsigned char need, low, high; /* of a character begun: bytes still missing, range of the next */
    size_t head_len;
    unsigned char head[SURVEY_HEAD];
};
void survey_add(struct survey *survey, const void *bytes, size_t len);
/* Byte order mark, else the NUL pattern of UTF-16, else UTF-8 where all of it is, else Windows-1252. */
enum encoding survey_encoding(const struct survey *survey);
bool survey_valid_utf8(const struct survey *survey);

/* ---- stream ---- */

enum {
    STREAM_CHUNK = 256 << 10,
    STREAM_UNREAD_MAX = 16 << 20, /* what a reader may leave unread; a longer row is refused by it */
    STREAM_SLACK = 32             /* readable bytes beyond the end, for those who look at many at once */
};

/* Text not yet read stands at text[start … end), followed by STREAM_SLACK bytes that may be read but mean nothing. */
struct stream {
    char *text;
    size_t start, end, cap;
    bool at_end; /* nothing follows text[end] */
    int fd;      /* borrowed; -1 = memory */
    struct garner_str memory;
    uint64_t offset; /* of the next byte of the source */
    enum encoding encoding;
    unsigned char *coded; /* bytes read and not yet decoded; NULL for UTF-8 */
    size_t coded_len;
    bool begun;
};
/* fd is read by position, so that many streams can share it; memory must outlive the stream. encoding not AUTO. */
void stream_open(struct stream *stream, int fd, struct garner_str memory, enum encoding encoding);
void stream_close(struct stream *stream);
void stream_rewind(struct stream *stream);
/* Adds a chunk behind text[end), moving what is unread to the front: pointers into it become invalid. 0, also at the
 * end; GARNER_E_TEMPORARY where reading fails. At most STREAM_UNREAD_MAX bytes may be unread. */
int stream_fill(struct stream *stream, struct error *error);

#endif
