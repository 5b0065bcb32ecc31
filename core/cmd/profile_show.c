/* profile_show.c - prints a profile: the file, its columns, and what is remarkable about its rows; see profile_show.h.
 */
#include "core/cmd/profile_show.h"
#include "core/base/calendar.h"
#include "core/base/str.h"
#include <inttypes.h>

enum { EXAMPLES = 3, EXAMPLE_MAX = 40, VALUES_SHOWN = 12 };

/* ---- the file ---- */

static const char *separator_name(char separator)
{
    static const struct {
        char c;
        const char *name;
    } names[] = {{',', "comma"}, {';', "semicolon"}, {'\t', "tab"}, {'|', "pipe"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].c == separator) {
            return names[i].name;
        }
    }
    return NULL;
}

static void show_line_ends(FILE *out, const struct profile *profile)
{
    const struct {
        uint64_t count;
        const char *name;
    } kinds[] = {{profile->crlf, "CRLF"}, {profile->lf, "LF"}, {profile->cr, "CR"}};
    size_t several = 0;
    fputs("line ends   ", out);
    for (size_t i = 0; i < 3; i++) {
        if (kinds[i].count) {
            fprintf(out, "%s%s", several++ ? " and " : "", kinds[i].name);
        }
    }
    fprintf(out, "%s\n", several ? several > 1 ? " mixed" : "" : "none");
}

static void show_csv(FILE *out, const struct profile *profile)
{
    const char *name = separator_name(profile->separator);
    if (name) {
        fprintf(out, "separator   %s\n", name);
    } else {
        fprintf(out, "separator   %c\n", profile->separator);
    }
    fprintf(out, "quote       %s\n", profile->quoted ? "\"" : "none in use");
    show_line_ends(out, profile);
    if (profile->no_header) {
        fputs("header      none: the first row looks like data\n", out);
    } else {
        fprintf(out, "header      line %" PRIu64 "\n", profile->header_line);
    }
}

static void show_preamble(FILE *out, const struct profile *profile)
{
    for (size_t i = 0; i < profile->preamble_lines; i++) {
        if (profile->preamble[i].len) {
            fprintf(out, "above it    " STR_FMT "\n", STR_ARG(profile->preamble[i]));
        }
    }
}

static void show_lines(FILE *out, const char *what, const struct profile_lines *lines, const char *more)
{
    if (lines->count == 0) {
        return;
    }
    fprintf(out, "%-11s %" PRIu64 ": line%s ", what, lines->count, lines->count > 1 ? "s" : "");
    for (size_t i = 0; i < lines->count && i < PROFILE_LINES; i++) {
        fprintf(out, "%s%" PRIu64, i ? ", " : "", lines->lines[i]);
    }
    fprintf(out, "%s%s\n", lines->count > PROFILE_LINES ? " …" : "", more);
}

static void show_rows(FILE *out, const struct profile *profile)
{
    fprintf(out, "rows        %" PRIu64, profile->rows);
    if (profile->blank) {
        fprintf(out, ", and %" PRIu64 " blank", profile->blank);
    }
    fputc('\n', out);
    char label[128] = "; they hold the sum of the others";
    if (profile->total_label.len) {
        snprintf(label, sizeof label, " (\"%.*s\")", profile->total_label.len > 60 ? 60 : (int)profile->total_label.len,
                 profile->total_label.ptr);
    }
    show_lines(out, "total rows", &profile->totals, label);
    show_lines(out, "repeated", &profile->repeated, "; the same as an earlier row");
    show_lines(out, "ragged", &profile->ragged, "; more or fewer cells than the header");
    show_lines(out, "unreadable", &profile->unreadable, "");
}

/* ---- columns ---- */

static size_t width_of(struct garner_str text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.len; i++) {
        width += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    }
    return width;
}

