/* profile_map.c - which kind of record a file holds, by the names and types of its columns and by its own name, and a
 * map that reads it; see profile_fit.h. The names are profile_alias.c's. */
#include "core/base/str.h"
#include "core/plugin/profile_mapping.h"

enum { WORDS_MAX = 200, POINTS_FILE = 4, POINTS_MARK = 3, MARKS_MOST = 4, FIELDS_MOST = 5 };

/* ---- the mapping ---- */

struct mapped *mapping_find(struct mapping *map, const char *field)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->fields[i].field->name, field) == 0) {
            return &map->fields[i];
        }
    }
    return NULL;
}

void mapping_set(struct mapping *map, const char *field, int column, const char *value)
{
    struct mapped *known = mapping_find(map, field);
    const struct field *type = record_field(map->type, garner_text(field));
    if (known) {
        *known = (struct mapped){type, column, value};
    } else if (type && map->count < MAPPING_FIELDS) {
        map->fields[map->count++] = (struct mapped){type, column, value};
    }
}

void mapping_drop(struct mapping *map, const char *field)
{
    struct mapped *known = mapping_find(map, field);
    if (known) {
        size_t after = (size_t)(map->fields + map->count - known) - 1;
        memmove(known, known + 1, after * sizeof *known);
        map->count--;
    }
}

void mapping_note(struct mapping *map, const char *format, ...)
{
    if (map->out->note_count < PROFILE_NOTES) {
        va_list arguments;
        va_start(arguments, format);
        map->out->notes[map->out->note_count++] = arena_vprintf(map->arena, format, arguments);
        va_end(arguments);
    }
}

/* ---- columns of a field ---- */

static bool type_fits(const struct field *field, const struct profile_column *column)
{
    bool number = profile_is_number(column), date = profile_is_date(column);
    switch (field->type) {
    case FIELD_DAY:
    case FIELD_INSTANT:
        return date;
    case FIELD_COUNT:
        return column->guess == PROFILE_COUNT;
    case FIELD_MONEY:
    case FIELD_AMOUNT:
        return number;
    case FIELD_ENUM:
        return !date && column->guess != PROFILE_NUMBER && column->guess != PROFILE_MONEY;
    case FIELD_TEXT:
        break;
    }
    if (strcmp(field->name, "email") == 0 || strcmp(field->name, "referrer_email") == 0) {
        return column->guess == PROFILE_EMAIL;
    }
    return !date && column->guess != PROFILE_NUMBER && column->guess != PROFILE_MONEY && column->guess != PROFILE_SHARE;
}

/* Some columns tell two things: a customer's number is both the record's and the person's. */
static bool may_share(const struct field *field)
{
    return field->group == GROUP_PERSON || field->group == GROUP_CAMPAIGN;
}

static bool is_taken(const struct mapping *map, const struct field *field, int column)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->fields[i].column == column && !may_share(field)) {
            return true;
        }
    }
    return false;
}

/* What every record must have is best taken from a column that is never empty. */
static bool is_better(const struct field *field, const struct profile_column *column, const struct profile_column *best)
{
    bool must = (field->flags & FIELD_REQUIRED) && !(field->flags & FIELD_MEASURE) && field->group == GROUP_NONE;
    return !best || (must && column->empty < best->empty);
}

/* filled: a column that holds something; else one that holds nothing yet. */
static int find_named(const struct mapping *map, const struct field *field, const char *names, bool filled)
{
    const struct profile *profile = map->profile;
    const struct profile_column *best = NULL;
    while (*names) {
        struct garner_str alias = profile_next_name(&names);
        for (size_t i = 0; i < profile->column_count; i++) {
            const struct profile_column *column = &profile->columns[i];
            bool fits = filled ? column->filled && type_fits(field, column) : column->guess == PROFILE_EMPTY;
            if (fits && is_better(field, column, best) && profile_name_is(column->name, alias) &&
                !is_taken(map, field, (int)i)) {
                best = column;
            }
        }
    }
    return best ? (int)(best - profile->columns) : -1;
}

static bool group_is_mapped(const struct mapping *map, enum field_group group)
{
    for (size_t i = 0; i < map->count; i++) {
        if (group != GROUP_NONE && map->fields[i].field->group == group) {
            return true;
        }
    }
    return false;
}

