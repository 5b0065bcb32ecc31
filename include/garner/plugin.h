/* plugin.h - what a garner plugin is, and what the host does for it. The only header a plugin includes, but for
 * <garner/http.h>, which one that reaches over the network includes instead.
 *
 * A plugin is a shared object that exports one symbol, `const struct garner_plugin garner_plugin`: who it is, its
 * options as a table, and pull(), one stateless callback. It runs in a worker process of its own, so whatever it does
 * costs one source one run. It owns no memory (garner_alloc), retries nothing, and keeps no state but its cursor.
 *
 * Growth: `abi` is the major version and must match exactly. Every struct that crosses the border carries or passes its
 * size and only ever grows at its end, so older plugins load on newer hosts, and the other way round as long as they
 * call nothing the host lacks. */
#ifndef GARNER_PLUGIN_H
#define GARNER_PLUGIN_H

#include <garner/records.h>
#include <stdbool.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GARNER_ABI 1u

struct garner_pull;
struct garner_file;
struct garner_row;
struct garner_request; /* these four: garner/http.h */
struct garner_reply;
struct garner_pages;
struct garner_days;

/* ---- what to do next ---- */

/* Functions return 0 or one of these; the message (garner_fail) says what happened, the code what to do about it. */
enum garner_code {
    GARNER_OK = 0,
    GARNER_E_CONFIG = -1,    /* edit the configuration; not retried */
    GARNER_E_AUTH = -2,      /* renew the credential; not retried */
    GARNER_E_TEMPORARY = -3, /* back off and try again */
    GARNER_E_LIMITED = -4,   /* wait as long as the source said, then try again */
    GARNER_E_DATA = -5,      /* the source sent nonsense */
    GARNER_E_BUG = -6,       /* the plugin or garner broke a promise */
    GARNER_E_CANCELLED = -7, /* the host asked to stop; return it upward */
    GARNER_E_REJECTED = -8   /* this row went to quarantine; go on with the next (garner_row_result) */
};

/* ---- configuration ---- */

enum garner_node_kind { GARNER_SCALAR = 1, GARNER_LIST = 2, GARNER_MAP = 3 };

/* A configuration value as written: scalars are text, whatever they look like. Read-only, lives as long as the pull. */
struct garner_node {
    enum garner_node_kind kind;
    struct garner_str key;  /* its name in the parent map, else absent */
    struct garner_str text; /* of a scalar */
    const struct garner_node *items; /* of a list or map, in the order written */
    size_t count;
    uint32_t line, column; /* in the configuration file; 0 where made up */
};

struct garner_duration {
    int64_t ms;
};
struct garner_strs {
    const struct garner_str *items;
    size_t count;
};

enum garner_option_type {
    GARNER_OPTION_TEXT = 1,
    GARNER_OPTION_INTEGER = 2,
    GARNER_OPTION_FLAG = 3,     /* yes/no, true/false */
    GARNER_OPTION_DURATION = 4, /* 90s, 10m, 6h, 30d, 2w */
    GARNER_OPTION_MONEY = 5,    /* 12000.00 EUR */
    GARNER_OPTION_DAY = 6,      /* 2026-03-10 */
    GARNER_OPTION_LIST = 7,     /* texts; one text is a list of one */
    GARNER_OPTION_TREE = 8      /* whatever stands there, as nodes */
};
enum { GARNER_REQUIRED = 1, GARNER_SECRET = 2, GARNER_PATH = 4 /* relative to the configuration file */ };

/* One option: parses, validates, suggests, documents. The table ends with a row whose name is NULL. */
struct garner_option {
    const char *name;
    enum garner_option_type type;
    uint32_t flags;
    size_t offset;         /* of the member in the plugin's config struct */
    const char *fallback;  /* default, as it would be written; NULL = absent (zero) */
    const char *choices;   /* "a|b|c", or NULL where anything goes */
    const char *help;      /* one sentence */
};

