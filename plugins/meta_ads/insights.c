/* insights.c - what an account's campaigns spent, day by day. Small answers come at once, page by page; where Meta
 * finds the answer too large, it makes a report that is waited for. A report that does not move is ordered again as two
 * halves. */
#include "meta_ads.h"

enum { DAY_MS = 86400000, WINDOW_DAYS = 31, POLL_MAX_MS = 60000, FIRST_DAYS = 365, HISTORY_DAYS = 1120 };

/* One question: these days of an account, by campaign or in detail. */
struct ask {
    const struct account *account;
    bool detail, report; /* report: a report is made of it */
    uint64_t rows;       /* read already */
};

/* ---- rows ---- */

static int read_day(struct garner_pull *pull, const struct garner_node *row, void *context)
{
    struct ask *ask = context;
    struct garner_str currency = garner_text_at(row, "account_currency");
    struct garner_spend spend = {.campaign = {.id = garner_text_at(row, "campaign_id"),
                                              .name = garner_text_at(row, "campaign_name"),
                                              .channel = GARNER_PAID_SOCIAL},
                                 .cost_type = GARNER_COST_MEDIA};
    ask->rows++;
    if (!spend.campaign.id.len) {
        return garner_reject(pull, "campaign_id", "a row without a campaign");
    }
    if (ask->detail) {
        spend.breakdown = breakdown_of(pull, row);
    }
    int code = garner_day_at(pull, row, "date_start", &spend.day);
    code = code ? code
                : garner_money_at(pull, row, "spend", currency.len ? currency : ask->account->currency, &spend.amount);
    code = code ? code : garner_count_at(pull, row, "impressions", &spend.impressions);
    code = code ? code : garner_count_at(pull, row, "clicks", &spend.clicks);
    if (code == 0 && !spend.amount.state) {
        return garner_reject(pull, "spend", "a row without spend");
    }
    code = code ? code : emit_claims(pull, row, &spend);
    return code ? code : garner_emit_spend(pull, &spend);
}

/* ---- asking ---- */

static struct garner_pair pair(const char *name, struct garner_str value)
{
    return (struct garner_pair){garner_text(name), value};
}

static struct garner_str joined(struct garner_pull *pull, const struct garner_strs *words)
{
    const char *text = "";
    for (size_t i = 0; i < words->count; i++) {
        text = garner_format(pull, "%s%s%.*s", text, i ? "," : "", (int)words->items[i].len, words->items[i].ptr);
    }
    return garner_text(text);
}

static const struct garner_pair *parameters(struct garner_pull *pull, const struct ask *ask, int32_t from, int32_t to)
{
    const struct config *config = pull->config;
    struct garner_str first = garner_day_text(pull, garner_day(from)), last = garner_day_text(pull, garner_day(to));
    struct garner_str list = attribution_text(pull, "\"", ",");
    struct garner_pair *pairs = garner_alloc_pull(pull, 10 * sizeof *pairs);
    size_t n = 0;
    pairs[n++] = pair("level", garner_text(ask->detail ? level_word(config) : "campaign"));
    pairs[n++] = pair("time_increment", garner_text("1"));
    pairs[n++] = pair("time_range", garner_text(garner_format(pull, "{\"since\":\"%.*s\",\"until\":\"%.*s\"}",
                                                              (int)first.len, first.ptr, (int)last.len, last.ptr)));
    pairs[n++] = pair("fields", garner_text(garner_format(pull,
                                                          "account_id,account_currency,campaign_id,campaign_name,%s"
                                                          "date_start,date_stop,spend,impressions,clicks,actions,"
                                                          "action_values",
                                                          ask->detail ? level_fields(config) : "")));
    pairs[n++] = pair("action_report_time", config->action_report_time);
    pairs[n++] = pair("limit", garner_text(garner_format(pull, "%lld", (long long)config->page_size)));
    if (list.len) {
        pairs[n++] =
            pair("action_attribution_windows", garner_text(garner_format(pull, "[%.*s]", (int)list.len, list.ptr)));
    }
    if (ask->detail && config->breakdowns.count) {
        pairs[n++] = pair("breakdowns", joined(pull, &config->breakdowns));
    }
    for (size_t i = 0; i < n; i++) {
        pairs[i].value = keep(pull, pairs[i].value);
    }
    return pairs;
}

