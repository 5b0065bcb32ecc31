/* paths.c - files, folders, globs; see paths.h. */
#include "core/plugin/paths.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>

void paths_release(struct paths *paths)
{
    free(paths->items);
    arena_release(&paths->arena);
    *paths = (struct paths){0};
}

static bool has(const struct paths *paths, const char *path)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (strcmp(paths->items[i], path) == 0) {
            return true;
        }
    }
    return false;
}

/* unique: it may stand in the list already. */
static int add(struct paths *paths, const char *path, bool unique, struct error *error)
{
    struct stat stat_of;
    if (stat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode)) {
        return 0;
    }
    paths->named++;
    if (!unique && has(paths, path)) {
        return 0;
    }
    if (paths->count == PATHS_MAX) {
        return error_set(error, GARNER_E_CONFIG, "path: more than %d files", PATHS_MAX);
    }
    if (paths->count == paths->room) {
        paths->room = paths->room ? paths->room * 2 : 16;
        paths->items = xreallocarray(paths->items, paths->room, sizeof *paths->items);
    }
    paths->items[paths->count++] = arena_strdup(&paths->arena, path);
    return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int add_folder(struct paths *paths, const char *folder, struct error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, visible, by_name);
    if (count < 0) {
        return error_set(error, GARNER_E_CONFIG, "path: cannot list %s: %s", folder, strerror(errno));
    }
    size_t len = strlen(folder);
    const char *slash = len && folder[len - 1] == '/' ? "" : "/";
    bool unique = paths->count == 0;
    int code = 0;
    for (int i = 0; i < count; i++) {
        if (code == 0) {
            code = add(paths, arena_printf(&paths->arena, "%s%s%s", folder, slash, entries[i]->d_name), unique, error);
        }
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int add_glob(struct paths *paths, const char *pattern, struct error *error)
{
    glob_t found = {0};
    int failed = glob(pattern, 0, NULL, &found);
    if (failed == GLOB_NOMATCH) {
        return 0;
    }
    if (failed) {
        return error_set(error, GARNER_E_CONFIG, "path: cannot list %s", pattern);
    }
    bool unique = paths->count == 0;
    int code = 0;
    for (size_t i = 0; i < found.gl_pathc && code == 0; i++) {
        code = add(paths, found.gl_pathv[i], unique, error);
    }
    globfree(&found);
    return code;
}

static bool is_glob(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

int paths_add(struct paths *paths, struct garner_str entry, struct error *error)
{
    const char *text = arena_strndup(&paths->arena, entry.ptr, entry.len);
    struct stat stat_of;
    if (stat(text, &stat_of) == 0) {
        return S_ISDIR(stat_of.st_mode) ? add_folder(paths, text, error) : add(paths, text, false, error);
    }
    return is_glob(text) ? add_glob(paths, text, error) : 0;
}

bool paths_names(struct garner_str entry, const char *path)
{
    char text[4096];
    if (entry.len == 0 || entry.len >= sizeof text) {
        return false;
    }
    memcpy(text, entry.ptr, entry.len);
    text[entry.len] = '\0';
    if (is_glob(text) && fnmatch(text, path, FNM_PATHNAME | FNM_PERIOD) == 0) {
        return true;
    }
    size_t len = entry.len - (text[entry.len - 1] == '/');
    bool below = strncmp(path, text, len) == 0 && path[len] == '/' && !strchr(path + len + 1, '/');
    return below || strcmp(path, text) == 0;
}

const char *paths_relative(const char *path, const char *dir)
{
    size_t len = dir ? strlen(dir) : 0;
    while (len && dir[len - 1] == '/') {
        len--;
    }
    bool below = len && strncmp(path, dir, len) == 0 && path[len] == '/' && path[len + 1];
    return below ? path + len + 1 : path;
}
