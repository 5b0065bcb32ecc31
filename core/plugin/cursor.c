/* cursor.c - the list of files as text and back; see cursor.h. One line a file, six words, paths percent-encoded:
 *
 *   files1 OPTIONS
 *   SIZE MTIME INODE HASH PATH SCOPE     (SCOPE "=": as the path; "+" before it: a copy) */
#include "core/plugin/cursor.h"
#include "core/base/mem.h"
#include "core/base/str.h"

static const char MAGIC[] = "files1";

void cursor_release(struct cursor *cursor)
{
    free(cursor->files);
    arena_release(&cursor->arena);
    *cursor = (struct cursor){0};
}

/* ---- writing ---- */

static void put_hash(struct buf *out, const unsigned char hash[CURSOR_HASH])
{
    for (size_t i = 0; i < CURSOR_HASH; i++) {
        buf_addf(out, "%02x", hash[i]);
    }
}

static void put_path(struct buf *out, struct garner_str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c <= ' ' || c == '%' || c == 0x7F || c == '=' || c == '+') {
            buf_addf(out, "%%%02x", c);
        } else {
            buf_addc(out, path.ptr[i]);
        }
    }
}

static void put_file(struct buf *out, const struct cursor_file *file)
{
    buf_addf(out, "%llu %lld %llu ", (unsigned long long)file->size, (long long)file->mtime,
             (unsigned long long)file->inode);
    put_hash(out, file->hash);
    buf_addc(out, ' ');
    put_path(out, file->path);
    buf_adds(out, file->copy ? " +" : " ");
    if (garner_same(file->scope, file->path)) {
        buf_addc(out, '=');
    } else {
        put_path(out, file->scope);
    }
    buf_addc(out, '\n');
}

static int by_path(const void *a, const void *b)
{
    return str_compare(((const struct cursor_file *)a)->path, ((const struct cursor_file *)b)->path);
}

void cursor_write(const struct cursor *cursor, struct buf *out)
{
    buf_addf(out, "%s ", MAGIC);
    put_hash(out, cursor->options);
    buf_addc(out, '\n');
    for (size_t i = 0; i < cursor->count; i++) {
        if (!cursor->files[i].gone) {
            put_file(out, &cursor->files[i]);
        }
    }
}

/* ---- reading ---- */

/* The next word of a line; absent where there is none. */
static struct garner_str word(struct garner_str *line)
{
    const char *space = line->len ? memchr(line->ptr, ' ', line->len) : NULL;
    size_t len = space ? (size_t)(space - line->ptr) : line->len;
    struct garner_str found = str_of(len ? line->ptr : NULL, len);
    size_t used = space ? len + 1 : len;
    *line = str_of(line->ptr + used, line->len - used);
    return found;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool get_byte(const char *p, unsigned char *out)
{
    int high = digit(p[0]), low = digit(p[1]);
    bool good = high >= 0 && low >= 0;
    *out = good ? (unsigned char)(high * 16 + low) : 0;
    return good;
}

static bool get_hash(struct garner_str text, unsigned char hash[CURSOR_HASH])
{
    bool good = text.len == 2 * CURSOR_HASH;
    for (size_t i = 0; good && i < CURSOR_HASH; i++) {
        good = get_byte(text.ptr + 2 * i, &hash[i]);
    }
    return good;
}

static bool get_path(struct arena *arena, struct garner_str text, struct garner_str *out)
{
    char *path = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '%') {
            if (i + 2 >= text.len || !get_byte(text.ptr + i + 1, &c) || c == 0) {
                return false;
            }
            i += 2;
        }
        path[n++] = (char)c;
    }
    path[n] = '\0';
    *out = str_of(path, n);
    return n > 0;
}

static bool get_number(struct garner_str text, int64_t *out)
{
    return text.ptr && str_integer(text, out) && *out >= 0;
}

