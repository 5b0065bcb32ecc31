/* csv.c - any CSV, JSON or Excel file whose columns the configuration maps to records. All it does is read rows and hand them
 * to the map; README.md says what a map can say. */
#include <garner/plugin.h>

struct config {
    struct garner_file_options files;
    const struct garner_node *map;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, map, GARNER_REQUIRED, NULL, NULL,
                  "What the columns mean: a kind of record, its fields, and for each the column it comes from."),
    {.name = NULL},
};

static int read_file(struct garner_pull *pull, struct garner_file *file, const struct garner_node *map)
{
    struct garner_row row;
    int code = 0;
    while (code == 0 && (code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(garner_emit_row(pull, &row, map));
    }
    return code;
}

/* The window of a file is all kinds: a map that gives another kind than before takes the rows of the old one away. */
static int pull_files(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {.options = &config->files};
    struct garner_file file;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file, config->map);
    }
    return code;
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "csv",
    .version = "1.0",
    .summary = "Any CSV, JSON or Excel file, its columns mapped to records by the configuration.",
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
             GARNER_EMITS(GARNER_RECORD_CLAIM) | GARNER_EMITS(GARNER_RECORD_TOUCH) | GARNER_EMITS(GARNER_RECORD_LEAD) |
             GARNER_EMITS(GARNER_RECORD_CONTACT) | GARNER_EMITS(GARNER_RECORD_ACCOUNT) |
             GARNER_EMITS(GARNER_RECORD_ACTIVITY) | GARNER_EMITS(GARNER_RECORD_DEAL) |
             GARNER_EMITS(GARNER_RECORD_DEAL_CONTACT) | GARNER_EMITS(GARNER_RECORD_ORDER) |
             GARNER_EMITS(GARNER_RECORD_ORDER_LINE) | GARNER_EMITS(GARNER_RECORD_REFUND) |
             GARNER_EMITS(GARNER_RECORD_SUBSCRIPTION) | GARNER_EMITS(GARNER_RECORD_REP) |
             GARNER_EMITS(GARNER_RECORD_ASSIGNMENT) | GARNER_EMITS(GARNER_RECORD_RATE),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_files,
};
