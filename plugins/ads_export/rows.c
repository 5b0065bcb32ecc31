/* rows.c - reads a row's cells, and tells total rows apart; see rows.h. */
#include "rows.h"

/* ---- cells ---- */

struct garner_str cell(const struct garner_row *row, int column)
{
    static const char *const nothing[] = {"--", "-", "—", "–", "n/a", "N/A", NULL};
    struct garner_str text = column < 0 ? (struct garner_str){0} : row->cells[column];
    while (text.len && text.ptr[0] == ' ') {
        text.ptr++;
        text.len--;
    }
    while (text.len && text.ptr[text.len - 1] == ' ') {
        text.len--;
    }
    for (size_t i = 0; nothing[i]; i++) {
        if (garner_same(text, garner_text(nothing[i]))) {
            return (struct garner_str){0};
        }
    }
    return text.len ? text : (struct garner_str){0};
}

int shown(const struct garner_row *row, int column)
{
    return cell(row, column).len ? column : -1;
}

static bool is_total_label(struct garner_str text)
{
    static const char *const words[] = {"Total", "Totals", "Grand total", "Gesamt", "Insgesamt", "Summe", "Totale"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (text.len >= len && memcmp(text.ptr, words[i], len) == 0) {
            struct garner_str rest = {text.ptr + len, text.len - len};
            if (rest.len == 0 || rest.ptr[0] == ':' || (rest.len > 2 && !memcmp(rest.ptr, " - ", 3)) ||
                (rest.len > 1 && !memcmp(rest.ptr, " :", 2)) || (rest.len > 3 && !memcmp(rest.ptr, " of ", 4))) {
                return true;
            }
        }
    }
    return false;
}

/* ---- total rows ---- */

static bool names_campaign(const struct garner_row *row, const struct columns *columns)
{
    return cell(row, columns->at[CAMPAIGN]).len || cell(row, columns->at[CAMPAIGN_ID]).len;
}

bool has_dimension(const struct garner_row *row, const struct columns *columns)
{
    for (size_t i = 0; i < DIMENSIONS; i++) {
        if (cell(row, columns->dimensions[i]).len) {
            return true;
        }
    }
    return false;
}

/* "Total: Campaigns" in whatever column, unless the row names a campaign beside it. */
static bool is_labelled_total(const struct garner_row *row, const struct columns *columns)
{
    struct garner_str campaign = cell(row, columns->at[CAMPAIGN]);
    if (campaign.len) {
        return is_total_label(campaign);
    }
    for (size_t i = 0; i < row->count; i++) {
        if (is_total_label(cell(row, (int)i))) {
            return true;
        }
    }
    return false;
}

/* A row that names nothing, in a report whose rows name something: Meta puts its totals there. */
static bool is_nameless(const struct garner_row *row, const struct columns *columns)
{
    bool named = columns->at[CAMPAIGN] >= 0 || columns->at[CAMPAIGN_ID] >= 0;
    for (size_t i = 0; i < DIMENSIONS && !named; i++) {
        named = columns->dimensions[i] >= 0;
    }
    return named && !names_campaign(row, columns) && !has_dimension(row, columns);
}

bool is_total(const struct garner_row *row, const struct columns *columns)
{
    bool whole_period = columns->at[DAY] >= 0 && !cell(row, columns->at[DAY]).len;
    return whole_period || is_nameless(row, columns) || is_labelled_total(row, columns);
}

/* ---- breakdown ---- */

struct text {
    char *at;
    size_t len;
};

static void add(struct text *text, const char *bytes, size_t len)
{
    memcpy(text->at + text->len, bytes, len);
    text->len += len;
}

/* `;` stands between dimensions, so it is written %3B within one, and % as %25. */
static void add_value(struct text *text, struct garner_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == ';' || c == '%') {
            add(text, c == ';' ? "%3B" : "%25", 3);
        } else {
            add(text, &c, 1);
        }
    }
}

static size_t room_for(const struct garner_row *row, const struct columns *columns)
{
    size_t room = 1;
    for (size_t i = 0; i < DIMENSIONS; i++) {
        room += 2 * strlen(dimension_names[i]) + 3 * cell(row, columns->dimensions[i]).len + 3;
    }
    return room;
}

struct garner_str breakdown_of(struct garner_pull *pull, const struct garner_row *row, const struct columns *columns)
{
    if (!has_dimension(row, columns)) {
        return (struct garner_str){0};
    }
    struct text text = {garner_alloc(pull, room_for(row, columns)), 0};
    for (size_t i = 0; i < DIMENSIONS; i++) {
        if (cell(row, columns->dimensions[i]).len) {
            add(&text, ",", text.len > 0);
            add(&text, dimension_names[i], strlen(dimension_names[i]));
        }
    }
    char mark = '|';
    for (size_t i = 0; i < DIMENSIONS; i++) {
        struct garner_str value = cell(row, columns->dimensions[i]);
        if (value.len) {
            add(&text, &mark, 1);
            add(&text, dimension_names[i], strlen(dimension_names[i]));
            add(&text, "=", 1);
            add_value(&text, value);
            mark = ';';
        }
    }
    return (struct garner_str){text.at, text.len};
}
