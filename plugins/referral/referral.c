/* referral.c - exports of referral and affiliate programmes: who referred whom, when, and what it earned them.
 *
 * A referral is a touch of the programme and a lead that names its referrer; its reward is spend. Who refers himself,
 * or is referred by somebody he brought, earns nothing: a file is read ahead once to know. */
#include "sides.h"

enum { DAY_MS = 86400000 };

struct config {
    struct garner_file_options files;
    struct garner_str campaign, channel;
    struct garner_money reward;
    struct garner_strs reward_status;
};

/* clang-format off */
static const struct garner_option options[] = {
    GARNER_FILE_OPTIONS(struct config, files),
    GARNER_OPTION(struct config, campaign, 0, NULL, NULL,
        "The programme's name, for rows that name none; default: the source's name."),
    GARNER_OPTION(struct config, channel, 0, "referral_program", "referral_program|affiliate",
        "Whether customers refer (referral_program) or partners do it for a living (affiliate)."),
    GARNER_OPTION(struct config, reward, 0, NULL, NULL,
        "What every referral earns its referrer, where the file names no amounts."),
    GARNER_OPTION(struct config, reward_status, 0, NULL, NULL,
        "States in which a reward is a cost; default: all but void, denied, refunded and the like."),
    {.name = NULL},
};
/* clang-format on */

/* What the pull knows of a referral it has met: the earliest row dates it. */
struct referral {
    struct garner_instant at;
    struct garner_day rewarded_on; /* of the fixed reward */
};

/* One file being read. */
struct reading {
    const struct config *config;
    struct columns columns;
    struct garner_index *referrals, programmes;
    struct garner_index rewards; /* how many of one referral on one day */
    struct graph graph;
};

/* ---- when ---- */

/* Of a time that names its zone only the UTC day is known here; of all others the day that stands there. */
static bool names_zone(struct garner_str text)
{
    const char *colon = text.len ? memchr(text.ptr, ':', text.len) : NULL;
    if (!colon) {
        return false;
    }
    for (const char *c = colon; c < text.ptr + text.len; c++) {
        if (*c == 'Z' || *c == '+' || *c == '-' || (*c == 'T' && c > colon)) {
            return true;
        }
    }
    return false;
}

static int read_day(struct garner_pull *pull, const struct garner_row *row, int column, struct garner_day *day)
{
    struct garner_instant at = {0};
    if (!names_zone(text_at(row, column))) {
        return garner_day_cell(pull, row, column, NULL, day);
    }
    int code = garner_instant_cell(pull, row, column, NULL, &at);
    *day = at.state == GARNER_SET ? garner_day((int32_t)((at.ms - (at.ms < 0 ? DAY_MS - 1 : 0)) / DAY_MS)) : *day;
    return code;
}

struct dates {
    struct garner_instant at, converted;
    struct garner_day rewarded; /* of the reward, else of the referral */
};

static int read_dates(struct garner_pull *pull, const struct garner_row *row, const int *at, struct dates *dates)
{
    const int order[] = {at[REFERRED_AT], at[CONVERTED_AT], at[REWARDED_AT]};
    int code = garner_instant_cell(pull, row, at[CONVERTED_AT], NULL, &dates->converted);
    for (size_t i = 0; i < 3 && code == 0 && dates->at.state != GARNER_SET; i++) {
        code = garner_instant_cell(pull, row, order[i], NULL, &dates->at);
    }
    code = code ? code : read_day(pull, row, at[REWARDED_AT], &dates->rewarded);
    for (size_t i = 0; i < 2 && code == 0 && dates->rewarded.state != GARNER_SET; i++) {
        code = read_day(pull, row, order[i], &dates->rewarded);
    }
    if (code == 0 && dates->at.state != GARNER_SET) {
        return garner_reject(pull, "referred_at", "the referral has no date");
    }
    return code;
}

/* ---- rewards ---- */

static bool is_one_of(struct garner_str word, const char *const *words)
{
    while (*words && !garner_same_name(word, *words)) {
        words++;
    }
    return *words != NULL;
}

static bool is_named(const struct garner_strs *list, struct garner_str word, struct garner_pull *pull)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *named = garner_format(pull, "%.*s", (int)list->items[i].len, list->items[i].ptr);
        if (garner_same_name(word, named)) {
            return true;
        }
    }
    return false;
}

