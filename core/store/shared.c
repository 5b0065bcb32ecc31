/* shared.c - spend that several campaigns share, given to them: evenly, or by the new leads that each won in its days.
 * What finds no taker stays overhead. Called by refresh.c after spend.c, which leaves these records out, and after
 * people and conversions are known. The allocation's text is that of struct garner_spend. */
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include "core/schema/record.h"
#include "core/store/derived.h"

/* A name of a campaign, folded; a campaign has several. In the order of campaigns' keys. */
struct name {
    int64_t campaign;
    enum garner_channel channel;
    struct garner_str text, folded;
};
/* New leads of a campaign on a day. */
struct won {
    int64_t campaign, leads;
    int32_t day;
};
struct member {
    int64_t campaign, weight;
};
struct sharing {
    struct store *store;
    struct arena arena; /* names, leads */
    struct name *names;
    struct won *won;
    size_t name_count, name_cap, won_count, won_cap;
    int64_t overhead;
    sqlite3_stmt *row, *add, *mark;
    struct member *members; /* of the record at hand */
    size_t member_count;
};

/* ---- campaigns and leads ---- */

static const char names_sql[] =
    "SELECT c.id, c.channel, t.text FROM campaign c JOIN ("
    "  SELECT id, name AS text FROM campaign UNION SELECT id, key FROM campaign"
    "  UNION SELECT m.campaign, r.name FROM campaign_map m JOIN campaign_ref r ON r.id = m.ref WHERE r.click_id IS NULL"
    "  UNION SELECT m.campaign, r.utm_campaign FROM campaign_map m JOIN campaign_ref r ON r.id = m.ref"
    "         WHERE r.click_id IS NULL"
    "  UNION SELECT m.campaign, r.native_id FROM campaign_map m JOIN campaign_ref r ON r.id = m.ref"
    "         WHERE r.click_id IS NULL) t ON t.id = c.id"
    " WHERE t.text IS NOT NULL AND c.key NOT IN ('" OVERHEAD "', 'unknown') ORDER BY c.key, t.text";

static struct garner_str folded(struct arena *arena, struct garner_str text)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    str_fold(&out, text);
    struct garner_str kept = arena_str(arena, buf_str(&out));
    buf_release(&out);
    return kept;
}

static int load_names(struct sharing *s, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(s->store, names_sql, &select, error);
    int row = code ? code : store_step(s->store, select, error);
    for (; row > 0; row = store_step(s->store, select, error)) {
        if (s->name_count == s->name_cap) {
            s->name_cap = s->name_cap ? 2 * s->name_cap : 256;
            s->names = xreallocarray(s->names, s->name_cap, sizeof *s->names);
        }
        struct name *name = &s->names[s->name_count++];
        name->campaign = sqlite3_column_int64(select, 0);
        name->channel = (enum garner_channel)sqlite3_column_int(select, 1);
        name->text = arena_str(&s->arena, column_str(select, 2));
        name->folded = folded(&s->arena, name->text);
    }
    sqlite3_finalize(select);
    return row;
}

/* The leads that reports count: every person once, no customers, none disqualified. */
static const char won_sql[] =
    "SELECT c.id, l.day_number, count(*) FROM leads l JOIN campaign c ON c.key = l.campaign_key"
    " WHERE l.first AND NOT l.before AND NOT l.disqualified AND l.day_number IS NOT NULL GROUP BY 1, 2";

static int load_won(struct sharing *s, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(s->store, won_sql, &select, error);
    int row = code ? code : store_step(s->store, select, error);
    for (; row > 0; row = store_step(s->store, select, error)) {
        if (s->won_count == s->won_cap) {
            s->won_cap = s->won_cap ? 2 * s->won_cap : 1024;
            s->won = xreallocarray(s->won, s->won_cap, sizeof *s->won);
        }
        s->won[s->won_count++] = (struct won){.campaign = sqlite3_column_int64(select, 0),
                                              .day = sqlite3_column_int(select, 1),
                                              .leads = sqlite3_column_int64(select, 2)};
    }
    sqlite3_finalize(select);
    return row;
}

/* ---- who shares ---- */

static void add_member(struct sharing *s, int64_t campaign)
{
    for (size_t i = 0; i < s->member_count; i++) {
        if (s->members[i].campaign == campaign && campaign != s->overhead) {
            return;
        }
    }
    s->members[s->member_count++] = (struct member){campaign, 1};
}

static bool is_glob(struct garner_str text)
{
    return memchr(text.ptr, '*', text.len) || memchr(text.ptr, '?', text.len) || memchr(text.ptr, '[', text.len);
}

/* Whom "=NAME" or "@CHANNEL" means. A plain name that nobody has keeps its part, as overhead. */
static void add_item(struct sharing *s, struct garner_str item, struct arena *arena)
{
    struct garner_str text = str_of(item.ptr + 1, item.len - 1), wanted = folded(arena, text);
    const char *pattern = arena_strndup(arena, text.ptr, text.len);
    int channel = item.ptr[0] == '@' ? words_number(&record_channels, text) : 0;
    bool glob = is_glob(text), found = false;
    for (size_t i = 0; i < s->name_count; i++) {
        const struct name *name = &s->names[i];
        bool meant = channel ? (int)name->channel == channel
                             : (glob && str_glob(pattern, name->text)) || str_compare(name->folded, wanted) == 0;
        if (meant) {
            add_member(s, name->campaign);
            found = true;
        }
    }
    if (!found && !channel && !glob) {
        add_member(s, s->overhead);
    }
}

