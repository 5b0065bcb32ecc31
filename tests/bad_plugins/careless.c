/* careless.c - works as long as nothing goes wrong; `fault` says which promise of plugin.h it breaks otherwise. For the
 * conformance check, which must find each. */
#include <garner/plugin.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct config {
    struct garner_file_options files;
    struct garner_str fault;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, fault, 0, "none",
                  "none|swallows|retries|renames|unstable|outside|restless|cursor|trusts|stuck", "What it does wrong."),
    {0},
};

static bool has(struct garner_pull *pull, const char *fault)
{
    const struct config *config = pull->config;
    return garner_same(config->fault, garner_text(fault));
}

static struct garner_str id_of(struct garner_pull *pull, const struct garner_row *row)
{
    if (has(pull, "unstable")) {
        struct timespec now;
        timespec_get(&now, TIME_UTC);
        return garner_text(garner_format(pull, "%ld", now.tv_nsec));
    }
    return row->cells[0];
}

/* What a fault makes of a failure. */
static int spoil(struct garner_pull *pull, int code)
{
    if (code && has(pull, "renames")) {
        return garner_fail(pull, GARNER_E_DATA, "something went wrong");
    }
    return has(pull, "swallows") ? 0 : code;
}

static int read_row(struct garner_pull *pull, const struct garner_row *row)
{
    if (has(pull, "trusts") && (row->cells[1].len < 5 || row->cells[1].len > 5)) {
        abort();
    }
    struct garner_lead lead = {.id = id_of(pull, row), .created_at = garner_instant_of_day(20000)};
    lead.person.email = row->cells[2];
    int code = garner_emit_lead(pull, &lead);
    if (code == GARNER_E_TEMPORARY && has(pull, "retries")) {
        code = garner_emit_lead(pull, &lead);
    }
    while (code == GARNER_E_TEMPORARY && row->line == 2 && has(pull, "stuck")) {
        pause();
    }
    return spoil(pull, code);
}

static int read_file(struct garner_pull *pull, struct garner_file *file)
{
    struct garner_row row;
    int code;
    while ((code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_row(pull, &row));
        if (code) {
            return code;
        }
    }
    return spoil(pull, code);
}

static int pull_days(struct garner_pull *pull)
{
    struct garner_window window = {.kinds = GARNER_EMITS(GARNER_RECORD_LEAD), .scope = garner_text("days")};
    window.from = window.to = garner_day(has(pull, "outside") ? 19000 : 20000);
    int code = garner_window_begin(pull, &window);
    struct garner_lead lead = {.id = garner_text("1"), .created_at = garner_instant_of_day(20000)};
    lead.person.email = garner_text("a@example.com");
    code = code ? code : garner_emit_lead(pull, &lead);
    return code ? code : garner_window_done(pull, garner_text("next"));
}

/* Its cursor is a number, and part of what it emits. */
static int pull_number(struct garner_pull *pull)
{
    int64_t number = 0;
    for (size_t i = 0; i < pull->cursor.len; i++) {
        char c = pull->cursor.ptr[i];
        if (c < '0' || c > '9') {
            abort();
        }
        number = number * 10 + (c - '0');
    }
    number = has(pull, "restless") ? number + 1 : 1;
    const char *text = garner_format(pull, "%d", (int)number);
    struct garner_lead lead = {.id = garner_text(text), .created_at = garner_instant_of_day(20000)};
    lead.person.email = garner_text("a@example.com");
    int code = garner_emit_lead(pull, &lead);
    return code ? code : garner_checkpoint(pull, garner_text(text));
}

static int pull_all(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {.options = &config->files, .kinds = GARNER_EMITS(GARNER_RECORD_LEAD)};
    struct garner_file file;
    if (has(pull, "outside")) {
        return pull_days(pull);
    }
    if (has(pull, "restless") || has(pull, "cursor")) {
        return pull_number(pull);
    }
    int code;
    while ((code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file);
        if (code) {
            return code;
        }
    }
    return code;
}

__attribute__((visibility("default"))) int careless_helper(void);
__attribute__((visibility("default"))) int careless_helper(void)
{
    return 0;
}

GARNER_PLUGIN = {.abi = GARNER_ABI,
                 .size = sizeof(struct garner_plugin),
                 .name = "careless",
                 .version = "1",
                 .summary = "Bad on purpose.",
                 .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                 .options = options,
                 .config_size = sizeof(struct config),
                 .pull = pull_all};
