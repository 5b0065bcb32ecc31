/* schema.c - `garner schema`: the configuration as a JSON Schema for editors, made from the tables that read it: the
 * host's keys, the options of every plugin that is installed, the fields of every record kind. */
#include "core/cmd/commands.h"
#include "core/base/buf.h"
#include "core/base/json_text.h"
#include "core/config/search.h"
#include "core/plugin/tree_keys.h"
#include "core/run/pull.h"
#include "core/schema/record.h"

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

/* ---- writing JSON ---- */

struct schema {
    struct cli *cli;
    FILE *out;
    int depth;
    bool empty; /* nothing stands yet in what was opened last */
    struct plugin_info *plugins;
    size_t plugin_count;
    struct garner_strs dirs;
};

static void put_text(struct schema *s, const char *text)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    json_text(&buf, garner_text(text));
    fputs(buf_text(&buf), s->out);
    buf_release(&buf);
}

/* The place of the next member or item; key NULL in a list. */
static void next(struct schema *s, const char *key)
{
    fprintf(s->out, "%s\n%*s", s->empty ? "" : ",", 2 * s->depth, "");
    s->empty = false;
    if (key) {
        put_text(s, key);
        fputs(": ", s->out);
    }
}

static void open_with(struct schema *s, char bracket)
{
    fputc(bracket, s->out);
    s->depth++;
    s->empty = true;
}

static void begin(struct schema *s, const char *key)
{
    next(s, key);
    open_with(s, '{');
}

static void begin_list(struct schema *s, const char *key)
{
    next(s, key);
    open_with(s, '[');
}

static void end_with(struct schema *s, char bracket)
{
    s->depth--;
    if (!s->empty) {
        fprintf(s->out, "\n%*s", 2 * s->depth, "");
    }
    fputc(bracket, s->out);
    s->empty = false;
}

static void end(struct schema *s)
{
    end_with(s, '}');
}

static void end_list(struct schema *s)
{
    end_with(s, ']');
}

static void put(struct schema *s, const char *key, const char *text)
{
    next(s, key);
    put_text(s, text);
}

/* What is JSON already. */
static void put_raw(struct schema *s, const char *key, const char *json)
{
    next(s, key);
    fputs(json, s->out);
}

static void refer(struct schema *s, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "#/$defs/%s", name);
    put(s, "$ref", path);
}

static void refer_item(struct schema *s, const char *name)
{
    begin(s, NULL);
    refer(s, name);
    end(s);
}

/* ---- values ---- */

static void put_choices(struct schema *s, const char *key, const char *choices)
{
    begin_list(s, key);
    for (const char *at = choices; *at; at += *at == '|') {
        size_t len = strcspn(at, "|");
        put(s, NULL, arena_strndup(&s->cli->arena, at, len));
        at += len;
    }
    end_list(s);
}

static void write_choices(struct schema *s, const char *choices)
{
    begin_list(s, "anyOf");
    begin(s, NULL);
    put_choices(s, "enum", choices);
    end(s);
    refer_item(s, "variable");
    end_list(s);
}

/* One of the choices, or a list of them. */
static void write_choice_list(struct schema *s, const char *choices)
{
    begin_list(s, "anyOf");
    begin(s, NULL);
    write_choices(s, choices);
    end(s);
    begin(s, NULL);
    put(s, "type", "array");
    begin(s, "items");
    write_choices(s, choices);
    end(s);
    end(s);
    end_list(s);
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
        refer(s, name);
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
        refer(s, names[option->type]);
    }
}

static void write_help(struct schema *s, const struct garner_option *option)
{
    const char *help = option->help ? option->help : "";
    if (option->flags & GARNER_SECRET) {
        help = arena_printf(&s->cli->arena, "%s Secret: write it as ${VARIABLE}.", help);
    }
    put(s, "description", help);
    if (option->fallback && option->fallback[0] && option->type != GARNER_OPTION_TREE) {
        put(s, "default", option->fallback);
    }
}

static void write_options(struct schema *s, const struct garner_option *table)
{
    for (const struct garner_option *option = table; option->name; option++) {
        begin(s, option->name);
        write_help(s, option);
        write_value(s, table, option);
        end(s);
    }
}

static void write_required(struct schema *s, const struct garner_option *table)
{
    begin_list(s, "required");
    for (const struct garner_option *option = table; option->name; option++) {
        if (option->flags & GARNER_REQUIRED) {
            put(s, NULL, option->name);
        }
    }
    end_list(s);
}

