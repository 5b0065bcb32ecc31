/* google_ads.c - Google Ads over its REST API: campaigns, what they spent and claim by day, and the leads of lead
 * forms.
 *
 * Google restates the last weeks, since conversions count on the day of their click: days are pulled again and
 * replaced, account by account, in the account's own days and currency. */
#include "google_ads.h"

enum { DAY_MS = 86400000, WINDOW_DAYS = 31, RESTATES_DAYS = 30 };

/* clang-format off */
static const struct garner_option options[] = {
    GARNER_OPTION(struct config, customer_id, 0, NULL, NULL,
        "Account, such as 111-222-3333, or a list; of a manager account all accounts below it. Default: login_customer_id, else the one account the login reaches."),
    GARNER_OPTION(struct config, login_customer_id, 0, NULL, NULL,
        "Manager account through which the accounts are reached; by default a manager that customer_id names."),
    GARNER_OPTION(struct config, start, 0, NULL, NULL,
        "First day of the first pull; by default a year ago."),
    GARNER_OPTION(struct config, lookback, 0, "30d", NULL,
        "How far back later pulls replace what is stored; Google restates 30 days, with long conversion windows 90."),
    GARNER_OPTION(struct config, level, 0, "campaign", "campaign|ad_group",
        "What spend is told by: campaigns, or their ad groups beside them."),
    GARNER_OPTION(struct config, lead_forms, 0, "yes", NULL,
        "Whether the leads of lead form assets are pulled."),
    GARNER_OPTION(struct config, api_version, 0, "v25", NULL,
        "Version of the API. Google ends each about a year after it came."),
    GARNER_OPTION(struct config, developer_token, GARNER_SECRET, NULL, NULL,
        "Developer token, where Google still asks for one; retired in September 2026."),
    GARNER_HTTP_OPTIONS(struct config, http, "https://googleads.googleapis.com", "oauth", NULL),
    GARNER_OAUTH_OPTIONS(struct config, http, "https://oauth2.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/v2/auth", NULL, "https://www.googleapis.com/auth/adwords"),
    {.name = NULL},
};
/* clang-format on */

/* ---- asking ---- */

struct garner_str keep(struct garner_pull *pull, struct garner_str text)
{
    if (!text.len) {
        return (struct garner_str){0};
    }
    char *copy = garner_alloc_pull(pull, text.len + 1);
    memcpy(copy, text.ptr, text.len);
    return (struct garner_str){copy, text.len};
}

struct garner_str last_part(struct garner_str name)
{
    size_t from = name.len;
    while (from && name.ptr[from - 1] != '/') {
        from--;
    }
    return from ? (struct garner_str){name.ptr + from, name.len - from} : name;
}

static const struct garner_pair *headers_for(struct garner_pull *pull, struct garner_str login)
{
    const struct config *config = pull->config;
    struct garner_pair *headers = garner_alloc_pull(pull, 3 * sizeof *headers);
    size_t n = 0;
    if (login.len) {
        headers[n++] = (struct garner_pair){garner_text("login-customer-id"), login};
    }
    if (config->developer_token.len) {
        headers[n++] = (struct garner_pair){garner_text("developer-token"), config->developer_token};
    }
    return headers;
}

struct garner_pages search(struct garner_pull *pull, struct garner_str account, struct garner_str login,
                           const char *query)
{
    const struct config *config = pull->config;
    struct garner_str quoted = garner_json_quote(pull, garner_text(query));
    struct garner_str url =
        garner_text(garner_format(pull, "%.*s/customers/%.*s/googleAds:searchStream", (int)config->api_version.len,
                                  config->api_version.ptr, (int)account.len, account.ptr));
    struct garner_str body = garner_text(garner_format(pull, "{\"query\":%.*s}", (int)quoted.len, quoted.ptr));
    return (struct garner_pages){.request = {.http = &config->http,
                                             .url = keep(pull, url),
                                             .headers = headers_for(pull, login),
                                             .body = keep(pull, body),
                                             .judge = judge},
                                 .records = "*.results"};
}

/* What becomes of a row of an account. */
typedef int read_row(struct garner_pull *pull, const struct garner_node *row, const struct account *account);

static int each_row(struct garner_pull *pull, const struct account *account, const char *query, read_row *read)
{
    struct garner_pages pages = search(pull, account->id, account->login, query);
    const struct garner_node *row;
    int code;
    while ((code = garner_next_record(pull, &pages, &row)) > 0) {
        code = garner_row_result(read(pull, row, account));
        if (code) {
            return code;
        }
    }
    return code ? code : check_end(pull, &pages.reply);
}

/* ---- campaigns ---- */