#ifndef __cplusplus
/* clang-format off */
#define GARNER_OPTION_TYPE(member) _Generic((member),       \
        struct garner_str: GARNER_OPTION_TEXT,              \
        int64_t: GARNER_OPTION_INTEGER,                     \
        bool: GARNER_OPTION_FLAG,                           \
        struct garner_duration: GARNER_OPTION_DURATION,     \
        struct garner_money: GARNER_OPTION_MONEY,           \
        struct garner_day: GARNER_OPTION_DAY,               \
        struct garner_strs: GARNER_OPTION_LIST,             \
        const struct garner_node *: GARNER_OPTION_TREE)
/* A row of the table: GARNER_OPTION(struct my_config, path, GARNER_REQUIRED | GARNER_PATH, NULL, NULL, "Where …") */
#define GARNER_OPTION(config, member, flags, fallback, choices, help)                    \
    { #member, GARNER_OPTION_TYPE(((config *)0)->member), (flags), offsetof(config, member), (fallback), (choices), (help) }
/* The same for a member of an embedded struct, under a name of its own. */
#define GARNER_OPTION_AS(name, config, member, flags, fallback, choices, help)           \
    { (name), GARNER_OPTION_TYPE(((config *)0)->member), (flags), offsetof(config, member), (fallback), (choices), (help) }
/* clang-format on */
#endif

/* ---- the plugin ---- */

struct garner_plugin {
    uint32_t abi;  /* GARNER_ABI */
    uint32_t size; /* sizeof(struct garner_plugin) */
    const char *name, *version, *summary;
    const char *api_sunset; /* "2027-05-01", or NULL: `garner check` warns 60 days before */
    uint32_t emits;         /* GARNER_EMITS(kind) | … */
    int32_t lookback_days;  /* how far back this source restates itself; 0 = never, or files */
    const struct garner_option *options;
    size_t config_size;                  /* of the struct that `options` fills */
    int (*pull)(struct garner_pull *);   /* 0, or an enum garner_code after garner_fail */
    /* For `garner profile`; both may be NULL.
     * recognises: what the header of such a file has. A text for each thing, NULL-terminated: the usual names of its
     * column, separated by `|`. A file that has the first thing and more than half of all is probably of this kind.
     * "=Product: name|name" names a product by columns that only its exports have, and is no thing.
     * example: further lines of a source's block, unindented, without name, plugin and path; $name, $from and $to
     * stand for a name, the first and the last day in the file. A line of which a day is not known is left out. */
    const char *const *recognises;
    const char *example;
};

/* What a plugin exports: GARNER_PLUGIN = {.abi = GARNER_ABI, .size = sizeof(struct garner_plugin), …}; */
#define GARNER_PLUGIN __attribute__((visibility("default"))) const struct garner_plugin garner_plugin

/* What pull() is given. Owned by the host; valid until pull() returns. */
struct garner_pull {
    const struct garner_host *host;
    const void *config;     /* the plugin's own struct, filled from its options */
    const char *source;     /* the source's name in the configuration */
    struct garner_str cursor; /* what the last committed checkpoint or window carried; absent on the first pull; never secret */
    struct garner_day from, to; /* window to pull where the source is windowed; to is included */
    const char *currency, *timezone; /* of this source: its own setting, else the configuration's */
    const char *config_dir; /* the configuration file's folder, where relative paths begin */
};

/* ---- what the host does for a plugin ---- */

/* A part of the source that this pull brings whole: what the store holds of these kinds, this scope and these days, and
 * the pull does not bring before window_done, is deleted in the transaction that stores the rest. */
struct garner_window {
    uint32_t kinds;          /* GARNER_EMITS(…) | … */
    struct garner_str scope; /* account, file … : names what is replaced */
    struct garner_day from, to; /* both included; both absent = all of the scope */
    bool adds; /* nothing is deleted: what is brought joins what the scope holds; no days */
};

/* How to read text that has no one reading. Zero = as the file's options say. */
struct garner_hint {
    struct garner_str order;    /* of numeric dates: DMY, MDY or YMD */
    struct garner_str timezone; /* of times that name none */
    struct garner_str decimal;  /* the decimal mark: "." or "," */
    struct garner_str currency; /* of amounts that name none */
};

enum garner_value_type {
    GARNER_VALUE_TEXT = 1,    /* struct garner_str */
    GARNER_VALUE_MONEY = 2,   /* struct garner_money */
    GARNER_VALUE_DAY = 3,     /* struct garner_day */
    GARNER_VALUE_INSTANT = 4, /* struct garner_instant */
    GARNER_VALUE_COUNT = 5,   /* struct garner_count */
    GARNER_VALUE_AMOUNT = 6   /* struct garner_amount */
};

/* The options every plugin that reads files shares; rows for the table: GARNER_FILE_OPTIONS(struct my_config, files). */
struct garner_file_options {
    struct garner_strs path;
    struct garner_str format, encoding, separator, quote, decimal, date_order;
    int64_t header; /* line of the header; 0 = found; -1 = none, columns are named "1", "2", … */
    struct garner_str sheet; /* this and what follows: read only where the table has its row, so that older plugins may lack it */
    struct garner_str ragged;
};
#ifndef __cplusplus
/* clang-format off */
#define GARNER_FILE_OPTIONS(config, member) GARNER_FILE_OPTIONS_AS(config, member, GARNER_REQUIRED)
/* required: GARNER_REQUIRED, or 0 for a plugin that can do without files. */
#define GARNER_FILE_OPTIONS_AS(config, member, required)                                                                 \
    GARNER_OPTION_AS("path", config, member.path, (required) | GARNER_PATH, NULL, NULL,                                  \
        "File, folder or glob to read; a list is read in the order given."),                                             \
    GARNER_OPTION_AS("format", config, member.format, 0, "auto", "auto|csv|tsv|json|jsonl|xlsx",                         \
        "File format; auto goes by content."),                                                                           \
    GARNER_OPTION_AS("encoding", config, member.encoding, 0, "auto", "auto|utf-8|utf-16|utf-16le|utf-16be|latin1|windows-1252", \
        "Character encoding; auto goes by byte order mark, then by content."),                                           \
    GARNER_OPTION_AS("separator", config, member.separator, 0, "auto", NULL,                                             \
        "Cell separator: auto, comma, semicolon, tab, pipe, or the character itself."),                                  \
    GARNER_OPTION_AS("quote", config, member.quote, 0, "\"", NULL,                                                       \
        "Quote character, or `none`."),                                                                                  \
    GARNER_OPTION_AS("decimal", config, member.decimal, 0, "auto", "auto|.|,",                                           \
        "Decimal mark of numbers; auto reads what is unambiguous and refuses the rest."),                                \
    GARNER_OPTION_AS("date_order", config, member.date_order, 0, "auto", "auto|DMY|MDY|YMD",                             \
        "Order of numeric dates; auto goes by the whole column and refuses an ambiguous one."),                          \
    GARNER_OPTION_AS("header", config, member.header, 0, "0", NULL,                                                      \
        "Line of the header row; 0 finds it, -1 says there is none and names the columns 1, 2, …"),                      \
    GARNER_OPTION_AS("sheet", config, member.sheet, 0, "", NULL,                                                         \
        "Sheet of an Excel workbook; by default the first visible one that has a header row."),                          \
    GARNER_OPTION_AS("ragged", config, member.ragged, 0, "quarantine", "quarantine|pad",                                 \
        "What becomes of a row with fewer cells than the header: refused, or filled up with empty cells at its end.")
/* clang-format on */
#endif

/* What to open: the options, the kinds a file gives, and (optional) words of which a header row has at least two, by
 * which a header below title lines is found. */
struct garner_input {
    const struct garner_file_options *options;
    uint32_t kinds;
    const char *const *header_words; /* NULL-terminated, or NULL: the first row that is not blank */
};

/* An open file. The host owns it; valid until the next garner_next_file. */
struct garner_file {
    const char *path;               /* as messages name it */
    const struct garner_str *names; /* of the columns, trimmed */
    size_t columns;
    const struct garner_str *preamble; /* the lines above the header, whole */
    size_t preamble_lines;
    void *impl;
};

/* A row: as many cells as the file has columns (ragged rows go to quarantine before a plugin sees them). Valid until
 * the next garner_next_row. Columns that repeat a name are told apart by position. */
struct garner_row {
    struct garner_file *file;
    uint64_t line; /* where the row begins, 1-based */
    const struct garner_str *cells;
    size_t count;
};

enum garner_level { GARNER_LOG_ERROR = 1, GARNER_LOG_WARNING = 2, GARNER_LOG_INFO = 3, GARNER_LOG_DEBUG = 4 };

/* The host's services. Call them through the inline functions below. Append only. */
struct garner_host {
    uint32_t abi, size;
    int (*emit)(struct garner_pull *, enum garner_record, const void *record, size_t size);
    int (*remove)(struct garner_pull *, enum garner_record, const void *record, size_t size);
    int (*emit_row)(struct garner_pull *, const struct garner_row *, const struct garner_node *map);
    int (*reject)(struct garner_pull *, const char *field, const char *reason);
    int (*skip)(struct garner_pull *, const char *rule);
    int (*checkpoint)(struct garner_pull *, struct garner_str cursor);
    int (*window_begin)(struct garner_pull *, const struct garner_window *, size_t size);
    int (*window_done)(struct garner_pull *, struct garner_str cursor);
    int (*next_file)(struct garner_pull *, const struct garner_input *, size_t size, struct garner_file *, size_t file_size);
    int (*next_row)(struct garner_pull *, struct garner_file *, struct garner_row *, size_t size);
    int (*value)(struct garner_pull *, const struct garner_row *, int column, enum garner_value_type,
                 const struct garner_hint *, size_t hint_size, void *out, size_t out_size);
    int (*parse)(struct garner_pull *, struct garner_str text, enum garner_value_type, const struct garner_hint *,
                 size_t hint_size, void *out, size_t out_size);
    int (*fail)(struct garner_pull *, enum garner_code, const char *message);
    const char *(*format)(struct garner_pull *, const char *format, ...) __attribute__((format(printf, 2, 3)));
    void *(*alloc)(struct garner_pull *, size_t size);
    void *(*alloc_pull)(struct garner_pull *, size_t size);
    void (*defer)(struct garner_pull *, void (*)(void *), void *);
    void (*log)(struct garner_pull *, enum garner_level, const char *message);
    void (*progress)(struct garner_pull *, uint64_t done, uint64_t total);
    bool (*cancelled)(struct garner_pull *);
    int (*emit_costs)(struct garner_pull *, const struct garner_node *costs, const struct garner_campaign_ref *);
    int (*peek_row)(struct garner_pull *, struct garner_file *, struct garner_row *, size_t size); /* may be NULL */
    int (*fetch)(struct garner_pull *, const struct garner_request *, size_t size, size_t http_size, struct garner_reply *,
                 size_t reply_size);
    int (*next_record)(struct garner_pull *, struct garner_pages *, size_t size, size_t request_size, size_t http_size,
                       const struct garner_node **record);
    int (*save_records)(struct garner_pull *, struct garner_pages *, size_t size, size_t request_size, size_t http_size,
                        int fd);
    int (*download)(struct garner_pull *, const struct garner_request *, size_t size, size_t http_size, int fd);
    int (*scratch)(struct garner_pull *, int *fd);
    int (*open_rows)(struct garner_pull *, int fd, const char *name, const struct garner_input *, size_t size,
                     struct garner_file *, size_t file_size);
    int (*fail_wait)(struct garner_pull *, enum garner_code, int64_t wait_ms, const char *message);
    int (*sleep)(struct garner_pull *, int64_t ms);
    int (*now)(struct garner_pull *, struct garner_str timezone, struct garner_instant *, struct garner_day *);
    struct garner_str (*json_quote)(struct garner_pull *, struct garner_str text);
    int (*next_days)(struct garner_pull *, struct garner_days *, size_t size);
    int (*parse_json)(struct garner_pull *, struct garner_str text, const struct garner_node **out);
    int (*write_json)(struct garner_pull *, const struct garner_node *, int fd);
    int (*folder)(struct garner_pull *, const char **path);
};

/* ---- calls ---- */

/* garner_emit_spend(pull, &(struct garner_spend){…}) and so on for every kind: stores the record. A record that breaks
 * the schema rejects the current row (GARNER_E_REJECTED), or fails where there is no row (GARNER_E_DATA).
 * garner_delete_spend(…) deletes the record whose key members are set. */
#define GARNER_RECORD_CALLS(name, kind)                                                                      \
    static inline int garner_emit_##name(struct garner_pull *pull, const struct garner_##name *record)       \
    {                                                                                                        \
        return pull->host->emit(pull, kind, record, sizeof *record);                                         \
    }                                                                                                        \
    static inline int garner_delete_##name(struct garner_pull *pull, const struct garner_##name *record)     \
    {                                                                                                        \
        return pull->host->remove(pull, kind, record, sizeof *record);                                       \
    }
GARNER_RECORD_CALLS(campaign, GARNER_RECORD_CAMPAIGN)
GARNER_RECORD_CALLS(spend, GARNER_RECORD_SPEND)
GARNER_RECORD_CALLS(claim, GARNER_RECORD_CLAIM)
GARNER_RECORD_CALLS(touch, GARNER_RECORD_TOUCH)
GARNER_RECORD_CALLS(lead, GARNER_RECORD_LEAD)
GARNER_RECORD_CALLS(contact, GARNER_RECORD_CONTACT)
GARNER_RECORD_CALLS(account, GARNER_RECORD_ACCOUNT)
GARNER_RECORD_CALLS(activity, GARNER_RECORD_ACTIVITY)
GARNER_RECORD_CALLS(deal, GARNER_RECORD_DEAL)
GARNER_RECORD_CALLS(deal_contact, GARNER_RECORD_DEAL_CONTACT)
GARNER_RECORD_CALLS(order, GARNER_RECORD_ORDER)
GARNER_RECORD_CALLS(order_line, GARNER_RECORD_ORDER_LINE)
GARNER_RECORD_CALLS(refund, GARNER_RECORD_REFUND)
GARNER_RECORD_CALLS(subscription, GARNER_RECORD_SUBSCRIPTION)
GARNER_RECORD_CALLS(rep, GARNER_RECORD_REP)
GARNER_RECORD_CALLS(assignment, GARNER_RECORD_ASSIGNMENT)
GARNER_RECORD_CALLS(rate, GARNER_RECORD_RATE)
#undef GARNER_RECORD_CALLS

/* Emits the records that a `map:` tree makes of a row. */
static inline int garner_emit_row(struct garner_pull *pull, const struct garner_row *row, const struct garner_node *map)
{
    return pull->host->emit_row(pull, row, map);
}

/* Sends the current row to quarantine: the records it emitted are dropped, its raw text is kept. Returns
 * GARNER_E_REJECTED. field may be NULL. */
static inline int garner_reject(struct garner_pull *pull, const char *field, const char *reason)
{
    return pull->host->reject(pull, field, reason);
}

/* Counts the current row as skipped under a named rule ("total row"). A row that neither emits, rejects nor skips is
 * counted as skipped under "nothing to store". */
static inline int garner_skip(struct garner_pull *pull, const char *rule)
{
    return pull->host->skip(pull, rule);
}

/* Emits the `costs:` of a campaign as spend: a list of {type, amount, date[, until][, id][, campaign]}, or {file: PATH} with those
 * columns. campaign is whom an entry that names none belongs to. Outside of files and windows; it is a window itself. */
static inline int garner_emit_costs(struct garner_pull *pull, const struct garner_node *costs,
                                    const struct garner_campaign_ref *campaign)
{
    return pull->host->emit_costs(pull, costs, campaign);
}

/* Turns "this row was rejected" into "go on"; every other code passes. */
static inline int garner_row_result(int code)
{
    return code == GARNER_E_REJECTED ? GARNER_OK : code;
}

/* Commits everything emitted so far together with the cursor; returns when it is durable. An error inside a window. */
static inline int garner_checkpoint(struct garner_pull *pull, struct garner_str cursor)
{
    return pull->host->checkpoint(pull, cursor);
}
static inline int garner_window_begin(struct garner_pull *pull, const struct garner_window *window)
{
    return pull->host->window_begin(pull, window, sizeof *window);
}
/* Ends the window and commits it; cursor absent = as it was. */
static inline int garner_window_done(struct garner_pull *pull, struct garner_str cursor)
{
    return pull->host->window_done(pull, cursor);
}

/* Opens the next file that has changed since the last pull, as a window of its own, after committing the one before.
 * 1 = a file, 0 = no more, negative = a code. The cursor of a plugin that reads files belongs to these two calls. */
static inline int garner_next_file(struct garner_pull *pull, const struct garner_input *input, struct garner_file *file)
{
    return pull->host->next_file(pull, input, sizeof *input, file, sizeof *file);
}
/* 1 = a row, 0 = end of file, negative = a code. */
static inline int garner_next_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row)
{
    return pull->host->next_row(pull, file, row, sizeof *row);
}
/* Reads the open file's rows ahead, from the first one on and apart from garner_next_row: for what can be judged only
 * when the whole file is known. A row read so is not counted and cannot be rejected; what cannot be read as a row is
 * left out; take its cells as they stand. 1 = a row, valid until the next call; 0 = end of file (the next call begins
 * again), or a host that cannot do it; negative = a code. */
