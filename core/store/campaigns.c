/* campaigns.c - campaigns as records name them: references to a campaign_ref, and which click led to which. Called by
 * batch.c through dictionary.h. Which refs are one campaign is resolve.c's business. */
#include "core/store/dictionary.h"
#include "core/base/str.h"
#include "core/store/notes.h"

enum { NAME_MAX_BYTES = 4 * RECORD_TEXT_MAX };

/* ---- identity ---- */

static bool has_more(const struct garner_campaign_ref *c)
{
    return c->name.len || c->channel || c->channel_word.len || c->utm_source.len || c->utm_medium.len ||
           c->utm_campaign.len;
}

static void identity_by_name(struct dictionary *d, const struct garner_campaign_ref *c)
{
    struct buf name;
    buf_init(&name, NAME_MAX_BYTES);
    str_fold(&name, c->name);
    scratch_add(d, buf_str(&name));
    scratch_add_number(d, (int64_t)c->channel);
    scratch_add(d, c->utm_source);
    scratch_add(d, c->utm_medium);
    scratch_add(d, c->utm_campaign);
    /* The source's word only tells campaigns apart where nothing better does. */
    bool nothing_else = !c->name.len && !c->utm_source.len && !c->utm_medium.len && !c->utm_campaign.len;
    scratch_add(d, nothing_else ? c->channel_word : str_of("", 0));
    buf_release(&name);
}

static struct identity_hash identity_of(struct store *store, const struct garner_campaign_ref *c)
{
    struct dictionary *d = store->dictionary;
    scratch_start(d, c->id.len ? 'i' : has_more(c) ? 'n' : 'c');
    scratch_add_number(d, d->source);
    if (c->id.len) {
        scratch_add(d, c->id);
    } else if (has_more(c)) {
        identity_by_name(d, c);
    } else {
        scratch_add(d, c->click_id);
    }
    return scratch_hash(store, "campaign");
}

/* ---- rows ---- */

static struct garner_str or_null(struct garner_str text)
{
    return text.len ? text : (struct garner_str){0};
}

static void bind_attributes(sqlite3_stmt *s, const struct garner_campaign_ref *c, bool defines)
{
    bind_str(s, 4, or_null(c->name));
    if (c->channel) {
        sqlite3_bind_int(s, 5, (int)c->channel);
    } else {
        sqlite3_bind_null(s, 5);
    }
    bind_str(s, 6, or_null(c->channel_word));
    bind_str(s, 7, or_null(c->utm_source));
    bind_str(s, 8, or_null(c->utm_medium));
    bind_str(s, 9, or_null(c->utm_campaign));
    sqlite3_bind_int(s, 11, defines);
}

static int update(struct store *store, int64_t id, const struct garner_campaign_ref *c, bool defines,
                  struct error *error)
{
    sqlite3_stmt *s = store->dictionary->camp_update;
    bind_attributes(s, c, defines);
    sqlite3_bind_int64(s, 12, id);
    int code = store_finish(store, s, error);
    store->notes->credits |= !code && sqlite3_changes(store->db) > 0;
    return code;
}

static int insert(struct store *store, const struct identity_hash *hash, const struct garner_campaign_ref *c,
                  bool defines, int64_t *id, struct error *error)
{
    sqlite3_stmt *s = store->dictionary->camp_add;
    bind_attributes(s, c, defines);
    sqlite3_bind_blob(s, 1, hash->bytes, sizeof hash->bytes, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, store->dictionary->source);
    bind_str(s, 3, or_null(c->id));
    bind_str(s, 10, c->id.len || has_more(c) ? (struct garner_str){0} : c->click_id);
    int row = store_step(store, s, error);
    *id = row > 0 ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    store->notes->credits = true;
    return row < 0 ? row : 0;
}

static int find_or_insert(struct store *store, const struct garner_campaign_ref *c, bool defines, int64_t *id,
                          struct error *error)
{
    sqlite3_stmt *s = store->dictionary->camp_find;
    struct identity_hash hash = identity_of(store, c);
    sqlite3_bind_blob(s, 1, hash.bytes, sizeof hash.bytes, SQLITE_STATIC);
    int row = store_step(store, s, error);
    *id = row > 0 ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    if (row < 0) {
        return row;
    }
    return row ? update(store, *id, c, defines, error) : insert(store, &hash, c, defines, id, error);
}

