/* consent_ask.c - what both flows ask a server, and how its answer is read; see consent.h. */
#include "core/plugin/consent.h"

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/plugin/json_tree.h"
#include "core/plugin/url.h"

enum { ANSWER_MAX = 1 << 20, TIMEOUT_MS = 30000, USUAL_LIFE_S = 3600 };

static bool ignore(void *context, const char *line, size_t len)
{
    (void)context, (void)line, (void)len;
    return true;
}

static bool keep(void *context, const char *bytes, size_t len)
{
    return buf_add(context, bytes, len) == 0;
}

int consent_ask(struct consent *consent, struct garner_str url, const struct garner_pair *form, long *status,
                const struct garner_node **json, struct error *error)
{
    static const char *const headers[] = {"Accept: application/json", "Content-Type: application/x-www-form-urlencoded",
                                          NULL};
    struct garner_str body = url_form(form, consent->arena), ca = consent->options->ca_file;
    const char *address = arena_strndup(consent->arena, url.ptr, url.len), *fault;
    struct buf answer;
    struct net_result result;
    *status = 0;
    *json = NULL;
    if (!url_is_good(url) || url_is_exposed(url)) {
        return error_set(error, GARNER_E_CONFIG, "\"%s\" is no https address", address);
    }
    buf_init(&answer, ANSWER_MAX);
    const struct net_request request = {
        .method = "POST",
        .url = address,
        .headers = headers,
        .body = body.ptr,
        .body_len = body.len,
        .has_body = true,
        .ca_file = ca.len ? arena_strndup(consent->arena, ca.ptr, ca.len) : NULL,
        .user_agent = "garner",
        .connect_ms = TIMEOUT_MS,
        .stall_ms = TIMEOUT_MS,
        .total_ms = TIMEOUT_MS,
        .context = &answer,
        .header = ignore,
        .received = keep,
    };
    consent->net->request(consent->session, &request, &result);
    struct garner_str text = arena_str(consent->arena, buf_str(&answer));
    buf_release(&answer);
    *status = result.status;
    *json = text.len ? json_tree(consent->arena, text, &fault) : NULL;
    return result.outcome == NET_DONE ? 0 : error_set(error, GARNER_E_TEMPORARY, "%s: %s", address, result.why);
}

static int64_t life(const struct garner_node *json, const char *name, int64_t otherwise)
{
    int64_t seconds;
    return str_integer(garner_text_at(json, name), &seconds) && seconds > 0 && seconds < INT64_C(1) << 40 ? seconds
                                                                                                          : otherwise;
}

int consent_take(const struct garner_node *json, long status, struct token *token, struct error *error)
{
    struct garner_str why = garner_text_at(json, "error"), said = garner_text_at(json, "error_description");
    struct clock clock = clock_system();
    int64_t now = clock_now(&clock), refresh = life(json, "refresh_token_expires_in", 0);
    *token = (struct token){
        .access = garner_text_at(json, "access_token"),
        .refresh = garner_text_at(json, "refresh_token"),
        .expires_at = now + 1000 * life(json, "expires_in", USUAL_LIFE_S),
        .refresh_expires_at = refresh ? now + 1000 * refresh : 0,
    };
    if (status >= 200 && status < 300 && token->access.len) {
        return 0;
    }
    return error_set(error, GARNER_E_AUTH, "no token was given: the server answers %ld " STR_FMT "%s" STR_FMT, status,
                     STR_ARG(why), said.len ? ", " : "", STR_ARG(said));
}
