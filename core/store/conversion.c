/* conversion.c - who is a customer, and since when: reads the records that the configured rule counts (paid orders, won
 * deals, leads of a status) and sorts them by person and time. Called by credit.c's conversions_refresh. */
#include "core/base/buf.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/journey.h"

/* ---- the three rules as SQL with one shape ---- */

/* clang-format off */
enum column {
    SOURCE, ID, PERSON, AT, AT_DAY, REVENUE, CURRENCY, REGION, SEGMENT, CAMP, CLICK, NATIVE, ACCOUNT, CONTACT, SINCE,
    LEAD_ID, LEAD_AT, LEAD_DAY, LEAD_CAMP, LEAD_CLICK, LEAD_PERSON,
    DEAL_ID, DEAL_AT, DEAL_DAY, DEAL_CAMP, DEAL_CLICK, STATUS
};
/* clang-format on */

#define NATIVE_SQL " coalesce(p.native, iif(p.kind = 1, p.hash, NULL)),"
#define NONE_5 " NULL, NULL, NULL, NULL, NULL,"

/* Refunds come off whenever they happen; one in another currency needs that day's rate. */
static const char orders_sql[] =
    "SELECT s.name, o.id, p.person, o.at, o.at_day, o.amount - coalesce(f.amount, 0), o.amount_currency,"
    " g.text, e.text, o.camp, o.click_id," NATIVE_SQL " NULL, NULL, NULL, NULL," NONE_5
    " d.id, d.created_at, d.created_at_day, d.camp, d.click_id, NULL"
    " FROM fact_order o JOIN source s ON s.id = o.source LEFT JOIN person_ref p ON p.id = o.who"
    " LEFT JOIN word g ON g.id = o.region LEFT JOIN word e ON e.id = o.segment"
    " LEFT JOIN fact_deal d ON d.source = o.source AND d.id = o.deal_id"
    " LEFT JOIN (SELECT r.source, r.order_id, sum(iif(r.amount_currency IS x.amount_currency, r.amount,"
    "    to_currency(r.amount, r.amount_currency, local_day(r.at, r.at_day), x.amount_currency))) AS amount"
    "    FROM fact_refund r JOIN fact_order x ON x.source = r.source AND x.id = r.order_id GROUP BY 1, 2) f"
    "  ON f.source = o.source AND f.order_id = o.id"
    " WHERE coalesce(o.status, 0) IN (0, 2) AND o.at IS NOT NULL"
    " AND NOT coalesce(f.amount > 0 AND f.amount >= o.amount, 0) ORDER BY s.name, o.id";

/* Where companies are counted (?1), anybody of the deal's account will do. */
static const char deals_sql[] =
    "SELECT s.name, d.id, p.person, coalesce(d.closed_at, d.created_at),"
    " iif(d.closed_at IS NULL, d.created_at_day, d.closed_at_day), d.amount, d.amount_currency,"
    " coalesce(g.text, ag.text), ae.text, NULL, NULL," NATIVE_SQL " d.account,"
    " coalesce((SELECT q.person FROM fact_deal_contact c JOIN person_ref q ON q.id = c.who"
    "   WHERE c.source = d.source AND c.deal_id = d.id"
    "   ORDER BY (SELECT w.text FROM word w WHERE w.id = c.role),"
    "            (SELECT min(t.id) FROM fact_contact t WHERE t.source = c.source AND t.who = c.who), q.hash"
    "   LIMIT 1), k.person), a.customer_since,"
    " l.id, l.created_at, l.created_at_day, l.camp, l.click_id, lp.person,"
    " d.id, d.created_at, d.created_at_day, d.camp, d.click_id, NULL"
    " FROM fact_deal d JOIN source s ON s.id = d.source LEFT JOIN person_ref p ON p.id = d.who"
    " LEFT JOIN word g ON g.id = d.region LEFT JOIN fact_lead l ON l.source = d.source AND l.id = d.id"
    " LEFT JOIN person_ref lp ON lp.id = l.who"
    " LEFT JOIN fact_account a ON a.source = d.source AND a.id = d.account"
    " LEFT JOIN word ag ON ag.id = a.region LEFT JOIN word ae ON ae.id = a.segment"
    " LEFT JOIN (SELECT identity_space(n.name) AS space, t.account, min(q.person) AS person"
    "    FROM (SELECT source, account, who FROM fact_contact UNION ALL SELECT source, account, who FROM fact_lead) t"
    "    JOIN source n ON n.id = t.source JOIN person_ref q ON q.id = t.who"
    "    WHERE ?1 AND t.account <> '' GROUP BY 1, 2) k ON k.space = identity_space(s.name) AND k.account = d.account"
    " WHERE d.state = 3 ORDER BY s.name, d.id";