/* GARNER_E_DATA with too_much set: Meta wants it as a report. */
static int read_at_once(struct garner_pull *pull, struct ask *ask, int32_t from, int32_t to, bool *too_much)
{
    const struct config *config = pull->config;
    struct garner_pages pages = {
        .request = {.http = &config->http,
                    .url = url_of(pull, config, "act_%.*s/insights", (int)ask->account->id.len, ask->account->id.ptr),
                    .query = parameters(pull, ask, from, to),
                    .judge = judge},
        .records = "data",
        .paging = GARNER_BY_URL,
        .next = "paging.next"};
    int code = each_record(pull, &pages, read_day, ask);
    *too_much = code == GARNER_E_DATA && is_too_much(&pages.reply);
    return code;
}

/* ---- reports ---- */

static int order_report(struct garner_pull *pull, const struct ask *ask, int32_t from, int32_t to,
                        struct garner_str *id)
{
    const struct config *config = pull->config;
    const struct garner_request request = {
        .http = &config->http,
        .method = "POST",
        .url = url_of(pull, config, "act_%.*s/insights", (int)ask->account->id.len, ask->account->id.ptr),
        .form = parameters(pull, ask, from, to),
        .judge = judge};
    struct garner_reply reply;
    int code = garner_fetch(pull, &request, &reply);
    if (code) {
        return code;
    }
    *id = keep(pull, garner_text_at(reply.json, "report_run_id"));
    return is_id(*id) ? 0 : garner_fail(pull, GARNER_E_DATA, "Meta took the order of a report without naming one");
}

enum progress { RUNNING, READY, FAILED };

static enum progress progress_of(const struct garner_node *job)
{
    struct garner_str status = garner_text_at(job, "async_status");
    if (garner_same(status, garner_text("Job Completed"))) {
        return READY;
    }
    bool over = garner_same(status, garner_text("Job Failed")) || garner_same(status, garner_text("Job Skipped"));
    return over ? FAILED : RUNNING;
}

/* 1 = the report is there, 0 = it failed or does not move, negative = a code. As long as it moves it is waited for. */
static int await_report(struct garner_pull *pull, struct garner_str id)
{
    const struct config *config = pull->config;
    const struct garner_request request = {
        .http = &config->http, .url = url_of(pull, config, "%.*s", (int)id.len, id.ptr), .judge = judge_job};
    int64_t wait = config->poll.ms, still = 0, furthest = 0;
    while (still < config->stalled_after.ms) {
        struct garner_reply reply;
        struct garner_count percent = {0};
        int code = garner_fetch(pull, &request, &reply);
        enum progress progress = code ? RUNNING : progress_of(reply.json);
        code = code ? code : garner_count_at(pull, reply.json, "async_percent_completion", &percent);
        if (code || progress != RUNNING) {
            return code ? code : progress == READY;
        }
        code = garner_sleep(pull, wait);
        if (code) {
            return code;
        }
        still = percent.n > furthest ? 0 : still + wait;
        furthest = percent.n > furthest ? percent.n : furthest;
        wait = wait * 2 < POLL_MAX_MS ? wait * 2 : POLL_MAX_MS;
    }
    return 0;
}

static int read_report(struct garner_pull *pull, struct ask *ask, struct garner_str id)
{
    const struct config *config = pull->config;
    struct garner_pair *query = garner_alloc_pull(pull, 2 * sizeof *query);
    query[0] = pair("limit", keep(pull, garner_text(garner_format(pull, "%lld", (long long)config->page_size))));
    struct garner_pages pages = {.request = {.http = &config->http,
                                             .url = url_of(pull, config, "%.*s/insights", (int)id.len, id.ptr),
                                             .query = query,
                                             .judge = judge_job},
                                 .records = "data",
                                 .paging = GARNER_BY_URL,
                                 .next = "paging.next"};
    return each_record(pull, &pages, read_day, ask);
}

