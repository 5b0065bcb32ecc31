/* map_value.c - compiles what one field of a `map:` says: a template, or a map with column, columns, order and so on;
 * see map.h. Called by map_compile.c. */
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/map.h"
#include "core/plugin/tree_keys.h"

enum { NAMES_SHOWN = 600, TEMPLATE_MAX = 64 << 10 };

const char *const map_value_keys[] = {"column", "columns", "template", "order",    "decimal", "timezone", "currency",
                                      "values", "default", "nth",      "optional", "minor",   NULL};

/* ---- columns ---- */

static void list_names(const struct table *table, struct buf *out)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (buf_addf(out, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(table->names[i]))) {
            buf_clear(out);
            list_names(&(struct table){.names = table->names, .columns = i / 2}, out);
            buf_adds(out, " …");
            return;
        }
    }
}

static const char *closest(const struct map_place *place, struct garner_str name)
{
    const struct table *table = place->table;
    const char **names = arena_calloc(place->arena, table->columns + 1, sizeof *names);
    for (size_t i = 0; i < table->columns; i++) {
        names[i] = arena_strndup(place->arena, table->names[i].ptr, table->names[i].len);
    }
    return str_closest(name, names);
}

static int no_column(const struct map_place *place, const struct garner_node *node, struct garner_str name)
{
    struct buf names;
    buf_init(&names, NAMES_SHOWN);
    list_names(place->table, &names);
    const char *near = closest(place, name);
    int code = map_wrong(place, node, "%s has no column \"" STR_FMT "\"%s%s%s%s", place->table->path, STR_ARG(name),
                         near ? "; did you mean \"" : "", near ? near : "", near ? "\"? It has " : "; it has ",
                         place->table->columns ? buf_text(&names) : "none");
    buf_release(&names);
    return code;
}

int map_find_column(const struct map_place *place, const struct garner_node *node, struct garner_str name, int64_t nth,
                    bool optional, int *column)
{
    *column = table_column(place->table->names, place->table->columns, name, nth);
    if (*column < 0 && !optional && place->table->lenient) {
        return host_log(place->host, GARNER_LOG_WARNING, "%s: no record has \"" STR_FMT "\", which map: names",
                        place->table->path, STR_ARG(name));
    }
    return *column >= 0 || optional ? 0 : no_column(place, node, name);
}

/* ---- templates ---- */

struct template
{
    const struct map_place *place;
    const struct garner_node *node;
    struct map_piece *pieces;
    size_t count;
    struct buf literal;
};

static void end_literal(struct template *t)
{
    struct garner_str text = buf_str(&t->literal);
    if (text.len) {
        t->pieces[t->count++] = (struct map_piece){arena_str(t->place->arena, text), -1};
        buf_clear(&t->literal);
    }
}

/* p stands behind a brace that opens; leaves it behind the one that closes. */
static int placeholder(struct template *t, const char **p, const char *end)
{
    const char *close = memchr(*p, '}', (size_t)(end - *p));
    if (!close) {
        return map_wrong(t->place, t->node, "a { is not closed; write {{ for a brace that is meant as text");
    }
    struct garner_str name = str_trim(str_of(*p, (size_t)(close - *p)));
    if (name.len == 0) {
        return map_wrong(t->place, t->node, "{} names no column");
    }
    int column = -1;
    int code = map_find_column(t->place, t->node, name, 1, false, &column);
    end_literal(t);
    t->pieces[t->count++] = (struct map_piece){{NULL, 0}, column};
    *p = close + 1;
    return code;
}

static int parse_template(struct template *t, struct garner_str text)
{
    int code = 0;
    for (const char *p = text.ptr, *end = p + text.len; p < end && code == 0;) {
        char c = *p++;
        bool doubled = p < end && *p == c && (c == '{' || c == '}');
        if (c == '{' && !doubled) {
            code = placeholder(t, &p, end);
            continue;
        }
        p += doubled;
        buf_addc(&t->literal, c);
    }
    end_literal(t);
    return code;
}