static void show_text(FILE *out, struct garner_str text)
{
    size_t len = text.len;
    if (len > EXAMPLE_MAX) {
        for (len = EXAMPLE_MAX; len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80; len--) {
        }
    }
    for (size_t i = 0; i < len; i++) {
        fputc((unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i], out);
    }
    fputs(len < text.len ? "…" : "", out);
}

static void show_examples(FILE *out, const struct profile_column *column)
{
    for (size_t i = 0; i < column->value_count && i < EXAMPLES; i++) {
        fputs(i ? " | " : "  ", out);
        show_text(out, column->values[i].text);
    }
}

static void show_words(FILE *out, const struct profile_column *column)
{
    for (size_t i = 0; i < column->value_count && i < VALUES_SHOWN; i++) {
        fputs(i ? ", " : "  ", out);
        show_text(out, column->values[i].text);
        fprintf(out, " (%" PRIu64 ")", column->values[i].rows);
    }
    fputs(column->value_count > VALUES_SHOWN ? " …" : "", out);
}

static void show_type(FILE *out, const struct profile_column *column)
{
    char type[64];
    bool unique = column->guess == PROFILE_ID && !column->distinct_more && column->distinct == column->filled;
    bool currency = column->guess == PROFILE_MONEY && column->currency[0] && !column->currencies;
    snprintf(type, sizeof type, "%s%s%s%s", profile_guess_name(column->guess), unique ? ", unique" : "",
             currency ? " " : "", currency ? column->currency : "");
    fprintf(out, "%-12s", type);
    uint64_t rows = column->filled + column->empty;
    fprintf(out, " %3" PRIu64 "%% empty", rows ? (column->empty * 100 + rows / 2) / rows : 100);
}

static void show_column(FILE *out, const struct profile_column *column, size_t width)
{
    size_t own = width_of(column->name);
    fprintf(out, "  " STR_FMT "%*s  ", STR_ARG(column->name), own < width ? (int)(width - own) : 0, "");
    show_type(out, column);
    bool words = column->guess == PROFILE_WORDS || column->guess == PROFILE_FLAG || column->guess == PROFILE_CURRENCY;
    if (words && !column->values_more) {
        show_words(out, column);
    } else {
        show_examples(out, column);
    }
    if (column->guess != PROFILE_TEXT && column->fits < column->filled) {
        fprintf(out, "  (%" PRIu64 " of %" PRIu64 " are something else)", column->filled - column->fits,
                column->filled);
    }
    fputc('\n', out);
}

static void show_columns(FILE *out, const struct profile *profile)
{
    enum { WIDTH_MOST = 40 };
    size_t width = 0;
    for (size_t i = 0; i < profile->column_count; i++) {
        size_t own = width_of(profile->columns[i].name);
        width = own > width ? own : width;
    }
    fprintf(out, "\n%zu columns\n", profile->column_count);
    for (size_t i = 0; i < profile->column_count; i++) {
        show_column(out, &profile->columns[i], width < WIDTH_MOST ? width : WIDTH_MOST);
    }
}

/* ---- evidence ---- */

static void show_decision(FILE *out, const struct profile_column *column)
{
    enum date_order order = profile_order(column);
    if (column->numeric_dates == 0) {
        fputs("one reading only", out);
    } else if (order == DATE_DMY || order == DATE_MDY) {
        struct garner_str by = order == DATE_DMY ? column->not_mdy : column->not_dmy;
        fputs(order == DATE_DMY ? "DMY" : "MDY", out);
        if (by.len) {
            fprintf(out, ", decided by \"" STR_FMT "\"", STR_ARG(by));
        }
    } else if (order == DATE_YMD) {
        fputs("YMD, decided by all values", out);
    } else if (column->not_dmy.ptr && column->not_mdy.ptr) {
        fprintf(out, "contradicts itself: \"" STR_FMT "\" can only be DMY, \"" STR_FMT "\" only MDY",
                STR_ARG(column->not_mdy), STR_ARG(column->not_dmy));
    } else {
        fprintf(out, "ambiguous: DMY or MDY, no value decides%s",
                column->sorted_dmy   ? "; rows are in order of time as DMY only"
                : column->sorted_mdy ? "; rows are in order of time as MDY only"
                                     : "");
    }
}

