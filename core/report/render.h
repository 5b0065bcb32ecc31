/* render.h - what the renderers share. Private to render*.c. */
#ifndef GARNER_REPORT_RENDER_H
#define GARNER_REPORT_RENDER_H

#include "core/base/buf.h"
#include "core/report/report.h"

enum { RENDER_CELL_MAX = 16 * 1024 * 1024 };

struct render_type {
    const char *name;
    bool people; /* rounded, titled, with notes */
    void (*begin)(struct render *render);
    void (*row)(struct render *render, const struct cell *cells);
    void (*end)(struct render *render);
};
extern const struct render_type render_table, render_csv, render_tsv, render_json, render_jsonl, render_md, render_html;

struct table;
struct render {
    FILE *out;
    struct render_options options;
    const char *title;
    const char *const *notes; /* never NULL */
    const struct column *columns;
    size_t count;
    size_t *shown; /* indexes of the columns this format shows */
    size_t shown_count;
    size_t row_type; /* index of the column that marks the total; count where there is none */
    const struct render_type *type;
    uint64_t rows;
    struct buf text; /* render_text's scratch */
    struct table *table;
};

/* The cell as this format writes it, before its quoting: valid until the next call. Absent where it is undefined. */
struct garner_str render_text(struct render *render, size_t column, const struct cell *cells);
/* Whether the cell's text is that of a number. */
bool render_is_number(const struct render *render, size_t column, const struct cell *cell);
/* Whether a column of this kind stands at the right. */
bool render_is_right(enum column_kind kind);
bool render_is_total(const struct render *render, const struct cell *cells);

/* The shortest decimal text that reads back as the same double; false where it is not finite. */
bool render_decimal(double value, char out[32]);

/* Columns a terminal takes for one character, for a text. */
int width_of(uint32_t code);
size_t width_text(struct garner_str text);
/* Appends text with control characters and broken UTF-8 made harmless, cut to `most` columns with an ellipsis (0 = no
 * limit).
 */
void width_add(struct buf *out, struct garner_str text, size_t most);

#endif
