/* cell.c - the text of a cell as a typed value, read as the whole column, the file and the source say; see host_impl.h.
 * What a text by itself can mean is core/schema/values.h's. */
#include "core/plugin/host_impl.h"
#include "core/base/str.h"

/* ---- what a column says ---- */

static int column_of(struct host *host, int column, struct column **out)
{
    struct reading *reading = host->reading;
    *out = NULL;
    if (!reading || column < 0 || (size_t)column >= reading->table->columns) {
        return 0;
    }
    if (!reading->columns) {
        int code = columns_scan(reading->table, reading->fd, &reading->columns, &host->error);
        if (code) {
            return code;
        }
    }
    *out = &reading->columns[column];
    return 0;
}

/* why holds both readings of the value at hand, and what to set. */
static int refuse_column(struct host *host, int column, struct error *why)
{
    const struct table *table = host->reading->table;
    return error_set(why, GARNER_E_CONFIG, "%s: column \"" STR_FMT "\", which as a whole does not decide: %s",
                     table->path, STR_ARG(table->names[column]), arena_strdup(&host->row_arena, why->message));
}

/* ---- dates ---- */

typedef int read_time(struct garner_str text, const struct date_format *format, void *out, struct error *error);

static int read_day(struct garner_str text, const struct date_format *format, void *out, struct error *error)
{
    return value_day(text, format, out, error);
}

static int read_instant(struct garner_str text, const struct date_format *format, void *out, struct error *error)
{
    return value_instant(text, format, out, error);
}

static bool has_orders(struct garner_str text)
{
    struct date_evidence evidence = {0};
    date_evidence(&evidence, text);
    return evidence.numeric > 0;
}

static int read_date(struct host *host, int column, struct garner_str text, const struct cell_format *format,
                     read_time *read, void *out, struct error *error)
{
    struct date_format how = {format->order, format->zone ? format->zone : host->zone};
    if (how.order == DATE_ANY && host->reading) {
        how.order = host->reading->order;
    }
    int code = read(text, &how, out, error);
    if (code == 0 || how.order != DATE_ANY || !has_orders(text)) {
        return code;
    }
    struct column *whole = NULL;
    int failed = column_of(host, column, &whole);
    if (failed || !whole) {
        return failed ? failed : code;
    }
    how.order = column_order(whole);
    if (how.order == DATE_ANY) {
        return refuse_column(host, column, error);
    }
    return read(text, &how, out, error);
}

/* ---- numbers ---- */

static int read_number(struct garner_str text, enum garner_value_type type, char decimal, const char *currency,
                       void *out, struct error *error)
{
    struct number_format format = {decimal};
    if (type == GARNER_VALUE_MONEY) {
        return value_money(text, format, currency, out, error);
    }
    int64_t number = 0;
    int code = type == GARNER_VALUE_COUNT ? value_count(text, format, &number, error)
                                          : value_amount(text, format, &number, error);
    if (code == 0 && type == GARNER_VALUE_COUNT) {
        *(struct garner_count *)out = garner_count(number);
    } else if (code == 0) {
        *(struct garner_amount *)out = garner_millionths(number);
    }
    return code;
}

static int read_by_column(struct host *host, int column, struct garner_str text, enum garner_value_type type,
                          char decimal, const char *currency, void *out, struct error *error)
{
    if (!decimal && host->reading) {
        decimal = host->reading->decimal;
    }
    if (host->reading && table_is_number(host->reading->table, text)) {
        decimal = '.';
    }
    int code = read_number(text, type, decimal, currency, out, error);
    if (code == 0 || decimal || number_mark(text) != MARK_EITHER) {
        return code;
    }
    struct column *whole = NULL;
    int failed = column_of(host, column, &whole);
    if (failed || !whole) {
        return failed ? failed : code;
    }
    decimal = column_decimal(whole);
    if (!decimal) {
        return refuse_column(host, column, error);
    }
    return read_number(text, type, decimal, currency, out, error);
}

/* Digits, marks, signs and blanks alone name no currency. */
static bool perhaps_currency(struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '+' || c == ' ' || c == '(' ||
              c == ')')) {
            return true;
        }
    }
    return false;
}

/* The currency of an amount: as it is told, as the text names it, as the column's name says, the source's. */
static int read_money(struct host *host, int column, struct garner_str text, const struct cell_format *format,
                      void *out, struct error *error)
{
    if (format->currency && format->currency[0]) {
        return read_by_column(host, column, text, GARNER_VALUE_MONEY, format->decimal, format->currency, out, error);
    }
    if (perhaps_currency(text) &&
        read_by_column(host, column, text, GARNER_VALUE_MONEY, format->decimal, NULL, out, error) == 0) {
        return 0;
    }
    char of_name[4];
    const char *currency = host->pull.currency;
    const struct table *table = host->reading ? host->reading->table : NULL;
    if (table && column >= 0 && (size_t)column < table->columns &&
        cell_currency_of_name(table->names[column], of_name)) {
        currency = of_name;
    }
    return read_by_column(host, column, text, GARNER_VALUE_MONEY, format->decimal, currency, out, error);
}

