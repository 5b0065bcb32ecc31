/* fetch_judge.c - what an answer means, by its status, headers and the places where APIs put their messages; see
 * fetch.h. A source whose answers mean something else says so through its request's judge. */
#include "core/plugin/fetch.h"

#include "core/base/calendar.h"
#include "core/base/str.h"

/* ---- how long to wait ---- */

static int month_of(const char *name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (strncmp(months + 3 * i, name, 3) == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* The three forms of RFC 9110, 5.6.7. */
static bool http_date(const char *text, int64_t *ms)
{
    char name[4] = "";
    int day = 0, year = 0, hour = 0, minute = 0, second = 0;
    bool good = sscanf(text, "%*[A-Za-z], %2d %3s %4d %2d:%2d:%2d", &day, name, &year, &hour, &minute, &second) == 6 ||
                sscanf(text, "%*[A-Za-z], %2d-%3s-%2d %2d:%2d:%2d", &day, name, &year, &hour, &minute, &second) == 6 ||
                sscanf(text, "%*s %3s %2d %2d:%2d:%2d %4d", name, &day, &hour, &minute, &second, &year) == 6;
    year += year < 70 ? 2000 : year < 100 ? 1900 : 0;
    int month = month_of(name);
    if (!good || !month || !calendar_valid(year, month, day)) {
        return false;
    }
    *ms = calendar_day(year, month, day) * INT64_C(86400000) + ((hour * 60 + minute) * 60 + second) * INT64_C(1000);
    return true;
}

/* Seconds, whole or begun; a large number is an instant in seconds, a larger one in milliseconds; or a date. */
static int64_t wait_of(struct garner_str value, int64_t now)
{
    char text[64];
    double seconds = -1;
    int64_t at;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(value));
    if (value.len && value.ptr[0] >= '0' && value.ptr[0] <= '9' && sscanf(text, "%lf", &seconds) == 1) {
        seconds = seconds > 1e11 ? seconds / 1000 : seconds;
        seconds = seconds > 1e9 ? seconds - (double)now / 1000 : seconds;
        return seconds <= 0 ? 1 : seconds > 1e6 ? (int64_t)1e9 : (int64_t)(seconds * 1000 + 0.5);
    }
    if (value.len && http_date(text, &at)) {
        return at > now ? at - now : 1;
    }
    return 0;
}

static bool is_limited(const struct garner_reply *reply)
{
    return reply->status == 429 || str_is(answer_header(reply, "RateLimit-Remaining"), "0") ||
           str_is(answer_header(reply, "X-RateLimit-Remaining"), "0");
}

int64_t fetch_retry_after(const struct garner_reply *reply, int64_t now)
{
    static const char *const names[] = {"Retry-After", "RateLimit-Reset", "X-RateLimit-Reset"};
    /* When a budget is filled up again says nothing of a failure that has nothing to do with it. */
    size_t count = is_limited(reply) ? sizeof names / sizeof *names : 1;
    for (size_t i = 0; i < count; i++) {
        int64_t ms = wait_of(answer_header(reply, names[i]), now);
        if (ms) {
            return ms;
        }
    }
    return 0;
}

/* ---- messages ---- */

struct garner_str fetch_message(const struct garner_reply *reply)
{
    static const char *const paths[] = {"error.message",
                                        "error_description",
                                        "message",
                                        "error.error_user_msg",
                                        "errors.0.message",
                                        "errors.0.detail",
                                        "error.details",
                                        "detail",
                                        "error",
                                        "0.error.message",
                                        "0.message",
                                        "title"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct garner_str text = garner_text_at(reply->json, paths[i]);
        if (text.len) {
            return text.len > 500 ? str_of(text.ptr, 500) : text;
        }
    }
    return str_of(NULL, 0);
}

static const char *request_id(const struct garner_reply *reply, struct arena *arena)
{
    static const char *const names[] = {"request-id", "x-request-id", "x-correlation-id", "x-fb-trace-id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct garner_str id = answer_header(reply, names[i]);
        if (id.len) {
            return arena_printf(arena, " (request " STR_FMT ")", STR_ARG(id));
        }
    }
    return "";
}

/* ---- the verdict ---- */

static int code_of(int32_t status, bool wait)
{
    switch (status) {
    case 401:
    case 407:
        return GARNER_E_AUTH;
    case 403:
        return wait ? GARNER_E_LIMITED : GARNER_E_AUTH;
    case 408:
    case 409:
    case 423:
    case 425:
        return GARNER_E_TEMPORARY;
    case 429:
        return GARNER_E_LIMITED;
    case 400:
    case 422:
        return GARNER_E_DATA;
    case 501:
    case 505:
        return GARNER_E_CONFIG;
    default:
        break;
    }
    if (status >= 500) {
        return wait ? GARNER_E_LIMITED : GARNER_E_TEMPORARY;
    }
    return status >= 400 ? GARNER_E_CONFIG : GARNER_E_DATA;
}

static void judge_transfer(struct host *host, const struct answer *answer, struct garner_verdict *verdict)
{
    verdict->code = answer->result.outcome == NET_REFUSED ? GARNER_E_CONFIG : GARNER_E_TEMPORARY;
    verdict->message = arena_printf(&host->arena, "%s: %s", answer->reply.url, answer->result.why);
}

void fetch_judge(struct host *host, const struct answer *answer, struct garner_verdict *verdict)
{
    const struct garner_reply *reply = &answer->reply;
    *verdict = (struct garner_verdict){0};
    if (answer->result.outcome != NET_DONE) {
        judge_transfer(host, answer, verdict);
        return;
    }
    if (reply->status >= 200 && reply->status < 300) {
        return;
    }
    struct clock clock = clock_system();
    struct garner_str said = fetch_message(reply);
    verdict->wait_ms = fetch_retry_after(reply, clock_now(&clock));
    verdict->code = code_of(reply->status, verdict->wait_ms > 0);
    verdict->message = arena_printf(&host->arena, "%s answers %d%s" STR_FMT "%s", reply->url, (int)reply->status,
                                    said.len ? ": " : "", STR_ARG(said), request_id(reply, &host->arena));
}
