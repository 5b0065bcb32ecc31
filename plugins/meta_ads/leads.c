/* leads.c - the leads of a page's lead forms. Meta forgets them after a while, so nothing stored is taken away: what is
 * new is added, with some days of overlap. */
#include "meta_ads.h"

enum { OVERLAP_DAYS = 2 };

/* The forms of a page. */
struct form {
    struct garner_str id;
    struct form *next;
};

static const struct garner_http_options *access(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    if (!config->page_token.len) {
        return &config->http;
    }
    struct garner_http_options *own = garner_alloc_pull(pull, sizeof *own);
    *own = config->http;
    own->token = config->page_token;
    return own;
}

static struct garner_pages pages_of(struct garner_pull *pull, struct garner_str id, const char *what,
                                    const struct garner_pair *query)
{
    const struct config *config = pull->config;
    return (struct garner_pages){.request = {.http = access(pull),
                                             .url = url_of(pull, config, "%.*s/%s", (int)id.len, id.ptr, what),
                                             .query = query,
                                             .judge = judge},
                                 .records = "data",
                                 .paging = GARNER_BY_URL,
                                 .next = "paging.next"};
}

/* ---- forms ---- */

static int add_form(struct garner_pull *pull, const struct garner_node *record, void *context)
{
    struct form ***end = context;
    struct form *form = garner_alloc_pull(pull, sizeof *form);
    form->id = keep(pull, garner_text_at(record, "id"));
    if (!is_id(form->id)) {
        return garner_reject(pull, "id", "a form whose id is no number");
    }
    **end = form;
    *end = &form->next;
    return garner_skip(pull, "lead form");
}

static int find_forms(struct garner_pull *pull, struct garner_str page, struct form **forms)
{
    static const struct garner_pair query[] = {{{"fields", 6}, {"id,name,status", 14}}, {.name = {NULL, 0}}};
    struct garner_pages pages = pages_of(pull, page, "leadgen_forms", query);
    struct form **end = forms;
    return each_record(pull, &pages, add_form, &end);
}

/* ---- leads ---- */

static struct garner_str answer(const struct garner_node *lead, const char *const *names)
{
    const struct garner_node *fields = garner_at(lead, "field_data");
    for (; *names; names++) {
        for (size_t i = 0; fields && i < fields->count; i++) {
            struct garner_str value = garner_text_at(&fields->items[i], "values.0");
            if (value.len && garner_same_name(garner_text_at(&fields->items[i], "name"), *names)) {
                return value;
            }
        }
    }
    return (struct garner_str){0};
}

static int read_lead(struct garner_pull *pull, const struct garner_node *record, void *context)
{
    static const char *const emails[] = {"email", "work_email", NULL};
    static const char *const phones[] = {"phone_number", "work_phone_number", "phone", NULL};
    static const char *const companies[] = {"company_name", NULL};
    (void)context;
    struct garner_lead lead = {.id = garner_text_at(record, "id"),
                               .person = {.email = answer(record, emails), .phone = answer(record, phones)},
                               .campaign = {.id = garner_text_at(record, "campaign_id"),
                                            .name = garner_text_at(record, "campaign_name"),
                                            .channel = GARNER_PAID_SOCIAL},
                               .account = answer(record, companies)};
    if (garner_true_at(record, "is_organic")) {
        lead.campaign = (struct garner_campaign_ref){.channel = GARNER_ORGANIC_SOCIAL};
    }
    int code = garner_instant_at(pull, record, "created_time", &lead.created_at);
    return code ? code : garner_emit_lead(pull, &lead);
}

/* From a day before on: the page's days are not those of the source. */
static int read_form(struct garner_pull *pull, struct garner_str form, struct garner_day from)
{
    const char *since = garner_format(
        pull, "[{\"field\":\"time_created\",\"operator\":\"GREATER_THAN\",\"value\":%lld}]", (from.day - 1) * 86400LL);
    struct garner_pair *query = garner_alloc_pull(pull, 3 * sizeof *query);
    query[0] = (struct garner_pair){garner_text("fields"),
                                    garner_text("id,created_time,ad_id,ad_name,adset_id,campaign_id,campaign_name,"
                                                "form_id,is_organic,platform,field_data")};
    query[1] = (struct garner_pair){garner_text("filtering"), keep(pull, garner_text(since))};
    struct garner_pages pages = pages_of(pull, form, "leads", query);
    return each_record(pull, &pages, read_lead, NULL);
}

int pull_leads(struct garner_pull *pull, struct garner_str page)
{
    const struct config *config = pull->config;
    struct form *forms = NULL;
    if (!is_id(page)) {
        return garner_fail(pull, GARNER_E_CONFIG, "page_id: \"%.*s\" is no number", (int)page.len, page.ptr);
    }
    int code = find_forms(pull, page, &forms);
    struct garner_days days = {.scope =
                                   keep(pull, garner_text(garner_format(pull, "page %.*s", (int)page.len, page.ptr))),
                               .first = config->start,
                               .lookback = OVERLAP_DAYS};
    while (code == 0 && (code = garner_next_days(pull, &days)) > 0) {
        code = 0;
        for (const struct form *form = forms; form && code == 0; form = form->next) {
            code = read_form(pull, form->id, days.from);
        }
    }
    return code;
}
