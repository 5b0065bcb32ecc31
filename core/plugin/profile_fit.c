/* profile_fit.c - how well a header fits what plugins say they recognise and what the maps of presets name; see
 * profile_fit.h. */
#include "core/plugin/profile_fit.h"
#include "core/base/str.h"

enum { SHOWN_COLUMNS = 5, TEXT_ROOM = 8 << 10 };

/* ---- plugins ---- */

/* The column that has one of the names; -1 = none. */
static int column_of(const struct profile *profile, const char *names)
{
    while (*names) {
        struct garner_str name = profile_next_name(&names);
        for (size_t i = 0; i < profile->column_count; i++) {
            if (profile_name_is(profile->columns[i].name, name)) {
                return (int)i;
            }
        }
    }
    return -1;
}

/* "=Google Ads: Impr.|Avg. CPC" */
static bool is_product(const struct profile *profile, const char *text, struct arena *arena, const char **product)
{
    const char *colon = strchr(text, ':');
    if (!colon || column_of(profile, colon + 1) < 0) {
        return false;
    }
    *product = arena_strndup(arena, text + 1, (size_t)(colon - text) - 1);
    return true;
}

static void add_name(struct buf *out, struct garner_str name)
{
    buf_addf(out, "%s\"" STR_FMT "\"", out->len ? ", " : "", STR_ARG(name));
}

static const char *text_of(struct arena *arena, struct buf *text)
{
    const char *copy = text->len ? arena_strdup(arena, buf_text(text)) : NULL;
    buf_release(text);
    return copy;
}

void profile_fit_plugin(const struct profile *profile, const struct plugin_info *plugin, struct arena *arena,
                        struct profile_fit *out)
{
    struct buf columns, lacks;
    bool first = false;
    buf_init(&columns, TEXT_ROOM);
    buf_init(&lacks, TEXT_ROOM);
    *out = (struct profile_fit){0};
    for (const char *const *thing = plugin->recognises; thing && *thing; thing++) {
        if (**thing == '=') {
            if (!out->product) {
                is_product(profile, *thing, arena, &out->product);
            }
            continue;
        }
        int column = column_of(profile, *thing);
        const char *names = *thing;
        first = out->all == 0 ? column >= 0 : first;
        out->all++;
        out->found += column >= 0;
        if (column >= 0) {
            add_name(&columns, profile->columns[column].name);
        } else {
            add_name(&lacks, profile_next_name(&names));
        }
    }
    out->fits = first && out->found * 2 > out->all;
    out->columns = text_of(arena, &columns);
    out->lacks = text_of(arena, &lacks);
}

/* ---- presets: the columns that their maps name ---- */

struct fitting {
    const struct garner_str *names;
    size_t count;
    struct arena *arena;
    bool *used;         /* columns of the file that were found */
    const char **needs; /* the first name of each column that the preset names; each once */
    size_t need_count, need_room;
    bool lacking; /* a column that it cannot do without is missing */
    uint64_t points;
    struct buf lacks;
};

static bool is_new(struct fitting *fitting, struct garner_str name)
{
    for (size_t i = 0; i < fitting->need_count; i++) {
        if (garner_same_name(name, fitting->needs[i])) {
            return false;
        }
    }
    if (fitting->need_count < fitting->need_room) {
        fitting->needs[fitting->need_count++] = arena_strndup(fitting->arena, name.ptr, name.len);
    }
    return true;
}

/* One of the names, the sooner the better; they stand for one column of the preset. */
static void need(struct fitting *fitting, const struct garner_node *names, size_t count, bool optional)
{
    if (count == 0 || !is_new(fitting, names[0].text)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int column = table_column(fitting->names, fitting->count, str_trim(names[i].text), 1);
        if (column >= 0) {
            fitting->points += fitting->used[column] ? 0 : 100 + 50 / (i + 1);
            fitting->used[column] = true;
            return;
        }
    }
    if (!optional) {
        fitting->lacking = true;
        add_name(&fitting->lacks, names[0].text);
    }
}

static void need_name(struct fitting *fitting, struct garner_str name, bool optional)
{
    const struct garner_node node = {.kind = GARNER_SCALAR, .text = name};
    need(fitting, &node, 1, optional);
}

