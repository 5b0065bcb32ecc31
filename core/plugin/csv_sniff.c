/* csv_sniff.c - which character separates the cells of a text; see csv.h. */
#include "core/plugin/csv.h"

enum { ROWS = 50, WIDTHS = 64 };

/* How evenly a separator splits the first rows: those of the commonest width of two or more, and that width. */
struct fit {
    size_t rows, width;
};

static struct fit fit_of(struct garner_str text, bool whole, char separator, char quote)
{
    struct stream stream;
    struct csv csv;
    stream_open(&stream, -1, text, ENCODING_UTF8);
    csv_init(&csv, &stream, separator, quote);
    size_t seen[WIDTHS] = {0};
    for (size_t rows = 0; rows < ROWS && csv_row(&csv, NULL) > 0; rows++) {
        bool cut = !whole && stream.start == stream.end;
        if (!csv.fault[0] && !cut && csv.count > 1) {
            seen[csv.count < WIDTHS ? csv.count : WIDTHS - 1]++;
        }
    }
    csv_release(&csv);
    stream_close(&stream);
    struct fit best = {0, 1};
    for (size_t width = 2; width < WIDTHS; width++) {
        if (seen[width] && seen[width] >= best.rows) {
            best = (struct fit){seen[width], width};
        }
    }
    return best;
}

char csv_sniff(struct garner_str text, bool whole, char quote)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    struct fit best = {0, 1};
    char separator = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        struct fit fit = fit_of(text, whole, candidates[i], quote);
        if (fit.rows > best.rows || (fit.rows == best.rows && fit.width > best.width)) {
            best = fit;
            separator = candidates[i];
        }
    }
    return separator;
}
