/* profile_value.c - what a map that is being made says for fields that are more than a column: names of two parts,
 * amounts in cents, breakdowns; see profile_mapping.h. Words are profile_words.c's. */
#include "core/base/str.h"
#include "core/plugin/profile_mapping.h"

enum { VALUE_ROOM = 16 << 10, WORD_MAX = 200 };

/* ---- writing ---- */

void mapping_add_quoted(struct buf *out, struct garner_str text)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            buf_addc(out, '\\');
        }
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r' || text.ptr[i] == '\t') {
            buf_adds(out, text.ptr[i] == '\t' ? "\\t" : text.ptr[i] == '\n' ? "\\n" : "\\r");
        } else {
            buf_addc(out, text.ptr[i]);
        }
    }
    buf_addc(out, '"');
}

const char *mapping_quoted(struct arena *arena, struct garner_str text)
{
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    mapping_add_quoted(&out, text);
    const char *quoted = arena_strdup(arena, buf_text(&out));
    buf_release(&out);
    return quoted;
}

/* Which of the columns of its name it is, as a map counts them. */
static int64_t nth_of(const struct profile *profile, int column)
{
    struct garner_str *names = NULL;
    struct arena arena = {0};
    names = arena_calloc(&arena, profile->column_count + 1, sizeof *names);
    for (size_t i = 0; i < profile->column_count; i++) {
        names[i] = profile->columns[i].name;
    }
    int64_t nth = 1;
    int found;
    while ((found = table_column(names, profile->column_count, names[column], nth)) != column && found >= 0) {
        nth++;
    }
    arena_release(&arena);
    return nth;
}

static bool is_plain(const struct profile *profile, int column)
{
    struct garner_str name = profile->columns[column].name;
    bool braces = memchr(name.ptr, '{', name.len) || memchr(name.ptr, '}', name.len);
    return !braces && nth_of(profile, column) == 1;
}

static const char *placeholder(const struct mapping *map, int column)
{
    struct garner_str name = map->profile->columns[column].name;
    return arena_printf(map->arena, "{" STR_FMT "}", STR_ARG(name));
}

/* `column: …` and what else says which one is meant. */
static const char *column_key(const struct mapping *map, int column)
{
    const char *name = mapping_quoted(map->arena, map->profile->columns[column].name);
    int64_t nth = nth_of(map->profile, column);
    return nth == 1 ? arena_printf(map->arena, "column: %s", name)
                    : arena_printf(map->arena, "column: %s, nth: %lld", name, (long long)nth);
}

const char *mapping_column(const struct mapping *map, int column)
{
    return is_plain(map->profile, column) ? mapping_quoted(map->arena, garner_text(placeholder(map, column)))
                                          : arena_printf(map->arena, "{%s}", column_key(map, column));
}

/* {column: …, values: {…}} */
const char *mapping_values(const struct mapping *map, int column, const char *values)
{
    return arena_printf(map->arena, "{%s, values: {%s}}", column_key(map, column), values);
}

const struct profile_column *mapping_source(const struct mapping *map, const struct mapped *mapped)
{
    return &map->profile->columns[mapped->column];
}

bool mapping_says(struct garner_str text, const char *const *list)
{
    char words[WORD_MAX];
    profile_words(text, words, sizeof words);
    for (; *list; list++) {
        if (strstr(words, *list)) {
            return true;
        }
    }
    return false;
}

/* ---- people and campaigns ---- */

int mapping_named(const struct profile *profile, const char *names)
{
    while (*names) {
        struct garner_str alias = profile_next_name(&names);
        for (size_t i = 0; i < profile->column_count; i++) {
            if (profile_name_is(profile->columns[i].name, alias)) {
                return (int)i;
            }
        }
    }
    return -1;
}

static void refine_contact(struct mapping *map)
{
    int first = mapping_named(map->profile, "First Name|Firstname|First|Given Name|Vorname|Prénom|Nombre|Voornaam");
    int last =
        mapping_named(map->profile, "Last Name|Lastname|Last|Surname|Family Name|Nachname|Nom de famille|Apellidos|"
                                    "Apellido|Sobrenome|Cognome|Achternaam");
    bool both = first >= 0 && last >= 0 && is_plain(map->profile, first) && is_plain(map->profile, last);
    if (both && !mapping_find(map, "name")) {
        const char *text = arena_printf(map->arena, "%s %s", placeholder(map, first), placeholder(map, last));
        mapping_set(map, "name", first, mapping_quoted(map->arena, garner_text(text)));
    }
}

