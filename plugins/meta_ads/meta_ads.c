/* meta_ads.c - Meta's Marketing API (Facebook, Instagram): campaigns, what they spent and claim by day, and the leads
 * of lead forms. Accounts have a zone and a currency of their own; Meta restates the last 28 days. */
#include "meta_ads.h"

enum { RESTATES_DAYS = 28, NEAR_LIMIT = 75 };

/* clang-format off */
static const struct garner_option options[] = {
    GARNER_OPTION(struct config, account_id, 0, NULL, NULL,
        "Ad account, such as act_1234567890, or a list."),
    GARNER_OPTION(struct config, page_id, 0, NULL, NULL,
        "Page whose lead forms' leads are pulled, or a list."),
    GARNER_OPTION(struct config, page_token, GARNER_SECRET, NULL, NULL,
        "Token for lead forms, where `token` may not read them."),
    GARNER_OPTION(struct config, start, 0, NULL, NULL,
        "First day of the first pull; by default a year ago. Meta keeps 37 months."),
    GARNER_OPTION(struct config, lookback, 0, "28d", NULL,
        "How far back later pulls replace what is stored; Meta restates 28 days."),
    GARNER_OPTION(struct config, level, 0, "campaign", "campaign|ad_set|ad",
        "What spend is told by: campaigns, or their ad sets or ads beside them."),
    GARNER_OPTION(struct config, breakdowns, 0, NULL, NULL,
        "What spend is told apart by beside the campaigns' own figures, in Meta's words: age, gender, country, publisher_platform …"),
    GARNER_OPTION(struct config, actions, 0, "[purchase, lead]", NULL,
        "Actions that become claims, each counted once under whatever names Meta gives it; all others are left out."),
    GARNER_OPTION(struct config, attribution, 0, "[7d_click, 1d_view]", NULL,
        "Attribution windows whose counts are added up: one of 1d_click, 7d_click, 28d_click, and 1d_view, 1d_ev; [] takes the account's own setting."),
    GARNER_OPTION(struct config, action_report_time, 0, "mixed", "impression|conversion|mixed",
        "Which day an action counts on: that of the impression, of the action, or as Meta's own reports have it."),
    GARNER_OPTION(struct config, report, 0, "auto", "auto|sync|async",
        "How figures are asked for: at once, as a report that Meta makes, or at once unless they are too large for it."),
    GARNER_OPTION(struct config, poll, 0, "10s", NULL,
        "First wait for a report; it doubles up to a minute."),
    GARNER_OPTION(struct config, stalled_after, 0, "5m", NULL,
        "How long a report may stand still before it is ordered again as two halves."),
    GARNER_OPTION(struct config, page_size, 0, "100", NULL,
        "Rows that a page is asked to have."),
    GARNER_OPTION(struct config, api_version, 0, "v25.0", NULL,
        "Version of the API."),
    GARNER_HTTP_OPTIONS(struct config, http, "https://graph.facebook.com", "bearer", NULL),
    {.name = NULL},
};
/* clang-format on */

struct garner_str keep(struct garner_pull *pull, struct garner_str text)
{
    if (!text.len) {
        return (struct garner_str){0};
    }
    char *copy = garner_alloc_pull(pull, text.len + 1);
    memcpy(copy, text.ptr, text.len);
    return (struct garner_str){copy, text.len};
}

bool is_id(struct garner_str text)
{
    bool digits = text.len > 0;
    for (size_t i = 0; i < text.len; i++) {
        digits = digits && text.ptr[i] >= '0' && text.ptr[i] <= '9';
    }
    return digits;
}

/* The nearer a limit, the longer the pause; behind it Meta refuses everybody who shares it. */
static int slow_down(struct garner_pull *pull, const struct garner_reply *reply)
{
    const struct config *config = pull->config;
    int64_t percent = usage_percent(pull, reply);
    if (percent < NEAR_LIMIT) {
        return 0;
    }
    percent = percent < 100 ? percent : 100;
    garner_log(pull, GARNER_LOG_DEBUG, "Meta's limit is used to %lld %%: slowing down", (long long)percent);
    return garner_sleep(pull, (percent - NEAR_LIMIT + 1) * config->http.backoff.ms);
}

int each_record(struct garner_pull *pull, struct garner_pages *pages, read_record *read, void *context)
{
    const struct config *config = pull->config;
    const struct garner_node *record;
    int64_t n = 0;
    int code;
    while ((code = garner_next_record(pull, pages, &record)) > 0) {
        code = garner_row_result(read(pull, record, context));
        if (code == 0 && n++ % config->page_size == 0) {
            code = slow_down(pull, &pages->reply);
        }
        if (code) {
            return code;
        }
    }
    return code ? code : check_end(pull, &pages->reply);
}

/* ---- campaigns ---- */

/* Days are the account's: the date as it is written, whatever its offset. */
static int day_of(struct garner_pull *pull, const struct garner_node *record, const char *path, struct garner_day *day)
{
    struct garner_str text = garner_text_at(record, path);
    text.len = text.len > 10 ? 10 : text.len;
    if (!text.len || garner_parse_day(pull, text, NULL, day) == 0) {
        return 0;
    }
    return garner_reject(pull, path, garner_format(pull, "\"%.*s\" is no day", (int)text.len, text.ptr));
}