static void show_dates(FILE *out, const struct profile_column *column)
{
    fprintf(out, "dates       " STR_FMT ": ", STR_ARG(column->name));
    show_decision(out, column);
    if (column->first.state && column->last.state && !profile_order_is_open(column)) {
        char first[32], last[32];
        fprintf(out, "; %s to %s", calendar_format_day(column->first.day, first),
                calendar_format_day(column->last.day, last));
    }
    fputc('\n', out);
}

static void show_decimal(FILE *out, const struct profile_column *column)
{
    bool both = column->point.len && column->comma.len;
    if (both) {
        fprintf(out, "decimals    " STR_FMT ": contradicts itself: \"" STR_FMT "\" and \"" STR_FMT "\"\n",
                STR_ARG(column->name), STR_ARG(column->point), STR_ARG(column->comma));
    } else if (column->point.len || column->comma.len) {
        fprintf(out, "decimals    " STR_FMT ": %s, as in \"" STR_FMT "\"\n", STR_ARG(column->name),
                column->point.len ? "point" : "comma", STR_ARG(column->point.len ? column->point : column->comma));
    } else if (profile_decimal_is_open(column)) {
        fprintf(out, "decimals    " STR_FMT ": ambiguous: \"" STR_FMT "\" can be either\n", STR_ARG(column->name),
                STR_ARG(column->two_ways));
    }
}

static void show_currency(FILE *out, const struct profile_column *column)
{
    if (column->guess == PROFILE_CURRENCY) {
        fprintf(out, "currency    by column " STR_FMT ":", STR_ARG(column->name));
        for (size_t i = 0; i < column->value_count && i < VALUES_SHOWN; i++) {
            fprintf(out, " " STR_FMT, STR_ARG(column->values[i].text));
        }
        fputc('\n', out);
    } else if (column->currency[0] && profile_is_number(column)) {
        fprintf(out, "currency    " STR_FMT ": %s, by its %s\n", STR_ARG(column->name),
                column->currencies ? "several" : column->currency, column->currency_by);
    }
}

static void show_evidence(FILE *out, const struct profile *profile)
{
    fputc('\n', out);
    for (size_t i = 0; i < profile->column_count; i++) {
        if (profile_is_date(&profile->columns[i])) {
            show_dates(out, &profile->columns[i]);
        }
    }
    for (size_t i = 0; i < profile->column_count; i++) {
        if (profile_is_number(&profile->columns[i])) {
            show_decimal(out, &profile->columns[i]);
        }
    }
    for (size_t i = 0; i < profile->column_count; i++) {
        show_currency(out, &profile->columns[i]);
    }
}

void profile_show(FILE *out, const struct profile *profile)
{
    fprintf(out, "file        %s, %" PRIu64 " bytes, %s\n", profile->path, profile->bytes, profile->format_name);
    if (profile->format != TABLE_XLSX) {
        fprintf(out, "encoding    %s: %s\n", encoding_name(profile->encoding), profile->encoding_by);
    }
    if (profile->separator) {
        show_csv(out, profile);
    }
    show_preamble(out, profile);
    show_rows(out, profile);
    show_columns(out, profile);
    show_evidence(out, profile);
}

void profile_show_proposal(FILE *out, const struct profile_proposal *proposal)
{
    fprintf(out, "looks like  %s\n",
            proposal->what ? proposal->what : "nothing that garner keeps, as far as its columns say");
    if (proposal->also) {
        fprintf(out, "but         %s\n", proposal->also);
    }
    if (proposal->block) {
        fprintf(out, "\n%s", proposal->block);
    }
}
