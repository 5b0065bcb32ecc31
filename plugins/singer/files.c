/* files.c - the files a tap is given: configuration, catalog, state; see singer.h. They lie in a folder of the source
 * beside the store, for its owner only, since a tap may write a rotated token into its configuration. */
#define _GNU_SOURCE
#include "singer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CATALOG_MAX = 32 << 20 };

static int cannot(struct garner_pull *pull, const char *path)
{
    return garner_fail(pull, GARNER_E_TEMPORARY, "cannot write %s: %s", path, strerror(errno));
}

static bool write_all(int fd, struct garner_str text)
{
    for (size_t done = 0; done < text.len;) {
        ssize_t n = write(fd, text.ptr + done, text.len - done);
        if (n <= 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* NULL where the source has no folder; the failure is noted. */
static const char *path_of(struct garner_pull *pull, const char *name)
{
    const char *folder = NULL;
    return garner_folder(pull, &folder) == 0 ? garner_format(pull, "%s/%s", folder, name) : NULL;
}

int files_write(struct garner_pull *pull, const char *name, struct garner_str text, const char **path)
{
    const char *temporary = path_of(pull, garner_format(pull, "%s.new", name));
    *path = path_of(pull, name);
    if (!temporary || !*path) {
        return GARNER_E_CONFIG;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return cannot(pull, temporary);
    }
    bool good = write_all(fd, text) && fsync(fd) == 0;
    close(fd);
    return good && rename(temporary, *path) == 0 ? 0 : cannot(pull, *path);
}

/* NULL where it is not there. */
static const char *read_file(struct garner_pull *pull, const char *path, size_t *len)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    bool good = fstat(fd, &info) == 0 && info.st_size < CATALOG_MAX;
    char *text = good ? garner_alloc_pull(pull, (size_t)info.st_size + 1) : NULL;
    ssize_t n = text ? read(fd, text, (size_t)info.st_size) : -1;
    close(fd);
    *len = n > 0 ? (size_t)n : 0;
    return n < 0 ? NULL : text;
}

static bool holds(struct garner_pull *pull, const char *path, struct garner_str text)
{
    size_t len = 0;
    const char *held = read_file(pull, path, &len);
    return held && garner_same((struct garner_str){held, len}, text);
}

int files_config(struct garner_pull *pull, const struct singer *singer, const char **path)
{
    if (singer->config_file.len) {
        *path = garner_format(pull, "%.*s", (int)singer->config_file.len, singer->config_file.ptr);
        return access(*path, R_OK) == 0
                   ? 0
                   : garner_fail(pull, GARNER_E_CONFIG, "config_file: cannot read %s: %s", *path, strerror(errno));
    }
    if (!singer->config) {
        return 0;
    }
    const struct garner_node *config = singer->config;
    struct text json = {.fd = 0};
    const char *made = NULL;
    int code = config->kind == GARNER_SCALAR ? 0 : streams_json(pull, config, &json, &made);
    if (code) {
        return code;
    }
    struct garner_str text = made ? garner_text(made) : config->text;
    *path = path_of(pull, "config.json");
    if (!*path) {
        return GARNER_E_CONFIG;
    }
    /* As it was written last, beside what the program has made of it since. */
    const char *made_of = path_of(pull, "config.given.json"), *ignored;
    if (access(*path, R_OK) == 0 && holds(pull, made_of, text)) {
        return 0;
    }
    code = files_write(pull, "config.json", text, path);
    return code ? code : files_write(pull, "config.given.json", text, &ignored);
}

/* ---- the catalog ---- */

static int discover(struct garner_pull *pull, const struct singer *singer, const char *config, struct garner_str *out)
{
    const char *const with[] = {"--config", config, "--discover", NULL};
    struct program program;
    struct garner_str line;
    char *text = garner_alloc_pull(pull, CATALOG_MAX);
    size_t len = 0;
    int code = program_start(pull, &singer->command, config ? with : with + 2, &program);
    while (code == 0 && (code = program_line(pull, &program, &line)) > 0) {
        if (len + line.len + 1 >= CATALOG_MAX) {
            return garner_fail(pull, GARNER_E_DATA, "the program's catalog is larger than 32 MiB");
        }
        memcpy(text + len, line.ptr, line.len);
        len += line.len;
        text[len++] = '\n';
        code = 0;
    }
    *out = (struct garner_str){text, len};
    return code ? code : program_end(pull, &program);
}

static bool is_mapped(const struct singer *singer, const struct garner_node *stream)
{
    struct garner_str name = garner_text_at(stream, "stream"), id = garner_text_at(stream, "tap_stream_id");
    for (size_t i = 0; i < singer->streams->count; i++) {
        struct garner_str key = singer->streams->items[i].key;
        if (garner_same(key, name) || garner_same(key, id)) {
            return true;
        }
    }
    return false;
}

/* A map with a member set; the rest is shared. */
static struct garner_node with_member(struct garner_pull *pull, const struct garner_node *map, const char *name,
                                      struct garner_node value)
{
    struct garner_node *items = garner_alloc_pull(pull, (map->count + 1) * sizeof *items), out = *map;
    size_t n = 0;
    for (size_t i = 0; i < map->count; i++) {
        if (!garner_same(map->items[i].key, garner_text(name))) {
            items[n++] = map->items[i];
        }
    }
    value.key = garner_text(name);
    items[n++] = value;
    out.items = items;
    out.count = n;
    out.kind = GARNER_MAP;
    return out;
}

static const struct garner_node yes = {.kind = GARNER_SCALAR, .text = {"true", 4}};

/* The metadata of a stream itself are those with an empty breadcrumb. */
static struct garner_node selected_metadata(struct garner_pull *pull, const struct garner_node *metadata)
{
    struct garner_node *items = garner_alloc_pull(pull, (metadata->count + 1) * sizeof *items), out = *metadata;
    static const struct garner_node no_list = {.kind = GARNER_LIST}, no_map = {.kind = GARNER_MAP};
    bool found = false;
    for (size_t i = 0; i < metadata->count; i++) {
        const struct garner_node *crumb = garner_at(&metadata->items[i], "breadcrumb");
        const struct garner_node *of = garner_at(&metadata->items[i], "metadata");
        items[i] = metadata->items[i];
        if (crumb && crumb->count == 0) {
            items[i] = with_member(pull, &items[i], "metadata", with_member(pull, of ? of : &no_map, "selected", yes));
            found = true;
        }
    }
    out.items = items;
    out.kind = GARNER_LIST;
    if (!found) {
        items[out.count] = with_member(pull, &no_map, "breadcrumb", no_list);
        items[out.count] =
            with_member(pull, &items[out.count], "metadata", with_member(pull, &no_map, "selected", yes));
        out.count++;
    }
    return out;
}

/* Those streams of a catalog that are mapped, selected; older taps look at `selected` in the schema. */
static int select_streams(struct garner_pull *pull, const struct singer *singer, const struct garner_node *catalog,
                          struct garner_node *out)
{
    const struct garner_node *streams = garner_at(catalog, "streams");
    static const struct garner_node empty = {.kind = GARNER_LIST};
    if (!streams || streams->kind != GARNER_LIST) {
        return garner_fail(pull, GARNER_E_DATA, "the catalog has no list `streams`");
    }
    struct garner_node *items = garner_alloc_pull(pull, (streams->count + 1) * sizeof *items), all = *streams;
    all.count = 0;
    for (size_t i = 0; i < streams->count; i++) {
        const struct garner_node *stream = &streams->items[i], *metadata = garner_at(stream, "metadata");
        const struct garner_node *schema = garner_at(stream, "schema");
        if (is_mapped(singer, stream)) {
            items[all.count] =
                with_member(pull, stream, "metadata", selected_metadata(pull, metadata ? metadata : &empty));
            if (schema && schema->kind == GARNER_MAP) {
                items[all.count] =
                    with_member(pull, &items[all.count], "schema", with_member(pull, schema, "selected", yes));
            }
            all.count++;
        }
    }
    all.items = items;
    *out = with_member(pull, catalog, "streams", all);
    return all.count ? 0 : garner_fail(pull, GARNER_E_CONFIG, "the program's catalog has none of the mapped streams");
}

int files_catalog(struct garner_pull *pull, const struct singer *singer, const char *config, const char **path)
{
    struct garner_str text = {NULL, 0};
    const struct garner_node *catalog;
    struct garner_node selected;
    if (singer->catalog.len) {
        *path = garner_format(pull, "%.*s", (int)singer->catalog.len, singer->catalog.ptr);
        return 0;
    }
    if (!singer->discover) {
        return 0;
    }
    int code = discover(pull, singer, config, &text);
    code = code ? code : garner_parse_json(pull, text, &catalog);
    code = code ? code : select_streams(pull, singer, catalog, &selected);
    struct text json = {.fd = 0};
    const char *made = NULL;
    code = code ? code : streams_json(pull, &selected, &json, &made);
    return code ? code : files_write(pull, "catalog.json", garner_text(made), path);
}
