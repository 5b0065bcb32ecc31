/* paths.c - files and names that a configuration speaks of. Called by the other files of this folder; knows nothing of
 * YAML. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Reads up to room bytes; a negative errno on failure. */
static ssize_t read_up_to(int fd, char *into, size_t room)
{
    size_t used = 0;
    while (used < room) {
        ssize_t n = read(fd, into + used, room - used);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -errno;
        }
        if (n == 0) {
            break;
        }
        used += (size_t)n;
    }
    return (ssize_t)used;
}

int file_read(struct arena *arena, const char *path, size_t max, struct garner_str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    char *bytes = xmalloc(max + 1);
    ssize_t n = read_up_to(fd, bytes, max + 1);
    close(fd);
    if (n >= 0 && (size_t)n <= max) {
        *out = str_of(arena_strndup(arena, bytes, (size_t)n), (size_t)n);
    }
    free(bytes);
    return n < 0 ? (int)-n : (size_t)n > max ? EFBIG : 0;
}

struct garner_str path_absolute(struct arena *arena, const char *dir, struct garner_str path)
{
    if (str_starts(path, "/") || str_starts(path, "-") || path.len == 0) {
        return arena_str(arena, path);
    }
    while (str_starts(path, "./")) {
        path = str_of(path.ptr + 2, path.len - 2);
    }
    return garner_text(arena_printf(arena, "%s%s%.*s", dir, str_ends(garner_text(dir), "/") ? "" : "/", STR_ARG(path)));
}

static bool alphanumeric(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool name_is_plain(struct garner_str name)
{
    if (name.len == 0 || name.len > 64 || !alphanumeric(name.ptr[0])) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (!alphanumeric(name.ptr[i]) && !memchr("._-", name.ptr[i], 3)) {
            return false;
        }
    }
    return true;
}

const char *config_state_dir(const struct config *config, struct arena *arena)
{
    return arena_printf(arena, "%s.state", config->store);
}
