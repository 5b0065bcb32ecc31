/* full_disk.c - preloaded into garner, a full disk: while the file that GARNER_DISK_FULL names exists, or where files
 * would have grown by more than GARNER_DISK_ROOM bytes, whatever would make a regular file longer fails with ENOSPC.
 * Bytes that a file already has may be written anew, as on a real disk. GARNER_DISK_COUNT names a file for how many
 * bytes files grew by. For tests that may not mount anything. Workers do not inherit it. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long grown;

/* Whether there is no room for so many bytes more. */
static int is_full(long more)
{
    const char *name = getenv("GARNER_DISK_FULL"), *room = getenv("GARNER_DISK_ROOM");
    return (name && access(name, F_OK) == 0) || (room && grown + more > strtol(room, NULL, 10));
}

static __attribute__((destructor)) void report(void)
{
    const char *name = getenv("GARNER_DISK_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", grown);
        fclose(file);
    }
}

/* Whether the file would have to grow to end at `end` (-1: to take n more bytes where it stands). */
static int refuse(int fd, off_t end, size_t n)
{
    struct stat info;
    int saved = errno, refused = 0;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        long more = (long)((end >= 0 ? end : lseek(fd, 0, SEEK_CUR) + (off_t)n) - info.st_size);
        refused = more > 0 && is_full(more);
        grown += more > 0 && !refused ? more : 0;
    }
    errno = refused ? ENOSPC : saved;
    return refused;
}

#define REAL(type, name, ...)                                                                                          \
    type = dlsym(RTLD_NEXT, name);                                                                                     \
    return real(__VA_ARGS__)

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (refuse(fd, -1, n)) {
        return -1;
    }
    REAL(ssize_t(*real)(int, const void *, size_t), "write", fd, bytes, n);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    if (refuse(fd, at + (off_t)n, n)) {
        return -1;
    }
    REAL(ssize_t(*real)(int, const void *, size_t, off_t), "pwrite", fd, bytes, n, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    if (refuse(fd, at + (off_t)n, n)) {
        return -1;
    }
    REAL(ssize_t(*real)(int, const void *, size_t, off64_t), "pwrite64", fd, bytes, n, at);
}
int ftruncate(int fd, off_t size)
{
    if (refuse(fd, size, 0)) {
        return -1;
    }
    REAL(int (*real)(int, off_t), "ftruncate", fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    if (refuse(fd, size, 0)) {
        return -1;
    }
    REAL(int (*real)(int, off64_t), "ftruncate64", fd, size);
}
int fallocate(int fd, int mode, off_t at, off_t n)
{
    if (refuse(fd, at + n, 0)) {
        return -1;
    }
    REAL(int (*real)(int, int, off_t, off_t), "fallocate", fd, mode, at, n);
}
