/* oauth.c - access tokens by refresh token, by the client's own credentials, or by a service account's signed assertion
 * (RFC 6749 §4.4 and §6, RFC 7523); see fetch.h. What is got is kept in a token file, so that all workers share it. */
#include "core/plugin/fetch.h"

#include "core/base/str.h"
#include "core/plugin/json_tree.h"
#include "core/plugin/oauth_assertion.h"
#include "core/plugin/token_file.h"
#include "core/plugin/url.h"
#include <unistd.h>

enum { EARLY_MS = 60000, USUAL_LIFE_S = 3600, PAIRS_MAX = 8 };

bool oauth_used(const struct garner_http_options *options)
{
    return str_is(options->auth, "oauth") || options->client_id.len > 0 || options->service_account.len > 0;
}

static bool by_client_alone(const struct garner_http_options *options, const struct token *token)
{
    return !options->service_account.len && !options->refresh_token.len && !token->refresh.len &&
           !options->auth_url.len;
}

/* ---- asking ---- */

static void add(struct garner_pair *form, const char *name, struct garner_str value)
{
    size_t n = 0;
    while (form[n].name.ptr) {
        n++;
    }
    if (value.len) {
        form[n] = (struct garner_pair){garner_text(name), value};
    }
}

static int fill_form(struct host *host, const struct garner_http_options *options, const struct token *token,
                     struct garner_str token_url, struct garner_pair *form)
{
    if (options->service_account.len) {
        struct garner_str assertion;
        int code = oauth_assertion(host, options, token_url, &assertion);
        add(form, "grant_type", garner_text("urn:ietf:params:oauth:grant-type:jwt-bearer"));
        add(form, "assertion", assertion);
        return code;
    }
    struct garner_str refresh = token->refresh.len ? token->refresh : options->refresh_token;
    add(form, "grant_type", garner_text(refresh.len ? "refresh_token" : "client_credentials"));
    add(form, "refresh_token", refresh);
    if (!refresh.len) {
        add(form, "scope", options->scope);
    }
    host_secret(host, refresh);
    return 0;
}

/* Where the client names itself: in the form, as most servers want it; by basic authorisation where it comes alone,
 * which every server must know (RFC 6749, 2.3.1). */
static void name_client(const struct garner_http_options *options, bool basic, struct garner_pair *form,
                        struct garner_http_options *how)
{
    how->auth = garner_text(basic && options->client_id.len ? "basic" : "none");
    how->user = options->client_id;
    how->password = options->client_secret;
    if (!basic) {
        add(form, "client_id", options->client_id);
        add(form, "client_secret", options->client_secret);
    }
}

static void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    struct garner_str error = garner_text_at(reply->json, "error"),
                      said = garner_text_at(reply->json, "error_description");
    if (reply->status < 400 || reply->status >= 500 || reply->status == 429 || reply->status == 408) {
        return;
    }
    verdict->code = GARNER_E_AUTH;
    verdict->message = garner_format(pull,
                                     "%s gives no access token (%d " STR_FMT "%s" STR_FMT
                                     "); renew the credentials, with `garner auth %s` where a person has to grant them",
                                     reply->url, (int)reply->status, STR_ARG(error), said.len ? ": " : "",
                                     STR_ARG(said), pull->source);
}

static int ask(struct host *host, const struct garner_http_options *options, const struct token *token, bool basic)
{
    struct fetch *fetch = host->fetch;
    struct garner_str url = url_below(options->base_url, options->token_url, &host->arena);
    struct garner_pair form[PAIRS_MAX + 1] = {0};
    struct garner_http_options how = *options;
    how.client_id = how.service_account = str_of(NULL, 0);
    name_client(options, basic, form, &how);
    struct garner_request request = {.url = url, .form = form, .judge = judge, .http = &how};
    if (!options->token_url.len) {
        return host_fail(host, GARNER_E_CONFIG, "OAuth needs token_url, where access tokens come from");
    }
    int code = fill_form(host, options, token, url, form);
    if (code) {
        return code;
    }
    /* Its own credentials, not those of the source, for as long as the request takes. */
    struct garner_http_options outer = fetch->options;
    struct credentials credentials = fetch->credentials;
    fetch->options = how;
    fetch->authorised = false;
    code = fetch_perform(host, &request, url, &fetch->token_answer);
    fetch->options = outer;
    fetch->credentials = credentials;
    fetch->authorised = false;
    return code;
}

/* ---- what comes ---- */

static int64_t seconds_at(const struct garner_node *json, const char *name, int64_t otherwise)
{
    int64_t seconds = 0;
    struct garner_str text = garner_text_at(json, name);
    const char *point = text.len ? memchr(text.ptr, '.', text.len) : NULL;
    text.len = point ? (size_t)(point - text.ptr) : text.len;
    return str_integer(text, &seconds) && seconds > 0 && seconds < INT64_C(1) << 40 ? seconds : otherwise;
}

static int take(struct host *host, struct token *token)
{
    const struct garner_reply *reply = &host->fetch->token_answer.reply;
    struct garner_str access = garner_text_at(reply->json, "access_token");
    struct garner_str refresh = garner_text_at(reply->json, "refresh_token");
    struct clock clock = clock_system();
    int64_t now = clock_now(&clock), life = seconds_at(reply->json, "refresh_token_expires_in", 0);
    if (!access.len) {
        return host_fail(host, GARNER_E_DATA, "%s answers without an access_token", reply->url);
    }
    token->access = access;
    token->expires_at = now + 1000 * seconds_at(reply->json, "expires_in", USUAL_LIFE_S);
    token->refresh = refresh.len ? refresh : token->refresh;
    token->refresh_expires_at = life ? now + 1000 * life : token->refresh_expires_at;
    host_secret(host, token->access);
    host_secret(host, token->refresh);
    return 0;
}

static bool go_on(void *context)
{
    const struct host_sink *sink = ((struct host *)context)->outbox.sink;
    return !sink->cancelled(sink->context);
}

static int renew(struct host *host, const struct garner_http_options *options, const char *path, struct token *token)
{
    bool basic = by_client_alone(options, token);
    int code = ask(host, options, token, basic);
    if (code == GARNER_E_AUTH && options->client_id.len && options->client_secret.len &&
        str_is(garner_text_at(host->fetch->token_answer.reply.json, "error"), "invalid_client")) {
        code = ask(host, options, token, !basic);
    }
    code = code ? code : take(host, token);
    return code ? code : token_write(path, token, host->request->source, &host->error);
}

int oauth_token(struct host *host, const struct garner_http_options *options, struct garner_str failed)
{
    const struct garner_http_options mine = *options; /* what is given may be what ask() changes */
    const char *path = token_path(host->fetch->token_folder, &mine, &host->arena);
    struct clock clock = clock_system();
    struct token token;
    int lock;
    int code = token_lock(path, go_on, host, &lock, &host->error);
    if (code) {
        return code;
    }
    code = token_read(path, &token, &host->arena, &host->error);
    host_secret(host, token.access);
    host_secret(host, token.refresh);
    bool good =
        token.access.len && !garner_same(token.access, failed) && token.expires_at - EARLY_MS > clock_now(&clock);
    if (code == 0 && !good) {
        code = renew(host, &mine, path, &token);
    }
    close(lock);
    if (code == 0) {
        host->fetch->access_token = arena_str(&host->arena, token.access);
    }
    return code;
}
