/* notify.c - see notify.h. */
#include "core/run/notify.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/str.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof address.sun_path) {
        return;
    }
    memcpy(address.sun_path, path, strlen(path));
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; /* an abstract name */
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return;
    }
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    ssize_t ignored =
        sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address, length);
    (void)ignored; /* a manager that does not listen is no reason to stop */
    close(fd);
}

void notify_reloading(void)
{
    char state[64];
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic() * 1000);
    notify(state);
}

int64_t notify_watchdog_ms(void)
{
    const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    int64_t limit = 0, own = 0;
    if (!usec || !str_integer(garner_text(usec), &limit) || limit <= 0) {
        return 0;
    }
    if (pid && (!str_integer(garner_text(pid), &own) || own != (int64_t)getpid())) {
        return 0;
    }
    return limit / 2000 > 0 ? limit / 2000 : 1;
}
