/* events.c - what the persons who were converted did: their leads, deals and touches. Touches, by far the most, are
 * read once from first to last, as they lie, and only those of these persons are looked at; a person's own index would
 * cost more on every load than it saves here. Called by credit.c after conversion.c. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/journey.h"

/* ---- a filter inside SQL, so that rows of nobody are never decoded ---- */

/* converted(who) and converted(who, camp): whether that is a person of j; notes that a touch uses camp. */
static void converted(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct journeys *j = sqlite3_user_data(context);
    int64_t camp = count > 1 ? sqlite3_value_int64(values[1]) : 0;
    if (camp > 0 && (size_t)camp <= j->book.refs) {
        j->touched[camp] = 1;
    }
    int64_t who = sqlite3_value_int64(values[0]);
    bool somebody = who > 0 && (size_t)who <= j->refs && j->is_somebody[who / 8] >> who % 8 & 1;
    sqlite3_result_int(context, somebody);
}

static int define_filter(struct journeys *j, struct error *error)
{
    sqlite3 *db = j->store->db;
    if (sqlite3_create_function(db, "converted", 1, SQLITE_UTF8, j, converted, NULL, NULL) ||
        sqlite3_create_function(db, "converted", 2, SQLITE_UTF8, j, converted, NULL, NULL)) {
        return store_failed(j->store, db, error);
    }
    return 0;
}

