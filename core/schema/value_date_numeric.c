/* value_date_numeric.c - dates of digits alone, and of three numbers with a sign between them; which order a column's
 * dates allow. Called by value_date.c, date_evidence() by the row services. Every order that gives a real day is a
 * reading; where two differ, only the caller's order decides. */
#include "core/schema/value_date.h"
#include "core/schema/date_words.h"
#include "core/schema/value_text.h"

/* ---- digits alone ---- */

static int64_t number_of(const char *digits, int count)
{
    int64_t n = 0;
    for (int i = 0; i < count; i++) {
        n = n * 10 + (digits[i] - '0');
    }
    return n;
}

static int set_compact(struct date_reader *r, const char *digits)
{
    return date_set(r, (int)number_of(digits, 4), (int)number_of(digits + 4, 2), (int)number_of(digits + 6, 2));
}

static int compact_time(struct date_reader *r, const char *digits)
{
    int code = set_compact(r, digits);
    if (code) {
        return code;
    }
    r->at = digits + 8;
    return date_read_time(r, true);
}

int date_read_digits(struct date_reader *r)
{
    const char *digits = r->at;
    int value, count = date_take_digits(r, &value);
    bool alone = r->at == r->end;
    if (count == 8) {
        int code = date_read_tail(r);
        return code ? code : set_compact(r, digits);
    }
    if (!alone) {
        return DATE_OTHER;
    }
    if (count == 14) {
        return compact_time(r, digits);
    }
    if (count == 10 || count == 13) {
        r->moment.has_epoch = true;
        r->moment.epoch_ms = number_of(digits, count) * (count == 10 ? 1000 : 1);
        return 0;
    }
    return count == 5 ? date_refuse(r, "it may be a spreadsheet's day number; export the column formatted as a date")
                      : DATE_OTHER;
}

/* ---- three numbers ---- */

struct triple {
    int value[3], digits[3];
};

/* Blanks may follow a stop: "10. 3. 2026". */
static bool take_sign(struct date_reader *r, char sign)
{
    if (!date_take(r, sign)) {
        return false;
    }
    if (sign == '.') {
        date_take_blanks(r);
    }
    return true;
}

static bool take_triple(struct date_reader *r, struct triple *t)
{
    t->digits[0] = date_take_digits(r, &t->value[0]);
    char sign = r->at < r->end ? *r->at : '\0';
    if (!t->digits[0] || (sign != '-' && sign != '/' && sign != '.') || !take_sign(r, sign)) {
        return false;
    }
    t->digits[1] = date_take_digits(r, &t->value[1]);
    if (!take_sign(r, sign)) {
        return false;
    }
    t->digits[2] = date_take_digits(r, &t->value[2]);
    if (sign == '.') {
        date_take(r, '.');
    }
    bool day_or_month = t->digits[1] == 1 || t->digits[1] == 2;
    bool year_first = t->digits[0] == 4 && (t->digits[2] == 1 || t->digits[2] == 2);
    bool year_last = t->digits[0] <= 2 && (t->digits[2] == 2 || t->digits[2] == 4);
    return day_or_month && (year_first || year_last);
}

/* The date that an order makes of the numbers; false where it cannot apply, since it puts the year elsewhere. */
static bool arrange(const struct triple *t, enum date_order order, struct civil *out)
{
    const int *v = t->value, *digits = t->digits;
    if (order == DATE_YMD) {
        *out = (struct civil){date_year(digits[0], v[0]), v[1], v[2]};
        return digits[0] == 4 || (digits[0] == 2 && digits[2] == 2);
    }
    *out = (struct civil){date_year(digits[2], v[2]), order == DATE_DMY ? v[1] : v[0], order == DATE_DMY ? v[0] : v[1]};
    return digits[0] != 4;
}

