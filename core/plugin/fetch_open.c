/* fetch_open.c - what fetching takes, once a pull: folders, libcurl, the options, and the credentials that go with
 * every request; see fetch.h. */
#include "core/plugin/fetch.h"

#include "core/base/str.h"
#include <sodium.h>

/* ---- the pull's own ---- */

static int make_folders(struct host *host, struct fetch *fetch)
{
    fetch->folder = host_state_dir(host);
    fetch->token_folder = arena_printf(&host->arena, "%s/tokens", fetch->folder);
    fetch->rate_folder = arena_printf(&host->arena, "%s/rates", fetch->folder);
    int code = host_folder(host, fetch->folder);
    code = code ? code : host_folder(host, fetch->token_folder);
    return code ? code : host_folder(host, fetch->rate_folder);
}

int fetch_open(struct host *host)
{
    if (host->fetch) {
        return 0;
    }
    struct fetch *fetch = arena_calloc(&host->arena, 1, sizeof *fetch);
    int code = make_folders(host, fetch);
    code = code ? code : net_load(&fetch->net, &host->error);
    if (code) {
        return code;
    }
    fetch->session = fetch->net->open();
    if (!fetch->session) {
        return host_fail(host, GARNER_E_TEMPORARY, "libcurl cannot be started");
    }
    fetch->rate.fd = -1;
    answer_init(&fetch->answer, fetch->folder);
    answer_init(&fetch->token_answer, fetch->folder);
    host->fetch = fetch;
    return 0;
}

void fetch_release(struct host *host)
{
    struct fetch *fetch = host->fetch;
    if (!fetch) {
        return;
    }
    pages_release(host);
    rate_close(&fetch->rate);
    answer_release(&fetch->answer);
    answer_release(&fetch->token_answer);
    fetch->net->close(fetch->session);
}

/* The rows of OAuth come last and may be missing as a whole. */
void fetch_options(struct host *host, const struct garner_http_options *options, size_t size)
{
    struct fetch *fetch = host->fetch;
    if (fetch->seen == options && options) {
        return;
    }
    bool oauth = false;
    for (const struct garner_option *option = host->plugin ? host->plugin->options : NULL; option && option->name;
         option++) {
        oauth = oauth || strcmp(option->name, "service_account") == 0;
    }
    /* Requests that differ in their rate alone are authorised alike. */
    struct garner_http_options before = fetch->options;
    memset(&fetch->options, 0, sizeof fetch->options);
    if (options) {
        size_t known = oauth ? sizeof fetch->options : offsetof(struct garner_http_options, client_id);
        memcpy(&fetch->options, options, size < known ? size : known);
    }
    fetch->options.timeout.ms = fetch->options.timeout.ms > 0 ? fetch->options.timeout.ms : 300000;
    fetch->seen = options;
    before.rate = fetch->options.rate;
    fetch->authorised = fetch->authorised && memcmp(&before, &fetch->options, sizeof before) == 0;
}

/* ---- credentials ---- */

static const char *basic(struct host *host, struct garner_str user, struct garner_str password)
{
    struct garner_str pair =
        garner_text(arena_printf(&host->arena, STR_FMT ":" STR_FMT, STR_ARG(user), STR_ARG(password)));
    size_t size = sodium_base64_encoded_len(pair.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(&host->arena, size);
    sodium_bin2base64(text, size, (const unsigned char *)pair.ptr, pair.len, sodium_base64_VARIANT_ORIGINAL);
    host_secret(host, garner_text(text));
    return arena_printf(&host->arena, "Authorization: Basic %s", text);
}

static const char *bearer(struct host *host, struct garner_str token)
{
    return arena_printf(&host->arena, "Authorization: Bearer " STR_FMT, STR_ARG(token));
}

static int missing(struct host *host, const char *what)
{
    return host_fail(host, GARNER_E_AUTH, "no %s is configured for %s", what, host->request->source);
}

static int by_token(struct host *host, const struct garner_http_options *options, struct credentials *out)
{
    struct garner_str token = options->token;
    if (!token.len) {
        return missing(host, "token");
    }
    if (str_is(options->auth, "header")) {
        out->header = arena_printf(&host->arena, STR_FMT ": " STR_FMT, STR_ARG(options->auth_name), STR_ARG(token));
    } else if (str_is(options->auth, "query")) {
        out->query[0] = (struct garner_pair){options->auth_name, token};
    } else {
        out->header = bearer(host, token);
    }
    bool named = !options->auth.len || str_is(options->auth, "bearer") || options->auth_name.len;
    return named
               ? 0
               : host_fail(host, GARNER_E_CONFIG, "auth: " STR_FMT " needs auth_name, the name that carries the token",
                           STR_ARG(options->auth));
}

static int find_credentials(struct host *host, const struct garner_http_options *options, struct credentials *out)
{
    if (oauth_used(options)) {
        struct garner_str none = {NULL, 0};
        int code = host->fetch->access_token.ptr ? 0 : oauth_token(host, options, none);
        out->header = code ? NULL : bearer(host, host->fetch->access_token);
        return code;
    }
    bool unsaid = options->auth.len == 0;
    if (str_is(options->auth, "basic") || (unsaid && options->user.len)) {
        struct garner_str user = options->user.len ? options->user : options->token;
        out->header = user.len ? basic(host, user, options->password) : NULL;
        return user.len ? 0 : missing(host, "user or token");
    }
    bool none = str_is(options->auth, "none") || (unsaid && !options->token.len);
    return none ? 0 : by_token(host, options, out);
}

int fetch_authorise(struct host *host)
{
    struct fetch *fetch = host->fetch;
    if (fetch->authorised) {
        return 0;
    }
    fetch->credentials = (struct credentials){0};
    int code = find_credentials(host, &fetch->options, &fetch->credentials);
    fetch->authorised = code == 0;
    return code;
}

bool fetch_has_credentials(const struct host *host)
{
    const struct credentials *credentials = &host->fetch->credentials;
    return credentials->header || credentials->query[0].name.ptr;
}
