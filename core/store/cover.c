/* cover.c - a campaign's month by age beside its own days holds the same spend twice, in two shapes. Called by spend.c,
 * which counts what is left; see cover.h. It looks only at campaigns that have periods, since what lies on the same
 * days spend.c tells apart by itself; that nothing crosses, overlap.c has seen to.
 *
 * Of a period and what lies inside it, broken down otherwise, the one that comes first in the order of dimensions
 * counts – the campaign's own rows before any breakdown. But days that hold less than the period (two of a hundred are
 * left to rounding) are not all of its days: then the period counts, so that nothing is lost. */
#include "core/store/cover.h"
#include "core/base/mem.h"
#include "core/base/number.h"

enum { ENOUGH_PERCENT = 98 };

/* A period, then what lies inside it of one other set of dimensions, the longest first. */
enum column { CAMP, COST_TYPE, DAY, UNTIL, BREAKDOWN, AMOUNT, IN_DAY, IN_UNTIL, IN_BREAKDOWN, IN_AMOUNT };
#define DIMENSIONS(f)                                                                                                  \
    "iif(" f ".breakdown = 0, '', ' ' || (SELECT substr(text, 1, instr(text, '|')) FROM word WHERE id = " f            \
    ".breakdown))"
static const char inside_sql[] =
    "WITH period AS MATERIALIZED (SELECT f.camp, f.cost_type, f.day, f.until_day, " DIMENSIONS(
        "f") " AS dimensions,"
             "  min(f.breakdown) AS breakdown, sum(f.amount) AS amount FROM fact_spend f INDEXED BY fact_spend_until"
             "  WHERE f.until_day > f.day AND f.id = '' AND f.allocation IS NULL GROUP BY 1, 2, 3, 4, 5)"
             " SELECT p.camp, p.cost_type, p.day, p.until_day, p.breakdown, p.amount, o.day, coalesce(o.until_day, "
             "o.day) AS until,"
             "  min(o.breakdown), sum(o.amount), " DIMENSIONS(
                 "o") " AS dimensions FROM period p CROSS JOIN fact_spend o"
                      "  ON o.camp = p.camp AND o.day BETWEEN p.day AND p.until_day AND o.cost_type = p.cost_type AND "
                      "o.id = ''"
                      "  AND o.allocation IS NULL WHERE until <= p.until_day AND until - o.day < p.until_day - p.day"
                      "  AND p.dimensions <> " DIMENSIONS("o") " GROUP BY p.until_day - p.day, p.camp, p.cost_type, "
                                                               "p.day, p.dimensions, 11, o.day, until"
                                                               " ORDER BY p.until_day - p.day DESC, p.camp, "
                                                               "p.cost_type, p.day, p.dimensions, 11, o.day, until";

/* A period with what lies inside it. */
struct group {
    struct cover_key period, *inside;
    size_t count, cap;
    int64_t amount, sum;
};

static struct print print(const struct cover *cover, const struct cover_key *key)
{
    return print_of(cover->store->identity_key, key, sizeof *key);
}

bool cover_has(const struct cover *cover, const struct cover_key *key)
{
    return cover->out.count && table_find(&cover->out, print(cover, key));
}

static void leave_out(struct cover *cover, const struct cover_key *key)
{
    if (!cover_has(cover, key)) {
        table_put(&cover->out, print(cover, key), 1);
    }
}

static void decide(struct cover *cover, struct group *group)
{
    bool first = group->count && group->inside[0].rank < group->period.rank;
    bool enough = (int128)group->sum * 100 >= (int128)group->amount * ENOUGH_PERCENT;
    if (group->count && !cover_has(cover, &group->period)) {
        if (first && enough) {
            leave_out(cover, &group->period);
        } else {
            for (size_t i = 0; i < group->count; i++) {
                leave_out(cover, &group->inside[i]);
            }
        }
    }
    group->count = 0;
    group->sum = 0;
}

/* What already counts nothing puts nothing else aside. */
static bool add_inside(const struct cover *cover, struct group *group, const struct cover_key *key, int64_t amount)
{
    if (cover_has(cover, key)) {
        return true;
    }
    if (group->count == group->cap) {
        group->cap = group->cap ? 2 * group->cap : 64;
        group->inside = xreallocarray(group->inside, group->cap, sizeof *group->inside);
    }
    group->inside[group->count++] = *key;
    return number_add(group->sum, amount, &group->sum);
}

static int read_inside(struct cover *cover, sqlite3_stmt *row, struct group *group,
                       int64_t (*rank)(const void *context, int64_t breakdown), const void *context,
                       struct error *error)
{
    struct cover_key period = {sqlite3_column_int64(row, CAMP), sqlite3_column_int64(row, COST_TYPE),
                               sqlite3_column_int64(row, DAY), sqlite3_column_int64(row, UNTIL),
                               rank(context, sqlite3_column_int64(row, BREAKDOWN))};
    struct cover_key inside = {period.camp, period.cost_type, sqlite3_column_int64(row, IN_DAY),
                               sqlite3_column_int64(row, IN_UNTIL),
                               rank(context, sqlite3_column_int64(row, IN_BREAKDOWN))};
    if (memcmp(&period, &group->period, sizeof period) != 0 || (group->count && group->inside[0].rank != inside.rank)) {
        decide(cover, group);
        group->period = period;
        group->amount = sqlite3_column_int64(row, AMOUNT);
    }
    return add_inside(cover, group, &inside, sqlite3_column_int64(row, IN_AMOUNT))
               ? 0
               : error_set(error, GARNER_E_DATA, "%s: the spend of one campaign leaves 64 bits", cover->store->path);
}

int cover_load(struct cover *cover, struct store *store, int64_t (*rank)(const void *context, int64_t breakdown),
               const void *context, struct error *error)
{
    struct group group = {0};
    sqlite3_stmt *s;
    *cover = (struct cover){.store = store};
    int code = store_prepare(store, inside_sql, &s, error);
    int row = code ? code : store_step(store, s, error);
    while (row > 0) {
        code = read_inside(cover, s, &group, rank, context, error);
        row = code ? code : store_step(store, s, error);
    }
    decide(cover, &group);
    sqlite3_finalize(s);
    free(group.inside);
    return row;
}

void cover_release(struct cover *cover)
{
    table_release(&cover->out);
}