/* The columns in "{First Name} {Last Name}". */
static void need_template(struct fitting *fitting, struct garner_str text, bool optional)
{
    size_t i = 0;
    while (i < text.len) {
        const char *open = memchr(text.ptr + i, '{', text.len - i);
        const char *close = open ? memchr(open, '}', (size_t)(text.ptr + text.len - open)) : NULL;
        if (!close) {
            return;
        }
        need_name(fitting, str_trim(str_of(open + 1, (size_t)(close - open - 1))), optional);
        i = (size_t)(close + 1 - text.ptr);
    }
}

static void need_value(struct fitting *fitting, const struct garner_node *node)
{
    if (node->kind == GARNER_SCALAR) {
        need_template(fitting, node->text, false);
        return;
    }
    const struct garner_node *columns = node_get(node, "columns"), *currency = node_get(node, "currency");
    struct garner_str optional_text = node_text(node, "optional");
    bool optional = str_is_nocase(optional_text, "yes") || str_is_nocase(optional_text, "true");
    if (columns && columns->kind == GARNER_LIST) {
        need(fitting, columns->items, columns->count, optional);
    }
    if (node_get(node, "column")) {
        need_name(fitting, node_text(node, "column"), optional);
    }
    need_template(fitting, node_text(node, "template"), optional);
    if (currency) {
        need_value(fitting, currency);
    }
}

static void need_condition(struct fitting *fitting, const struct garner_node *node)
{
    struct garner_str optional = node_text(node, "optional");
    const struct garner_node *others = node_get(node, "columns");
    bool others_may = others && others->kind == GARNER_LIST;
    need_name(fitting, node->key, others_may || str_is_nocase(optional, "yes") || str_is_nocase(optional, "true"));
    if (others_may) {
        need(fitting, others->items, others->count, true);
    }
}

static void need_record(struct fitting *fitting, const struct garner_node *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const struct garner_node *item = &record->items[i];
        bool conditions = str_is(item->key, "when") || str_is(item->key, "unless");
        for (size_t k = 0; conditions && k < item->count; k++) {
            need_condition(fitting, &item->items[k]);
        }
        if (!conditions) {
            need_value(fitting, item);
        }
    }
}

static void need_map(struct fitting *fitting, const struct garner_node *map)
{
    for (size_t i = 0; map && i < map->count; i++) {
        const struct garner_node *kind = &map->items[i];
        for (size_t k = 0; kind->kind == GARNER_LIST && k < kind->count; k++) {
            need_record(fitting, &kind->items[k]);
        }
        if (kind->kind == GARNER_MAP) {
            need_record(fitting, kind);
        }
    }
}

static size_t count_nodes(const struct garner_node *node)
{
    size_t count = 1;
    for (size_t i = 0; node && i < node->count; i++) {
        count += count_nodes(&node->items[i]);
    }
    return count;
}

void profile_fit_preset(const struct garner_str *names, size_t count, const struct garner_node *preset,
                        struct arena *arena, struct profile_fit *out)
{
    const struct garner_node *map = node_get(preset, "map");
    struct fitting fitting = {.names = names, .count = count, .arena = arena, .need_room = count_nodes(map)};
    struct buf columns;
    size_t shown = 0;
    fitting.used = arena_calloc(arena, count + 1, sizeof *fitting.used);
    fitting.needs = arena_calloc(arena, fitting.need_room, sizeof *fitting.needs);
    buf_init(&fitting.lacks, TEXT_ROOM);
    buf_init(&columns, TEXT_ROOM);
    need_map(&fitting, map);
    *out = (struct profile_fit){.all = fitting.need_count, .points = fitting.points, .used = fitting.used};
    for (size_t i = 0; i < count; i++) {
        out->found += fitting.used[i];
        if (fitting.used[i] && shown++ < SHOWN_COLUMNS) {
            add_name(&columns, names[i]);
        }
    }
    /* Three columns of thirty could be anything. */
    out->fits = !fitting.lacking && out->found >= 3 && (out->found * 4 >= out->all || out->found * 2 >= count);
    out->columns = text_of(arena, &columns);
    out->lacks = text_of(arena, &fitting.lacks);
}
