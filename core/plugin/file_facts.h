/* file_facts.h - one file on disk: its stat, its content's hash and encoding, found in one reading. Used by files.c. */
#ifndef GARNER_PLUGIN_FILE_FACTS_H
#define GARNER_PLUGIN_FILE_FACTS_H

#include "core/plugin/cursor.h"
#include "core/plugin/decode.h"

struct file_facts {
    uint64_t size, inode;
    int64_t mtime; /* nanoseconds; 0 = younger than two seconds when it was looked at: it may change unseen */
    unsigned char hash[CURSOR_HASH];
    struct survey survey;
};

/* stat alone; false where there is no regular file. */
bool file_facts_stat(const char *path, struct file_facts *facts);
/* Opens the file and reads it to its end. *fd is the caller's to close. */
int file_facts_read(const char *path, int *fd, struct file_facts *facts, struct error *error);
/* Whether the open file is still what was read. */
bool file_facts_unchanged(int fd, const struct file_facts *facts);

#endif
