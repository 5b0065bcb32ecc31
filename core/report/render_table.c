/* render_table.c - the table for a terminal or a text file: aligned by what each character takes, numbers to the right,
 * with colours and bars where the terminal has them. The first rows are kept until the widths are known; a longer
 * answer goes on with those widths, so that its memory stays bounded. */
#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/report/render.h"

enum { ROWS_KEPT = 4096, BAR_WIDTH = 12, GAP = 2, TEXT_MIN = 12 };

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define BLUE "\033[34m"
#define PLAIN "\033[0m"

struct table_column {
    size_t width;           /* of all its cells */
    size_t wanted;          /* width before it was shortened */
    size_t whole, fraction; /* of a count's, before the point and from it on */
    bool right;
    bool numbers; /* everything in it was a number, so far */
    bool filled;  /* something was in it */
};
/* A row's cells stand one after the other in `texts`; NULL = undefined. */
struct table_row {
    bool total;
    const char **texts;
};
struct table {
    struct arena arena;           /* of the texts */
    struct table_column *columns; /* by position shown */
    struct table_row *rows;
    size_t row_count;
    size_t fitting; /* so many columns have room */
    bool printing;  /* the widths are settled */
    struct buf line;
};

static const struct column *column_at(const struct render *render, size_t place)
{
    return &render->columns[render->shown[place]];
}

static void begin(struct render *render)
{
    struct table *table = render->table = xcalloc(1, sizeof *table);
    arena_init(&table->arena);
    buf_init(&table->line, SIZE_MAX / 2);
    table->columns = xcalloc(render->shown_count + 1, sizeof *table->columns);
    table->rows = xcalloc(ROWS_KEPT, sizeof *table->rows);
    for (size_t i = 0; i < render->shown_count; i++) {
        const struct column *column = column_at(render, i);
        table->columns[i] = (struct table_column){
            .width = column->kind == COLUMN_BAR ? BAR_WIDTH : width_text(garner_text(column->title)),
            .right = render_is_right(column->kind),
            .numbers = true,
        };
    }
}

/* ---- cells ---- */

/* Eighths of a cell. */
static void add_bar(struct buf *out, double value)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int eighths = (int)((value < 0 ? 0 : value > 1 ? 1 : value) * BAR_WIDTH * 8 + 0.5);
    for (int i = 0; i < eighths / 8; i++) {
        buf_adds(out, "█");
    }
    buf_adds(out, parts[eighths % 8]);
}

static bool is_positive(const struct cell *cell)
{
    return (cell->type == CELL_REAL && cell->real > 0) || (cell->type == CELL_INTEGER && cell->integer > 0);
}

/* Copied into the table's arena; NULL where undefined. */
static const char *cell_text(struct render *render, size_t column, const struct cell *cells)
{
    const struct cell *cell = &cells[column];
    if (render->columns[column].kind != COLUMN_BAR) {
        struct garner_str text = render_text(render, column, cells);
        return text.ptr ? arena_strndup(&render->table->arena, text.ptr, text.len) : NULL;
    }
    buf_clear(&render->text);
    if (is_positive(cell)) {
        add_bar(&render->text, cell->type == CELL_REAL ? cell->real : (double)cell->integer);
    }
    return arena_strdup(&render->table->arena, buf_text(&render->text));
}

