/* map.c - runs a compiled map for a row: garner_emit_row; see map.h. */
#include "core/plugin/map.h"
#include "core/base/str.h"
#include "core/plugin/content_id.h"
#include "core/plugin/synonyms.h"
#include "core/schema/value_currency.h"

enum { TEXT_MAX = 16 * RECORD_TEXT_MAX };

/* ---- texts ---- */

/* str_trim, after a look at what most cells are: nothing to trim. */
static inline struct garner_str trim(struct garner_str s)
{
    bool plain = s.len && s.ptr[0] > ' ' && s.ptr[0] < 0x7F && s.ptr[s.len - 1] > ' ' && s.ptr[s.len - 1] < 0x7F;
    return plain ? s : str_trim(s);
}

static struct garner_str first_of(const struct map_text *text, const struct garner_row *row)
{
    struct garner_str found = {NULL, 0};
    for (size_t i = 0; i < text->column_count && found.len == 0; i++) {
        found = trim(row->cells[text->columns[i]]);
    }
    return found;
}

static struct garner_str joined(struct host *host, const struct map_text *text, const struct garner_row *row)
{
    size_t len = 0, columns = 0, filled = 0;
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct map_piece *piece = &text->pieces[i];
        struct garner_str part = piece->column < 0 ? piece->literal : trim(row->cells[piece->column]);
        columns += piece->column >= 0;
        filled += piece->column >= 0 && part.len > 0;
        len += part.len;
    }
    if (len == 0 || (columns && !filled) || len > TEXT_MAX) {
        return str_of(NULL, 0);
    }
    char *out = arena_alloc(&host->row_arena, len), *p = out;
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct map_piece *piece = &text->pieces[i];
        struct garner_str part = piece->column < 0 ? piece->literal : trim(row->cells[piece->column]);
        if (part.len) {
            memcpy(p, part.ptr, part.len);
            p += part.len;
        }
    }
    return str_of(out, len);
}

static struct garner_str text_of(struct host *host, const struct map_text *text, const struct garner_row *row)
{
    if (text->column_count) {
        return first_of(text, row);
    }
    return text->piece_count == 1 && text->pieces[0].column < 0 ? text->pieces[0].literal : joined(host, text, row);
}

/* The column that a value's format is decided by; -1 where it comes from several. */
static int column_of(const struct map_text *text, const struct garner_row *row)
{
    for (size_t i = 0; i < text->column_count; i++) {
        if (trim(row->cells[text->columns[i]]).len) {
            return text->columns[i];
        }
    }
    return -1;
}

static struct garner_str translate(const struct map_value *value, struct garner_str text)
{
    for (size_t i = 0; i < value->word_count; i++) {
        if (!value->words[i].glob && str_is_nocase(text, value->words[i].pattern)) {
            return value->words[i].value;
        }
    }
    for (size_t i = 0; i < value->word_count; i++) {
        if (value->words[i].glob && str_glob(value->words[i].pattern, text)) {
            return value->words[i].value;
        }
    }
    return text;
}

/* ---- enumerations ---- */

static int meaning(const struct map_value *value, struct garner_str text)
{
    const struct words *words = value->field->words;
    struct garner_str word = translate(value, text);
    int number = word.len ? synonym_number(words, word) : 0;
    if (number || word.len == 0 || words == &record_channels) {
        return number;
    }
    return synonym_may_be_other(words) ? words_number(words, garner_text("other")) : MAP_NO_WORD;
}

static int remembered_meaning(struct host *host, struct map_value *value, struct garner_str text)
{
    for (size_t i = 0; i < value->memo_count; i++) {
        if (garner_same(value->memo[i].text, text)) {
            return value->memo[i].number;
        }
    }
    int number = meaning(value, text);
    if (value->memo_count < MAP_MEMO && host->reading) {
        struct arena *arena = &host->reading->arena;
        value->memo = value->memo ? value->memo : arena_calloc(arena, MAP_MEMO, sizeof *value->memo);
        value->memo[value->memo_count++] = (struct map_memo){arena_str(arena, text), number};
    }
    return number;
}

static bool is_own_word(const struct words *words, struct garner_str text, int number)
{
    const char *own = words_name(words, number);
    return own && str_is(text, own);
}

