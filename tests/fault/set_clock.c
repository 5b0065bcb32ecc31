/* set_clock.c - preloaded into garner, a wall clock that somebody sets: it differs from the system's by the seconds that
 * the file GARNER_CLOCK names holds, and changes when that does. Timers by the wall clock follow, and are cancelled by
 * the change as the system's are. Workers do not inherit it. */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { POLL_NS = 50000000 };

static int timer = -1;
static long armed_offset;
static struct timespec due; /* by the clock that was set */

static long offset(void)
{
    const char *name = getenv("GARNER_CLOCK");
    FILE *file = name ? fopen(name, "r") : NULL;
    long seconds = 0;
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1) {
            seconds = 0;
        }
        fclose(file);
    }
    return seconds;
}

static int real_clock(clockid_t id, struct timespec *time)
{
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    return real(id, time);
}

int clock_gettime(clockid_t id, struct timespec *time)
{
    int result = real_clock(id, time);
    if (result == 0 && id == CLOCK_REALTIME) {
        time->tv_sec += offset();
    }
    return result;
}

/* Looks again and again, since nobody wakes it. */
static int arm(int fd)
{
    int (*real)(int, int, const struct itimerspec *, struct itimerspec *) = dlsym(RTLD_NEXT, "timerfd_settime");
    struct itimerspec soon = {.it_value = {.tv_nsec = POLL_NS}, .it_interval = {.tv_nsec = POLL_NS}};
    return real(fd, 0, &soon, NULL);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *at, struct itimerspec *before)
{
    (void)before;
    if (!(flags & TFD_TIMER_ABSTIME)) {
        errno = ENOTSUP;
        return -1;
    }
    timer = fd;
    due = at->it_value;
    armed_offset = offset();
    return arm(fd);
}

ssize_t read(int fd, void *bytes, size_t n)
{
    ssize_t (*real)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
    ssize_t got = real(fd, bytes, n);
    if (fd != timer || got < 0) {
        return got;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (offset() != armed_offset) {
        errno = ECANCELED;
        return -1;
    }
    if (now.tv_sec < due.tv_sec || (now.tv_sec == due.tv_sec && now.tv_nsec < due.tv_nsec)) {
        errno = EAGAIN;
        return -1;
    }
    return got;
}
