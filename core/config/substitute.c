/* substitute.c - puts ${VARIABLES} of the environment into the scalars of a tree, after parsing, so that a value can
 * never become structure. Called by load.c; knows nothing of what the scalars mean, and quotes no value: any may be a
 * secret. */
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/config/read.h"

enum { VARIABLE_NAME_MAX = 200, VARIABLE_FILE_MAX = 64 * 1024, GROWTH_MAX = 16 << 20 };

struct substitution {
    struct arena *arena;
    struct block block; /* for complaints */
    size_t room;        /* bytes that substituted texts may still take, all together */
    struct error *error;
};

/* What stands between ${ and }. */
struct variable {
    char name[VARIABLE_NAME_MAX + 1];
    char kind; /* '-' default, '?' message, 0 neither */
    struct garner_str word;
};

static bool name_char(char c, bool first)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (!first && c >= '0' && c <= '9');
}

/* False where inside is no variable. */
static bool variable_parse(struct garner_str inside, struct variable *out)
{
    size_t n = 0;
    while (n < inside.len && n < VARIABLE_NAME_MAX && name_char(inside.ptr[n], n == 0)) {
        n++;
    }
    struct garner_str rest = str_of(inside.ptr + n, inside.len - n);
    *out = (struct variable){.name = ""};
    memcpy(out->name, inside.ptr, n);
    if (str_starts(rest, ":-") || str_starts(rest, ":?")) {
        out->kind = rest.ptr[1];
        out->word = str_of(rest.ptr + 2, rest.len - 2);
    }
    return n > 0 && (rest.len == 0 || out->kind);
}

static int add(struct substitution *s, const struct garner_node *at, struct buf *out, struct garner_str text)
{
    if (buf_addstr(out, text)) {
        return complain(&s->block, at, s->error, "with its variables put in, this text is too long");
    }
    return 0;
}

/* The value of NAME_FILE's file, its last line end cut. */
static int add_file(struct substitution *s, const struct garner_node *at, struct buf *out, const char *name,
                    const char *path)
{
    struct garner_str text;
    int why = file_read(s->arena, path, VARIABLE_FILE_MAX, &text);
    if (why) {
        return complain(&s->block, at, s->error, "%s_FILE names the file %s, which cannot be read: %s", name, path,
                        strerror(why));
    }
    text.len -= str_ends(text, "\n");
    text.len -= str_ends(text, "\r");
    return add(s, at, out, text);
}

static int unset(struct substitution *s, const struct garner_node *at, const struct variable *v, bool empty)
{
    if (v->kind == '?' && v->word.len) {
        return complain(&s->block, at, s->error, "variable %s is %s: %.*s", v->name, empty ? "empty" : "not set",
                        SHOWN(v->word));
    }
    return complain(&s->block, at, s->error,
                    "variable %s is %s; set it, or %s_FILE to a file that holds it, or give a default: ${%s:-...}",
                    v->name, empty ? "empty" : "not set", v->name, v->name);
}

static int add_variable(struct substitution *s, const struct garner_node *at, struct buf *out, const struct variable *v)
{
    char file_name[VARIABLE_NAME_MAX + sizeof "_FILE"];
    snprintf(file_name, sizeof file_name, "%s_FILE", v->name);
    const char *value = getenv(v->name), *file = value ? NULL : getenv(file_name);
    if (file && *file) {
        return add_file(s, at, out, v->name, file);
    }
    bool missing = !value || (v->kind && !*value);
    if (missing && v->kind == '-') {
        return add(s, at, out, v->word);
    }
    return missing ? unset(s, at, v, value != NULL) : add(s, at, out, garner_text(value));
}

/* What begins with the $ at text: appends what it stands for, sets *used to its length. */
static int add_dollar(struct substitution *s, const struct garner_node *at, struct buf *out, struct garner_str text,
                      size_t *used)
{
    *used = 1;
    if (str_starts(text, "$$")) {
        *used = 2;
    }
    if (!str_starts(text, "${")) {
        return add(s, at, out, garner_text("$"));
    }
    const char *close = memchr(text.ptr, '}', text.len);
    struct variable v;
    if (!close || !variable_parse(str_of(text.ptr + 2, (size_t)(close - text.ptr) - 2), &v)) {
        return complain(
            &s->block, at, s->error,
            "\"${\" begins a variable, ${NAME}, ${NAME:-default} or ${NAME:?message}; write \"$${\" for the text");
    }
    if (v.word.len && memmem(v.word.ptr, v.word.len, "${", 2)) {
        return complain(&s->block, at, s->error, "a default or message cannot hold a variable of its own");
    }
    *used = (size_t)(close - text.ptr) + 1;
    return add_variable(s, at, out, &v);
}

static int expand(struct substitution *s, const struct garner_node *at, struct garner_str text, struct buf *out)
{
    while (text.len) {
        const char *dollar = memchr(text.ptr, '$', text.len);
        size_t plain = dollar ? (size_t)(dollar - text.ptr) : text.len, used = 0;
        int result = add(s, at, out, str_of(text.ptr, plain));
        text = str_of(text.ptr + plain, text.len - plain);
        if (result == 0 && text.len) {
            result = add_dollar(s, at, out, text, &used);
        }
        if (result) {
            return result;
        }
        text = str_of(text.ptr + used, text.len - used);
    }
    return 0;
}

static int substitute_scalar(struct substitution *s, struct garner_node *node)
{
    if (node->text.len == 0 || !memchr(node->text.ptr, '$', node->text.len)) {
        return 0;
    }
    struct buf out;
    buf_init(&out, s->room);
    int result = expand(s, node, node->text, &out);
    if (result == 0 && !str_is_text(buf_str(&out))) {
        result = complain(&s->block, node, s->error, "a variable here holds control characters or is not UTF-8");
    }
    if (result == 0) {
        s->room -= out.len;
        node->text = str_of(arena_strndup(s->arena, buf_text(&out), out.len), out.len);
    }
    buf_release(&out);
    return result;
}

static int substitute(struct substitution *s, struct garner_node *node);

/* node gets items of its own with the first that changes. */
static int substitute_items(struct substitution *s, struct garner_node *node)
{
    struct garner_node *changed = NULL;
    for (size_t i = 0; i < node->count; i++) {
        const struct garner_node *old = &node->items[i];
        struct garner_node item = *old;
        int result = substitute(s, &item);
        if (result) {
            return result;
        }
        if (item.text.ptr == old->text.ptr && item.items == old->items) {
            continue;
        }
        if (!changed) {
            changed = arena_calloc(s->arena, node->count, sizeof *changed);
            memcpy(changed, node->items, node->count * sizeof *changed);
            node->items = changed;
        }
        changed[i] = item;
    }
    return 0;
}

static int substitute(struct substitution *s, struct garner_node *node)
{
    return node->kind == GARNER_SCALAR ? substitute_scalar(s, node) : substitute_items(s, node);
}

int node_substitute(struct arena *arena, const char *file, const struct garner_node *node,
                    const struct garner_node **out, struct error *error)
{
    struct substitution s = {.arena = arena, .block = {.file = file}, .room = GROWTH_MAX, .error = error};
    struct garner_node *copy = arena_calloc(arena, 1, sizeof *copy);
    *copy = *node;
    int result = substitute(&s, copy);
    if (result == 0) {
        *out = copy;
    }
    return result;
}
