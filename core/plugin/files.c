/* files.c - garner_next_file and garner_next_row: every file that changed, as a window of its own, row by row; see
 * host_impl.h. Which files those are is files_choose.c's. */
#include "core/plugin/files.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include <sodium.h>
#include <unistd.h>

enum {
    LOOK_UP_EVERY = 4096,    /* rows between looks at the host */
    CURSOR_SHORT = 32 << 10, /* bytes of a list of files that may be sent with every file */
    CARRY_MS = 2000
};

/* ---- the listing ---- */

static int read_cursor(struct host *host)
{
    struct files *files = xcalloc(1, sizeof *files);
    host->files = files;
    files->fd = -1;
    buf_init(&files->text, CURSOR_MAX);
    if (sodium_init() < 0) {
        return host_fail(host, GARNER_E_TEMPORARY, "libsodium finds no randomness");
    }
    int code = cursor_read(&files->cursor, host->request->cursor, &host->error);
    if (code && !host->request->full) {
        return code;
    }
    if (code) {
        host_log(host, GARNER_LOG_WARNING, "the list of files read so far is damaged and begun anew");
        host->error = (struct error){0};
        cursor_release(&files->cursor);
        files->cursor = (struct cursor){0};
    }
    options_hash(host, files->options, sizeof files->options);
    files->new_options = memcmp(files->options, files->cursor.options, sizeof files->options) != 0;
    files->read_again = host->request->full || files->new_options;
    if (files->cursor.count == 0) {
        memcpy(files->cursor.options, files->options, sizeof files->options);
    }
    return 0;
}

/* Whether an entry named something at an earlier pull. */
static bool named_once(struct host *host, struct garner_str entry)
{
    const struct cursor *cursor = &host->files->cursor;
    for (size_t i = 0; i < cursor->count; i++) {
        struct garner_str path = cursor->files[i].path;
        bool below = path.len && path.ptr[0] != '/';
        const char *whole =
            below ? arena_printf(&host->row_arena, "%s/" STR_FMT, host->request->config_dir, STR_ARG(path)) : path.ptr;
        if (paths_names(entry, whole)) {
            return true;
        }
    }
    return false;
}

static int add_entry(struct host *host, struct garner_str entry)
{
    struct files *files = host->files;
    size_t before = files->paths.named;
    int code = paths_add(&files->paths, entry, &host->error);
    if (code || files->paths.named > before || named_once(host, entry)) {
        return code;
    }
    return host_fail(host, GARNER_E_CONFIG,
                     "path: " STR_FMT
                     " names no file; correct `path` (a relative one begins at the configuration file)",
                     STR_ARG(entry));
}

static int list(struct host *host, const struct garner_input *input)
{
    struct files *files = host->files;
    paths_release(&files->paths);
    files->entries = input->options->path;
    files->listing = true;
    files->next = 0;
    files->total = files->done = 0;
    for (size_t i = 0; i < files->entries.count; i++) {
        int code = add_entry(host, files->entries.items[i]);
        if (code) {
            return code;
        }
    }
    for (size_t i = 0; i < files->paths.count; i++) {
        struct file_facts facts;
        files->total += file_facts_stat(files->paths.items[i], &facts) ? facts.size : 0;
    }
    return files_yield(host, input->kinds ? input->kinds : host->emits);
}

/* ---- the end of a file, and of the listing ---- */

static int write_cursor(struct host *host)
{
    struct files *files = host->files;
    buf_clear(&files->text);
    cursor_write(&files->cursor, &files->text);
    if (files->text.overflowed) {
        return host_fail(
            host, GARNER_E_CONFIG,
            "path: so many files (%zu) that their list is larger than 900 KiB; join them, or spread them over "
            "several sources",
            files->cursor.count);
    }
    files->changed = false;
    return 0;
}

/* A long list is not sent with every one of many files: a pull that breaks reads the last few seconds' files again, and
 * replaces what they gave. */
static bool wants_carrying(const struct files *files)
{
    return files->text.len < CURSOR_SHORT || clock_monotonic() - files->carried_at >= CARRY_MS;
}

static int commit_file(struct host *host)
{
    struct files *files = host->files;
    if (!wants_carrying(files)) {
        return window_done(&host->pull, str_of(NULL, 0));
    }
    int code = write_cursor(host);
    files->carried_at = clock_monotonic();
    return code ? code : window_done(&host->pull, buf_str(&files->text));
}

static int close_file(struct host *host)
{
    struct files *files = host->files;
    if (!host->reading) {
        return 0;
    }
    int code = row_end(host);
    if (code == 0 && !file_facts_unchanged(host->reading->fd, &files->facts)) {
        code = host_fail(host, GARNER_E_TEMPORARY, "%s changed while it was read", host->reading->table->path);
    }
    files->done += files->facts.size;
    reading_end(host);
    return code ? code : commit_file(host);
}

static int end_listing(struct host *host)
{
    struct files *files = host->files;
    files->listing = false;
    int code = files_warn_gone(host);
    files->changed |= memcmp(files->cursor.options, files->options, sizeof files->options) != 0;
    memcpy(files->cursor.options, files->options, sizeof files->options);
    if (code || !files->changed) {
        return code;
    }
    code = write_cursor(host);
    return code ? code : window_checkpoint(&host->pull, buf_str(&files->text));
}

