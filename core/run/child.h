/* child.h - how a worker or courier is executed: this program again, with few arguments and an allow-listed
 * environment. */
#ifndef GARNER_RUN_CHILD_H
#define GARNER_RUN_CHILD_H

#include <stddef.h>

struct child {
    char program[4096];      /* /proc/self/exe, resolved so that messages and `ps` show it */
    char verb[16], flag[16]; /* "worker", "--describe": exec takes arguments that may be written to */
    char parent[24];         /* our pid: the worker ends when it is no longer its parent */
    char *arguments[8];
    char *environment[32]; /* pointers into environ; not owned */
};

/* Fills it for `garner VERB PARENT`, VERB being worker or courier. Nothing in it is freed but by child_release. */
void child_init(struct child *child, const char *verb);
/* Makes it `garner worker PARENT --describe path`. path must outlive child. */
void child_describe(struct child *child, const char *path);
void child_release(struct child *child);

/* "was ended by signal 11 (Segmentation fault)" or "exited with 3"; NULL for exit 0. out holds 160 bytes. */
const char *child_died(int status, int signal, char *out, size_t size);

#endif
