/* resolve_write.c - campaign resolution's way in and out: references and campaign records are read, campaigns and the
 * map from references to them are written, and of those only what differs. Called by resolve.c. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/schema/channel.h"
#include "core/store/resolve.h"

/* ---- in ---- */

static const char all_names[] =
    "SELECT r.id, s.name, r.native_id, r.name, r.channel, r.channel_word, r.utm_source, r.utm_medium, r.utm_campaign,"
    " r.defines FROM campaign_ref r JOIN source s ON s.id = r.source WHERE r.click_id IS NULL AND r.defines >= 0"
    " ORDER BY s.name, r.native_id, r.name, r.channel, r.utm_source, r.utm_medium, r.utm_campaign, r.channel_word";

static struct garner_str kept(struct resolution *r, sqlite3_stmt *row, int column)
{
    return arena_str(&r->arena, column_str(row, column));
}

static bool is_of_configuration(struct resolution *r, struct garner_str source)
{
    const char *name = arena_strndup(&r->arena, source.ptr, source.len);
    const struct source_config *own = r->config ? config_source(r->config, name) : NULL;
    return own && !own->plugin;
}

static void read_name(struct resolution *r, sqlite3_stmt *row, struct campaign_name *n)
{
    struct garner_campaign_ref ref = {.channel = (enum garner_channel)sqlite3_column_int(row, 4),
                                      .channel_word = column_str(row, 5),
                                      .utm_source = kept(r, row, 6),
                                      .utm_medium = kept(r, row, 7),
                                      .utm_campaign = kept(r, row, 8)};
    *n = (struct campaign_name){.id = sqlite3_column_int64(row, 0),
                                .source = kept(r, row, 1),
                                .native_id = kept(r, row, 2),
                                .name = kept(r, row, 3),
                                .channel = channel_of(&ref),
                                .utm_source = ref.utm_source,
                                .utm_medium = ref.utm_medium,
                                .utm_campaign = ref.utm_campaign,
                                .has_cost = sqlite3_column_int(row, 9) != 0};
    n->defines = n->has_cost && !is_of_configuration(r, n->source);
    n->folded = resolution_fold(r, n->name);
    n->folded_utm = resolution_fold(r, n->utm_campaign);
    n->folded_id = resolution_fold(r, n->native_id);
    n->spans = arena_alloc(&r->arena, sizeof *n->spans);
    n->spans[0] = (struct resolved_span){DAY_MIN, DAY_MAX, NO_CAMPAIGN, RESOLVED_NOT};
    n->span_count = 1;
    n->campaign = NO_CAMPAIGN;
}

struct id_index {
    int64_t id;
    size_t index;
};

static int by_id(const void *a, const void *b)
{
    const struct id_index *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static void index_names(struct resolution *r)
{
    struct id_index *pairs = xreallocarray(NULL, r->count + 1, sizeof *pairs);
    for (size_t i = 0; i < r->count; i++) {
        pairs[i] = (struct id_index){r->names[i].id, i};
    }
    qsort(pairs, r->count, sizeof *pairs, by_id);
    r->by_id = xreallocarray(NULL, r->count + 1, sizeof *r->by_id);
    for (size_t i = 0; i < r->count; i++) {
        r->by_id[i] = pairs[i].index;
    }
    free(pairs);
}

int resolution_load(struct resolution *r, struct error *error)
{
    sqlite3_stmt *select;
    size_t cap = 0;
    int code = store_prepare(r->store, all_names, &select, error);
    int row = code ? code : store_step(r->store, select, error);
    for (; row > 0; row = store_step(r->store, select, error)) {
        if (r->count == cap) {
            cap = cap ? 2 * cap : 64;
            r->names = xreallocarray(r->names, cap, sizeof *r->names);
        }
        read_name(r, select, &r->names[r->count++]);
    }
    sqlite3_finalize(select);
    if (!row) {
        index_names(r);
    }
    return row;
}

static const struct campaign_name *name_of(const struct resolution *r, int64_t id)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->names[r->by_id[middle]].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < r->count && r->names[r->by_id[low]].id == id ? &r->names[r->by_id[low]] : NULL;
}

/* ---- what campaign records say ---- */

