/* channel.c - see channel.h. */
#include "core/run/channel.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { READ_MAX = 64 << 10 };

/* Its fate is tied to the host's: it dies with it, holds nothing of it, and shows nobody its memory. */
void channel_isolate(long parent)
{
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (parent > 0 && getppid() != parent) {
        _exit(1);
    }
    if (!SANITIZED) {
        prctl(PR_SET_DUMPABLE, 0);
    }
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    dup2(STDERR_FILENO, STDOUT_FILENO); /* what a plugin prints must not look like anything else */
    close_range(CHANNEL + 1, ~0U, 0);
}

void channel_init(struct channel *channel)
{
    channel->cancelled = false;
    buf_init(&channel->in, WIRE_FRAME_MAX + WIRE_HEADER + READ_MAX);
}

static int lost(struct error *error)
{
    return error_set(error, GARNER_E_CANCELLED, "the host is gone");
}

int channel_send(void *context, struct garner_str frames, struct error *error)
{
    (void)context;
    size_t done = 0;
    while (done < frames.len) {
        ssize_t n = write(CHANNEL, frames.ptr + done, frames.len - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return lost(error);
        }
        done += (size_t)n;
    }
    return 0;
}

int channel_read(struct channel *channel, struct error *error)
{
    char bytes[READ_MAX];
    ssize_t n;
    do {
        n = read(CHANNEL, bytes, sizeof bytes);
    } while (n < 0 && errno == EINTR);
    if (n <= 0 || buf_add(&channel->in, bytes, (size_t)n) < 0) {
        return lost(error);
    }
    return 0;
}

int channel_take(struct channel *channel, enum wire_type *type, struct garner_str *payload, size_t *used,
                 struct error *error)
{
    return wire_split(channel->in.ptr, channel->in.len, type, payload, used, error);
}

void channel_drop(struct channel *channel, size_t used)
{
    memmove(channel->in.ptr, channel->in.ptr + used, channel->in.len - used);
    channel->in.len -= used;
}

int channel_request(struct channel *channel, struct garner_str *payload, size_t *used, struct error *error)
{
    enum wire_type type;
    int got;
    while ((got = channel_take(channel, &type, payload, used, error)) == 0) {
        int code = channel_read(channel, error);
        if (code < 0) {
            return code;
        }
    }
    if (got < 0 || type != WIRE_CONFIG) {
        return error_set(error, GARNER_E_BUG, "the host did not begin with the request");
    }
    return 0;
}

int channel_fail(const struct error *error)
{
    struct buf frame;
    buf_init(&frame, WIRE_HEADER + 64 + ERROR_MESSAGE_MAX);
    size_t at = wire_begin(&frame, WIRE_FAIL);
    wire_put_i(&frame, error->code);
    wire_put_str(&frame, garner_text(error->message));
    wire_put_i(&frame, error->wait_ms);
    wire_end(&frame, at);
    struct error lost_too;
    channel_send(NULL, buf_str(&frame), &lost_too);
    buf_release(&frame);
    return 1;
}
