/* scaffold.c - writes the templates of core/plugin/scaffold, which are part of the program; see scaffold.h. Called by
 * `garner plugins new`. */
#include "core/plugin/scaffold.h"
#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/embedded.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

/* Which template becomes which file; @NAME@ stands for the plugin's name in both. */
struct part {
    const char *kind, *template, *path;
    bool outside; /* only outside of garner's tree */
};

static const struct part parts[] = {
    {"file", "file/plugin.c", "@NAME@.c", false},
    {"file", "file/README.md", "README.md", false},
    {"file", "file/test.sh", "test.sh", false},
    {"file", "file/check.yaml", "fixtures/check.yaml", false},
    {"file", "file/rows.csv", "fixtures/rows.csv", false},
    {"file", "file/expected", "fixtures/expected", false},
    {"file", "common/Makefile", "Makefile", true},
    {"http", "http/plugin.c", "@NAME@.c", false},
    {"http", "http/README.md", "README.md", false},
    {"http", "http/test.sh", "test.sh", false},
    {"http", "http/check.yaml", "fixtures/check.yaml", false},
    {"http", "http/api.http", "fixtures/api.http", false},
    {"http", "http/expected", "fixtures/expected", false},
    {"http", "common/Makefile", "Makefile", true},
    {"rest", "rest/preset.yaml", "rest/presets/@NAME@.yaml", false},
    {"rest", "rest/README.md", "README.md", false},
    {"rest", "rest/test.sh", "test.sh", false},
    {"rest", "rest/check.yaml", "fixtures/check.yaml", false},
    {"rest", "rest/api.http", "fixtures/api.http", false},
    {"rest", "rest/expected", "fixtures/expected", false},
};
enum { PARTS = sizeof parts / sizeof *parts };

static bool belongs(const struct part *part, const char *kind, bool in_tree)
{
    return strcmp(part->kind, kind) == 0 && !(part->outside && in_tree);
}

static void add_named(struct buf *out, const char *text, const char *name)
{
    static const char mark[] = "@NAME@";
    for (const char *at; (at = strstr(text, mark)) != NULL; text = at + sizeof mark - 1) {
        buf_add(out, text, (size_t)(at - text));
        buf_adds(out, name);
    }
    buf_adds(out, text);
}

static const char *path_of(const struct part *part, const char *name, struct arena *arena)
{
    struct buf path;
    buf_init(&path, 4096);
    add_named(&path, part->path, name);
    const char *copy = arena_strdup(arena, buf_text(&path));
    buf_release(&path);
    return copy;
}

const char *const *scaffold_files(const char *kind, const char *name, bool in_tree, struct arena *arena)
{
    const char **files = arena_calloc(arena, PARTS + 1, sizeof *files);
    size_t count = 0;
    for (size_t i = 0; i < PARTS; i++) {
        if (belongs(&parts[i], kind, in_tree)) {
            files[count++] = path_of(&parts[i], name, arena);
        }
    }
    return count ? files : NULL;
}

/* ---- writing ---- */

static const char *template_text(const char *name)
{
    static const char folder[] = "core/plugin/scaffold/";
    for (const struct embedded *file = embedded_files; file->path; file++) {
        if (strncmp(file->path, folder, sizeof folder - 1) == 0 && strcmp(file->path + sizeof folder - 1, name) == 0) {
            return file->text;
        }
    }
    return NULL;
}

static int cannot(struct error *error, const char *path)
{
    return error_set(error, GARNER_E_TEMPORARY, "cannot write %s: %s", path, strerror(errno));
}

static int write_file(const char *path, struct garner_str text, struct error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        return cannot(error, path);
    }
    while (text.len) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno != EINTR) {
            cannot(error, path);
            close(fd);
            return error->code;
        }
        n = n < 0 ? 0 : n;
        text = str_of(text.ptr + n, text.len - (size_t)n);
    }
    return close(fd) ? cannot(error, path) : 0;
}

/* The folders on the way to a file, below what is there. */
static int make_folders(const char *path, size_t from, struct arena *arena, struct error *error)
{
    for (const char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *folder = arena_strndup(arena, path, (size_t)(slash - path));
        if (mkdir(folder, 0777) && errno != EEXIST) {
            return cannot(error, folder);
        }
    }
    return 0;
}

static int write_part(const struct part *part, const char *name, const char *folder, struct arena *arena,
                      struct error *error)
{
    const char *text = template_text(part->template);
    struct buf out;
    if (!text) {
        return error_set(error, GARNER_E_BUG, "the template %s is missing", part->template);
    }
    const char *path = arena_printf(arena, "%s/%s", folder, path_of(part, name, arena));
    int code = make_folders(path, strlen(folder) + 1, arena, error);
    buf_init(&out, FILE_MAX);
    add_named(&out, text, name);
    code = code ? code : write_file(path, buf_str(&out), error);
    buf_release(&out);
    return code;
}

static int check_name(const char *name, struct error *error)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (len == 0 || len > 64 || name[len] || (name[0] >= '0' && name[0] <= '9')) {
        return error_set(error, GARNER_E_CONFIG,
                         "\"%s\" cannot be a plugin's name: it is made of a-z, 0-9 and _, a letter first", name);
    }
    return 0;
}

int scaffold_write(const char *kind, const char *name, const char *folder, bool in_tree, struct arena *arena,
                   struct error *error)
{
    int code = check_name(name, error);
    if (code) {
        return code;
    }
    if (mkdir(folder, 0777)) {
        return errno == EEXIST ? error_set(error, GARNER_E_CONFIG, "%s is there already; nothing was written", folder)
                               : cannot(error, folder);
    }
    for (size_t i = 0; i < PARTS && code == 0; i++) {
        code = belongs(&parts[i], kind, in_tree) ? write_part(&parts[i], name, folder, arena, error) : 0;
    }
    return code;
}
