/* header.c - takes a report's SQL file apart: the comment lines at its top that describe it, and its statement. Called
 * by find.c; reads no file and knows no report. */
#include "core/report/header.h"

#include "core/base/buf.h"
#include "core/base/str.h"

enum { ENTRY_MAX = 8192 };

struct parse {
    struct arena *arena;
    struct report *report;
    struct report_parameter *parameters;
    struct column *columns;
    struct report_condition *conditions;
    struct garner_str rest; /* what is not read yet */
    unsigned line;          /* number of the line last taken */
    unsigned entry_line;
    struct error *error;
};

static int refuse(const struct parse *parse, const char *what, const char *detail)
{
    return error_set(parse->error, GARNER_E_CONFIG, "%s:%u: %s%s", parse->report->path, parse->entry_line, what,
                     detail);
}

static struct garner_str take_line(struct garner_str *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len, taken = end ? len + 1 : len;
    struct garner_str line = str_of(rest->ptr, len);
    *rest = str_of(rest->ptr + taken, rest->len - taken);
    return line;
}

/* What stands before the next " | ", and the rest after it: absent where there is none. An empty part may have lost a
 * blank to trimming. */
static struct garner_str take_part(struct garner_str *rest)
{
    struct garner_str whole = *rest;
    *rest = str_of(NULL, 0);
    for (size_t i = 0; i < whole.len; i++) {
        bool before = i == 0 || whole.ptr[i - 1] == ' ', after = i + 1 == whole.len || whole.ptr[i + 1] == ' ';
        if (whole.ptr[i] == '|' && before && after) {
            *rest = str_of(whole.ptr + i + 1, whole.len - i - 1);
            return str_trim(str_of(whole.ptr, i));
        }
    }
    return str_trim(whole);
}

static const char *keep(const struct parse *parse, struct garner_str text)
{
    return arena_strndup(parse->arena, text.ptr ? text.ptr : "", text.len);
}

bool report_is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_name(struct garner_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return text.len > 0;
}

/* "a = b" into its two sides; false where there is no such sign or no name before it. */
static bool take_pair(struct garner_str text, struct garner_str *name, struct garner_str *value)
{
    const char *equals = text.len ? memchr(text.ptr, '=', text.len) : NULL;
    if (!equals) {
        return false;
    }
    size_t len = (size_t)(equals - text.ptr);
    *name = str_trim(str_of(text.ptr, len));
    *value = str_trim(str_of(equals + 1, text.len - len - 1));
    return is_name(*name);
}

static int parse_parameter(struct parse *parse, struct garner_str text)
{
    struct garner_str name, fallback;
    if (!take_pair(take_part(&text), &name, &fallback)) {
        return refuse(parse, "write `parameter: name = default | choices | help`", "");
    }
    struct report_parameter parameter = {.name = keep(parse, name), .fallback = keep(parse, fallback)};
    parameter.choices = keep(parse, take_part(&text));
    parameter.help = keep(parse, take_part(&text));
    bool closed = strchr(parameter.choices, '|') != NULL;
    if (closed && *parameter.fallback && !report_is_choice(parameter.choices, parameter.fallback)) {
        return refuse(parse, "the default is none of the choices: ", parameter.fallback);
    }
    parse->parameters[parse->report->parameter_count++] = parameter;
    return 0;
}

static const char *const kinds[] = {
    [COLUMN_TEXT] = "text",       [COLUMN_INTEGER] = "integer",   [COLUMN_COUNT] = "count",
    [COLUMN_MONEY] = "money",     [COLUMN_RATIO] = "ratio",       [COLUMN_PERCENT] = "percent",
    [COLUMN_DECIMAL] = "decimal", [COLUMN_INTERVAL] = "interval", [COLUMN_BAR] = "bar",
    [COLUMN_DAY] = "day",         [COLUMN_HIDDEN] = "hidden",     [COLUMN_HEADING] = "heading",
    [COLUMN_HEADING + 1] = NULL,
};

