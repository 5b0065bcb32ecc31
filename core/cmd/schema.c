/* schema.c - `garner schema`: the configuration as a JSON Schema for editors, made from the tables that read it: the
 * host's keys, the options of every plugin that is installed, the fields of every record kind. */
#include "core/cmd/schema.h"

#include "core/cmd/commands.h"
#include "core/config/search.h"
#include "core/run/pull.h"

/* ---- what is a tree ---- */

enum form {
    FORM_TEXT = 1,   /* a text will do */
    FORM_MAP = 2,    /* a map of the keys */
    FORM_LIST = 4,   /* a list of such */
    FORM_NAMED = 8,  /* a map of any names to maps of the keys */
    FORM_TEXTS = 16, /* a map of any names to texts */
    FORM_COSTS = 32, /* costs, defined once */
    FORM_SOURCES = 64
};

/* The keys whose values the tables call trees: what stands there. */
struct shape {
    const struct garner_option *(*owner)(void);
    const char *name;
    unsigned forms;
    const struct garner_option *(*keys)(void);
};
static const struct shape SHAPES[] = {
    {config_keys, "customer", FORM_TEXT | FORM_MAP, config_customer_keys},
    {config_keys, "attribution", FORM_MAP, config_attribution_keys},
    {config_keys, "campaigns", FORM_NAMED, config_campaign_keys},
    {config_keys, "claims", FORM_TEXTS, NULL},
    {config_keys, "costs", FORM_COSTS, NULL},
    {config_keys, "sources", FORM_SOURCES, NULL},
    {config_keys, "notify", FORM_LIST, config_target_keys},
    {config_keys, "deliver", FORM_LIST, config_deliver_keys},
    {config_attribution_keys, "lookback", FORM_TEXT | FORM_TEXTS, NULL},
    {config_campaign_keys, "costs", FORM_COSTS, NULL},
    {config_source_keys, "schedule", FORM_TEXT | FORM_MAP | FORM_LIST, config_schedule_keys},
    {config_target_keys, "email", FORM_MAP, config_email_keys},
    {config_target_keys, "thresholds", FORM_LIST, config_threshold_keys},
    {config_threshold_keys, "where", FORM_TEXTS, NULL},
    {config_threshold_keys, "set", FORM_TEXTS, NULL},
    {config_deliver_keys, "set", FORM_TEXTS, NULL},
};

/* ---- values ---- */

static void put_choices(struct schema *s, const char *key, const char *choices)
{
    json_begin_list(s, key);
    for (const char *at = choices; *at; at += *at == '|') {
        size_t len = strcspn(at, "|");
        json_put(s, NULL, arena_strndup(&s->cli->arena, at, len));
        at += len;
    }
    json_end_list(s);
}

static void write_choices(struct schema *s, const char *choices)
{
    json_begin_list(s, "anyOf");
    json_begin(s, NULL);
    put_choices(s, "enum", choices);
    json_end(s);
    schema_refer_item(s, "variable");
    json_end_list(s);
}

/* One of the choices, or a list of them. */
static void write_choice_list(struct schema *s, const char *choices)
{
    json_begin_list(s, "anyOf");
    json_begin(s, NULL);
    write_choices(s, choices);
    json_end(s);
    json_begin(s, NULL);
    json_put(s, "type", "array");
    json_begin(s, "items");
    write_choices(s, choices);
    json_end(s);
    json_end(s);
    json_end_list(s);
}

static void write_shape(struct schema *s, const struct shape *shape);
static void write_tree(struct schema *s, const struct garner_option *owner, const char *name)
{
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
        if (SHAPES[i].owner() == owner && strcmp(SHAPES[i].name, name) == 0) {
            write_shape(s, &SHAPES[i]);
            return;
        }
    }
    /* An option of a plugin: what the host reads for all of them has one shape, what the plugin reads may be anything.
     */
    if (strcmp(name, "map") == 0 || strcmp(name, "costs") == 0) {
        schema_refer(s, name);
    }
}

static void write_value(struct schema *s, const struct garner_option *owner, const struct garner_option *option)
{
    static const char *const names[] = {
        [GARNER_OPTION_TEXT] = "text",         [GARNER_OPTION_INTEGER] = "integer", [GARNER_OPTION_FLAG] = "flag",
        [GARNER_OPTION_DURATION] = "duration", [GARNER_OPTION_MONEY] = "money",     [GARNER_OPTION_DAY] = "day",
        [GARNER_OPTION_LIST] = "texts",
    };
    if (option->type == GARNER_OPTION_TREE) {
        write_tree(s, owner, option->name);
    } else if (option->choices && option->type == GARNER_OPTION_LIST) {
        write_choice_list(s, option->choices);
    } else if (option->choices) {
        write_choices(s, option->choices);
    } else {
        schema_refer(s, names[option->type]);
    }
}