static struct garner_campaign_ref campaign_of(const struct garner_node *row)
{
    return (struct garner_campaign_ref){.id = garner_text_at(row, "campaign.id"),
                                        .name = garner_text_at(row, "campaign.name"),
                                        .channel_word = garner_text_at(row, "campaign.advertisingChannelType")};
}

static int read_campaign(struct garner_pull *pull, const struct garner_node *row, const struct account *account)
{
    struct garner_campaign_ref campaign = campaign_of(row);
    return garner_emit_campaign(pull, &(struct garner_campaign){.id = campaign.id,
                                                                .name = campaign.name,
                                                                .channel_word = campaign.channel_word,
                                                                .status = garner_text_at(row, "campaign.status"),
                                                                .time_zone = account->timezone});
}

static int pull_campaigns(struct garner_pull *pull, const struct account *account)
{
    int code = each_row(pull, account,
                        "SELECT campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type "
                        "FROM campaign",
                        read_campaign);
    return code ? code : garner_checkpoint(pull, (struct garner_str){0});
}

/* ---- spend and claims, by day ---- */

static int emit_claim(struct garner_pull *pull, const struct garner_node *row, const struct garner_spend *spend)
{
    struct garner_claim claim = {.campaign = spend->campaign,
                                 .day = spend->day,
                                 .action = garner_text("conversions"),
                                 .breakdown = spend->breakdown,
                                 .date_basis = GARNER_BASIS_CLICK};
    int code = garner_amount_at(pull, row, "metrics.conversions", &claim.conversions);
    code = code ? code
                : garner_money_at(pull, row, "metrics.conversionsValue", garner_text(spend->amount.currency),
                                  &claim.value);
    bool nothing = !claim.conversions.millionths && !claim.value.micros;
    return code || nothing ? code : garner_emit_claim(pull, &claim);
}

/* A metric that was asked for and is not there is 0. */
static int metric(struct garner_pull *pull, const struct garner_node *row, const char *path, struct garner_count *out)
{
    int code = garner_count_at(pull, row, path, out);
    out->state = GARNER_SET;
    return code;
}

static int read_day(struct garner_pull *pull, const struct garner_node *row, const struct account *account)
{
    struct garner_spend spend = {.campaign = campaign_of(row), .cost_type = GARNER_COST_MEDIA};
    struct garner_str group = garner_text_at(row, "adGroup.id"),
                      code_word = garner_text_at(row, "customer.currencyCode");
    struct garner_count micros;
    if (!spend.campaign.id.len) {
        return garner_reject(pull, "campaign.id", "a row without a campaign");
    }
    if (group.len) {
        spend.breakdown = garner_text(garner_format(pull, "ad_group|ad_group=%.*s", (int)group.len, group.ptr));
    }
    int code = garner_day_at(pull, row, "segments.date", &spend.day);
    code = code ? code : metric(pull, row, "metrics.costMicros", &micros);
    code = code ? code : metric(pull, row, "metrics.impressions", &spend.impressions);
    code = code ? code : metric(pull, row, "metrics.clicks", &spend.clicks);
    if (code) {
        return code;
    }
    code_word = code_word.len == 3 ? code_word : account->currency;
    spend.amount = garner_micros(micros.n, garner_format(pull, "%.*s", (int)code_word.len, code_word.ptr));
    code = emit_claim(pull, row, &spend);
    return code ? code : garner_emit_spend(pull, &spend);
}

static const char *daily_query(struct garner_pull *pull, const struct garner_days *days, bool groups)
{
    struct garner_str from = garner_day_text(pull, days->from), to = garner_day_text(pull, days->to);
    return garner_format(pull,
                         "SELECT customer.id, customer.currency_code, customer.time_zone, campaign.id, campaign.name, "
                         "campaign.status, campaign.advertising_channel_type, %ssegments.date, metrics.cost_micros, "
                         "metrics.impressions, metrics.clicks, metrics.conversions, metrics.conversions_value "
                         "FROM %s WHERE segments.date BETWEEN '%.*s' AND '%.*s'",
                         groups ? "ad_group.id, " : "", groups ? "ad_group" : "campaign", (int)from.len, from.ptr,
                         (int)to.len, to.ptr);
}

/* Some spend has no ad group (Performance Max), so campaigns are asked for at either level. */
static int pull_days(struct garner_pull *pull, const struct account *account)
{
    const struct config *config = pull->config;
    bool groups = garner_same(config->level, garner_text("ad_group"));
    struct garner_days days = {.kinds = GARNER_EMITS(GARNER_RECORD_SPEND) | GARNER_EMITS(GARNER_RECORD_CLAIM),
                               .scope = account->id,
                               .timezone = account->timezone,
                               .first = config->start,
                               .lookback = (int32_t)(config->lookback.ms / DAY_MS),
                               .length = WINDOW_DAYS};
    int code;
    while ((code = garner_next_days(pull, &days)) > 0) {
        code = each_row(pull, account, daily_query(pull, &days, false), read_day);
        if (code == 0 && groups) {
            code = each_row(pull, account, daily_query(pull, &days, true), read_day);
        }
        if (code) {
            return code;
        }
    }
    return code;
}

