/* spend.c - spend at campaign grain: totals are never rebuilt from children, since platforms hide some of these. Of
 * each reference, day and cost type the rows without a breakdown count; where there are none, those of one set of
 * dimensions – reports by age, by placement and by region each hold the same spend. Called by refresh.c. */
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include "core/store/cover.h"
#include "core/store/derived.h"

enum column { CAMP, DAY, COST_TYPE, BREAKDOWN, SOURCE, UNTIL, AMOUNT, CURRENCY, IMPRESSIONS, CLICKS, WITHOUT_ID };
static const char rows_sql[] =
    "SELECT camp, day, cost_type, breakdown, source, until_day, amount, amount_currency, impressions, clicks, id = ''"
    " FROM fact_spend WHERE allocation IS NULL ORDER BY camp, day, cost_type, breakdown, id";

/* A breakdown is "age,gender|age=18-24;gender=male"; sets of dimensions are ranked by the text before the bar. One that
 * has no bar ("ad_group=7") is of the first set. */
static const char ranks_sql[] =
    "SELECT id, dense_rank() OVER (ORDER BY substr(text, 1, instr(text, '|'))) FROM word"
    " WHERE id IN (SELECT DISTINCT breakdown FROM fact_spend WHERE breakdown <> 0) ORDER BY id";

enum { MEASURES = 3 }; /* amount, impressions, clicks */
struct sum {
    int64_t source;
    int32_t until;
    char currency[4];
    bool present[MEASURES];
    int64_t total[MEASURES];
};
struct bucket {
    int64_t camp;
    int32_t day;
    int cost_type;
    int64_t rank; /* of the set of dimensions whose rows count so far; 0 = none */
    struct sum *sums;
    size_t count, cap;
};
struct rank {
    int64_t breakdown, rank;
};
struct spending {
    struct store *store;
    struct rank *ranks; /* by breakdown */
    size_t rank_count, rank_cap;
    struct cover cover;
    struct campaign_book book;
    sqlite3_stmt *row, *add;
    struct bucket bucket;
};

static int overflow(const struct spending *s, struct error *error)
{
    return error_set(error, GARNER_E_DATA, "%s: the spend of one campaign on one day leaves 64 bits", s->store->path);
}

/* ---- one bucket: a reference's day and cost type ---- */

static int write_sum(struct spending *s, int64_t campaign, const struct sum *sum, struct error *error)
{
    const struct bucket *bucket = &s->bucket;
    sqlite3_bind_int64(s->add, 1, campaign);
    sqlite3_bind_int(s->add, 2, bucket->day);
    sqlite3_bind_int(s->add, 3, sum->until);
    sqlite3_bind_int(s->add, 4, bucket->cost_type ? bucket->cost_type : GARNER_COST_MEDIA);
    sqlite3_bind_text(s->add, 5, sum->currency, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s->add, 6, sum->source);
    for (int i = 0; i < MEASURES; i++) {
        if (sum->present[i]) {
            sqlite3_bind_int64(s->add, 7 + i, sum->total[i]);
        } else {
            sqlite3_bind_null(s->add, 7 + i);
        }
    }
    return store_finish(s->store, s->add, error);
}

static int write_bucket(struct spending *s, struct error *error)
{
    if (s->bucket.count == 0) {
        return 0;
    }
    int64_t campaign = campaign_book_find(&s->book, s->bucket.camp, (struct garner_str){0}, s->bucket.day, error);
    int code = campaign < 0 ? (int)campaign : 0;
    for (size_t i = 0; i < s->bucket.count && campaign > 0 && !code; i++) {
        code = write_sum(s, campaign, &s->bucket.sums[i], error);
    }
    s->bucket.count = 0;
    return code;
}

static struct sum *sum_of(struct spending *s)
{
    struct bucket *bucket = &s->bucket;
    const char *currency = (const char *)sqlite3_column_text(s->row, CURRENCY);
    struct sum fresh = {.source = sqlite3_column_int64(s->row, SOURCE)};
    fresh.until = sqlite3_column_type(s->row, UNTIL) == SQLITE_NULL ? bucket->day : sqlite3_column_int(s->row, UNTIL);
    snprintf(fresh.currency, sizeof fresh.currency, "%s", currency ? currency : "");
    for (size_t i = 0; i < bucket->count; i++) {
        struct sum *sum = &bucket->sums[i];
        if (sum->source == fresh.source && sum->until == fresh.until && strcmp(sum->currency, fresh.currency) == 0) {
            return sum;
        }
    }
    if (bucket->count == bucket->cap) {
        bucket->cap = bucket->cap ? 2 * bucket->cap : 8;
        bucket->sums = xreallocarray(bucket->sums, bucket->cap, sizeof *bucket->sums);
    }
    bucket->sums[bucket->count] = fresh;
    return &bucket->sums[bucket->count++];
}

static int add_row(struct spending *s, struct error *error)
{
    struct sum *sum = sum_of(s);
    for (int i = 0; i < MEASURES; i++) {
        int column = i == 0 ? AMOUNT : i == 1 ? IMPRESSIONS : CLICKS;
        if (sqlite3_column_type(s->row, column) == SQLITE_NULL) {
            continue;
        }
        sum->present[i] = true;
        if (!number_add(sum->total[i], sqlite3_column_int64(s->row, column), &sum->total[i])) {
            return overflow(s, error);
        }
    }
    return 0;
}