static void write_map(struct schema *s, const struct garner_option *table)
{
    put_raw(s, "type", "[\"object\", \"null\"]");
    begin(s, "properties");
    write_options(s, table);
    end(s);
    write_required(s, table);
    put_raw(s, "additionalProperties", "false");
}

/* ---- trees ---- */

static void write_texts(struct schema *s)
{
    put_raw(s, "type", "[\"object\", \"null\"]");
    begin(s, "additionalProperties");
    refer(s, "text");
    end(s);
}

static void write_named(struct schema *s, const struct garner_option *table)
{
    put_raw(s, "type", "[\"object\", \"null\"]");
    begin(s, "additionalProperties");
    write_map(s, table);
    end(s);
}

static void write_sources(struct schema *s)
{
    put_raw(s, "type", "[\"array\", \"null\"]");
    begin(s, "items");
    refer(s, "source");
    end(s);
}

static void write_one(struct schema *s, const struct shape *shape, unsigned form);

/* A list of what it would be without. */
static void write_list(struct schema *s, const struct shape *shape)
{
    unsigned rest = shape->forms & (FORM_TEXT | FORM_MAP);
    put_raw(s, "type", "[\"array\", \"null\"]");
    begin(s, "items");
    if (rest == (FORM_TEXT | FORM_MAP)) {
        begin_list(s, "anyOf");
        refer_item(s, "text");
        begin(s, NULL);
        write_map(s, shape->keys());
        end(s);
        end_list(s);
    } else {
        write_map(s, shape->keys());
    }
    end(s);
}

static void write_one(struct schema *s, const struct shape *shape, unsigned form)
{
    switch (form) {
    case FORM_TEXT:
        refer(s, "text");
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
        refer(s, "costs");
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
    begin_list(s, "anyOf");
    for (unsigned form = FORM_TEXT; form <= forms; form <<= 1) {
        if (forms & form) {
            begin(s, NULL);
            write_one(s, shape, form);
            end(s);
        }
    }
    end_list(s);
}

/* ---- definitions ---- */

static void write_scalars(struct schema *s)
{
    static const struct {
        const char *name, *json;
    } scalars[] = {
        {"variable", "{\"type\": \"string\", \"pattern\": \"\\\\$\\\\{\"}"},
        {"text", "{\"type\": [\"string\", \"number\", \"boolean\", \"null\"]}"},
        {"integer", "{\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"string\", \"pattern\": "
                    "\"^[+-]?[0-9]+$|\\\\$\\\\{\"}]}"},
        {"flag", "{\"anyOf\": [{\"type\": \"boolean\"}, {\"type\": \"string\", \"pattern\": "
                 "\"^([Yy]es|[Nn]o|[Tt]rue|[Ff]alse|[Oo]n|[Oo]ff|YES|NO|TRUE|FALSE|ON|OFF)$|\\\\$\\\\{\"}]}"},
        {"duration", "{\"type\": \"string\", \"pattern\": \"^ *[0-9]|\\\\$\\\\{\"}"},
        {"money", "{\"type\": [\"string\", \"number\"]}"},
        {"day", "{\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$|\\\\$\\\\{\"}"},
        {"texts", "{\"anyOf\": [{\"$ref\": \"#/$defs/text\"}, {\"type\": \"array\", \"items\": "
                  "{\"$ref\": \"#/$defs/text\"}}]}"},
    };
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        put_raw(s, scalars[i].name, scalars[i].json);
    }
}

static void write_names(struct schema *s, const char *const *names, const char *of)
{
    put(s, "type", "object");
    begin(s, "properties");
    for (; *names; names++) {
        begin(s, *names);
        if (of) {
            refer(s, of);
        }
        end(s);
    }
    end(s);
    put_raw(s, "additionalProperties", "false");
}

/* A list of entries, or {file: …}. */
static void write_costs(struct schema *s)
{
    begin(s, "costs");
    begin_list(s, "anyOf");
    begin(s, NULL);
    put_raw(s, "type", "[\"array\", \"null\"]");
    begin(s, "items");
    write_names(s, cost_entry_keys, "texts");
    end(s);
    end(s);
    begin(s, NULL);
    write_names(s, cost_file_keys, "text");
    put_raw(s, "required", "[\"file\"]");
    end(s);
    end_list(s);
    end(s);
}