static const char leads_sql[] =
    "SELECT s.name, l.id, p.person, coalesce(l.converted_at, l.qualified_at, l.created_at),"
    " CASE WHEN l.converted_at IS NOT NULL THEN l.converted_at_day"
    "  WHEN l.qualified_at IS NOT NULL THEN l.qualified_at_day ELSE l.created_at_day END,"
    " NULL, NULL, g.text, e.text, NULL, NULL," NATIVE_SQL " NULL, NULL, a.customer_since,"
    " l.id, l.created_at, l.created_at_day, l.camp, l.click_id, p.person," NONE_5 " t.text"
    " FROM fact_lead l JOIN source s ON s.id = l.source LEFT JOIN person_ref p ON p.id = l.who"
    " LEFT JOIN word g ON g.id = l.region LEFT JOIN word e ON e.id = l.segment"
    " LEFT JOIN fact_account a ON a.source = l.source AND a.id = l.account"
    " JOIN word t ON t.id = l.status ORDER BY s.name, l.id";

static const struct rule {
    const char *sql, *kind;
    enum garner_record record;
} rules[] = {
    [CUSTOMER_FIRST_ORDER] = {orders_sql, "order", GARNER_RECORD_ORDER},
    [CUSTOMER_WON_DEAL] = {deals_sql, "deal", GARNER_RECORD_DEAL},
    [CUSTOMER_LEAD_STATUS] = {leads_sql, "lead", GARNER_RECORD_LEAD},
};

/* ---- one row ---- */

struct reader {
    struct journeys *j;
    sqlite3_stmt *row;
    const struct rule *rule;
    uint64_t undated;
    struct buf folded; /* the status being compared */
    struct garner_str *statuses;
    size_t status_count;
};

static bool absent(const struct reader *reader, int column)
{
    return sqlite3_column_type(reader->row, column) == SQLITE_NULL;
}

static struct garner_str kept(const struct reader *reader, int column)
{
    return arena_str(&reader->j->arena, column_str(reader->row, column));
}

static struct garner_str kept_bytes(const struct reader *reader, int column)
{
    size_t len = (size_t)sqlite3_column_bytes(reader->row, column);
    return arena_str(&reader->j->arena, str_of(sqlite3_column_blob(reader->row, column), len));
}

static struct moment read_moment(const struct reader *reader, int at)
{
    return moment_of(reader->j->config->zone, sqlite3_column_int64(reader->row, at),
                     sqlite3_column_int(reader->row, at + 1) != 0);
}

static int read_campaign(struct reader *reader, int camp, int32_t day, uint32_t *campaign, struct error *error)
{
    int64_t found = campaign_book_find(&reader->j->book, sqlite3_column_int64(reader->row, camp),
                                       column_str(reader->row, camp + 1), day, error);
    *campaign = found > 0 ? (uint32_t)found : 0;
    return found < 0 ? (int)found : 0;
}

static int read_event(struct reader *reader, int id, struct conversion *v, bool *has, struct event *event,
                      struct error *error)
{
    *has = !absent(reader, id);
    if (!*has) {
        return 0;
    }
    event->source = v->source;
    event->id = kept(reader, id);
    event->at = absent(reader, id + 1) ? v->at : read_moment(reader, id + 1);
    return read_campaign(reader, id + 3, event->at.day, &event->campaign, error);
}

