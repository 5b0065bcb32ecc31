/* program.c - a program as a child of the worker, which is ended with it; see singer.h. */
#define _GNU_SOURCE
#include "singer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 32 << 20, CHUNK = 256 << 10, POLL_MS = 200 };

extern char **environ;

static char *copy(struct garner_pull *pull, struct garner_str text)
{
    char *out = garner_alloc_pull(pull, text.len + 1);
    memcpy(out, text.ptr, text.len);
    return out;
}

static char **arguments_of(struct garner_pull *pull, const struct garner_strs *command, const char *const *arguments)
{
    size_t more = 0;
    while (arguments && arguments[more]) {
        more++;
    }
    char **all = garner_alloc_pull(pull, (command->count + more + 1) * sizeof *all);
    for (size_t i = 0; i < command->count; i++) {
        all[i] = copy(pull, command->items[i]);
    }
    if (all[0][0] != '/' && strchr(all[0], '/')) {
        all[0] = (char *)garner_format(pull, "%s/%s", pull->config_dir, all[0]);
    }
    for (size_t i = 0; i < more; i++) {
        all[command->count + i] = copy(pull, garner_text(arguments[i]));
    }
    return all;
}

static int spawn(struct program *program, char **arguments, int out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int failed = posix_spawnp(&program->pid, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static void close_fd(void *what)
{
    close(*(int *)what);
}

int program_start(struct garner_pull *pull, const struct garner_strs *command, const char *const *arguments,
                  struct program *program)
{
    int pipes[2];
    *program = (struct program){.out = -1};
    if (command->count == 0) {
        return garner_fail(pull, GARNER_E_CONFIG, "command: a list is expected, of the program and its arguments");
    }
    char **all = arguments_of(pull, command, arguments);
    if (pipe(pipes) != 0) {
        return garner_fail(pull, GARNER_E_TEMPORARY, "no pipe to %s: %s", all[0], strerror(errno));
    }
    fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
    fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
    int failed = spawn(program, all, pipes[1]);
    close(pipes[1]);
    program->out = pipes[0];
    int *kept = garner_alloc_pull(pull, sizeof *kept);
    *kept = program->out;
    garner_defer(pull, close_fd, kept);
    return failed ? garner_fail(pull, GARNER_E_CONFIG, "cannot start %s: %s; is it installed, and in PATH?", all[0],
                                strerror(failed))
                  : 0;
}

static int make_room(struct garner_pull *pull, struct program *program)
{
    if (program->from) {
        memmove(program->line, program->line + program->from, program->to - program->from);
    }
    program->to -= program->from;
    program->from = 0;
    if (program->room - program->to >= CHUNK) {
        return 0;
    }
    if (program->room > LINE_MAX_BYTES) {
        return garner_fail(pull, GARNER_E_DATA, "the program prints a line longer than 32 MiB");
    }
    size_t room = 2 * program->room + CHUNK;
    char *larger = garner_alloc_pull(pull, room);
    if (program->to) {
        memcpy(larger, program->line, program->to);
    }
    program->line = larger;
    program->room = room;
    return 0;
}

static int read_more(struct garner_pull *pull, struct program *program)
{
    struct pollfd poll_fd = {.fd = program->out, .events = POLLIN};
    int code = make_room(pull, program);
    while (code == 0 && poll(&poll_fd, 1, POLL_MS) <= 0) {
        code = garner_cancelled(pull) ? garner_fail(pull, GARNER_E_CANCELLED, "the host asked to stop") : 0;
    }
    ssize_t n = code ? 0 : read(program->out, program->line + program->to, program->room - program->to);
    if (n < 0 && errno != EINTR) {
        return garner_fail(pull, GARNER_E_TEMPORARY, "cannot read what the program prints: %s", strerror(errno));
    }
    program->ended = code == 0 && n == 0;
    program->to += n > 0 ? (size_t)n : 0;
    return code;
}

int program_line(struct garner_pull *pull, struct program *program, struct garner_str *line)
{
    size_t looked = 0;
    for (;;) {
        size_t len = program->to - program->from;
        const char *begin = program->line ? program->line + program->from : NULL;
        const char *end = len > looked ? memchr(begin + looked, '\n', len - looked) : NULL;
        if (end || (program->ended && len)) {
            size_t taken = end ? (size_t)(end - begin) : len;
            *line = (struct garner_str){begin, taken};
            program->from += taken + (end != NULL);
            return 1;
        }
        if (program->ended) {
            return 0;
        }
        looked = len;
        int code = read_more(pull, program);
        if (code) {
            return code;
        }
    }
}

int program_end(struct garner_pull *pull, struct program *program)
{
    int status;
    while (waitpid(program->pid, &status, WNOHANG) == 0) {
        int code = garner_sleep(pull, 20);
        if (code) {
            kill(program->pid, SIGTERM);
            return code;
        }
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return 0;
    }
    return garner_fail(pull, GARNER_E_TEMPORARY,
                       "the program %s %d; what it said is in the log (-v) and in `garner runs show`; the next pull "
                       "goes on from the last state that was stored",
                       WIFEXITED(status) ? "exited with" : "was ended by signal",
                       WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}
