/* reading.c - the file that is open: its rows one by one, each counted; see host_impl.h. Called by files.c, costs.c and
 * known_customers.c. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/file_facts.h"
#include "core/plugin/map.h"
#include "core/plugin/paths.h"
#include <unistd.h>

static char decimal_of(struct garner_str text)
{
    return text.len == 1 && (text.ptr[0] == '.' || text.ptr[0] == ',') ? text.ptr[0] : '\0';
}

/* A plugin built before there were workbooks has options that end earlier, and its table has no row for the rest. */
const struct garner_file_options *reading_options(struct host *host, const struct garner_file_options *options)
{
    for (const struct garner_option *option = host->plugin->options; option && option->name; option++) {
        if (strcmp(option->name, "ragged") == 0) {
            return options;
        }
    }
    struct garner_file_options *whole = arena_calloc(&host->arena, 1, sizeof *whole);
    memcpy(whole, options, offsetof(struct garner_file_options, sheet));
    return whole;
}

int reading_open_fd(struct host *host, const char *path, int fd, const struct survey *survey,
                    const struct garner_file_options *options, const char *const *header_words)
{
    struct reading *reading = xcalloc(1, sizeof *reading);
    host->reading = reading;
    reading->fd = fd;
    reading->order = date_order_named(options->date_order);
    reading->decimal = decimal_of(options->decimal);
    struct table_options how;
    const struct garner_str none = {NULL, 0};
    const char *shown = paths_relative(path, host->request->config_dir);
    int code = table_options_read(options, header_words, &how, &host->error);
    code = code ? code : table_open(&reading->table, shown, fd, none, survey, &how, &host->error);
    if (code == 0) {
        tally_skip(&host->tally, garner_text("title line"), reading->table->titles);
        tally_skip(&host->tally, garner_text("blank line"), reading->table->blanks);
    }
    return code;
}

int reading_open(struct host *host, struct garner_str path, const struct garner_file_options *options,
                 const char *const *header_words)
{
    struct file_facts facts;
    int fd = -1;
    const char *dir = host->request->config_dir;
    const char *whole = path.len && path.ptr[0] != '/' && dir
                            ? arena_printf(&host->arena, "%s/" STR_FMT, dir, STR_ARG(path))
                            : arena_strndup(&host->arena, path.ptr ? path.ptr : "", path.len);
    int code = file_facts_read(whole, &fd, &facts, &host->error);
    if (code) {
        if (fd >= 0) {
            close(fd);
        }
        return code;
    }
    return reading_open_fd(host, whole, fd, &facts.survey, options, header_words);
}

static const char *skip_rule(int row)
{
    static const char *const rules[] = {
        [TABLE_BLANK] = "blank line", [TABLE_AGAIN] = "header again", [TABLE_FOOTER] = "footer line"};
    return row >= 0 && (size_t)row < sizeof rules / sizeof *rules ? rules[row] : NULL;
}

int reading_next(struct host *host)
{
    struct table *table = host->reading->table;
    int code = row_end(host);
    if (host->row_arena.blocks) {
        arena_clear(&host->row_arena);
    }
    while (code == 0 && (code = table_next(table, &host->error)) > 0) {
        if (code == TABLE_CELLS) {
            row_begin(host, table->path, table->line, table->raw);
            return 1;
        }
        const char *rule = skip_rule(code);
        if (rule) {
            tally_skip(&host->tally, garner_text(rule), 1);
            code = 0;
        } else {
            code = row_quarantine(host, table->path, table->line, NULL, table->fault, table->raw);
        }
    }
    host->reading->over = true;
    return code;
}

void reading_end(struct host *host)
{
    struct reading *reading = host->reading;
    if (!reading) {
        return;
    }
    host->reading = NULL;
    host->row.open = false;
    outbox_drop(&host->outbox);
    map_release(reading->map);
    table_close(reading->ahead);
    table_close(reading->table);
    free(reading->columns);
    arena_release(&reading->arena);
    if (reading->fd >= 0) {
        close(reading->fd);
    }
    free(reading);
    arena_clear(&host->row_arena);
}
