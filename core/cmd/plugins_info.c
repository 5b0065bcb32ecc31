/* plugins_info.c - see plugins_info.h. All of it is the plugin's own table, as a worker described it. */
#include "core/cmd/plugins_info.h"

#include "core/base/str.h"
#include "core/config/search.h"
#include "core/plugin/example.h"
#include "core/run/pull.h"
#include "core/schema/record.h"

enum { BLOCK_MAX = 1 << 20 };

static const char *type_name(enum garner_option_type type)
{
    static const char *const names[] = {"?", "text", "integer", "yes/no", "duration", "money", "day", "list", "tree"};
    return names[(size_t)type < sizeof names / sizeof *names ? (size_t)type : 0];
}

/* ---- for people ---- */

static void print_option(FILE *out, const struct garner_option *option)
{
    fprintf(out, "  %-14s %s%s%s", option->name, type_name(option->type),
            option->flags & GARNER_REQUIRED ? ", required" : "", option->flags & GARNER_SECRET ? ", secret" : "");
    if (option->fallback && option->fallback[0]) {
        fprintf(out, ", default %s", option->fallback);
    }
    fprintf(out, "\n      %s%s%s\n", option->help, option->choices ? " One of: " : "",
            option->choices ? option->choices : "");
}

static void print_facts(struct cli *cli, const struct plugin_info *info, struct garner_strs presets)
{
    FILE *out = cli->out;
    long left;
    fputs("records:", out);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        if (info->emits & GARNER_EMITS(kind)) {
            fprintf(out, " %s", record_type(kind)->name);
        }
    }
    if (info->lookback_days) {
        fprintf(out, "\nlook-back: %d days – what is older does not change any more\n", (int)info->lookback_days);
    } else {
        fputs("\nlook-back: none of its own\n", out);
    }
    if (info->api_sunset) {
        fprintf(out, "API ends: %s%s\n", info->api_sunset,
                cli_sunset(info, clock_now(&cli->clock), &left) ? " – install a newer plugin" : "");
    }
    if (presets.count) {
        fputs("presets:", out);
        for (size_t i = 0; i < presets.count; i++) {
            fprintf(out, " " STR_FMT, STR_ARG(presets.items[i]));
        }
        fputc('\n', out);
    }
}

/* ${GOOGLE_ADS_CLIENT_SECRET} */
static const char *variable(struct cli *cli, const char *plugin, const char *option)
{
    char *name = arena_printf(&cli->arena, "${%s_%s}", plugin, option);
    for (char *c = name; *c; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c == '-' ? '_' : *c);
    }
    return name;
}

/* Something of the right type to begin with. */
static const char *sample(struct cli *cli, const char *plugin, const struct garner_option *option)
{
    static const char *const samples[] = {
        [GARNER_OPTION_TEXT] = "…",      [GARNER_OPTION_INTEGER] = "1",        [GARNER_OPTION_FLAG] = "yes",
        [GARNER_OPTION_DURATION] = "1d", [GARNER_OPTION_MONEY] = "100.00 EUR", [GARNER_OPTION_DAY] = "2026-03-10",
        [GARNER_OPTION_LIST] = "[…]",    [GARNER_OPTION_TREE] = "{…: …}",
    };
    if (option->flags & GARNER_SECRET) {
        return variable(cli, plugin, option->name);
    }
    if (option->choices) {
        return arena_strndup(&cli->arena, option->choices, strcspn(option->choices, "|"));
    }
    if (option->flags & GARNER_PATH) {
        return arena_printf(&cli->arena, "\"%s/*.csv\"", plugin);
    }
    if (option->type == GARNER_OPTION_TREE && strcmp(option->name, "map") == 0) {
        return "{lead: {id: \"{ID}\", email: \"{E-mail}\", created_at: \"{Created}\"}}";
    }
    return samples[option->type];
}

static void print_block(struct cli *cli, const struct plugin_info *info)
{
    struct buf block;
    buf_init(&block, BLOCK_MAX);
    const char *name = arena_printf(&cli->arena, "my-%s", info->name);
    buf_addf(&block, "sources:\n  - name: %s\n    plugin: %s\n", name, info->name);
    for (const struct garner_option *option = info->options; option->name; option++) {
        if (option->flags & GARNER_REQUIRED && !example_has(info->example, option->name)) {
            buf_addf(&block, "    %s: %s\n", option->name, sample(cli, info->name, option));
        }
    }
    example_write(&block, info->example, "    ", &(struct example_words){name, "2026-03-10", "2026-03-12"});
    fprintf(cli->out, "\nin garner.yaml:\n\n%s", buf_text(&block));
    buf_release(&block);
}

/* ---- for programs ---- */

static struct cell text_cell(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = garner_text(text ? text : "")};
}

static int print_table(struct cli *cli, const struct plugin_info *info)
{
    static const struct column columns[] = {
        {"option", "Option", COLUMN_TEXT},   {"type", "Type", COLUMN_TEXT},       {"required", "Required", COLUMN_TEXT},
        {"secret", "Secret", COLUMN_TEXT},   {"default", "Default", COLUMN_TEXT}, {"choices", "One of", COLUMN_TEXT},
        {"help", "What it is", COLUMN_TEXT},
    };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct render_options options;
    cli_render(cli, &options);
    struct render *render = render_begin(cli->out, &options, NULL, NULL, columns, COLUMNS);
    for (const struct garner_option *option = info->options; option->name; option++) {
        const struct cell cells[COLUMNS] = {
            text_cell(option->name),
            text_cell(type_name(option->type)),
            text_cell(option->flags & GARNER_REQUIRED ? "yes" : "no"),
            text_cell(option->flags & GARNER_SECRET ? "yes" : "no"),
            text_cell(option->fallback),
            text_cell(option->choices),
            text_cell(option->help),
        };
        render_row(render, cells);
    }
    struct error error = {0};
    return render_end(render, &error) < 0 ? cli_fail(cli, &error) : EXIT_OK;
}

int plugins_info(struct cli *cli, const char *name, struct garner_strs dirs)
{
    const char *path = search_plugin(dirs, name, &cli->arena);
    struct plugin_info info = {0};
    struct error error = {0};
    if (!path) {
        error_set(&error, GARNER_E_CONFIG, "there is no plugin \"%s\"; `garner plugins list` shows those there are",
                  name);
    }
    if (!path || pull_describe(path, &cli->arena, &info, &error) < 0) {
        return cli_fail(cli, &error);
    }
    if (cli_has(cli, "format")) {
        return print_table(cli, &info);
    }
    fprintf(cli->out, "%s %s – %s\n  %s\n\n", info.name, info.version, info.summary, info.path);
    print_facts(cli, &info, search_presets(dirs, info.name, &cli->arena));
    fputs("\noptions:\n", cli->out);
    for (const struct garner_option *option = info.options; option->name; option++) {
        print_option(cli->out, option);
    }
    print_block(cli, &info);
    return EXIT_OK;
}
