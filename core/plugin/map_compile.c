/* map_compile.c - a `map:` tree as a program for the columns of one file; see map.h. Every complaint names its place in
 * the configuration. What a single field says is map_value.c's, which rows make a record map_condition.c's. */
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/map.h"

/* ---- complaints ---- */

int map_wrong(const struct map_place *place, const struct garner_node *node, const char *format, ...)
{
    const struct pull_request *request = place->host->request;
    char what[ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return host_fail(place->host, GARNER_E_CONFIG, "%s:%u:%u: source %s: %s: %s",
                     request->config_file ? request->config_file : "configuration", (unsigned)node->line,
                     (unsigned)node->column, request->source, place->path, what);
}

int map_wrong_word(const struct map_place *place, const struct garner_node *node, const char *what,
                   struct garner_str word, const char *const *candidates)
{
    const char *near = str_closest(word, candidates);
    return map_wrong(place, node, "unknown %s \"" STR_FMT "\"%s%s%s", what, STR_ARG(word),
                     near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* ---- fields ---- */

static const struct field *field_named(const struct record_type *type, const char *name)
{
    return record_field(type, garner_text(name));
}

/* Where the source's word stands beside an enumeration. */
static const struct field *word_of(const struct record_type *type, const struct field *field)
{
    static const char *const pairs[][2] = {
        {"channel", "channel_word"}, {"kind", "kind_word"}, {"cost_type", "cost_word"}, {"status", "status_word"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (field->type == FIELD_ENUM && strcmp(field->name, pairs[i][0]) == 0) {
            return field_named(type, pairs[i][1]);
        }
    }
    return NULL;
}

static const struct map_value *mapped(const struct map_record *record, const struct field *field)
{
    for (size_t i = 0; i < record->count; i++) {
        if (record->values[i].field == field) {
            return &record->values[i];
        }
    }
    return NULL;
}

static int unknown_field(const struct map_place *place, const struct record_type *type, const struct garner_node *node)
{
    const char **names = arena_calloc(place->arena, type->count + 4, sizeof *names);
    for (size_t i = 0; i < type->count; i++) {
        names[i] = type->fields[i].name;
    }
    names[type->count] = "when";
    names[type->count + 1] = "unless";
    names[type->count + 2] = "currency";
    return map_wrong_word(place, node, "field", node->key, names);
}

static int add_field(const struct map_place *place, struct map_record *record, const struct field *field,
                     const struct garner_node *node)
{
    struct map_value *value = &record->values[record->count];
    struct map_place inner = *place;
    bool found = false;
    inner.path = arena_printf(place->arena, "%s.%s", place->path, field->name);
    *value = (struct map_value){.node = node, .field = field, .word = word_of(record->type, field)};
    if (mapped(record, field)) {
        return map_wrong(&inner, node, "stands twice");
    }
    int code = map_compile_value(&inner, node, value, &found);
    record->count += code == 0 && found;
    return code;
}

/* `campaign: {id: …, name: …}` names the same fields as campaign_id and campaign. */
static const char *flat_name(const struct map_place *place, const char *group, struct garner_str member)
{
    if (strcmp(group, "campaign") == 0) {
        return str_is(member, "id")     ? "campaign_id"
               : str_is(member, "name") ? "campaign"
                                        : arena_strndup(place->arena, member.ptr, member.len);
    }
    if (strcmp(group, "person") == 0 && !str_is(member, "id")) {
        return arena_strndup(place->arena, member.ptr, member.len);
    }
    return arena_printf(place->arena, "%s_" STR_FMT, group, STR_ARG(member));
}

static bool is_group(const struct garner_node *node)
{
    bool named = str_is(node->key, "campaign") || str_is(node->key, "person") || str_is(node->key, "referrer");
    return named && node->kind == GARNER_MAP && !node_get(node, "column") && !node_get(node, "columns") &&
           !node_get(node, "template");
}

static int add_group(const struct map_place *place, struct map_record *record, const struct garner_node *node)
{
    const char *group = arena_strndup(place->arena, node->key.ptr, node->key.len);
    int code = 0;
    for (size_t i = 0; i < node->count && code == 0; i++) {
        const struct garner_node *item = &node->items[i];
        const struct field *field = field_named(record->type, flat_name(place, group, item->key));
        bool inside = field && field->group != GROUP_NONE;
        code = inside ? add_field(place, record, field, item)
                      : map_wrong(place, item, "a %s has no member \"" STR_FMT "\"", group, STR_ARG(item->key));
    }
    return code;
}

/* ---- a record ---- */

static int add_key(const struct map_place *place, struct map_record *record, const struct garner_node *node,
                   struct map_text *currency)
{
    const struct field *field = record_field(record->type, node->key);
    if (is_group(node)) {
        return add_group(place, record, node);
    }
    if (field) {
        return add_field(place, record, field, node);
    }
    if (str_is(node->key, "when")) {
        return map_compile_conditions(place, node, &record->when, &record->when_count);
    }
    if (str_is(node->key, "unless")) {
        return map_compile_conditions(place, node, &record->unless, &record->unless_count);
    }
    return str_is(node->key, "currency") ? map_compile_currency(place, node, currency)
                                         : unknown_field(place, record->type, node);
}

/* The room that all fields need, those of nested references too. */
static size_t field_room(const struct garner_node *node)
{
    size_t room = 0;
    for (size_t i = 0; i < node->count; i++) {
        room += is_group(&node->items[i]) ? node->items[i].count : 1;
    }
    return room;
}

static unsigned set_of(const struct field *field)
{
    return field->flags & FIELD_MEASURE ? GROUP_CAMPAIGN + 1 : (unsigned)field->group;
}

static bool is_id(const struct field *field)
{
    return field->type == FIELD_TEXT && (strcmp(field->name, "id") == 0 || strcmp(field->name, "line_id") == 0);
}

/* A required set – a reference, the measures – needs one of its fields. */
static bool set_is_mapped(const struct map_record *record, unsigned set)
{
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = record->values[i].field;
        if ((field->flags & FIELD_REQUIRED) && set_of(field) == set) {
            return true;
        }
    }
    return false;
}

static int check_required(const struct map_place *place, const struct garner_node *node, struct map_record *record)
{
    const struct record_type *type = record->type;
    if (map_is_never(record)) {
        return 0;
    }
    for (size_t i = 0; i < type->count; i++) {
        const struct field *field = &type->fields[i];
        bool there = set_of(field) ? set_is_mapped(record, set_of(field)) : mapped(record, field) != NULL;
        if (!(field->flags & FIELD_REQUIRED) || there) {
            continue;
        }
        if (is_id(field)) {
            record->made_up_id = field;
            continue;
        }
        return map_wrong(place, node, "%s is missing%s; the record cannot be without it", field->name,
                         set_of(field) ? ", or a field like it" : "");
    }
    const struct field *id = field_named(type, "id");
    record->ordinal_id = type->kind == GARNER_RECORD_SPEND && !mapped(record, id);
    return 0;
}

static bool is_constant(const struct map_text *text)
{
    return text->column_count == 0 &&
           (text->piece_count == 0 || (text->piece_count == 1 && text->pieces[0].column < 0));
}

/* Constants are set once; what is left is set for every row. */
static int set_constants(const struct map_place *place, struct map_record *record)
{
    size_t kept = 0;
    for (size_t i = 0; i < record->count; i++) {
        struct map_value *value = &record->values[i];
        bool constant =
            is_constant(&value->text) && is_constant(&value->currencies[0]) && is_constant(&value->currencies[1]);
        if (!constant) {
            record->values[kept++] = *value;
            continue;
        }
        struct error why = {0};
        int code = map_set(place->host, value, NULL, &record->base, &why);
        if (code) {
            return map_wrong(place, value->node, "%s: %s", value->field->name,
                             why.code ? why.message : "cannot be read");
        }
    }
    record->count = kept;
    return 0;
}

/* The first field of the person's reference, where the map fills any of it. Every reference is followed by other
 * fields. */
static const struct field *mapped_person(const struct map_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = record->values[i].field;
        if (field->group == GROUP_PERSON) {
            while (field > record->type->fields && field[-1].group == GROUP_PERSON) {
                field--;
            }
            return field;
        }
    }
    return NULL;
}

static void list_needed(const struct map_place *place, struct map_record *record)
{
    record->needed = arena_calloc(place->arena, record->count, sizeof *record->needed);
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = record->values[i].field;
        if ((field->flags & FIELD_REQUIRED) && set_of(field) == 0) {
            record->needed[record->needed_count++] = &record->values[i];
        }
    }
}

static int compile_record(const struct map_place *place, const struct record_type *type, const struct garner_node *node,
                          struct map_record *record)
{
    struct map_text currency = {0};
    if (node->kind != GARNER_MAP) {
        return map_wrong(place, node, "expected a map of fields");
    }
    *record = (struct map_record){.type = type};
    record->values = arena_calloc(place->arena, field_room(node), sizeof *record->values);
    record->when_rule = arena_printf(place->arena, "when: %s", type->name);
    record->unless_rule = arena_printf(place->arena, "unless: %s", type->name);
    for (size_t i = 0; i < node->count; i++) {
        int code = add_key(place, record, &node->items[i], &currency);
        if (code) {
            return code;
        }
    }
    for (size_t i = 0; i < record->count; i++) {
        struct map_value *value = &record->values[i];
        value->currencies[1] = currency;
        value->word = value->word && mapped(record, value->word) ? NULL : value->word;
    }
    bool wants_person = type->kind == GARNER_RECORD_LEAD || type->kind == GARNER_RECORD_TOUCH;
    record->person = wants_person ? mapped_person(record) : NULL;
    int code = check_required(place, node, record);
    code = code ? code : set_constants(place, record);
    list_needed(place, record);
    return code;
}

/* ---- the whole ---- */

static int unknown_kind(const struct map_place *place, const struct garner_node *node)
{
    const char *names[GARNER_RECORD_LIMIT] = {NULL};
    for (int kind = 1; kind < GARNER_RECORD_LIMIT; kind++) {
        names[kind - 1] = record_type(kind)->name;
    }
    return map_wrong_word(place, node, "kind of record", node->key, names);
}

/* `deal: {…}`, or a list of such maps. */
static int compile_kind(const struct map_place *place, const struct garner_node *node, struct map *map)
{
    const struct record_type *type = record_type_named(node->key);
    if (!type) {
        return unknown_kind(place, node);
    }
    struct map_place inner = *place;
    inner.path = arena_printf(place->arena, "map.%s", type->name);
    const struct garner_node *items = node->kind == GARNER_LIST ? node->items : node;
    size_t count = node->kind == GARNER_LIST ? node->count : 1;
    for (size_t i = 0; i < count; i++) {
        int code = compile_record(&inner, type, &items[i], &map->records[map->count]);
        if (code) {
            return code;
        }
        map->count++;
    }
    return 0;
}

int map_compile(struct host *host, const struct garner_node *node, struct map **out)
{
    struct map_place place = {host, host->reading->table, &host->reading->arena, "map"};
    if (!node || node->kind != GARNER_MAP || node->count == 0) {
        static const struct garner_node nowhere = {.kind = GARNER_MAP};
        return map_wrong(&place, node ? node : &nowhere,
                         "expected a map of records, such as {lead: {email: \"{E-mail}\"}}");
    }
    size_t room = 0;
    for (size_t i = 0; i < node->count; i++) {
        room += node->items[i].kind == GARNER_LIST ? node->items[i].count : 1;
    }
    struct map *map = arena_calloc(place.arena, 1, sizeof *map);
    map->node = node;
    map->records = arena_calloc(place.arena, room, sizeof *map->records);
    for (size_t i = 0; i < node->count; i++) {
        int code = compile_kind(&place, &node->items[i], map);
        if (code) {
            return code;
        }
    }
    *out = map;
    return 0;
}