static const char records[] =
    "SELECT f.camp, k.text, f.audience, f.brand, t.text, f.starts_on, f.ends_on, g.text, e.text FROM fact_campaign f"
    " JOIN source s ON s.id = f.source LEFT JOIN word k ON k.id = f.kind LEFT JOIN word t ON t.id = f.status"
    " LEFT JOIN word g ON g.id = f.target_segment LEFT JOIN word e ON e.id = f.target_region ORDER BY s.name, f.id";

static void first_text(struct resolution *r, struct garner_str *text, sqlite3_stmt *row, int column)
{
    if (!text->len) {
        *text = kept(r, row, column);
    }
}

/* Several records of one campaign: the first in the order of sources speaks; together they last as long as any. */
static void describe_one(struct resolution *r, struct resolved_campaign *c, sqlite3_stmt *row)
{
    first_text(r, &c->kind, row, 1);
    c->audience = c->audience ? c->audience : sqlite3_column_int64(row, 2);
    c->brand = c->brand ? c->brand : sqlite3_column_int64(row, 3);
    first_text(r, &c->status, row, 4);
    if (sqlite3_column_type(row, 5) != SQLITE_NULL) {
        int64_t day = sqlite3_column_int64(row, 5);
        c->starts_on = c->has_start && c->starts_on < day ? c->starts_on : day;
        c->has_start = true;
    }
    if (sqlite3_column_type(row, 6) != SQLITE_NULL) {
        int64_t day = sqlite3_column_int64(row, 6);
        c->ends_on = c->has_end && c->ends_on > day ? c->ends_on : day;
        c->has_end = true;
    }
    first_text(r, &c->segment, row, 7);
    first_text(r, &c->region, row, 8);
}

static void overrule(struct resolved_campaign *c)
{
    const struct campaign_alias *alias = c->alias;
    if (!alias) {
        return;
    }
    c->kind = alias->kind.len ? alias->kind : c->kind;
    c->segment = alias->segment.len ? alias->segment : c->segment;
    c->region = alias->region.len ? alias->region : c->region;
    c->audience = alias->audience ? (int64_t)alias->audience : c->audience;
    c->brand = alias->brand ? (int64_t)alias->brand : c->brand;
}

int resolution_describe(struct resolution *r, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(r->store, records, &select, error);
    int row = code ? code : store_step(r->store, select, error);
    for (; row > 0; row = store_step(r->store, select, error)) {
        const struct campaign_name *n = name_of(r, sqlite3_column_int64(select, 0));
        if (n && n->campaign != NO_CAMPAIGN) {
            describe_one(r, &r->campaigns[n->campaign], select);
        }
    }
    sqlite3_finalize(select);
    for (size_t i = 0; i < r->campaign_count; i++) {
        overrule(&r->campaigns[i]);
    }
    return row;
}

/* ---- out: campaigns ---- */

#define SAME(column) " AND " column " IS excluded." column
#define TAKE(column) column " = excluded." column ", "
static const char upsert[] =
    "INSERT INTO campaign (key, name, channel, unpaid, kind, audience, brand, segment, region, status, starts_on, "
    "ends_on,"
    " no_cost, aliased, has_cost, has_response) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
    "?15, 0)"
    " ON CONFLICT (key) DO UPDATE SET " TAKE("name") TAKE("channel") TAKE("unpaid") TAKE("kind") TAKE("audience")
        TAKE("brand") TAKE("segment") TAKE("region") TAKE("status") TAKE("starts_on") TAKE("ends_on") TAKE("no_cost")
            TAKE("aliased") "has_cost = excluded.has_cost WHERE NOT (true" SAME("name") SAME("channel") SAME("kind")
                SAME("audience") SAME("brand") SAME("segment") SAME("region") SAME("status") SAME("starts_on")
                    SAME("ends_on") SAME("no_cost") SAME("aliased") SAME("has_cost") ")";

static void bind_number(sqlite3_stmt *s, int index, bool present, int64_t number)
{
    if (present) {
        sqlite3_bind_int64(s, index, number);
    } else {
        sqlite3_bind_null(s, index);
    }
}

static void bind_text(sqlite3_stmt *s, int index, struct garner_str text)
{
    bind_str(s, index, text.len ? text : (struct garner_str){0});
}