static bool stands_before(const struct profile_alias *alias, uint32_t kind)
{
    for (const struct profile_alias *a = profile_aliases; a < alias; a++) {
        if ((a->kinds & kind) && strcmp(a->field, alias->field) == 0) {
            return true;
        }
    }
    return false;
}

/* A second row for a field is for want of anything better. */
static bool is_wanted(struct mapping *map, const struct profile_alias *alias, const struct field *field)
{
    uint32_t kind = GARNER_EMITS(map->type->kind);
    if (!(alias->kinds & kind) || !field || mapping_find(map, alias->field)) {
        return false;
    }
    return !stands_before(alias, kind) || !group_is_mapped(map, field->group);
}

static void find_fields(struct mapping *map, bool filled)
{
    for (const struct profile_alias *alias = profile_aliases; alias->field; alias++) {
        const struct field *field = record_field(map->type, garner_text(alias->field));
        int column = is_wanted(map, alias, field) ? find_named(map, field, alias->names, filled) : -1;
        if (column >= 0) {
            mapping_set(map, alias->field, column, NULL);
        }
    }
}

/* ---- kinds ---- */

/* How many words the longest of the phrases has that stands in words; 0 where none does. */
static size_t phrase_in(const char *words, const char *phrases)
{
    size_t best = 0;
    while (*phrases) {
        char phrase[WORDS_MAX];
        size_t count = 0;
        profile_words(profile_next_name(&phrases), phrase, sizeof phrase);
        for (const char *p = phrase + 1; *p; p++) {
            count += *p == ' ';
        }
        best = count > best && strstr(words, phrase) ? count : best;
    }
    return best;
}

static bool is_one_of(struct garner_str name, const char *names)
{
    while (*names) {
        if (profile_name_is(name, profile_next_name(&names))) {
            return true;
        }
    }
    return false;
}

static size_t count_marks(const struct profile *profile, const char *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < profile->column_count && count < MARKS_MOST; i++) {
        count += is_one_of(profile->columns[i].name, marks);
    }
    return count;
}

/* One of "amount/status", up to end. */
static bool has_one(struct mapping *map, const char *from, const char *end)
{
    while (from < end) {
        size_t len = strcspn(from, "/&");
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)len, from);
        if (mapping_find(map, name)) {
            return true;
        }
        from += len + 1;
    }
    return false;
}

/* The first group of fields that is not there, as "amount or status"; NULL where all are. */
static const char *lacking(struct mapping *map)
{
    for (const char *must = map->kind->must; *must;) {
        size_t len = strcspn(must, "&");
        if (!has_one(map, must, must + len)) {
            return arena_strndup(map->arena, must, len);
        }
        must += len + (must[len] == '&');
    }
    return NULL;
}

static void begin(struct mapping *map, const struct profile_kind *kind)
{
    map->kind = kind;
    map->type = record_type((int)kind->kind);
    map->count = 0;
    map->when = NULL;
    map->currency = -1;
}

static size_t points_of(struct mapping *map, const char *words, const char **lacks)
{
    size_t file = phrase_in(words, map->kind->files), marks = count_marks(map->profile, map->kind->marks);
    *lacks = NULL;
    if (file == 0 && marks == 0) {
        return 0;
    }
    if (file < phrase_in(words, profile_other_files)) {
        return 0;
    }
    find_fields(map, true);
    *lacks = lacking(map);
    return file * POINTS_FILE + marks * POINTS_MARK + (map->count < FIELDS_MOST ? map->count : FIELDS_MOST);
}

static const struct profile_kind *choose_kind(struct mapping *map)
{
    char words[WORDS_MAX];
    const struct profile_kind *best = NULL, *nearest = NULL;
    size_t most = 0, nearly = 0;
    const char *missing = NULL;
    profile_words(profile_stem(map->profile->path), words, sizeof words);
    for (const struct profile_kind *kind = profile_kinds; kind->what; kind++) {
        const char *lacks;
        begin(map, kind);
        size_t points = points_of(map, words, &lacks);
        if (lacks && points > nearly) {
            nearly = points;
            nearest = kind;
            missing = lacks;
        }
        if (!lacks && points > most) {
            most = points;
            best = kind;
        }
    }
    if (!best && nearest && strcmp(missing, "day") == 0) {
        map->no_days = true;
        return nearest;
    }
    if (!best && nearest) {
        map->out->missing = arena_printf(map->arena, "%s, but no column is known to hold %s", nearest->what, missing);
    }
    return best;
}

