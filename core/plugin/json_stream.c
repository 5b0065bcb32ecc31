/* json_stream.c - cuts a JSON file into values without looking into them; see json_stream.h. */
#include "core/plugin/json_stream.h"
#include "core/base/str.h"

/* ---- text at hand ---- */

static const char *at(const struct json_stream *json)
{
    return json->stream->text + json->stream->start;
}

static size_t unread(const struct json_stream *json)
{
    return json->stream->end - json->stream->start;
}

static void consume(struct json_stream *json, size_t len)
{
    const char *p = at(json), *end = p + len;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        json->next_line++;
        p++;
    }
    json->stream->start += len;
}

/* More text: 1, 0 at the end, or a code. */
static int more(struct json_stream *json, struct error *error)
{
    if (json->stream->at_end) {
        return 0;
    }
    size_t before = unread(json);
    int code = stream_fill(json->stream, error);
    return code ? code : unread(json) > before || !json->stream->at_end;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Skips blanks: 1 and the character that follows, 0 at the end, or a code. */
static int peek(struct json_stream *json, char *c, struct error *error)
{
    for (;;) {
        size_t n = 0, len = unread(json);
        while (n < len && is_blank(at(json)[n])) {
            n++;
        }
        consume(json, n);
        if (n < len) {
            *c = *at(json);
            return 1;
        }
        int code = more(json, error);
        if (code <= 0) {
            return code;
        }
    }
}

static int broken(const struct json_stream *json, const char *what, struct error *error)
{
    return error_set(error, GARNER_E_DATA, "line %llu: %s", (unsigned long long)json->next_line, what);
}

static int expect(struct json_stream *json, char wanted, const char *what, struct error *error)
{
    char c = '\0';
    int code = peek(json, &c, error);
    if (code < 0) {
        return code;
    }
    if (code == 0 || c != wanted) {
        return broken(json, what, error);
    }
    consume(json, 1);
    return 0;
}

/* ---- where a value ends ---- */

/* Looks at a value byte by byte: brackets balance outside of strings. */
struct lexer {
    unsigned depth;
    bool in_string, escaped;
};

/* How many of len bytes belong to the value; *whole where it ends with them. A scalar ends before what follows it. */
static size_t lex(struct lexer *lexer, const char *p, size_t len, bool *whole)
{
    *whole = false;
    for (size_t i = 0; i < len; i++) {
        char c = p[i];
        if (lexer->in_string) {
            lexer->in_string = lexer->escaped || c != '"';
            lexer->escaped = !lexer->escaped && c == '\\';
            *whole = !lexer->in_string && lexer->depth == 0;
        } else if (c == '"') {
            lexer->in_string = true;
        } else if (c == '{' || c == '[') {
            lexer->depth++;
        } else if (c == '}' || c == ']') {
            if (lexer->depth == 0) {
                *whole = true;
                return i;
            }
            *whole = --lexer->depth == 0;
        } else if (lexer->depth == 0 && (is_blank(c) || c == ',' || c == ':')) {
            *whole = true;
            return i;
        }
        if (*whole) {
            return i + 1;
        }
    }
    return len;
}

/* The length of the value that begins at hand, all of which stands in the stream then: 1, or a code. A value longer
 * than STREAM_UNREAD_MAX is an error. */
static int whole_value(struct json_stream *json, size_t *len, struct error *error)
{
    struct lexer lexer = {0};
    bool whole = false;
    int code = 1;
    *len = 0;
    while (!whole && code > 0) {
        *len += lex(&lexer, at(json) + *len, unread(json) - *len, &whole);
        if (*len > STREAM_UNREAD_MAX) {
            return broken(json, "a value is longer than 16 MiB", error);
        }
        code = whole ? 1 : more(json, error);
    }
    if (code < 0 || whole || !(lexer.depth || lexer.in_string)) {
        return code < 0 ? code : 1;
    }
    return broken(json, "the file ends inside a value", error);
}

/* Passes a value of any length, and blanks before it. depth: brackets already consumed. */
static int skip_value(struct json_stream *json, unsigned depth, struct error *error)
{
    struct lexer lexer = {.depth = depth};
    char c = '\0';
    int code = peek(json, &c, error);
    while (code > 0) {
        bool whole = false;
        size_t n = lex(&lexer, at(json), unread(json), &whole);
        consume(json, n);
        if (whole) {
            return 0;
        }
        code = more(json, error);
    }
    return code < 0 ? code : broken(json, "the file ends inside a value", error);
}

/* ---- which form ---- */

/* Of the object at hand: its members, how many of them hold an array of objects, which one is the first of those. */
struct shape {
    size_t members, empty, arrays, first;
};

/* The value of a member: stands before it, ends behind it. */
static int look_at_member(struct json_stream *json, size_t index, struct shape *shape, struct error *error)
{
    char c = '\0';
    int code = peek(json, &c, error);
    if (code <= 0) {
        return code < 0 ? code : broken(json, "the file ends inside an object", error);
    }
    if (c != '[') {
        return skip_value(json, 0, error);
    }
    consume(json, 1);
    code = peek(json, &c, error);
    if (code < 0) {
        return code;
    }
    if (code > 0 && c == '{') {
        shape->first = shape->arrays++ ? shape->first : index;
    }
    shape->empty += code > 0 && c == ']';
    return skip_value(json, 1, error);
}

/* Consumes a member's name and colon: 1, 0 where the object ends instead, or a code. */
static int member_name(struct json_stream *json, size_t index, struct error *error)
{
    char c = '\0';
    int code = peek(json, &c, error);
    if (code > 0 && c == '}') {
        consume(json, 1);
        return 0;
    }
    if (code > 0 && index) {
        code = expect(json, ',', "a comma is missing between members", error);
        code = code ? code : peek(json, &c, error);
    }
    if (code < 0) {
        return code;
    }
    if (c != '"') {
        return broken(json, "a member has no name", error);
    }
    code = skip_value(json, 0, error);
    code = code ? code : expect(json, ':', "a colon is missing", error);
    return code ? code : 1;
}

static int object_shape(struct json_stream *json, struct shape *shape, struct error *error)
{
    consume(json, 1);
    for (size_t index = 0;; index++) {
        int code = member_name(json, index, error);
        if (code <= 0) {
            return code;
        }
        code = look_at_member(json, index, shape, error);
        if (code) {
            return code;
        }
        shape->members++;
    }
}

/* An array of objects is what the object is there for; so is an array alone, even an empty one. */
static enum json_form form_of_one(const struct shape *shape)
{
    return shape->arrays == 1 || (shape->members == 1 && shape->empty == 1) ? JSON_MEMBER : JSON_VALUES;
}

/* What cannot be made out is read as lines, of which each is refused with its reason. */
static int find_form(struct json_stream *json, struct error *error)
{
    char c = '\0';
    int code = peek(json, &c, error);
    if (code < 0) {
        return code;
    }
    json->form = code > 0 && c == '[' ? JSON_ARRAY : JSON_LINES;
    if (code == 0 || c != '{') {
        return 0;
    }
    struct shape shape = {0};
    uint64_t line = json->next_line;
    code = object_shape(json, &shape, error);
    bool one_line = json->next_line == line;
    code = code ? code : peek(json, &c, error);
    if (code > 0) {
        json->form = one_line ? JSON_LINES : JSON_VALUES;
    } else if (code == 0) {
        json->form = form_of_one(&shape);
        json->member = shape.first;
    }
    return code < 0 && code != GARNER_E_DATA ? code : 0;
}

int json_stream_open(struct json_stream *json, struct stream *stream, enum json_form form, struct error *error)
{
    *json = (struct json_stream){.stream = stream, .form = form, .next_line = 1};
    int code = form == JSON_UNKNOWN ? find_form(json, error) : 0;
    if (code == 0 && error) {
        error_clear(error);
    }
    json_stream_rewind(json);
    return code;
}

void json_stream_rewind(struct json_stream *json)
{
    stream_rewind(json->stream);
    json->next_line = 1;
    json->inside = json->done = false;
    json->fault = NULL;
}

/* ---- values ---- */

static void set_value(struct json_stream *json, size_t len, const char *fault)
{
    json->line = json->next_line;
    json->raw = str_of(at(json), len);
    json->fault = fault;
    consume(json, len);
}

/* A line; one that is longer than any value may be is refused in pieces. */
static int next_line(struct json_stream *json, struct error *error)
{
    size_t looked = 0;
    for (;;) {
        const char *end = unread(json) > looked ? memchr(at(json) + looked, '\n', unread(json) - looked) : NULL;
        if (end) {
            set_value(json, (size_t)(end - at(json)), NULL);
            consume(json, 1);
            return 1;
        }
        looked = unread(json);
        if (looked > STREAM_UNREAD_MAX) {
            set_value(json, looked, "is longer than 16 MiB");
            return 1;
        }
        int code = more(json, error);
        if (code < 0) {
            return code;
        }
        if (code == 0) {
            set_value(json, unread(json), NULL);
            return json->raw.len > 0;
        }
    }
}

static int next_value(struct json_stream *json, struct error *error)
{
    char c = '\0';
    size_t len = 0;
    int code = peek(json, &c, error);
    if (code <= 0) {
        return code;
    }
    code = whole_value(json, &len, error);
    if (code < 0) {
        return code;
    }
    if (len == 0) {
        return broken(json, "a value is missing", error);
    }
    set_value(json, len, NULL);
    return 1;
}

/* Goes behind the name of the member that holds the array. */
static int enter_member(struct json_stream *json, struct error *error)
{
    int code = expect(json, '{', "an object is missing", error);
    for (size_t index = 0; code == 0; index++) {
        code = member_name(json, index, error);
        if (code == 0) {
            return broken(json, "the file changed while it was read", error);
        }
        if (code < 0 || index == json->member) {
            break;
        }
        code = skip_value(json, 0, error);
    }
    return code < 0 ? code : 0;
}

static int enter_array(struct json_stream *json, struct error *error)
{
    int code = json->form == JSON_MEMBER ? enter_member(json, error) : 0;
    json->inside = true;
    return code ? code : expect(json, '[', "an array is missing", error);
}

static int skip_members(struct json_stream *json, size_t index, struct error *error)
{
    for (;; index++) {
        int code = member_name(json, index, error);
        code = code > 0 ? skip_value(json, 0, error) : code < 0 ? code : 1;
        if (code) {
            return code > 0 ? 0 : code;
        }
    }
}

/* Behind the array's end: the other members, then nothing. */
static int leave_array(struct json_stream *json, struct error *error)
{
    json->done = true;
    int code = json->form == JSON_MEMBER ? skip_members(json, json->member + 1, error) : 0;
    char c = '\0';
    code = code ? code : peek(json, &c, error);
    return code > 0 ? broken(json, "something follows the array", error) : code;
}

static int next_element(struct json_stream *json, struct error *error)
{
    bool first = !json->inside;
    int code = first ? enter_array(json, error) : 0;
    if (code) {
        return code;
    }
    char c = '\0';
    code = peek(json, &c, error);
    if (code <= 0) {
        return code < 0 ? code : broken(json, "the file ends inside the array", error);
    }
    if (c == ']') {
        consume(json, 1);
        return leave_array(json, error);
    }
    if (!first) {
        code = expect(json, ',', "a comma is missing between elements", error);
        code = code ? code : peek(json, &c, error);
        if (code < 0) {
            return code;
        }
    }
    code = next_value(json, error);
    return code ? code : broken(json, "the file ends inside the array", error);
}

int json_stream_next(struct json_stream *json, struct error *error)
{
    if (json->done) {
        return 0;
    }
    switch (json->form) {
    case JSON_ARRAY:
    case JSON_MEMBER:
        return next_element(json, error);
    case JSON_VALUES:
        return next_value(json, error);
    case JSON_LINES:
    case JSON_UNKNOWN:
        break;
    }
    return next_line(json, error);
}
