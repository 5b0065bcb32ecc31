/* cli.c - command lines against option tables, and the help those tables print. See cli.h. */
#include "core/cmd/cli.h"

#include "core/base/str.h"
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct cli_option common[] = {
    {"config", 'c', "FILE", NULL, "The configuration (default: garner.yaml)."},
    {"quiet", 'q', NULL, NULL, "Only errors on standard error."},
    {"verbose", 'v', NULL, NULL, "More on standard error; twice for everything."},
    {"log-format", 0, "FORMAT", "text|json", "How standard error is written: text or json."},
    {"help", 'h', NULL, NULL, "Print this help."},
    {0},
};

int exit_code_of(int code)
{
    switch (code) {
    case GARNER_OK:
        return EXIT_OK;
    case GARNER_E_CONFIG:
        return EXIT_CONFIG;
    case GARNER_E_AUTH:
        return EXIT_CREDENTIALS;
    case GARNER_E_DATA:
        return EXIT_DATA;
    case GARNER_E_CANCELLED:
        return EXIT_INTERRUPTED;
    case ERROR_LOCKED:
        return EXIT_LOCKED;
    default:
        return EXIT_FAILED;
    }
}

/* ---- help ---- */

static void print_option(FILE *out, const struct cli_option *option)
{
    char left[64];
    snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->letter ? "-" : " ", option->letter ? option->letter : ' ',
             option->letter ? ", " : "  ", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    fprintf(out, "  %-24s %s\n", left, option->help);
}

static void print_all(FILE *out)
{
    fputs("garner tells where new customers come from and what each one costs.\n\n"
          "usage: garner VERB [options] [arguments]\n\nverbs:\n",
          out);
    for (const struct command *const *command = cli_commands; *command; command++) {
        if ((*command)->name[0] != '-') {
            fprintf(out, "  %-12s %s\n", (*command)->name, (*command)->summary);
        }
    }
    fputs("\noptions of every verb:\n", out);
    for (const struct cli_option *option = common; option->name; option++) {
        print_option(out, option);
    }
    fputs(
        "\n`garner help VERB` tells more. Exit codes: 0 ok, 1 failure, 2 usage, 3 some sources failed, 4 credentials,\n"
        "5 data, 6 stale, 7 locked, 78 configuration, 130 interrupted.\n",
        out);
}

void cli_print_help(FILE *out, const struct command *command)
{
    if (!command) {
        print_all(out);
        return;
    }
    fprintf(out, "%s\n\nusage: garner %s [options]%s%s\n", command->summary, command->name,
            *command->arguments ? " " : "", command->arguments);
    if (command->help) {
        fprintf(out, "\n%s\n", command->help);
    }
    fputs("\noptions:\n", out);
    for (const struct cli_option *option = command->options; option && option->name; option++) {
        print_option(out, option);
    }
    for (const struct cli_option *option = common; option->name; option++) {
        print_option(out, option);
    }
}

/* ---- parsing ---- */

const char *cli_get(const struct cli *cli, const char *name)
{
    for (size_t i = cli->value_count; i-- > 0;) {
        if (strcmp(cli->values[i].option->name, name) == 0) {
            return cli->values[i].value;
        }
    }
    return NULL;
}

static size_t times_given(const struct cli *cli, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < cli->value_count; i++) {
        n += strcmp(cli->values[i].option->name, name) == 0;
    }
    return n;
}

int cli_usage(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("garner: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n  `garner help%s%s` tells more\n", cli->command ? " " : "",
            cli->command ? cli->command->name : "");
    return EXIT_USAGE;
}

static const struct cli_option *find_in(const struct cli_option *table, const char *name, size_t len, char letter)
{
    for (; table && table->name; table++) {
        if (letter ? table->letter == letter : strlen(table->name) == len && memcmp(table->name, name, len) == 0) {
            return table;
        }
    }
    return NULL;
}

static const struct cli_option *find(const struct cli *cli, const char *name, size_t len, char letter)
{
    const struct cli_option *option = find_in(cli->command->options, name, len, letter);
    return option ? option : find_in(common, name, len, letter);
}

