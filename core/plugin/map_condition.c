/* map_condition.c - compiles `when:` and `unless:` of a `map:`, which say what rows make a record; see map.h. Called by
 * map_compile.c. */
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/map.h"

static int compile_patterns(const struct map_place *place, const struct garner_node *node, struct map_condition *out)
{
    const struct garner_node *items = node->kind == GARNER_LIST ? node->items : node;
    size_t count = node->kind == GARNER_LIST ? node->count : 1;
    const char **patterns = arena_calloc(place->arena, count, sizeof *patterns);
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind != GARNER_SCALAR) {
            return map_wrong(place, &items[i], "expected a text or a list of texts");
        }
        struct garner_str text = str_trim(items[i].text);
        patterns[i] = arena_strndup(place->arena, text.ptr ? text.ptr : "", text.len);
    }
    out->patterns = patterns;
    out->count = count;
    return 0;
}

/* `{is: [A, "b*"], columns: [other names], optional: yes}` */
static int compile_long_condition(const struct map_place *place, const struct garner_node *node,
                                  struct map_condition *out)
{
    static const char *const keys[] = {"is", "columns", "optional", NULL};
    for (size_t i = 0; i < node->count; i++) {
        struct garner_str key = node->items[i].key;
        if (!str_is(key, keys[0]) && !str_is(key, keys[1]) && !str_is(key, keys[2])) {
            return map_wrong_word(place, &node->items[i], "key", key, keys);
        }
    }
    const struct garner_node *is = node_get(node, "is"), *columns = node_get(node, "columns");
    if (!is) {
        return map_wrong(place, node, "`is` is missing: the text or texts that the column is to hold");
    }
    map_find_column(place, node, str_trim(node->key), 1, true, &out->column);
    for (size_t i = 0; columns && i < columns->count && out->column < 0; i++) {
        map_find_column(place, node, str_trim(columns->items[i].text), 1, true, &out->column);
    }
    int ignored, code = 0;
    if (out->column < 0 && !map_is_yes(node_text(node, "optional"))) {
        code = map_find_column(place, node, str_trim(node->key), 1, false, &ignored);
    }
    return code ? code : compile_patterns(place, is, out);
}

static int compile_condition(const struct map_place *place, const struct garner_node *node, struct map_condition *out)
{
    if (node->kind == GARNER_MAP) {
        return compile_long_condition(place, node, out);
    }
    int code = map_find_column(place, node, str_trim(node->key), 1, false, &out->column);
    return code ? code : compile_patterns(place, node, out);
}

int map_compile_conditions(const struct map_place *place, const struct garner_node *node, struct map_condition **out,
                           size_t *count)
{
    if (node->kind != GARNER_MAP || node->count == 0) {
        return map_wrong(place, node, "expected a map such as {Status: [new, open]}");
    }
    struct map_condition *conditions = arena_calloc(place->arena, node->count, sizeof *conditions);
    int code = 0;
    for (size_t i = 0; i < node->count && code == 0; i++) {
        code = compile_condition(place, &node->items[i], &conditions[i]);
    }
    *out = conditions;
    *count = node->count;
    return code;
}

static bool takes_nothing(const struct map_condition *condition)
{
    for (size_t i = 0; i < condition->count; i++) {
        if (!condition->patterns[i][0]) {
            return true;
        }
    }
    return false;
}

bool map_is_never(const struct map_record *record)
{
    bool never = false;
    for (size_t i = 0; i < record->when_count; i++) {
        never |= record->when[i].column < 0 && !takes_nothing(&record->when[i]);
    }
    for (size_t i = 0; i < record->unless_count; i++) {
        never |= record->unless[i].column < 0 && takes_nothing(&record->unless[i]);
    }
    return never;
}
