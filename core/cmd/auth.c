/* auth.c - `garner auth SOURCE`: a person grants a source access, and what was granted is kept beside the store. */
#include "core/cmd/commands.h"

#include "core/base/str.h"
#include "core/plugin/consent.h"
#include "core/plugin/url.h"
#include "core/run/pull.h"
#include <errno.h>
#include <sys/stat.h>

enum { WAIT_MS = 600000 };

/* An option as the source says, else as its plugin does. */
static struct garner_str option_of(const struct source_config *source, const struct plugin_info *info, const char *name)
{
    struct garner_str text = garner_text_at(source->options, name);
    for (const struct garner_option *option = info->options; !text.len && option && option->name; option++) {
        text = strcmp(option->name, name) == 0 && option->fallback ? garner_text(option->fallback) : text;
    }
    return text;
}

static struct garner_http_options options_of(const struct source_config *source, const struct plugin_info *info)
{
    return (struct garner_http_options){
        .base_url = option_of(source, info, "base_url"),
        .ca_file = option_of(source, info, "ca_file"),
        .client_id = option_of(source, info, "client_id"),
        .client_secret = option_of(source, info, "client_secret"),
        .refresh_token = option_of(source, info, "refresh_token"),
        .token_url = option_of(source, info, "token_url"),
        .auth_url = option_of(source, info, "auth_url"),
        .device_url = option_of(source, info, "device_url"),
        .scope = option_of(source, info, "scope"),
        .service_account = option_of(source, info, "service_account"),
    };
}

static int token_file(struct cli *cli, const struct garner_http_options *options, const char **path,
                      struct error *error)
{
    const char *state = config_state_dir(cli->config, &cli->arena);
    const char *folder = arena_printf(&cli->arena, "%s/tokens", state);
    if ((mkdir(state, 0700) != 0 && errno != EEXIST) || (mkdir(folder, 0700) != 0 && errno != EEXIST)) {
        return error_set(error, GARNER_E_CONFIG, "cannot make the folder %s: %s", folder, strerror(errno));
    }
    *path = token_path(folder, options, &cli->arena);
    return 0;
}

static int ask_person(struct cli *cli, const struct garner_http_options *options, struct token *token,
                      struct error *error)
{
    struct garner_http_options whole = *options;
    whole.token_url = url_below(options->base_url, options->token_url, &cli->arena);
    whole.auth_url =
        options->auth_url.len ? url_below(options->base_url, options->auth_url, &cli->arena) : options->auth_url;
    struct consent consent = {.options = &whole, .arena = &cli->arena, .out = stderr, .wait_ms = WAIT_MS};
    int code = net_load(&consent.net, error);
    if (code) {
        return code;
    }
    consent.session = consent.net->open();
    if (!consent.session) {
        return error_set(error, GARNER_E_TEMPORARY, "libcurl cannot be started");
    }
    code = cli_has(cli, "device") ? consent_device(&consent, token, error) : consent_loopback(&consent, token, error);
    consent.net->close(consent.session);
    return code;
}

static int authorise(struct cli *cli, const struct source_config *source, struct error *error)
{
    struct plugin_info info = {0};
    struct error broken = {0};
    const char *path = NULL;
    struct token token = {.expires_at = 0};
    int code = pull_check(cli->config, &source, 1, &info, &broken, &cli->arena, error);
    if (code == 0 && broken.code) {
        *error = broken;
        return broken.code;
    }
    struct garner_http_options options = options_of(source, &info);
    code = code ? code : token_file(cli, &options, &path, error);
    code = code ? code : ask_person(cli, &options, &token, error);
    code = code ? code : token_write(path, &token, source->name, error);
    if (code == 0) {
        fprintf(cli->out, "%s: access is granted; the token is kept in %s\n", source->name, path);
    }
    if (code == 0 && !token.refresh.len) {
        fprintf(stderr, "garner: warning: no refresh token came with it: access ends when the token does\n");
    }
    return code;
}

static int run(struct cli *cli)
{
    size_t count;
    struct error error = {0};
    if (cli->argument_count != 1) {
        return cli_usage(cli, "auth: which source?");
    }
    const struct source_config **sources = cli_sources(cli, &count);
    if (!sources) {
        return EXIT_USAGE;
    }
    return authorise(cli, sources[0], &error) ? cli_fail(cli, &error) : EXIT_OK;
}

static const struct cli_option options[] = {
    {"device", 0, NULL, NULL, "Show a code to enter on another device, where this machine has no browser."},
    {0},
};

const struct command command_auth = {
    .name = "auth",
    .arguments = "SOURCE",
    .summary = "Let a person grant a source access (OAuth), and keep the token beside the store.",
    .help = "Opens a port on 127.0.0.1 for the browser to come back to; with --device nothing listens.",
    .options = options,
    .most_arguments = 1,
    .needs_config = true,
    .run = run,
};