static int parse_column(struct parse *parse, struct garner_str text)
{
    struct garner_str name = take_part(&text), format = take_part(&text), title = take_part(&text), condition = text;
    int kind = 0;
    while (kinds[kind] && !str_is(format, kinds[kind])) {
        kind++;
    }
    if (!is_name(name)) {
        return refuse(parse, "write `column: name | format | title`", "");
    }
    if (!kinds[kind]) {
        return refuse(parse, "no format is called ", keep(parse, format));
    }
    size_t i = parse->report->column_count++;
    parse->columns[i] = (struct column){keep(parse, name), keep(parse, title), (enum column_kind)kind};
    struct garner_str parameter, value;
    if (condition.ptr && !take_pair(condition, &parameter, &value)) {
        return refuse(parse, "write the condition of a column as `parameter = value`", "");
    }
    if (condition.ptr) {
        parse->conditions[i] = (struct report_condition){keep(parse, parameter), keep(parse, value)};
    }
    return 0;
}

static int parse_entry(struct parse *parse, struct garner_str entry)
{
    static const char *const keys[] = {"title", "help", "parameter", "column", NULL};
    const char *colon = entry.len ? memchr(entry.ptr, ':', entry.len) : NULL;
    if (!colon) {
        return 0;
    }
    size_t len = (size_t)(colon - entry.ptr);
    struct garner_str key = str_of(entry.ptr, len), value = str_trim(str_of(colon + 1, entry.len - len - 1));
    if (str_is(key, "title")) {
        parse->report->title = keep(parse, value);
        return 0;
    }
    if (str_is(key, "help")) {
        parse->report->help = keep(parse, value);
        return 0;
    }
    if (str_is(key, "parameter")) {
        return parse_parameter(parse, value);
    }
    if (str_is(key, "column")) {
        return parse_column(parse, value);
    }
    const char *near = is_name(key) ? str_closest(key, keys) : NULL;
    return near ? refuse(parse, "did you mean ", near) : 0;
}

static bool is_comment(struct garner_str line)
{
    return str_starts(line, "--");
}

/* The entry that begins with this line, its continuations joined by a blank. */
static int take_entry(struct parse *parse, struct garner_str line)
{
    struct buf entry;
    buf_init(&entry, ENTRY_MAX);
    parse->entry_line = parse->line;
    buf_addstr(&entry, str_trim(str_of(line.ptr + 2, line.len - 2)));
    while (str_starts(parse->rest, "--   ")) {
        line = take_line(&parse->rest);
        parse->line++;
        buf_addc(&entry, ' ');
        buf_addstr(&entry, str_trim(str_of(line.ptr + 2, line.len - 2)));
    }
    int code = entry.overflowed ? refuse(parse, "this entry is too long", "") : parse_entry(parse, buf_str(&entry));
    buf_release(&entry);
    return code;
}

static int parse_header(struct parse *parse)
{
    while (parse->rest.len > 0) {
        struct garner_str before = parse->rest, line = take_line(&parse->rest);
        parse->line++;
        if (str_trim(line).len == 0) {
            continue;
        }
        if (!is_comment(line)) {
            parse->rest = before;
            return 0;
        }
        int code = take_entry(parse, line);
        if (code < 0) {
            return code;
        }
    }
    parse->entry_line = parse->line;
    return refuse(parse, "there is no SQL in it", "");
}

static size_t count_lines(struct garner_str text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.len; i++) {
        n += text.ptr[i] == '\n';
    }
    return n;
}

int report_parse(const char *name, const char *path, struct garner_str text, struct arena *arena, struct report *out,
                 struct error *error)
{
    size_t most = count_lines(text);
    *out = (struct report){.name = name, .title = name, .help = "", .path = path};
    struct parse parse = {
        .arena = arena,
        .report = out,
        .parameters = arena_calloc(arena, most, sizeof *parse.parameters),
        .columns = arena_calloc(arena, most, sizeof *parse.columns),
        .conditions = arena_calloc(arena, most, sizeof *parse.conditions),
        .rest = text,
        .error = error,
    };
    out->parameters = parse.parameters;
    out->columns = parse.columns;
    out->conditions = parse.conditions;
    int code = parse_header(&parse);
    out->sql = code < 0 ? NULL : keep(&parse, parse.rest);
    return code;
}