int map_compile_text(const struct map_place *place, const struct garner_node *node, struct map_text *out)
{
    if (node->kind != GARNER_SCALAR) {
        return map_wrong(place, node, "expected a text such as \"{Column}\"");
    }
    struct garner_str text = str_trim(node->text);
    *out = (struct map_text){0};
    if (text.len > TEMPLATE_MAX) {
        return map_wrong(place, node, "the text is longer than 64 KiB");
    }
    if (text.len == 0) {
        return 0;
    }
    struct template t = {.place = place, .node = node};
    t.pieces = arena_calloc(place->arena, text.len + 1, sizeof *t.pieces);
    buf_init(&t.literal, TEMPLATE_MAX);
    int code = parse_template(&t, text);
    buf_release(&t.literal);
    if (code == 0 && t.count == 1 && t.pieces[0].column >= 0) {
        *out = (struct map_text){.columns = &t.pieces[0].column, .column_count = 1};
    } else {
        *out = (struct map_text){.pieces = t.pieces, .piece_count = t.count};
    }
    return code;
}

/* ---- a map that says more ---- */

bool map_is_yes(struct garner_str text)
{
    return str_is_nocase(text, "yes") || str_is_nocase(text, "true");
}

static int check_keys(const struct map_place *place, const struct garner_node *node)
{
    size_t sources = 0;
    for (size_t i = 0; i < node->count; i++) {
        struct garner_str key = node->items[i].key;
        size_t k = 0;
        while (map_value_keys[k] && !str_is(key, map_value_keys[k])) {
            k++;
        }
        if (!map_value_keys[k]) {
            return map_wrong_word(place, &node->items[i], "key", key, map_value_keys);
        }
        sources += k < 3;
    }
    return sources == 1 ? 0 : map_wrong(place, node, "expected one of column, columns and template");
}

static int read_nth(const struct map_place *place, const struct garner_node *node, int64_t *nth)
{
    struct garner_str text = node_text(node, "nth");
    *nth = 1;
    if (!text.ptr || (str_integer(text, nth) && *nth >= 1 && *nth <= CSV_COLUMNS_MAX)) {
        return 0;
    }
    return map_wrong(place, node_get(node, "nth"), "nth: expected a number from 1, found \"" STR_FMT "\"",
                     STR_ARG(text));
}

static int one_column(const struct map_place *place, const struct garner_node *node, const struct garner_node *name,
                      bool optional, struct map_text *out)
{
    int64_t nth = 1;
    int *column = arena_alloc(place->arena, sizeof *column);
    if (name->kind != GARNER_SCALAR) {
        return map_wrong(place, name, "column: expected the name of one column");
    }
    int code = read_nth(place, node, &nth);
    code = code ? code : map_find_column(place, name, str_trim(name->text), nth, optional, column);
    *out = (struct map_text){.columns = column, .column_count = *column >= 0};
    return code;
}

/* Those that the file has; at least one unless they are optional. */
static int many_columns(const struct map_place *place, const struct garner_node *names, bool optional,
                        struct map_text *out)
{
    if (names->kind != GARNER_LIST || names->count == 0) {
        return map_wrong(place, names, "columns: expected a list of column names");
    }
    int *columns = arena_calloc(place->arena, names->count, sizeof *columns);
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        map_find_column(place, &names->items[i], str_trim(names->items[i].text), 1, true, &columns[count]);
        count += columns[count] >= 0;
    }
    *out = (struct map_text){.columns = columns, .column_count = count};
    return count || optional ? 0 : no_column(place, names, names->items[0].text);
}

