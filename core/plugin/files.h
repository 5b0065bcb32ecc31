/* files.h - which files of a source are new, changed, renamed or copies; the state behind garner_next_file. For
 * files.c, files_choose.c. */
#ifndef GARNER_PLUGIN_FILES_H
#define GARNER_PLUGIN_FILES_H

#include "core/plugin/file_facts.h"
#include "core/plugin/host_impl.h"
#include "core/plugin/paths.h"

struct files {
    struct cursor cursor;
    bool read_again;            /* all: the user or changed options want it */
    bool new_options;
    unsigned char options[CURSOR_HASH]; /* of this pull; the cursor's are so once all files were read with them */
    bool changed;               /* the cursor says something new that no window has carried yet */
    bool listing;               /* paths stand, and some are left */
    struct garner_strs entries; /* of the listing */
    struct paths paths;
    size_t next;
    uint64_t total, done; /* bytes of the listing */
    /* the file that is open */
    struct file_facts facts;
    int fd;
    struct buf text;    /* the cursor, written */
    int64_t carried_at; /* clock_monotonic when a window last carried it */
};

/* What is to be done with a path: opens it and sets *index of its entry where its rows are wanted. 1 = read it, 0 =
 * pass it by, or a code. */
int files_choose(struct host *host, const char *path, size_t *index);
/* Tells the host of files whose rows give way where others bring them, or overlap them: gone, or to be read anew. */
int files_yield(struct host *host, uint32_t kinds);
/* Warns of files that were read once and are gone. */
int files_warn_gone(struct host *host);

#endif
