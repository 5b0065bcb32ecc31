/* singer.h - what the files of the singer plugin share. The protocol is Singer 0.3.0; a program that prints plain JSON
 * objects, a line each, is read as one stream. */
#ifndef SINGER_H
#define SINGER_H

#include <garner/http.h>
#include <sys/types.h>

#define SINGER_EMITS ((GARNER_EMITS(GARNER_RECORD_LIMIT) - 1) & ~UINT32_C(1))

struct singer {
    struct garner_strs command;
    struct garner_str config_file, catalog, plain_stream;
    const struct garner_node *config, *streams;
    bool discover;
};

/* ---- program.c: the program that is run ---- */

struct program {
    pid_t pid;
    int out;    /* its standard output */
    char *line; /* read and not yet taken */
    size_t from, to, room;
    bool ended;
};
/* Starts command with further arguments (NULL-terminated). What it prints to its standard error is logged. */
int program_start(struct garner_pull *pull, const struct garner_strs *command, const char *const *arguments,
                  struct program *program);
/* 1 = a line without its end, valid until the next call; 0 = the end; a code. */
int program_line(struct garner_pull *pull, struct program *program, struct garner_str *line);
/* After its last line, waits for its end: a code where it did not exit with 0. */
int program_end(struct garner_pull *pull, struct program *program);

/* ---- files.c: what the program is given ---- */

/* A path for the source that lasts from pull to pull; made as text where it is not there, or text is not what it was
 * made of (a program may write its own into it). */
int files_config(struct garner_pull *pull, const struct singer *singer, const char **path);
int files_write(struct garner_pull *pull, const char *name, struct garner_str text, const char **path);
/* A catalog of what the program offers, with those streams selected that `streams` maps. */
int files_catalog(struct garner_pull *pull, const struct singer *singer, const char *config, const char **path);

/* ---- streams.c: what it says ---- */

enum { STREAMS_MAX = 64 };

struct stream {
    struct garner_str name;
    const struct garner_node *map;
    int fd; /* records not yet stored */
    uint64_t records;
    int64_t version; /* of the records held; 0 = they have none */
    int64_t active;  /* activated last */
};
/* Text made of a tree, again and again. */
struct text {
    int fd; /* a scratch file; 0 = none yet */
    char *ptr;
    size_t room;
};
struct streams {
    struct stream items[STREAMS_MAX];
    size_t count;
    struct text text;   /* of the state */
    int64_t flushed_at; /* seconds */
    const char *state;  /* the last one the program printed; NULL = none */
    uint64_t held;      /* records not yet stored, all streams together */
};
int streams_begin(struct garner_pull *pull, const struct singer *singer, struct streams *streams);
/* The state that the program printed last, to be given to it; NULL = none. */
const char *streams_state(const struct streams *streams);
int streams_message(struct garner_pull *pull, const struct singer *singer, struct streams *streams,
                    struct garner_str line);
/* Stores everything up to here. */
int streams_flush(struct garner_pull *pull, struct streams *streams);

/* A tree as JSON text, in memory that lives as long as the pull: of to, whose text before is gone. */
int streams_json(struct garner_pull *pull, const struct garner_node *node, struct text *to, const char **out);

#endif
