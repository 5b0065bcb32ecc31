/* files_choose.c - decides what to do with each file a source names; see files.h.
 *
 * A file is known by its path, by its stat, and by its content. The scope under which the store keeps its rows follows
 * the content: a renamed file keeps it. */
#include "core/base/str.h"
#include "core/plugin/files.h"
#include <unistd.h>

static bool same_stat(const struct cursor_file *file, const struct file_facts *facts)
{
    return file->mtime != 0 && file->mtime == facts->mtime && file->size == facts->size && file->inode == facts->inode;
}

static bool same_content(const struct cursor_file *file, const struct file_facts *facts)
{
    return memcmp(file->hash, facts->hash, CURSOR_HASH) == 0;
}

static void remember(struct files *files, struct cursor_file *file)
{
    const struct file_facts *facts = &files->facts;
    files->changed = true;
    file->size = facts->size;
    file->inode = facts->inode;
    file->mtime = facts->mtime;
    memcpy(file->hash, facts->hash, CURSOR_HASH);
    file->seen = true;
}

static const char *absolute(struct host *host, struct garner_str path)
{
    bool below = path.len && path.ptr[0] != '/' && host->request->config_dir;
    return below ? arena_printf(&host->row_arena, "%s/" STR_FMT, host->request->config_dir, STR_ARG(path))
                 : arena_strndup(&host->row_arena, path.ptr, path.len);
}

/* Whether the file an entry speaks of still stands where it did, as it did. */
static bool stands(struct host *host, const struct cursor_file *file)
{
    struct file_facts now;
    return file_facts_stat(absolute(host, file->path), &now) &&
           (file->seen || same_stat(file, &now) || file->mtime == 0);
}

static struct cursor_file *entry_for(struct files *files, struct cursor_file *known, struct garner_str path)
{
    return known ? known : cursor_add(&files->cursor, path);
}

/* The path took over from another: the rows stay where they are. */
static int take_over(struct host *host, struct cursor_file *known, struct cursor_file *other, struct garner_str path,
                     size_t *index)
{
    struct files *files = host->files;
    struct garner_str scope = other->scope, old_path = other->path;
    other->gone = true;
    struct cursor_file *file = entry_for(files, known, path);
    file->scope = scope;
    file->copy = false;
    remember(files, file);
    *index = (size_t)(file - files->cursor.files);
    int code = host_log(host, GARNER_LOG_INFO, STR_FMT " was " STR_FMT " before; its rows stay", STR_ARG(path),
                        STR_ARG(old_path));
    return code ? code : files->read_again;
}

static int pass_copy(struct host *host, struct cursor_file *known, const struct cursor_file *other,
                     struct garner_str path)
{
    struct files *files = host->files;
    struct garner_str original = other->path;
    struct cursor_file *file = entry_for(files, known, path);
    file->scope = file->path;
    file->copy = true;
    remember(files, file);
    return host_log(host, GARNER_LOG_WARNING, STR_FMT " has the same content as " STR_FMT ": it is not read again",
                    STR_ARG(path), STR_ARG(original));
}

/* Its content is known now. */
static int choose_by_content(struct host *host, struct cursor_file *known, struct garner_str path, size_t *index)
{
    struct files *files = host->files;
    bool original = known && !known->copy;
    if (original && same_content(known, &files->facts)) {
        remember(files, known);
        *index = (size_t)(known - files->cursor.files);
        return files->read_again;
    }
    struct cursor_file *other = original ? NULL : cursor_by_hash(&files->cursor, files->facts.hash);
    if (other) {
        return stands(host, other) ? pass_copy(host, known, other, path) : take_over(host, known, other, path, index);
    }
    struct garner_str scope = original ? known->scope : cursor_scope(&files->cursor, path);
    struct cursor_file *file = entry_for(files, known, path);
    file->scope = scope;
    file->copy = false;
    remember(files, file);
    *index = (size_t)(file - files->cursor.files);
    return 1;
}

/* A copy is only passed by while its original stands. */
static bool needs_no_look(struct host *host, struct cursor_file *known, const struct file_facts *facts)
{
    if (!known || !same_stat(known, facts)) {
        return false;
    }
    if (!known->copy) {
        return !host->files->read_again;
    }
    const struct cursor_file *original = cursor_by_hash(&host->files->cursor, known->hash);
    return original && stands(host, original);
}

int files_choose(struct host *host, const char *path, size_t *index)
{
    struct files *files = host->files;
    struct garner_str shown = garner_text(paths_relative(path, host->request->config_dir));
    struct cursor_file *known = cursor_by_path(&files->cursor, shown);
    struct file_facts facts;
    if (file_facts_stat(path, &facts) && needs_no_look(host, known, &facts)) {
        known->seen = true;
        files->done += facts.size;
        return 0;
    }
    int code = file_facts_read(path, &files->fd, &files->facts, &host->error);
    code = code ? code : choose_by_content(host, known, shown, index);
    if (code <= 0 && files->fd >= 0) {
        close(files->fd);
        files->fd = -1;
        files->done += files->facts.size;
    }
    return code;
}

