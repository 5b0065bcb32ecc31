/* functions_money.c - SQL functions over money and weights: exact, and an error where SQLite's own would turn to
 * floating point. Money of two currencies meets only through a dated rate. Bound by functions.c. */
#include "core/attribution/attribution.h"
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include "core/store/functions.h"

static void fail(sqlite3_context *context, const char *message)
{
    sqlite3_result_error(context, message, -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}

/* ---- rates ---- */

/* value × numerator ÷ denominator, as quoted on a day (of two quotes: the older one's); denominator 0 = none is known.
 */
struct ratio {
    int64_t numerator, denominator, day;
};
/* Banks quote no rates on weekends and holidays; what is older than that many days is another time's rate. */
enum { REMEMBERED = 256, RATE_DAYS = 10 };
#define EVER INT32_MAX
struct quote {
    int64_t rate, day;
};
/* Kept by SQLite for as long as the statement that asks runs. */
struct rates {
    sqlite3_stmt *find, *bases;
    struct remembered {
        char from[4], to[4];
        int64_t day;
        struct ratio ratio;
    } remembered[REMEMBERED];
};

static const char find_sql[] =
    "SELECT r.rate, r.day FROM fact_rate r JOIN source s ON s.id = r.source"
    " WHERE r.base = (SELECT id FROM word WHERE text = ?1) AND r.currency = (SELECT id FROM word WHERE text = ?2)"
    " AND r.day BETWEEN ?4 AND ?3 AND r.rate > 0 ORDER BY r.day DESC, s.name LIMIT 1";
static const char bases_sql[] =
    "WITH RECURSIVE b (id) AS (SELECT min(base) FROM fact_rate UNION ALL"
    " SELECT (SELECT min(base) FROM fact_rate WHERE base > b.id) FROM b WHERE b.id IS NOT NULL)"
    " SELECT w.text FROM b JOIN word w ON w.id = b.id ORDER BY w.text";

static void rates_free(void *data)
{
    struct rates *rates = data;
    sqlite3_finalize(rates->find);
    sqlite3_finalize(rates->bases);
    free(rates);
}

static struct rates *rates_open(sqlite3 *db)
{
    struct rates *rates = xcalloc(1, sizeof *rates);
    if (sqlite3_prepare_v2(db, find_sql, -1, &rates->find, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, bases_sql, -1, &rates->bases, NULL) != SQLITE_OK) {
        rates_free(rates);
        return NULL;
    }
    return rates;
}

/* Units of currency for one of base, in millionths; 0 where none is known from at most `reach` days before to the day.
 */
static struct quote find_rate(struct rates *rates, const char *base, const char *currency, int64_t day, int64_t reach)
{
    struct quote quote = {1000000, day};
    if (strcmp(base, currency) == 0) {
        return quote;
    }
    sqlite3_bind_text(rates->find, 1, base, -1, SQLITE_STATIC);
    sqlite3_bind_text(rates->find, 2, currency, -1, SQLITE_STATIC);
    sqlite3_bind_int64(rates->find, 3, day);
    sqlite3_bind_int64(rates->find, 4, day - reach);
    bool found = sqlite3_step(rates->find) == SQLITE_ROW;
    quote.rate = found ? sqlite3_column_int64(rates->find, 0) : 0;
    quote.day = found ? sqlite3_column_int64(rates->find, 1) : day;
    sqlite3_reset(rates->find);
    return quote;
}

/* Through a base that both are quoted in, the first by name. */
static struct ratio cross_rate(struct rates *rates, const char *from, const char *to, int64_t day, int64_t reach)
{
    struct ratio ratio = {0, 0, 0};
    while (ratio.denominator == 0 && sqlite3_step(rates->bases) == SQLITE_ROW) {
        const char *base = (const char *)sqlite3_column_text(rates->bases, 0);
        struct quote numerator = find_rate(rates, base, to, day, reach), denominator = {0, 0};
        if (numerator.rate) {
            denominator = find_rate(rates, base, from, day, reach);
        }
        if (denominator.rate) {
            int64_t older = numerator.day < denominator.day ? numerator.day : denominator.day;
            ratio = (struct ratio){numerator.rate, denominator.rate, older};
        }
    }
    sqlite3_reset(rates->bases);
    return ratio;
}

static struct ratio look_up(struct rates *rates, const char *from, const char *to, int64_t day, int64_t reach)
{
    struct quote direct = find_rate(rates, from, to, day, reach);
    if (direct.rate) {
        return (struct ratio){direct.rate, 1000000, direct.day};
    }
    struct quote inverse = find_rate(rates, to, from, day, reach);
    return inverse.rate ? (struct ratio){1000000, inverse.rate, inverse.day} : cross_rate(rates, from, to, day, reach);
}

static struct ratio remember(struct rates *rates, const char *from, const char *to, int64_t day)
{
    size_t slot = ((size_t)day * 31 + (size_t)from[0] * 7 + (size_t)from[1] * 3 + (size_t)from[2]) % REMEMBERED;
    struct remembered *known = &rates->remembered[slot];
    if (known->day != day || strcmp(known->from, from) != 0 || strcmp(known->to, to) != 0) {
        known->ratio = look_up(rates, from, to, day, RATE_DAYS);
        known->day = day;
        snprintf(known->from, sizeof known->from, "%s", from);
        snprintf(known->to, sizeof known->to, "%s", to);
    }
    return known->ratio;
}

static void fail_unknown(sqlite3_context *context, struct rates *rates, const char *from, const char *to, int64_t day)
{
    char asked[32], last[32], message[200];
    struct ratio old = look_up(rates, from, to, day, EVER);
    calendar_format_day((int32_t)day, asked);
    if (old.denominator) {
        calendar_format_day((int32_t)old.day, last);
        snprintf(message, sizeof message,
                 "no exchange rate from %s to %s is known for %s: the last one, of %s, is more than %d days older",
                 from, to, asked, last, RATE_DAYS);
    } else {
        snprintf(message, sizeof message, "no exchange rate from %s to %s is known on or before %s", from, to, asked);
    }
    fail(context, message);
}

static void convert(sqlite3_context *context, struct rates *rates, int64_t micros, const char *from, const char *to,
                    int64_t day)
{
    struct ratio ratio = remember(rates, from, to, day);
    int64_t converted;
    if (ratio.denominator == 0) {
        fail_unknown(context, rates, from, to, day);
    } else if (!number_muldiv(micros, ratio.numerator, ratio.denominator, &converted)) {
        fail(context, "an amount in another currency leaves 64 bits");
    } else {
        sqlite3_result_int64(context, converted);
    }
}

static bool is_code(const char *text)
{
    return text && strlen(text) == 3;
}

/* to_currency(micros, from, day, to): at that day's rate, else the last one before it, at most RATE_DAYS old; half to
 * even. */
static void to_currency(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *from = (const char *)sqlite3_value_text(values[1]), *to = (const char *)sqlite3_value_text(values[3]);
    if (any_null(count, values)) {
        return;
    }
    if (!is_code(from) || !is_code(to)) {
        fail(context, "to_currency: a currency is three capital letters");
        return;
    }
    int64_t micros = sqlite3_value_int64(values[0]), day = sqlite3_value_int64(values[2]);
    if (strcmp(from, to) == 0) {
        sqlite3_result_int64(context, micros);
        return;
    }
    struct rates *rates = sqlite3_get_auxdata(context, 3), *fresh = NULL;
    if (!rates) {
        rates = fresh = rates_open(sqlite3_context_db_handle(context));
    }
    if (!rates) {
        fail(context, "exchange rates cannot be read");
        return;
    }
    convert(context, rates, micros, from, to, day);
    if (fresh) {
        sqlite3_set_auxdata(context, 3, fresh, rates_free);
    }
}

/* ---- lumps ---- */

/* floor(total × days ÷ n) */
static int64_t up_to(int64_t total, int64_t days, int64_t n)
{
    int128 product = (int128)total * days, quotient = product / n;
    return (int64_t)(quotient * n > product ? quotient - 1 : quotient);
}

/* lump(micros, from_day, until_day, a, b): what of an amount of a period falls on the days a … b, all included.
 * Adjacent parts sum exactly to the whole. until_day NULL = one day. */
static void lump(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    if (any_null(2, values) || any_null(2, values + 3)) {
        return;
    }
    int64_t total = sqlite3_value_int64(values[0]), from = sqlite3_value_int64(values[1]);
    bool one_day = sqlite3_value_type(values[2]) == SQLITE_NULL;
    int64_t until = one_day ? from : sqlite3_value_int64(values[2]);
    int64_t a = sqlite3_value_int64(values[3]), b = sqlite3_value_int64(values[4]);
    a = a > from ? a : from;
    b = b < until ? b : until;
    if (a > b) {
        sqlite3_result_int64(context, 0);
        return;
    }
    int64_t n = until - from + 1;
    sqlite3_result_int64(context, up_to(total, b - from + 1, n) - up_to(total, a - from, n));
}

/* ---- weights ---- */

/* share(micros, weight): micros × weight, where 1e15 weighs 1; half to even. */
static void share(sqlite3_context *context, int count, sqlite3_value **values)
{
    int64_t part;
    if (any_null(count, values)) {
        return;
    }
    if (number_muldiv(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1]), ATTRIBUTION_ONE, &part)) {
        sqlite3_result_int64(context, part);
    } else {
        fail(context, "a share of an amount leaves 64 bits");
    }
}

