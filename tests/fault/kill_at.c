/* kill_at.c - preloaded into garner, kills it with SIGKILL before its Nth call that reads from a peer, writes, syncs or
 * truncates (GARNER_KILL_AT=N), or counts those calls into a file (GARNER_KILL_COUNT=FILE). Workers do not inherit it. */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls;

static void step(void)
{
    const char *at = getenv("GARNER_KILL_AT");
    calls++;
    if (at && strtol(at, NULL, 10) == calls) {
        kill(getpid(), SIGKILL);
    }
}

static __attribute__((destructor)) void report(void)
{
    const char *name = getenv("GARNER_KILL_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", calls);
        fclose(file);
    }
}

#define REAL(type, name, ...)                                                                                          \
    step();                                                                                                            \
    type = dlsym(RTLD_NEXT, name);                                                                                     \
    return real(__VA_ARGS__)

ssize_t write(int fd, const void *bytes, size_t n)
{
    REAL(ssize_t (*real)(int, const void *, size_t), "write", fd, bytes, n);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    REAL(ssize_t (*real)(int, const void *, size_t, off_t), "pwrite", fd, bytes, n, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    REAL(ssize_t (*real)(int, const void *, size_t, off64_t), "pwrite64", fd, bytes, n, at);
}
ssize_t writev(int fd, const struct iovec *parts, int n)
{
    REAL(ssize_t (*real)(int, const struct iovec *, int), "writev", fd, parts, n);
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    REAL(ssize_t (*real)(int, const struct msghdr *, int), "sendmsg", fd, message, flags);
}
ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    REAL(ssize_t (*real)(int, struct msghdr *, int), "recvmsg", fd, message, flags);
}
ssize_t read(int fd, void *bytes, size_t n)
{
    REAL(ssize_t (*real)(int, void *, size_t), "read", fd, bytes, n);
}
int fsync(int fd)
{
    REAL(int (*real)(int), "fsync", fd);
}
int fdatasync(int fd)
{
    REAL(int (*real)(int), "fdatasync", fd);
}
int ftruncate(int fd, off_t size)
{
    REAL(int (*real)(int, off_t), "ftruncate", fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    REAL(int (*real)(int, off64_t), "ftruncate64", fd, size);
}
int unlink(const char *path)
{
    REAL(int (*real)(const char *), "unlink", path);
}
