/* campaigns_file.c - changes campaigns.yaml beside the configuration: an alias matches more texts, another one goes.
 * Called by `garner campaigns link`. Only the text in question is touched, so that comments and order survive; what
 * comes of it is read back before it replaces the file. */
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char new_file[] =
    "# Names that mean one campaign, as under `campaigns:` of the configuration. `garner campaigns link` adds to it;\n"
    "# what you write here stays.\n";

struct edit {
    struct arena *arena;
    const char *path;
    struct garner_str text;
    const struct garner_node *root;
    const char *name, *absorbed;
    struct garner_strs match;
};

/* `removed` bytes at `at` give way to `added`. */
struct splice {
    size_t at, removed;
    struct garner_str added;
};

/* ---- places ---- */

static size_t line_start(struct garner_str text, uint32_t line)
{
    size_t at = 0;
    for (uint32_t n = 1; n < line && at < text.len; at++) {
        n += text.ptr[at] == '\n';
    }
    return at;
}

/* Columns count characters from 1. */
static size_t place(struct garner_str text, const struct garner_node *node)
{
    size_t at = line_start(text, node->line);
    for (uint32_t column = 1; column < node->column && at < text.len; column++) {
        at++;
        while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

/* What stands before a node in its line, if that is nothing but blanks and at most one dash: the block style. */
static bool block_prefix(struct garner_str text, const struct garner_node *node, bool dash, struct garner_str *prefix)
{
    size_t begin = line_start(text, node->line), end = place(text, node);
    size_t dashes = 0, others = 0;
    for (size_t i = begin; i < end; i++) {
        dashes += text.ptr[i] == '-';
        others += text.ptr[i] != '-' && text.ptr[i] != ' ';
    }
    *prefix = str_of(text.ptr + begin, end - begin);
    return others == 0 && dashes == (dash ? 1 : 0);
}

/* ---- texts ---- */

static void add_quoted(struct buf *out, struct garner_str text)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            buf_addc(out, '\\');
        }
        buf_addc(out, text.ptr[i]);
    }
    buf_addc(out, '"');
}

/* "A", "B" – with `between` in place of the comma. */
static void add_list(struct buf *out, struct garner_strs list, struct garner_str between)
{
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) {
            buf_addstr(out, between);
        }
        add_quoted(out, list.items[i]);
    }
}

static struct garner_str kept(const struct edit *edit, struct buf *buf)
{
    struct garner_str text = arena_str(edit->arena, buf_str(buf));
    buf_release(buf);
    return text;
}

/* ---- splices ---- */

/* More texts before the first one of `match:`, in its style; where there is no `match:` yet, one before the first key.
 */
static bool widen(const struct edit *edit, const struct garner_node *entry, struct splice *out)
{
    const struct garner_node *match = node_get(entry, "match");
    const struct garner_node *before = match ? match->items : entry->items;
    struct garner_str prefix;
    struct buf text;
    if ((match ? match->kind != GARNER_LIST || match->count == 0 : entry->kind != GARNER_MAP || entry->count == 0)) {
        return false;
    }
    bool block = block_prefix(edit->text, before, match != NULL, &prefix);
    struct garner_str line = garner_text(arena_printf(edit->arena, "\n" STR_FMT, STR_ARG(prefix)));
    struct garner_str comma = garner_text(", ");
    buf_init(&text, YAML_TEXT_MAX);
    buf_adds(&text, match ? "" : "match: [");
    add_list(&text, edit->match, match && block ? line : comma);
    buf_adds(&text, match ? "" : "]");
    buf_addstr(&text, block ? line : comma);
    *out = (struct splice){place(edit->text, before), 0, kept(edit, &text)};
    return true;
}

/* A line of its own at the end of the file. */
static void append(const struct edit *edit, struct splice *out)
{
    struct buf text;
    uint32_t indent = edit->root->count ? edit->root->items[0].column - 1 : 0;
    bool open_line = edit->text.len && edit->text.ptr[edit->text.len - 1] != '\n';
    buf_init(&text, YAML_TEXT_MAX);
    buf_adds(&text, edit->text.len ? "" : new_file);
    buf_addf(&text, "%s%*s", open_line ? "\n" : "", (int)indent, "");
    add_quoted(&text, garner_text(edit->name));
    buf_adds(&text, ": {match: [");
    add_list(&text, edit->match, garner_text(", "));
    buf_adds(&text, "]}\n");
    *out = (struct splice){edit->text.len, 0, kept(edit, &text)};
}