static int compile_source(const struct map_place *place, const struct garner_node *node, struct map_value *value,
                          bool *found)
{
    bool optional = map_is_yes(node_text(node, "optional"));
    const struct garner_node *column = node_get(node, "column"), *columns = node_get(node, "columns");
    int code = 0;
    if (column) {
        code = one_column(place, node, column, optional, &value->text);
        value->label = arena_printf(place->arena, "column \"" STR_FMT "\"", STR_ARG(column->text));
    } else if (columns) {
        code = many_columns(place, columns, optional, &value->text);
        value->label = "the columns";
    } else {
        code = map_compile_text(place, node_get(node, "template"), &value->text);
    }
    *found = value->text.column_count || value->text.piece_count;
    return code;
}

int map_compile_currency(const struct map_place *place, const struct garner_node *node, struct map_text *out)
{
    if (node->kind != GARNER_MAP) {
        return map_compile_text(place, node, out);
    }
    struct map_value value = {0};
    bool found = false;
    int code = check_keys(place, node);
    code = code ? code : compile_source(place, node, &value, &found);
    *out = value.text;
    return code;
}

/* ---- formats ---- */

static int compile_formats(const struct map_place *place, const struct garner_node *node, struct map_value *value)
{
    struct garner_str order = node_text(node, "order"), decimal = node_text(node, "decimal"),
                      zone = node_text(node, "timezone");
    value->format.order = date_order_named(order);
    if (order.ptr && value->format.order == DATE_ANY) {
        return map_wrong(place, node_get(node, "order"), "order: expected DMY, MDY or YMD, found \"" STR_FMT "\"",
                         STR_ARG(order));
    }
    if (decimal.ptr && !str_is(decimal, ".") && !str_is(decimal, ",")) {
        return map_wrong(place, node_get(node, "decimal"), "decimal: expected \".\" or \",\", found \"" STR_FMT "\"",
                         STR_ARG(decimal));
    }
    value->minor = map_is_yes(node_text(node, "minor"));
    value->format.decimal = decimal.ptr ? decimal.ptr[0] : '\0';
    if (zone.len && host_zone(place->host, zone, &value->format.zone)) {
        return map_wrong(place, node_get(node, "timezone"), "timezone: %s",
                         arena_strdup(place->arena, place->host->error.message));
    }
    const struct garner_node *currency = node_get(node, "currency");
    return currency ? map_compile_currency(place, currency, &value->currencies[0]) : 0;
}

static int compile_words(const struct map_place *place, const struct garner_node *node, struct map_value *value)
{
    if (!node) {
        return 0;
    }
    if (node->kind != GARNER_MAP) {
        return map_wrong(place, node, "values: expected a map such as {Won: won, \"*\": open}");
    }
    struct map_word *words = arena_calloc(place->arena, node->count, sizeof *words);
    for (size_t i = 0; i < node->count; i++) {
        const struct garner_node *item = &node->items[i];
        if (item->kind != GARNER_SCALAR) {
            return map_wrong(place, item, "values: expected a text");
        }
        words[i].pattern = arena_strndup(place->arena, item->key.ptr, item->key.len);
        words[i].glob = strpbrk(words[i].pattern, "*?[") != NULL;
        words[i].value = arena_str(place->arena, str_trim(item->text));
    }
    value->words = words;
    value->word_count = node->count;
    return 0;
}

int map_compile_value(const struct map_place *place, const struct garner_node *node, struct map_value *value,
                      bool *found)
{
    value->label = "the value";
    if (node->kind == GARNER_SCALAR) {
        *found = true;
        if (node->text.len > 2 && node->text.len <= 200) {
            value->label = arena_strndup(place->arena, node->text.ptr, node->text.len);
        }
        return map_compile_text(place, node, &value->text);
    }
    if (node->kind != GARNER_MAP) {
        return map_wrong(place, node, "expected a text such as \"{Column}\", or a map with `column:`");
    }
    int code = check_keys(place, node);
    code = code ? code : compile_source(place, node, value, found);
    code = code ? code : compile_formats(place, node, value);
    code = code ? code : compile_words(place, node_get(node, "values"), value);
    value->fallback = str_trim(node_text(node, "default"));
    *found = *found || value->fallback.len;
    return code;
}
