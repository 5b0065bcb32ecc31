/* host_impl.h - the state of one pull, shared by the files behind host.h: host.c (its life), emit.c (records and rows),
 * memory.c, cell.c (values), files.c (files), costs.c. Private to them. */
#ifndef GARNER_PLUGIN_HOST_IMPL_H
#define GARNER_PLUGIN_HOST_IMPL_H

#include "core/plugin/column.h"
#include "core/plugin/host.h"
#include "core/plugin/outbox.h"
#include "core/plugin/tally.h"
#include "core/plugin/trial.h"

struct deferred;
struct fetch;
struct files;
struct map;
struct named_zone;

/* The file that is open. */
struct reading {
    struct table *table;
    struct table *ahead; /* who reads ahead (files_peek_row); NULL = nobody */
    int fd;
    struct column *columns; /* what whole columns say; NULL until somebody asks; owned */
    enum date_order order;  /* as the options say; DATE_ANY and 0 = found */
    char decimal;
    struct map *map;        /* the map compiled for this file; NULL until it is used; in arena */
    struct arena arena;     /* ends with the file */
    bool over;              /* its last row was given: what is allocated now may outlive it */
};

/* The row at hand. Without an open file there is none. */
struct row_state {
    bool open, rejected;
    const char *path;
    uint64_t line;
    struct garner_str raw;
    struct garner_str rule; /* why it is skipped, if it is */
};

struct host {
    struct garner_pull pull; /* first: services find the host by it */
    const struct garner_plugin *plugin; /* NULL: the host's own source */
    uint32_t emits;
    const struct pull_request *request;
    struct outbox outbox;
    struct tally tally;
    struct error error; /* the last failure */
    struct arena arena, row_arena, json_arena; /* json_arena: of the tree parsed last */
    struct deferred *deferred; /* newest first */
    struct named_zone *zones;
    const struct zone *zone; /* of the source */
    struct files *files;     /* NULL until the first file is asked for */
    struct reading *reading; /* NULL where no file is open */
    struct fetch *fetch;     /* NULL until the first request */
    struct row_state row;
    struct garner_str *secrets; /* what must not be seen in anything that leaves here; in arena */
    size_t secret_count, secret_room;
    bool window_open;
    uint64_t requests, received; /* over the network; bytes as they came */
    struct buf cursor; /* what pull.cursor points to once days_next has moved it */
    uint64_t records;
    uint64_t rows_seen;
    struct trial_state trial;
    int64_t progress_at; /* clock_monotonic of the last progress frame */
};

static inline struct host *host_of(struct garner_pull *pull)
{
    return (struct host *)(void *)pull;
}

extern const struct garner_host host_services;

