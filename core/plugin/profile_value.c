/* profile_value.c - what a map that is being made says for fields that are more than a column: words of states, names
 * of two parts, amounts in cents, breakdowns; see profile_mapping.h. */
#include "core/base/str.h"
#include "core/plugin/profile_mapping.h"
#include "core/plugin/synonyms.h"

enum { VALUE_ROOM = 16 << 10, WORD_MAX = 200 };

/* ---- writing ---- */

static void add_quoted(struct buf *out, struct garner_str text)
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
    add_quoted(&out, text);
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
static const char *with_values(const struct mapping *map, int column, const char *values)
{
    return arena_printf(map->arena, "{%s, values: {%s}}", column_key(map, column), values);
}

static const struct profile_column *column_of(const struct mapping *map, const struct mapped *mapped)
{
    return &map->profile->columns[mapped->column];
}

/* ---- words ---- */

static bool says(struct garner_str text, const char *const *list)
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

static const char *deal_state(struct garner_str text)
{
    static const char *const won[] = {" won ",  " closedwon", " gewonnen ", " gagn\xC3\xA9", " gagne ",
                                      " ganad", " ganh",      " vint",      " signed ",      NULL};
    static const char *const lost[] = {" lost ",  " closedlost", " verloren ",  " perdu", " perdid",
                                       " persa ", " perso ",     " abandoned ", NULL};
    if (says(text, won)) {
        return "won";
    }
    return says(text, lost) ? "lost" : NULL;
}

/* Which of the words are won and lost; NULL where none is. */
static const char *state_values(const struct mapping *map, const struct profile_column *column)
{
    if (column->values_more) {
        return "\"*[Ww]on*\": won, \"*[Ll]ost*\": lost, \"*\": open";
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        const char *state = deal_state(column->values[i].text);
        if (state) {
            add_quoted(&out, column->values[i].text);
            buf_addf(&out, ": %s, ", state);
        }
    }
    const char *values = out.len ? arena_printf(map->arena, "%s\"*\": open", buf_text(&out)) : NULL;
    buf_release(&out);
    return values;
}

static void refine_deal(struct mapping *map)
{
    const struct mapped *stage = mapping_find(map, "stage"), *closed = mapping_find(map, "closed_at");
    if (stage) {
        const char *values = state_values(map, column_of(map, stage));
        int column = stage->column;
        if (values) {
            mapping_set(map, "state", column, with_values(map, column, values));
        } else {
            mapping_note(map, "no stage is known to be won or lost: say which with `state:`");
        }
        return;
    }
    static const char *const won[] = {" won ", " gewonnen ", NULL};
    if (closed && says(column_of(map, closed)->name, won)) {
        mapping_set(map, "state", -1, "won");
    } else {
        mapping_note(map, "no column says which deals are won or lost: say it with `state:`");
    }
}

/* Statuses that garner does not know: not paid, until somebody says so. */
static void refine_order_status(struct mapping *map)
{
    struct mapped *status = mapping_find(map, "status");
    if (!status) {
        return;
    }
    const struct profile_column *column = column_of(map, status);
    if (column->values_more || column->guess == PROFILE_COUNT) {
        mapping_note(map, "\"" STR_FMT "\" is no list of known statuses: all orders count as paid",
                     STR_ARG(column->name));
        mapping_drop(map, "status");
        return;
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        if (synonym_number(&record_order_statuses, column->values[i].text) == 0) {
            buf_adds(&out, out.len ? ", " : "");
            add_quoted(&out, column->values[i].text);
            buf_adds(&out, ": pending");
        }
    }
    if (out.len) {
        mapping_note(map, "statuses that are not known stand as pending: correct `values`");
        status->value = with_values(map, status->column, buf_text(&out));
    }
    buf_release(&out);
}

/* A column Converted with 0 and 1. */
static void refine_lead_status(struct mapping *map)
{
    struct mapped *status = mapping_find(map, "status");
    const struct profile_column *column = status ? column_of(map, status) : NULL;
    static const char *const converted[] = {" converted ", " konvertiert ", " converti ", " convertido ", NULL};
    if (!column || column->distinct > 2 || !says(column->name, converted)) {
        return;
    }
    struct buf out;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        bool yes = synonym_number(&record_flags, column->values[i].text) == GARNER_YES;
        buf_adds(&out, out.len ? ", " : "");
        add_quoted(&out, column->values[i].text);
        buf_addf(&out, ": %s", yes ? "converted" : "open");
    }
    status->value = with_values(map, status->column, buf_text(&out));
    buf_release(&out);
}

/* ---- people and campaigns ---- */

static int column_named(const struct profile *profile, const char *names)
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
    int first = column_named(map->profile, "First Name|Firstname|First|Given Name|Vorname|Prénom|Nombre|Voornaam");
    int last =
        column_named(map->profile, "Last Name|Lastname|Last|Surname|Family Name|Nachname|Nom de famille|Apellidos|"
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
    refine_lead_status(map);
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
    const struct profile_column *column = column_of(map, amount);
    bool cents =
        map->currency >= 0 && column->guess == PROFILE_COUNT && is_lower_case(&map->profile->columns[map->currency]);
    bool millionths = says(column->name, micros);
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

/* ---- orders ---- */

/* Of payments, withdrawals and bonuses only the payments are purchases. */
static void refine_payments(struct mapping *map)
{
    static const char *const pays[] = {" deposit",  " payment",  " sale ",      " purchase", " charge",
                                       " order ",   " capture ", " einzahlung", " zahlung",  " kauf ",
                                       " paiement", " pago ",    NULL};
    int type = column_named(map->profile, "Type|Kind|Transaction Type|Transaction Kind|Art|Tipo");
    const struct profile_column *column = type >= 0 ? &map->profile->columns[type] : NULL;
    if (!column || column->values_more || column->value_count < 2) {
        return;
    }
    struct buf out;
    size_t count = 0;
    buf_init(&out, VALUE_ROOM);
    for (size_t i = 0; i < column->value_count; i++) {
        if (says(column->values[i].text, pays)) {
            buf_adds(&out, count++ ? ", " : "");
            add_quoted(&out, column->values[i].text);
        }
    }
    if (count && count < column->value_count) {
        map->when = arena_printf(map->arena, "{%s: [%s]}", mapping_quoted(map->arena, column->name), buf_text(&out));
        mapping_note(map, "only these rows are taken for purchases: %s", buf_text(&out));
    }
    buf_release(&out);
}

static void refine_order(struct mapping *map)
{
    const struct mapped *id = mapping_find(map, "id"), *amount = mapping_find(map, "amount");
    bool repeats = id && column_of(map, id)->distinct < column_of(map, id)->filled;
    if (repeats && amount) {
        mapping_note(map, "orders take several rows, and each would give the whole amount: \"" STR_FMT "\" is left out",
                     STR_ARG(column_of(map, amount)->name));
        mapping_drop(map, "amount");
    } else if (!amount) {
        mapping_note(map, "no column holds the amount of a whole order");
    }
    refine_order_status(map);
    refine_payments(map);
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
        refine_deal(map);
        break;
    case GARNER_RECORD_ORDER:
        refine_order(map);
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
