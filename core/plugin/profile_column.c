/* profile_column.c - a column's values, row by row, and what they make of it in the end; see profile_parts.h. */
#include "core/base/str.h"
#include "core/plugin/profile_parts.h"

static const char *const GUESSES[] = {"empty", "text", "a few words", "yes/no", "id",     "e-mail", "phone",
                                      "day",   "time", "money",       "count",  "number", "share",  "currency"};

const char *profile_guess_name(enum profile_guess guess)
{
    return (size_t)guess < sizeof GUESSES / sizeof GUESSES[0] ? GUESSES[guess] : "?";
}

uint64_t profile_hash(uint64_t hash, struct garner_str text)
{
    hash ^= UINT64_C(0xCBF29CE484222325) + text.len;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(0x100000001B3);
    }
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

void profile_column_begin(struct profile_column *column, struct column_state *state, size_t most_distinct)
{
    *state = (struct column_state){.says = profile_name_says(column->name), .most_distinct = most_distinct};
}

/* ---- values ---- */

/* At most PROFILE_TEXT_MAX bytes, cut between characters. */
static struct garner_str keep(struct profile *profile, struct garner_str text)
{
    size_t len = text.len;
    if (len > PROFILE_TEXT_MAX) {
        for (len = PROFILE_TEXT_MAX; len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80; len--) {
        }
    }
    return arena_str(&profile->arena, str_of(text.ptr, len));
}

static void keep_first(struct profile *profile, struct garner_str *held, struct garner_str text, bool decides)
{
    if (decides && !held->ptr) {
        *held = keep(profile, text);
    }
}

static bool is_kept(const struct profile_value *value, struct garner_str text)
{
    return text.len > PROFILE_TEXT_MAX
               ? value->text.len > PROFILE_TEXT_MAX - 4 && memcmp(value->text.ptr, text.ptr, value->text.len) == 0
               : garner_same(value->text, text);
}

static void count_value(struct profile *profile, struct profile_column *column, struct garner_str text)
{
    for (size_t i = 0; i < column->value_count; i++) {
        if (is_kept(&column->values[i], text)) {
            column->values[i].rows++;
            return;
        }
    }
    if (column->value_count == PROFILE_VALUES) {
        column->values_more = true;
        return;
    }
    column->values[column->value_count++] = (struct profile_value){keep(profile, text), 1};
}

static void count_distinct(struct profile_column *column, struct column_state *state, struct garner_str text)
{
    if (state->seen.used >= state->most_distinct) {
        column->distinct_more = true;
        return;
    }
    column->distinct += ordinals_next(&state->seen, profile_hash(0, text) | 1) == 1;
}

/* ---- dates ---- */

static bool day_of(struct garner_str text, enum date_order order, struct garner_day *day)
{
    const struct date_format format = {.order = order};
    *day = (struct garner_day){0};
    return value_day(text, &format, day, NULL) == 0 && day->state == GARNER_SET;
}

static void note_range(struct profile_column *column, struct garner_str text)
{
    struct garner_day day;
    if (!day_of(text, profile_order(column), &day)) {
        return;
    }
    column->first = !column->first.state || day.day < column->first.day ? day : column->first;
    column->last = !column->last.state || day.day > column->last.day ? day : column->last;
}

/* Exports are mostly in order of time: does one reading keep it, and the other not? */
static void note_sequence(struct column_state *state, struct garner_str text)
{
    for (int i = 0; i < 2; i++) {
        struct garner_day day;
        if (!day_of(text, i ? DATE_MDY : DATE_DMY, &day)) {
            continue;
        }
        state->back[i] += state->days[i] && day.day < state->before[i];
        state->forth[i] += state->days[i] && day.day > state->before[i];
        state->before[i] = day.day;
        state->days[i] = true;
    }
}

static void note_date(struct profile *profile, struct profile_column *column, struct column_state *state,
                      struct garner_str text)
{
    struct date_evidence evidence = {0};
    date_evidence(&evidence, text);
    keep_first(profile, &column->not_dmy, text, evidence.not_dmy);
    keep_first(profile, &column->not_mdy, text, evidence.not_mdy);
    note_range(column, text);
    if (evidence.numeric && column->order == DATE_ANY) {
        note_sequence(state, text);
    }
}

/* ---- one cell ---- */

static void note_currency(struct profile_column *column, const char currency[4])
{
    if (!column->currency[0]) {
        memcpy(column->currency, currency, 4);
        column->currency_by = "cells";
    }
    column->currencies = column->currencies || memcmp(column->currency, currency, 4) != 0;
}

void profile_column_add(struct profile *profile, struct profile_column *column, struct column_state *state,
                        struct garner_str cell)
{
    struct garner_str text = str_trim(cell);
    if (column_says_nothing(text)) {
        column->empty++;
        return;
    }
    column->filled++;
    count_value(profile, column, text);
    count_distinct(column, state, text);
    char currency[4] = "";
    unsigned signs = profile_signs(text, state->says, currency);
    for (size_t i = 0; i < SIGNS; i++) {
        state->signs[i] += (signs >> i) & 1;
    }
    if (signs & (SIGN_DAY | SIGN_INSTANT)) {
        note_date(profile, column, state, text);
    }
    if (signs & SIGN_NUMBER) {
        enum mark mark = number_mark(text);
        keep_first(profile, &column->point, text, mark == MARK_POINT);
        keep_first(profile, &column->comma, text, mark == MARK_COMMA);
    }
    if (signs & SIGN_MONEY) {
        note_currency(column, currency);
    }
    keep_first(profile, &column->two_ways, text, (signs & SIGN_TWO_WAYS) != 0);
}

