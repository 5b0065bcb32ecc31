/* leaky.c - tells its secrets wherever it can: in log lines of every level, on stdout and stderr, in a rule, a reason,
 * a scope, a cursor and its last words. None of it may reach anybody. With `way: hang` it waits to be looked at. */
#include <garner/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct config {
    struct garner_file_options files;
    struct garner_str token, way;
    struct garner_strs keys;
    const struct garner_node *vault;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, token, GARNER_SECRET | GARNER_REQUIRED, NULL, NULL, "A secret."),
    GARNER_OPTION(struct config, keys, GARNER_SECRET, NULL, NULL, "A list of them."),
    GARNER_OPTION(struct config, vault, GARNER_SECRET, NULL, NULL, "A tree of them."),
    GARNER_OPTION(struct config, way, 0, "rows", "rows|fail|hang", "What it does with them."),
    {0},
};

static void tell(struct garner_pull *pull, const struct config *config)
{
    const char *token = garner_format(pull, "%.*s", (int)config->token.len, config->token.ptr);
    const char *key = config->keys.count ? config->keys.items[0].ptr : "";
    const char *inherited = getenv("CANARY_ENVIRONMENT");
    for (int level = GARNER_LOG_ERROR; level <= GARNER_LOG_DEBUG; level++) {
        garner_log(pull, (enum garner_level)level, "asking https://api.example/?access_token=%s&key=%s for more", token,
                   key);
        garner_log(pull, (enum garner_level)level, "inherited: %s", inherited ? inherited : "nothing");
    }
    printf("stdout has %s\n", token);
    fflush(stdout);
    fprintf(stderr, "Authorization: Bearer %s\nX-Key: %s\n", token, key);
}

/* The first row goes to quarantine, the second is skipped. */
static int read_rows(struct garner_pull *pull, const struct config *config, struct garner_file *file)
{
    struct garner_row row;
    int code;
    const char *token = garner_format(pull, "%.*s", (int)config->token.len, config->token.ptr);
    while ((code = garner_next_row(pull, file, &row)) > 0) {
        code = row.line == 2 ? garner_reject(pull, token, token) : garner_skip(pull, token);
        code = garner_row_result(code);
        if (code) {
            return code;
        }
    }
    return code;
}

static int pull_rows(struct garner_pull *pull, const struct config *config)
{
    struct garner_input input = {.options = &config->files, .kinds = GARNER_EMITS(GARNER_RECORD_LEAD)};
    struct garner_file file;
    int code;
    while ((code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_rows(pull, config, &file);
        if (code) {
            return code;
        }
    }
    return code;
}

static int pull_all(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    tell(pull, config);
    if (garner_same(config->way, garner_text("fail"))) {
        return garner_fail(pull, GARNER_E_AUTH, "the platform refuses %.*s", (int)config->token.len, config->token.ptr);
    }
    while (garner_same(config->way, garner_text("hang"))) {
        sleep(1);
    }
    int code = pull_rows(pull, config);
    struct garner_window window = {.kinds = GARNER_EMITS(GARNER_RECORD_TOUCH), .scope = config->token};
    code = code ? code : garner_window_begin(pull, &window);
    return code ? code : garner_window_done(pull, config->token);
}

__attribute__((visibility("default"))) const struct garner_plugin garner_plugin = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "leaky",
    .version = "1",
    .summary = "Bad on purpose.",
    .api_sunset = "2026-12-31",
    .emits = GARNER_EMITS(GARNER_RECORD_LEAD) | GARNER_EMITS(GARNER_RECORD_TOUCH),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_all};
