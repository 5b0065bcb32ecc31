/* metrics.c - see metrics.h. Every series has the label source; times are seconds since 1970, as Prometheus has them.
 */
#include "core/run/metrics.h"

#include "core/base/buf.h"
#include "core/base/mem.h"
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

enum { METRICS_MAX = 64 << 20 };

struct sample {
    int64_t began, ended, code, rows, success; /* 0 = never */
    int64_t next;                              /* SCHEDULE_NEVER */
    bool pulled, paused;
};

static int64_t success_of(const struct sample *sample)
{
    return sample->success ? sample->success : -1;
}

static int64_t began_of(const struct sample *sample)
{
    return sample->pulled ? sample->began : -1;
}

static int64_t duration_of(const struct sample *sample)
{
    return sample->ended ? sample->ended - sample->began : -1;
}

static int64_t ok_of(const struct sample *sample)
{
    return sample->ended ? (sample->code == 0) * INT64_C(1000) : -1;
}

static int64_t rows_of(const struct sample *sample)
{
    return sample->ended ? sample->rows * 1000 : -1;
}

static int64_t next_of(const struct sample *sample)
{
    return sample->next == SCHEDULE_NEVER ? -1 : sample->next;
}

static int64_t paused_of(const struct sample *sample)
{
    return sample->paused * INT64_C(1000);
}

/* The values in thousandths; below 0 = there is none. */
static const struct {
    const char *name, *help;
    int64_t (*value)(const struct sample *sample);
} METRICS[] = {
    {"garner_last_success_timestamp_seconds", "When the last good pull ended.", success_of},
    {"garner_last_pull_timestamp_seconds", "When the last pull began.", began_of},
    {"garner_last_pull_duration_seconds", "How long the last pull took.", duration_of},
    {"garner_last_pull_success", "1 where the last pull succeeded.", ok_of},
    {"garner_last_pull_rows", "Rows that the last pull read.", rows_of},
    {"garner_next_pull_timestamp_seconds", "When the next pull is due.", next_of},
    {"garner_paused", "1 where the source waits for a changed configuration or credentials.", paused_of},
};

static int read_samples(const struct plan *plan, struct store *store, struct sample *samples, struct error *error)
{
    static const char sql[] =
        "SELECT s.name, r.started_at, r.ended_at, r.code, r.rows_read, (SELECT ended_at FROM run WHERE source = s.id "
        "AND code = 0 ORDER BY id DESC LIMIT 1) FROM source s JOIN run r ON r.id = (SELECT max(id) FROM run "
        "WHERE source = s.id)";
    struct query *query = NULL;
    int got = store_query(store, garner_text(sql), NULL, 0, &query, error);
    while (got >= 0 && query && (got = query_step(query, error)) > 0) {
        char name[80];
        struct garner_str text = query_cell(query, 0).text;
        snprintf(name, sizeof name, "%.*s", (int)text.len, text.ptr ? text.ptr : "");
        const struct agenda_entry *entry = plan_entry(plan, name);
        if (entry) {
            struct sample *sample = &samples[plan_index(plan, entry)];
            sample->pulled = true;
            sample->began = query_cell(query, 1).integer;
            sample->ended = query_cell(query, 2).integer;
            sample->code = query_cell(query, 3).integer;
            sample->rows = query_cell(query, 4).integer;
            sample->success = query_cell(query, 5).integer;
        }
    }
    query_close(query);
    return got;
}

static void add_metric(struct buf *out, size_t metric, const struct plan *plan, const struct sample *samples)
{
    const char *name = METRICS[metric].name;
    buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, METRICS[metric].help, name);
    for (size_t i = 0; i < plan->agenda.count; i++) {
        int64_t value = METRICS[metric].value(&samples[i]);
        if (value >= 0) {
            buf_addf(out, "%s{source=\"%s\"} %" PRId64 ".%03d\n", name, plan->sources[i]->name, value / 1000,
                     (int)(value % 1000));
        }
    }
}

static int write_file(const char *path, const struct buf *text, struct error *error)
{
    char *partial = xasprintf("%s.partial", path);
    FILE *file = fopen(partial, "we");
    bool written = file && fwrite(text->ptr, 1, text->len, file) == text->len;
    /* The collector is another user's. */
    written = written && fchmod(fileno(file), 0644) == 0;
    written = (!file || fclose(file) == 0) && written;
    int code = 0;
    if (!written || rename(partial, path) < 0) {
        code = error_set(error, GARNER_E_TEMPORARY, "%s: the metrics cannot be written: %s", path, strerror(errno));
        remove(partial);
    }
    free(partial);
    return code;
}

int metrics_write(const char *path, const struct plan *plan, struct store *store, struct error *error)
{
    struct sample *samples = xcalloc(plan->agenda.count + 1, sizeof *samples);
    for (size_t i = 0; i < plan->agenda.count; i++) {
        samples[i].next = plan->agenda.entries[i].due;
        samples[i].paused = plan->agenda.entries[i].paused;
    }
    int code = read_samples(plan, store, samples, error);
    if (code == 0) {
        struct buf text;
        buf_init(&text, METRICS_MAX);
        for (size_t i = 0; i < sizeof METRICS / sizeof *METRICS; i++) {
            add_metric(&text, i, plan, samples);
        }
        code = write_file(path, &text, error);
        buf_release(&text);
    }
    free(samples);
    return code;
}
