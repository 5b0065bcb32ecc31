/* @NAME@.c - what campaigns cost by day, from an API that answers JSON in pages. This file says what is asked and what the
 * answers mean; sending, credentials, time-outs, retries, limits, paging and storing are garner's. See README.md. */
#include <garner/http.h>

enum { RESTATES_DAYS = 28, PIECE_DAYS = 30 };

/* What the user writes in garner.yaml; the table below fills it. */
struct config {
    struct garner_http_options http;
    struct garner_str account_id;
    struct garner_day start;
};

static const struct garner_option options[] = {
    GARNER_OPTION(struct config, account_id, GARNER_REQUIRED, NULL, NULL, "Account whose campaigns are pulled."),
    GARNER_OPTION(struct config, start, 0, NULL, NULL, "First day of the first pull; by default a year ago."),
    GARNER_HTTP_OPTIONS(struct config, http, "https://api.example.com", "bearer", NULL),
    {.name = NULL},
};

/* What an error of this API means where its status alone does not say. This one answers 200 when it is too busy. */
static void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict)
{
    (void)pull;
    if (garner_same(garner_text_at(reply->json, "error"), garner_text("throttled"))) {
        *verdict = (struct garner_verdict){.code = GARNER_E_LIMITED, .message = "the API asks to slow down"};
    }
}

/* {"day": "2026-11-20", "campaign": {"id": "7", "name": "Spring"}, "cost": "12.50", "currency": "EUR", "clicks": 3, …}
 * A value that cannot be read sends the record to quarantine, and the next one is read. */
static int read_record(struct garner_pull *pull, const struct garner_node *record)
{
    struct garner_spend spend = {.campaign = {.id = garner_text_at(record, "campaign.id"),
                                              .name = garner_text_at(record, "campaign.name"),
                                              .channel = GARNER_DISPLAY}};
    int code = garner_day_at(pull, record, "day", &spend.day);
    code = code ? code : garner_money_at(pull, record, "cost", garner_text_at(record, "currency"), &spend.amount);
    code = code ? code : garner_count_at(pull, record, "impressions", &spend.impressions);
    code = code ? code : garner_count_at(pull, record, "clicks", &spend.clicks);
    return code ? code : garner_emit_spend(pull, &spend);
}

/* All pages of some days. Names and values are escaped by garner. */
static int read_days(struct garner_pull *pull, const struct garner_days *days)
{
    const struct config *config = pull->config;
    const struct garner_pair query[] = {{garner_text("from"), garner_day_text(pull, days->from)},
                                        {garner_text("to"), garner_day_text(pull, days->to)},
                                        {garner_text("limit"), garner_text("100")},
                                        {.name = {NULL, 0}}};
    struct garner_str id = config->account_id;
    struct garner_pages pages = {
        .request = {.http = &config->http,
                    .url = garner_text(garner_format(pull, "/v1/accounts/%.*s/spend", (int)id.len, id.ptr)),
                    .query = query,
                    .judge = judge},
        .records = "data",
        .paging = GARNER_BY_CURSOR,
        .param = "after",
        .next = "paging.next"};
    const struct garner_node *record;
    int code = 0;
    while (code == 0 && (code = garner_next_record(pull, &pages, &record)) > 0) {
        code = garner_row_result(read_record(pull, record));
    }
    return code;
}

/* Each piece of days is a window: what the API no longer says of them is deleted. The API changes what it said of the last
 * days, so later pulls ask for those again. garner keeps in the cursor how far it is. */
static int pull_spend(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    struct garner_days days = {.kinds = GARNER_EMITS(GARNER_RECORD_SPEND),
                               .scope = config->account_id,
                               .first = config->start,
                               .lookback = RESTATES_DAYS,
                               .length = PIECE_DAYS};
    int code = 0;
    while (code == 0 && (code = garner_next_days(pull, &days)) > 0) {
        code = read_days(pull, &days);
    }
    return code;
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "@NAME@",
    .version = "1",
    .summary = "Spend by day from an API.",
    .emits = GARNER_EMITS(GARNER_RECORD_SPEND),
    .lookback_days = RESTATES_DAYS,
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_spend,
};
