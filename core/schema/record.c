/* record.c - reads and checks any record by its table: which fields are there, whether they hold what the schema
 * promises, which day places the record. Called where records enter (the worker's emit, the host's collect) and by the
 * store. Knows nothing of how records travel or are kept. */
#include "core/schema/record.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/schema/state.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31 */
#define FIRST_MS ((int64_t)FIRST_DAY * CALENDAR_DAY_MS)
#define END_MS (((int64_t)LAST_DAY + 1) * CALENDAR_DAY_MS)

static const void *member(const struct field *field, const void *record)
{
    return (const char *)record + field->offset;
}

enum garner_state field_state(const struct field *field, const void *record)
{
    return member_state(field->type, member(field, record));
}

/* ---- one value: NULL where it is good, else what is wrong with it ---- */

static const char *text_fault(const struct garner_str *text)
{
    if (text->len > RECORD_TEXT_MAX) {
        return "is longer than 65535 bytes";
    }
    return str_is_text(*text) ? NULL : "is not UTF-8 text without control characters";
}

static bool is_currency(const char *code, size_t len)
{
    return len == 3 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z' && code[2] >= 'A' &&
           code[2] <= 'Z';
}

static const char *money_fault(const struct garner_money *money)
{
    size_t len = strnlen(money->currency, sizeof money->currency);
    return is_currency(money->currency, len) ? NULL : "has a currency that is not three capital letters";
}

static const char *day_fault(int32_t day)
{
    return day >= FIRST_DAY && day <= LAST_DAY ? NULL : "is not between the years 1 and 9999";
}

static const char *instant_fault(const struct garner_instant *instant)
{
    if (instant->ms < FIRST_MS || instant->ms >= END_MS) {
        return "is not between the years 1 and 9999";
    }
    if (instant->precision > GARNER_PRECISION_DAY) {
        return "has an unknown precision";
    }
    if (instant->precision == GARNER_PRECISION_DAY && instant->ms % CALENDAR_DAY_MS != 0) {
        return "has the precision of a day and yet a time";
    }
    return NULL;
}

static const char *value_fault(const struct field *field, const void *value)
{
    switch (field->type) {
    case FIELD_TEXT:
        return text_fault(value);
    case FIELD_MONEY:
        return money_fault(value);
    case FIELD_DAY:
        return day_fault(((const struct garner_day *)value)->day);
    case FIELD_INSTANT:
        return instant_fault(value);
    case FIELD_ENUM:
        return words_name(field->words, (int)enum_number(value)) ? NULL : "has a number that is none of its words";
    case FIELD_COUNT:
    case FIELD_AMOUNT:
        break;
    }
    return NULL;
}

/* ---- what must be there ---- */

/* Fields of which one is enough form a set: those of a reference, and the measures. Set 0 is of single fields. */
enum { SET_MEASURES = GROUP_CAMPAIGN + 1, SETS };

static unsigned set_of(const struct field *field)
{
    return field->flags & FIELD_MEASURE ? SET_MEASURES : (unsigned)field->group;
}

static bool must_be_there(const struct field *field, bool only_key)
{
    return (field->flags & FIELD_REQUIRED) && (!only_key || (field->flags & FIELD_KEY));
}

static int refuse(const struct record_type *type, const struct field *field, const char *fault, const char **bad_field,
                  struct error *error)
{
    if (bad_field) {
        *bad_field = field->name;
    }
    return error_set(error, GARNER_E_DATA, "%s: %s %s", type->name, field->name, fault);
}

/* first: the first field of a set of which none is there. */
static int refuse_set(const struct record_type *type, const struct field *first, const char **bad_field,
                      struct error *error)
{
    char names[256];
    size_t used = 0, members = 0;
    for (const struct field *f = first; f < type->fields + type->count; f++) {
        if (set_of(f) != set_of(first) || !(f->flags & FIELD_REQUIRED)) {
            continue;
        }
        members++;
        int n = snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", f->name);
        used += n > 0 && (size_t)n < sizeof names - used ? (size_t)n : 0;
    }
    if (members == 1) {
        return refuse(type, first, "is missing", bad_field, error);
    }
    if (bad_field) {
        *bad_field = first->name;
    }
    return error_set(error, GARNER_E_DATA, "%s: one of %s is needed", type->name, names);
}