/* ---- any ---- */

static size_t size_of(enum garner_value_type type)
{
    switch (type) {
    case GARNER_VALUE_TEXT:
        return sizeof(struct garner_str);
    case GARNER_VALUE_MONEY:
        return sizeof(struct garner_money);
    case GARNER_VALUE_DAY:
        return sizeof(struct garner_day);
    case GARNER_VALUE_INSTANT:
        return sizeof(struct garner_instant);
    case GARNER_VALUE_COUNT:
        return sizeof(struct garner_count);
    case GARNER_VALUE_AMOUNT:
        return sizeof(struct garner_amount);
    }
    return 0;
}

int cell_read(struct host *host, int column, struct garner_str text, enum garner_value_type type,
              const struct cell_format *format, void *out, struct error *error)
{
    memset(out, 0, size_of(type));
    text = str_trim(text);
    if (type == GARNER_VALUE_TEXT) {
        *(struct garner_str *)out = text.len ? text : str_of(NULL, 0);
        return 0;
    }
    if (column_says_nothing(text)) {
        return 0;
    }
    switch (type) {
    case GARNER_VALUE_DAY:
        return read_date(host, column, text, format, read_day, out, error);
    case GARNER_VALUE_INSTANT:
        return read_date(host, column, text, format, read_instant, out, error);
    case GARNER_VALUE_MONEY:
        return read_money(host, column, text, format, out, error);
    case GARNER_VALUE_COUNT:
    case GARNER_VALUE_AMOUNT:
    case GARNER_VALUE_TEXT:
        break;
    }
    return read_by_column(host, column, text, type, format->decimal, NULL, out, error);
}

/* ---- services ---- */

static int read_hint(struct host *host, const struct garner_hint *hint, size_t size, struct cell_format *out)
{
    struct garner_hint whole = {0};
    *out = (struct cell_format){0};
    if (!hint) {
        return 0;
    }
    memcpy(&whole, hint, size < sizeof whole ? size : sizeof whole);
    out->order = date_order_named(whole.order);
    out->decimal = whole.decimal.len == 1 && (whole.decimal.ptr[0] == '.' || whole.decimal.ptr[0] == ',')
                       ? whole.decimal.ptr[0]
                       : '\0';
    if (whole.currency.len) {
        out->currency = arena_strndup(&host->row_arena, whole.currency.ptr, whole.currency.len);
    }
    return whole.timezone.len ? host_zone(host, whole.timezone, &out->zone) : 0;
}

union value {
    struct garner_str text;
    struct garner_money money;
    struct garner_day day;
    struct garner_instant instant;
    struct garner_count count;
    struct garner_amount amount;
};

static int unknown_type(struct host *host, enum garner_value_type type)
{
    return host_fail(host, GARNER_E_BUG, "the plugin asks for a value of type %d, which does not exist", (int)type);
}

int cell_value(struct garner_pull *pull, const struct garner_row *row, int column, enum garner_value_type type,
               const struct garner_hint *hint, size_t hint_size, void *out, size_t out_size)
{
    struct host *host = host_of(pull);
    struct cell_format format;
    union value value;
    struct error why = {0};
    size_t size = size_of(type);
    if (size == 0) {
        return unknown_type(host, type);
    }
    int code = read_hint(host, hint, hint_size, &format);
    if (code) {
        return code;
    }
    memset(&value, 0, sizeof value);
    bool there = column >= 0 && (size_t)column < row->count;
    code = there ? cell_read(host, column, row->cells[column], type, &format, &value, &why) : 0;
    if (code == GARNER_E_DATA) {
        const struct garner_str name = row->file ? row->file->names[column] : str_of(NULL, 0);
        return emit_reject(pull, arena_strndup(&host->row_arena, name.ptr ? name.ptr : "", name.len), why.message);
    }
    if (code) {
        return why.code ? host_fail(host, code, "%s", why.message) : code;
    }
    memcpy(out, &value, size < out_size ? size : out_size);
    return 0;
}

int cell_parse(struct garner_pull *pull, struct garner_str text, enum garner_value_type type,
               const struct garner_hint *hint, size_t hint_size, void *out, size_t out_size)
{
    struct host *host = host_of(pull);
    struct cell_format format;
    union value value;
    struct error ignored;
    size_t size = size_of(type);
    if (size == 0) {
        return unknown_type(host, type);
    }
    int code = read_hint(host, hint, hint_size, &format);
    memset(&value, 0, sizeof value);
    code = code ? code : cell_read(host, -1, text, type, &format, &value, &ignored);
    if (code == 0) {
        memcpy(out, &value, size < out_size ? size : out_size);
    }
    return code;
}