/* Whether the row's reward is money that is owed or paid. */
static bool costs_money(struct garner_pull *pull, const struct garner_row *row, const struct reading *r)
{
    static const char *const void_words[] = {"void",      "voided",    "denied",   "rejected",  "declined",
                                             "cancelled", "canceled",  "refunded", "reversed",  "expired",
                                             "failed",    "fraud",     "invalid",  "deleted",   "disqualified",
                                             "storniert", "abgelehnt", "annulé",   "rechazado", NULL};
    static const char *const no_money[] = {"credits",      "credit",       "points",   "free_months", "free month",
                                           "mon_discount", "discount_per", "discount", NULL};
    struct garner_str status = text_at(row, r->columns.at[REWARD_STATUS]);
    status = status.len ? status : text_at(row, r->columns.at[STATUS]);
    if (is_one_of(text_at(row, r->columns.at[UNIT]), no_money)) {
        return false;
    }
    return r->config->reward_status.count ? is_named(&r->config->reward_status, status, pull)
                                          : !is_one_of(status, void_words);
}

/* A referral as its records name it. */
struct subject {
    struct garner_str lead_id;
    struct garner_campaign_ref programme;
    struct garner_person_ref referrer, referred;
    struct dates dates;
};

/* The reward's own id; else the referral's, and which of its rewards on that day it is. */
static struct garner_str reward_id(struct garner_pull *pull, const struct garner_row *row, struct reading *r,
                                   const struct subject *subject)
{
    const int *at = r->columns.at;
    struct garner_str id = text_at(row, at[REWARD_ID]), lead = subject->lead_id;
    id = id.len || at[REWARD] < 0 ? id : text_at(row, at[ANY_ID]);
    if (id.len) {
        return id;
    }
    const char *key = garner_format(pull, "%.*s@%d", (int)lead.len, lead.ptr, (int)subject->dates.rewarded.day);
    void **seen = garner_index_at(pull, &r->rewards, garner_text(key));
    *seen = *seen ? *seen : garner_alloc_pull(pull, sizeof(unsigned));
    unsigned *count = *seen;
    return ++*count == 1 ? lead : garner_text(garner_format(pull, "%.*s-%u", (int)lead.len, lead.ptr, *count));
}

static int emit_reward(struct garner_pull *pull, const struct garner_row *row, struct reading *r,
                       const struct subject *subject)
{
    const struct garner_hint hint = {.currency = text_at(row, r->columns.at[CURRENCY])};
    struct garner_money amount = {0};
    int code = garner_money_cell(pull, row, r->columns.at[REWARD], &hint, &amount);
    if (code || amount.state != GARNER_SET || !costs_money(pull, row, r)) {
        return code;
    }
    return garner_emit_spend(pull, &(struct garner_spend){
                                       .campaign = subject->programme,
                                       .day = subject->dates.rewarded,
                                       .cost_type = GARNER_COST_INCENTIVE,
                                       .id = reward_id(pull, row, r, subject),
                                       .amount = amount,
                                   });
}

/* ---- records of a row ---- */

static struct garner_touch touch_of(const struct subject *subject, struct garner_instant at)
{
    return (struct garner_touch){.at = at,
                                 .id = subject->lead_id,
                                 .person = subject->referred,
                                 .campaign = subject->programme,
                                 .kind = GARNER_TOUCH_REFERRAL};
}

static struct garner_spend fixed_reward(const struct subject *subject, struct garner_day day,
                                        struct garner_money reward)
{
    return (struct garner_spend){.campaign = subject->programme,
                                 .day = day,
                                 .cost_type = GARNER_COST_INCENTIVE,
                                 .id = subject->lead_id,
                                 .amount = reward};
}

static bool is_earliest(const struct referral *referral, const struct subject *subject)
{
    return referral->at.state != GARNER_SET || subject->dates.at.ms < referral->at.ms;
}

