/* rate.c - see rate.h. The rate is a generic cell rate algorithm: one stored time says when the bucket would be empty.
 */
#include "core/plugin/rate.h"

#include "core/base/str.h"
#include "core/schema/values.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_MAX_US (INT64_C(3600) * 1000000)
enum { SLOTS_AT = 64, SLOTS_MAX = 1024, FULL_MS = 20 };

/* What the file holds. Times of the machine's clock in microseconds, which all workers share. A host may allow some of
 * its requests at another rate (searches): each rate has a bucket of its own, known by its step. */
struct shared {
    int64_t paused_until;
    struct bucket {
        int64_t step, empty_at;
    } buckets[3];
};
_Static_assert(sizeof(struct shared) <= SLOTS_AT, "the slots come behind it");

int rate_parse(struct garner_str text, struct rate *rate, struct error *error)
{
    if (text.len == 0) {
        return 0;
    }
    const char *slash = memchr(text.ptr, '/', text.len);
    size_t before = slash ? (size_t)(slash - text.ptr) : 0;
    struct garner_str period = slash ? str_of(slash + 1, text.len - before - 1) : text;
    int64_t ms = 0;
    bool good = slash && str_integer(str_of(text.ptr, before), &rate->requests) && rate->requests > 0 &&
                value_duration(period, &ms, NULL) == 0 && ms > 0;
    rate->period_ms = ms;
    return good ? 0
                : error_set(error, GARNER_E_CONFIG,
                            "rate \"" STR_FMT "\" is none; write requests/time, such as 100/10s", STR_ARG(text));
}

/* Bytes that a file name may have; a colon before a port is fine. */
static void file_name(char *out, size_t size, const char *folder, struct garner_str host)
{
    int n = snprintf(out, size, "%s/" STR_FMT, folder, STR_ARG(host));
    for (size_t i = strlen(folder) + 1; n > 0 && i < (size_t)n && i < size; i++) {
        out[i] = out[i] == '/' ? '_' : out[i];
    }
}

int rate_open(struct rate *rate, const char *folder, struct garner_str host, struct error *error)
{
    char path[PATH_MAX];
    file_name(path, sizeof path, folder, host);
    rate->slot = -1;
    rate->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return rate->fd >= 0 ? 0 : error_set(error, GARNER_E_TEMPORARY, "cannot open %s: %s", path, strerror(errno));
}

void rate_close(struct rate *rate)
{
    if (rate->fd >= 0) {
        close(rate->fd);
    }
    rate->fd = -1;
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void read_shared(const struct rate *rate, struct shared *shared)
{
    if (pread(rate->fd, shared, sizeof *shared, 0) != (ssize_t)sizeof *shared) {
        *shared = (struct shared){0};
    }
}

/* Lost writes make a limit laxer once, never a result wrong. */
static void write_shared(const struct rate *rate, const struct shared *shared)
{
    if (pwrite(rate->fd, shared, sizeof *shared, 0) < 0) {
        return;
    }
}

static bool lock_slot(struct rate *rate)
{
    int64_t slots = rate->concurrency > 0 && rate->concurrency < SLOTS_MAX ? rate->concurrency : SLOTS_MAX;
    for (int64_t i = 0; i < slots; i++) {
        int64_t slot = (getpid() + i) % slots;
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SLOTS_AT + slot, .l_len = 1};
        if (fcntl(rate->fd, F_OFD_SETLK, &lock) == 0) {
            rate->slot = slot;
            return true;
        }
    }
    return false;
}

/* A fifth of the requests may come at once, the others evenly: then no stretch of a period's length has more of them
 * than it may, wherever the server lets it begin. */
static void spread(const struct rate *rate, int64_t *step, int64_t *burst)
{
    int64_t at_once = rate->requests / 5 > 1 ? rate->requests / 5 : 1;
    int64_t evenly = rate->requests > at_once ? rate->requests - at_once : 1;
    *step = rate->requests ? rate->period_ms * 1000 / evenly : 0;
    *burst = *step * at_once;
}

/* The bucket of a rate; where there is none, the one that was empty first is it from now on. */
static struct bucket *bucket_of(struct shared *shared, int64_t step)
{
    struct bucket *oldest = shared->buckets;
    for (size_t i = 0; i < sizeof shared->buckets / sizeof *shared->buckets; i++) {
        if (shared->buckets[i].step == step) {
            return &shared->buckets[i];
        }
        oldest = shared->buckets[i].empty_at < oldest->empty_at ? &shared->buckets[i] : oldest;
    }
    *oldest = (struct bucket){.step = step};
    return oldest;
}

/* How long until the host may be asked; takes the request out of the bucket where that is now. A time further ahead
 * than any that can be right is from before the machine was started anew. */
static int64_t take_time(struct rate *rate)
{
    int64_t now = now_us(), step, burst, wait;
    struct shared shared;
    spread(rate, &step, &burst);
    flock(rate->fd, LOCK_EX);
    read_shared(rate, &shared);
    struct bucket *bucket = bucket_of(&shared, step);
    if (shared.paused_until > now + PAUSE_MAX_US) {
        shared.paused_until = 0;
    }
    if (bucket->empty_at > now + burst + step || bucket->empty_at < now) {
        bucket->empty_at = now;
    }
    wait = shared.paused_until > now ? shared.paused_until - now : bucket->empty_at + step - burst - now;
    if (wait <= 0) {
        bucket->empty_at += step;
        write_shared(rate, &shared);
    }
    flock(rate->fd, LOCK_UN);
    return wait > 0 ? wait / 1000 + 1 : 0;
}

int64_t rate_take(struct rate *rate)
{
    if (rate->slot < 0 && !lock_slot(rate)) {
        return FULL_MS;
    }
    int64_t wait = take_time(rate);
    if (wait) {
        rate_give(rate);
    }
    return wait;
}

void rate_give(struct rate *rate)
{
    if (rate->slot >= 0) {
        struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = SLOTS_AT + rate->slot, .l_len = 1};
        fcntl(rate->fd, F_OFD_SETLK, &lock);
    }
    rate->slot = -1;
}

void rate_pause(struct rate *rate, int64_t ms)
{
    struct shared shared;
    int64_t now = now_us(), until = now + (ms < PAUSE_MAX_US / 1000 ? ms * 1000 : PAUSE_MAX_US);
    flock(rate->fd, LOCK_EX);
    read_shared(rate, &shared);
    shared.paused_until = until > shared.paused_until ? until : shared.paused_until;
    write_shared(rate, &shared);
    flock(rate->fd, LOCK_UN);
}
