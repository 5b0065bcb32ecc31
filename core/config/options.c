/* options.c - values by table: the host's own keys, and the options of plugins. Called by this folder's readers (keys),
 * by the host (config_check_options) and by the worker (options_fill). One implementation, so that what is checked is
 * what is filled. It knows no option by name. */
#include "core/base/str.h"
#include "core/config/read.h"
#include "core/schema/values.h"

/* A value on its way into the member. */
union value {
    struct garner_str text;
    int64_t integer;
    bool flag;
    struct garner_duration duration;
    struct garner_money money;
    struct garner_day day;
    struct garner_strs list;
    const struct garner_node *tree;
};

/* One value being read. */
struct reading {
    const struct block *block;
    const struct garner_option *option;
    const struct garner_node *node; /* the option's; items of a list have their own place */
    struct error *error;
};

static int wrong(const struct reading *r, const struct garner_node *at, const char *expected)
{
    if (at->kind != GARNER_SCALAR) {
        return complain(r->block, at, r->error, "%s: expected %s, found a %s", r->option->name, expected,
                        at->kind == GARNER_LIST ? "list" : "map");
    }
    if (r->option->flags & GARNER_SECRET) {
        return complain(r->block, at, r->error, "%s: expected %s", r->option->name, expected);
    }
    return complain(r->block, at, r->error, "%s: expected %s, found \"%.*s\"", r->option->name, expected,
                    SHOWN(at->text));
}

/* why says what a lower floor found wrong with a scalar; it may quote it. */
static int unreadable(const struct reading *r, const struct error *why)
{
    if (r->option->flags & GARNER_SECRET) {
        return complain(r->block, r->node, r->error, "%s: this value cannot be read", r->option->name);
    }
    return complain(r->block, r->node, r->error, "%s: %s", r->option->name, why->message);
}

/* ---- texts ---- */

static bool among(const char *choices, struct garner_str text)
{
    for (const char *c = choices;; c++) {
        size_t n = strcspn(c, "|");
        if (garner_same(text, str_of(c, n))) {
            return true;
        }
        c += n;
        if (!*c) {
            return false;
        }
    }
}

static int check_choice(const struct reading *r, const struct garner_node *at)
{
    if (!r->option->choices || among(r->option->choices, at->text)) {
        return 0;
    }
    char expected[600];
    snprintf(expected, sizeof expected, "one of %s", r->option->choices);
    return wrong(r, at, expected);
}

static int read_text(const struct reading *r, const struct garner_node *at, struct garner_str *out)
{
    if (at->kind != GARNER_SCALAR) {
        return wrong(r, at, "one text");
    }
    *out = r->option->flags & GARNER_PATH ? path_absolute(r->block->arena, r->block->dir, at->text)
                                          : arena_str(r->block->arena, at->text);
    return check_choice(r, at);
}

static int read_list(const struct reading *r, struct garner_strs *out)
{
    const struct garner_node *items = r->node;
    size_t count = 1;
    if (r->node->kind == GARNER_LIST) {
        items = r->node->items;
        count = r->node->count;
    } else if (r->node->kind == GARNER_MAP) {
        return wrong(r, r->node, "a text or a list of texts");
    } else if (r->node->text.len == 0) {
        count = 0;
    }
    struct garner_str *texts = arena_calloc(r->block->arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        int result = read_text(r, &items[i], &texts[i]);
        if (result) {
            return result;
        }
    }
    *out = (struct garner_strs){texts, count};
    return 0;
}

/* ---- what has a type ---- */

static int read_flag(const struct reading *r, struct garner_str text, bool *out)
{
    static const char *const words[][2] = {{"yes", "no"}, {"true", "false"}, {"on", "off"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is_nocase(text, words[i][0]) || str_is_nocase(text, words[i][1])) {
            *out = str_is_nocase(text, words[i][0]);
            return 0;
        }
    }
    return wrong(r, r->node, "yes or no");
}

static const char *expectation(enum garner_option_type type)
{
    switch (type) {
    case GARNER_OPTION_INTEGER:
        return "a whole number";
    case GARNER_OPTION_FLAG:
        return "yes or no";
    case GARNER_OPTION_DURATION:
        return "a duration such as 90s, 10m, 6h or 30d";
    case GARNER_OPTION_MONEY:
        return "an amount such as 1200.00 EUR";
    case GARNER_OPTION_DAY:
        return "a day such as 2026-03-10";
    default:
        return "a value";
    }
}

static int read_typed(const struct reading *r, union value *out)
{
    struct garner_str text = r->node->text;
    struct error why = {0};
    int result = 0;
    switch (r->option->type) {
    case GARNER_OPTION_INTEGER:
        return str_integer(text, &out->integer) ? 0 : wrong(r, r->node, "a whole number");
    case GARNER_OPTION_FLAG:
        return read_flag(r, text, &out->flag);
    case GARNER_OPTION_DURATION:
        result = value_duration(text, &out->duration.ms, &why);
        break;
    case GARNER_OPTION_MONEY:
        result = value_money(text, (struct number_format){0}, r->block->currency, &out->money, &why);
        break;
    case GARNER_OPTION_DAY:
        result = value_day(text, &(struct date_format){0}, &out->day, &why);
        break;
    default:
        return complain(r->block, r->node, r->error, "%s: the plugin's table gives it a type that does not exist",
                        r->option->name);
    }
    return result ? unreadable(r, &why) : 0;
}

static int read_scalar(const struct reading *r, union value *out)
{
    if (r->node->kind != GARNER_SCALAR || r->node->text.len == 0) {
        return wrong(r, r->node, expectation(r->option->type));
    }
    int result = check_choice(r, r->node);
    return result ? result : read_typed(r, out);
}

