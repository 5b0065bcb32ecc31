/* singer.c - any Singer tap as a source: runs the program, maps its streams, keeps its state. */
#include "singer.h"

static const struct garner_option options[] = {
    GARNER_OPTION(struct singer, command, GARNER_REQUIRED, NULL, NULL,
                  "The program and its first arguments, as a list; it is looked for in PATH."),
    GARNER_OPTION(struct singer, config, GARNER_SECRET, NULL, NULL,
                  "Its configuration: keys and values, which become JSON strings, or JSON as one text."),
    GARNER_OPTION(struct singer, config_file, GARNER_PATH, NULL, NULL, "Its configuration as a JSON file instead."),
    GARNER_OPTION(struct singer, catalog, GARNER_PATH, NULL, NULL,
                  "Its catalog as a JSON file; without it the program is asked what there is, and the mapped streams "
                  "are selected."),
    GARNER_OPTION(struct singer, discover, 0, "yes", NULL,
                  "Whether to ask for a catalog where none is given; no for a program that has none."),
    GARNER_OPTION(struct singer, streams, GARNER_REQUIRED, NULL, NULL,
                  "What its streams mean: the name of a stream and a map, as of the csv plugin."),
    GARNER_OPTION(struct singer, plain_stream, 0, "records", NULL,
                  "Name under `streams` of JSON lines that are no Singer messages."),
    {.name = NULL},
};

static int listen(struct garner_pull *pull, const struct singer *singer, struct streams *streams,
                  struct program *program)
{
    struct garner_str line;
    int code;
    while ((code = program_line(pull, program, &line)) > 0) {
        code = streams_message(pull, singer, streams, line);
        if (code) {
            return code;
        }
    }
    return code;
}

static int run(struct garner_pull *pull, const struct singer *singer, struct streams *streams,
               const char *const *arguments)
{
    struct program program;
    int code = program_start(pull, &singer->command, arguments, &program);
    code = code ? code : listen(pull, singer, streams, &program);
    code = code ? code : program_end(pull, &program);
    return code ? code : streams_flush(pull, streams);
}

static int pull_singer(struct garner_pull *pull)
{
    const struct singer *singer = pull->config;
    struct streams streams = {.count = 0};
    const char *config = NULL, *catalog = NULL, *state = NULL;
    int code = streams_begin(pull, singer, &streams);
    code = code ? code : files_config(pull, singer, &config);
    code = code ? code : files_catalog(pull, singer, config, &catalog);
    if (code == 0 && streams_state(&streams)) {
        code = files_write(pull, "state.json", garner_text(streams_state(&streams)), &state);
    }
    const char *arguments[8] = {NULL};
    size_t n = 0;
    const char *const pairs[][2] = {{"--config", config}, {"--catalog", catalog}, {"--state", state}};
    for (size_t i = 0; i < 3; i++) {
        if (pairs[i][1]) {
            arguments[n++] = pairs[i][0];
            arguments[n++] = pairs[i][1];
        }
    }
    return code ? code : run(pull, singer, &streams, arguments);
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "singer",
    .version = "1.0",
    .summary =
        "Any Singer tap, or a program that prints JSON lines, its streams mapped to records by the configuration.",
    .emits = SINGER_EMITS,
    .options = options,
    .config_size = sizeof(struct singer),
    .pull = pull_singer,
    .example = "command: [tap-hubspot]\n"
               "config: {api_key: \"${HUBSPOT_KEY}\"}\n"
               "streams:\n"
               "  contacts:\n"
               "    lead: {id: \"{vid}\", email: \"{properties.email.value}\"}",
};