/* ---- what the last record of a ref said ---- */

/* Of every ref the raw text that named it last: its lowest bit says that something has defined it, the one above that
 * there is a text at all. */
enum { DEFINED = 1, PRESENT = 2 };

static struct print ref_print(int64_t id)
{
    return (struct print){(uint32_t)id, (uint32_t)(id >> 32), 0};
}

static void remember_last(struct dictionary *d, int64_t id, struct print raw, bool defines)
{
    uint32_t text = (raw.c & ~(uint32_t)DEFINED) | PRESENT;
    uint32_t *last = table_find(&d->campaign_last, ref_print(id));
    if (last) {
        *last = text | (*last & DEFINED) | (defines ? DEFINED : 0);
        return;
    }
    if (d->campaign_last.count >= TABLE_LIMIT) {
        table_clear(&d->campaign_last);
    }
    table_put(&d->campaign_last, ref_print(id), text | (defines ? DEFINED : 0));
}

static bool is_as_last(const struct dictionary *d, int64_t id, struct print raw, bool defines)
{
    const uint32_t *last = table_find(&d->campaign_last, ref_print(id));
    uint32_t text = (raw.c & ~(uint32_t)DEFINED) | PRESENT;
    return last && (*last & ~(uint32_t)DEFINED) == text && (!defines || *last & DEFINED);
}

static struct print raw_print(struct dictionary *d, const struct garner_campaign_ref *c)
{
    scratch_start(d, 'R');
    scratch_add_number(d, d->source);
    scratch_add_number(d, (int64_t)c->channel);
    const struct garner_str *texts[] = {&c->id,         &c->name,       &c->channel_word,
                                        &c->utm_source, &c->utm_medium, &c->utm_campaign};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_add(d, *texts[i]);
    }
    if (!c->id.len && !has_more(c)) {
        scratch_add(d, c->click_id);
    }
    return scratch_print(d);
}

int dictionary_campaign(struct store *store, const struct garner_campaign_ref *c, bool defines, int64_t *id,
                        struct error *error)
{
    struct dictionary *d = store->dictionary;
    *id = 0;
    if (!c->id.len && !c->click_id.len && !has_more(c)) {
        return 0;
    }
    struct print raw = raw_print(d, c);
    const uint32_t *known = table_find(&d->campaigns, raw);
    if (known && is_as_last(d, *known, raw, defines)) {
        *id = *known;
        return 0;
    }
    *id = known ? *known : 0;
    int code = known ? update(store, *id, c, defines, error) : find_or_insert(store, c, defines, id, error);
    if (code || *id > UINT32_MAX) {
        return code;
    }
    remember_last(d, *id, raw, defines);
    if (!known && d->campaigns.count >= TABLE_LIMIT) {
        table_clear(&d->campaigns);
    }
    if (!known) {
        table_put(&d->campaigns, raw, (uint32_t)*id);
    }
    return 0;
}

/* ---- clicks ---- */

static int by_click(const void *a, const void *b)
{
    const struct pending_click *x = a, *y = b;
    int order = str_compare(x->click, y->click);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

int clicks_flush(struct store *store, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int code = 0;
    qsort(d->clicks, d->click_count, sizeof *d->clicks, by_click);
    for (size_t i = 0; i < d->click_count && !code; i++) {
        bind_str(d->click_add, 1, d->clicks[i].click);
        sqlite3_bind_int64(d->click_add, 2, d->clicks[i].camp);
        code = store_finish(store, d->click_add, error);
        store->notes->credits |= !code && sqlite3_changes(store->db) > 0;
    }
    d->click_count = 0;
    arena_clear(&d->arena);
    return code;
}

int dictionary_click(struct store *store, struct garner_str click, int64_t camp, struct error *error)
{
    struct dictionary *d = store->dictionary;
    int code = d->click_count == PENDING_CLICKS ? clicks_flush(store, error) : 0;
    if (!code) {
        d->clicks[d->click_count] = (struct pending_click){arena_str(&d->arena, click), d->click_count, camp};
        d->click_count++;
    }
    return code;
}