static bool is_comment_or_blank(struct garner_str line)
{
    struct garner_str text = str_trim(line);
    return text.len == 0 || text.ptr[0] == '#';
}

/* The lines of an entry, without the comments and blank lines behind it: those belong to what follows. */
static struct splice cut(const struct edit *edit, const struct garner_node *entry)
{
    const struct garner_node *end = edit->root->items + edit->root->count;
    size_t from = line_start(edit->text, entry->line), to = edit->text.len;
    if (entry + 1 < end) {
        to = line_start(edit->text, entry[1].line);
    }
    while (to > from) {
        size_t begin = to - 1;
        while (begin > from && edit->text.ptr[begin - 1] != '\n') {
            begin--;
        }
        if (begin == from || !is_comment_or_blank(str_of(edit->text.ptr + begin, to - begin))) {
            break;
        }
        to = begin;
    }
    return (struct splice){from, to - from, {NULL, 0}};
}

/* Splices that meet (two entries in one line) give nothing. */
static struct garner_str spliced(const struct edit *edit, struct splice *splices, size_t count)
{
    struct buf out;
    size_t at = 0;
    if (count == 2 && splices[1].at < splices[0].at) {
        struct splice first = splices[1];
        splices[1] = splices[0];
        splices[0] = first;
    }
    if (count == 2 && splices[0].at + splices[0].removed > splices[1].at) {
        return str_of(NULL, 0);
    }
    buf_init(&out, YAML_TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        buf_addstr(&out, str_of(edit->text.ptr + at, splices[i].at - at));
        buf_addstr(&out, splices[i].added);
        at = splices[i].at + splices[i].removed;
    }
    buf_addstr(&out, str_of(edit->text.ptr + at, edit->text.len - at));
    return kept(edit, &out);
}

/* ---- is it what was meant? ---- */

static bool same_tree(const struct garner_node *a, const struct garner_node *b)
{
    bool same = a->kind == b->kind && a->count == b->count && garner_same(a->key, b->key) &&
                (a->kind != GARNER_SCALAR || garner_same(a->text, b->text));
    for (size_t i = 0; same && i < a->count; i++) {
        same = same_tree(&a->items[i], &b->items[i]);
    }
    return same;
}

static bool has_text(const struct garner_node *list, struct garner_str text)
{
    for (size_t i = 0; list && i < list->count; i++) {
        if (list->items[i].kind == GARNER_SCALAR && garner_same(list->items[i].text, text)) {
            return true;
        }
    }
    return false;
}

/* Everything of the one entry that is not what it matches, and all it matched, is as it was. */
static bool same_entry(const struct garner_node *old, const struct garner_node *now)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct garner_node *was = &old->items[i], *is = NULL;
        for (size_t k = 0; k < now->count; k++) {
            is = garner_same(now->items[k].key, was->key) ? &now->items[k] : is;
        }
        bool match = str_is(was->key, "match");
        if (!is || (!match && !same_tree(was, is))) {
            return false;
        }
        for (size_t k = 0; match && k < was->count; k++) {
            if (!has_text(is, was->items[k].text)) {
                return false;
            }
        }
    }
    return true;
}

static bool is_meant(const struct edit *edit, const struct garner_node *now)
{
    const struct garner_node *own = node_get(now, edit->name);
    bool meant = own && !(edit->absorbed && node_get(now, edit->absorbed));
    for (size_t i = 0; meant && i < edit->match.count; i++) {
        meant = has_text(node_get(own, "match"), edit->match.items[i]);
    }
    for (size_t i = 0; meant && i < edit->root->count; i++) {
        const struct garner_node *old = &edit->root->items[i];
        const char *key = arena_strndup(edit->arena, old->key.ptr, old->key.len);
        const struct garner_node *entry = node_get(now, key);
        if (edit->absorbed && strcmp(key, edit->absorbed) == 0) {
            continue;
        }
        meant = entry && (entry == own ? same_entry(old, entry) : same_tree(old, entry));
    }
    return meant;
}