static size_t fraction_of(const char *text)
{
    const char *point = strchr(text, '.');
    return point ? strlen(point) : 0;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void measure(const struct render *render, size_t place, const char *text, bool number)
{
    struct table_column *column = &render->table->columns[place];
    if (!text) {
        return;
    }
    size_t width = width_text(garner_text(text));
    if (column_at(render, place)->kind == COLUMN_COUNT) {
        size_t fraction = fraction_of(text);
        column->whole = larger(column->whole, width - fraction);
        column->fraction = larger(column->fraction, fraction);
        width = column->whole + column->fraction;
    }
    column->width = larger(column->width, width);
    column->numbers = column->numbers && number;
    column->filled = true;
}

/* ---- lines ---- */

static void add_blanks(struct buf *out, size_t count)
{
    while (count-- > 0) {
        buf_addc(out, ' ');
    }
}

static void add_padded(struct buf *out, const struct table_column *column, enum column_kind kind, const char *text)
{
    struct garner_str cell = garner_text(text ? text : "");
    size_t fraction = kind == COLUMN_COUNT && text ? fraction_of(text) : 0;
    size_t behind = kind == COLUMN_COUNT && text && column->fraction > fraction ? column->fraction - fraction : 0;
    size_t width = width_text(cell) + behind;
    if (!column->right && width > column->width) {
        width_add(out, cell, column->width);
        return;
    }
    size_t pad = column->width > width ? column->width - width : 0;
    add_blanks(out, column->right ? pad : 0);
    width_add(out, cell, 0);
    add_blanks(out, behind + (column->right ? 0 : pad));
}

static void color(const struct render *render, const char *sequence)
{
    if (render->options.color) {
        buf_adds(&render->table->line, sequence);
    }
}

/* Prints the line without the blanks at its end. */
static void end_line(struct render *render)
{
    struct buf *line = &render->table->line;
    size_t len = line->len;
    while (len > 0 && line->ptr[len - 1] == ' ') {
        len--;
    }
    fwrite(buf_text(line), 1, len, render->out);
    fputs(render->options.color ? PLAIN "\n" : "\n", render->out);
    buf_clear(line);
}

static void print_cells(struct render *render, const char *const *texts)
{
    struct table *table = render->table;
    for (size_t i = 0; i < table->fitting; i++) {
        enum column_kind kind = column_at(render, i)->kind;
        color(render, kind == COLUMN_BAR ? BLUE : "");
        add_padded(&table->line, &table->columns[i], kind, texts[i]);
        add_blanks(&table->line, i + 1 < table->fitting ? GAP : 0);
        color(render, kind == COLUMN_BAR ? PLAIN : "");
    }
    end_line(render);
}

static void print_rule(struct render *render)
{
    color(render, DIM);
    for (size_t i = 0; i < render->table->fitting; i++) {
        for (size_t n = render->table->columns[i].width; n > 0; n--) {
            buf_addc(&render->table->line, '-');
        }
        add_blanks(&render->table->line, GAP);
    }
    end_line(render);
}

static void print_row(struct render *render, const struct table_row *row)
{
    if (row->total) {
        print_rule(render);
        color(render, BOLD);
    }
    print_cells(render, row->texts);
}

static void print_header(struct render *render)
{
    struct table *table = render->table;
    color(render, BOLD);
    for (size_t i = 0; i < table->fitting; i++) {
        add_padded(&table->line, &table->columns[i], COLUMN_TEXT, column_at(render, i)->title);
        add_blanks(&table->line, GAP);
    }
    end_line(render);
    print_rule(render);
}

static void print_notes(struct render *render)
{
    struct buf *line = &render->table->line;
    if (render->title) {
        color(render, BOLD);
        width_add(line, garner_text(render->title), 0);
        end_line(render);
    }
    for (const char *const *note = render->notes; *note; note++) {
        color(render, DIM);
        width_add(line, garner_text(*note), 0);
        end_line(render);
    }
    if (render->title || *render->notes) {
        fputc('\n', render->out);
    }
}

static size_t line_width(const struct render *render, size_t columns)
{
    size_t sum = 0;
    for (size_t i = 0; i < columns; i++) {
        sum += render->table->columns[i].width + (i ? GAP : 0);
    }
    return sum;
}

static bool is_text(const struct render *render, size_t place)
{
    return !render->table->columns[place].right && column_at(render, place)->kind != COLUMN_BAR;
}

/* The narrowest shortened text among the columns that fit; NULL where none is shortened. */
static struct table_column *shortest(const struct render *render)
{
    struct table_column *found = NULL;
    for (size_t i = 0; i < render->table->fitting; i++) {
        struct table_column *column = &render->table->columns[i];
        if (column->width < column->wanted && (!found || column->width < found->width)) {
            found = column;
        }
    }
    return found;
}

/* Where the terminal has no room for all, texts are shortened, then columns left out from the right; what room remains
 * goes back to the texts. */
static void fit(struct render *render)
{
    struct table *table = render->table;
    size_t room = (size_t)render->options.width;
    table->fitting = render->shown_count;
    if (render->options.width <= 0 || line_width(render, table->fitting) <= room) {
        return;
    }
    for (size_t i = 0; i < render->shown_count; i++) {
        struct table_column *column = &table->columns[i];
        column->wanted = column->width;
        column->width = is_text(render, i) && column->width > TEXT_MIN ? TEXT_MIN : column->width;
    }
    while (table->fitting > 1 && line_width(render, table->fitting) > room) {
        table->fitting--;
    }
    for (struct table_column *column = shortest(render); column && line_width(render, table->fitting) < room;
         column = shortest(render)) {
        column->width++;
    }
}

static void print_left_out(struct render *render)
{
    struct table *table = render->table;
    if (table->fitting == render->shown_count) {
        return;
    }
    color(render, DIM);
    const char *before = "no room for: ";
    for (size_t i = table->fitting; i < render->shown_count; i++) {
        const struct column *column = column_at(render, i);
        if (column->kind != COLUMN_BAR) {
            buf_addf(&table->line, "%s%s", before, column->title);
            before = ", ";
        }
    }
    end_line(render);
}

/* Settles the widths and prints what was kept. */
static void settle(struct render *render)
{
    struct table *table = render->table;
    for (size_t i = 0; i < render->shown_count; i++) {
        struct table_column *column = &table->columns[i];
        bool undescribed = column_at(render, i)->kind == COLUMN_TEXT;
        column->right = column->right || (undescribed && column->filled && column->numbers);
    }
    fit(render);
    print_notes(render);
    if (render->shown_count) {
        print_header(render);
    }
    for (size_t i = 0; i < table->row_count; i++) {
        print_row(render, &table->rows[i]);
    }
    table->printing = true;
}

static void row(struct render *render, const struct cell *cells)
{
    struct table *table = render->table;
    struct table_row taken = {render_is_total(render, cells), NULL};
    if (!table->printing && table->row_count == ROWS_KEPT) {
        settle(render);
    }
    if (table->printing) {
        arena_clear(&table->arena);
    }
    taken.texts = arena_calloc(&table->arena, render->shown_count + 1, sizeof *taken.texts);
    for (size_t i = 0; i < render->shown_count; i++) {
        size_t column = render->shown[i];
        taken.texts[i] = cell_text(render, column, cells);
        if (!table->printing) {
            measure(render, i, taken.texts[i], render_is_number(render, column, &cells[column]));
        }
    }
    if (table->printing) {
        print_row(render, &taken);
    } else {
        table->rows[table->row_count++] = taken;
    }
}

static void end(struct render *render)
{
    struct table *table = render->table;
    if (!table->printing) {
        settle(render);
    }
    print_left_out(render);
    buf_release(&table->line);
    arena_release(&table->arena);
    free(table->columns);
    free(table->rows);
    free(table);
}

const struct render_type render_table = {"table", true, begin, row, end};