static int unknown_option(const struct cli *cli, const char *given, size_t len)
{
    const char *names[80];
    size_t n = 0;
    for (const struct cli_option *option = cli->command->options; option && option->name && n < 60; option++) {
        names[n++] = option->name;
    }
    for (const struct cli_option *option = common; option->name; option++) {
        names[n++] = option->name;
    }
    names[n] = NULL;
    const char *near = str_closest(str_of(given, len), names);
    return near ? cli_usage(cli, "%s: unknown option \"--%.*s\"; did you mean \"--%s\"?", cli->command->name, (int)len,
                            given, near)
                : cli_usage(cli, "%s: unknown option \"--%.*s\"", cli->command->name, (int)len, given);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == 0)) {
            return true;
        }
    }
    return false;
}

static int add_value(struct cli *cli, const struct cli_option *option, const char *value)
{
    if (option->choices && !is_choice(option->choices, value)) {
        return cli_usage(cli, "--%s: \"%s\" is none of %s", option->name, value, option->choices);
    }
    if (cli->value_count == sizeof cli->values / sizeof *cli->values) {
        return cli_usage(cli, "too many options");
    }
    cli->values[cli->value_count++] = (struct cli_value){option, value};
    return 0;
}

/* --name, --name=value, --name value. Moves *i over what it takes. */
static int parse_long(struct cli *cli, char **argv, int argc, int *i)
{
    const char *name = argv[*i] + 2;
    const char *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct cli_option *option = find(cli, name, len, 0);
    if (!option) {
        return unknown_option(cli, name, len);
    }
    if (!option->argument) {
        return equals ? cli_usage(cli, "--%s takes no value", option->name) : add_value(cli, option, "");
    }
    if (!equals && *i + 1 >= argc) {
        return cli_usage(cli, "--%s needs a value: --%s %s", option->name, option->name, option->argument);
    }
    return add_value(cli, option, equals ? equals + 1 : argv[++*i]);
}

/* -q, -vv, -c FILE, -cFILE. */
static int parse_short(struct cli *cli, char **argv, int argc, int *i)
{
    for (const char *at = argv[*i] + 1; *at; at++) {
        const struct cli_option *option = find(cli, NULL, 0, *at);
        if (!option) {
            return cli_usage(cli, "%s: unknown option \"-%c\"", cli->command->name, *at);
        }
        if (!option->argument) {
            int code = add_value(cli, option, "");
            if (code) {
                return code;
            }
            continue;
        }
        if (!at[1] && *i + 1 >= argc) {
            return cli_usage(cli, "-%c needs a value: -%c %s", *at, *at, option->argument);
        }
        return add_value(cli, option, at[1] ? at + 1 : argv[++*i]);
    }
    return 0;
}

