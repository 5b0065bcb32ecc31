/* profile_auto.c - `preset: auto`: the preset whose columns a file has; see profile_fit.h. */
#include "core/base/str.h"
#include "core/plugin/file_facts.h"
#include "core/plugin/paths.h"
#include "core/plugin/profile_fit.h"
#include <unistd.h>

enum { NAMES_ROOM = 2000 };

/* ---- the file ---- */

static int add_path(struct paths *paths, struct garner_str path, const char *dir, struct error *error)
{
    struct arena arena = {0};
    const char *whole = path.len && path.ptr[0] != '/' ? arena_printf(&arena, "%s/" STR_FMT, dir, STR_ARG(path))
                                                       : arena_strndup(&arena, path.ptr ? path.ptr : "", path.len);
    int code = path.len ? paths_add(paths, garner_text(whole), error) : 0;
    arena_release(&arena);
    return code;
}

static int first_file(const struct garner_node *options, const char *dir, struct arena *arena, const char **out,
                      struct error *error)
{
    const struct garner_node *path = node_get(options, "path");
    struct paths paths = {0};
    int code = 0;
    *out = NULL;
    if (path && path->kind == GARNER_SCALAR) {
        code = add_path(&paths, path->text, dir, error);
    }
    for (size_t i = 0; path && path->kind == GARNER_LIST && i < path->count && paths.count == 0 && code == 0; i++) {
        code = add_path(&paths, path->items[i].text, dir, error);
    }
    if (code == 0 && paths.count == 0) {
        code = error_set(error, GARNER_E_CONFIG, "preset: auto goes by the first file of `path`, and there is none");
    }
    *out = paths.count ? arena_strdup(arena, paths.items[0]) : NULL;
    paths_release(&paths);
    return code;
}

static int open_table(const char *path, const struct garner_node *options, int *fd, struct table **table,
                      struct error *error)
{
    struct garner_file_options written = {.format = node_text(options, "format"),
                                          .encoding = node_text(options, "encoding"),
                                          .separator = node_text(options, "separator"),
                                          .quote = node_text(options, "quote")};
    struct table_options how;
    struct file_facts facts;
    str_integer(node_text(options, "header"), &written.header);
    int code = table_options_read(&written, NULL, &how, error);
    code = code ? code : file_facts_read(path, fd, &facts, error);
    return code ? code : table_open(table, path, *fd, str_of(NULL, 0), &facts.survey, &how, error);
}

static int read_names(const char *path, const struct garner_node *options, struct arena *arena,
                      struct garner_str **names, size_t *count, struct error *error)
{
    struct table *table = NULL;
    int fd = -1;
    int code = open_table(path, options, &fd, &table, error);
    *count = table && code == 0 ? table->columns : 0;
    *names = arena_calloc(arena, *count + 1, sizeof **names);
    for (size_t i = 0; i < *count; i++) {
        (*names)[i] = arena_str(arena, table->names[i]);
    }
    table_close(table);
    if (fd >= 0) {
        close(fd);
    }
    return code;
}

/* ---- the choice ---- */

static int refuse_none(const char *path, const struct profile_preset *presets, const struct profile_fit *fits,
                       size_t count, struct error *error)
{
    const struct profile_fit *nearest = NULL;
    const char *name = NULL;
    struct buf names;
    buf_init(&names, NAMES_ROOM);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&names, "%s%s", i ? ", " : "", presets[i].name);
        if (fits[i].found && (!nearest || fits[i].points > nearest->points)) {
            nearest = &fits[i];
            name = presets[i].name;
        }
    }
    error_set(error, GARNER_E_CONFIG, "preset: auto: %s fits none of %s%s%s%s%s; `garner profile` proposes a map", path,
              count ? buf_text(&names) : "the presets, of which there are none", nearest ? "; nearest is " : "",
              nearest ? name : "", nearest && nearest->lacks ? ", but for " : "",
              nearest && nearest->lacks ? nearest->lacks : "");
    buf_release(&names);
    return error->code;
}

/* The index of the best, SIZE_MAX where none fits. */
static size_t best_of(const struct profile_fit *fits, size_t count, size_t but)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        bool better = fits[i].fits && i != but && (best == SIZE_MAX || fits[i].points > fits[best].points);
        best = better ? i : best;
    }
    return best;
}

int profile_choose_preset(const struct garner_node *options, const char *dir, const struct profile_preset *presets,
                          size_t count, struct arena *arena, size_t *chosen, const char **why, struct error *error)
{
    const char *path = NULL;
    struct garner_str *names = NULL;
    size_t columns = 0;
    int code = first_file(options, dir, arena, &path, error);
    code = code ? code : read_names(path, options, arena, &names, &columns, error);
    if (code) {
        return code;
    }
    struct profile_fit *fits = arena_calloc(arena, count + 1, sizeof *fits);
    for (size_t i = 0; i < count; i++) {
        profile_fit_preset(names, columns, presets[i].options, arena, &fits[i]);
    }
    const char *shown = paths_relative(path, dir);
    size_t best = best_of(fits, count, SIZE_MAX), next = best_of(fits, count, best);
    if (best == SIZE_MAX) {
        return refuse_none(shown, presets, fits, count, error);
    }
    if (next != SIZE_MAX && fits[next].points * 100 >= fits[best].points * 95) {
        return error_set(error, GARNER_E_CONFIG, "preset: auto: %s fits %s and %s alike; name one of them", shown,
                         presets[best].name, presets[next].name);
    }
    *chosen = best;
    *why = arena_printf(arena, "%s is read as %s, by %zu of its columns: %s%s%s", shown, presets[best].name,
                        fits[best].found, fits[best].columns, fits[best].found > 5 ? " …" : "",
                        next == SIZE_MAX
                            ? ""
                            : arena_printf(arena, "; next would be %s, by %zu", presets[next].name, fits[next].found));
    return 0;
}