/* Whoever has no other id is known by that of the lead. */
static void refine_lead(struct mapping *map)
{
    const struct mapped *id = mapping_find(map, "id");
    if (id && !mapping_find(map, "person_id")) {
        mapping_set(map, "person_id", id->column, NULL);
    }
    mapping_refine_lead_status(map);
    if (!mapping_find(map, "created_at")) {
        mapping_note(map, "no column says when a lead came: reports by time leave these leads out");
    }
}

/* A source of leads is all that is known of their campaign where nothing names one. */
static void refine_campaign(struct mapping *map)
{
    const struct mapped *channel = mapping_find(map, "channel");
    bool named = mapping_find(map, "campaign") || mapping_find(map, "campaign_id") || mapping_find(map, "utm_campaign");
    if (channel && !named) {
        mapping_set(map, "campaign", channel->column, NULL);
    }
}

/* ---- money ---- */

static bool is_lower_case(const struct profile_column *column)
{
    return column->value_count && column->values[0].text.ptr[0] >= 'a';
}

/* APIs give cents, and currencies in lower case; ad platforms give millionths. */
static void refine_amount(struct mapping *map, const char *field)
{
    struct mapped *amount = mapping_find(map, field);
    if (!amount || amount->value || !is_plain(map->profile, amount->column)) {
        return;
    }
    static const char *const micros[] = {" micros ", NULL};
    const struct profile_column *column = mapping_source(map, amount);
    bool cents =
        map->currency >= 0 && column->guess == PROFILE_COUNT && is_lower_case(&map->profile->columns[map->currency]);
    bool millionths = mapping_says(column->name, micros);
    if (cents || millionths) {
        const char *text = arena_printf(map->arena, "%se-%d", placeholder(map, amount->column), millionths ? 6 : 2);
        amount->value = mapping_quoted(map->arena, garner_text(text));
    }
    if (cents && !millionths) {
        mapping_note(map,
                     "\"" STR_FMT "\" is read as cents, as APIs write them: whole numbers beside a currency in "
                     "lower case",
                     STR_ARG(column->name));
    }
}

/* ---- spend ---- */

static bool is_dimension(const struct profile_column *column)
{
    for (const char *names = profile_dimensions; *names;) {
        if (profile_name_is(column->name, profile_next_name(&names))) {
            return column->filled > 0;
        }
    }
    return false;
}

static bool is_mapped(const struct mapping *map, int column)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->fields[i].column == column) {
            return true;
        }
    }
    return false;
}

/* "ad={Ad ID};age={Age}": what else tells rows of one campaign and day apart. */
static void refine_breakdown(struct mapping *map)
{
    struct buf out;
    int first = -1;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < map->profile->column_count; i++) {
        const struct profile_column *column = &map->profile->columns[i];
        if (!is_dimension(column) || is_mapped(map, (int)i) || !is_plain(map->profile, (int)i)) {
            continue;
        }
        char words[WORD_MAX];
        size_t len = profile_words(column->name, words, sizeof words);
        for (char *p = words + 1; *p; p++) {
            *p = *p == ' ' ? '_' : *p;
        }
        buf_addf(&out, "%s%.*s=%s", first >= 0 ? ";" : "", (int)len - 2, words + 1, placeholder(map, (int)i));
        first = first >= 0 ? first : (int)i;
    }
    if (first >= 0) {
        mapping_set(map, "breakdown", first, mapping_quoted(map->arena, buf_str(&out)));
    }
    buf_release(&out);
}

void mapping_refine(struct mapping *map)
{
    refine_amount(map, "amount");
    refine_amount(map, "discount");
    switch (map->type->kind) {
    case GARNER_RECORD_LEAD:
        refine_lead(map);
        break;
    case GARNER_RECORD_CONTACT:
        refine_contact(map);
        break;
    case GARNER_RECORD_DEAL:
        mapping_refine_deal(map);
        break;
    case GARNER_RECORD_ORDER:
        mapping_refine_order(map);
        break;
    case GARNER_RECORD_SPEND:
    case GARNER_RECORD_CLAIM:
        refine_breakdown(map);
        return;
    default:
        break;
    }
    refine_campaign(map);
}