static void bind_campaign(sqlite3_stmt *s, const struct resolved_campaign *c)
{
    bind_str(s, 1, c->key);
    bind_str(s, 2, c->name);
    sqlite3_bind_int(s, 3, (int)c->channel);
    sqlite3_bind_int(s, 4, channel_is_unpaid(c->channel));
    bind_text(s, 5, c->kind);
    bind_number(s, 6, c->audience != 0, c->audience);
    bind_number(s, 7, c->brand != 0, c->brand);
    bind_text(s, 8, c->segment);
    bind_text(s, 9, c->region);
    bind_text(s, 10, c->status);
    bind_number(s, 11, c->has_start, c->starts_on);
    bind_number(s, 12, c->has_end, c->ends_on);
    sqlite3_bind_int(s, 13, c->alias && c->alias->no_cost);
    sqlite3_bind_int(s, 14, c->alias != NULL);
    sqlite3_bind_int(s, 15, c->has_cost);
}

static int write_campaign(struct resolution *r, sqlite3_stmt *write, sqlite3_stmt *find, struct resolved_campaign *c,
                          struct error *error)
{
    bind_campaign(write, c);
    int code = store_finish(r->store, write, error);
    if (code) {
        return code;
    }
    bind_str(find, 1, c->key);
    int row = store_step(r->store, find, error);
    c->id = row > 0 ? sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    return row < 0 ? row : 0;
}

static int keep_campaign(struct resolution *r, sqlite3_stmt *keep, int64_t id, struct error *error)
{
    sqlite3_bind_int64(keep, 1, id);
    return store_finish(r->store, keep, error);
}

static int write_campaigns(struct resolution *r, struct error *error)
{
    sqlite3_stmt *write = NULL, *find = NULL, *keep = NULL;
    int code = store_prepare(r->store, upsert, &write, error);
    code = code ? code : store_prepare(r->store, "SELECT id FROM campaign WHERE key = ?1", &find, error);
    code = code ? code : store_prepare(r->store, "INSERT INTO temp.kept_campaign VALUES (?1)", &keep, error);
    for (size_t i = 0; i < r->campaign_count && !code; i++) {
        code = write_campaign(r, write, find, &r->campaigns[i], error);
        code = code ? code : keep_campaign(r, keep, r->campaigns[i].id, error);
    }
    sqlite3_finalize(write);
    sqlite3_finalize(find);
    sqlite3_finalize(keep);
    return code ? code : store_exec(r->store, "DELETE FROM campaign WHERE id NOT IN temp.kept_campaign", error);
}

/* ---- out: the map ---- */

static int write_spans(struct resolution *r, sqlite3_stmt *insert, const struct campaign_name *n, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < n->span_count && !code; i++) {
        const struct resolved_span *span = &n->spans[i];
        sqlite3_bind_int64(insert, 1, n->id);
        sqlite3_bind_int(insert, 2, span->from);
        sqlite3_bind_int(insert, 3, span->until);
        sqlite3_bind_int64(insert, 4, r->campaigns[span->campaign].id);
        sqlite3_bind_text(insert, 5, resolved_name(span->how), -1, SQLITE_STATIC);
        code = store_finish(r->store, insert, error);
    }
    return code;
}

static int fill_new_map(struct resolution *r, struct error *error)
{
    sqlite3_stmt *insert = NULL;
    int code = store_prepare(r->store, "INSERT INTO temp.new_map VALUES (?1, ?2, ?3, ?4, ?5)", &insert, error);
    for (size_t i = 0; i < r->count && !code; i++) {
        code = write_spans(r, insert, &r->names[r->by_id[i]], error);
    }
    sqlite3_finalize(insert);
    return code;
}

#define MAP_UPSERT                                                                                                     \
    " ON CONFLICT (ref, from_day) DO UPDATE SET until_day = excluded.until_day, campaign = excluded.campaign,"         \
    " how = excluded.how WHERE NOT (until_day = excluded.until_day AND campaign = excluded.campaign"                   \
    " AND how = excluded.how)"

static const char merge_map[] =
    "DELETE FROM campaign_map WHERE how <> 'click' AND NOT EXISTS (SELECT 1 FROM temp.new_map n"
    " WHERE n.ref = campaign_map.ref AND n.from_day = campaign_map.from_day);"
    "INSERT INTO campaign_map SELECT * FROM temp.new_map WHERE true" MAP_UPSERT;
/* References that are a click id and nothing else: as many as clicks, so they never come into memory. */
static const char map_clicks[] =
    "INSERT INTO campaign_map SELECT r.id, coalesce(m.from_day, %d), coalesce(m.until_day, %d),"
    " coalesce(m.campaign, %lld), 'click' FROM campaign_ref r LEFT JOIN click k ON k.click_id = r.click_id"
    " LEFT JOIN temp.new_map m ON m.ref = k.camp WHERE r.click_id IS NOT NULL" MAP_UPSERT;

