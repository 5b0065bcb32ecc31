/* init.c - `garner init`: a starter configuration, from flags or from answers on a terminal. Never overwrites. */
#include "core/cmd/commands.h"
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/config/search.h"
#include "core/run/pull.h"
#include "core/schema/values.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CONFIG_MAX = 1 << 20 };

/* The answer to a question: the flag, else what is typed on a terminal, else the default. */
static const char *answer(struct cli *cli, const char *flag, const char *question, const char *fallback)
{
    if (cli_has(cli, flag)) {
        return cli_get(cli, flag);
    }
    if (!isatty(STDIN_FILENO)) {
        return fallback;
    }
    char line[256];
    fprintf(stderr, "%s [%s]: ", question, fallback);
    if (!fgets(line, sizeof line, stdin)) {
        return fallback;
    }
    struct garner_str text = str_trim(garner_text(line));
    return text.len ? arena_strndup(&cli->arena, text.ptr, text.len) : fallback;
}

static int bad_source(struct cli *cli, const char *source)
{
    return cli_usage(cli,
                     "--source %s: write NAME=PLUGIN:PATH or NAME=PLUGIN/PRESET:PATH, as in "
                     "expo=trade_show:exports/expo/*.csv",
                     source);
}

static void add_quoted(struct buf *out, struct garner_str text)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            buf_addc(out, '\\');
        }
        buf_addc(out, text.ptr[i]);
    }
    buf_addc(out, '"');
}

/* What a plugin needs beyond its path, ready to be filled in: its own table says so. */
static void add_needs(struct cli *cli, struct buf *out, struct garner_str plugin)
{
    const char *name = arena_strndup(&cli->arena, plugin.ptr, plugin.len);
    const char *path = search_plugin(search_dirs(NULL, &cli->arena), name, &cli->arena);
    struct plugin_info info = {0};
    struct error error = {0};
    if (!path || pull_describe(path, &cli->arena, &info, &error) < 0) {
        return;
    }
    for (const struct garner_option *option = info.options; option->name; option++) {
        bool needed = (option->flags & GARNER_REQUIRED) && strcmp(option->name, "path") != 0;
        if (needed && strcmp(option->name, "map") == 0) {
            buf_adds(out,
                     "    map: # record: {field: \"{Column}\"}; `garner test NAME` shows what it makes of the file\n"
                     "      lead: {id: \"{ID}\", email: \"{E-mail}\", created_at: \"{Created}\", campaign: "
                     "\"{Campaign}\"}\n");
        } else if (needed) {
            buf_addf(out, "    %s: # fill in: %s\n", option->name, option->help);
        }
    }
}

/* NAME=PLUGIN[/PRESET]:PATH as a block. */
static int add_source(struct cli *cli, struct buf *out, const char *given)
{
    const char *equals = strchr(given, '='), *colon = equals ? strchr(equals, ':') : NULL;
    if (!colon || equals == given || colon == equals + 1 || !colon[1]) {
        return bad_source(cli, given);
    }
    struct garner_str name = str_of(given, (size_t)(equals - given));
    struct garner_str plugin = str_of(equals + 1, (size_t)(colon - equals - 1));
    const char *slash = memchr(plugin.ptr, '/', plugin.len);
    struct garner_str preset = {0};
    if (slash) {
        preset = str_of(slash + 1, (size_t)(plugin.ptr + plugin.len - slash - 1));
        plugin.len = (size_t)(slash - plugin.ptr);
    }
    buf_addf(out, "  - name: " STR_FMT "\n    plugin: " STR_FMT "\n", STR_ARG(name), STR_ARG(plugin));
    if (preset.len) {
        buf_addf(out, "    preset: " STR_FMT "\n", STR_ARG(preset));
    }
    buf_adds(out, "    path: ");
    add_quoted(out, garner_text(colon + 1));
    buf_addc(out, '\n');
    if (!preset.len) {
        add_needs(cli, out, plugin);
    }
    return 0;
}

static int compose(struct cli *cli, struct buf *out)
{
    const char *currency = answer(cli, "currency", "Currency of your reports (ISO code)", "EUR");
    const char *zone = answer(cli, "timezone", "Your time zone", "UTC");
    const char *customer = answer(cli, "customer", "Who is a customer: first_order or won_deal", "first_order");
    if (!value_is_currency(currency)) {
        return cli_usage(cli, "\"%s\" is no ISO 4217 currency code, such as EUR or USD", currency);
    }
    buf_addf(
        out,
        "# garner.yaml - where customers come from and what they cost. `garner check` checks it, `garner pull` pulls,\n"
        "# `garner report compare` compares. `garner plugins info NAME` lists a plugin's options.\n"
        "store: garner.db\n"
        "currency: %s\n"
        "timezone: %s\n"
        "customer: %s\n"
        "attribution: {model: position, lookback: 90d}\n\n"
        "# Names that differ between sources, joined:\n"
        "# campaigns:\n"
        "#   spring-expo: {channel: trade_show, match: [\"Spring Expo*\", \"SE26\"]}\n\n"
        "sources:\n",
        currency, zone, customer);
    size_t sources = 0;
    for (size_t i = 0; i < cli->value_count; i++) {
        if (strcmp(cli->values[i].option->name, "source") == 0) {
            int code = add_source(cli, out, cli->values[i].value);
            if (code) {
                return code;
            }
            sources++;
        }
    }
    return sources ? 0 : add_source(cli, out, "example=csv:exports/*.csv");
}

static int write_new(struct cli *cli, const char *file, const struct buf *text)
{
    struct error error = {0};
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out) {
        error_set(&error, GARNER_E_CONFIG, "%s: %s", file,
                  errno == EEXIST ? "is there already; name another file" : strerror(errno));
        return cli_fail(cli, &error);
    }
    bool written = fwrite(text->ptr, 1, text->len, out) == text->len;
    written = fclose(out) == 0 && written;
    if (!written) {
        error_set(&error, GARNER_E_TEMPORARY, "%s: could not be written: %s", file, strerror(errno));
        return cli_fail(cli, &error);
    }
    fprintf(stderr, "wrote %s; next: edit it, then `garner check -c %s` and `garner pull -c %s`\n", file, file, file);
    return EXIT_OK;
}

static int run(struct cli *cli)
{
    struct buf text;
    buf_init(&text, CONFIG_MAX);
    int code = compose(cli, &text);
    if (code == 0) {
        code = write_new(cli, cli->argument_count ? cli->arguments[0] : "garner.yaml", &text);
    }
    buf_release(&text);
    return code;
}

static const struct cli_option options[] = {
    {"source", 's', "NAME=PLUGIN:PATH", NULL, "Add a source; PLUGIN may be PLUGIN/PRESET. May be given again."},
    {"currency", 0, "CODE", NULL, "Currency of the reports (default: EUR)."},
    {"timezone", 0, "ZONE", NULL, "Time zone of the reports (default: UTC)."},
    {"customer", 0, "RULE", "first_order|won_deal", "What makes a customer (default: first_order)."},
    {0},
};

const struct command command_init = {
    .name = "init",
    .arguments = "[FILE]",
    .summary = "Write a starter configuration (garner.yaml).",
    .help = "Asks on a terminal for what is not given. Example:\n"
            "  garner init --currency USD -s expo=trade_show:expo/*.csv -s crm=csv/hubspot-deals:deals.csv",
    .options = options,
    .most_arguments = 1,
    .run = run,
};
