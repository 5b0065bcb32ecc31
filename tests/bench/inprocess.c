/* inprocess.c - the reference of goal 5: the same pull without a process border. `inprocess CONFIG SOURCE` loads the plugin
 * into this process and hands its frames straight to the collector. */
#include "core/base/mem.h"
#include "core/config/search.h"
#include "core/plugin/loader.h"
#include "core/run/collect.h"

struct direct {
    struct collect collect;
};

static int send_frames(void *context, struct garner_str frames, struct error *error)
{
    struct direct *direct = context;
    return collect_bytes(&direct->collect, frames.ptr, frames.len, error);
}

static int await(void *context, struct error *error)
{
    struct direct *direct = context;
    (void)error;
    direct->collect.acks = 0;
    return 0;
}

static bool cancelled(void *context)
{
    (void)context;
    return false;
}

static int pull(struct config *config, struct store *store, const struct source_config *source, struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    struct garner_strs dirs = search_dirs(&config->plugin_path, &arena);
    const struct garner_plugin *plugin = NULL;
    const char *path = search_plugin(dirs, source->plugin, &arena);
    if (!path || loader_open(path, &plugin, error) < 0) {
        return error_set(error, GARNER_E_CONFIG, "no plugin");
    }
    struct pull_options options = {.full = true, .clock = clock_system()};
    struct direct direct;
    collect_init(&direct.collect, config, source, &options, store);
    if (store_source(store, source->name, &direct.collect.source_id, error) < 0 ||
        store_run_begin(store,
                        &(struct run_begin){.source = direct.collect.source_id,
                                            .plugin = plugin->name,
                                            .version = plugin->version},
                        &direct.collect.run, error) < 0) {
        return error->code;
    }
    struct pull_request request = {
        .source = source->name,
        .plugin_path = path,
        .config_file = config->path,
        .config_dir = config->dir,
        .currency = source->currency,
        .timezone = source->timezone,
        .options = source->options,
        .full = true,
        .log_level = GARNER_LOG_WARNING,
    };
    struct host_sink sink = {&direct, send_frames, await, cancelled};
    int code = host_pull(plugin, &request, &sink, error);
    if (code == 0) {
        code = collect_end(&direct.collect, NULL, error);
    }
    struct run_end end = {.code = code, .message = "", .counts = &direct.collect.counts};
    store_run_end(store, direct.collect.run, &end, error);
    collect_release(&direct.collect);
    arena_release(&arena);
    return code;
}

int main(int argc, char **argv)
{
    struct config *config = NULL;
    struct store *store = NULL;
    struct error error = {0};
    if (argc != 3 || config_load(argv[1], &config, &error) < 0) {
        fprintf(stderr, "inprocess: %s\n", argc == 3 ? error.message : "usage: inprocess CONFIG SOURCE");
        return 2;
    }
    const struct source_config *source = config_source(config, argv[2]);
    int code = source ? store_open(config->store, STORE_WRITE, clock_system(), NULL, &store, &error) : -1;
    if (code == 0) {
        code = pull(config, store, source, &error);
    }
    if (code == 0) {
        code = store_refresh(store, config, false, &error);
    }
    if (code < 0) {
        fprintf(stderr, "inprocess: %s\n", error.message);
    }
    store_close(store);
    config_free(config);
    return code < 0;
}