/* ---- lead forms ---- */

static struct garner_str field_of(const struct garner_node *lead, const char *const *types)
{
    const struct garner_node *fields = garner_at(lead, "leadFormSubmissionFields");
    for (; *types; types++) {
        for (size_t i = 0; fields && i < fields->count; i++) {
            struct garner_str value = garner_text_at(&fields->items[i], "fieldValue");
            if (value.len && garner_same(garner_text_at(&fields->items[i], "fieldType"), garner_text(*types))) {
                return value;
            }
        }
    }
    return (struct garner_str){0};
}

static int read_lead(struct garner_pull *pull, const struct garner_node *row, const struct account *account)
{
    static const char *const emails[] = {"EMAIL", "WORK_EMAIL", NULL};
    static const char *const phones[] = {"PHONE_NUMBER", "WORK_PHONE", NULL};
    static const char *const companies[] = {"COMPANY_NAME", NULL};
    const struct garner_node *from = garner_at(row, "leadFormSubmissionData");
    struct garner_lead lead = {.id = garner_text_at(from, "id"),
                               .person = {.email = field_of(from, emails), .phone = field_of(from, phones)},
                               .account = field_of(from, companies)};
    struct garner_str campaign = garner_text_at(from, "campaign"), click = garner_text_at(from, "gclid");
    const struct garner_hint hint = {.timezone = account->timezone};
    if (campaign.len) {
        lead.campaign.id = last_part(campaign);
    }
    if (click.len) {
        lead.campaign.click_id = click;
    }
    int code = garner_value_at(pull, from, "submissionDateTime", GARNER_VALUE_INSTANT, &hint, &lead.created_at,
                               sizeof lead.created_at);
    return code ? code : garner_emit_lead(pull, &lead);
}

/* Google shows the leads of 60 days only: what is stored stays. */
static int pull_leads(struct garner_pull *pull, const struct account *account)
{
    int code = each_row(pull, account,
                        "SELECT lead_form_submission_data.id, lead_form_submission_data.campaign, "
                        "lead_form_submission_data.ad_group, lead_form_submission_data.gclid, "
                        "lead_form_submission_data.submission_date_time, "
                        "lead_form_submission_data.lead_form_submission_fields FROM lead_form_submission_data",
                        read_lead);
    return code ? code : garner_checkpoint(pull, (struct garner_str){0});
}

/* ---- the pull ---- */

/* What is wrong with one account of a manager's stands in nobody else's way; before its days no window is open. */
static bool is_its_own(const struct account *account, int code)
{
    return account->login.len && (code == GARNER_E_AUTH || code == GARNER_E_CONFIG);
}

/* Every account in turn. *failed: the code that an account's pull ended with while others went on. */
static int pull_spend(struct garner_pull *pull, struct account *account, int *failed)
{
    int code = 0;
    for (; account && code == 0; account = account->next) {
        code = pull_campaigns(pull, account);
        account->refused = is_its_own(account, code);
        if (account->refused) {
            garner_log(pull, GARNER_LOG_WARNING, "account %s cannot be pulled; the others are", account->id.ptr);
            *failed = code;
        }
        code = code && account->refused ? 0 : code ? code : pull_days(pull, account);
    }
    return code;
}

static int pull_all(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    struct account *accounts = NULL;
    int failed = 0;
    if (config->lookback.ms < RESTATES_DAYS * INT64_C(86400000)) {
        return garner_fail(pull, GARNER_E_CONFIG, "lookback is shorter than the %d days that Google restates",
                           RESTATES_DAYS);
    }
    int code = find_accounts(pull, &accounts);
    code = code ? code : pull_spend(pull, accounts, &failed);
    for (struct account *account = accounts; account && config->lead_forms && code == 0; account = account->next) {
        code = account->refused ? 0 : pull_leads(pull, account);
    }
    return code ? code : failed;
}

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "google_ads",
    .version = "1",
    .summary = "Google Ads over its API: campaigns, spend and claims by day, lead forms.",
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
             GARNER_EMITS(GARNER_RECORD_CLAIM) | GARNER_EMITS(GARNER_RECORD_LEAD),
    .lookback_days = RESTATES_DAYS,
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_all,
    .example = "customer_id: 111-222-3333\n"
               "login_customer_id: 999-888-7777\n"
               "client_id: ${GOOGLE_CLIENT_ID}\n"
               "client_secret: ${GOOGLE_CLIENT_SECRET}\n",
};
