/* customers.c - whether a person's first conversion makes a new customer, one known from before the data begins, or one
 * of whom nobody can say; and which region and segment the customer belongs to. Called by credit.c. */
#include "core/base/str.h"
#include "core/store/journey.h"

enum { UNSURE_DAYS = 365 };

/* ---- what contacts say ---- */

static const char contacts_sql[] =
    "SELECT c.who, c.customer_since, a.customer_since, coalesce(g.text, ag.text), coalesce(e.text, ae.text)"
    " FROM fact_contact c CROSS JOIN source s ON s.id = c.source"
    " LEFT JOIN fact_account a ON a.source = c.source AND a.id = c.account"
    " LEFT JOIN word g ON g.id = c.region LEFT JOIN word e ON e.id = c.segment"
    " LEFT JOIN word ag ON ag.id = a.region LEFT JOIN word ae ON ae.id = a.segment"
    " WHERE converted(c.who) ORDER BY s.name, c.id";

static void note_since(bool *has, int32_t *since, int32_t day)
{
    *since = *has && *since < day ? *since : day;
    *has = true;
}

static void read_contact(struct journeys *j, sqlite3_stmt *row)
{
    struct person *person = &j->people[journeys_person(j, sqlite3_column_int64(row, 0))];
    for (int column = 1; column <= 2; column++) {
        if (sqlite3_column_type(row, column) != SQLITE_NULL) {
            note_since(&person->has_since, &person->since, sqlite3_column_int(row, column));
        }
    }
    if (!person->region.len) {
        person->region = arena_str(&j->arena, column_str(row, 3));
    }
    if (!person->segment.len) {
        person->segment = arena_str(&j->arena, column_str(row, 4));
    }
}

int customers_load(struct journeys *j, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(j->store, contacts_sql, &select, error);
    int row = code ? code : store_step(j->store, select, error);
    for (; row > 0; row = store_step(j->store, select, error)) {
        read_contact(j, select);
    }
    sqlite3_finalize(select);
    return row;
}

/* ---- status ---- */

/* Of everything that happened; what people and rates are dated by says nothing about when the records begin. */
static const char earliest_sql[] =
    "SELECT min(day) FROM (SELECT min(at) / 86400000 AS day FROM fact_touch"
    " UNION ALL SELECT min(created_at) / 86400000 FROM fact_lead"
    " UNION ALL SELECT min(created_at) / 86400000 FROM fact_deal UNION ALL SELECT min(at) / 86400000 FROM fact_order"
    " UNION ALL SELECT min(at) / 86400000 FROM fact_refund UNION ALL SELECT min(at) / 86400000 FROM fact_activity"
    " UNION ALL SELECT min(started_at) / 86400000 FROM fact_subscription"
    " UNION ALL SELECT min(day) FROM spend_day UNION ALL SELECT min(day) FROM fact_claim)";

static bool seen_before(const struct journeys *j, const struct person *person, const struct conversion *v)
{
    if (person->seen && moment_order(person->first_touch, RANK_TOUCH, v->at, RANK_CONVERSION) < 0) {
        return true;
    }
    for (size_t i = 0; i < person->leads; i++) {
        if (moment_order(j->leads[person->lead + i].at, RANK_LEAD, v->at, RANK_CONVERSION) < 0) {
            return true;
        }
    }
    return false;
}

static enum status judge(const struct journeys *j, const struct person *person, const struct conversion *v,
                         int64_t earliest)
{
    bool has = person->has_since;
    int32_t since = person->since;
    if (v->has_since) {
        note_since(&has, &since, v->since);
    }
    if (has) {
        return since < v->at.day ? STATUS_KNOWN : STATUS_NEW;
    }
    const struct rules *rules = &j->config->rules;
    if (rules->customer != CUSTOMER_FIRST_ORDER || rules->history_complete || v->at.day - earliest >= UNSURE_DAYS) {
        return STATUS_NEW;
    }
    return seen_before(j, person, v) ? STATUS_NEW : STATUS_UNSURE;
}

/* ---- region and segment: the record's own, else a lead's, else a contact's ---- */

static void place(const struct journeys *j, const struct person *person, struct conversion *v)
{
    for (size_t i = 0; i < person->leads; i++) {
        const struct event *lead = &j->leads[person->lead + i];
        v->region = v->region.len ? v->region : lead->region;
        v->segment = v->segment.len ? v->segment : lead->segment;
    }
    v->region = v->region.len ? v->region : person->region;
    v->segment = v->segment.len ? v->segment : person->segment;
}

int customers_judge(struct journeys *j, struct error *error)
{
    int64_t earliest;
    int code = store_integer(j->store, earliest_sql, &earliest, error);
    for (size_t i = 0; i < j->people_count && !code; i++) {
        const struct person *person = &j->people[i];
        struct conversion *first = &j->conversions[person->conversion];
        enum status status = judge(j, person, first, earliest);
        for (size_t k = 0; k < person->conversions; k++) {
            first[k].status = status;
            place(j, person, &first[k]);
        }
    }
    return code;
}
