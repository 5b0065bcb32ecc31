/* child.h - a worker or courier as a child process: this program again, with few arguments, an allow-listed environment
 * and a process group of its own, frames both ways on its fd 3. job.c and post.c run theirs on a libuv loop;
 * describe.c needs only how one is executed. What frames say is not known here. */
#ifndef GARNER_RUN_CHILD_H
#define GARNER_RUN_CHILD_H

#include "core/base/buf.h"
#include "core/base/error.h"
#include <uv.h>

/* ---- how it is executed ---- */

struct child_command {
    char program[4096];      /* /proc/self/exe, resolved so that messages and `ps` show it */
    char verb[16], flag[16]; /* "worker", "--describe": exec takes arguments that may be written to */
    char parent[24];         /* our pid: the worker ends when it is no longer its parent */
    char *arguments[8];
    char *environment[32]; /* pointers into environ; not owned */
};

/* Fills it for `garner VERB PARENT`, VERB being worker or courier. Nothing in it is freed but by child_command_release.
 */
void child_command_init(struct child_command *command, const char *verb);
/* Makes it `garner worker PARENT --describe path`. */
void child_command_describe(struct child_command *command, const char *path);
void child_command_release(struct child_command *command);

/* "was ended by signal 11 (Segmentation fault)" or "exited with 3"; NULL for exit 0. out holds 160 bytes. */
const char *child_died(int status, int signal, char *out, size_t size);

/* ---- one that runs ---- */

struct child_events {
    void (*received)(void *context, const char *bytes, size_t len);
    /* What it wrote to stderr; len 0 at its end. NULL: it has our stderr. */
    void (*printed)(void *context, const char *bytes, size_t len);
    /* Its group is gone and everything is closed: the last event; child may be freed. */
    void (*over)(void *context);
};

struct child {
    const struct child_events *events;
    void *context;
    bool spawned, exited;
    int exit_status, term_signal; /* once it has exited */

    /* child.c's own */
    uv_process_t process;
    uv_pipe_t channel, output;
    uv_timer_t deadline;
    void (*late)(void *context);
    int open_handles;
    bool channel_ended;
    char read_buffer[64 << 10];
};

/* Starts it; child is zeroed, events outlive it. After success and failure alike either child_listen or child_drop must
 * follow, and only then `over` comes, from the loop. */
int child_start(struct child *child, uv_loop_t *loop, const char *verb, const struct child_events *events,
                void *context, struct error *error);
/* Takes over what frame holds. That the child is gone meanwhile is no failure: its exit says so. */
void child_write(struct child *child, struct buf *frame);
/* From now on its events are told. */
void child_listen(struct child *child);
/* Instead of listening: ends it. */
void child_drop(struct child *child);
/* late is called once, after so long; replaces what was asked for before. */
void child_after(struct child *child, int64_t ms, void (*late)(void *context));
/* Kills its whole group. */
void child_kill(struct child *child);

#endif
