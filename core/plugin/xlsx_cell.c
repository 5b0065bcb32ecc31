/* xlsx_cell.c - what a cell's XML means, as text; see xlsx_cell.h. */
#include "core/plugin/xlsx_cell.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/csv.h"

enum { ROW_MAX = STREAM_UNREAD_MAX };

/* ---- cells ---- */

void xlsx_cell_init(struct xlsx_cell *cell)
{
    *cell = (struct xlsx_cell){0};
    buf_init(&cell->value, CSV_CELL_MAX);
    buf_init(&cell->formula, CSV_CELL_MAX);
    buf_addc(&cell->formula, '=');
}

void xlsx_cell_release(struct xlsx_cell *cell)
{
    buf_release(&cell->value);
    buf_release(&cell->formula);
}

static enum xlsx_type type_named(const char *name)
{
    static const struct {
        const char *name;
        enum xlsx_type type;
    } NAMES[] = {{"s", XLSX_TYPE_SHARED},       {"n", XLSX_TYPE_NUMBER},  {"str", XLSX_TYPE_TEXT},
                 {"inlineStr", XLSX_TYPE_TEXT}, {"b", XLSX_TYPE_BOOLEAN}, {"e", XLSX_TYPE_ERROR},
                 {"d", XLSX_TYPE_ISO_DATE}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(name, NAMES[i].name) == 0) {
            return NAMES[i].type;
        }
    }
    return XLSX_TYPE_TEXT;
}

void xlsx_cell_begin(struct xlsx_cell *cell, const char *type, const char *style)
{
    size_t number = 0;
    for (; style && *style >= '0' && *style <= '9' && number < SIZE_MAX / 16; style++) {
        number = number * 10 + (size_t)(*style - '0');
    }
    cell->type = type ? type_named(type) : XLSX_TYPE_NUMBER;
    cell->style = number;
    cell->value.len = 0;
    cell->value.overflowed = false;
    if (cell->has_formula) {
        cell->formula.len = 1;
        cell->formula.overflowed = false;
    }
    cell->has_value = cell->has_formula = false;
}

static unsigned shown(const struct xlsx_cell *cell, const struct xlsx_book *book)
{
    return book && cell->style < book->styles.count ? book->styles.shown[cell->style] : XLSX_NUMBER;
}

static struct garner_str number_text(struct xlsx_cell *cell, const struct xlsx_book *book, struct garner_str value,
                                     bool *number)
{
    unsigned how = shown(cell, book);
    struct garner_str raw = str_trim(value);
    if (how != XLSX_NUMBER) {
        return xlsx_date_text(raw, how, book->from_1904, cell->text);
    }
    *number = true;
    return xlsx_number_text(raw, cell->text);
}

static enum xlsx_cell_result shared_text(const struct xlsx_book *book, struct garner_str value, struct garner_str *text)
{
    int64_t index = 0;
    struct garner_str digits = str_trim(value);
    *text = str_of(NULL, 0);
    if (digits.len == 0) {
        return XLSX_CELL_TEXT;
    }
    if (!book || !str_integer(digits, &index) || index < 0 || (uint64_t)index >= book->strings.count) {
        return XLSX_CELL_NO_TEXT;
    }
    *text = xlsx_strings_get(&book->strings, (uint64_t)index);
    return text->len > CSV_CELL_MAX ? XLSX_CELL_TOO_LONG : XLSX_CELL_TEXT;
}

static struct garner_str iso_text(const struct xlsx_cell *cell, const struct xlsx_book *book, struct garner_str value)
{
    static const char MIDNIGHT[] = "T00:00:00";
    bool day = (shown(cell, book) & ~(unsigned)XLSX_FRACTIONS) == XLSX_DATE;
    struct garner_str text = str_trim(value);
    if (day && text.len > 10 && str_starts(str_of(text.ptr + 10, text.len - 10), MIDNIGHT)) {
        text.len = 10;
    }
    return text;
}

enum xlsx_cell_result xlsx_cell_text(struct xlsx_cell *cell, const struct xlsx_book *book, struct garner_str *text,
                                     bool *number)
{
    *number = false;
    if (cell->value.overflowed || cell->formula.overflowed) {
        return XLSX_CELL_TOO_LONG;
    }
    struct garner_str value = buf_str(&cell->value);
    *text = value;
    if (!cell->has_value) {
        *text = cell->has_formula ? buf_str(&cell->formula) : str_of(NULL, 0);
        return XLSX_CELL_TEXT;
    }
    switch (cell->type) {
    case XLSX_TYPE_SHARED:
        return shared_text(book, value, text);
    case XLSX_TYPE_NUMBER:
        *text = value.len ? number_text(cell, book, value, number) : value;
        break;
    case XLSX_TYPE_TEXT:
        *text = value.len ? str_of(value.ptr, xlsx_unescape(cell->value.ptr, value.len)) : value;
        break;
    case XLSX_TYPE_BOOLEAN:
        *text = value.len == 0 ? value : garner_text(str_is(str_trim(value), "0") ? "FALSE" : "TRUE");
        break;
    case XLSX_TYPE_ERROR:
        *text = str_is(value, "#N/A") ? str_of(NULL, 0) : value;
        break;
    case XLSX_TYPE_ISO_DATE:
        *text = iso_text(cell, book, value);
        break;
    }
    return XLSX_CELL_TEXT;
}

/* ---- rows ---- */

void xlsx_row_clear(struct xlsx_row *row)
{
    row->count = 0;
    row->texts.len = row->numbers.len = 0;
    row->texts.max = row->numbers.max = ROW_MAX;
    row->texts.overflowed = row->numbers.overflowed = false;
}

void xlsx_row_release(struct xlsx_row *row)
{
    free(row->places);
    buf_release(&row->texts);
    buf_release(&row->numbers);
    *row = (struct xlsx_row){0};
}

static void make_room(struct xlsx_row *row, size_t count)
{
    if (count > row->room) {
        row->room = row->room ? row->room : 32;
        while (row->room < count) {
            row->room *= 2;
        }
        row->places = xreallocarray(row->places, row->room, sizeof *row->places);
    }
}

/* Text that the next cell will overwrite has to be copied. */
static bool is_passing(const struct xlsx_cell *cell)
{
    return !cell->has_value || (cell->type != XLSX_TYPE_SHARED && cell->type != XLSX_TYPE_BOOLEAN);
}

bool xlsx_row_add(struct xlsx_row *row, size_t column, struct garner_str text, const struct xlsx_cell *cell,
                  bool number)
{
    make_room(row, column + 1);
    memset(row->places + row->count, 0, (column - row->count) * sizeof *row->places);
    row->count = column + 1;
    struct xlsx_place *place = &row->places[column];
    *place = (struct xlsx_place){.ptr = text.ptr, .len = text.len, .number = number};
    if (!is_passing(cell)) {
        return true;
    }
    struct buf *buf = number ? &row->numbers : &row->texts;
    place->ptr = NULL;
    place->offset = buf->len;
    return buf_addstr(buf, text) == 0;
}

void xlsx_row_show(const struct xlsx_row *row, struct garner_str *cells)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct xlsx_place *place = &row->places[i];
        const struct buf *buf = place->number ? &row->numbers : &row->texts;
        const char *ptr = place->ptr || place->len == 0 ? place->ptr : buf->ptr + place->offset;
        cells[i] = str_of(ptr, place->len);
    }
}

bool xlsx_row_is_number(const struct xlsx_row *row, struct garner_str cell)
{
    const char *start = row->numbers.ptr;
    return start && cell.ptr >= start && cell.ptr < start + row->numbers.len;
}
