/* file_facts.c - stat, hash and survey of a file; see file_facts.h. */
#include "core/plugin/file_facts.h"
#include "core/base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 256 << 10 };
#define SECOND_NS INT64_C(1000000000)

static int64_t ns_of(struct timespec time)
{
    return time.tv_sec * SECOND_NS + time.tv_nsec;
}

static void take(struct file_facts *facts, const struct stat *stat_of)
{
    facts->size = (uint64_t)stat_of->st_size;
    facts->inode = (uint64_t)stat_of->st_ino & INT64_MAX;
    facts->mtime = ns_of(stat_of->st_mtim);
}

bool file_facts_stat(const char *path, struct file_facts *facts)
{
    struct stat stat_of;
    if (stat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode)) {
        return false;
    }
    take(facts, &stat_of);
    return true;
}

static int read_all(int fd, struct file_facts *facts)
{
    crypto_generichash_state state;
    char *chunk = xmalloc(CHUNK);
    off_t offset = 0;
    ssize_t n = 0;
    crypto_generichash_init(&state, NULL, 0, CURSOR_HASH);
    while ((n = pread(fd, chunk, CHUNK, offset)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0) {
            offset += n;
            survey_add(&facts->survey, chunk, (size_t)n);
            crypto_generichash_update(&state, (const unsigned char *)chunk, (size_t)n);
        }
    }
    crypto_generichash_final(&state, facts->hash, CURSOR_HASH);
    free(chunk);
    return n < 0 ? -1 : 0;
}

int file_facts_read(const char *path, int *fd, struct file_facts *facts, struct error *error)
{
    struct stat stat_of;
    struct timespec now;
    memset(facts, 0, sizeof *facts);
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    clock_gettime(CLOCK_REALTIME, &now);
    if (*fd < 0 || fstat(*fd, &stat_of) < 0 || !S_ISREG(stat_of.st_mode)) {
        return error_set(error, GARNER_E_CONFIG, "cannot read %s: %s", path,
                         *fd < 0 ? strerror(errno) : "it is no file");
    }
    take(facts, &stat_of);
    if (read_all(*fd, facts)) {
        return error_set(error, GARNER_E_TEMPORARY, "reading %s fails: %s", path, strerror(errno));
    }
    if (ns_of(now) - facts->mtime < 2 * SECOND_NS) {
        facts->mtime = 0;
    }
    return 0;
}

bool file_facts_unchanged(int fd, const struct file_facts *facts)
{
    struct stat stat_of;
    struct file_facts now;
    if (fstat(fd, &stat_of) < 0) {
        return false;
    }
    take(&now, &stat_of);
    return now.size == facts->size && (facts->mtime == 0 || now.mtime == facts->mtime);
}
