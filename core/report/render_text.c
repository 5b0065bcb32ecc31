/* render_text.c - one cell as text: exact for programs, rounded for people. Called by every renderer; knows no format's
 * quoting. */
#include "core/base/calendar.h"
#include "core/base/number.h"
#include "core/report/render.h"
#include "core/schema/values.h"
#include <math.h>

enum { COUNT_DECIMALS = 2, MONEY_DECIMALS = 2 };

bool render_decimal(double value, char out[32])
{
    if (!isfinite(value)) {
        return false;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, 32, "%.*g", digits, value);
        if (strtod(out, NULL) == value) {
            break;
        }
    }
    return true;
}

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

/* Millionths rounded half to even to so many decimals; as they are where that would not fit. */
static int64_t rounded(int64_t millionths, int decimals)
{
    int64_t unit = power_of_ten(6 - decimals), whole = 0, result = 0;
    return number_muldiv(millionths, 1, unit, &whole) && number_mul(whole, unit, &result) ? result : millionths;
}

static int money_decimals(const struct render *render)
{
    const char *currency = render->options.currency;
    int decimals = currency && *currency ? value_currency_digits(currency) : MONEY_DECIMALS;
    return decimals < 0 || decimals > 6 ? MONEY_DECIMALS : decimals;
}

static void add_money(struct render *render, int64_t micros)
{
    char text[32];
    int decimals = money_decimals(render);
    int64_t shown = render->type->people ? rounded(micros, decimals) : micros;
    buf_adds(&render->text, number_format_millionths(shown, decimals, text));
}

static void add_count(struct render *render, int64_t millionths)
{
    char text[32];
    int64_t shown = render->type->people ? rounded(millionths, COUNT_DECIMALS) : millionths;
    buf_adds(&render->text, number_format_millionths(shown, 0, text));
}

static void add_real(struct render *render, enum column_kind kind, double value)
{
    char text[32];
    if (!render_decimal(value, text)) {
        return;
    }
    if (render->type->people && kind == COLUMN_RATIO) {
        buf_addf(&render->text, "%.2f", value);
    } else if (render->type->people && kind == COLUMN_PERCENT) {
        buf_addf(&render->text, "%.1f %%", 100 * value);
    } else {
        buf_adds(&render->text, text);
    }
}

static void add_day(struct render *render, int64_t day)
{
    char text[32];
    if (day >= INT32_MIN && day <= INT32_MAX) {
        buf_adds(&render->text, calendar_format_day((int32_t)day, text));
    }
}

static void add_integer(struct render *render, enum column_kind kind, int64_t value)
{
    switch (kind) {
    case COLUMN_MONEY:
    case COLUMN_INTERVAL:
        add_money(render, value);
        break;
    case COLUMN_COUNT:
        add_count(render, value);
        break;
    case COLUMN_DAY:
        add_day(render, value);
        break;
    case COLUMN_RATIO:
    case COLUMN_PERCENT:
        add_real(render, kind, (double)value);
        break;
    default:
        buf_addf(&render->text, "%lld", (long long)value);
    }
}

/* A whole-number column may come out of SQL as a double, from a division; half a millionth is nobody's loss there. */
static bool is_whole(enum column_kind kind)
{
    return kind == COLUMN_MONEY || kind == COLUMN_INTERVAL || kind == COLUMN_COUNT || kind == COLUMN_DAY ||
           kind == COLUMN_INTEGER;
}

static void add_hex(struct render *render, struct garner_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        buf_addf(&render->text, "%02x", (unsigned)(unsigned char)bytes.ptr[i]);
    }
}

static void add_cell(struct render *render, enum column_kind kind, const struct cell *cell)
{
    switch (cell->type) {
    case CELL_NULL:
        break;
    case CELL_INTEGER:
        add_integer(render, kind, cell->integer);
        break;
    case CELL_REAL:
        if (is_whole(kind) && fabs(cell->real) < 9e18) {
            add_integer(render, kind, llround(cell->real));
        } else {
            add_real(render, kind, cell->real);
        }
        break;
    case CELL_TEXT:
        buf_addstr(&render->text, cell->text);
        break;
    case CELL_BLOB:
        add_hex(render, cell->text);
        break;
    }
}

/* Low and high end in one cell. */
static void add_interval(struct render *render, const struct cell *low, const struct cell *high)
{
    if (low->type == CELL_NULL) {
        return;
    }
    if (high->type == CELL_NULL) {
        buf_adds(&render->text, "> ");
    }
    add_cell(render, COLUMN_INTERVAL, low);
    if (high->type != CELL_NULL) {
        buf_adds(&render->text, " – ");
        add_cell(render, COLUMN_INTERVAL, high);
    }
}

struct garner_str render_text(struct render *render, size_t column, const struct cell *cells)
{
    enum column_kind kind = render->columns[column].kind;
    buf_clear(&render->text);
    if (kind == COLUMN_INTERVAL && render->type->people && column + 1 < render->count) {
        add_interval(render, &cells[column], &cells[column + 1]);
    } else {
        add_cell(render, kind, &cells[column]);
    }
    bool undefined = render->text.len == 0 && cells[column].type != CELL_TEXT && cells[column].type != CELL_BLOB;
    return undefined ? (struct garner_str){NULL, 0} : buf_str(&render->text);
}

bool render_is_number(const struct render *render, size_t column, const struct cell *cell)
{
    bool numeric = cell->type == CELL_INTEGER || (cell->type == CELL_REAL && isfinite(cell->real));
    return numeric && render->columns[column].kind != COLUMN_DAY;
}

bool render_is_right(enum column_kind kind)
{
    return kind != COLUMN_TEXT && kind != COLUMN_DAY && kind != COLUMN_BAR && kind != COLUMN_HIDDEN;
}

bool render_is_total(const struct render *render, const struct cell *cells)
{
    if (render->row_type == render->count) {
        return false;
    }
    const struct cell *cell = &cells[render->row_type];
    return cell->type == CELL_TEXT && cell->text.len == 5 && memcmp(cell->text.ptr, "total", 5) == 0;
}