static bool was_named(const struct host *host, struct garner_str path)
{
    struct arena arena = {0};
    const char *dir = host->request->config_dir;
    bool below = path.len && path.ptr[0] != '/' && dir;
    const char *whole = below ? arena_printf(&arena, "%s/" STR_FMT, dir, STR_ARG(path)) : path.ptr;
    bool found = false;
    for (size_t i = 0; i < host->files->entries.count && !found; i++) {
        found = paths_names(host->files->entries.items[i], whole);
    }
    arena_release(&arena);
    return found;
}

int files_warn_gone(struct host *host)
{
    const struct cursor *cursor = &host->files->cursor;
    for (size_t i = 0; i < cursor->count; i++) {
        const struct cursor_file *file = &cursor->files[i];
        if (file->seen || file->gone || file->copy || !was_named(host, file->path)) {
            continue;
        }
        int code = host_log(host, GARNER_LOG_WARNING, STR_FMT " is gone; the rows it gave stay", STR_ARG(file->path));
        if (code) {
            return code;
        }
    }
    return 0;
}

static bool holds(const char *path, const struct cursor_file *file)
{
    struct file_facts now;
    struct error ignored;
    int fd = -1;
    bool same =
        file_facts_stat(path, &now) && now.size == file->size &&
        (same_stat(file, &now) || (file_facts_read(path, &fd, &now, &ignored) == 0 && same_content(file, &now)));
    if (fd >= 0) {
        close(fd);
    }
    return same;
}

/* Whether what was read of a file stands under another name, which will take its rows over. */
static bool is_renamed(struct host *host, const struct cursor_file *file)
{
    struct files *files = host->files;
    for (size_t i = 0; i < files->paths.count; i++) {
        const char *path = files->paths.items[i];
        const struct cursor_file *known =
            cursor_by_path(&files->cursor, garner_text(paths_relative(path, host->request->config_dir)));
        if ((!known || known->copy) && holds(path, file)) {
            return true;
        }
    }
    return false;
}

enum standing { STANDS, READ_ANEW, GONE };

/* A file that stands and is no longer named may be another list's of the same plugin; where amounts may count twice, it
 * is taken for gone all the same. */
static enum standing standing_of(struct host *host, const struct cursor_file *file, uint32_t kinds)
{
    struct file_facts now;
    if (file->gone || file->copy || file->seen) {
        return STANDS;
    }
    const char *path = absolute(host, file->path);
    const uint32_t summed = GARNER_EMITS(GARNER_RECORD_SPEND) | GARNER_EMITS(GARNER_RECORD_CLAIM);
    bool there = file_facts_stat(path, &now);
    if (there && !was_named(host, file->path)) {
        if (!(kinds & summed)) {
            return STANDS;
        }
        there = false;
    }
    if (there && holds(path, file)) {
        return host->files->new_options ? READ_ANEW : STANDS;
    }
    return is_renamed(host, file) ? STANDS : there ? READ_ANEW : GONE;
}

/* Where its rows gave way, it is to be read again should it come back, or say what it said before. */
static void forget(struct files *files, struct cursor_file *file)
{
    static const unsigned char unknown[CURSOR_HASH];
    if (memcmp(file->hash, unknown, CURSOR_HASH) != 0) {
        memset(file->hash, 0, CURSOR_HASH);
        file->mtime = 0;
        files->changed = true;
    }
}

static int yield(struct host *host, struct garner_str scope)
{
    size_t begun = outbox_begin(&host->outbox, WIRE_YIELDING);
    wire_put_str(&host->outbox.frames, scope);
    return outbox_finish(&host->outbox, begun, &host->error);
}

/* The one file there is, and ever was, has nobody to yield to. */
static bool is_alone(struct host *host)
{
    struct files *files = host->files;
    return files->cursor.count == 1 && files->paths.count == 1 &&
           garner_same(files->cursor.files[0].path,
                       garner_text(paths_relative(files->paths.items[0], host->request->config_dir)));
}

int files_yield(struct host *host, uint32_t kinds)
{
    struct cursor *cursor = &host->files->cursor;
    int code = 0;
    for (size_t i = 0; !is_alone(host) && i < cursor->count && !code; i++) {
        enum standing standing = standing_of(host, &cursor->files[i], kinds);
        if (standing == GONE) {
            forget(host->files, &cursor->files[i]);
        }
        code = standing == STANDS ? 0 : yield(host, cursor->files[i].scope);
        arena_clear(&host->row_arena);
    }
    return code;
}