static int write_map(struct resolution *r, int64_t unknown, bool *changed, struct error *error)
{
    int64_t before = sqlite3_total_changes64(r->store->db);
    int code = store_exec(r->store, merge_map, error);
    bool other = sqlite3_total_changes64(r->store->db) != before;
    if (!code && other) {
        code = store_exec(r->store, "DELETE FROM campaign_map WHERE how = 'click'", error);
    }
    code = code ? code : store_execf(r->store, error, map_clicks, DAY_MIN, DAY_MAX, (long long)unknown);
    *changed |= sqlite3_total_changes64(r->store->db) != before;
    return code;
}

/* ---- out: words of names ---- */

static bool tells_apart(struct garner_str word)
{
    bool digits = true;
    for (size_t i = 0; i < word.len; i++) {
        digits &= word.ptr[i] >= '0' && word.ptr[i] <= '9';
    }
    return word.len > 2 && !digits;
}

static int write_words(struct resolution *r, sqlite3_stmt *insert, const struct resolved_campaign *c,
                       struct error *error)
{
    struct garner_str rest = resolution_fold(r, c->name);
    int code = 0;
    while (rest.len && !code) {
        const char *blank = memchr(rest.ptr, ' ', rest.len);
        struct garner_str word = str_of(rest.ptr, blank ? (size_t)(blank - rest.ptr) : rest.len);
        size_t taken = word.len + (blank != NULL);
        rest = str_of(rest.ptr + taken, rest.len - taken);
        if (tells_apart(word)) {
            bind_str(insert, 1, word);
            sqlite3_bind_int64(insert, 2, c->id);
            code = store_finish(r->store, insert, error);
        }
    }
    return code;
}

static int write_all_words(struct resolution *r, struct error *error)
{
    sqlite3_stmt *insert = NULL;
    int code = store_exec(r->store, "DELETE FROM campaign_word", error);
    code = code ? code : store_prepare(r->store, "INSERT OR IGNORE INTO campaign_word VALUES (?1, ?2)", &insert, error);
    for (size_t i = 0; i < r->campaign_count && !code; i++) {
        code = write_words(r, insert, &r->campaigns[i], error);
    }
    sqlite3_finalize(insert);
    return code;
}

static const char scratch[] =
    "CREATE TEMP TABLE IF NOT EXISTS kept_campaign (id INTEGER PRIMARY KEY); DELETE FROM temp.kept_campaign;"
    "CREATE TEMP TABLE IF NOT EXISTS new_map (ref INTEGER, from_day INTEGER, until_day INTEGER, campaign INTEGER,"
    " how TEXT, PRIMARY KEY (ref, from_day)) WITHOUT ROWID; DELETE FROM temp.new_map;";

/* The campaign of clicks that nobody knows of. */
static int find_unknown(struct resolution *r, int32_t *unknown, struct error *error)
{
    int64_t any;
    int code = store_integer(r->store,
                             "SELECT EXISTS (SELECT 1 FROM campaign_ref r WHERE r.click_id IS NOT NULL AND NOT EXISTS"
                             " (SELECT 1 FROM click k WHERE k.click_id = r.click_id))",
                             &any, error);
    *unknown = NO_CAMPAIGN;
    if (!code && any) {
        *unknown = resolution_campaign(r, garner_text("unknown"));
        struct resolved_campaign *c = &r->campaigns[*unknown];
        c->name = c->name.len ? c->name : c->key;
        c->channel = channel_is_open(c->channel) ? GARNER_CHANNEL_UNKNOWN : c->channel;
    }
    return code;
}

int resolution_write(struct resolution *r, bool *changed, struct error *error)
{
    int32_t unknown;
    int code = store_exec(r->store, scratch, error);
    code = code ? code : find_unknown(r, &unknown, error);
    int64_t before = sqlite3_total_changes64(r->store->db), kept_rows = (int64_t)r->campaign_count;
    code = code ? code : write_campaigns(r, error);
    *changed |= sqlite3_total_changes64(r->store->db) != before + kept_rows;
    code = code ? code : fill_new_map(r, error);
    code = code ? code : write_map(r, unknown == NO_CAMPAIGN ? 0 : r->campaigns[unknown].id, changed, error);
    return code || !*changed ? code : write_all_words(r, error);
}
