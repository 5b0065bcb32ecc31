/* job.h - one source being pulled: its worker process, what that prints, its deadline and collector. engine.c starts
 * and counts them; nothing else includes this. */
#ifndef GARNER_RUN_JOB_H
#define GARNER_RUN_JOB_H

#include "core/run/child.h"
#include "core/run/collect.h"

enum { JOB_STDERR_MAX = 4096, JOB_GRACE_MS = 2000 };

struct engine;
struct job {
    struct engine *engine;
    struct job *next; /* in the engine's list */
    const struct source_config *source;
    const struct plugin_info *plugin; /* NULL: the host's own costs source */
    struct pull_result *result;
    struct arena *results; /* of the texts in result */
    int64_t retry_of;
    struct garner_day from, to;
    struct trial trial;
    struct collect collect;
    struct arena arena; /* of the request */
    struct error error; /* why it is being ended, once it is */

    struct child child; /* the job is over when this is */
    int64_t started_ms;

    char line[JOB_STDERR_MAX]; /* the worker's last, perhaps unfinished, line on stderr */
    size_t line_len;
    char last_line[512];
};

/* Starts the worker; on failure job->error is set and the job is over at once. */
void job_start(struct job *job);
/* Asks the worker to stop, and kills its whole group JOB_GRACE_MS later. code and message become the job's end. */
void job_cancel(struct job *job, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* engine.c: called once, when the worker is gone and all it sent was read. */
void engine_job_over(struct job *job);
uv_loop_t *engine_loop(struct engine *engine);

#endif
