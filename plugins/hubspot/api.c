/* api.c - HubSpot's paths in both of its layouts, its lists, and what its errors mean. Called by all that asks. Sends
 * nothing itself. */
#include "hubspot.h"

enum { SECOND = 1000 };

static bool is_old(const struct hubspot *h)
{
    return h->config->api_version.len && h->config->api_version.ptr[0] == 'v';
}

/* Associations came with v4; all else of that time is v3. */
static const char *version_of(struct hubspot *h, const char *what)
{
    struct garner_str version = h->config->api_version;
    if (is_old(h) && strcmp(what, "associations") == 0) {
        return "v4";
    }
    return garner_format(h->pull, "%.*s", (int)version.len, version.ptr);
}

struct garner_str api_path(struct hubspot *h, const char *area, const char *what, const char *rest)
{
    const char *version = version_of(h, what);
    return garner_text(garner_format(h->pull, "/%s/%s/%s%s%s", area, is_old(h) ? version : what,
                                     is_old(h) ? what : version, rest ? "/" : "", rest ? rest : ""));
}

struct garner_str api_versioned(struct hubspot *h, const char *before, const char *after)
{
    return garner_text(garner_format(h->pull, "%s/%s%s", before, version_of(h, ""), after));
}

struct garner_request api_request(struct hubspot *h, struct garner_str path)
{
    return (struct garner_request){.http = &h->usual, .url = path, .judge = api_judge};
}

struct garner_pages api_list(struct hubspot *h, struct garner_str path, const struct garner_pair *query)
{
    struct garner_pages pages = {.request = api_request(h, kept(h->pull, path)),
                                 .records = "results",
                                 .paging = GARNER_BY_CURSOR,
                                 .param = "after",
                                 .next = "paging.next.after"};
    pages.request.query = query;
    return pages;
}

struct garner_str kept(struct garner_pull *pull, struct garner_str text)
{
    char *copy = garner_alloc_pull(pull, text.len + 1);
    if (text.len) {
        memcpy(copy, text.ptr, text.len);
    }
    return (struct garner_str){copy, text.len};
}

bool id_is_good(struct garner_str id)
{
    bool good = id.len > 0 && id.len <= ID_MAX;
    for (size_t i = 0; i < id.len && good; i++) {
        char c = id.ptr[i];
        good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }
    return good;
}

/* ---- what answers mean ---- */

static bool contains(struct garner_str text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; len <= text.len && i <= text.len - len; i++) {
        if (memcmp(text.ptr + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Which limit was hit decides how long it lasts. A day's is over at midnight in the account: nothing to wait for. */
static void judge_limit(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    struct garner_str policy = garner_text_at(reply->json, "policyName");
    bool daily = contains(policy, "DAILY");
    verdict->code = GARNER_E_LIMITED;
    if (daily) {
        verdict->wait_ms = -1; /* of this account alone: others on the same host go on */
        verdict->message =
            "the daily limit of requests to this HubSpot account is used up, by all its apps together; it "
            "is renewed at midnight";
    } else if (policy.len && !verdict->wait_ms) {
        verdict->wait_ms = contains(policy, "TEN_SECONDLY") ? 10 * SECOND : SECOND;
    }
    garner_log(pull, GARNER_LOG_DEBUG, "HubSpot's limit %.*s is reached", (int)policy.len, policy.ptr);
}

static void judge_refusal(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    struct garner_str said = garner_text_at(reply->json, "message");
    verdict->code = GARNER_E_AUTH;
    verdict->message = garner_format(
        pull, "HubSpot refuses %s (403): %.*s; give the app the scope for it, or leave it out of `objects`", reply->url,
        said.len > 300 ? 300 : (int)said.len, said.ptr ? said.ptr : "");
}

void api_judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    if (reply->status == 429) {
        judge_limit(pull, reply, verdict);
    } else if (reply->status == 403) {
        judge_refusal(pull, reply, verdict);
    } else if (reply->status == 423) { /* a record or account is locked for a moment */
        verdict->code = GARNER_E_TEMPORARY;
    }
}