static bool get_file(struct cursor *cursor, struct garner_str line)
{
    int64_t size = 0, mtime = 0, inode = 0;
    struct cursor_file *file = cursor_add(cursor, str_of(NULL, 0));
    bool good = get_number(word(&line), &size) && get_number(word(&line), &mtime) && get_number(word(&line), &inode) &&
                get_hash(word(&line), file->hash) && get_path(&cursor->arena, word(&line), &file->path);
    struct garner_str scope = word(&line);
    if (!good || !scope.ptr || line.len) {
        return false;
    }
    file->size = (uint64_t)size;
    file->mtime = mtime;
    file->inode = (uint64_t)inode;
    file->copy = scope.ptr[0] == '+';
    scope = file->copy ? str_of(scope.ptr + 1, scope.len - 1) : scope;
    if (str_is(scope, "=")) {
        file->scope = file->path;
        return true;
    }
    return get_path(&cursor->arena, scope, &file->scope);
}

static struct garner_str next_line(struct garner_str *text)
{
    const char *end = text->len ? memchr(text->ptr, '\n', text->len) : NULL;
    size_t len = end ? (size_t)(end - text->ptr) : text->len;
    struct garner_str line = str_of(text->ptr, len);
    size_t used = end ? len + 1 : len;
    *text = str_of(text->ptr + used, text->len - used);
    return line;
}

int cursor_read(struct cursor *cursor, struct garner_str text, struct error *error)
{
    *cursor = (struct cursor){0};
    if (text.len == 0) {
        return 0;
    }
    struct garner_str line = next_line(&text);
    bool good = str_is(word(&line), MAGIC) && get_hash(word(&line), cursor->options);
    while (good && text.len) {
        good = get_file(cursor, next_line(&text));
    }
    if (!good) {
        return error_set(error, GARNER_E_DATA,
                         "the list of files read so far is damaged; pull with --full to begin anew");
    }
    if (cursor->count) {
        qsort(cursor->files, cursor->count, sizeof *cursor->files, by_path);
    }
    cursor->known = cursor->count;
    return 0;
}

/* ---- files ---- */

struct cursor_file *cursor_by_path(struct cursor *cursor, struct garner_str path)
{
    const struct cursor_file wanted = {.path = path};
    struct cursor_file *found =
        cursor->known ? bsearch(&wanted, cursor->files, cursor->known, sizeof *cursor->files, by_path) : NULL;
    return found && !found->gone ? found : NULL;
}

struct cursor_file *cursor_by_hash(struct cursor *cursor, const unsigned char hash[CURSOR_HASH])
{
    for (size_t i = 0; i < cursor->count; i++) {
        if (!cursor->files[i].copy && !cursor->files[i].gone && memcmp(cursor->files[i].hash, hash, CURSOR_HASH) == 0) {
            return &cursor->files[i];
        }
    }
    return NULL;
}

struct cursor_file *cursor_add(struct cursor *cursor, struct garner_str path)
{
    if (cursor->count == cursor->room) {
        cursor->room = cursor->room ? cursor->room * 2 : 16;
        cursor->files = xreallocarray(cursor->files, cursor->room, sizeof *cursor->files);
    }
    struct cursor_file *file = &cursor->files[cursor->count++];
    *file = (struct cursor_file){.path = arena_str(&cursor->arena, path)};
    return file;
}

static bool scope_taken(const struct cursor *cursor, struct garner_str scope)
{
    for (size_t i = 0; i < cursor->count; i++) {
        if (!cursor->files[i].copy && !cursor->files[i].gone && garner_same(cursor->files[i].scope, scope)) {
            return true;
        }
    }
    return false;
}

struct garner_str cursor_scope(struct cursor *cursor, struct garner_str path)
{
    struct garner_str scope = arena_str(&cursor->arena, path);
    for (unsigned n = 2; scope_taken(cursor, scope); n++) {
        scope = garner_text(arena_printf(&cursor->arena, STR_FMT "#%u", STR_ARG(path), n));
    }
    return scope;
}