static int read_days(struct garner_pull *pull, struct ask *ask, int32_t from, int32_t to);

static int read_halves(struct garner_pull *pull, struct ask *ask, int32_t from, int32_t to)
{
    if (from == to) {
        return garner_fail(pull, GARNER_E_TEMPORARY, "Meta does not finish the report of a single day");
    }
    int32_t middle = from + (to - from) / 2;
    garner_log(pull, GARNER_LOG_INFO, "Meta does not finish a report of %d days: it is ordered as two halves",
               (int)(to - from + 1));
    int code = read_days(pull, ask, from, middle);
    return code ? code : read_days(pull, ask, middle + 1, to);
}

static int read_by_report(struct garner_pull *pull, struct ask *ask, int32_t from, int32_t to)
{
    struct garner_str id = {NULL, 0};
    int code = order_report(pull, ask, from, to, &id);
    code = code ? code : await_report(pull, id);
    if (code < 0) {
        return code;
    }
    return code ? read_report(pull, ask, id) : read_halves(pull, ask, from, to);
}

/* ---- days ---- */

/* from … to, both included. At most five halvings lead to a day. */
static int read_days(struct garner_pull *pull, struct ask *ask, int32_t from, int32_t to)
{
    const struct config *config = pull->config;
    bool too_much = false;
    if (ask->report) {
        return read_by_report(pull, ask, from, to);
    }
    uint64_t rows = ask->rows;
    int code = read_at_once(pull, ask, from, to, &too_much);
    if (!too_much || garner_same(config->report, garner_text("sync"))) {
        return code;
    }
    if (ask->rows != rows) {
        return garner_fail(pull, GARNER_E_TEMPORARY,
                           "Meta found the answer too large after some of it was read; set report: async");
    }
    garner_log(pull, GARNER_LOG_INFO, "Meta finds %d days too large to answer at once: a report is ordered",
               (int)(to - from + 1));
    ask->report = true;
    return read_by_report(pull, ask, from, to);
}

/* Meta answers an error for what is older than 37 months. */
static int first_day(struct garner_pull *pull, const struct account *account, struct garner_day *first)
{
    const struct config *config = pull->config;
    struct garner_day today;
    int code = garner_now(pull, account->timezone, NULL, &today);
    *first = config->start;
    if (code == 0 && first->state == GARNER_SET && first->day < today.day - HISTORY_DAYS) {
        *first = garner_day(today.day - HISTORY_DAYS);
        garner_log(pull, GARNER_LOG_WARNING, "start: Meta keeps 37 months; the pull begins on %s",
                   garner_day_text(pull, *first).ptr);
    }
    return code;
}

int pull_insights(struct garner_pull *pull, const struct account *account)
{
    const struct config *config = pull->config;
    struct ask ask = {.account = account, .report = garner_same(config->report, garner_text("async"))};
    struct garner_days days = {.kinds = GARNER_EMITS(GARNER_RECORD_SPEND) | GARNER_EMITS(GARNER_RECORD_CLAIM),
                               .scope = account->id,
                               .timezone = account->timezone,
                               .lookback = (int32_t)(config->lookback.ms / DAY_MS),
                               .length = WINDOW_DAYS};
    int code = first_day(pull, account, &days.first);
    while (code == 0 && (code = garner_next_days(pull, &days)) > 0) {
        ask.detail = false;
        code = read_days(pull, &ask, days.from.day, days.to.day);
        if (code == 0 && wants_detail(config)) {
            ask.detail = true;
            code = read_days(pull, &ask, days.from.day, days.to.day);
        }
    }
    return code;
}