/* ---- sums ---- */

/* SQLite aligns to 8 bytes, 128-bit integers want 16: so the sum lies here as its bytes. */
struct total {
    unsigned char bytes[sizeof(int128)];
    bool any, overflow;
};

static int128 sum_of(const struct total *total)
{
    int128 sum;
    memcpy(&sum, total->bytes, sizeof sum);
    return sum;
}

static struct total *total_of(sqlite3_context *context)
{
    return sqlite3_aggregate_context(context, (int)sizeof(struct total));
}

static void add(struct total *total, int128 value)
{
    int128 sum;
    total->any = true;
    total->overflow |= __builtin_add_overflow(sum_of(total), value, &sum);
    memcpy(total->bytes, &sum, sizeof sum);
}

static void micros_sum_step(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct total *total = total_of(context);
    if (total && !any_null(count, values)) {
        add(total, sqlite3_value_int64(values[0]));
    }
}

/* micros × weight, undivided: rounding comes once, at the end. */
static void weighted_sum_step(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct total *total = total_of(context);
    if (total && !any_null(count, values)) {
        add(total, (int128)sqlite3_value_int64(values[0]) * sqlite3_value_int64(values[1]));
    }
}

static void result_integer(sqlite3_context *context, const struct total *total, int128 value)
{
    if (total->overflow || value > INT64_MAX || value < INT64_MIN) {
        fail(context, "a sum leaves 64 bits");
    } else {
        sqlite3_result_int64(context, (int64_t)value);
    }
}