static int parse(struct cli *cli, int argc, char **argv)
{
    bool only_arguments = false;
    for (int i = 0; i < argc; i++) {
        int code = 0;
        if (only_arguments || argv[i][0] != '-' || !argv[i][1]) {
            cli->arguments[cli->argument_count++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (argv[i][1] == '-') {
            code = parse_long(cli, argv, argc, &i);
        } else {
            code = parse_short(cli, argv, argc, &i);
        }
        if (code) {
            return code;
        }
    }
    if (cli->command->most_arguments >= 0 && cli->argument_count > (size_t)cli->command->most_arguments &&
        !cli_has(cli, "help")) {
        return cli_usage(cli, "%s: \"%s\" is one argument too many", cli->command->name,
                         cli->arguments[cli->command->most_arguments]);
    }
    return 0;
}

size_t cli_pairs(const struct cli *cli, const char *name, const char *(*pairs)[2], size_t most, struct error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < cli->value_count && n < most; i++) {
        if (strcmp(cli->values[i].option->name, name) != 0) {
            continue;
        }
        const char *equals = strchr(cli->values[i].value, '=');
        if (!equals) {
            error_set(error, GARNER_E_CONFIG, "--%s %s: write NAME=VALUE", name, cli->values[i].value);
            return n;
        }
        struct arena *arena = (struct arena *)&cli->arena;
        pairs[n][0] = arena_strndup(arena, cli->values[i].value, (size_t)(equals - cli->values[i].value));
        pairs[n++][1] = equals + 1;
    }
    return n;
}

/* ---- running ---- */

static const struct command *command_named(const char *name)
{
    for (const struct command *const *command = cli_commands; *command; command++) {
        const char *own = (*command)->name;
        if (strcmp(own[0] == '-' ? own + 1 : own, name) == 0) {
            return *command;
        }
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[64];
    size_t n = 0;
    for (const struct command *const *command = cli_commands; *command && n < 63; command++) {
        names[n++] = (*command)->name;
    }
    names[n] = NULL;
    const char *near = str_closest(garner_text(name), names);
    fprintf(stderr, "garner: unknown verb \"%s\"", name);
    fprintf(stderr, near ? "; did you mean \"%s\"?\n" : "; `garner help` lists them\n", near);
    return EXIT_USAGE;
}

static void set_up_log(struct cli *cli)
{
    size_t verbose = times_given(cli, "verbose");
    const char *format = cli_get(cli, "log-format");
    cli->log = (struct log){
        .out = stderr,
        .level = cli_has(cli, "quiet") ? GARNER_LOG_ERROR
                 : verbose > 1         ? GARNER_LOG_DEBUG
                 : verbose             ? GARNER_LOG_INFO
                                       : GARNER_LOG_WARNING,
        .json = format && strcmp(format, "json") == 0,
        .color = isatty(STDERR_FILENO) && !getenv("NO_COLOR"),
        .clock = cli->clock,
    };
}

static int open_config(struct cli *cli)
{
    const char *file = cli_get(cli, "config");
    struct error error = {0};
    /* From here on it holds secrets, which no core dump may write down. */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    if (config_load(file ? file : "garner.yaml", &cli->config, &error) < 0) {
        return cli_fail(cli, &error);
    }
    cli->log.secrets = &cli->config->secrets;
    return 0;
}

static int open_output(struct cli *cli)
{
    const char *file = cli_get(cli, "output");
    cli->out = file ? fopen(file, "we") : stdout;
    if (!cli->out) {
        struct error error;
        error_set(&error, GARNER_E_CONFIG, "%s: cannot be written: %s", file, strerror(errno));
        return cli_fail(cli, &error);
    }
    return 0;
}

static int run(struct cli *cli)
{
    int code = open_output(cli);
    if (code == 0 && cli->command->needs_config) {
        code = open_config(cli);
    }
    if (code == 0) {
        code = cli->command->run(cli);
    }
    if (cli->out && fflush(cli->out) != 0 && code == 0) {
        fprintf(stderr, "garner: the output could not be written: %s\n", strerror(errno));
        code = EXIT_FAILED;
    }
    if (cli->out && cli->out != stdout) {
        fclose(cli->out);
    }
    return code;
}

int cli_main(int argc, char **argv)
{
    if (argc < 2) {
        print_all(stderr);
        return EXIT_USAGE;
    }
    const char *verb = argv[1];
    verb = strcmp(verb, "--version") == 0 || strcmp(verb, "-V") == 0 ? "version" : verb;
    verb = strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 ? "help" : verb;
    struct cli cli = {.command = command_named(verb), .clock = clock_system(), .out = NULL};
    if (!cli.command) {
        return unknown_command(verb);
    }
    arena_init(&cli.arena);
    cli.arguments = arena_calloc(&cli.arena, (size_t)argc, sizeof *cli.arguments);
    int code = parse(&cli, argc - 2, argv + 2);
    if (code == 0 && cli_has(&cli, "help")) {
        cli_print_help(stdout, cli.command);
    } else if (code == 0) {
        set_up_log(&cli);
        code = run(&cli);
    }
    config_free(cli.config);
    arena_release(&cli.arena);
    return code;
}