/* Who it is: the record's own person, else a contact of the deal, else the lead of the same id, else – an account. */
static void read_person(struct reader *reader, struct conversion *v)
{
    static const int sources[] = {PERSON, CONTACT, LEAD_PERSON};
    static const enum linked how[] = {BY_PERSON, BY_DEAL_CONTACT, BY_LEAD};
    v->how = BY_NOTHING;
    for (size_t i = 0; i < 3; i++) {
        if (!absent(reader, sources[i])) {
            v->who = sqlite3_column_int64(reader->row, sources[i]);
            v->how = how[i];
            return;
        }
    }
    if (column_str(reader->row, ACCOUNT).len) {
        v->how = BY_ACCOUNT;
    }
}

static int read_conversion(struct reader *reader, struct conversion *v, struct error *error)
{
    struct arena *arena = &reader->j->arena;
    *v = (struct conversion){.kind = reader->rule->record,
                             .source = kept(reader, SOURCE),
                             .at = read_moment(reader, AT),
                             .has_revenue = !absent(reader, REVENUE),
                             .revenue = sqlite3_column_int64(reader->row, REVENUE),
                             .currency = kept(reader, CURRENCY),
                             .region = kept(reader, REGION),
                             .segment = kept(reader, SEGMENT),
                             .native = kept_bytes(reader, NATIVE),
                             .has_since = !absent(reader, SINCE),
                             .since = sqlite3_column_int(reader->row, SINCE)};
    v->key = garner_text(arena_printf(arena, STR_FMT ":%s:" STR_FMT, STR_ARG(v->source), reader->rule->kind,
                                      STR_ARG(column_str(reader->row, ID))));
    read_person(reader, v);
    if (v->how == BY_ACCOUNT) {
        /* Numbered once all are known; until then the account's text stands in for the person. */
        v->native = garner_text(
            arena_printf(arena, STR_FMT ":" STR_FMT, STR_ARG(v->source), STR_ARG(column_str(reader->row, ACCOUNT))));
    }
    int code = read_campaign(reader, CAMP, v->at.day, &v->campaign, error);
    code = code ? code : read_event(reader, LEAD_ID, v, &v->has_lead, &v->lead, error);
    return code ? code : read_event(reader, DEAL_ID, v, &v->has_deal, &v->deal, error);
}

static bool has_status(struct reader *reader)
{
    if (reader->rule->record != GARNER_RECORD_LEAD) {
        return true;
    }
    buf_clear(&reader->folded);
    str_fold(&reader->folded, column_str(reader->row, STATUS));
    for (size_t i = 0; i < reader->status_count; i++) {
        if (str_compare(reader->statuses[i], buf_str(&reader->folded)) == 0) {
            return true;
        }
    }
    return false;
}

static int read_row(struct reader *reader, struct error *error)
{
    struct journeys *j = reader->j;
    if (!has_status(reader)) {
        return 0;
    }
    if (absent(reader, AT)) {
        reader->undated++;
        return 0;
    }
    if (j->conversion_count == j->conversion_cap) {
        j->conversion_cap = j->conversion_cap ? 2 * j->conversion_cap : 256;
        j->conversions = xreallocarray(j->conversions, j->conversion_cap, sizeof *j->conversions);
    }
    return read_conversion(reader, &j->conversions[j->conversion_count++], error);
}

static void fold_statuses(struct reader *reader)
{
    const struct garner_strs *list = &reader->j->config->rules.lead_statuses;
    reader->statuses = arena_calloc(&reader->j->arena, list->count + 1, sizeof *reader->statuses);
    for (size_t i = 0; i < list->count; i++) {
        buf_clear(&reader->folded);
        str_fold(&reader->folded, list->items[i]);
        reader->statuses[reader->status_count++] = arena_str(&reader->j->arena, buf_str(&reader->folded));
    }
}

static int read_all(struct journeys *j, struct error *error)
{
    struct reader reader = {.j = j, .rule = &rules[j->config->rules.customer]};
    buf_init(&reader.folded, 8 * RECORD_TEXT_MAX);
    fold_statuses(&reader);
    int code = store_prepare(j->store, reader.rule->sql, &reader.row, error);
    if (!code && sqlite3_bind_parameter_count(reader.row)) {
        sqlite3_bind_int(reader.row, 1, j->config->rules.company);
    }
    int row = code ? code : store_step(j->store, reader.row, error);
    while (row > 0) {
        code = read_row(&reader, error);
        row = code ? code : store_step(j->store, reader.row, error);
    }
    if (!row && reader.undated) {
        log_write(j->store->log, GARNER_LOG_WARNING, NULL, "%llu %ss without a date are not counted as customers",
                  (unsigned long long)reader.undated, reader.rule->kind);
    }
    sqlite3_finalize(reader.row);
    buf_release(&reader.folded);
    return row;
}

