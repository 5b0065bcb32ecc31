/* fuzz_map.c - any `map:` over any rows, through the host to frames. The input is the map as YAML, a line "---", and
 * the file: JSON or CSV. Whatever comes out must be whole frames of records that keep the schema, and counts that add
 * up. */
#include "core/base/str.h"
#include "core/config/config.h"
#include "core/plugin/host.h"
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* ---- a plugin that maps ---- */

struct map_config {
    struct garner_file_options files;
    const struct garner_node *map;
};

static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct map_config, files),
    GARNER_OPTION(struct map_config, map, 0, NULL, NULL, "Map."),
    {.name = NULL},
};

static int pull_files(struct garner_pull *pull)
{
    const struct map_config *config = pull->config;
    const struct garner_input input = {.options = &config->files};
    struct garner_file file;
    struct garner_row row;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        for (code = 0; code == 0 && (code = garner_next_row(pull, &file, &row)) > 0;) {
            code = garner_row_result(garner_emit_row(pull, &row, config->map));
        }
    }
    return code;
}

static const struct garner_plugin plugin = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "csv",
    .version = "1",
    .summary = "Fuzzed.",
    .emits = (1u << GARNER_RECORD_LIMIT) - 2,
    .options = options,
    .config_size = sizeof(struct map_config),
    .pull = pull_files,
};

/* ---- the other side ---- */

static void check_records(struct wire *wire)
{
    struct error error;
    while (wire->next < wire->end) {
        union record_any record;
        require(wire_byte(wire) == '+');
        const struct record_type *type = wire_record(wire, &record, &error);
        require(type && record_check(type, &record, false, NULL, &error) == 0);
    }
}

static void check_counts(struct wire *wire)
{
    uint64_t read = wire_u(wire), sum = wire_u(wire) + wire_u(wire), rules = wire_u(wire);
    for (uint64_t i = 0; i < rules; i++) {
        wire_str(wire);
        sum += wire_u(wire);
    }
    uint64_t requests = wire_u(wire), received = wire_u(wire);
    require(wire_done(wire) && read == sum && requests == 0 && received == 0);
}

static int take(void *context, struct garner_str frames, struct error *error)
{
    enum wire_type type;
    struct garner_str payload;
    size_t used = 0;
    (void)context;
    while (frames.len && wire_split(frames.ptr, frames.len, &type, &payload, &used, error) > 0) {
        struct wire wire;
        wire_init(&wire, payload.ptr, payload.len);
        if (type == WIRE_RECORDS) {
            check_records(&wire);
        } else if (type == WIRE_COUNTS) {
            check_counts(&wire);
        }
        frames = str_of(frames.ptr + used, frames.len - used);
    }
    require(frames.len == 0);
    return 0;
}

static int await(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return 0;
}

static bool cancelled(void *context)
{
    (void)context;
    return false;
}

/* ---- */

static void run(struct garner_str map, struct garner_str file)
{
    struct arena arena = {0};
    struct garner_node items[2] = {{.kind = GARNER_SCALAR, .key = garner_text("path")}};
    const struct garner_node *tree = NULL;
    struct error error = {0};
    int fd = memfd_create("fuzz", 0);
    require(fd >= 0 && write(fd, file.ptr, file.len) == (ssize_t)file.len);
    items[0].text = garner_text(arena_printf(&arena, "/proc/self/fd/%d", fd));
    if (node_parse(&arena, "map", map, &tree, &error) == 0 && tree) {
        items[1] = *tree;
        items[1].key = garner_text("map");
        const struct garner_node root = {.kind = GARNER_MAP, .items = items, .count = 2};
        const struct pull_request request = {.source = "fuzz",
                                             .config_file = "f",
                                             .config_dir = "/",
                                             .currency = "EUR",
                                             .timezone = "UTC",
                                             .options = &root,
                                             .log_level = GARNER_LOG_DEBUG};
        const struct host_sink sink = {NULL, take, await, cancelled};
        require(host_pull(&plugin, &request, &sink, &error) == error.code);
    }
    close(fd);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "\n---\n";
    const char *text = (const char *)data;
    const char *cut = size ? memmem(text, size, mark, sizeof mark - 1) : NULL;
    if (cut) {
        const char *file = cut + sizeof mark - 1;
        run(str_of(text, (size_t)(cut - text) + 1), str_of(file, (size_t)(text + size - file)));
    }
    return 0;
}
