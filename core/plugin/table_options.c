/* table_options.c - the words of a plugin's file options as what table.c works by; see table.h. */
#include "core/base/str.h"
#include "core/plugin/table.h"

static enum table_format format_named(struct garner_str name)
{
    static const char *const names[] = {"auto", "csv", "tsv", "json", "jsonl", "xlsx"};
    for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++) {
        if (str_is_nocase(name, names[i])) {
            return (enum table_format)i;
        }
    }
    return TABLE_AUTO;
}

/* A name or the character itself; 0 where it is found, -1 where it makes no sense. */
static int character(struct garner_str text)
{
    static const struct {
        const char *name;
        char c;
    } NAMES[] = {{"auto", 0},   {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'},
                 {"\\t", '\t'}, {"pipe", '|'},  {"none", 0}};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (str_is_nocase(text, NAMES[i].name)) {
            return NAMES[i].c;
        }
    }
    bool plain = text.len == 1 && text.ptr[0] > 0 && text.ptr[0] != '\n' && text.ptr[0] != '\r';
    return plain ? text.ptr[0] : -1;
}

int table_options_read(const struct garner_file_options *options, const char *const *header_words,
                       struct table_options *out, struct error *error)
{
    int separator = options->separator.len ? character(options->separator) : 0;
    int quote = options->quote.len ? character(options->quote) : '"';
    if (separator < 0 || separator == '"') {
        return error_set(error, GARNER_E_CONFIG,
                         "separator: " STR_FMT " is none; use comma, semicolon, tab, pipe, or one ASCII character",
                         STR_ARG(options->separator));
    }
    if (quote < 0 || (quote && quote == separator)) {
        return error_set(error, GARNER_E_CONFIG, "quote: " STR_FMT " is none; use one ASCII character, or `none`",
                         STR_ARG(options->quote));
    }
    if (options->header < -1) {
        return error_set(error, GARNER_E_CONFIG, "header: %lld is no line; use a line number, 0 or -1",
                         (long long)options->header);
    }
    *out = (struct table_options){
        .format = format_named(options->format),
        .encoding = encoding_named(options->encoding),
        .separator = (char)separator,
        .quote = (char)quote,
        .header = options->header,
        .header_words = header_words,
        .sheet = str_trim(options->sheet),
        .pad = str_is(options->ragged, "pad"),
    };
    return 0;
}