/* ---- what fields promise each other ---- */

static bool day_before(const struct garner_day *last, const struct garner_day *first)
{
    return last->state == GARNER_SET && first->state == GARNER_SET && last->day < first->day;
}

static const char *rate_fault(const struct garner_rate *rate, const char **name)
{
    *name = "currency";
    if (!is_currency(rate->currency.ptr, rate->currency.len)) {
        return "is not three capital letters";
    }
    *name = "base";
    if (!is_currency(rate->base.ptr, rate->base.len)) {
        return "is not three capital letters";
    }
    *name = "rate";
    return rate->rate.state == GARNER_SET && rate->rate.millionths <= 0 ? "is not above zero" : NULL;
}

/* Sets *name to the field that breaks the promise. */
static const char *record_fault(const struct record_type *type, const void *record, const char **name)
{
    const union record_any *any = record;
    bool reversed = false;
    *name = "until_day";
    switch (type->kind) {
    case GARNER_RECORD_SPEND:
        reversed = day_before(&any->spend.until_day, &any->spend.day);
        break;
    case GARNER_RECORD_CLAIM:
        reversed = day_before(&any->claim.until_day, &any->claim.day);
        break;
    case GARNER_RECORD_ASSIGNMENT:
        reversed = day_before(&any->assignment.until_day, &any->assignment.from_day);
        break;
    case GARNER_RECORD_RATE:
        return rate_fault(&any->rate, name);
    case GARNER_RECORD_REFUND:
        *name = "amount";
        return any->refund.amount.state == GARNER_SET && any->refund.amount.micros < 0 ? "is negative" : NULL;
    default:
        break;
    }
    return reversed ? "is before the first day" : NULL;
}

static int check_fields(const struct record_type *type, const void *record, bool only_key, const char **bad_field,
                        struct error *error)
{
    const struct field *wanted[SETS] = {NULL};
    unsigned found = 0;
    for (const struct field *f = type->fields, *end = f + type->count; f < end; f++) {
        const void *value = member(f, record);
        enum garner_state state = member_state(f->type, value);
        bool needed = must_be_there(f, only_key);
        if (needed && set_of(f) == 0 && state != GARNER_SET) {
            return refuse(type, f, state == GARNER_ABSENT ? "is missing" : "is empty", bad_field, error);
        }
        if (needed && wanted[set_of(f)] == NULL) {
            wanted[set_of(f)] = f;
        }
        if (state == GARNER_ABSENT || state == GARNER_CLEARED) {
            continue;
        }
        const char *fault = state == GARNER_SET ? value_fault(f, value) : "has an unknown state";
        if (fault) {
            return refuse(type, f, fault, bad_field, error);
        }
        found |= needed ? 1u << set_of(f) : 0;
    }
    for (unsigned set = 1; set < SETS; set++) {
        if (wanted[set] && !(found & 1u << set)) {
            return refuse_set(type, wanted[set], bad_field, error);
        }
    }
    return 0;
}

int record_check(const struct record_type *type, const void *record, bool only_key, const char **bad_field,
                 struct error *error)
{
    int code = check_fields(type, record, only_key, bad_field, error);
    if (code) {
        return code;
    }
    const char *name = NULL;
    const char *fault = record_fault(type, record, &name);
    if (fault == NULL) {
        return 0;
    }
    return refuse(type, record_field(type, str_of(name, strlen(name))), fault, bad_field, error);
}

/* ---- the window's day ---- */

static int32_t utc_day(int64_t ms)
{
    int64_t day = ms / CALENDAR_DAY_MS;
    return (int32_t)(ms % CALENDAR_DAY_MS < 0 ? day - 1 : day);
}

bool record_place(const struct record_type *type, const void *record, int32_t *day)
{
    for (const struct field *f = type->fields, *end = f + type->count; f < end; f++) {
        if (!(f->flags & FIELD_PLACE)) {
            continue;
        }
        const void *value = member(f, record);
        if (member_state(f->type, value) != GARNER_SET) {
            return false;
        }
        *day = f->type == FIELD_DAY ? ((const struct garner_day *)value)->day
                                    : utc_day(((const struct garner_instant *)value)->ms);
        return true;
    }
    return false;
}
