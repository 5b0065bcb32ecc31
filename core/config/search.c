/* search.c - where plugins and their presets lie. Called by the configuration and by commands that list or load
 * plugins. It looks at names only and opens no file. */
#include "core/config/search.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef GARNER_PREFIX
#define GARNER_PREFIX "/usr/local"
#endif

/* Names that are being collected; grows in the arena, so the old rows stay behind until it ends. */
struct names {
    struct arena *arena;
    struct plugin_file *items;
    size_t count, room;
};

static void names_add(struct names *names, const char *name, const char *path)
{
    if (names->count == names->room) {
        names->room = names->room ? names->room * 2 : 8;
        struct plugin_file *more = arena_calloc(names->arena, names->room, sizeof *more);
        if (names->count) {
            memcpy(more, names->items, names->count * sizeof *more);
        }
        names->items = more;
    }
    names->items[names->count++] = (struct plugin_file){arena_strdup(names->arena, name), path};
}

/* By name; of equal names the one found first, which is the one whose folder comes first. */
static void names_sort(struct names *names)
{
    for (size_t i = 1; i < names->count; i++) {
        struct plugin_file file = names->items[i];
        size_t j = i;
        for (; j > 0 && strcmp(names->items[j - 1].name, file.name) > 0; j--) {
            names->items[j] = names->items[j - 1];
        }
        names->items[j] = file;
    }
    size_t kept = 0;
    for (size_t i = 0; i < names->count; i++) {
        if (kept == 0 || strcmp(names->items[kept - 1].name, names->items[i].name) != 0) {
            names->items[kept++] = names->items[i];
        }
    }
    names->count = kept;
}

static bool is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* ---- folders ---- */

/* NULL where the system does not say. */
static const char *from_program(const char *where, struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    while (n > 0 && n < PATH_MAX && path[n - 1] != '/') {
        n--;
    }
    return n > 0 && n < PATH_MAX ? arena_printf(arena, "%.*s%s", (int)n, path, where) : NULL;
}

static void add_dir(struct names *dirs, const char *dir)
{
    if (dir && is_dir(dir)) {
        names_add(dirs, dir, NULL);
    }
}

static void add_environment(struct names *dirs)
{
    const char *list = getenv("GARNER_PLUGIN_PATH");
    while (list && *list) {
        size_t n = strcspn(list, ":");
        add_dir(dirs, n ? arena_strndup(dirs->arena, list, n) : NULL);
        list += n + (list[n] == ':');
    }
}

struct garner_strs search_dirs(const struct garner_strs *configured, struct arena *arena)
{
    struct names dirs = {.arena = arena};
    add_dir(&dirs, from_program("plugins", arena));
    for (size_t i = 0; configured && i < configured->count; i++) {
        struct garner_str dir = configured->items[i];
        add_dir(&dirs, arena_strndup(arena, dir.ptr, dir.len));
    }
    add_environment(&dirs);
    add_dir(&dirs, from_program("../lib/garner/plugins", arena));
    add_dir(&dirs, GARNER_PREFIX "/lib/garner/plugins");

    struct garner_str *out = arena_calloc(arena, dirs.count, sizeof *out);
    for (size_t i = 0; i < dirs.count; i++) {
        out[i] = garner_text(dirs.items[i].name);
    }
    return (struct garner_strs){out, dirs.count};
}

/* ---- one by name ---- */

/* DIR/NAME/NAME.so, else DIR/NAME.so, else NULL. */
static const char *plugin_in(struct garner_str dir, const char *name, struct arena *arena)
{
    const char *path = arena_printf(arena, STR_FMT "/%s/%s.so", STR_ARG(dir), name, name);
    if (is_file(path)) {
        return path;
    }
    path = arena_printf(arena, STR_FMT "/%s.so", STR_ARG(dir), name);
    return is_file(path) ? path : NULL;
}

const char *search_plugin(struct garner_strs dirs, const char *name, struct arena *arena)
{
    const char *path = NULL;
    bool plain = name_is_plain(garner_text(name));
    for (size_t i = 0; plain && !path && i < dirs.count; i++) {
        path = plugin_in(dirs.items[i], name, arena);
    }
    return path;
}

const char *search_preset(struct garner_strs dirs, const char *plugin, const char *preset, struct arena *arena)
{
    if (!name_is_plain(garner_text(plugin)) || !name_is_plain(garner_text(preset))) {
        return NULL;
    }
    for (size_t i = 0; i < dirs.count; i++) {
        const char *path = arena_printf(arena, STR_FMT "/%s/presets/%s.yaml", STR_ARG(dirs.items[i]), plugin, preset);
        if (is_file(path)) {
            return path;
        }
    }
    return NULL;
}

/* ---- all of them ---- */

/* entry without suffix, where it ends so and what remains is a name; else NULL. */
static const char *stem(struct arena *arena, const char *entry, const char *suffix)
{
    struct garner_str name = garner_text(entry);
    if (!str_ends(name, suffix)) {
        return NULL;
    }
    name.len -= strlen(suffix);
    return name_is_plain(name) ? arena_strndup(arena, name.ptr, name.len) : NULL;
}

static void list_plugins(struct names *found, struct garner_str dir)
{
    DIR *handle = opendir(arena_strndup(found->arena, dir.ptr, dir.len));
    for (struct dirent *entry = handle ? readdir(handle) : NULL; entry; entry = readdir(handle)) {
        const char *name = stem(found->arena, entry->d_name, ".so");
        name = name ? name : stem(found->arena, entry->d_name, "");
        const char *path = name ? plugin_in(dir, name, found->arena) : NULL;
        if (path) {
            names_add(found, name, path);
        }
    }
    if (handle) {
        closedir(handle);
    }
}

struct plugin_file *search_plugins(struct garner_strs dirs, struct arena *arena, size_t *count)
{
    struct names found = {.arena = arena};
    for (size_t i = 0; i < dirs.count; i++) {
        list_plugins(&found, dirs.items[i]);
    }
    names_sort(&found);
    *count = found.count;
    return found.items;
}

static void list_presets(struct names *found, struct garner_str dir, const char *plugin)
{
    DIR *handle = opendir(arena_printf(found->arena, STR_FMT "/%s/presets", STR_ARG(dir), plugin));
    for (struct dirent *entry = handle ? readdir(handle) : NULL; entry; entry = readdir(handle)) {
        const char *name = stem(found->arena, entry->d_name, ".yaml");
        if (name) {
            names_add(found, name, NULL);
        }
    }
    if (handle) {
        closedir(handle);
    }
}

struct garner_strs search_presets(struct garner_strs dirs, const char *plugin, struct arena *arena)
{
    struct names found = {.arena = arena};
    for (size_t i = 0; name_is_plain(garner_text(plugin)) && i < dirs.count; i++) {
        list_presets(&found, dirs.items[i], plugin);
    }
    names_sort(&found);
    struct garner_str *out = arena_calloc(arena, found.count, sizeof *out);
    for (size_t i = 0; i < found.count; i++) {
        out[i] = garner_text(found.items[i].name);
    }
    return (struct garner_strs){out, found.count};
}