static int read_campaign(struct garner_pull *pull, const struct garner_node *record, void *context)
{
    const struct account *account = context;
    struct garner_str effective = garner_text_at(record, "effective_status");
    struct garner_campaign campaign = {.id = garner_text_at(record, "id"),
                                       .name = garner_text_at(record, "name"),
                                       .channel = GARNER_PAID_SOCIAL,
                                       .kind = garner_text_at(record, "objective"),
                                       .status = effective.len ? effective : garner_text_at(record, "status"),
                                       .time_zone = account->timezone};
    int code = day_of(pull, record, "start_time", &campaign.starts_on);
    code = code ? code : day_of(pull, record, "stop_time", &campaign.ends_on);
    return code ? code : garner_emit_campaign(pull, &campaign);
}

static int pull_campaigns(struct garner_pull *pull, struct account *account)
{
    const struct config *config = pull->config;
    struct garner_pair *query = garner_alloc_pull(pull, 3 * sizeof *query);
    query[0] = (struct garner_pair){garner_text("fields"),
                                    garner_text("id,name,status,effective_status,objective,start_time,stop_time")};
    query[1] = (struct garner_pair){garner_text("limit"),
                                    keep(pull, garner_text(garner_format(pull, "%lld", (long long)config->page_size)))};
    struct garner_pages pages = {
        .request = {.http = &config->http,
                    .url = url_of(pull, config, "act_%.*s/campaigns", (int)account->id.len, account->id.ptr),
                    .query = query,
                    .judge = judge},
        .records = "data",
        .paging = GARNER_BY_URL,
        .next = "paging.next"};
    int code = each_record(pull, &pages, read_campaign, account);
    return code ? code : garner_checkpoint(pull, (struct garner_str){0});
}

/* ---- accounts ---- */

static int read_account(struct garner_pull *pull, struct garner_str id, struct account *account)
{
    const struct config *config = pull->config;
    static const struct garner_pair query[] = {
        {{"fields", 6}, {"account_id,name,currency,timezone_name,account_status", 53}}, {.name = {NULL, 0}}};
    const struct garner_request request = {.http = &config->http,
                                           .url = url_of(pull, config, "act_%.*s", (int)id.len, id.ptr),
                                           .query = query,
                                           .judge = judge};
    struct garner_reply reply;
    int code = garner_fetch(pull, &request, &reply);
    if (code) {
        return code;
    }
    *account = (struct account){.id = id,
                                .name = keep(pull, garner_text_at(reply.json, "name")),
                                .currency = keep(pull, garner_text_at(reply.json, "currency")),
                                .timezone = keep(pull, garner_text_at(reply.json, "timezone_name"))};
    if (!account->currency.len || !account->timezone.len) {
        return garner_fail(pull, GARNER_E_DATA, "act_%.*s: no currency or timezone_name in Meta's answer", (int)id.len,
                           id.ptr);
    }
    return 0;
}

static int pull_account(struct garner_pull *pull, struct garner_str id)
{
    if (id.len > 4 && memcmp(id.ptr, "act_", 4) == 0) {
        id = (struct garner_str){id.ptr + 4, id.len - 4};
    }
    if (!is_id(id)) {
        return garner_fail(pull, GARNER_E_CONFIG, "account_id: \"%.*s\" is no account such as act_1234567890",
                           (int)id.len, id.ptr);
    }
    struct account account;
    int code = read_account(pull, id, &account);
    code = code ? code : pull_campaigns(pull, &account);
    return code ? code : pull_insights(pull, &account);
}

/* ---- the pull ---- */

static int check(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    if (!config->account_id.count && !config->page_id.count) {
        return garner_fail(pull, GARNER_E_CONFIG, "set account_id, or page_id for leads alone");
    }
    if (config->lookback.ms < RESTATES_DAYS * INT64_C(86400000)) {
        return garner_fail(pull, GARNER_E_CONFIG, "lookback is shorter than the %d days that Meta restates",
                           RESTATES_DAYS);
    }
    if (config->page_size < 1 || config->poll.ms < 1) {
        return garner_fail(pull, GARNER_E_CONFIG, "page_size and poll must be greater than 0");
    }
    int code = check_breakdowns(pull);
    return code ? code : check_attribution(pull);
}

static int pull_all(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    int code = check(pull);
    for (size_t i = 0; i < config->account_id.count && code == 0; i++) {
        code = pull_account(pull, config->account_id.items[i]);
    }
    for (size_t i = 0; i < config->page_id.count && code == 0; i++) {
        code = pull_leads(pull, config->page_id.items[i]);
    }
    return code;
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "meta_ads",
    .version = "1",
    .summary = "Meta (Facebook, Instagram) over its Marketing API: campaigns, spend and claims by day, lead forms.",
    .api_sunset = "2028-07-29", /* of the default api_version */
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
             GARNER_EMITS(GARNER_RECORD_CLAIM) | GARNER_EMITS(GARNER_RECORD_LEAD),
    .lookback_days = RESTATES_DAYS,
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_all,
    .example = "account_id: act_1234567890\n"
               "token: ${META_TOKEN}\n",
};