static void forget_filter(struct journeys *j)
{
    sqlite3_create_function(j->store->db, "converted", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    sqlite3_create_function(j->store->db, "converted", 2, SQLITE_UTF8, NULL, NULL, NULL, NULL);
}

/* ---- leads and deals ---- */

enum event_column { SOURCE, ID, WHO, AT, AT_DAY, CAMP, CLICK, REGION, SEGMENT, NATIVE };

#define NATIVE_OF_P "coalesce(p.native, iif(p.kind = 1, p.hash, NULL))"
static const char leads_sql[] =
    "SELECT s.name, l.id, l.who, l.created_at, l.created_at_day, l.camp, l.click_id, g.text, e.text, " NATIVE_OF_P
    " FROM fact_lead l CROSS JOIN source s ON s.id = l.source CROSS JOIN person_ref p ON p.id = l.who"
    " LEFT JOIN word g ON g.id = l.region LEFT JOIN word e ON e.id = l.segment"
    " WHERE converted(l.who) AND l.created_at IS NOT NULL";
static const char deals_sql[] =
    "SELECT s.name, d.id, d.who, d.created_at, d.created_at_day, d.camp, d.click_id, NULL, NULL, NULL FROM fact_deal d"
    " CROSS JOIN source s ON s.id = d.source WHERE converted(d.who) AND d.created_at IS NOT NULL AND d.camp > 0";

static struct garner_str kept(struct journeys *j, sqlite3_stmt *row, int column)
{
    return arena_str(&j->arena, column_str(row, column));
}

static int read_event(struct journeys *j, sqlite3_stmt *row, struct event *event, struct error *error)
{
    *event = (struct event){
        .source = kept(j, row, SOURCE),
        .id = kept(j, row, ID),
        .at = moment_of(j->config->zone, sqlite3_column_int64(row, AT), sqlite3_column_int(row, AT_DAY) != 0),
        .person = (uint32_t)journeys_person(j, sqlite3_column_int64(row, WHO)),
        .region = kept(j, row, REGION),
        .segment = kept(j, row, SEGMENT),
    };
    size_t len = (size_t)sqlite3_column_bytes(row, NATIVE);
    event->native = arena_str(&j->arena, str_of(sqlite3_column_blob(row, NATIVE), len));
    int64_t campaign =
        campaign_book_find(&j->book, sqlite3_column_int64(row, CAMP), column_str(row, CLICK), event->at.day, error);
    event->campaign = campaign > 0 ? (uint32_t)campaign : 0;
    return campaign < 0 ? (int)campaign : 0;
}

static int read_events(struct journeys *j, const char *sql, struct event **events, size_t *count, struct error *error)
{
    sqlite3_stmt *select;
    size_t cap = 0;
    int code = store_prepare(j->store, sql, &select, error);
    int row = code ? code : store_step(j->store, select, error);
    while (row > 0) {
        if (*count == cap) {
            cap = cap ? 2 * cap : 256;
            *events = xreallocarray(*events, cap, sizeof **events);
        }
        code = read_event(j, select, &(*events)[(*count)++], error);
        row = code ? code : store_step(j->store, select, error);
    }
    sqlite3_finalize(select);
    return row;
}

static int by_person(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    if (x->at.ms != y->at.ms) {
        return x->at.ms < y->at.ms ? -1 : 1;
    }
    int order = str_compare(x->source, y->source);
    return order ? order : str_compare(x->id, y->id);
}

static void sort_events(struct journeys *j)
{
    if (j->lead_count) {
        qsort(j->leads, j->lead_count, sizeof *j->leads, by_person);
    }
    if (j->deal_count) {
        qsort(j->deals, j->deal_count, sizeof *j->deals, by_person);
    }
    for (size_t i = j->lead_count; i-- > 0;) {
        j->people[j->leads[i].person].lead = i;
        j->people[j->leads[i].person].leads++;
    }
    for (size_t i = j->deal_count; i-- > 0;) {
        j->people[j->deals[i].person].deal = i;
        j->people[j->deals[i].person].deals++;
    }
}

int events_load(struct journeys *j, struct error *error)
{
    int code = define_filter(j, error);
    code = code ? code : read_events(j, leads_sql, &j->leads, &j->lead_count, error);
    code = code ? code : read_events(j, deals_sql, &j->deals, &j->deal_count, error);
    code = code ? code : customers_load(j, error);
    forget_filter(j);
    sort_events(j);
    return code;
}

/* ---- touches ---- */

static const char touches_sql[] = "SELECT at, at_day, source, who, camp, click_id, kind FROM fact_touch"
                                  " WHERE converted(who, camp) ORDER BY at, source, id";

static int rank_sources(struct journeys *j, struct error *error)
{
    int64_t sources;
    int code = store_integer(j->store, "SELECT max(id) FROM source", &sources, error);
    if (code) {
        return code;
    }
    j->sources = (size_t)sources;
    j->source_rank = xcalloc(j->sources + 1, sizeof *j->source_rank);
    sqlite3_stmt *select;
    uint16_t rank = 0;
    code = store_prepare(j->store, "SELECT id FROM source ORDER BY name", &select, error);
    int row = code ? code : store_step(j->store, select, error);
    for (; row > 0; row = store_step(j->store, select, error)) {
        j->source_rank[sqlite3_column_int64(select, 0)] = rank++;
    }
    sqlite3_finalize(select);
    return row;
}

static bool earns_credit(int kind)
{
    return kind < GARNER_TOUCH_SENT || kind > GARNER_TOUCH_NO_SHOW;
}

static void add_touch(struct journeys *j, const struct touch *touch)
{
    if (j->touch_count == j->touch_cap) {
        j->touch_cap = j->touch_cap ? j->touch_cap / 2 * 3 : 1024;
        j->touches = xreallocarray(j->touches, j->touch_cap, sizeof *j->touches);
    }
    j->touches[j->touch_count] = *touch;
    j->touches[j->touch_count].sequence = (uint32_t)j->touch_count;
    j->touch_count++;
}

/* Any touch tells that its bearer was seen; one that names a campaign and earns credit is kept. */
static int read_touch(struct journeys *j, sqlite3_stmt *row, struct error *error)
{
    struct touch touch = {
        .at = moment_of(j->config->zone, sqlite3_column_int64(row, 0), sqlite3_column_int(row, 1) != 0),
        .person = (uint32_t)journeys_person(j, sqlite3_column_int64(row, 3)),
        .source = j->source_rank[sqlite3_column_int64(row, 2)],
    };
    struct person *person = &j->people[touch.person];
    if (!person->seen || moment_order(touch.at, RANK_TOUCH, person->first_touch, RANK_TOUCH) < 0) {
        person->first_touch = touch.at;
        person->seen = true;
    }
    if (!earns_credit(sqlite3_column_int(row, 6))) {
        return 0;
    }
    int64_t campaign =
        campaign_book_find(&j->book, sqlite3_column_int64(row, 4), column_str(row, 5), touch.at.day, error);
    if (campaign > 0) {
        touch.campaign = (uint32_t)campaign;
        add_touch(j, &touch);
    }
    return campaign < 0 ? (int)campaign : 0;
}

/* Rows come in the order of time and record key, but for the source's number, which its name replaces. */
static int by_time(const void *a, const void *b)
{
    const struct touch *x = a, *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    if (x->at.ms != y->at.ms) {
        return x->at.ms < y->at.ms ? -1 : 1;
    }
    if (x->source != y->source) {
        return x->source < y->source ? -1 : 1;
    }
    return x->sequence < y->sequence ? -1 : 1;
}

static void sort_touches(struct journeys *j)
{
    if (j->touch_count) {
        qsort(j->touches, j->touch_count, sizeof *j->touches, by_time);
    }
    for (size_t i = j->touch_count; i-- > 0;) {
        j->touches[i].sequence = (uint32_t)i;
        j->people[j->touches[i].person].touch = i;
        j->people[j->touches[i].person].touches++;
    }
}

static int read_touches(struct journeys *j, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(j->store, touches_sql, &select, error);
    int row = code ? code : store_step(j->store, select, error);
    while (row > 0) {
        code = read_touch(j, select, error);
        row = code ? code : store_step(j->store, select, error);
    }
    sqlite3_finalize(select);
    return row;
}

/* Which references define campaigns and are used by touches too: such campaigns have a response. */
static int write_use(struct journeys *j, struct error *error)
{
    sqlite3_stmt *select = NULL, *insert = NULL;
    int code = store_exec(j->store, "DELETE FROM touch_use", error);
    code = code ? code : store_prepare(j->store, "INSERT INTO touch_use VALUES (?1)", &insert, error);
    code = code ? code : store_prepare(j->store, "SELECT id FROM campaign_ref WHERE defines = 1", &select, error);
    int row = code ? code : store_step(j->store, select, error);
    while (row > 0) {
        int64_t ref = sqlite3_column_int64(select, 0);
        if ((size_t)ref <= j->book.refs && j->touched[ref]) {
            sqlite3_bind_int64(insert, 1, ref);
            code = store_finish(j->store, insert, error);
        }
        row = code ? code : store_step(j->store, select, error);
    }
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    return row;
}

int touches_load(struct journeys *j, struct error *error)
{
    j->touched = xcalloc(j->book.refs + 1, 1);
    int code = rank_sources(j, error);
    code = code ? code : define_filter(j, error);
    code = code ? code : read_touches(j, error);
    forget_filter(j);
    sort_touches(j);
    return code ? code : write_use(j, error);
}