/* ---- host.c ---- */
int host_fail(struct host *host, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int host_log(struct host *host, enum garner_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Notes a secret, plain and percent-encoded. */
void host_secret(struct host *host, struct garner_str secret);
/* text, or a copy in arena in which every secret is covered. */
struct garner_str host_cover(const struct host *host, struct garner_str text, struct arena *arena);
/* A zone by name, kept for the pull. */
int host_zone(struct host *host, struct garner_str name, const struct zone **out);
/* GARNER_E_CANCELLED once the host wants the pull to stop. */
int host_check_cancelled(struct host *host);
/* Where the source keeps what is not in the store (scratch.c). */
const char *host_state_dir(const struct host *host);
/* Makes a folder for its owner alone, unless it is there; GARNER_E_CONFIG where that fails. */
int host_folder(struct host *host, const char *path);
/* Waits; GARNER_E_CANCELLED once the host wants the pull to stop. */
int host_sleep(struct host *host, int64_t ms);
/* Sends how far it is, a few times a second. */
int host_progress(struct host *host, uint64_t done, uint64_t total);

/* ---- emit.c ---- */
int emit_record(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size);
int emit_remove(struct garner_pull *pull, enum garner_record kind, const void *record, size_t size);
int emit_reject(struct garner_pull *pull, const char *field, const char *reason);
int emit_skip(struct garner_pull *pull, const char *rule);
int emit_counts(struct host *host);
/* A row begins; the one before has ended. */
void row_begin(struct host *host, const char *path, uint64_t line, struct garner_str raw);
/* Decides what became of the row: its records are kept or dropped, and it is counted. */
int row_end(struct host *host);
/* Sends something to quarantine; field may be NULL, raw absent. */
int row_quarantine(struct host *host, const char *path, uint64_t line, const char *field, const char *reason,
                   struct garner_str raw);

/* ---- window.c ---- */
int window_begin(struct garner_pull *pull, const struct garner_window *window, size_t size);
int window_done(struct garner_pull *pull, struct garner_str cursor);
int window_checkpoint(struct garner_pull *pull, struct garner_str cursor);

/* ---- days.c ---- */
int days_next(struct garner_pull *pull, struct garner_days *days, size_t size);

/* ---- memory.c ---- */
const char *memory_format(struct garner_pull *pull, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *memory_alloc(struct garner_pull *pull, size_t size);
void *memory_alloc_pull(struct garner_pull *pull, size_t size);
void memory_defer(struct garner_pull *pull, void (*release)(void *), void *what);
void memory_run_deferred(struct host *host);

/* ---- cell.c ---- */
struct cell_format {
    enum date_order order;   /* DATE_ANY, 0, NULL, "" = as the file and the source say */
    char decimal;
    const struct zone *zone;
    const char *currency;
};
/* Reads text, trimmed, as a typed value into out (by type; absent where it is empty or a word for nothing). column: of
 * the open file, or -1. GARNER_E_DATA where it cannot be read, with the reason in *error; GARNER_E_CONFIG where a whole
 * column cannot be decided; other codes where the file cannot be read again. */
int cell_read(struct host *host, int column, struct garner_str text, enum garner_value_type type,
              const struct cell_format *format, void *out, struct error *error);
int cell_value(struct garner_pull *pull, const struct garner_row *row, int column, enum garner_value_type type,
               const struct garner_hint *hint, size_t hint_size, void *out, size_t out_size);
int cell_parse(struct garner_pull *pull, struct garner_str text, enum garner_value_type type,
               const struct garner_hint *hint, size_t hint_size, void *out, size_t out_size);

/* ---- files.c ---- */
int files_next(struct garner_pull *pull, const struct garner_input *input, size_t size, struct garner_file *file,
               size_t file_size);
int files_next_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size);
int files_peek_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size);
void files_release(struct host *host);

/* ---- reading.c ---- */
/* Opens a file as host->reading for reading its rows outside of garner_next_file; a relative path begins at the
 * configuration file. */
int reading_open(struct host *host, struct garner_str path, const struct garner_file_options *options,
                 const char *const *header_words);
/* The same for a file that is open and surveyed; fd is the reading's from now on. */
int reading_open_fd(struct host *host, const char *path, int fd, const struct survey *survey,
                    const struct garner_file_options *options, const char *const *header_words);
/* A plugin's options of files, whole: those it does not know yet are as if not said. */
const struct garner_file_options *reading_options(struct host *host, const struct garner_file_options *options);
/* Ends the row at hand and begins the next one: 1, 0 at the end of the file, or a code. What cannot be read goes to
 * quarantine on the way. */
int reading_next(struct host *host);
/* Closes host->reading, if there is one. The row at hand is dropped unless it has ended. */
void reading_end(struct host *host);

/* ---- options_hash.c ---- */
void options_hash(const struct host *host, unsigned char *out, size_t len);

/* ---- map.c ---- */
int map_emit_row(struct garner_pull *pull, const struct garner_row *row, const struct garner_node *map);

/* ---- costs.c ---- */
int costs_emit(struct garner_pull *pull, const struct garner_node *costs, const struct garner_campaign_ref *campaign);
/* The host's own source: the costs: and known_customers: of the configuration. */
int costs_pull(struct host *host);

/* ---- known_customers.c ---- */
int known_customers_emit(struct host *host, const struct garner_node *paths);

#endif
