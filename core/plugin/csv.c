/* csv.c - splits text into rows and cells; see csv.h. Called by table.c and the sniffer; knows nothing of headers or of
 * what cells mean. Cells point into the stream's text; only those with doubled quotes are copied. */
#include "core/plugin/csv.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/csv_scan.h"

/* How the look at one row ended. */
enum found { FOUND_ROW, FOUND_END_OF_TEXT, FOUND_OPEN_QUOTE };

struct scan {
    const char *p, *end;
    struct csv_marks marks, line_ends;
    bool last; /* nothing follows end */
};

void csv_init(struct csv *csv, struct stream *stream, char separator, char quote)
{
    *csv = (struct csv){.stream = stream, .separator = separator, .quote = quote, .next_line = 1};
}

void csv_release(struct csv *csv)
{
    free(csv->cells);
    free(csv->marked);
    free(csv->plain);
    *csv = (struct csv){0};
}

void csv_rewind(struct csv *csv)
{
    stream_rewind(csv->stream);
    csv->next_line = 1;
    csv->count = 0;
}

static void add_cell(struct csv *csv, const char *from, const char *to)
{
    if (csv->count == csv->room) {
        if (csv->count >= CSV_COLUMNS_MAX) {
            csv->too_wide = true;
            return;
        }
        csv->room = csv->room ? csv->room * 2 : 64;
        csv->cells = xreallocarray(csv->cells, csv->room, sizeof *csv->cells);
    }
    csv->cells[csv->count++] = str_of(from, (size_t)(to - from));
}

const struct garner_str *csv_pad(struct csv *csv, size_t columns)
{
    if (csv->room < columns) {
        csv->room = columns;
        csv->cells = xreallocarray(csv->cells, csv->room, sizeof *csv->cells);
    }
    while (csv->count < columns) {
        csv->cells[csv->count++] = str_of(NULL, 0);
    }
    return csv->cells;
}

static void mark_cell(struct csv *csv)
{
    if (csv->marked_count == csv->marked_room) {
        csv->marked_room = csv->marked_room ? csv->marked_room * 2 : 16;
        csv->marked = xreallocarray(csv->marked, csv->marked_room, sizeof *csv->marked);
    }
    csv->marked[csv->marked_count++] = csv->count - 1;
}

static size_t count_lines(const char *from, const char *to, const struct csv_marks *line_ends)
{
    size_t lines = 0;
    for (const char *p = csv_find(from, to, line_ends); p < to; p = csv_find(p + 1, to, line_ends)) {
        lines += *p == '\n' || p + 1 == to || p[1] != '\n';
    }
    return lines;
}

/* The cell at s->p begins with a quote. Leaves s->p behind it. */
static enum found scan_quoted(struct csv *csv, struct scan *s)
{
    const char *cell = s->p, *from = cell + 1, *p = from;
    bool doubled = false;
    for (;; p += 2, doubled = true) {
        p = p < s->end ? memchr(p, csv->quote, (size_t)(s->end - p)) : NULL;
        if (!p) {
            return s->last ? FOUND_OPEN_QUOTE : FOUND_END_OF_TEXT;
        }
        if (p + 1 == s->end && !s->last) {
            return FOUND_END_OF_TEXT;
        }
        if (p + 1 == s->end || p[1] != csv->quote) {
            break;
        }
    }
    csv->lines += count_lines(from, p, &s->line_ends);
    const char *after = csv_find(p + 1, s->end, &s->marks);
    bool plain = after == p + 1 && !doubled;
    add_cell(csv, plain ? from : cell, plain ? p : after);
    if (!plain) {
        mark_cell(csv);
    }
    s->p = after;
    return FOUND_ROW;
}

static enum found end_line(struct scan *s, const char **row_end)
{
    *row_end = s->p;
    if (s->p == s->end) {
        return s->last ? FOUND_ROW : FOUND_END_OF_TEXT;
    }
    if (*s->p++ == '\r') {
        if (s->p == s->end && !s->last) {
            return FOUND_END_OF_TEXT;
        }
        s->p += s->p < s->end && *s->p == '\n';
    }
    return FOUND_ROW;
}

/* Finds one row from s->p on. Leaves s->p behind its line end. */
static enum found scan_row(struct csv *csv, struct scan *s, const char **row_end)
{
    csv->count = csv->marked_count = 0;
    csv->lines = 1;
    csv->too_wide = false;
    for (;; s->p++) {
        if (csv->quote && s->p < s->end && *s->p == csv->quote) {
            enum found found = scan_quoted(csv, s);
            if (found != FOUND_ROW) {
                return found;
            }
        } else {
            const char *cell = s->p;
            s->p = csv_find(s->p, s->end, &s->marks);
            add_cell(csv, cell, s->p);
        }
        if (s->p == s->end || *s->p != csv->separator) {
            return end_line(s, row_end);
        }
    }
}

/* A line for itself, as raw text without cells: what is left of a row that is none. */
static enum found scan_line(struct csv *csv, struct scan *s, const char **row_end)
{
    csv->count = csv->marked_count = 0;
    csv->lines = 1;
    s->p = csv_find(s->p, s->end, &s->line_ends);
    return end_line(s, row_end);
}

/* ---- quotes inside cells ---- */

/* A marked cell is its text from the opening quote to the next separator. */
static size_t unquote(struct garner_str cell, char quote, char *out)
{
    size_t n = 0, i = 1;
    for (; i < cell.len; i++) {
        if (cell.ptr[i] == quote) {
            if (i + 1 == cell.len || cell.ptr[i + 1] != quote) {
                i++;
                break;
            }
            i++;
        }
        out[n++] = cell.ptr[i];
    }
    if (i < cell.len) {
        memcpy(out + n, cell.ptr + i, cell.len - i);
        n += cell.len - i;
    }
    return n;
}

