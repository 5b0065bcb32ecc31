/* functions.c - SQL functions for reports: days in the configured zone, words of enumerations, intervals. Bound to a
 * connection by store_bind_config; money has a file of its own. NULL in gives NULL out, as in SQL's own. */
#include "core/store/functions.h"
#include "core/attribution/interval.h"
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include <math.h>

bool any_null(int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++) {
        if (sqlite3_value_type(values[i]) == SQLITE_NULL) {
            return true;
        }
    }
    return false;
}

static void result_text(sqlite3_context *context, const char *text)
{
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

/* ---- days ---- */

/* local_day(ms, only_day): the local day of an instant as stored; where only_day is 1 the day it holds. */
static void local_day(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct config *config = sqlite3_user_data(context);
    if (any_null(1, values)) {
        return;
    }
    int64_t ms = sqlite3_value_int64(values[0]), rest = ms % CALENDAR_DAY_MS;
    bool only_day = sqlite3_value_int(values[1]) != 0;
    int64_t utc_day = (ms - (rest < 0 ? rest + CALENDAR_DAY_MS : rest)) / CALENDAR_DAY_MS;
    sqlite3_result_int64(context, only_day ? utc_day : zone_day(config->zone, ms));
}

static bool day_of(sqlite3_value **values, int32_t *day)
{
    int64_t number = sqlite3_value_int64(values[0]);
    *day = (int32_t)number;
    return !any_null(1, values) && number > -800000 && number < 3000000;
}

/* day_text(20522) = '2026-03-10' */
static void day_text(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int32_t day;
    char text[32];
    if (day_of(values, &day)) {
        result_text(context, calendar_format_day(day, text));
    }
}

/* month_text(20522) = '2026-03' */
static void month_text(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int32_t day;
    char text[32];
    if (day_of(values, &day)) {
        struct civil civil = calendar_civil(day);
        snprintf(text, sizeof text, "%04d-%02d", civil.year, civil.month);
        result_text(context, text);
    }
}

/* quarter_text(20522) = '2026-Q1' */
static void quarter_text(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int32_t day;
    char text[32];
    if (day_of(values, &day)) {
        struct civil civil = calendar_civil(day);
        snprintf(text, sizeof text, "%04d-Q%d", civil.year, (civil.month + 2) / 3);
        result_text(context, text);
    }
}

/* week_text(20522) = '2026-W11', ISO 8601 */
static void week_text(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int32_t day;
    int year, week;
    char text[32];
    if (day_of(values, &day)) {
        calendar_iso_week(day, &year, &week);
        snprintf(text, sizeof text, "%04d-W%02d", year, week);
        result_text(context, text);
    }
}

const struct sql_function functions_of_days[] = {
    {"local_day", 2, false, local_day, NULL, NULL},       {"day_text", 1, false, day_text, NULL, NULL},
    {"month_text", 1, false, month_text, NULL, NULL},     {"week_text", 1, false, week_text, NULL, NULL},
    {"quarter_text", 1, false, quarter_text, NULL, NULL}, {.name = NULL},
};

/* ---- words of enumerations: channel_name(2) = 'paid_search' ---- */

static void name_of(sqlite3_context *context, const struct words *words, sqlite3_value *number)
{
    const char *name = words_name(words, sqlite3_value_int(number));
    if (name) {
        sqlite3_result_text(context, name, -1, SQLITE_STATIC);
    }
}

#define NAME_FUNCTION(function, words)                                                                                 \
    static void function(sqlite3_context *context, int count, sqlite3_value **values)                                  \
    {                                                                                                                  \
        (void)count;                                                                                                   \
        name_of(context, &(words), values[0]);                                                                         \
    }
NAME_FUNCTION(channel_name, record_channels)
NAME_FUNCTION(cost_type_name, record_cost_types)
NAME_FUNCTION(touch_kind_name, record_touch_kinds)
NAME_FUNCTION(activity_kind_name, record_activity_kinds)
NAME_FUNCTION(deal_state_name, record_deal_states)
NAME_FUNCTION(order_status_name, record_order_statuses)
NAME_FUNCTION(audience_name, record_audiences)
NAME_FUNCTION(flag_name, record_flags)
NAME_FUNCTION(date_basis_name, record_date_bases)

/* The first rule of `claims:` that fits; the number of rules where none does. */
static size_t claim_rule_of(const struct config *config, sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);
    struct garner_str action = {text, text ? (size_t)sqlite3_value_bytes(value) : 0};
    for (size_t i = 0; text && i < config->claim_count; i++) {
        char *pattern = xstrndup(config->claims[i].action.ptr, config->claims[i].action.len);
        bool fits = str_glob(pattern, action);
        free(pattern);
        if (fits) {
            return i;
        }
    }
    return config->claim_count;
}

/* claim_meaning(action): lead, order or customer as `claims:` maps it, the first that fits; NULL where nothing does. */
static void claim_meaning(sqlite3_context *context, int count, sqlite3_value **values)
{
    static const char *const names[] = {
        [CLAIM_UNMAPPED] = NULL, [CLAIM_LEAD] = "lead", [CLAIM_ORDER] = "order", [CLAIM_CUSTOMER] = "customer"};
    (void)count;
    const struct config *config = sqlite3_user_data(context);
    size_t i = claim_rule_of(config, values[0]);
    if (i < config->claim_count && names[config->claims[i].meaning]) {
        sqlite3_result_text(context, names[config->claims[i].meaning], -1, SQLITE_STATIC);
    }
}

