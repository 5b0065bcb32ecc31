/* lock.c - see lock.h. */
#include "core/run/lock.h"

#include "core/base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int held(int fd, const char *path, struct error *error)
{
    char holder[24] = "";
    ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
    holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
    return error_set(error, ERROR_LOCKED, "%s: another daemon (process %s) serves this store", path, holder);
}

int lock_take(const char *store, int *fd, struct error *error)
{
    char *path = xasprintf("%s.lock", store);
    int code = 0;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0) {
        code = error_set(error, GARNER_E_CONFIG, "%s: cannot be made: %s", path, strerror(errno));
    } else if (flock(*fd, LOCK_EX | LOCK_NB) < 0) {
        code = held(*fd, path, error);
    } else if (ftruncate(*fd, 0) < 0 || dprintf(*fd, "%ld\n", (long)getpid()) < 0) {
        code = error_set(error, GARNER_E_TEMPORARY, "%s: cannot be written: %s", path, strerror(errno));
    }
    free(path);
    return code;
}

/* The kernel's list names locks by inode: trying the lock would keep a daemon from it that begins just now. */
int64_t lock_holder(const char *store)
{
    char *path = xasprintf("%s.lock", store);
    struct stat status;
    bool there = stat(path, &status) == 0;
    free(path);
    FILE *locks = there ? fopen("/proc/locks", "re") : NULL;
    char line[256];
    int64_t holder = 0;
    while (locks && !holder && fgets(line, sizeof line, locks)) {
        long pid;
        unsigned long inode;
        if (sscanf(line, "%*s FLOCK %*s WRITE %ld %*x:%*x:%lu", &pid, &inode) == 2 && inode == status.st_ino) {
            holder = pid > 0 ? pid : -1;
        }
    }
    if (locks) {
        fclose(locks);
    }
    return holder;
}