/* ---- by person ---- */

static int by_account(const void *a, const void *b)
{
    const struct conversion *x = *(struct conversion *const *)a, *y = *(struct conversion *const *)b;
    return str_compare(x->native, y->native);
}

/* Accounts that stand for persons get numbers below 0, in the order of their names. */
static void number_accounts(struct journeys *j)
{
    struct conversion **accounts = xreallocarray(NULL, j->conversion_count + 1, sizeof(struct conversion *));
    size_t count = 0;
    for (size_t i = 0; i < j->conversion_count; i++) {
        if (j->conversions[i].how == BY_ACCOUNT) {
            accounts[count++] = &j->conversions[i];
        }
    }
    qsort(accounts, count, sizeof *accounts, by_account);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && str_compare(accounts[i - 1]->native, accounts[i]->native) == 0;
        accounts[i]->who = i == 0 ? -1 : accounts[i - 1]->who - !same;
    }
    for (size_t i = 0; i < count; i++) {
        accounts[i]->native = (struct garner_str){0};
    }
    free(accounts);
}

static int by_person(const void *a, const void *b)
{
    const struct conversion *x = a, *y = b;
    if (x->who != y->who) {
        return (x->who > y->who) - (x->who < y->who);
    }
    if (x->at.ms != y->at.ms) {
        return (x->at.ms > y->at.ms) - (x->at.ms < y->at.ms);
    }
    return str_compare(x->key, y->key);
}

/* Everybody who is unknown is a person apart. */
static void gather_people(struct journeys *j)
{
    j->people = xcalloc(j->conversion_count + 1, sizeof *j->people);
    for (size_t i = 0; i < j->conversion_count; i++) {
        struct conversion *v = &j->conversions[i];
        v->first = i == 0 || v->who == 0 || v->who != j->conversions[i - 1].who;
        if (v->first) {
            j->people[j->people_count++].conversion = i;
        }
        v->person = (uint32_t)j->people_count - 1;
        j->people[v->person].conversions++;
    }
}

static int index_refs(struct journeys *j, struct error *error)
{
    int64_t refs;
    int code = store_integer(j->store, "SELECT max(id) FROM person_ref", &refs, error);
    if (code) {
        return code;
    }
    j->refs = (size_t)refs;
    j->person_of = xcalloc(j->refs + 1, sizeof *j->person_of);
    for (size_t i = 0; i < j->people_count; i++) {
        int64_t who = j->conversions[j->people[i].conversion].who;
        if (who > 0 && (size_t)who <= j->refs) {
            j->person_of[who] = (uint32_t)i + 1;
        }
    }
    sqlite3_stmt *select;
    code = store_prepare(j->store, "SELECT id, person FROM person_ref WHERE person <> id", &select, error);
    int row = code ? code : store_step(j->store, select, error);
    for (; row > 0; row = store_step(j->store, select, error)) {
        j->person_of[sqlite3_column_int64(select, 0)] = j->person_of[sqlite3_column_int64(select, 1)];
    }
    sqlite3_finalize(select);
    j->is_somebody = xcalloc(j->refs / 8 + 1, 1);
    for (size_t ref = 1; ref <= j->refs; ref++) {
        j->is_somebody[ref / 8] |= (unsigned char)((j->person_of[ref] != 0) << ref % 8);
    }
    return row;
}

int conversions_load(struct journeys *j, struct error *error)
{
    int code = read_all(j, error);
    if (code || j->conversion_count == 0) {
        return code;
    }
    number_accounts(j);
    qsort(j->conversions, j->conversion_count, sizeof *j->conversions, by_person);
    gather_people(j);
    return index_refs(j, error);
}