static int compare_ranks(const void *key, const void *rank)
{
    int64_t a = *(const int64_t *)key, b = ((const struct rank *)rank)->breakdown;
    return a < b ? -1 : a > b;
}

static int64_t rank_of(const void *spending, int64_t breakdown)
{
    const struct spending *s = spending;
    const struct rank *rank =
        breakdown ? bsearch(&breakdown, s->ranks, s->rank_count, sizeof *s->ranks, compare_ranks) : NULL;
    return rank ? rank->rank : 0;
}

/* Whether other spend of the campaign holds these days already. */
static bool is_covered(const struct spending *s, int64_t rank)
{
    struct cover_key key = {sqlite3_column_int64(s->row, CAMP), sqlite3_column_int64(s->row, COST_TYPE),
                            sqlite3_column_int64(s->row, DAY), 0, rank};
    bool period = sqlite3_column_type(s->row, UNTIL) != SQLITE_NULL;
    key.until = period ? sqlite3_column_int64(s->row, UNTIL) : key.day;
    return sqlite3_column_int(s->row, WITHOUT_ID) && cover_has(&s->cover, &key);
}

static int read_row(struct spending *s, struct error *error)
{
    struct bucket *bucket = &s->bucket;
    int64_t camp = sqlite3_column_int64(s->row, CAMP);
    int32_t day = sqlite3_column_int(s->row, DAY);
    int cost_type = sqlite3_column_int(s->row, COST_TYPE);
    int64_t rank = rank_of(s, sqlite3_column_int64(s->row, BREAKDOWN));
    if (is_covered(s, rank)) {
        return 0;
    }
    if (bucket->count == 0 || bucket->camp != camp || bucket->day != day || bucket->cost_type != cost_type) {
        int code = write_bucket(s, error);
        if (code) {
            return code;
        }
        bucket->camp = camp;
        bucket->day = day;
        bucket->cost_type = cost_type;
        bucket->rank = rank;
    }
    if (rank < bucket->rank) {
        bucket->rank = rank;
        bucket->count = 0;
    }
    return rank > bucket->rank ? 0 : add_row(s, error);
}

/* ---- all of it ---- */

const char spend_add_sql[] =
    "INSERT INTO spend_day (campaign, day, until_day, cost_type, currency, source, amount, impressions, clicks)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET"
    " amount = iif(excluded.amount IS NULL, amount, coalesce(amount, 0) + excluded.amount),"
    " impressions = iif(excluded.impressions IS NULL, impressions, coalesce(impressions, 0) + excluded.impressions),"
    " clicks = iif(excluded.clicks IS NULL, clicks, coalesce(clicks, 0) + excluded.clicks)";

static int read_ranks(struct spending *s, struct error *error)
{
    sqlite3_stmt *stmt = NULL;
    int code = store_prepare(s->store, ranks_sql, &stmt, error);
    int row = code ? code : store_step(s->store, stmt, error);
    for (; row > 0; row = store_step(s->store, stmt, error)) {
        if (s->rank_count == s->rank_cap) {
            s->rank_cap = s->rank_cap ? 2 * s->rank_cap : 64;
            s->ranks = xreallocarray(s->ranks, s->rank_cap, sizeof *s->ranks);
        }
        s->ranks[s->rank_count++] = (struct rank){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1)};
    }
    sqlite3_finalize(stmt);
    return row;
}

static int rebuild(struct spending *s, struct error *error)
{
    int code = store_exec(s->store, "DELETE FROM spend_day", error);
    code = code ? code : read_ranks(s, error);
    code = code ? code : cover_load(&s->cover, s->store, rank_of, s, error);
    code = code ? code : campaign_book_load(&s->book, s->store, error);
    code = code ? code : store_prepare(s->store, spend_add_sql, &s->add, error);
    code = code ? code : store_prepare(s->store, rows_sql, &s->row, error);
    int row = code ? code : store_step(s->store, s->row, error);
    while (row > 0) {
        code = read_row(s, error);
        row = code ? code : store_step(s->store, s->row, error);
    }
    code = row < 0 ? row : write_bucket(s, error);
    sqlite3_finalize(s->row);
    sqlite3_finalize(s->add);
    free(s->bucket.sums);
    free(s->ranks);
    cover_release(&s->cover);
    campaign_book_release(&s->book);
    return code;
}

/* Runs have rising numbers: any insert, update or deletion changes how many rows there are or the sum of theirs. What
 * is shared by leads changes with every lead: -1, which is no state. */
int spend_refresh(struct store *store, bool campaigns_changed, struct error *error)
{
    int64_t before, now;
    int code = store_meta(store, "spend_state", &before, error);
    code = code ? code
                : store_integer(store,
                                "SELECT iif(count(allocation), -1, 1 + 1000003 * count(*) + coalesce(sum(changed), 0))"
                                " FROM fact_spend",
                                &now, error);
    if (code || (now == before && now > 0 && !campaigns_changed)) {
        return code;
    }
    struct spending s = {.store = store};
    code = rebuild(&s, error);
    return code ? code : store_meta_set(store, "spend_state", now, error);
}