/* identity_space('crm'): in which a source's own ids mean the same; its name where the configuration says nothing. */
static void identity_space(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *name = (const char *)sqlite3_value_text(values[0]);
    const struct source_config *known = name ? config_source(sqlite3_user_data(context), name) : NULL;
    if (name) {
        sqlite3_result_text(context, known && known->space ? known->space : name, -1, SQLITE_TRANSIENT);
    }
}

/* claim_place(action): where `claims:` names it, from 0; after all of them where it does not. */
static void claim_place(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_int64(context, (sqlite3_int64)claim_rule_of(sqlite3_user_data(context), values[0]));
}

const struct sql_function functions_of_words[] = {
    {"claim_meaning", 1, false, claim_meaning, NULL, NULL},
    {"claim_place", 1, false, claim_place, NULL, NULL},
    {"identity_space", 1, false, identity_space, NULL, NULL},
    {"channel_name", 1, false, channel_name, NULL, NULL},
    {"cost_type_name", 1, false, cost_type_name, NULL, NULL},
    {"touch_kind_name", 1, false, touch_kind_name, NULL, NULL},
    {"activity_kind_name", 1, false, activity_kind_name, NULL, NULL},
    {"deal_state_name", 1, false, deal_state_name, NULL, NULL},
    {"order_status_name", 1, false, order_status_name, NULL, NULL},
    {"audience_name", 1, false, audience_name, NULL, NULL},
    {"flag_name", 1, false, flag_name, NULL, NULL},
    {"date_basis_name", 1, false, date_basis_name, NULL, NULL},
    {.name = NULL},
};

/* ---- intervals, at 95 % ---- */

static const double level = 0.95;

static void result_number(sqlite3_context *context, double number)
{
    if (isfinite(number)) {
        sqlite3_result_double(context, number);
    }
}

static void poisson_low(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(count, values) && sqlite3_value_double(values[0]) >= 0) {
        result_number(context, interval_poisson_low(sqlite3_value_double(values[0]), level));
    }
}

static void poisson_high(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(count, values) && sqlite3_value_double(values[0]) >= 0) {
        result_number(context, interval_poisson_high(sqlite3_value_double(values[0]), level));
    }
}

static bool is_share(int count, sqlite3_value **values)
{
    double k = sqlite3_value_double(values[0]), n = sqlite3_value_double(values[1]);
    return !any_null(count, values) && n > 0 && k >= 0 && k <= n;
}

static void wilson_low(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (is_share(count, values)) {
        double k = sqlite3_value_double(values[0]), n = sqlite3_value_double(values[1]);
        result_number(context, interval_wilson_low(k, n, level));
    }
}

static void wilson_high(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (is_share(count, values)) {
        double k = sqlite3_value_double(values[0]), n = sqlite3_value_double(values[1]);
        result_number(context, interval_wilson_high(k, n, level));
    }
}

/* cheaper(cost_a, n_a, cost_b, n_b): the probability that a customer of a costs less than one of b. */
static void cheaper(sqlite3_context *context, int count, sqlite3_value **values)
{
    double cost_a = sqlite3_value_double(values[0]), n_a = sqlite3_value_double(values[1]);
    double cost_b = sqlite3_value_double(values[2]), n_b = sqlite3_value_double(values[3]);
    if (!any_null(count, values) && cost_a >= 0 && cost_b >= 0 && n_a >= 0 && n_b >= 0) {
        result_number(context, interval_cheaper(cost_a, n_a, cost_b, n_b));
    }
}

const struct sql_function functions_of_statistics[] = {
    {"poisson_low", 1, false, poisson_low, NULL, NULL}, {"poisson_high", 1, false, poisson_high, NULL, NULL},
    {"wilson_low", 2, false, wilson_low, NULL, NULL},   {"wilson_high", 2, false, wilson_high, NULL, NULL},
    {"cheaper", 4, false, cheaper, NULL, NULL},         {.name = NULL},
};

/* ---- binding ---- */

static int define_all(sqlite3 *db, const struct sql_function *functions, void *config)
{
    int result = SQLITE_OK;
    for (const struct sql_function *f = functions; f->name && result == SQLITE_OK; f++) {
        int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | (f->varies ? 0 : SQLITE_DETERMINISTIC);
        result = sqlite3_create_function(db, f->name, f->arguments, flags, config, f->call, f->step, f->final);
    }
    return result;
}

static int define_functions(sqlite3 *db, const struct config *config, struct error *error)
{
    static const struct sql_function *const tables[] = {functions_of_days, functions_of_words, functions_of_statistics,
                                                        functions_of_money};
    int result = SQLITE_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && result == SQLITE_OK; i++) {
        /* SQLite's user data is not const; no function writes to it. */
        union {
            const struct config *in;
            void *out;
        } data = {.in = config};
        result = define_all(db, tables[i], data.out);
    }
    return result == SQLITE_OK ? 0 : error_set(error, GARNER_E_BUG, "SQL functions: %s", sqlite3_errmsg(db));
}

int store_bind_config(struct store *store, const struct config *config, struct error *error)
{
    int code = define_functions(store->db, config, error);
    if (!code && store->reader && store->reader != store->db) {
        code = define_functions(store->reader, config, error);
    }
    if (!code) {
        store->config = config;
        store->bind = define_functions;
    }
    return code;
}
