/* cursor.h - which files a source has read, and how they were: the cursor of every plugin that reads files. Used by
 * files.c; knows nothing of windows or rows. */
#ifndef GARNER_PLUGIN_CURSOR_H
#define GARNER_PLUGIN_CURSOR_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/error.h"

enum { CURSOR_HASH = 16, CURSOR_MAX = 900 << 10 };

/* A file that was read once. */
struct cursor_file {
    struct garner_str path;  /* relative to the configuration where it lies below */
    struct garner_str scope; /* under which the store keeps its rows: the path it was first seen under */
    uint64_t size, inode;
    int64_t mtime; /* nanoseconds; 0 = it was too young to trust it */
    unsigned char hash[CURSOR_HASH];
    bool copy; /* the same content as another file, whose rows stand for both */
    bool seen; /* in this pull */
    bool gone; /* another path took over its scope: it is not written again */
};

struct cursor {
    unsigned char options[CURSOR_HASH]; /* of the options that shape the rows */
    struct cursor_file *files;
    size_t count, room, known; /* the first `known` are sorted by path */
    struct arena arena;
};

/* Texts are copied. An absent cursor is an empty one; a malformed one GARNER_E_DATA. */
int cursor_read(struct cursor *cursor, struct garner_str text, struct error *error);
void cursor_release(struct cursor *cursor);
void cursor_write(const struct cursor *cursor, struct buf *out);

/* NULL where there is none; valid until the next cursor_add. */
struct cursor_file *cursor_by_path(struct cursor *cursor, struct garner_str path);
/* The original (no copy) with this content. */
struct cursor_file *cursor_by_hash(struct cursor *cursor, const unsigned char hash[CURSOR_HASH]);
struct cursor_file *cursor_add(struct cursor *cursor, struct garner_str path);
/* A scope that no other file has: path, or path with a number. In the cursor's arena. */
struct garner_str cursor_scope(struct cursor *cursor, struct garner_str path);

#endif