/* ---- in the end ---- */

static uint64_t having(const struct column_state *state, unsigned sign)
{
    size_t i = 0;
    while (!((sign >> i) & 1)) {
        i++;
    }
    return state->signs[i];
}

static bool most(const struct profile_column *column, uint64_t count)
{
    return count > 0 && count * 5 >= column->filled * 4;
}

static bool guess(struct profile_column *column, enum profile_guess what, uint64_t fits)
{
    if (!most(column, fits)) {
        return false;
    }
    column->guess = what;
    column->fits = fits;
    return true;
}

static bool guess_by_name(struct profile_column *column, const struct column_state *state)
{
    uint64_t spaced = having(state, SIGN_SPACED), dates = having(state, SIGN_DAY) + having(state, SIGN_INSTANT);
    if ((state->says & PROFILE_SAYS_CURRENCY) && guess(column, PROFILE_CURRENCY, having(state, SIGN_CURRENCY))) {
        return true;
    }
    bool phone = (state->says & PROFILE_SAYS_PHONE) || having(state, SIGN_NUMBER) < column->filled;
    if (phone && !most(column, dates) && guess(column, PROFILE_PHONE, having(state, SIGN_PHONE))) {
        return true;
    }
    return (state->says & PROFILE_SAYS_ID) && !most(column, dates) && !most(column, having(state, SIGN_MONEY)) &&
           guess(column, PROFILE_ID, column->filled - spaced);
}

static bool guess_number(struct profile_column *column, const struct column_state *state)
{
    uint64_t numbers = having(state, SIGN_NUMBER), counts = having(state, SIGN_COUNT);
    if (guess(column, PROFILE_MONEY, having(state, SIGN_MONEY)) ||
        guess(column, PROFILE_SHARE, having(state, SIGN_SHARE))) {
        return true;
    }
    if (column->currency[0] && guess(column, PROFILE_MONEY, numbers)) {
        return true;
    }
    /* Codes: whole numbers, and others with letters in them. */
    uint64_t digits = having(state, SIGN_DIGITS);
    if (numbers < column->filled && counts * 100 >= numbers * 99 && digits * 20 >= column->filled * 19) {
        return numbers > 0 && guess(column, PROFILE_ID, column->filled - having(state, SIGN_SPACED));
    }
    bool whole = counts * 20 >= column->filled * 19;
    return (whole && guess(column, PROFILE_COUNT, counts)) || guess(column, PROFILE_NUMBER, numbers);
}

static void guess_text(struct profile_column *column, const struct column_state *state)
{
    bool unique = !column->distinct_more && column->distinct == column->filled && column->filled > 2;
    bool few = !column->values_more && (column->distinct * 2 <= column->filled || column->filled <= 3);
    bool coded = having(state, SIGN_SPACED) == 0 && having(state, SIGN_DIGITS) * 2 >= column->filled;
    column->guess = unique && coded ? PROFILE_ID : few ? PROFILE_WORDS : PROFILE_TEXT;
    column->fits = column->filled;
}

static void decide(struct profile_column *column, const struct column_state *state)
{
    uint64_t days = having(state, SIGN_DAY), instants = having(state, SIGN_INSTANT);
    if (column->filled == 0 || guess(column, PROFILE_EMAIL, having(state, SIGN_EMAIL)) ||
        guess_by_name(column, state) ||
        guess(column, instants * 2 > days ? PROFILE_INSTANT : PROFILE_DAY, days + instants) ||
        guess_number(column, state)) {
        return;
    }
    if (having(state, SIGN_FLAG) == column->filled && column->distinct <= 2) {
        guess(column, PROFILE_FLAG, column->filled);
        return;
    }
    guess_text(column, state);
}

void profile_column_end(struct profile *profile, struct profile_column *column, struct column_state *state)
{
    (void)profile;
    decide(column, state);
    bool dmy = state->back[0] == 0 && state->forth[0] > 1, mdy = state->back[1] == 0 && state->forth[1] > 1;
    column->sorted_dmy = dmy && !mdy;
    column->sorted_mdy = mdy && !dmy;
    ordinals_release(&state->seen);
}

enum date_order profile_order(const struct profile_column *column)
{
    return column->numeric_dates ? column->order : DATE_ANY;
}

bool profile_order_is_open(const struct profile_column *column)
{
    return profile_is_date(column) && column->two_ways.ptr && profile_order(column) == DATE_ANY;
}

bool profile_decimal_is_open(const struct profile_column *column)
{
    return (column->guess == PROFILE_NUMBER || column->guess == PROFILE_MONEY) && column->two_ways.ptr &&
           !column->decimal;
}