/* ---- the next file ---- */

static int begin_window(struct host *host, const struct garner_input *input, struct garner_str scope)
{
    const struct garner_window window = {.kinds = input->kinds ? input->kinds : host->emits, .scope = scope};
    return window_begin(&host->pull, &window, sizeof window);
}

static int open_file(struct host *host, const struct garner_input *input, const char *path, size_t index)
{
    struct files *files = host->files;
    int fd = files->fd;
    files->fd = -1;
    const struct garner_file_options *options = reading_options(host, input->options);
    int code = reading_open_fd(host, path, fd, &files->facts.survey, options, input->header_words);
    code = code ? code : begin_window(host, input, files->cursor.files[index].scope);
    return code ? code : 1;
}

static int open_next(struct host *host, const struct garner_input *input)
{
    struct files *files = host->files;
    while (files->next < files->paths.count) {
        const char *path = files->paths.items[files->next++];
        size_t index = 0;
        int code = files_choose(host, path, &index);
        arena_clear(&host->row_arena);
        if (code == 0) {
            code = host_check_cancelled(host);
        }
        if (code) {
            return code < 0 ? code : open_file(host, input, path, index);
        }
    }
    return end_listing(host);
}

static void show(const struct host *host, struct garner_file *file, size_t size)
{
    const struct table *table = host->reading->table;
    const struct garner_file whole = {
        .path = table->path,
        .names = table->names,
        .columns = table->columns,
        .preamble = table->preamble,
        .preamble_lines = table->preamble_lines,
        .impl = host->reading,
    };
    memset(file, 0, size);
    memcpy(file, &whole, size < sizeof whole ? size : sizeof whole);
}

static int begin(struct host *host, const struct garner_input *input)
{
    if (!host->reading && host->window_open) {
        return host_fail(host, GARNER_E_BUG, "the plugin asks for a file inside a window");
    }
    int code = host->files ? close_file(host) : read_cursor(host);
    return code || host->files->listing ? code : list(host, input);
}

int files_next(struct garner_pull *pull, const struct garner_input *input, size_t size, struct garner_file *file,
               size_t file_size)
{
    struct host *host = host_of(pull);
    struct garner_input whole = {0};
    memcpy(&whole, input, size < sizeof whole ? size : sizeof whole);
    int code = begin(host, &whole);
    code = code ? code : open_next(host, &whole);
    if (code > 0) {
        show(host, file, file_size);
    }
    return code;
}

void files_release(struct host *host)
{
    reading_end(host);
    struct files *files = host->files;
    if (files) {
        if (files->fd >= 0) {
            close(files->fd);
        }
        cursor_release(&files->cursor);
        paths_release(&files->paths);
        buf_release(&files->text);
        free(files);
        host->files = NULL;
    }
}

/* ---- the next row ---- */

static int look_up(struct host *host)
{
    int code = host_check_cancelled(host);
    const struct files *files = host->files;
    if (!files) {
        return code ? code : host_progress(host, host->received, 0);
    }
    uint64_t read = files->done + table_read(host->reading->table);
    return code ? code : host_progress(host, read < files->total ? read : files->total, files->total);
}

int files_next_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size)
{
    struct host *host = host_of(pull);
    if (!host->reading || file->impl != host->reading) {
        return host_fail(host, GARNER_E_BUG, "the plugin asks for a row of a file that is not open");
    }
    int code = ++host->rows_seen % LOOK_UP_EVERY ? 0 : look_up(host);
    code = code ? code : reading_next(host);
    if (code <= 0) {
        return code;
    }
    const struct table *table = host->reading->table;
    const struct garner_row whole = {.file = file, .line = table->line, .cells = table->cells, .count = table->columns};
    memcpy(row, &whole, size < sizeof whole ? size : sizeof whole);
    return 1;
}

/* Reads by a table of its own, so that nothing is counted and the row at hand stays. */
int files_peek_row(struct garner_pull *pull, struct garner_file *file, struct garner_row *row, size_t size)
{
    struct host *host = host_of(pull);
    struct reading *reading = host->reading;
    if (!reading || file->impl != reading) {
        return host_fail(host, GARNER_E_BUG, "the plugin looks ahead in a file that is not open");
    }
    int code = reading->ahead ? 0 : table_open_again(&reading->ahead, reading->table, reading->fd, &host->error);
    if (code == 0 && ++host->rows_seen % LOOK_UP_EVERY == 0) {
        code = host_check_cancelled(host);
    }
    bool found = false;
    while (code >= 0 && !found && (code = table_next(reading->ahead, &host->error)) > 0) {
        found = code == TABLE_CELLS && reading->ahead->columns == reading->table->columns;
    }
    if (!found) {
        table_close(reading->ahead);
        reading->ahead = NULL;
        return code;
    }
    const struct table *ahead = reading->ahead;
    const struct garner_row whole = {.file = file, .line = ahead->line, .cells = ahead->cells, .count = ahead->columns};
    memcpy(row, &whole, size < sizeof whole ? size : sizeof whole);
    return 1;
}