/* One touch and one fixed reward per referral, however many rows it has: dated by the earliest. */
static int emit_once(struct garner_pull *pull, const struct garner_row *row, const struct reading *r,
                     const struct subject *subject, struct referral *referral)
{
    bool known = referral->at.state == GARNER_SET;
    if (!is_earliest(referral, subject)) {
        return 0;
    }
    struct garner_touch before = touch_of(subject, referral->at), touch = touch_of(subject, subject->dates.at);
    int code = known ? garner_delete_touch(pull, &before) : 0;
    code = code ? code : garner_emit_touch(pull, &touch);
    struct garner_money reward = r->config->reward;
    if (reward.state == GARNER_SET && r->columns.at[REWARD] < 0 && costs_money(pull, row, r)) {
        struct garner_spend old = fixed_reward(subject, referral->rewarded_on, reward);
        struct garner_spend spend = fixed_reward(subject, subject->dates.rewarded, reward);
        code = code || !referral->rewarded_on.state ? code : garner_delete_spend(pull, &old);
        code = code ? code : garner_emit_spend(pull, &spend);
        referral->rewarded_on = code ? referral->rewarded_on : spend.day;
    }
    referral->at = code ? referral->at : subject->dates.at;
    return code;
}

static int emit_lead(struct garner_pull *pull, const struct garner_row *row, const struct reading *r,
                     const struct subject *subject, const struct referral *referral)
{
    return garner_emit_lead(
        pull, &(struct garner_lead){.id = subject->lead_id,
                                    .person = subject->referred,
                                    .campaign = subject->programme,
                                    .created_at = is_earliest(referral, subject) ? subject->dates.at : referral->at,
                                    .status = text_at(row, r->columns.at[STATUS]),
                                    .referrer = subject->referrer,
                                    .converted_at = subject->dates.converted});
}

static int emit_programme(struct garner_pull *pull, struct reading *r, const struct garner_campaign_ref *programme)
{
    void **seen = garner_index_at(pull, &r->programmes, programme->id);
    if (*seen) {
        return 0;
    }
    *seen = r;
    return garner_emit_campaign(pull, &(struct garner_campaign){.id = programme->id,
                                                                .name = programme->name,
                                                                .channel = programme->channel,
                                                                .kind = garner_text("referral programme")});
}

static struct garner_campaign_ref programme_of(struct garner_pull *pull, const struct garner_row *row,
                                               const struct reading *r)
{
    struct garner_str name = text_at(row, r->columns.at[PROGRAMME]);
    name = name.len ? name : r->config->campaign;
    name = name.len ? name : garner_text(pull->source);
    char *id = garner_alloc(pull, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        id[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c == ' ' || c == '_' ? '-' : c);
    }
    return (struct garner_campaign_ref){
        .id = {id, name.len},
        .name = name,
        .channel = garner_same_name(r->config->channel, "affiliate") ? GARNER_AFFILIATE : GARNER_REFERRAL_PROGRAM};
}

/* The export's own id of the referral; else one made of programme and person, from which no address can be read. */
static struct garner_str lead_id_of(struct garner_pull *pull, const struct garner_row *row, const struct reading *r,
                                    const struct side *referred, const struct garner_campaign_ref *programme)
{
    const int *at = r->columns.at;
    struct garner_str id = text_at(row, at[REFERRAL_ID]);
    id = id.len || at[REWARD] >= 0 ? id : text_at(row, at[ANY_ID]);
    if (id.len) {
        return id;
    }
    unsigned long long hash = side_hash(referred, garner_hash(programme->id, 0));
    return garner_text(garner_format(pull, "%016llx", hash));
}

static int check_people(struct garner_pull *pull, const struct side *referrer, const struct side *referred,
                        struct reading *r)
{
    struct node *from = person_of(pull, &r->graph, referrer), *to = person_of(pull, &r->graph, referred);
    if (!from) {
        return garner_reject(pull, "referrer", "the row does not say who referred");
    }
    if (!to) {
        return garner_reject(pull, "referred", "the row does not say who was referred");
    }
    if (graph_is_same(from, to)) {
        return garner_reject(pull, "referrer", "self-referral: referrer and referred are the same person");
    }
    if (graph_is_circular(from, to)) {
        return garner_reject(pull, "referrer",
                             "circle: the referred person, or somebody they brought, referred the referrer");
    }
    return 0;
}