static inline int garner_peek_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row)
{
    bool can = pull->host->size > offsetof(struct garner_host, peek_row) && pull->host->peek_row;
    return can ? pull->host->peek_row(pull, file, row, sizeof *row) : 0;
}

/* Reads a cell as a typed value. column -1 (no such column) and an empty cell give an absent value; text that cannot be
 * read rejects the row. A text result points into the row. hint may be NULL. */
static inline int garner_text_cell(struct garner_pull *pull, const struct garner_row *row, int column, struct garner_str *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_TEXT, NULL, 0, out, sizeof *out);
}
static inline int garner_money_cell(struct garner_pull *pull, const struct garner_row *row, int column,
                                    const struct garner_hint *hint, struct garner_money *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_MONEY, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_day_cell(struct garner_pull *pull, const struct garner_row *row, int column,
                                  const struct garner_hint *hint, struct garner_day *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_DAY, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_instant_cell(struct garner_pull *pull, const struct garner_row *row, int column,
                                      const struct garner_hint *hint, struct garner_instant *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_INSTANT, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_count_cell(struct garner_pull *pull, const struct garner_row *row, int column,
                                    const struct garner_hint *hint, struct garner_count *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_COUNT, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_amount_cell(struct garner_pull *pull, const struct garner_row *row, int column,
                                     const struct garner_hint *hint, struct garner_amount *out)
{
    return pull->host->value(pull, row, column, GARNER_VALUE_AMOUNT, hint, sizeof *hint, out, sizeof *out);
}

/* Reads text from elsewhere (a preamble line, an option) as a typed value; GARNER_E_DATA, without a message set, where
 * it cannot be read. */
static inline int garner_parse_day(struct garner_pull *pull, struct garner_str text, const struct garner_hint *hint,
                                   struct garner_day *out)
{
    return pull->host->parse(pull, text, GARNER_VALUE_DAY, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_parse_money(struct garner_pull *pull, struct garner_str text, const struct garner_hint *hint,
                                     struct garner_money *out)
{
    return pull->host->parse(pull, text, GARNER_VALUE_MONEY, hint, sizeof *hint, out, sizeof *out);
}
static inline int garner_parse_instant(struct garner_pull *pull, struct garner_str text, const struct garner_hint *hint,
                                       struct garner_instant *out)
{
    return pull->host->parse(pull, text, GARNER_VALUE_INSTANT, hint, sizeof *hint, out, sizeof *out);
}

/* printf into memory that lives until the next row; outside of files, and behind the last row, until the end of the pull.
 * Never NULL. */
#define garner_format(pull, ...) ((pull)->host->format((pull), __VA_ARGS__))
/* Zeroed memory that lives as long; until the end of the pull. Never NULL. */
static inline void *garner_alloc(struct garner_pull *pull, size_t size)
{
    return pull->host->alloc(pull, size);
}
static inline void *garner_alloc_pull(struct garner_pull *pull, size_t size)
{
    return pull->host->alloc_pull(pull, size);
}
/* Calls release(what) when the pull ends, however it ends short of a crash; last deferred, first called. */
static inline void garner_defer(struct garner_pull *pull, void (*release)(void *), void *what)
{
    pull->host->defer(pull, release, what);
}

/* Says what happened; returns code, so that `return garner_fail(…)` reads well. */
#define garner_fail(pull, code, ...) ((pull)->host->fail((pull), (code), garner_format((pull), __VA_ARGS__)))
/* The same, where the source said how long to wait (GARNER_E_LIMITED). */
#define garner_fail_wait(pull, code, wait_ms, ...)                                                                       \
    ((pull)->host->fail_wait((pull), (code), (wait_ms), garner_format((pull), __VA_ARGS__)))
#define garner_log(pull, level, ...) ((pull)->host->log((pull), (level), garner_format((pull), __VA_ARGS__)))

static inline void garner_progress(struct garner_pull *pull, uint64_t done, uint64_t total)
{
    pull->host->progress(pull, done, total);
}
static inline bool garner_cancelled(struct garner_pull *pull)
{
    return pull->host->cancelled(pull);
}

/* ---- values, made ---- */

static inline struct garner_str garner_text(const char *text)
{
    struct garner_str s = {text, text ? strlen(text) : 0};
    return s;
}
static inline struct garner_day garner_day(int32_t days_since_1970)
{
    struct garner_day d = {days_since_1970, GARNER_SET};
    return d;
}
static inline struct garner_instant garner_instant(int64_t utc_ms)
{
    struct garner_instant i = {utc_ms, GARNER_SET, GARNER_PRECISION_INSTANT};
    return i;
}
static inline struct garner_instant garner_instant_of_day(int32_t days_since_1970)
{
    struct garner_instant i = {days_since_1970 * INT64_C(86400000), GARNER_SET, GARNER_PRECISION_DAY};
    return i;
}
static inline struct garner_count garner_count(int64_t n)
{
    struct garner_count c = {n, GARNER_SET};
    return c;
}
static inline struct garner_amount garner_millionths(int64_t millionths)
{
    struct garner_amount a = {millionths, GARNER_SET};
    return a;
}
/* currency: three letters. */
static inline struct garner_money garner_micros(int64_t micros, const char *currency)
{
    struct garner_money m = {micros, {0, 0, 0, 0}, GARNER_SET};
    for (int i = 0; i < 3 && currency[i]; i++) {
        m.currency[i] = currency[i];
    }
    return m;
}

/* ---- text, compared ---- */

static inline bool garner_same(struct garner_str a, struct garner_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Header names compare without case, blanks and punctuation: "E-mail", "email" and "E_Mail" are one. Bytes over 127
 * count as letters. */
static inline bool garner_same_name(struct garner_str a, const char *b)
{
    size_t i = 0;
    for (;;) {
        unsigned char x = 0, y = 0;
        while (i < a.len && !x) {
            unsigned char c = (unsigned char)a.ptr[i++];
            if (c >= 'A' && c <= 'Z') {
                c = (unsigned char)(c + 32);
            }
            x = (unsigned char)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 127 ? c : 0);
        }
        while (*b && !y) {
            unsigned char c = (unsigned char)*b++;
            if (c >= 'A' && c <= 'Z') {
                c = (unsigned char)(c + 32);
            }
            y = (unsigned char)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 127 ? c : 0);
        }
        if (x != y) {
            return false;
        }
        if (!x) {
            return true;
        }
    }
}

/* The first column whose name is one of aliases (NULL-terminated, in order of preference), else -1. */
static inline int garner_find_column(const struct garner_file *file, const char *const *aliases)
{
    for (; *aliases; aliases++) {
        for (size_t i = 0; i < file->columns; i++) {
            if (garner_same_name(file->names[i], *aliases)) {
                return (int)i;
            }
        }
    }
    return -1;
}

/* ---- days as text ---- */

/* YYYY-MM-DD, in memory as garner_format's. Proleptic Gregorian. */
static inline struct garner_str garner_day_text(struct garner_pull *pull, struct garner_day day)
{
    int64_t z = (int64_t)day.day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, month = mp + (mp < 10 ? 3 : -9);
    return garner_text(garner_format(pull, "%04lld-%02lld-%02lld", (long long)(yoe + era * 400 + (month <= 2)),
                                     (long long)month, (long long)(doy - (153 * mp + 2) / 5 + 1)));
}

#ifdef __cplusplus
}
#endif
#endif
