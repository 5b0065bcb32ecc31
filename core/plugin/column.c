/* column.c - evidence from whole columns; see column.h. */
#include "core/plugin/column.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* Exports write these where there is no number or date. */
bool column_says_nothing(struct garner_str text)
{
    static const char *const words[] = {"-",   "--",   "n/a",       "#n/a",         "na",          "null",
                                        "nan", "none", "(not set)", "\xE2\x80\x93", "\xE2\x80\x94"};
    if (text.len == 0) {
        return true;
    }
    if (text.len > 9 || (text.ptr[0] >= '0' && text.ptr[0] <= '9')) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_is_nocase(text, words[i])) {
            return true;
        }
    }
    return false;
}

bool cell_currency_of_name(struct garner_str name, char out[4])
{
    for (size_t i = 0; i + 5 <= name.len; i++) {
        if (name.ptr[i] == '(' && name.ptr[i + 4] == ')') {
            memcpy(out, name.ptr + i + 1, 3);
            out[3] = '\0';
            if (value_is_currency(out)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Marks of a number: how often each occurs, where the last stands, how many digits surround it. */
struct marks {
    size_t points, commas, digits, before, after;
    char last;
};

static struct marks marks_of(struct garner_str text)
{
    struct marks m = {0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_digit(c)) {
            m.digits++;
            m.after++;
        } else if (c == '.' || c == ',') {
            m.points += c == '.';
            m.commas += c == ',';
            m.before = m.after;
            m.after = 0;
            m.last = c;
        } else if (c == 'e' || c == 'E') {
            break;
        }
    }
    return m;
}

static bool leading_zero(struct garner_str text)
{
    size_t i = 0;
    while (i < text.len && !is_digit(text.ptr[i])) {
        i++;
    }
    return i < text.len && text.ptr[i] == '0';
}

enum mark number_mark(struct garner_str text)
{
    struct marks m = marks_of(text);
    size_t count = m.points + m.commas;
    if (count == 0 || m.digits == 0) {
        return MARK_NONE;
    }
    bool point = m.last == '.';
    if (m.points && m.commas) {
        return point ? MARK_POINT : MARK_COMMA;
    }
    if (count > 1) {
        return point ? MARK_COMMA : MARK_POINT;
    }
    bool grouped = m.after == 3 && m.before > 0 && m.before <= 3 && !leading_zero(text);
    if (grouped) {
        return MARK_EITHER;
    }
    return point ? MARK_POINT : MARK_COMMA;
}

/* "26-03-10": a year of two digits may come first only where one could also come last. */
static bool perhaps_year_first(struct garner_str text)
{
    int value[3] = {0}, digits[3] = {0}, part = 0;
    for (size_t i = 0; i < text.len && part < 3; i++) {
        if (is_digit(text.ptr[i])) {
            value[part] = value[part] * 10 + (text.ptr[i] - '0');
            digits[part]++;
        } else if (digits[part]) {
            part++;
        }
        if (part < 3 && digits[part] > 2) {
            return false;
        }
    }
    return digits[0] == 2 && digits[2] == 2 && value[1] <= 12 && value[2] <= 31;
}

static void look_at(struct column *column, struct garner_str text)
{
    uint64_t dates = column->dates.numeric;
    date_evidence(&column->dates, text);
    if (column->dates.numeric > dates && !column->not_ymd) {
        column->not_ymd = !perhaps_year_first(text);
    }
    enum mark mark = number_mark(text);
    column->point = column->point || mark == MARK_POINT;
    column->comma = column->comma || mark == MARK_COMMA;
}

/* Only a number proves something; a sentence may hold any marks. */
static bool perhaps_number(struct garner_str text)
{
    size_t letters = 0;
    bool digit = false;
    for (size_t i = 0; i < text.len && text.len <= 64; i++) {
        unsigned char c = (unsigned char)text.ptr[i] | 0x20;
        letters += c >= 'a' && c <= 'z';
        digit = digit || is_digit(text.ptr[i]);
    }
    return digit && letters <= 10;
}

int columns_scan(const struct table *table, int fd, struct column **out, struct error *error)
{
    struct column *columns = xcalloc(table->columns, sizeof *columns);
    *out = columns;
    struct table *again = NULL;
    int code = table_open_again(&again, table, fd, error);
    while (code == 0 && (code = table_next(again, error)) > 0) {
        size_t count = code == TABLE_CELLS && again->columns == table->columns ? again->columns : 0;
        for (size_t i = 0; i < count; i++) {
            if (perhaps_number(again->cells[i]) && !table_is_number(again, again->cells[i])) {
                look_at(&columns[i], again->cells[i]);
            }
        }
        code = 0;
    }
    table_close(again);
    return code;
}

enum date_order column_order(const struct column *column)
{
    const bool possible[] = {false, !column->dates.not_dmy, !column->dates.not_mdy, !column->not_ymd};
    enum date_order found = DATE_ANY;
    for (enum date_order order = DATE_DMY; order <= DATE_YMD; order++) {
        if (possible[order] && found != DATE_ANY) {
            return DATE_ANY;
        }
        found = possible[order] ? order : found;
    }
    return found;
}

char column_decimal(const struct column *column)
{
    if (column->point == column->comma) {
        return '\0';
    }
    return column->point ? '.' : ',';
}
