/* scratch.c - files of the pull's own that hold what came from elsewhere, and reading them as rows; the time; JSON
 * text. Services of plugins that fetch; see host_impl.h. */
#include "core/plugin/scratch.h"

#include "core/base/clock.h"
#include "core/base/json_text.h"
#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/plugin/body.h"
#include "core/plugin/json_tree.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, LINE_MAX_BYTES = 16 << 20 };

static void close_fd(void *what)
{
    close(*(int *)what);
}

const char *host_state_dir(const struct host *host)
{
    return host->request->state_dir ? host->request->state_dir : "/tmp";
}

int host_folder(struct host *host, const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST) {
        return 0;
    }
    return host_fail(host, GARNER_E_CONFIG, "cannot make the folder %s: %s", path, strerror(errno));
}

int scratch_folder(struct garner_pull *pull, const char **path)
{
    struct host *host = host_of(pull);
    const char *state = host->request->state_dir;
    if (!state) {
        return host_fail(host, GARNER_E_CONFIG, "there is no store, and so no folder beside it");
    }
    const char *sources = arena_printf(&host->arena, "%s/sources", state);
    struct buf name;
    buf_init(&name, NAME_MAX);
    str_percent(&name, garner_text(host->request->source));
    *path = arena_printf(&host->arena, "%s/%s", sources, buf_text(&name));
    buf_release(&name);
    int code = host_folder(host, state);
    code = code ? code : host_folder(host, sources);
    return code ? code : host_folder(host, *path);
}

int scratch_open(struct garner_pull *pull, int *fd)
{
    struct host *host = host_of(pull);
    const char *folder = host_state_dir(host);
    int code = host_folder(host, folder);
    if (code) {
        return code;
    }
    *fd = body_file(folder);
    if (*fd < 0) {
        return host_fail(host, GARNER_E_TEMPORARY, "cannot make a file in %s: %s", folder, strerror(errno));
    }
    int *kept = arena_alloc(&host->arena, sizeof *kept);
    *kept = *fd;
    memory_defer(pull, close_fd, kept);
    return 0;
}

static int look_over(struct host *host, int fd, struct survey *survey)
{
    char bytes[CHUNK];
    off_t at = 0;
    ssize_t n;
    while ((n = pread(fd, bytes, sizeof bytes, at)) > 0) {
        survey_add(survey, bytes, (size_t)n);
        at += n;
    }
    return n < 0 ? host_fail(host, GARNER_E_TEMPORARY, "cannot read what was fetched: %s", strerror(errno)) : 0;
}

int scratch_rows(struct garner_pull *pull, int fd, const char *name, const struct garner_input *input, size_t size,
                 struct garner_file *file, size_t file_size)
{
    struct host *host = host_of(pull);
    struct garner_input whole = {0};
    struct survey survey = {0};
    memcpy(&whole, input, size < sizeof whole ? size : sizeof whole);
    static const struct garner_file_options lines = {.format = {"jsonl", 5}, .encoding = {"utf-8", 5}};
    const struct garner_file_options *options = whole.options ? reading_options(host, whole.options) : &lines;
    int code = row_end(host);
    reading_end(host);
    code = code ? code : look_over(host, fd, &survey);
    int own = code ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    code = code ? code : reading_open_fd(host, name, own, &survey, options, whole.header_words);
    if (code) {
        return code;
    }
    const struct table *table = host->reading->table;
    host->reading->table->lenient = table->is_json;
    const struct garner_file out = {table->path,     table->names,          table->columns,
                                    table->preamble, table->preamble_lines, host->reading};
    memcpy(file, &out, file_size < sizeof out ? file_size : sizeof out);
    return 0;
}

int scratch_now(struct garner_pull *pull, struct garner_str name, struct garner_instant *instant,
                struct garner_day *day)
{
    struct host *host = host_of(pull);
    const struct zone *zone = NULL;
    struct clock clock = clock_system();
    int64_t now = clock_now(&clock);
    int code = host_zone(host, name.len ? name : garner_text(host->pull.timezone), &zone);
    if (code == 0 && instant) {
        *instant = garner_instant(now);
    }
    if (code == 0 && day) {
        *day = garner_day(zone_day(zone, now));
    }
    return code;
}

struct garner_str scratch_json_quote(struct garner_pull *pull, struct garner_str text)
{
    struct buf out;
    buf_init(&out, 8 * text.len + 16);
    json_text(&out, text);
    const char *copy = memory_format(pull, STR_FMT, STR_ARG(buf_str(&out)));
    struct garner_str quoted = {copy, out.len};
    buf_release(&out);
    return quoted;
}

int scratch_parse_json(struct garner_pull *pull, struct garner_str text, const struct garner_node **out)
{
    struct host *host = host_of(pull);
    const char *fault = NULL;
    arena_clear(&host->json_arena);
    *out = json_tree(&host->json_arena, text, &fault);
    return *out ? 0 : host_fail(host, GARNER_E_DATA, "this is no JSON: %s", fault);
}

static void put_node(struct buf *out, const struct garner_node *node)
{
    if (node->kind == GARNER_SCALAR) {
        if (node->column && node->text.ptr) {
            json_text(out, node->text);
        } else {
            buf_addstr(out, node->text.ptr ? node->text : garner_text("null"));
        }
        return;
    }
    bool map = node->kind == GARNER_MAP;
    buf_addc(out, map ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
        buf_adds(out, i ? "," : "");
        if (map) {
            json_text(out, node->items[i].key);
            buf_addc(out, ':');
        }
        put_node(out, &node->items[i]);
    }
    buf_addc(out, map ? '}' : ']');
}

int scratch_write_json(struct garner_pull *pull, const struct garner_node *node, int fd)
{
    struct host *host = host_of(pull);
    struct buf line;
    buf_init(&line, LINE_MAX_BYTES);
    put_node(&line, node);
    buf_addc(&line, '\n');
    bool good = !line.overflowed && write(fd, line.ptr, line.len) == (ssize_t)line.len;
    bool large = line.overflowed;
    buf_release(&line);
    return good    ? 0
           : large ? host_fail(host, GARNER_E_DATA, "a record is larger than 16 MiB")
                   : host_fail(host, GARNER_E_TEMPORARY, "cannot keep a record: %s", strerror(errno));
}