static void write_help(struct schema *s, const struct garner_option *option)
{
    const char *help = option->help ? option->help : "";
    if (option->flags & GARNER_SECRET) {
        help = arena_printf(&s->cli->arena, "%s Secret: write it as ${VARIABLE}.", help);
    }
    json_put(s, "description", help);
    if (option->fallback && option->fallback[0] && option->type != GARNER_OPTION_TREE) {
        json_put(s, "default", option->fallback);
    }
}

static void write_options(struct schema *s, const struct garner_option *table)
{
    for (const struct garner_option *option = table; option->name; option++) {
        json_begin(s, option->name);
        write_help(s, option);
        write_value(s, table, option);
        json_end(s);
    }
}

static void write_required(struct schema *s, const struct garner_option *table)
{
    json_begin_list(s, "required");
    for (const struct garner_option *option = table; option->name; option++) {
        if (option->flags & GARNER_REQUIRED) {
            json_put(s, NULL, option->name);
        }
    }
    json_end_list(s);
}

static void write_map(struct schema *s, const struct garner_option *table)
{
    json_put_raw(s, "type", "[\"object\", \"null\"]");
    json_begin(s, "properties");
    write_options(s, table);
    json_end(s);
    write_required(s, table);
    json_put_raw(s, "additionalProperties", "false");
}

/* ---- trees ---- */

static void write_texts(struct schema *s)
{
    json_put_raw(s, "type", "[\"object\", \"null\"]");
    json_begin(s, "additionalProperties");
    schema_refer(s, "text");
    json_end(s);
}

static void write_named(struct schema *s, const struct garner_option *table)
{
    json_put_raw(s, "type", "[\"object\", \"null\"]");
    json_begin(s, "additionalProperties");
    write_map(s, table);
    json_end(s);
}

static void write_sources(struct schema *s)
{
    json_put_raw(s, "type", "[\"array\", \"null\"]");
    json_begin(s, "items");
    schema_refer(s, "source");
    json_end(s);
}

static void write_one(struct schema *s, const struct shape *shape, unsigned form);

/* A list of what it would be without. */
static void write_list(struct schema *s, const struct shape *shape)
{
    unsigned rest = shape->forms & (FORM_TEXT | FORM_MAP);
    json_put_raw(s, "type", "[\"array\", \"null\"]");
    json_begin(s, "items");
    if (rest == (FORM_TEXT | FORM_MAP)) {
        json_begin_list(s, "anyOf");
        schema_refer_item(s, "text");
        json_begin(s, NULL);
        write_map(s, shape->keys());
        json_end(s);
        json_end_list(s);
    } else {
        write_map(s, shape->keys());
    }
    json_end(s);
}

static void write_one(struct schema *s, const struct shape *shape, unsigned form)
{
    switch (form) {
    case FORM_TEXT:
        schema_refer(s, "text");
        break;
    case FORM_MAP:
        write_map(s, shape->keys());
        break;
    case FORM_LIST:
        write_list(s, shape);
        break;
    case FORM_NAMED:
        write_named(s, shape->keys());
        break;
    case FORM_TEXTS:
        write_texts(s);
        break;
    case FORM_COSTS:
        schema_refer(s, "costs");
        break;
    default:
        write_sources(s);
        break;
    }
}

static void write_shape(struct schema *s, const struct shape *shape)
{
    unsigned forms = shape->forms;
    if ((forms & (forms - 1)) == 0) {
        write_one(s, shape, forms);
        return;
    }
    json_begin_list(s, "anyOf");
    for (unsigned form = FORM_TEXT; form <= forms; form <<= 1) {
        if (forms & form) {
            json_begin(s, NULL);
            write_one(s, shape, form);
            json_end(s);
        }
    }
    json_end_list(s);
}

/* ---- sources ---- */

static void write_presets(struct schema *s, struct garner_strs presets)
{
    json_begin(s, "preset");
    json_put(s, "description", "a set of options that comes with the plugin; auto goes by the file");
    json_begin_list(s, "enum");
    json_put(s, NULL, "auto");
    for (size_t i = 0; i < presets.count; i++) {
        json_put(s, NULL, arena_strndup(&s->cli->arena, presets.items[i].ptr, presets.items[i].len));
    }
    json_end_list(s);
    json_end(s);
}