static void write_record(struct schema *s, const struct record_type *type)
{
    static const char *const more[] = {"person", "referrer", "when", "unless"};
    put(s, "type", "object");
    begin(s, "properties");
    for (size_t i = 0; i < type->count; i++) {
        begin(s, type->fields[i].name);
        /* The campaign may be a map of its members, too. */
        if (strcmp(type->fields[i].name, "campaign") == 0) {
            put_raw(s, "anyOf", "[{\"$ref\": \"#/$defs/mapped\"}, {\"type\": \"object\"}]");
        } else {
            refer(s, "mapped");
        }
        end(s);
    }
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        put_raw(s, more[i], "{\"type\": \"object\"}");
    }
    if (!record_field(type, garner_text("currency"))) {
        begin(s, "currency");
        refer(s, "mapped");
        end(s);
    }
    end(s);
    put_raw(s, "additionalProperties", "false");
}

/* A record of each kind, or several of one. */
static void write_map_option(struct schema *s)
{
    begin(s, "mapped");
    begin_list(s, "anyOf");
    refer_item(s, "texts");
    begin(s, NULL);
    write_names(s, map_value_keys, NULL);
    end(s);
    end_list(s);
    end(s);
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        begin(s, arena_printf(&s->cli->arena, "map_%s", record_type(kind)->name));
        write_record(s, record_type(kind));
        end(s);
    }
    begin(s, "map");
    put(s, "type", "object");
    begin(s, "properties");
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        const char *name = arena_printf(&s->cli->arena, "map_%s", record_type(kind)->name);
        begin(s, record_type(kind)->name);
        put(s, "description", record_type(kind)->help);
        begin_list(s, "anyOf");
        refer_item(s, name);
        begin(s, NULL);
        put(s, "type", "array");
        begin(s, "items");
        refer(s, name);
        end(s);
        end(s);
        end_list(s);
        end(s);
    }
    end(s);
    put_raw(s, "additionalProperties", "false");
    end(s);
}

/* ---- sources ---- */

static void write_presets(struct schema *s, struct garner_strs presets)
{
    begin(s, "preset");
    put(s, "description", "a set of options that comes with the plugin; auto goes by the file");
    begin_list(s, "enum");
    put(s, NULL, "auto");
    for (size_t i = 0; i < presets.count; i++) {
        put(s, NULL, arena_strndup(&s->cli->arena, presets.items[i].ptr, presets.items[i].len));
    }
    end_list(s);
    end(s);
}

/* Of one plugin: its options beside the host's own keys, and nothing else. What is required may come from a preset. */
static void write_plugin(struct schema *s, const struct plugin_info *info)
{
    struct garner_strs presets = search_presets(s->dirs, info->name, &s->cli->arena);
    begin(s, NULL);
    begin(s, "if");
    begin(s, "properties");
    begin(s, "plugin");
    put(s, "const", info->name);
    end(s);
    end(s);
    put_raw(s, "required", "[\"plugin\"]");
    end(s);
    begin(s, "then");
    put(s, "description", info->summary);
    begin(s, "properties");
    for (const char *const *name = config_source_key_names(); *name; name++) {
        if (presets.count == 0 || strcmp(*name, "preset") != 0) {
            put_raw(s, *name, "true");
        }
    }
    if (presets.count) {
        write_presets(s, presets);
    }
    write_options(s, info->options);
    end(s);
    put_raw(s, "additionalProperties", "false");
    if (presets.count) {
        begin_list(s, "anyOf");
        put_raw(s, NULL, "{\"required\": [\"preset\"]}");
        begin(s, NULL);
        write_required(s, info->options);
        end(s);
        end_list(s);
    } else {
        write_required(s, info->options);
    }
    end(s);
    end(s);
}

static void write_source(struct schema *s)
{
    begin(s, "source");
    put(s, "type", "object");
    begin(s, "properties");
    write_options(s, config_source_keys());
    end(s);
    write_required(s, config_source_keys());
    begin_list(s, "allOf");
    begin(s, NULL);
    begin(s, "properties");
    begin(s, "plugin");
    begin_list(s, "examples");
    for (size_t i = 0; i < s->plugin_count; i++) {
        put(s, NULL, s->plugins[i].name);
    }
    end_list(s);
    end(s);
    end(s);
    end(s);
    for (size_t i = 0; i < s->plugin_count; i++) {
        write_plugin(s, &s->plugins[i]);
    }
    end_list(s);
    end(s);
}

/* ---- all of it ---- */

static void write_schema(struct schema *s)
{
    open_with(s, '{');
    put(s, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put(s, "title", "garner's configuration");
    put(s, "type", "object");
    begin(s, "properties");
    write_options(s, config_keys());
    end(s);
    put_raw(s, "required", "[\"currency\"]");
    put_raw(s, "additionalProperties", "false");
    begin(s, "$defs");
    write_scalars(s);
    write_costs(s);
    write_map_option(s);
    write_source(s);
    end(s);
    end(s);
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
