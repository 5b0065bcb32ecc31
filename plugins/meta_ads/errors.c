/* errors.c - what Meta's error bodies and usage headers mean. Codes come at HTTP 400 as well as at 403, 500 and 200, so
 * status alone says little. Waits come in headers, in minutes, for the account, the page or the app. */
#include "meta_ads.h"

static int64_t number_at(const struct garner_node *node, const char *path)
{
    struct garner_str text = garner_text_at(node, path);
    int64_t n = 0;
    for (size_t i = 0; i < text.len && i < 15; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return 0;
        }
        n = n * 10 + (text.ptr[i] - '0');
    }
    return n;
}

/* ---- usage headers ---- */

/* The largest number behind a name in the JSON of a header. */
static int64_t largest(const char *text, const char *name)
{
    int64_t most = 0;
    for (const char *at = text; (at = strstr(at, name)) != NULL;) {
        int64_t n = 0;
        at += strlen(name);
        at += strspn(at, "\": ");
        for (; *at >= '0' && *at <= '9' && n < INT64_C(1000000000); at++) {
            n = n * 10 + (*at - '0');
        }
        most = n > most ? n : most;
    }
    return most;
}

static int64_t largest_in_headers(struct garner_pull *pull, const struct garner_reply *reply, const char *const *names)
{
    static const char *const headers[] = {"X-Business-Use-Case-Usage", "X-App-Usage", "X-Ad-Account-Usage",
                                          "X-FB-Ads-Insights-Throttle", NULL};
    int64_t most = 0;
    for (const struct garner_pair *header = reply->headers; header && header->name.ptr; header++) {
        for (size_t i = 0; headers[i]; i++) {
            if (!garner_same_name(header->name, headers[i])) {
                continue;
            }
            const char *text = garner_format(pull, "%.*s", (int)header->value.len, header->value.ptr);
            for (size_t j = 0; names[j]; j++) {
                int64_t n = largest(text, names[j]);
                most = n > most ? n : most;
            }
        }
    }
    return most;
}

int64_t usage_percent(struct garner_pull *pull, const struct garner_reply *reply)
{
    static const char *const names[] = {"\"call_count\"",      "\"total_cputime\"",   "\"total_time\"",
                                        "\"acc_id_util_pct\"", "\"app_id_util_pct\"", NULL};
    return largest_in_headers(pull, reply, names);
}

/* How long Meta wants to be left alone; asking again earlier makes it longer. */
static int64_t regain_ms(struct garner_pull *pull, const struct garner_reply *reply)
{
    static const char *const minutes[] = {"\"estimated_time_to_regain_access\"", NULL};
    static const char *const seconds[] = {"\"reset_time_duration\"", NULL};
    int64_t wait = largest_in_headers(pull, reply, minutes) * 60000;
    return wait ? wait : largest_in_headers(pull, reply, seconds) * 1000;
}

/* ---- error bodies ---- */

static bool is_throttle(int64_t code)
{
    return code == 4 || code == 17 || code == 32 || code == 341 || code == 613 || (code >= 80000 && code <= 80014);
}

static bool is_refused(int64_t code)
{
    return code == 3 || code == 10 || code == 102 || code == 190 || (code >= 200 && code <= 299);
}

static bool contains(struct garner_str text, const char *words)
{
    size_t len = strlen(words);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, words, len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_too_much_data(const struct garner_node *error)
{
    int64_t code = number_at(error, "code"), subcode = number_at(error, "error_subcode");
    return (code == 100 && (subcode == 1487534 || subcode == 1504018)) || (code == 2 && subcode == 1504038) ||
           contains(garner_text_at(error, "message"), "educe the amount of data");
}

bool is_too_much(const struct garner_reply *reply)
{
    const struct garner_node *error = garner_at(reply->json, "error");
    return error && is_too_much_data(error);
}

static int meaning_of(const struct garner_node *error, int status)
{
    int64_t code = number_at(error, "code");
    if (is_too_much_data(error)) {
        return GARNER_E_DATA;
    }
    if (is_throttle(code)) {
        return GARNER_E_LIMITED;
    }
    if (is_refused(code)) {
        return GARNER_E_AUTH;
    }
    bool passes = code == 1 || code == 2 || number_at(error, "error_subcode") == 99 ||
                  garner_true_at(error, "is_transient") || status >= 500;
    return passes ? GARNER_E_TEMPORARY : GARNER_E_CONFIG;
}

static const char *advice_for(const struct garner_node *error)
{
    int64_t code = number_at(error, "code");
    if (code == 190 || code == 102) {
        return "; get a new token";
    }
    if (code == 100 && number_at(error, "error_subcode") == 33) {
        return "; check account_id and what the token may read";
    }
    if (code == 2635) {
        return "; see api_version";
    }
    if (is_refused(code)) {
        return "; the token needs ads_read, for lead forms leads_retrieval";
    }
    return "";
}

static const char *describe(struct garner_pull *pull, const struct garner_node *error)
{
    struct garner_str text = garner_text_at(error, "message"), more = garner_text_at(error, "error_user_msg");
    struct garner_str trace = garner_text_at(error, "fbtrace_id");
    return garner_format(pull, "Meta says: %.*s%s%.*s (code %lld, subcode %lld%s%.*s)%s", (int)text.len, text.ptr,
                         more.len ? " " : "", (int)more.len, more.ptr, (long long)number_at(error, "code"),
                         (long long)number_at(error, "error_subcode"), trace.len ? ", trace " : "", (int)trace.len,
                         trace.ptr, advice_for(error));
}

void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    const struct garner_node *error = garner_at(reply->json, "error");
    if (!error) {
        return;
    }
    verdict->code = meaning_of(error, reply->status);
    verdict->message = describe(pull, error);
    if (verdict->code == GARNER_E_LIMITED) {
        verdict->wait_ms = regain_ms(pull, reply);
    }
}

/* A report that was ordered just now may not be known everywhere yet. */
void judge_job(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    const struct garner_node *error = garner_at(reply->json, "error");
    judge(pull, reply, verdict);
    if (error && number_at(error, "error_subcode") == 33) {
        verdict->code = GARNER_E_TEMPORARY;
    }
}

int check_end(struct garner_pull *pull, const struct garner_reply *reply)
{
    const struct garner_node *error = garner_at(reply->json, "error");
    if (error) {
        return garner_fail(pull, (enum garner_code)meaning_of(error, reply->status), "%s", describe(pull, error));
    }
    const struct garner_node *data = garner_at(reply->json, "data");
    bool list = data && data->kind == GARNER_LIST;
    return list ? 0 : garner_fail(pull, GARNER_E_DATA, "%s answers without `data`", reply->url);
}
