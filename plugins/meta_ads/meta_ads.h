/* meta_ads.h - what the files of this plugin share: its options and accounts, how Meta is asked, what a pull is made
 * of.
 */
#ifndef META_ADS_H
#define META_ADS_H

#include <garner/http.h>

struct config {
    struct garner_http_options http;
    struct garner_str api_version, level, report, action_report_time, page_token;
    struct garner_strs account_id, page_id, breakdowns, actions, attribution;
    struct garner_day start;
    struct garner_duration lookback, poll, stalled_after;
    int64_t page_size;
};

struct account {
    struct garner_str id, name, currency, timezone; /* id: digits alone */
};

/* ---- meta_ads.c ---- */
/* Memory for the whole pull. */
struct garner_str keep(struct garner_pull *pull, struct garner_str text);
/* Whether it is a number, as Meta's ids are: nothing else goes into an address. */
bool is_id(struct garner_str text);
/* "v25.0/" and what the printf-like rest says, for garner_request.url. */
#define url_of(pull, config, format, ...)                                                                              \
    keep(pull, garner_text(garner_format(pull, "%.*s/" format, (int)(config)->api_version.len,                         \
                                         (config)->api_version.ptr, __VA_ARGS__)))
/* Reads every record of all pages with `read`, waits where Meta says that a limit is near. */
typedef int read_record(struct garner_pull *pull, const struct garner_node *record, void *context);
int each_record(struct garner_pull *pull, struct garner_pages *pages, read_record *read, void *context);

/* ---- errors.c ---- */
/* For garner_request. of_job: for what is asked of a report that is being made. */
void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict);
void judge_job(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict);
/* Whether an answer refuses a request since its answer would be too large. */
bool is_too_much(const struct garner_reply *reply);
/* What the usage headers of an answer say: the highest percentage. */
int64_t usage_percent(struct garner_pull *pull, const struct garner_reply *reply);
/* An answer of status 200 that was read as records and is an error, or no list: 0, or its code. */
int check_end(struct garner_pull *pull, const struct garner_reply *reply);

/* ---- actions.c ---- */
/* GARNER_E_CONFIG where the attribution windows overlap or are unknown. */
int check_attribution(struct garner_pull *pull);
/* The configured windows in canonical order, each followed by what stands between: `"7d_click","1d_view"`. */
struct garner_str attribution_text(struct garner_pull *pull, const char *before, const char *between);
/* Emits a claim for each configured action that the row tells of, each counted once. */
int emit_claims(struct garner_pull *pull, const struct garner_node *row, const struct garner_spend *spend);

/* ---- breakdown.c ---- */
/* Whether rows below the campaigns are asked for, and what they are asked with. */
bool wants_detail(const struct config *config);
const char *level_word(const struct config *config);
const char *level_fields(const struct config *config);
/* GARNER_E_CONFIG where two of them are one dimension. */
int check_breakdowns(struct garner_pull *pull);
/* The canonical text of a row's dimensions: "ad_group,age|ad_group=7;age=25-34". */
struct garner_str breakdown_of(struct garner_pull *pull, const struct garner_node *row);

/* ---- insights.c ---- */
int pull_insights(struct garner_pull *pull, const struct account *account);

/* ---- leads.c ---- */
/* The leads of a page's forms. */
int pull_leads(struct garner_pull *pull, struct garner_str page);

#endif