static void unquote_marked(struct csv *csv)
{
    if (csv->plain_room < csv->raw.len) {
        free(csv->plain);
        csv->plain_room = csv->raw.len * 2;
        csv->plain = xmalloc(csv->plain_room);
    }
    char *out = csv->plain;
    for (size_t i = 0; i < csv->marked_count; i++) {
        struct garner_str *cell = &csv->cells[csv->marked[i]];
        size_t len = unquote(*cell, csv->quote, out);
        *cell = str_of(out, len);
        out += len;
    }
}

/* ---- a row that cannot be read ---- */

static void set_fault(struct csv *csv, const char *fault)
{
    snprintf(csv->fault, sizeof csv->fault, "%s", fault);
    csv->count = 0;
}

/* Cells can only be too long where the row is. */
static void check_sizes(struct csv *csv)
{
    if (csv->raw.len > STREAM_UNREAD_MAX) {
        set_fault(csv, "is longer than 16 MiB");
    } else if (csv->too_wide) {
        set_fault(csv, "more than 16384 cells");
    }
    for (size_t i = 0; csv->raw.len > CSV_CELL_MAX && i < csv->count; i++) {
        if (csv->cells[i].len > CSV_CELL_MAX) {
            snprintf(csv->fault, sizeof csv->fault, "cell %zu is longer than 1 MiB", i + 1);
            csv->count = 0;
        }
    }
}

static void check_bytes(struct csv *csv)
{
    if (csv->raw.len && memchr(csv->raw.ptr, 0, csv->raw.len)) {
        set_fault(csv, "holds a NUL byte");
    } else if (!str_is_utf8(csv->raw)) {
        set_fault(csv, "is not valid UTF-8");
    }
}

/* Drops text up to the end of a line that is longer than any row may be, in chunks. */
static int skip_line(struct csv *csv, struct scan *s, struct error *error)
{
    struct stream *stream = csv->stream;
    for (;;) {
        const char *line_end = csv_find(s->p, s->end, &s->line_ends);
        stream->start = (size_t)(line_end - stream->text);
        s->p = line_end;
        const char *ignored;
        if (end_line(s, &ignored) == FOUND_ROW) {
            stream->start = (size_t)(s->p - stream->text);
            return 1;
        }
        int code = stream_fill(stream, error);
        if (code) {
            return code;
        }
        s->p = stream->text + stream->start;
        s->end = stream->text + stream->end;
        s->last = stream->at_end;
    }
}

enum { RAW_KEPT = 4096 };

static int refuse_long(struct csv *csv, struct scan *s, struct error *error)
{
    char start[RAW_KEPT];
    memcpy(start, csv->stream->text + csv->stream->start, sizeof start);
    int code = skip_line(csv, s, error);
    if (code < 0) {
        return code;
    }
    if (csv->plain_room < RAW_KEPT) {
        free(csv->plain);
        csv->plain_room = RAW_KEPT;
        csv->plain = xmalloc(RAW_KEPT);
    }
    memcpy(csv->plain, start, sizeof start);
    csv->raw = str_of(csv->plain, RAW_KEPT);
    csv->next_line = csv->line + 1;
    set_fault(csv, "is longer than 16 MiB");
    return 1;
}

/* ---- rows ---- */

static void begin_scan(const struct csv *csv, struct scan *s)
{
    const struct stream *stream = csv->stream;
    s->p = stream->text + stream->start;
    s->end = stream->text + stream->end;
    s->last = stream->at_end;
}

static void take(struct csv *csv, const struct scan *s, const char *row_end)
{
    const char *from = csv->stream->text + csv->stream->start;
    csv->raw = str_of(from, (size_t)(row_end - from));
    csv->next_line = csv->line + csv->lines;
    csv->stream->start = (size_t)(s->p - csv->stream->text);
    if (csv->marked_count) {
        unquote_marked(csv);
    }
    if (csv->raw.len > CSV_CELL_MAX || csv->too_wide) {
        check_sizes(csv);
    }
    if (csv->doubtful && !csv->fault[0]) {
        check_bytes(csv);
    }
}

/* The row begins with a quote somewhere that nothing closes: its line is refused, reading goes on behind it. */
static int refuse_open_quote(struct csv *csv, struct scan *s, struct error *error)
{
    const char *row_end = NULL;
    begin_scan(csv, s);
    if (scan_line(csv, s, &row_end) == FOUND_END_OF_TEXT) {
        return refuse_long(csv, s, error);
    }
    take(csv, s, row_end);
    if (!csv->fault[0]) {
        set_fault(csv, "a quote opens here that is never closed");
    }
    return 1;
}

int csv_row(struct csv *csv, struct error *error)
{
    struct scan s = {.marks = csv_marks(csv->separator, '\r', '\n'), .line_ends = csv_marks('\n', '\r', '\n')};
    struct stream *stream = csv->stream;
    csv->line = csv->next_line;
    csv->fault[0] = '\0';
    for (;;) {
        if (stream->start < stream->end) {
            const char *row_end = NULL;
            begin_scan(csv, &s);
            enum found found = scan_row(csv, &s, &row_end);
            if (found == FOUND_ROW) {
                take(csv, &s, row_end);
                return 1;
            }
            if (found == FOUND_OPEN_QUOTE || stream->end - stream->start > STREAM_UNREAD_MAX) {
                return refuse_open_quote(csv, &s, error);
            }
        } else if (stream->at_end) {
            return 0;
        }
        int code = stream_fill(stream, error);
        if (code) {
            return code;
        }
    }
}
