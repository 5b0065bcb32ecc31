/* yaml_hint.c - advice on the traps of YAML that people fall into. Called by node.c when libyaml has refused a text;
 * knows nothing of configuration. */
#include "core/config/yaml_hint.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/base/error.h"

/* The byte at which character `index` of text begins; libyaml counts characters. */
static size_t byte_of(struct garner_str text, size_t index)
{
    const char *p = text.ptr, *end = str_end(text);
    uint32_t code = 0;
    for (size_t n = 1; index > 0 && p < end && n; index--, p += n) {
        n = utf8_decode(p, end, &code);
    }
    return (size_t)(p - text.ptr);
}

static bool mentions(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* A character that no unquoted text begins with. */
static const char *hint_of_start(char c)
{
    switch (c) {
    case '@':
        return "quote a text that begins with \"@\", such as \"@daily\"";
    case '`':
        return "quote a text that begins with \"`\"";
    case '%':
        return "quote a text that begins with \"%\"";
    case '\t':
        return "indent with blanks, not with tabs";
    default:
        return NULL;
    }
}

/* Whether the line of byte `at` begins with a tab, behind blanks. */
static bool tab_indents(struct garner_str text, size_t at)
{
    size_t i = at;
    while (i > 0 && text.ptr[i - 1] != '\n') {
        i--;
    }
    while (i < text.len && text.ptr[i] == ' ') {
        i++;
    }
    return i < text.len && text.ptr[i] == '\t';
}

static const char *hint_of_place(struct garner_str text, size_t at)
{
    if (at > 0 && at < text.len && text.ptr[at] == '{' && text.ptr[at - 1] == '$') {
        return "inside { } and [ ] quote variables: \"${NAME}\"";
    }
    return tab_indents(text, at) ? hint_of_start('\t') : NULL;
}

struct hint {
    const char *context, *problem; /* parts of libyaml's words; NULL = any */
    const char *hint;
};

static const struct hint HINTS[] = {
    {"alias", NULL, "quote a text that begins with \"*\""},
    {"anchor", NULL, "quote a text that begins with \"&\""},
    {"tag", NULL, "quote a text that begins with \"!\""},
    {"quoted scalar", "unexpected end", "the quote that begins here is never closed"},
    {"quoted scalar", "escape", "write a backslash as \"\\\\\", or use single quotes"},
    {NULL, "mapping values are not allowed",
     "quote a text that holds \": \", put a blank behind a key's colon, check the indentation"},
    {NULL, "could not find expected ':'", "a key is followed by a colon and a blank, as in \"key: value\""},
    {"flow mapping", NULL, "a text with , { } [ ] in it needs quotes here, and every { its }"},
    {"flow sequence", NULL, "a text with , { } [ ] in it needs quotes here, and every [ its ]"},
    {"flow node", NULL, "a text with , { } [ ] in it needs quotes here, and every bracket its other half"},
    {"block", NULL, "check the indentation: the lines of one list or map begin in the same column"},
};

const char *yaml_hint(struct garner_str text, const yaml_parser_t *parser)
{
    size_t at = byte_of(text, parser->problem_mark.index);
    if (mentions(parser->problem, "cannot start any token") && at < text.len) {
        return hint_of_start(text.ptr[at]);
    }
    const char *hint = hint_of_place(text, at);
    for (size_t i = 0; !hint && i < sizeof HINTS / sizeof *HINTS; i++) {
        bool fits = (!HINTS[i].context || mentions(parser->context, HINTS[i].context)) &&
                    (!HINTS[i].problem || mentions(parser->problem, HINTS[i].problem));
        hint = fits ? HINTS[i].hint : NULL;
    }
    return hint;
}
