/* consent_device.c - the device flow: a code that the person types in on some other machine; see consent.h. */
#include "core/plugin/consent.h"

#include "core/base/clock.h"
#include "core/base/str.h"
#include <unistd.h>

enum { INTERVAL_S = 5, SLOWER_S = 5 };

static int64_t number(const struct garner_node *json, const char *name, int64_t otherwise)
{
    int64_t n;
    return str_integer(garner_text_at(json, name), &n) && n > 0 && n < 86400 ? n : otherwise;
}

/* Sleeps in short steps; false where it is time to give up. */
static bool rest(const struct consent *consent, int64_t ms, int64_t until)
{
    int64_t wake = clock_monotonic() + ms;
    while (clock_monotonic() < wake) {
        if ((consent->stop && *consent->stop) || clock_monotonic() > until) {
            return false;
        }
        usleep(50000);
    }
    return true;
}

static int poll_token(struct consent *consent, struct garner_str device_code, int64_t interval, struct token *token,
                      struct error *error)
{
    const struct garner_http_options *o = consent->options;
    const struct garner_pair form[] = {
        {garner_text("grant_type"), garner_text("urn:ietf:params:oauth:grant-type:device_code")},
        {garner_text("device_code"), device_code},
        {garner_text("client_id"), o->client_id},
        {o->client_secret.len ? garner_text("client_secret") : str_of(NULL, 0), o->client_secret},
        {{NULL, 0}, {NULL, 0}},
    };
    int64_t until = clock_monotonic() + consent->wait_ms;
    while (rest(consent, 1000 * interval, until)) {
        const struct garner_node *json;
        long status;
        int code = consent_ask(consent, o->token_url, form, &status, &json, error);
        if (code == GARNER_E_CONFIG) {
            return code;
        }
        struct garner_str why = garner_text_at(json, "error");
        bool pending = str_is(why, "authorization_pending"), slower = str_is(why, "slow_down");
        if (code == 0 && !pending && !slower) {
            return consent_take(json, status, token, error);
        }
        interval = code ? 2 * interval : slower ? interval + SLOWER_S : interval;
    }
    return error_set(error, GARNER_E_AUTH, "nobody granted access in time; run it again");
}

int consent_device(struct consent *consent, struct token *token, struct error *error)
{
    const struct garner_http_options *o = consent->options;
    const struct garner_pair form[] = {
        {garner_text("client_id"), o->client_id},
        {o->scope.len ? garner_text("scope") : str_of(NULL, 0), o->scope},
        {{NULL, 0}, {NULL, 0}},
    };
    const struct garner_node *json;
    long status;
    if (!o->device_url.len || !o->token_url.len || !o->client_id.len) {
        return error_set(error, GARNER_E_CONFIG, "the device flow needs client_id, device_url and token_url");
    }
    int code = consent_ask(consent, o->device_url, form, &status, &json, error);
    struct garner_str device = garner_text_at(json, "device_code"), where = garner_text_at(json, "verification_uri");
    where = where.len ? where : garner_text_at(json, "verification_url");
    if (code == 0 && !device.len) {
        return consent_take(json, status, token, error);
    }
    if (code) {
        return code;
    }
    int64_t life = 1000 * number(json, "expires_in", 900);
    consent->wait_ms = life < consent->wait_ms ? life : consent->wait_ms;
    fprintf(consent->out, "Open " STR_FMT " on any device and enter the code " STR_FMT "\n", STR_ARG(where),
            STR_ARG(garner_text_at(json, "user_code")));
    fflush(consent->out);
    return poll_token(consent, device, number(json, "interval", INTERVAL_S), token, error);
}
