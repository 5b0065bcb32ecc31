/* errors.c - what Google's error bodies mean. A search stream wraps them in an array of one; `details` may be missing,
 * then the status word is all there is. */
#include "google_ads.h"

enum { DAY_QUOTA_WAIT_MS = 3600 * 1000 };

struct failure {
    struct garner_str status, message; /* google.rpc.Status */
    struct garner_str family, name;    /* "quotaError", "RESOURCE_EXHAUSTED" */
    struct garner_str delay, request;
};

/* ---- reading ---- */

static const struct garner_node *find_error(const struct garner_node *json)
{
    const struct garner_node *error = garner_at(json, "error");
    for (size_t i = 0; json && json->kind == GARNER_LIST && i < json->count && !error; i++) {
        error = garner_at(&json->items[i], "error");
    }
    return error;
}

static void read_detail(const struct garner_node *detail, struct failure *failure)
{
    const struct garner_node *first = garner_at(detail, "errors.0"), *code = garner_at(first, "errorCode");
    if (garner_text_at(detail, "requestId").len) {
        failure->request = garner_text_at(detail, "requestId");
    }
    if (!first) {
        return;
    }
    if (code && code->kind == GARNER_MAP && code->count) {
        failure->family = code->items[0].key;
        failure->name = code->items[0].text;
    }
    if (garner_text_at(first, "message").len) {
        failure->message = garner_text_at(first, "message");
    }
    failure->delay = garner_text_at(first, "details.quotaErrorDetails.retryDelay");
}

static bool read_failure(const struct garner_node *json, struct failure *failure)
{
    const struct garner_node *error = find_error(json), *details = garner_at(error, "details");
    *failure = (struct failure){.status = garner_text_at(error, "status"), .message = garner_text_at(error, "message")};
    for (size_t i = 0; details && i < details->count && !failure->family.len; i++) {
        read_detail(&details->items[i], failure);
    }
    return error != NULL;
}

/* ---- meaning ---- */

static bool is(struct garner_str text, const char *word)
{
    return garner_same(text, garner_text(word));
}

static const struct meaning {
    const char *family, *name; /* NULL: any */
    int code;
} meanings[] = {
    {"quotaError", NULL, GARNER_E_LIMITED},       {"internalError", NULL, GARNER_E_TEMPORARY},
    {"databaseError", NULL, GARNER_E_TEMPORARY},  {"authenticationError", "CUSTOMER_NOT_FOUND", GARNER_E_CONFIG},
    {"authenticationError", NULL, GARNER_E_AUTH}, {"authorizationError", "CUSTOMER_NOT_ENABLED", GARNER_E_CONFIG},
    {"authorizationError", NULL, GARNER_E_AUTH},  {"requestError", NULL, GARNER_E_CONFIG},
    {"queryError", NULL, GARNER_E_CONFIG},        {"headerError", NULL, GARNER_E_CONFIG},
};

static const struct meaning status_meanings[] = {
    {"UNAUTHENTICATED", NULL, GARNER_E_AUTH},
    {"PERMISSION_DENIED", NULL, GARNER_E_AUTH},
    {"RESOURCE_EXHAUSTED", NULL, GARNER_E_LIMITED},
    {"UNAVAILABLE", NULL, GARNER_E_TEMPORARY},
    {"INTERNAL", NULL, GARNER_E_TEMPORARY},
    {"ABORTED", NULL, GARNER_E_TEMPORARY},
    {"DEADLINE_EXCEEDED", NULL, GARNER_E_TEMPORARY},
    {"INVALID_ARGUMENT", NULL, GARNER_E_CONFIG},
    {"NOT_FOUND", NULL, GARNER_E_CONFIG},
};

static int meaning_of(const struct failure *failure, int otherwise)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const struct meaning *m = &meanings[i];
        if (is(failure->family, m->family) && (!m->name || is(failure->name, m->name))) {
            return m->code;
        }
    }
    for (size_t i = 0; i < sizeof status_meanings / sizeof *status_meanings; i++) {
        if (is(failure->status, status_meanings[i].family)) {
            return status_meanings[i].code;
        }
    }
    return otherwise;
}

/* "30s", "1.5s", rounded up; 0 where there is none. */
static int64_t milliseconds(struct garner_str text)
{
    int64_t ms = 0, unit = 1000;
    bool fraction = false;
    for (size_t i = 0; i < text.len && ms < INT64_C(1) << 40; i++) {
        char c = text.ptr[i];
        if (c >= '0' && c <= '9' && !fraction) {
            ms = ms * 10 + (c - '0') * INT64_C(1000);
        } else if (c >= '0' && c <= '9') {
            unit /= 10;
            ms += unit ? (c - '0') * unit : c > '0';
        }
        fraction = fraction || c == '.';
    }
    return ms;
}

/* The quotas of a whole day: no use in trying again at once. */
static bool is_long(const struct failure *failure)
{
    return is(failure->name, "RESOURCE_EXHAUSTED") ||
           is(failure->name, "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION");
}

static const char *advice_for(const struct failure *failure)
{
    if (is(failure->name, "USER_PERMISSION_DENIED")) {
        return "; an account reached through a manager account needs login_customer_id";
    }
    if (is(failure->name, "UNSUPPORTED_VERSION") || is(failure->family, "queryError")) {
        return "; see api_version";
    }
    return "";
}

/* " of account 123", by the address that was asked; "" where it is no account's. */
static const char *account_of(struct garner_pull *pull, const char *url)
{
    const char *id = strstr(url, "/customers/");
    size_t len = id ? strspn(id + strlen("/customers/"), "0123456789") : 0;
    return len ? garner_format(pull, " of account %.*s", (int)len, id + strlen("/customers/")) : "";
}

static const char *describe(struct garner_pull *pull, const struct failure *failure, const char *url)
{
    struct garner_str name = failure->name.len ? failure->name : failure->status;
    return garner_format(pull, "Google Ads says%s: %.*s (%.*s%s%.*s)%s", account_of(pull, url),
                         (int)failure->message.len, failure->message.ptr, (int)name.len, name.ptr,
                         failure->request.len ? ", request " : "", (int)failure->request.len, failure->request.ptr,
                         advice_for(failure));
}

/* ---- for the rest of the plugin ---- */

void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    struct failure failure;
    if (read_failure(reply->json, &failure)) {
        verdict->code = meaning_of(&failure, verdict->code ? verdict->code : GARNER_E_DATA);
        verdict->message = describe(pull, &failure, reply->url);
        if (verdict->code == GARNER_E_LIMITED) {
            int64_t wait = milliseconds(failure.delay);
            verdict->wait_ms = wait ? wait : is_long(&failure) ? DAY_QUOTA_WAIT_MS : verdict->wait_ms;
        }
    } else if (reply->status == 404) {
        verdict->code = GARNER_E_CONFIG;
        verdict->message = garner_format(pull, "%s: not found; Google may have ended this api_version", reply->url);
    }
}

int check_end(struct garner_pull *pull, const struct garner_reply *reply)
{
    struct failure failure;
    if (read_failure(reply->json, &failure)) {
        return garner_fail(pull, (enum garner_code)meaning_of(&failure, GARNER_E_TEMPORARY), "%s",
                           describe(pull, &failure, reply->url));
    }
    bool stream = reply->json && reply->json->kind == GARNER_LIST;
    return stream ? 0 : garner_fail(pull, GARNER_E_DATA, "%s answers with no list of batches", reply->url);
}
