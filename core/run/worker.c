/* worker.c - the child side of a pull: `garner worker PARENT` speaks frames on fd 3 and runs one plugin once;
 * `garner worker PARENT --describe FILE` prints a plugin's table as one frame. Started by job.c and describe.c only. */
#include "core/run/pull.h"

#include "core/plugin/loader.h"
#include "core/run/channel.h"
#include <inttypes.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

static void limit(int what, int64_t value)
{
    if (value > 0) {
        struct rlimit rlimit = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
        setrlimit((__rlimit_resource_t)what, &rlimit);
    }
}

/* ---- the channel ---- */

static int channel_await(void *context, struct error *error)
{
    struct channel *channel = context;
    for (;;) {
        enum wire_type type;
        struct garner_str payload;
        size_t used = 0;
        int got = channel_take(channel, &type, &payload, &used, error);
        if (got < 0) {
            return got;
        }
        if (got == 0) {
            int code = channel_read(channel, error);
            if (code < 0) {
                return code;
            }
            continue;
        }
        channel_drop(channel, used);
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
        channel->cancelled = channel_read(channel, &error) < 0;
        enum wire_type type;
        struct garner_str payload;
        size_t used = 0;
        while (channel_take(channel, &type, &payload, &used, &error) > 0) {
            channel->cancelled = channel->cancelled || type == WIRE_CANCEL;
            channel_drop(channel, used);
        }
    }
    return channel->cancelled;
}

/* ---- the pull ---- */

static int read_request(struct channel *channel, struct arena *arena, struct pull_request *request, struct error *error)
{
    struct garner_str payload;
    size_t used = 0;
    int code = channel_request(channel, &payload, &used, error);
    if (code == 0) {
        code = request_get(payload, arena, request, error);
        channel_drop(channel, used);
    }
    return code;
}

static int pull(void)
{
    struct channel channel;
    channel_init(&channel);
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
        code = channel_fail(&error);
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
        return channel_fail(&error);
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
    channel_isolate((long)parent);
    return describing ? describe(argv[3]) : pull();
}