static int set_enum(struct host *host, struct map_value *value, struct garner_str text, void *record, struct error *why)
{
    const struct words *words = value->field->words;
    int number = remembered_meaning(host, value, text);
    if (number == MAP_NO_WORD) {
        char known[300];
        synonym_list(words, known, sizeof known);
        return error_set(why, GARNER_E_DATA, "\"%.*s\" is none of %s; say what it means with `values:`",
                         text.len > 60 ? 60 : (int)text.len, text.ptr, known);
    }
    memcpy((char *)record + value->field->offset, &number, sizeof number);
    if (value->word && !is_own_word(words, text, number)) {
        memcpy((char *)record + value->word->offset, &text, sizeof text);
    }
    return 0;
}

/* ---- one field ---- */

static const enum garner_value_type VALUE_TYPES[] = {
    [FIELD_TEXT] = GARNER_VALUE_TEXT,       [FIELD_MONEY] = GARNER_VALUE_MONEY, [FIELD_DAY] = GARNER_VALUE_DAY,
    [FIELD_INSTANT] = GARNER_VALUE_INSTANT, [FIELD_COUNT] = GARNER_VALUE_COUNT, [FIELD_AMOUNT] = GARNER_VALUE_AMOUNT,
};

/* Three letters in capitals, or "" where nothing is said. */
static void find_currency(struct host *host, const struct map_value *value, const struct garner_row *row, char out[8])
{
    out[0] = '\0';
    for (size_t i = 0; i < 2 && !out[0]; i++) {
        struct garner_str text = text_of(host, &value->currencies[i], row);
        size_t len = text.len < 7 ? text.len : 7;
        for (size_t k = 0; k < len; k++) {
            out[k] = text.ptr[k] >= 'a' && text.ptr[k] <= 'z' ? (char)(text.ptr[k] - 32) : text.ptr[k];
        }
        out[len] = '\0';
    }
}

/* An amount counted in its currency's minor unit, of which there are whole ones. */
static int from_minor(struct garner_money *money, struct error *why)
{
    int64_t divisor = 1;
    for (int i = value_currency_digits(money->currency); i > 0; i--) {
        divisor *= 10;
    }
    if (money->micros % 1000000 != 0) {
        return error_set(why, GARNER_E_DATA, "an amount in minor units is a whole number");
    }
    money->micros /= divisor;
    return 0;
}

static int set_typed(struct host *host, struct map_value *value, const struct garner_row *row, struct garner_str text,
                     void *record, struct error *why)
{
    struct cell_format format = value->format;
    char currency[8];
    if (value->field->type == FIELD_MONEY) {
        find_currency(host, value, row, currency);
        format.currency = currency;
    }
    int column = row ? column_of(&value->text, row) : -1;
    void *out = (char *)record + value->field->offset;
    int code = cell_read(host, column, text, VALUE_TYPES[value->field->type], &format, out, why);
    bool minor = code == 0 && value->minor && value->field->type == FIELD_MONEY;
    return minor ? from_minor(out, why) : code;
}

int map_set(struct host *host, struct map_value *value, const struct garner_row *row, void *record, struct error *why)
{
    struct garner_str text = text_of(host, &value->text, row);
    if (text.len == 0) {
        text = value->fallback;
    }
    if (text.len == 0) {
        return 0;
    }
    if (value->field->type == FIELD_ENUM) {
        return set_enum(host, value, text, record, why);
    }
    if (value->word_count) {
        text = translate(value, text);
    }
    if (value->field->type == FIELD_TEXT) {
        text = text.len ? text : str_of(NULL, 0);
        memcpy((char *)record + value->field->offset, &text, sizeof text);
        return 0;
    }
    return set_typed(host, value, row, text, record, why);
}

/* ---- one record ---- */

static bool holds(const struct map_condition *condition, const struct garner_row *row)
{
    struct garner_str text = condition->column < 0 ? str_of(NULL, 0) : trim(row->cells[condition->column]);
    for (size_t i = 0; i < condition->count; i++) {
        if (text.len == 0 ? !condition->patterns[i][0] : str_glob(condition->patterns[i], text)) {
            return true;
        }
    }
    return false;
}

/* The rule by which the row gives no such record; NULL where it gives one. */
static const char *ruled_out(const struct map_record *map, const struct garner_row *row)
{
    for (size_t i = 0; i < map->when_count; i++) {
        if (!holds(&map->when[i], row)) {
            return map->when_rule;
        }
    }
    for (size_t i = 0; i < map->unless_count; i++) {
        if (holds(&map->unless[i], row)) {
            return map->unless_rule;
        }
    }
    return NULL;
}

