/* describe.c - what a plugin is, learnt from a throw-away worker, and whether the sources fit it. See pull.h. */
#include "core/run/pull.h"

#include "core/config/search.h"
#include "core/plugin/loader.h"
#include "core/plugin/profile_fit.h"
#include "core/run/child.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIBE_MS = 5000 };

static int start(const char *path, pid_t *pid, int *channel, struct error *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot start a worker: %s", strerror(errno));
    }
    struct child_command command;
    child_command_init(&command, "worker");
    child_command_describe(&command, path);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    int failed = posix_spawn(pid, command.program, &actions, &attributes, command.arguments, command.environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    child_command_release(&command);
    close(ends[1]);
    if (failed) {
        close(ends[0]);
        return error_set(error, GARNER_E_TEMPORARY, "cannot start a worker: %s", strerror(failed));
    }
    *channel = ends[0];
    return 0;
}

/* Reads to the end, for DESCRIBE_MS at most. False when it took longer or said too much. */
static bool read_all(int channel, struct buf *out)
{
    int64_t until = clock_monotonic() + DESCRIBE_MS;
    for (;;) {
        int64_t left = until - clock_monotonic();
        struct pollfd poll_fd = {.fd = channel, .events = POLLIN};
        if (left <= 0 || (poll(&poll_fd, 1, (int)left) == 0)) {
            return false;
        }
        char bytes[4096];
        ssize_t n = read(channel, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return true;
        }
        if (buf_add(out, bytes, (size_t)n) < 0) {
            return false;
        }
    }
}

static int understand(const char *path, const struct buf *answer, const char *died, struct arena *arena,
                      struct plugin_info *info, struct error *error)
{
    enum wire_type type;
    struct garner_str payload;
    size_t used;
    int got = wire_split(answer->ptr, answer->len, &type, &payload, &used, error);
    if (got > 0 && type == WIRE_DESCRIBE) {
        return loader_described(payload, arena, info, error);
    }
    if (got > 0 && type == WIRE_FAIL) {
        struct wire wire;
        wire_init(&wire, payload.ptr, payload.len);
        int code = (int)wire_i(&wire);
        struct garner_str message = wire_str(&wire);
        return error_set(error, code < 0 ? code : GARNER_E_BUG, "%.*s", (int)message.len,
                         message.ptr ? message.ptr : "");
    }
    return error_set(error, GARNER_E_CONFIG, "%s: loading it %s; it is no garner plugin, or a broken one", path,
                     died ? died : "gave no answer");
}

int pull_describe(const char *path, struct arena *arena, struct plugin_info *info, struct error *error)
{
    pid_t pid = 0;
    int channel = -1;
    int code = start(path, &pid, &channel, error);
    if (code < 0) {
        return code;
    }
    struct buf answer;
    buf_init(&answer, WIRE_FRAME_MAX + WIRE_HEADER);
    bool whole = read_all(channel, &answer);
    close(channel);
    if (!whole) {
        kill(-pid, SIGKILL);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    char text[160];
    const char *died = child_died(WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                                  WIFSIGNALED(status) ? WTERMSIG(status) : 0, text, sizeof text);
    code = understand(path, &answer, whole ? died : "took longer than 5 s", arena, info, error);
    buf_release(&answer);
    return code;
}

/* ---- sources against their plugins ---- */

static int not_found(const struct config *config, const struct source_config *source, struct garner_strs dirs,
                     struct arena *arena, struct error *error)
{
    size_t count;
    struct plugin_file *files = search_plugins(dirs, arena, &count);
    struct buf names;
    buf_init(&names, 1024);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&names, "%s%s", i ? ", " : "", files[i].name);
    }
    error_set(error, GARNER_E_CONFIG, "%s:%u:%u: source %s: there is no plugin \"%s\"; there are: %s", config->path,
              source->line, source->column, source->name, source->plugin, count ? buf_text(&names) : "none");
    buf_release(&names);
    return error->code;
}

/* The table of a source's plugin: shared with an earlier source of the same plugin, else asked for. */
static int find_table(const struct config *config, const struct source_config *const *sources, size_t i,
                      struct garner_strs dirs, struct plugin_info *infos, struct error *broken, struct arena *arena,
                      struct error *error)
{
    for (size_t j = 0; j < i; j++) {
        if (sources[j]->plugin && strcmp(sources[i]->plugin, sources[j]->plugin) == 0) {
            infos[i] = infos[j];
            broken[i] = broken[j];
            return 0;
        }
    }
    const char *path = search_plugin(dirs, sources[i]->plugin, arena);
    if (!path) {
        return not_found(config, sources[i], dirs, arena, error);
    }
    pull_describe(path, arena, &infos[i], &broken[i]);
    return 0;
}

/* `preset: auto`: the one that fits the first file of the source. */
static int choose_preset(struct config *config, const struct source_config *source, struct garner_strs dirs,
                         struct arena *arena, struct error *error)
{
    struct garner_strs names = search_presets(dirs, source->plugin, arena);
    struct profile_preset *presets = arena_calloc(arena, names.count + 1, sizeof *presets);
    size_t chosen = 0;
    const char *why = NULL;
    int code = 0;
    for (size_t i = 0; i < names.count && code == 0; i++) {
        presets[i] = (struct profile_preset){.plugin = source->plugin, .name = names.items[i].ptr};
        const char *path = search_preset(dirs, source->plugin, presets[i].name, &config->arena);
        code = preset_load(path, &config->arena, &presets[i].options, error);
    }
    if (code == 0) {
        code = profile_choose_preset(source->options, config->dir, presets, names.count, arena, &chosen, &why, error);
        if (code) {
            return error_prefix(error, "%s:%u:%u: source %s", config->path, source->line, source->column, source->name);
        }
        config_use_preset(config, source, presets[chosen].name, presets[chosen].options, why);
    }
    return code;
}

static bool is_open(const struct source_config *source)
{
    return source->preset && strcmp(source->preset, "auto") == 0 && !source->preset_why;
}

int pull_check(struct config *config, const struct source_config *const *sources, size_t count,
               struct plugin_info *infos, struct error *broken, struct arena *arena, struct error *error)
{
    struct garner_strs dirs = search_dirs(&config->plugin_path, arena);
    for (size_t i = 0; i < count; i++) {
        if (!sources[i]->plugin) {
            continue;
        }
        int code = find_table(config, sources, i, dirs, infos, broken, arena, error);
        if (code == 0 && !broken[i].code && is_open(sources[i])) {
            code = choose_preset(config, sources[i], dirs, arena, error);
        }
        if (code == 0 && !broken[i].code) {
            code = config_check_options(config, sources[i], &infos[i], error);
        }
        if (code < 0) {
            return code;
        }
    }
    return 0;
}
