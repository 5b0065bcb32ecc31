/* find.c - where reports are: in the program (core/report/NAME.sql at build time) and in the folder `reports` beside
 * the configuration, whose files win. Called by verbs; runs nothing. */
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/embedded.h"
#include "core/report/header.h"
#include <dirent.h>
#include <errno.h>

enum { REPORT_BYTES_MAX = 1024 * 1024, REPORTS_MAX = 1000 };
static const char PREFIX[] = "core/report/", SUFFIX[] = ".sql";

/* A name that stays inside its folder. */
static bool is_plain(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/') && strlen(name) < 200;
}

static const struct embedded *built_in(const char *name)
{
    size_t prefix = sizeof PREFIX - 1, len = strlen(name);
    for (const struct embedded *file = embedded_files; file->path; file++) {
        const char *base = strncmp(file->path, PREFIX, prefix) == 0 ? file->path + prefix : NULL;
        if (base && strncmp(base, name, len) == 0 && strcmp(base + len, SUFFIX) == 0) {
            return file;
        }
    }
    return NULL;
}

/* ---- names ---- */

/* Sorted, each once; ends with NULL. */
struct names {
    const char **items;
    size_t count;
};

/* FILE.sql as a report's name, NULL where it is none. */
static const char *name_of(struct arena *arena, const char *file)
{
    struct garner_str text = garner_text(file);
    if (!str_ends(text, SUFFIX) || file[0] == '.') {
        return NULL;
    }
    return arena_strndup(arena, file, text.len - (sizeof SUFFIX - 1));
}

static void add_name(struct names *names, const char *name)
{
    size_t at = 0;
    while (at < names->count && strcmp(names->items[at], name) < 0) {
        at++;
    }
    bool known = at < names->count && strcmp(names->items[at], name) == 0;
    if (known || names->count == REPORTS_MAX) {
        return;
    }
    memmove(names->items + at + 1, names->items + at, (names->count - at) * sizeof *names->items);
    names->items[at] = name;
    names->count++;
}

static struct names all_names(const struct config *config, struct arena *arena)
{
    struct names names = {arena_calloc(arena, REPORTS_MAX + 1, sizeof(const char *)), 0};
    for (const struct embedded *file = embedded_files; file->path; file++) {
        if (strncmp(file->path, PREFIX, sizeof PREFIX - 1) == 0) {
            add_name(&names, name_of(arena, file->path + sizeof PREFIX - 1));
        }
    }
    DIR *dir = opendir(arena_printf(arena, "%s/reports", config->dir));
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        const char *name = name_of(arena, entry->d_name);
        if (name) {
            add_name(&names, name);
        }
    }
    if (dir) {
        closedir(dir);
    }
    return names;
}

/* ---- files ---- */

static int read_text(FILE *file, const char *path, struct buf *out, struct error *error)
{
    char bytes[8192];
    size_t n = 0;
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buf_add(out, bytes, n);
    }
    if (ferror(file)) {
        return error_set(error, GARNER_E_CONFIG, "%s: cannot be read: %s", path, strerror(errno));
    }
    if (out->overflowed || memchr(buf_text(out), '\0', out->len)) {
        return error_set(error, GARNER_E_CONFIG, "%s: is no report (%s)", path,
                         out->overflowed ? "too big" : "not text");
    }
    return 0;
}

static int own_report(const char *name, const char *path, FILE *file, struct arena *arena, struct report *out,
                      struct error *error)
{
    struct buf text;
    buf_init(&text, REPORT_BYTES_MAX);
    int code = read_text(file, path, &text, error);
    if (code == 0) {
        code = report_parse(name, path, arena_str(arena, buf_str(&text)), arena, out, error);
    }
    buf_release(&text);
    return code;
}

static int unknown(const char *name, const struct config *config, struct arena *arena, struct error *error)
{
    struct names names = all_names(config, arena);
    const char *near = str_closest(garner_text(name), names.items);
    if (near) {
        return error_set(error, GARNER_E_CONFIG, "there is no report \"%s\"; did you mean \"%s\"?", name, near);
    }
    struct buf list;
    buf_init(&list, ERROR_MESSAGE_MAX / 2);
    for (size_t i = 0; i < names.count; i++) {
        buf_addf(&list, "%s%s", i ? ", " : "", names.items[i]);
    }
    int code = error_set(error, GARNER_E_CONFIG, "there is no report \"%s\"; there are %s", name, buf_text(&list));
    buf_release(&list);
    return code;
}

int report_find(const char *name, const struct config *config, struct arena *arena, struct report *out,
                struct error *error)
{
    name = arena_strdup(arena, name);
    const char *path = arena_printf(arena, "%s/reports/%s.sql", config->dir, name);
    FILE *file = is_plain(name) ? fopen(path, "re") : NULL;
    if (file) {
        int code = own_report(name, path, file, arena, out, error);
        fclose(file);
        return code;
    }
    const struct embedded *embedded = built_in(name);
    if (!embedded) {
        return unknown(name, config, arena, error);
    }
    return report_parse(name, embedded->path, garner_text(embedded->text), arena, out, error);
}

int report_list(const struct config *config, struct arena *arena, struct report **out, size_t *count,
                struct error *error)
{
    struct names names = all_names(config, arena);
    *out = arena_calloc(arena, names.count + 1, sizeof **out);
    *count = names.count;
    for (size_t i = 0; i < names.count; i++) {
        int code = report_find(names.items[i], config, arena, &(*out)[i], error);
        if (code < 0) {
            return code;
        }
    }
    return 0;
}