/* ---- text ---- */

static int find_currency(const struct profile *profile)
{
    for (size_t i = 0; i < profile->column_count; i++) {
        if (profile->columns[i].guess == PROFILE_CURRENCY) {
            return (int)i;
        }
    }
    return -1;
}

static bool has_money(const struct mapping *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->fields[i].field->type == FIELD_MONEY) {
            return true;
        }
    }
    return false;
}

static void write_record(struct mapping *map, struct buf *text, bool *used)
{
    buf_addf(text, "%s:\n", map->type->name);
    if (map->when) {
        buf_addf(text, "  when: %s\n", map->when);
    }
    if (map->currency >= 0 && has_money(map)) {
        buf_addf(text, "  currency: %s\n", mapping_column(map, map->currency));
        used[map->currency] = true;
    }
    if (map->no_days) {
        buf_adds(text, "  # day: 2026-01-01       # no column says when: write the first day of the file\n"
                       "  # until_day: 2026-01-31 # and the last one, and take away the marks before them\n");
    }
    for (size_t i = 0; i < map->type->count; i++) {
        struct mapped *mapped = mapping_find(map, map->type->fields[i].name);
        if (mapped) {
            buf_addf(text, "  %s: %s\n", mapped->field->name,
                     mapped->value ? mapped->value : mapping_column(map, mapped->column));
        }
        if (mapped && mapped->column >= 0) {
            used[mapped->column] = true;
        }
    }
}

static void make_record(struct mapping *map, const struct profile_kind *kind, struct buf *text, bool *used)
{
    begin(map, kind);
    find_fields(map, true);
    find_fields(map, false);
    map->currency = find_currency(map->profile);
    mapping_refine(map);
    write_record(map, text, used);
}

static const struct profile_kind *kind_of(enum garner_record kind)
{
    const struct profile_kind *k = profile_kinds;
    while (k->what && k->kind != kind) {
        k++;
    }
    return k;
}

/* Files with a row for each line of an order hold the order, too, and the other way round. */
static const struct profile_kind *companion(struct mapping *map, const struct profile_kind *kind)
{
    if (kind->kind != GARNER_RECORD_ORDER && kind->kind != GARNER_RECORD_ORDER_LINE) {
        return NULL;
    }
    const struct profile_kind *other =
        kind_of(kind->kind == GARNER_RECORD_ORDER ? GARNER_RECORD_ORDER_LINE : GARNER_RECORD_ORDER);
    begin(map, kind_of(GARNER_RECORD_ORDER_LINE));
    find_fields(map, true);
    const struct mapped *id = mapping_find(map, "order_id");
    bool lines = id && !lacking(map) && map->profile->columns[id->column].distinct < map->profile->rows;
    begin(map, kind_of(GARNER_RECORD_ORDER));
    find_fields(map, true);
    return lines && id && mapping_find(map, "at") && mapping_find(map, "id") ? other : NULL;
}

void profile_map(const struct profile *profile, struct arena *arena, struct profile_map *out)
{
    *out = (struct profile_map){0};
    struct mapping map = {.profile = profile, .arena = arena, .out = out};
    const struct profile_kind *kind = profile->no_header ? NULL : choose_kind(&map);
    if (!kind) {
        return;
    }
    struct buf text;
    buf_init(&text, 256 << 10);
    bool *used = arena_calloc(arena, profile->column_count + 1, sizeof *used);
    const struct profile_kind *other = companion(&map, kind);
    bool order_last = other && other->kind == GARNER_RECORD_ORDER;
    make_record(&map, order_last ? other : kind, &text, used);
    if (other) {
        make_record(&map, order_last ? kind : other, &text, used);
    }
    out->what = kind->what;
    out->kind = kind->kind;
    out->text = arena_strdup(arena, buf_text(&text));
    out->used = used;
    for (size_t i = 0; i < profile->column_count; i++) {
        out->used_count += used[i];
    }
    buf_release(&text);
}
