/* report.h - a report is one SQL file with a header; this finds, runs and renders it.
 *
 * The header is comment lines at the top of the file; a line that begins with three blanks behind its dashes continues
 * the one before:
 *   -- title: Campaign comparison
 *   -- help: one sentence
 *   -- parameter: by = campaign | campaign|channel|month | what a row is
 *        (name = default | choices | help; choices: a|b|c, DAY, NUMBER, or empty = any text)
 *   -- column: cost_per_customer | money | Cost per customer | rank = yes
 *        (name | format | title | only where a parameter has this value, may be left out;
 *        formats: text integer count money ratio percent interval decimal bar day hidden heading)
 * The rest is one SELECT over the store's views; a column without a line is shown by its own name as text or number. */
#ifndef GARNER_REPORT_REPORT_H
#define GARNER_REPORT_REPORT_H

#include "core/config/config.h"
#include "core/store/store.h"

enum render_format { RENDER_TABLE, RENDER_CSV, RENDER_TSV, RENDER_JSON, RENDER_JSONL, RENDER_MD, RENDER_HTML };
/* -1 where the name is none. */
int render_format_named(const char *name);

struct render_options {
    enum render_format format;
    bool bom;             /* csv: a byte order mark, for Excel */
    bool color, terminal; /* table: colours and bars only on a terminal */
    int width;            /* of the terminal; 0 = unlimited */
    const char *currency; /* of money columns: how many decimals people are shown; NULL = two. report_run sets it. */
};

enum column_kind {
    COLUMN_TEXT = 0, /* and numbers that are not described: as they are */
    COLUMN_INTEGER,
    COLUMN_COUNT,    /* millionths, shown with up to two decimals */
    COLUMN_MONEY,    /* micros of the report's currency */
    COLUMN_RATIO,    /* two decimals */
    COLUMN_PERCENT,  /* 0.123 → 12.3 % */
    COLUMN_DECIMAL,  /* shortest that reads back */
    COLUMN_INTERVAL, /* money: a low end, the next column the high end; people see both in one cell, "low – high" */
    COLUMN_BAR,      /* table on a terminal only: a bar of a value 0 … 1 */
    COLUMN_DAY,      /* days since 1970 → 2026-03-10 */
    COLUMN_HIDDEN,   /* only in csv, tsv, json and jsonl. One named row_type marks the row where it is "total". */
    COLUMN_HEADING   /* of a report: no column, the first row's lines of text stand above the table */
};
struct column {
    const char *name;  /* machine formats use it */
    const char *title; /* people's formats use it */
    enum column_kind kind;
};

/* A table on its way out, row by row. Machine formats (csv, tsv, json, jsonl) print exact values: money and counts from
 * their integers, never through a double, in json as numbers; people's formats round. An undefined value is empty, in
 * json null; csv and tsv neutralise cells that begin = + - @ TAB CR in text columns only. An empty result is a header
 * row, or []. Title, notes (ends with NULL; may be NULL) and columns must live until render_end; machine formats leave
 * title and notes out. */
struct render;
struct render *render_begin(FILE *out, const struct render_options *options, const char *title,
                            const char *const *notes, const struct column *columns, size_t count);
void render_row(struct render *render, const struct cell *cells);
/* 0, or GARNER_E_TEMPORARY where the output could not be written. Frees render. */
int render_end(struct render *render, struct error *error);

struct report_parameter {
    const char *name, *fallback, *choices, *help; /* never NULL; "" = none */
};
/* A column is there only where this parameter has this value; NULL = always. Several lines may describe one column. */
struct report_condition {
    const char *parameter, *value;
};
struct report {
    const char *name, *title, *help;
    const char *sql;
    const struct report_parameter *parameters;
    size_t parameter_count;
    const struct column *columns;
    const struct report_condition *conditions; /* one per column */
    size_t column_count;
    const char *path; /* where it came from */
};

/* The report of that name: reports/NAME.sql beside the configuration, else the built-in one. GARNER_E_CONFIG with the
 * names there are. Everything in arena. */
int report_find(const char *name, const struct config *config, struct arena *arena, struct report *out,
                struct error *error);
/* All of them, by name. A file of the user's that is no report is GARNER_E_CONFIG. */
int report_list(const struct config *config, struct arena *arena, struct report **out, size_t *count,
                struct error *error);

/* name=value pairs override the parameters' fallbacks; an unknown name or value is GARNER_E_CONFIG with a suggestion.
 * Days given as YYYY-MM-DD arrive in SQL as days since 1970, NULL where empty. Always there, from the configuration:
 * :today (a day), :currency, :zone, :model and :rezoned. Every report takes
 * currency and zone; with another zone than the configuration's :rezoned is 1, for the days in the store are not that
 * zone's (local_day() is). */
int report_run(struct store *store, const struct config *config, const struct report *report,
               const char *const (*arguments)[2], size_t argument_count, struct clock clock, FILE *out,
               const struct render_options *options, struct error *error);
/* Whether report_run would take these arguments: 0 or GARNER_E_CONFIG with the message it would give. */
int report_check(const struct config *config, const struct report *report, const char *const (*arguments)[2],
                 size_t argument_count, struct clock clock, struct error *error);
/* The same rendering for any read-only SQL. */
int report_query(struct store *store, const char *sql, FILE *out, const struct render_options *options,
                 struct error *error);

#endif