/* ---- the file ---- */

static int cannot(const struct edit *edit, struct error *error)
{
    struct buf list;
    buf_init(&list, ERROR_MESSAGE_MAX / 2);
    add_list(&list, edit->match, garner_text(", "));
    error_set(error, GARNER_E_CONFIG,
              "%s is laid out so that it cannot be changed here; write there yourself: %s: {match: [%s]}", edit->path,
              edit->name, buf_text(&list));
    buf_release(&list);
    return GARNER_E_CONFIG;
}

static int change(struct edit *edit, struct garner_str *out, struct error *error)
{
    const struct garner_node *entry = node_get(edit->root, edit->name), *now = NULL;
    const struct garner_node *gone = edit->absorbed ? node_get(edit->root, edit->absorbed) : NULL;
    struct splice splices[2];
    struct error why = {0};
    if (!entry) {
        append(edit, &splices[0]);
    } else if (!widen(edit, entry, &splices[0])) {
        return cannot(edit, error);
    }
    if (gone) {
        splices[1] = cut(edit, gone);
    }
    *out = spliced(edit, splices, gone ? 2 : 1);
    bool read = node_parse(edit->arena, edit->path, *out, &now, &why) == 0;
    return read && is_meant(edit, now) ? 0 : cannot(edit, error);
}

static bool write_all(int fd, struct garner_str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        text = n > 0 ? str_of(text.ptr + n, text.len - (size_t)n) : text;
    }
    return fsync(fd) == 0;
}

/* Whole or not at all; with the mode of the file it replaces. */
static int replace(const struct edit *edit, struct garner_str text, struct error *error)
{
    struct stat old;
    mode_t mode = stat(edit->path, &old) == 0 ? old.st_mode & 07777 : 0644;
    char *temporary = arena_printf(edit->arena, "%s.XXXXXX", edit->path);
    int fd = mkstemp(temporary);
    bool done = fd >= 0 && fchmod(fd, mode) == 0 && write_all(fd, text);
    done = fd >= 0 && close(fd) == 0 && done;
    if (done && rename(temporary, edit->path) == 0) {
        return 0;
    }
    int why = errno;
    if (fd >= 0) {
        unlink(temporary);
    }
    return error_set(error, GARNER_E_CONFIG, "%s: cannot be written: %s", edit->path, strerror(why));
}

static int join(struct edit *edit, struct error *error)
{
    struct garner_str text;
    int why = file_read(edit->arena, edit->path, YAML_TEXT_MAX, &edit->text);
    if (why && why != ENOENT) {
        return error_set(error, GARNER_E_CONFIG, "%s: cannot be read: %s", edit->path, strerror(why));
    }
    if (str_starts(edit->text, "\xEF\xBB\xBF")) {
        edit->text = str_of(edit->text.ptr + 3, edit->text.len - 3);
    }
    int code = node_parse(edit->arena, edit->path, edit->text, &edit->root, error);
    code = code ? code : change(edit, &text, error);
    return code ? code : replace(edit, text, error);
}

int config_join_campaigns(const struct config *config, const char *name, const char *absorbed, struct garner_strs match,
                          struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    struct edit edit = {.arena = &arena, .name = name, .absorbed = absorbed, .match = match};
    edit.path = arena_printf(&arena, "%s/campaigns.yaml", config->dir);
    char *target = realpath(edit.path, NULL); /* a link stays one */
    edit.path = target ? arena_strdup(&arena, target) : edit.path;
    free(target);
    int code = strcmp(config->path, "campaigns.yaml") == 0 || str_ends(garner_text(config->path), "/campaigns.yaml")
                   ? error_set(error, GARNER_E_CONFIG,
                               "%s: the configuration itself is called like the file this would go to; rename it",
                               config->path)
                   : join(&edit, error);
    arena_release(&arena);
    return code;
}