/* Of one plugin: its options beside the host's own keys, and nothing else. What is required may come from a preset. */
static void write_plugin(struct schema *s, const struct plugin_info *info)
{
    struct garner_strs presets = search_presets(s->dirs, info->name, &s->cli->arena);
    json_begin(s, NULL);
    json_begin(s, "if");
    json_begin(s, "properties");
    json_begin(s, "plugin");
    json_put(s, "const", info->name);
    json_end(s);
    json_end(s);
    json_put_raw(s, "required", "[\"plugin\"]");
    json_end(s);
    json_begin(s, "then");
    json_put(s, "description", info->summary);
    json_begin(s, "properties");
    for (const char *const *name = config_source_key_names(); *name; name++) {
        if (presets.count == 0 || strcmp(*name, "preset") != 0) {
            json_put_raw(s, *name, "true");
        }
    }
    if (presets.count) {
        write_presets(s, presets);
    }
    write_options(s, info->options);
    json_end(s);
    json_put_raw(s, "additionalProperties", "false");
    if (presets.count) {
        json_begin_list(s, "anyOf");
        json_put_raw(s, NULL, "{\"required\": [\"preset\"]}");
        json_begin(s, NULL);
        write_required(s, info->options);
        json_end(s);
        json_end_list(s);
    } else {
        write_required(s, info->options);
    }
    json_end(s);
    json_end(s);
}

static void write_source(struct schema *s)
{
    json_begin(s, "source");
    json_put(s, "type", "object");
    json_begin(s, "properties");
    write_options(s, config_source_keys());
    json_end(s);
    write_required(s, config_source_keys());
    json_begin_list(s, "allOf");
    json_begin(s, NULL);
    json_begin(s, "properties");
    json_begin(s, "plugin");
    json_begin_list(s, "examples");
    for (size_t i = 0; i < s->plugin_count; i++) {
        json_put(s, NULL, s->plugins[i].name);
    }
    json_end_list(s);
    json_end(s);
    json_end(s);
    json_end(s);
    for (size_t i = 0; i < s->plugin_count; i++) {
        write_plugin(s, &s->plugins[i]);
    }
    json_end_list(s);
    json_end(s);
}

/* ---- all of it ---- */

static void write_schema(struct schema *s)
{
    json_open(s, '{');
    json_put(s, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_put(s, "title", "garner's configuration");
    json_put(s, "type", "object");
    json_begin(s, "properties");
    write_options(s, config_keys());
    json_end(s);
    json_put_raw(s, "required", "[\"currency\"]");
    json_put_raw(s, "additionalProperties", "false");
    json_begin(s, "$defs");
    schema_write_definitions(s);
    write_source(s);
    json_end(s);
    json_end(s);
    fputc('\n', s->out);
}

/* A plugin that cannot be asked is left out, and said to be. */
static int ask_plugins(struct schema *s)
{
    size_t count;
    int code = EXIT_OK;
    struct plugin_file *files = search_plugins(s->dirs, &s->cli->arena, &count);
    s->plugins = arena_calloc(&s->cli->arena, count + 1, sizeof *s->plugins);
    for (size_t i = 0; i < count; i++) {
        struct error error = {0};
        if (pull_describe(files[i].path, &s->cli->arena, &s->plugins[s->plugin_count], &error) < 0) {
            code = cli_fail(s->cli, &error);
        } else {
            s->plugin_count++;
        }
    }
    return code;
}

static int run(struct cli *cli)
{
    struct schema s = {.cli = cli, .out = cli->out, .dirs = cli_plugin_dirs(cli)};
    int code = ask_plugins(&s);
    write_schema(&s);
    return code;
}

static const struct cli_option options[] = {
    {"output", 'o', "FILE", NULL, "Write to FILE instead of standard output."},
    {0},
};

const struct command command_schema = {
    .name = "schema",
    .arguments = "",
    .summary = "Print a JSON Schema of the configuration, for editors.",
    .help = "It knows the options of the plugins that are installed, so print it again when you install one:\n\n"
            "    garner schema -o garner.schema.json\n\n"
            "Editors that use yaml-language-server (VS Code's YAML extension, Neovim, Emacs, …) complete and check a\n"
            "configuration whose first line is\n\n"
            "    # yaml-language-server: $schema=garner.schema.json",
    .options = options,
    .run = run,
};