/* micros_sum(micros): NULL of no rows. */
static void micros_sum_final(sqlite3_context *context)
{
    const struct total *total = sqlite3_aggregate_context(context, 0);
    if (total && total->any) {
        result_integer(context, total, sum_of(total));
    }
}

/* weighted_sum(micros, weight): Σ micros × weight, where 1e15 weighs 1; half to even. */
static void weighted_sum_final(sqlite3_context *context)
{
    const struct total *total = sqlite3_aggregate_context(context, 0);
    if (!total || !total->any) {
        return;
    }
    int128 sum = sum_of(total), quotient = sum / ATTRIBUTION_ONE, rest = sum % ATTRIBUTION_ONE;
    int128 twice = rest < 0 ? -2 * rest : 2 * rest;
    if (twice > ATTRIBUTION_ONE || (twice == ATTRIBUTION_ONE && quotient % 2 != 0)) {
        quotient += sum < 0 ? -1 : 1;
    }
    result_integer(context, total, quotient);
}

/* weight_sum(weight): how many conversions weights come to, as a number; exact up to its one rounding, in any order. */
static void weight_sum_final(sqlite3_context *context)
{
    const struct total *total = sqlite3_aggregate_context(context, 0);
    if (total && total->any) {
        int128 sum = sum_of(total), whole = sum / ATTRIBUTION_ONE, rest = sum % ATTRIBUTION_ONE;
        sqlite3_result_double(context, (double)whole + (double)rest / (double)ATTRIBUTION_ONE);
    }
}

const struct sql_function functions_of_money[] = {
    {"to_currency", 4, true, to_currency, NULL, NULL},
    {"lump", 5, false, lump, NULL, NULL},
    {"share", 2, false, share, NULL, NULL},
    {"micros_sum", 1, false, NULL, micros_sum_step, micros_sum_final},
    {"weighted_sum", 2, false, NULL, weighted_sum_step, weighted_sum_final},
    {"weight_sum", 1, false, NULL, micros_sum_step, weight_sum_final},
    {.name = NULL},
};
