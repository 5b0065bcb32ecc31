/* profile_total.c - rows that are the sum of the others: those that say so, and those that name nothing where others do
 * and hold what the others add up to; see profile_parts.h. */
#include "core/base/str.h"
#include "core/plugin/profile_parts.h"

enum { SUSPECTS = 16, COLUMNS_MOST = 400 };

struct suspect {
    uint64_t line;
    const int64_t *values; /* millionths, by column; NO_NUMBER where it has none */
};
#define NO_NUMBER INT64_MIN

struct total_watch {
    struct arena *arena;
    size_t columns;
    int64_t *sums; /* of the rows that are not suspect */
    bool *spoilt;  /* a sum that cannot be made */
    uint64_t rows, suspect_rows;
    struct suspect suspects[SUSPECTS];
    size_t count;
};

struct total_watch *profile_total_begin(struct arena *arena, size_t columns)
{
    struct total_watch *watch = arena_calloc(arena, 1, sizeof *watch);
    watch->arena = arena;
    watch->columns = columns < COLUMNS_MOST ? columns : COLUMNS_MOST;
    watch->sums = arena_calloc(arena, watch->columns + 1, sizeof *watch->sums);
    watch->spoilt = arena_calloc(arena, watch->columns + 1, sizeof *watch->spoilt);
    return watch;
}

/* "Total", "Total: Campaigns", "Gesamt -", but no "Total Recall". */
static bool is_label(struct garner_str cell)
{
    static const char *const words[] = {"Total",
                                        "Totals",
                                        "Grand total",
                                        "Sum",
                                        "Gesamt",
                                        "Insgesamt",
                                        "Gesamtsumme",
                                        "Summe",
                                        "Totale",
                                        "Totaal",
                                        "Total g\xC3\xA9n\xC3\xA9ral",
                                        "Suma",
                                        "Total general",
                                        "Total geral",
                                        "Totale complessivo"};
    struct garner_str text = str_trim(cell);
    for (size_t i = 0; text.len && i < sizeof words / sizeof words[0]; i++) {
        size_t len = strlen(words[i]);
        if (text.len < len || !str_is_nocase(str_of(text.ptr, len), words[i])) {
            continue;
        }
        struct garner_str rest = str_of(text.ptr + len, text.len - len);
        if (rest.len == 0 || rest.ptr[0] == ':' || str_starts(rest, " :") || str_starts(rest, " - ") ||
            str_starts(rest, " of ")) {
            return true;
        }
    }
    return false;
}

static int64_t number_of(struct garner_str cell)
{
    struct garner_str text = str_trim(cell);
    int64_t value;
    bool perhaps = text.len && text.len <= 24 && ((text.ptr[0] >= '0' && text.ptr[0] <= '9') || text.ptr[0] == '-');
    bool is = perhaps && (value_count(text, (struct number_format){0}, &value, NULL) == 0
                              ? !__builtin_mul_overflow(value, INT64_C(1000000), &value)
                              : value_amount(text, (struct number_format){0}, &value, NULL) == 0);
    return is ? value : NO_NUMBER;
}

static void add_up(struct total_watch *watch, const struct table *table)
{
    for (size_t i = 0; i < watch->columns; i++) {
        int64_t value = watch->spoilt[i] ? NO_NUMBER : number_of(table->cells[i]);
        if (value != NO_NUMBER) {
            watch->spoilt[i] = __builtin_add_overflow(watch->sums[i], value, &watch->sums[i]);
        }
    }
}

static void suspect(struct total_watch *watch, const struct table *table)
{
    watch->suspect_rows++;
    if (watch->count == SUSPECTS) {
        return;
    }
    int64_t *values = arena_calloc(watch->arena, watch->columns + 1, sizeof *values);
    for (size_t i = 0; i < watch->columns; i++) {
        values[i] = number_of(table->cells[i]);
    }
    watch->suspects[watch->count++] = (struct suspect){table->line, values};
}

void profile_total_add(struct total_watch *watch, struct profile *profile, const struct table *table)
{
    for (size_t i = 0; i < watch->columns; i++) {
        if (table->cells[i].len && is_label(table->cells[i])) {
            if (!profile->total_label.ptr) {
                profile->total_label = arena_str(&profile->arena, str_trim(table->cells[i]));
            }
            profile_lines_add(&profile->totals, table->line);
            return;
        }
    }
    watch->rows++;
    if (watch->columns && str_trim(table->cells[0]).len == 0) {
        suspect(watch, table);
    } else {
        add_up(watch, table);
    }
}

/* Sums that agree to a half per cent, since platforms round their rows. */
static bool agrees(int64_t sum, int64_t value)
{
    int64_t apart = sum > value ? sum - value : value - sum;
    return sum > 0 && value > 0 && apart <= sum / 200;
}

static bool is_sum(const struct total_watch *watch, const struct suspect *row)
{
    size_t agreeing = 0, compared = 0;
    for (size_t i = 0; i < watch->columns; i++) {
        if (row->values[i] != NO_NUMBER && row->values[i] != 0 && watch->sums[i] != 0 && !watch->spoilt[i]) {
            compared++;
            agreeing += agrees(watch->sums[i], row->values[i]);
        }
    }
    return agreeing >= 2 && agreeing * 4 >= compared;
}

void profile_total_end(struct total_watch *watch, struct profile *profile)
{
    bool few = watch->suspect_rows <= SUSPECTS && watch->suspect_rows * 2 < watch->rows;
    for (size_t i = 0; few && i < watch->count; i++) {
        if (is_sum(watch, &watch->suspects[i])) {
            profile_lines_add(&profile->totals, watch->suspects[i].line);
        }
    }
}