static int read_referral(struct garner_pull *pull, const struct garner_row *row, struct reading *r)
{
    const int *at = r->columns.at;
    struct side referrer = referrer_of(row, at), referred = referred_of(row, at);
    struct subject subject = {.programme = programme_of(pull, row, r),
                              .referrer = ref_of(pull, &referrer),
                              .referred = ref_of(pull, &referred)};
    int code = check_people(pull, &referrer, &referred, r);
    code = code ? code : read_dates(pull, row, at, &subject.dates);
    if (code) {
        return code;
    }
    subject.lead_id = lead_id_of(pull, row, r, &referred, &subject.programme);
    void **known = garner_index_at(pull, r->referrals, subject.lead_id);
    *known = *known ? *known : garner_alloc_pull(pull, sizeof(struct referral));
    struct referral *referral = *known;
    code = emit_lead(pull, row, r, &subject, referral);
    code = code ? code : emit_reward(pull, row, r, &subject);
    code = code ? code : emit_once(pull, row, r, &subject, referral);
    return code ? code : emit_programme(pull, r, &subject.programme);
}

/* ---- files ---- */

static int read_ahead(struct garner_pull *pull, struct garner_file *file, struct reading *r)
{
    struct garner_row row;
    int code;
    while ((code = garner_peek_row(pull, file, &row)) > 0) {
        struct side referrer = referrer_of(&row, r->columns.at), referred = referred_of(&row, r->columns.at);
        struct node *from = person_of(pull, &r->graph, &referrer), *to = person_of(pull, &r->graph, &referred);
        if (from && to) {
            graph_add(pull, &r->graph, from, to);
        }
    }
    graph_solve(pull, &r->graph);
    return code;
}

static int check_columns(struct garner_pull *pull, const struct garner_file *file, const int *at)
{
    bool referrer = at[REFERRER_ID] >= 0 || at[PARTNER_ID] >= 0 || at[REFERRER_EMAIL] >= 0 || at[REFERRER_NAME] >= 0;
    bool referred = at[REFERRED_ID] >= 0 || at[REFERRED_EMAIL] >= 0 || at[REFERRED_NAME] >= 0;
    if (referrer && referred) {
        return 0;
    }
    return garner_fail(pull, GARNER_E_DATA, "%s: no column says who %s", file->path,
                       referrer ? "was referred" : "referred whom");
}

static int read_file(struct garner_pull *pull, struct garner_file *file, struct reading *r)
{
    r->columns = columns_of(file);
    struct garner_row row;
    int code = check_columns(pull, file, r->columns.at);
    code = code ? code : read_ahead(pull, file, r);
    while (code == 0 && (code = garner_next_row(pull, file, &row)) > 0) {
        code = garner_row_result(read_referral(pull, &row, r));
    }
    return code;
}

static int pull_referrals(struct garner_pull *pull)
{
    const struct config *config = pull->config;
    const struct garner_input input = {
        .options = &config->files,
        .kinds = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
                 GARNER_EMITS(GARNER_RECORD_TOUCH) | GARNER_EMITS(GARNER_RECORD_LEAD),
        .header_words = header_words,
    };
    struct garner_index referrals = {0};
    struct garner_file file;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        code = read_file(pull, &file, &(struct reading){.config = config, .referrals = &referrals});
    }
    return code;
}

/* For `garner profile`. */
static const char *const recognises[] = {
    "Referrer|Referrer ID|Referrer Email|Referrer Name|Referred by|Referred by Email|Affiliate|Affiliate ID|"
    "Affiliate Email|Affiliate Name|Partner Email|Partner ID|Promoter|Promoter Email|Advocate|Advocate Email|"
    "Ambassador|Inviter Email|Empfehler|Geworben von|Parrain|Referente",
    "Referred|Referred ID|Referred Email|Referred Name|Referee|Referee Email|Friend|Friend Email|Customer ID|"
    "Customer Email|Player ID|Lead Email|Invitee|Geworbener|Filleul|Referido",
    "Referral Date|Date Referred|Referred At|Signup Date|Signed Up At|Registration Date|Reg Date|Became Lead At|"
    "Created At|Created|Date|Converted At|Empfohlen am|Datum|Créé le|Fecha",
    NULL};

GARNER_PLUGIN = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "referral",
    .version = "1",
    .summary = "Referral and affiliate programmes: who referred whom, and what it cost.",
    .emits = GARNER_EMITS(GARNER_RECORD_CAMPAIGN) | GARNER_EMITS(GARNER_RECORD_SPEND) |
             GARNER_EMITS(GARNER_RECORD_TOUCH) | GARNER_EMITS(GARNER_RECORD_LEAD),
    .options = options,
    .config_size = sizeof(struct config),
    .pull = pull_referrals,
    .recognises = recognises,
};
