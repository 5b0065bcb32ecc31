/* report.h - a report is one SQL file with a header; this finds, runs and renders it.
 *
 * The header is comment lines at the top of the file:
 *   -- title: Campaign comparison
 *   -- help: one sentence
 *   -- parameter: by = campaign | campaign|channel|month | what a row is
 *        (name = default | choices, empty = anything | help)
 *   -- column: cost_per_customer | money | Cost per customer
 *        (name | format | title; formats: text integer count money ratio percent interval decimal bar day hidden)
 *   -- heading: SQL of one statement whose rows (one text column) stand above the table
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
    bool bom;      /* csv: a byte order mark, for Excel */
    bool color, terminal; /* table: colours and bars only on a terminal */
    int width;     /* of the terminal; 0 = unlimited */
};

enum column_kind {
    COLUMN_TEXT = 0, /* and numbers that are not described: as they are */
    COLUMN_INTEGER,
    COLUMN_COUNT,    /* millionths, shown with up to two decimals */
    COLUMN_MONEY,    /* micros of the report's currency */
    COLUMN_RATIO,    /* two decimals */
    COLUMN_PERCENT,  /* 0.123 → 12.3 % */
    COLUMN_DECIMAL,  /* shortest that reads back */
    COLUMN_BAR,      /* table on a terminal only: a bar of a value 0 … 1 */
    COLUMN_DAY,      /* days since 1970 → 2026-03-10 */
    COLUMN_HIDDEN
};
struct column {
    const char *name;  /* machine formats use it */
    const char *title; /* people's formats use it */
    enum column_kind kind;
};

/* A table on its way out, row by row. Money and other exact values are text in json (never a rounded double); an
 * undefined value is empty, in JSON null; csv and tsv neutralise cells that begin = + - @ TAB CR in text columns only.
 * An empty result is a header row, or []. */
struct render;
struct render *render_begin(FILE *out, const struct render_options *options, const char *title, const char *const *notes,
                            const struct column *columns, size_t count);
void render_row(struct render *render, const struct cell *cells);
/* 0, or GARNER_E_TEMPORARY where the output could not be written. Frees render. */
int render_end(struct render *render, struct error *error);

struct report {
    const char *name, *title, *help;
    const char *sql, *heading; /* heading may be NULL */
    const struct report_parameter {
        const char *name, *fallback, *choices, *help;
    } *parameters;
    size_t parameter_count;
    const struct column *columns;
    size_t column_count;
    const char *path; /* where it came from */
};

/* The built-in report of that name, or reports/NAME.sql beside the configuration. GARNER_E_CONFIG with the names there
 * are. Everything in arena. */
int report_find(const char *name, const struct config *config, struct arena *arena, struct report *out, struct error *error);
/* All of them. */
int report_list(const struct config *config, struct arena *arena, struct report **out, size_t *count, struct error *error);

/* name=value pairs override the parameters' fallbacks; an unknown name or value is GARNER_E_CONFIG with a suggestion.
 * Days given as YYYY-MM-DD arrive in SQL as days since 1970; :currency, :today and :zone are always there. */
int report_run(struct store *store, const struct config *config, const struct report *report, const char *const (*arguments)[2],
               size_t argument_count, struct clock clock, FILE *out, const struct render_options *options, struct error *error);
/* The same rendering for any read-only SQL. */
int report_query(struct store *store, const char *sql, FILE *out, const struct render_options *options, struct error *error);

#endif
