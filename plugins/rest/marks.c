/* marks.c - how far endpoints have been read; see endpoint.h. */
#include "endpoint.h"

/* ---- the largest value of a field ---- */

void high_begin(struct high *high, const struct garner_file *file)
{
    const char *const names[] = {high->field, NULL};
    high->column = high->field ? garner_find_column(file, names) : -1;
}

static bool all_digits(struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return false;
        }
    }
    return text.len > 0;
}

/* Instants of one form compare as text, whole numbers by their length first. */
static bool is_larger(struct garner_str a, struct garner_str b)
{
    if (all_digits(a) && all_digits(b) && a.len != b.len) {
        return a.len > b.len;
    }
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);
    return order > 0 || (order == 0 && a.len > b.len);
}

void high_see(struct high *high, const struct garner_row *row)
{
    struct garner_str value = high->column >= 0 ? row->cells[high->column] : (struct garner_str){NULL, 0};
    if (value.len && value.len < sizeof high->text && (!high->largest.len || is_larger(value, high->largest))) {
        memcpy(high->text, value.ptr, value.len);
        high->largest = (struct garner_str){high->text, value.len};
    }
}

struct garner_str high_text(const struct high *high)
{
    return high->largest;
}

/* ---- marks ---- */

static size_t until(struct garner_str text, size_t from, char end)
{
    while (from < text.len && text.ptr[from] != end) {
        from++;
    }
    return from;
}

int marks_read(struct garner_pull *pull, struct marks *marks)
{
    struct garner_str text = pull->cursor;
    for (size_t at = 0; at < text.len && marks->count < MARKS_MAX;) {
        size_t end = until(text, at, '\n'), tab = until(text, at, '\t');
        if (tab >= end) {
            return garner_fail(pull, GARNER_E_DATA, "the cursor of this source is damaged; pull it with --full");
        }
        marks->items[marks->count++] =
            (struct garner_pair){{text.ptr + at, tab - at}, {text.ptr + tab + 1, end - tab - 1}};
        at = end + 1;
    }
    return 0;
}

static struct garner_pair *find(struct marks *marks, const char *name)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (garner_same(marks->items[i].name, garner_text(name))) {
            return &marks->items[i];
        }
    }
    return NULL;
}

struct garner_str marks_find(const struct marks *marks, const char *name)
{
    const struct garner_pair *found = find((struct marks *)marks, name);
    return found ? found->value : (struct garner_str){NULL, 0};
}

void marks_set(struct garner_pull *pull, struct marks *marks, const char *name, struct garner_str value)
{
    struct garner_pair *mark = find(marks, name);
    if (!mark && marks->count < MARKS_MAX) {
        mark = &marks->items[marks->count++];
        mark->name = garner_text(name);
        mark->value = garner_text("-");
    }
    if (mark && value.len) {
        mark->value = garner_text(garner_format(pull, "%.*s", (int)value.len, value.ptr));
    }
}

struct garner_str marks_text(struct garner_pull *pull, const struct marks *marks)
{
    const char *text = "";
    for (size_t i = 0; i < marks->count; i++) {
        const struct garner_pair *mark = &marks->items[i];
        text = garner_format(pull, "%s%.*s\t%.*s\n", text, (int)mark->name.len, mark->name.ptr, (int)mark->value.len,
                             mark->value.ptr);
    }
    return garner_text(text);
}
