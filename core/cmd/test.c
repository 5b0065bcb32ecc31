/* test.c - `garner test SOURCE`: pulls one source and prints its records as garner understands them; stores nothing. */
#include "core/cmd/commands.h"
#include "core/run/pull.h"
#include "core/base/buf.h"
#include "core/base/calendar.h"
#include "core/base/number.h"
#include "core/base/str.h"

struct show {
    struct cli *cli;
    uint64_t shown, most, records;
};

static void add_value(struct buf *line, const struct field *field, const void *record)
{
    const void *member = (const char *)record + field->offset;
    char text[32];
    switch (field->type) {
    case FIELD_TEXT:
        buf_addf(line, "\"" STR_FMT "\"", STR_ARG(*(const struct garner_str *)member));
        break;
    case FIELD_MONEY: {
        const struct garner_money *money = member;
        buf_addf(line, "%s %s", number_format_millionths(money->micros, 2, text), money->currency);
        break;
    }
    case FIELD_DAY:
        buf_adds(line, calendar_format_day(((const struct garner_day *)member)->day, text));
        break;
    case FIELD_INSTANT: {
        const struct garner_instant *instant = member;
        buf_adds(line, instant->precision == GARNER_PRECISION_DAY
                           ? calendar_format_day((int32_t)(instant->ms / CALENDAR_DAY_MS), text)
                           : calendar_format_instant(instant->ms, text));
        break;
    }
    case FIELD_COUNT:
        buf_addf(line, "%lld", (long long)((const struct garner_count *)member)->n);
        break;
    case FIELD_AMOUNT:
        buf_adds(line, number_format_millionths(((const struct garner_amount *)member)->millionths, 0, text));
        break;
    case FIELD_ENUM: {
        const char *word = words_name(field->words, *(const int *)member);
        buf_adds(line, word ? word : "?");
        break;
    }
    }
}

static void show_record(void *context, const struct source_config *source, bool remove, const struct record_type *type,
                        const union record_any *record)
{
    struct show *show = context;
    (void)source;
    show->records++;
    if (show->shown >= show->most) {
        return;
    }
    show->shown++;
    struct buf line;
    buf_init(&line, 1 << 20);
    buf_addf(&line, "%s%s:", remove ? "delete " : "", type->name);
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        enum garner_state state = field_state(field, record);
        if (state != GARNER_ABSENT) {
            buf_addf(&line, " %s=", field->name);
        }
        if (state == GARNER_CLEARED) {
            buf_adds(&line, "(cleared)");
        } else if (state == GARNER_SET) {
            add_value(&line, field, record);
        }
    }
    fprintf(show->cli->out, "%s\n", buf_text(&line));
    buf_release(&line);
}

static void show_reject(void *context, const struct source_config *source, const struct store_reject *reject)
{
    struct show *show = context;
    (void)source;
    fprintf(show->cli->out, "refused: " STR_FMT ":%llu: " STR_FMT "%s" STR_FMT "\n    " STR_FMT "\n",
            STR_ARG(reject->file), (unsigned long long)reject->line, STR_ARG(reject->field),
            reject->field.len ? ": " : "", STR_ARG(reject->reason), STR_ARG(reject->raw));
}

static int run(struct cli *cli)
{
    if (cli->argument_count != 1) {
        return cli_usage(cli, "test takes one argument, the source");
    }
    size_t count;
    const struct source_config **sources = cli_sources(cli, &count);
    if (!sources) {
        return EXIT_USAGE;
    }
    int64_t most = 20;
    if (cli_has(cli, "most") && !str_integer(garner_text(cli_get(cli, "most")), &most)) {
        return cli_usage(cli, "--most takes a number");
    }
    struct show show = {.cli = cli, .most = (uint64_t)most};
    struct pull_options options = {.full = true,
                                   .log = &cli->log,
                                   .clock = cli->clock,
                                   .context = &show,
                                   .record = show_record,
                                   .rejected = show_reject};
    struct pull_result result = {0};
    struct error error = {0};
    if (pull_run(cli->config, NULL, sources, 1, &options, &result, &cli->arena, &error) < 0) {
        return cli_fail(cli, &error);
    }
    if (result.code) {
        error_set(&error, result.code, "source %s: %s", sources[0]->name, result.message);
        return cli_fail(cli, &error);
    }
    const struct run_counts *counts = &result.counts;
    fprintf(stderr,
            "%llu records (%llu shown) of %llu rows: %llu accepted, %llu refused, %llu skipped; nothing was stored\n",
            (unsigned long long)show.records, (unsigned long long)show.shown, (unsigned long long)counts->rows_read,
            (unsigned long long)counts->accepted, (unsigned long long)counts->quarantined,
            (unsigned long long)counts->skipped);
    return EXIT_OK;
}

static const struct cli_option options[] = {
    {"most", 'n', "NUMBER", NULL, "Print NUMBER records at most (default: 20)."},
    {"output", 'o', "FILE", NULL, "Write to FILE instead of standard output."},
    {0},
};

const struct command command_test = {
    .name = "test",
    .arguments = "SOURCE",
    .summary = "Print what a source gives, normalised; store nothing.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