static void find_members(struct sharing *s, struct garner_str allocation, struct arena *arena)
{
    s->member_count = 0;
    s->members = arena_calloc(arena, s->name_count + allocation.len + 1, sizeof *s->members);
    const char *tab = memchr(allocation.ptr, '\t', allocation.len), *end = allocation.ptr + allocation.len;
    while (tab) {
        const char *item = tab + 1;
        tab = memchr(item, '\t', (size_t)(end - item));
        struct garner_str text = str_of(item, (size_t)((tab ? tab : end) - item));
        if (text.len > 1) {
            add_item(s, text, arena);
        }
    }
    if (!s->member_count) {
        add_member(s, s->overhead);
    }
}

/* By the leads from … until; where there were none at all, evenly. */
static void weigh_by_leads(struct sharing *s, int32_t from, int32_t until)
{
    int64_t total = 0;
    for (size_t i = 0; i < s->member_count; i++) {
        s->members[i].weight = 0;
        for (size_t k = 0; k < s->won_count; k++) {
            const struct won *won = &s->won[k];
            bool counts = won->campaign == s->members[i].campaign && won->day >= from && won->day <= until;
            s->members[i].weight += counts ? won->leads : 0;
        }
        total += s->members[i].weight;
    }
    for (size_t i = 0; i < s->member_count && total == 0; i++) {
        s->members[i].weight = 1;
    }
}

/* ---- the parts ---- */

enum column { SOURCE, DAY, UNTIL, COST_TYPE, CURRENCY, AMOUNT, ALLOCATION, CAMPAIGN };
static const char rows_sql[] =
    "SELECT f.source, f.day, coalesce(f.until_day, f.day), iif(f.cost_type = 0, 2, f.cost_type), f.amount_currency,"
    " f.amount, w.text, m.campaign FROM fact_spend f JOIN word w ON w.id = f.allocation"
    " JOIN campaign_map m ON m.ref = f.camp AND f.day BETWEEN m.from_day AND m.until_day"
    " WHERE f.allocation IS NOT NULL AND f.amount IS NOT NULL";

static int write_part(struct sharing *s, int64_t campaign, int64_t amount, struct error *error)
{
    sqlite3_bind_int64(s->add, 1, campaign);
    sqlite3_bind_int(s->add, 2, sqlite3_column_int(s->row, DAY));
    sqlite3_bind_int(s->add, 3, sqlite3_column_int(s->row, UNTIL));
    sqlite3_bind_int(s->add, 4, sqlite3_column_int(s->row, COST_TYPE));
    bind_str(s->add, 5, column_str(s->row, CURRENCY));
    sqlite3_bind_int64(s->add, 6, sqlite3_column_int64(s->row, SOURCE));
    sqlite3_bind_int64(s->add, 7, amount);
    int code = store_finish(s->store, s->add, error);
    sqlite3_bind_int64(s->mark, 1, campaign);
    return code ? code : store_finish(s->store, s->mark, error);
}

/* What the first `weight` of `total` have together, rounded down: parts between such marks add up exactly. */
static int64_t up_to(int64_t amount, int64_t weight, int64_t total)
{
    return (int64_t)((int128)amount * weight / total);
}

static int share_row(struct sharing *s, struct arena *arena, struct error *error)
{
    struct garner_str allocation = column_str(s->row, ALLOCATION);
    int64_t amount = sqlite3_column_int64(s->row, AMOUNT), total = 0, passed = 0, given = 0;
    s->overhead = sqlite3_column_int64(s->row, CAMPAIGN);
    find_members(s, allocation, arena);
    if (str_starts(allocation, "lead\t")) {
        weigh_by_leads(s, sqlite3_column_int(s->row, DAY), sqlite3_column_int(s->row, UNTIL));
    }
    for (size_t i = 0; i < s->member_count; i++) {
        total += s->members[i].weight;
    }
    int code = 0;
    for (size_t i = 0; i < s->member_count && !code; i++) {
        passed += s->members[i].weight;
        int64_t upto = up_to(amount, passed, total);
        code = s->members[i].weight ? write_part(s, s->members[i].campaign, upto - given, error) : 0;
        given = upto;
    }
    return code;
}

static int share_all(struct sharing *s, struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    int row = store_step(s->store, s->row, error);
    while (row > 0) {
        arena_clear(&arena);
        int code = share_row(s, &arena, error);
        row = code ? code : store_step(s->store, s->row, error);
    }
    arena_release(&arena);
    return row;
}

int shared_refresh(struct store *store, struct error *error)
{
    int64_t state;
    int code = store_meta(store, "spend_state", &state, error);
    if (code || state != -1) {
        return code;
    }
    struct sharing s = {.store = store};
    arena_init(&s.arena);
    code = load_names(&s, error);
    code = code ? code : load_won(&s, error);
    code = code ? code : store_prepare(store, spend_add_sql, &s.add, error);
    code =
        code ? code
             : store_prepare(store, "UPDATE campaign SET has_cost = 1 WHERE id = ?1 AND has_cost = 0", &s.mark, error);
    code = code ? code : store_prepare(store, rows_sql, &s.row, error);
    code = code ? code : share_all(&s, error);
    sqlite3_finalize(s.row);
    sqlite3_finalize(s.add);
    sqlite3_finalize(s.mark);
    free(s.names);
    free(s.won);
    arena_release(&s.arena);
    return code;
}
