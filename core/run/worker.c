/* worker.c - the child side of a pull: `garner worker PARENT` speaks frames on fd 3 and runs one plugin once;
 * `garner worker PARENT --describe FILE` prints a plugin's table as one frame. Started by job.c and describe.c only. */
#include "core/run/pull.h"

#include "core/plugin/loader.h"
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CHANNEL = 3, READ_MAX = 64 << 10 };

struct channel {
    struct buf in; /* bytes of the host's frames not yet taken */
    bool cancelled;
};

/* ---- the process ---- */

/* Leaks are looked for through ptrace, and sanitizers reserve terabytes: under them some fences stay down. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

static void limit(int what, int64_t value)
{
    if (value > 0) {
        struct rlimit rlimit = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
        setrlimit((__rlimit_resource_t)what, &rlimit);
    }
}

/* Its fate is tied to the host's: it dies with it, holds nothing of it, and shows nobody its memory. */
static void isolate(long parent)
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

/* ---- the channel ---- */

static int lost(struct error *error)
{
    return error_set(error, GARNER_E_CANCELLED, "the host is gone");
}

static int channel_send(void *context, struct garner_str frames, struct error *error)
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

static int read_more(struct channel *channel, struct error *error)
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

/* The next whole frame, if one is there: 1 with its payload (valid until used is dropped), 0, or a code. */
static int take(struct channel *channel, enum wire_type *type, struct garner_str *payload, size_t *used,
                struct error *error)
{
    return wire_split(channel->in.ptr, channel->in.len, type, payload, used, error);
}

static void drop(struct channel *channel, size_t used)
{
    memmove(channel->in.ptr, channel->in.ptr + used, channel->in.len - used);
    channel->in.len -= used;
}

static int channel_await(void *context, struct error *error)
{
    struct channel *channel = context;
    for (;;) {
        enum wire_type type;
        struct garner_str payload;
        size_t used = 0;
        int got = take(channel, &type, &payload, &used, error);
        if (got < 0) {
            return got;
        }
        if (got == 0) {
            int code = read_more(channel, error);
            if (code < 0) {
                return code;
            }
            continue;
        }
        drop(channel, used);
        if (type == WIRE_CANCEL) {
            channel->cancelled = true;
            return error_set(error, GARNER_E_CANCELLED, "the host asked to stop");
        }
        if (type == WIRE_ACK) {
            return 0;
        }
    }
}

static bool channel_cancelled(void *context)
{
    struct channel *channel = context;
    struct pollfd poll_fd = {.fd = CHANNEL, .events = POLLIN};
    struct error error;
    while (!channel->cancelled && poll(&poll_fd, 1, 0) > 0) {
        /* Nothing but a cancel, or the host's end, comes while no answer is awaited. */
        channel->cancelled = read_more(channel, &error) < 0;
        enum wire_type type;
        struct garner_str payload;
        size_t used = 0;
        while (take(channel, &type, &payload, &used, &error) > 0) {
            channel->cancelled = channel->cancelled || type == WIRE_CANCEL;
            drop(channel, used);
        }
    }
    return channel->cancelled;
}

/* ---- the pull ---- */

static int read_request(struct channel *channel, struct arena *arena, struct pull_request *request, struct error *error)
{
    enum wire_type type;
    struct garner_str payload;
    size_t used = 0;
    int got;
    while ((got = take(channel, &type, &payload, &used, error)) == 0) {
        int code = read_more(channel, error);
        if (code < 0) {
            return code;
        }
    }
    if (got < 0 || type != WIRE_CONFIG) {
        return error_set(error, GARNER_E_BUG, "the host did not begin with the request");
    }
    int code = request_get(payload, arena, request, error);
    drop(channel, used);
    return code;
}

static int report_failure(const struct error *error)
{
    struct buf frame;
    buf_init(&frame, WIRE_HEADER + 64 + ERROR_MESSAGE_MAX);
    size_t at = wire_begin(&frame, WIRE_FAIL);
    wire_put_i(&frame, error->code);
    wire_put_str(&frame, garner_text(error->message));
    wire_end(&frame, at);
    struct error lost_too;
    channel_send(NULL, buf_str(&frame), &lost_too);
    buf_release(&frame);
    return 1;
}

static int pull(void)
{
    struct channel channel = {.cancelled = false};
    buf_init(&channel.in, WIRE_FRAME_MAX + WIRE_HEADER + READ_MAX);
    struct arena arena;
    arena_init(&arena);
    struct pull_request request = {0};
    struct error error = {0};
    const struct garner_plugin *plugin = NULL;
    int code = read_request(&channel, &arena, &request, &error);
    if (code == 0 && !SANITIZED) {
        limit(RLIMIT_DATA, request.memory_limit);
    }
    if (code == 0) {
        limit(RLIMIT_CPU, (request.cpu_limit_ms + 999) / 1000);
        code = request.plugin_path ? loader_open(request.plugin_path, &plugin, &error) : 0;
    }
    if (code < 0) {
        code = report_failure(&error);
    } else {
        struct host_sink sink = {&channel, channel_send, channel_await, channel_cancelled};
        code = host_pull(plugin, &request, &sink, &error) < 0;
    }
    buf_release(&channel.in);
    arena_release(&arena);
    return code;
}

static int describe(const char *path)
{
    const struct garner_plugin *plugin;
    struct error error = {0};
    if (loader_open(path, &plugin, &error) < 0) {
        return report_failure(&error);
    }
    struct buf frame;
    buf_init(&frame, WIRE_FRAME_MAX + WIRE_HEADER);
    loader_describe(&frame, path, plugin);
    int code = frame.overflowed || channel_send(NULL, buf_str(&frame), &error) < 0;
    buf_release(&frame);
    return code;
}

int worker_main(int argc, char **argv)
{
    int64_t parent = 0;
    bool describing = argc == 4 && strcmp(argv[2], "--describe") == 0;
    if ((argc != 2 && !describing) || sscanf(argv[1], "%" SCNd64, &parent) != 1) {
        fputs("garner: `worker` is what garner starts by itself; see `garner help pull`\n", stderr);
        return 2;
    }
    isolate((long)parent);
    return describing ? describe(argv[3]) : pull();
}