static bool same(struct civil a, struct civil b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

static const char *const ORDERS[] = {"", "DMY", "MDY", "YMD"};

struct readings {
    int count;
    struct civil dates[3];
    enum date_order orders[3];
};

/* All different days the numbers can be. */
static void find_readings(const struct triple *t, struct readings *readings)
{
    readings->count = 0;
    for (int order = DATE_DMY; order <= DATE_YMD; order++) {
        struct civil date;
        bool real = arrange(t, (enum date_order)order, &date) && calendar_valid(date.year, date.month, date.day);
        for (int i = 0; real && i < readings->count; i++) {
            real = !same(date, readings->dates[i]);
        }
        if (real) {
            readings->dates[readings->count] = date;
            readings->orders[readings->count++] = (enum date_order)order;
        }
    }
}

static int ambiguous(struct date_reader *r, const struct readings *found)
{
    char quoted[VALUE_QUOTE_SIZE];
    const struct civil *a = &found->dates[0], *b = &found->dates[1];
    return error_set(r->error, GARNER_E_DATA,
                     "%s is %d %s %d or %d %s %d: name the column's order (date_order: %s or %s)",
                     value_quote(r->whole, quoted), a->day, date_month_name(a->month), a->year, b->day,
                     date_month_name(b->month), b->year, ORDERS[found->orders[0]], ORDERS[found->orders[1]]);
}

/* The caller's order makes no day of it. Another one might, but then the order is wrong for the whole column. */
static int misfit(struct date_reader *r, struct civil date, const struct readings *found)
{
    if (found->count == 0) {
        return date_set(r, date.year, date.month, date.day);
    }
    char why[160];
    const struct civil *other = &found->dates[0];
    snprintf(why, sizeof why, "the column's order is %s, but in %s it would be %d %s %d; correct date_order",
             ORDERS[r->order], ORDERS[found->orders[0]], other->day, date_month_name(other->month), other->year);
    return date_refuse(r, why);
}

static int set_triple(struct date_reader *r, const struct triple *t)
{
    struct civil date;
    struct readings found;
    if (t->digits[0] == 4) {
        return date_set(r, t->value[0], t->value[1], t->value[2]);
    }
    find_readings(t, &found);
    if (r->order != DATE_ANY && arrange(t, r->order, &date)) {
        bool fits = calendar_valid(date.year, date.month, date.day);
        return fits ? date_set(r, date.year, date.month, date.day) : misfit(r, date, &found);
    }
    if (found.count > 1) {
        return ambiguous(r, &found);
    }
    if (found.count == 0) {
        return date_refuse(r, "in no order of its parts is there such a day");
    }
    return date_set(r, found.dates[0].year, found.dates[0].month, found.dates[0].day);
}

int date_read_numeric(struct date_reader *r)
{
    struct triple triple;
    if (!take_triple(r, &triple)) {
        return DATE_OTHER;
    }
    /* What follows decides first whether this is a date at all: "10.3.26.1" is none. */
    int code = date_read_tail(r);
    return code ? code : set_triple(r, &triple);
}

/* ---- evidence ---- */

static bool has_four_digits(const char *at)
{
    return value_is_digit(at[0]) && value_is_digit(at[1]) && value_is_digit(at[2]) && value_is_digit(at[3]);
}

void date_evidence(struct date_evidence *evidence, struct garner_str text)
{
    if (text.len < 6 || has_four_digits(text.ptr)) {
        return;
    }
    struct date_reader r = {.at = text.ptr, .end = text.ptr + text.len};
    struct triple t;
    date_take_blanks(&r);
    date_take_weekday(&r);
    if (!take_triple(&r, &t) || t.digits[0] == 4 || date_read_tail(&r) == DATE_OTHER) {
        return;
    }
    int a = t.value[0], b = t.value[1], c = t.value[2];
    bool dmy = a >= 1 && a <= 31 && b >= 1 && b <= 12;
    bool mdy = a >= 1 && a <= 12 && b >= 1 && b <= 31;
    bool ymd = t.digits[0] == 2 && t.digits[2] == 2 && b >= 1 && b <= 12 && c >= 1 && c <= 31;
    if (!dmy && !mdy && !ymd) {
        return;
    }
    evidence->numeric++;
    evidence->not_dmy = evidence->not_dmy || !dmy;
    evidence->not_mdy = evidence->not_mdy || !mdy;
}