/* A row that has no id is known by its content, and by its number among the rows that say the same. */
static void make_up_id(struct host *host, struct map *all, const struct map_record *map, union record_any *record)
{
    unsigned char hash[CONTENT_HASH];
    uint32_t ordinal = content_ordinal(&all->ordinals, map->type, record, hash);
    const struct field *field = map->made_up_id;
    struct garner_str id = {NULL, 0};
    if (field) {
        id = content_id(&host->row_arena, hash, ordinal);
    } else if (ordinal > 1) {
        field = record_field(map->type, garner_text("id"));
        id = garner_text(arena_printf(&host->row_arena, "#%u", (unsigned)ordinal));
    }
    if (field) {
        memcpy((char *)record + field->offset, &id, sizeof id);
    }
}

/* person: the first of the reference's fields, which stand together. */
static bool has_person(const struct field *person, const union record_any *record)
{
    for (; person->group == GROUP_PERSON; person++) {
        if (field_state(person, record) == GARNER_SET) {
            return true;
        }
    }
    return false;
}

static int reject_value(struct host *host, const struct map_value *value, const struct error *why)
{
    const char *reason = arena_printf(&host->row_arena, "%s: %s", value->label, why->message);
    return emit_reject(&host->pull, value->field->name, reason);
}

/* A required field that came out empty: the message of the check does not know the column. */
static int reject_empty(struct host *host, const struct map_record *map, const union record_any *record)
{
    for (size_t i = 0; i < map->needed_count; i++) {
        const struct map_value *value = map->needed[i];
        if (field_state(value->field, record) != GARNER_SET) {
            return emit_reject(&host->pull, value->field->name,
                               arena_printf(&host->row_arena, "%s is empty; %s needs %s", value->label, map->type->name,
                                            value->field->name));
        }
    }
    return 0;
}

static int emit(struct host *host, struct map *all, const struct map_record *map, const struct garner_row *row)
{
    union record_any record;
    memcpy(&record, &map->base, map->type->size);
    struct error why;
    for (size_t i = 0; i < map->count; i++) {
        why.code = 0;
        int code = map_set(host, &map->values[i], row, &record, &why);
        if (code == GARNER_E_DATA && why.code) {
            return reject_value(host, &map->values[i], &why);
        }
        if (code) {
            return why.code ? host_fail(host, code, "%s", why.message) : code;
        }
    }
    if (map->person && !has_person(map->person, &record)) {
        return emit_reject(&host->pull, "person", "no person: no e-mail, phone number or id of one");
    }
    int code = reject_empty(host, map, &record);
    if (code) {
        return code;
    }
    if (map->made_up_id || map->ordinal_id) {
        make_up_id(host, all, map, &record);
    }
    return emit_record(&host->pull, map->type->kind, &record, map->type->size);
}

/* ---- a row ---- */

static int find_map(struct host *host, const struct garner_node *node, struct map **out)
{
    for (struct map *map = host->reading->map; map; map = map->next) {
        if (map->node == node) {
            *out = map;
            return 0;
        }
    }
    int code = map_compile(host, node, out);
    if (code == 0) {
        (*out)->next = host->reading->map;
        host->reading->map = *out;
    }
    return code;
}

void map_release(struct map *map)
{
    for (; map; map = map->next) {
        ordinals_release(&map->ordinals);
    }
}

int map_emit_row(struct garner_pull *pull, const struct garner_row *row, const struct garner_node *node)
{
    struct host *host = host_of(pull);
    if (!host->reading || !host->row.open) {
        return host_fail(host, GARNER_E_BUG, "the plugin maps a row that is not at hand");
    }
    if (row->count < host->reading->table->columns) {
        return host_fail(host, GARNER_E_BUG, "the plugin maps a row that has lost cells");
    }
    struct map *map = NULL;
    int code = find_map(host, node, &map);
    if (code) {
        return code;
    }
    const char *rule = NULL;
    for (size_t i = 0; i < map->count; i++) {
        const char *out = ruled_out(&map->records[i], row);
        rule = rule ? rule : out;
        code = out ? 0 : emit(host, map, &map->records[i], row);
        if (code) {
            return code;
        }
    }
    return rule ? emit_skip(pull, rule) : 0;
}
