/* google_ads.h - what the files of this plugin share: its options, how Google is asked, which accounts there are. */
#ifndef GOOGLE_ADS_H
#define GOOGLE_ADS_H

#include <garner/http.h>

struct config {
    struct garner_http_options http;
    struct garner_str api_version, developer_token, login_customer_id, level;
    struct garner_strs customer_id;
    struct garner_day start;
    struct garner_duration lookback;
    bool lead_forms;
};

/* An advertising account. login: the manager account through which it is reached, or absent. */
struct account {
    struct garner_str id, name, currency, timezone, login;
    bool refused; /* this pull brings nothing of it */
    struct account *next;
};

/* ---- google_ads.c ---- */
/* Memory for the whole pull. */
struct garner_str keep(struct garner_pull *pull, struct garner_str text);
/* The 7 of "customers/1/campaigns/7". */
struct garner_str last_part(struct garner_str name);
/* A search stream over an account; its records are the rows of the answer. Lives as long as the pull. */
struct garner_pages search(struct garner_pull *pull, struct garner_str account, struct garner_str login,
                           const char *query);

/* ---- accounts.c ---- */
/* The accounts to pull, managers resolved into what they manage; in the pull's memory. */
int find_accounts(struct garner_pull *pull, struct account **out);

/* ---- errors.c ---- */
/* For garner_request. */
void judge(struct garner_pull *pull, const struct garner_reply *reply, struct garner_verdict *verdict);
/* A stream that ended in an error after it began well, or is none: 0, or its code. */
int check_end(struct garner_pull *pull, const struct garner_reply *reply);

#endif
