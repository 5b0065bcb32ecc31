/* cli.h - what every verb shares: its descriptor, its options as a table that also prints the help, exit codes, and how
 * configuration and store are opened. One file per verb beside this one; main.c holds the list. */
#ifndef GARNER_CMD_CLI_H
#define GARNER_CMD_CLI_H

#include "core/config/config.h"
#include "core/report/report.h"
#include "core/store/store.h"

enum exit_code {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_PARTIAL = 3, /* some sources failed, others did not */
    EXIT_CREDENTIALS = 4,
    EXIT_DATA = 5, /* the source sent nonsense, or nothing where there was something */
    EXIT_STALE = 6,
    EXIT_LOCKED = 7,
    EXIT_CONFIG = 78,
    EXIT_INTERRUPTED = 130
};
/* The exit code of a failure's class. */
int exit_code_of(int code);

struct cli_option {
    const char *name;     /* long, without dashes */
    char letter;          /* or 0 */
    const char *argument; /* "FILE"; NULL = a flag */
    const char *choices;  /* "a|b|c" or NULL */
    const char *help;
};

struct cli;
struct command {
    const char *name;
    const char *arguments;            /* "[SOURCE …]", for the usage line; "" = none */
    const char *summary;              /* one line */
    const char *help;                 /* paragraphs; NULL = the summary says it */
    const struct cli_option *options; /* ends with a NULL name; the common ones come by themselves */
    int most_arguments;               /* -1 = any number */
    bool needs_config;                /* opened before run; -c or ./garner.yaml */
    int (*run)(struct cli *cli);      /* returns an exit code; failures are printed with cli_fail */
};
extern const struct command *const cli_commands[]; /* main.c; ends with NULL; a name beginning with '-' is not listed */

struct cli_value {
    const struct cli_option *option;
    const char *value; /* "" of a flag */
};
struct cli {
    const struct command *command;
    struct cli_value values[64];
    size_t value_count;
    char **arguments;
    size_t argument_count;
    struct config *config; /* where the command needs one */
    struct arena arena;
    struct log log;
    struct clock clock;
    FILE *out; /* stdout, or --output's file */
};

/* The last value given, or NULL. */
const char *cli_get(const struct cli *cli, const char *name);
static inline bool cli_has(const struct cli *cli, const char *name)
{
    return cli_get(cli, name) != NULL;
}
/* Every name=value given with an option, in order, as pairs for report_run. */
size_t cli_pairs(const struct cli *cli, const char *name, const char *(*pairs)[2], size_t most, struct error *error);

/* Prints "garner: message" and, on a line of its own, what to do; returns the exit code of error's class. */
int cli_fail(const struct cli *cli, const struct error *error);
/* A usage error: prints it and where help is; returns EXIT_USAGE. */
int cli_usage(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Opens the configured store, functions bound; prints failures itself. NULL: *exit_code says what to return. The caller
 * closes. A store that does not exist yet is a failure in read mode, with the advice to pull. */
struct store *cli_store(struct cli *cli, enum store_mode mode, int *exit_code);
/* The same for reading, after bringing credits up to date where the file may be written. */
struct store *cli_fresh_store(struct cli *cli, int *exit_code);

/* How --format, --bom, --width, NO_COLOR and the terminal say a table is to look. */
int cli_render(const struct cli *cli, struct render_options *options);
#define CLI_FORMAT_OPTIONS                                                                                             \
    {"format", 'f', "FORMAT", "table|csv|tsv|json|jsonl|md|html",                                                      \
     "How to print: table, csv, tsv, json, jsonl, md or html."},                                                       \
        {"bom", 0, NULL, NULL, "Begin csv with a byte order mark, for Excel."},                                        \
    {                                                                                                                  \
        "output", 'o', "FILE", NULL, "Write to FILE instead of standard output."                                       \
    }

/* Prints a built-in report with NAME=VALUE pairs, in the format asked for; returns the exit code. What verbs that only
 * show something consist of. */
int cli_print_report(struct cli *cli, const char *name, const char *const (*pairs)[2], size_t count);

/* The sources named as arguments, or all enabled ones. NULL after printing an unknown name. */
const struct source_config **cli_sources(struct cli *cli, size_t *count);

/* Where plugins are searched: a configuration may add folders; without one, or with a bad one, the usual places. */
struct garner_strs cli_plugin_dirs(struct cli *cli);

/* Whether the API a plugin speaks ends within 60 days, or has: in *left days. */
bool cli_sunset(const struct plugin_info *info, int64_t now, long *left);

/* Runs the command line; main()'s whole body. */
int cli_main(int argc, char **argv);

/* Prints one command's help, or the list of all. */
void cli_print_help(FILE *out, const struct command *command);

#endif