static size_t size_of(enum garner_option_type type)
{
    const union value *value = NULL;
    switch (type) {
    case GARNER_OPTION_TEXT:
        return sizeof value->text;
    case GARNER_OPTION_INTEGER:
        return sizeof value->integer;
    case GARNER_OPTION_FLAG:
        return sizeof value->flag;
    case GARNER_OPTION_DURATION:
        return sizeof value->duration;
    case GARNER_OPTION_MONEY:
        return sizeof value->money;
    case GARNER_OPTION_DAY:
        return sizeof value->day;
    case GARNER_OPTION_LIST:
        return sizeof value->list;
    case GARNER_OPTION_TREE:
        return sizeof value->tree;
    }
    return 0;
}

int value_read(const struct block *block, const struct garner_option *option, const struct garner_node *node,
               void *member, struct error *error)
{
    struct reading r = {block, option, node, error};
    union value value;
    memset(&value, 0, sizeof value);
    int result = 0;
    if (option->type == GARNER_OPTION_TREE) {
        value.tree = node;
    } else if (option->type == GARNER_OPTION_LIST) {
        result = read_list(&r, &value.list);
    } else if (option->type == GARNER_OPTION_TEXT) {
        result = read_text(&r, node, &value.text);
    } else {
        result = read_scalar(&r, &value);
    }
    if (result == 0 && member) {
        memcpy(member, &value, size_of(option->type));
    }
    return result;
}

/* ---- a block ---- */

static size_t table_length(const struct garner_option *table)
{
    size_t n = 0;
    while (table[n].name) {
        n++;
    }
    return n;
}

static int unknown(const struct block *block, const struct garner_option *table, const struct garner_node *item,
                   struct error *error)
{
    size_t own = table_length(table), more = 0;
    while (block->also && block->also[more]) {
        more++;
    }
    const char **names = arena_calloc(block->arena, own + more + 1, sizeof *names);
    for (size_t i = 0; i < own + more; i++) {
        names[i] = i < own ? table[i].name : block->also[i - own];
    }
    char what[64];
    snprintf(what, sizeof what, "unknown %s", block->noun);
    if (block->advice && !str_closest(item->key, names)) {
        return complain(block, item, error, "%s \"%.*s\"; %s", what, SHOWN(item->key), block->advice);
    }
    return complain_word(block, item, what, item->key, names, error);
}

static int check_names(const struct block *block, const struct garner_option *table, const struct garner_node *map,
                       struct error *error)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct garner_option *option = table;
        while (option->name && !str_is(map->items[i].key, option->name)) {
            option++;
        }
        if (!option->name) {
            return unknown(block, table, &map->items[i], error);
        }
    }
    return 0;
}

static int missing(const struct block *block, const struct garner_option *option, const struct garner_node *at,
                   const struct garner_node *map, struct error *error)
{
    return complain(block, at ? at : map, error, "%s \"%s\" is %s: %s", block->noun, option->name,
                    at ? "empty" : "missing", option->help ? option->help : "it is required");
}

static bool is_empty(const struct garner_node *node)
{
    return node->kind == GARNER_SCALAR ? node->text.len == 0 : node->count == 0;
}

/* The default as a node, as if it had been written. */
static int read_fallback(const struct block *block, const struct garner_option *option, void *member,
                         struct error *error)
{
    struct garner_str text = garner_text(option->fallback);
    struct garner_node scalar = {.kind = GARNER_SCALAR, .text = text};
    const struct garner_node *node = &scalar;
    bool list = option->type == GARNER_OPTION_LIST && str_starts(text, "[");
    /* Only a tree outlives this call, and is parsed into the arena. */
    if (list || option->type == GARNER_OPTION_TREE) {
        int result = node_parse(block->arena, option->name, text, &node, error);
        if (result) {
            return result;
        }
    }
    return value_read(block, option, node, member, error);
}

static int read_member(const struct block *block, const struct garner_option *option, const struct garner_node *map,
                       void *out, struct error *error)
{
    const struct garner_node *node = node_get(map, option->name);
    void *member = out ? (char *)out + option->offset : NULL;
    if ((option->flags & GARNER_REQUIRED) && (!node || is_empty(node)) && (node || !option->fallback)) {
        return missing(block, option, node, map, error);
    }
    if (node) {
        return value_read(block, option, node, member, error);
    }
    return option->fallback ? read_fallback(block, option, member, error) : 0;
}

int block_read(const struct block *block, const struct garner_option *table, const struct garner_node *map, void *out,
               struct error *error)
{
    /* `name:` with nothing behind it is a block of nothing. */
    struct garner_node nothing = {.kind = GARNER_MAP, .line = map->line, .column = map->column};
    if (map->kind != GARNER_MAP && !is_empty(map)) {
        return complain(block, map, error, "expected a map of %ss, found a %s", block->noun,
                        map->kind == GARNER_LIST ? "list" : "text");
    }
    map = map->kind == GARNER_MAP ? map : &nothing;
    int result = check_names(block, table, map, error);
    for (size_t i = 0; result == 0 && table[i].name; i++) {
        result = read_member(block, &table[i], map, out, error);
    }
    return result;
}

int options_fill(const struct garner_option *table, const struct garner_node *options, const char *file,
                 const char *dir, const char *currency, struct arena *arena, void *config, struct error *error)
{
    struct block block = {.arena = arena, .file = file, .dir = dir, .currency = currency, .noun = "option"};
    struct garner_node nothing = {.kind = GARNER_MAP};
    return block_read(&block, table, options ? options : &nothing, config, error);
}
