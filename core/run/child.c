/* child.c - see child.h. */
#include "core/run/child.h"

#include "core/base/error.h"
#include "core/base/mem.h"
#include <signal.h>
#include <unistd.h>

extern char **environ;

/* What a worker may know of the environment: where to find things, how to reach the network, what time it is. Secrets
 * come as options of the one source they belong to. */
static const char *const allowed[] = {
    "PATH",          "HOME",         "TMPDIR",       "TZDIR",         "LANG",         "LC_ALL",   "LC_CTYPE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",   "https_proxy",   "HTTPS_PROXY",  "no_proxy", "NO_PROXY",
    "all_proxy",     "GARNER_NOW",   "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
};

void child_init(struct child *child, const char *verb)
{
    memset(child, 0, sizeof *child);
    ssize_t len = readlink("/proc/self/exe", child->program, sizeof child->program - 1);
    if (len <= 0) {
        snprintf(child->program, sizeof child->program, "/proc/self/exe");
    }
    snprintf(child->parent, sizeof child->parent, "%ld", (long)getpid());
    snprintf(child->verb, sizeof child->verb, "%s", verb);
    child->arguments[0] = child->program;
    child->arguments[1] = child->verb;
    child->arguments[2] = child->parent;

    size_t n = 0;
    for (char **variable = environ; *variable; variable++) {
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
            size_t name = strlen(allowed[i]);
            if (strncmp(*variable, allowed[i], name) == 0 && (*variable)[name] == '=' &&
                n + 1 < sizeof child->environment / sizeof *child->environment) {
                child->environment[n++] = *variable;
            }
        }
    }
}

void child_describe(struct child *child, const char *path)
{
    snprintf(child->flag, sizeof child->flag, "--describe");
    child->arguments[3] = child->flag;
    child->arguments[4] = xstrdup(path);
}

void child_release(struct child *child)
{
    free(child->arguments[4]);
    child->arguments[4] = NULL;
}

const char *child_died(int status, int signal, char *out, size_t size)
{
    if (signal) {
        snprintf(out, size, "was ended by signal %d (%s)", signal, strsignal(signal));
        return out;
    }
    if (status) {
        snprintf(out, size, "exited with %d", status);
        return out;
    }
    return NULL;
}
