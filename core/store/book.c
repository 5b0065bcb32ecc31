/* book.c - which campaign a fact means, from campaign_map in memory: asked once per touch, lead, deal and order of a
 * customer. Called by conversion.c and journey.c; views ask the tables themselves, by the same rule. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/derived.h"

/* ---- loading ---- */

static int load_spans(struct campaign_book *book, struct error *error)
{
    sqlite3_stmt *select;
    size_t cap = 0, ref = 0;
    int code = store_prepare(book->store,
                             "SELECT ref, from_day, until_day, campaign, how NOT IN ('alias', 'id') FROM campaign_map"
                             " ORDER BY ref, from_day",
                             &select, error);
    int row = code ? code : store_step(book->store, select, error);
    for (; row > 0; row = store_step(book->store, select, error)) {
        if (book->span_count == cap) {
            cap = cap ? 2 * cap : 256;
            book->spans = xreallocarray(book->spans, cap, sizeof *book->spans);
        }
        for (; ref <= (size_t)sqlite3_column_int64(select, 0) && ref <= book->refs; ref++) {
            book->first[ref] = (uint32_t)book->span_count;
        }
        book->spans[book->span_count++] =
            (struct campaign_span){sqlite3_column_int(select, 1), sqlite3_column_int(select, 2),
                                   (uint32_t)sqlite3_column_int64(select, 3), sqlite3_column_int(select, 4) != 0};
    }
    for (; ref < book->refs + 2; ref++) {
        book->first[ref] = (uint32_t)book->span_count;
    }
    sqlite3_finalize(select);
    return row;
}

static int load_facts(struct campaign_book *book, struct error *error)
{
    sqlite3_stmt *select;
    int code = store_prepare(
        book->store, "SELECT id, channel, coalesce(starts_on, 1), coalesce(ends_on, starts_on, 0) FROM campaign",
        &select, error);
    int row = code ? code : store_step(book->store, select, error);
    for (; row > 0; row = store_step(book->store, select, error)) {
        book->facts[sqlite3_column_int64(select, 0)] =
            (struct campaign_fact){(enum garner_channel)sqlite3_column_int(select, 1), sqlite3_column_int(select, 2),
                                   sqlite3_column_int(select, 3)};
    }
    sqlite3_finalize(select);
    return row;
}

int campaign_book_load(struct campaign_book *book, struct store *store, struct error *error)
{
    int64_t refs = 0, campaigns = 0;
    *book = (struct campaign_book){.store = store};
    int code = store_integer(store, "SELECT max(ref) FROM campaign_map", &refs, error);
    code = code ? code : store_integer(store, "SELECT max(id) FROM campaign", &campaigns, error);
    code = code ? code : store_prepare(store, "SELECT camp FROM click WHERE click_id = ?1", &book->click, error);
    if (code) {
        return code;
    }
    book->refs = (size_t)refs;
    book->campaigns = (size_t)campaigns;
    book->first = xcalloc(book->refs + 2, sizeof *book->first);
    book->facts = xcalloc(book->campaigns + 1, sizeof *book->facts);
    code = load_spans(book, error);
    return code ? code : load_facts(book, error);
}

void campaign_book_release(struct campaign_book *book)
{
    sqlite3_finalize(book->click);
    free(book->first);
    free(book->spans);
    free(book->facts);
    *book = (struct campaign_book){0};
}

/* ---- asking ---- */

static const struct campaign_span *span_of(const struct campaign_book *book, int64_t ref, int32_t day)
{
    if (ref <= 0 || (size_t)ref > book->refs) {
        return NULL;
    }
    for (size_t i = book->first[ref]; i < book->first[ref + 1]; i++) {
        if (book->spans[i].from <= day && day <= book->spans[i].until) {
            return &book->spans[i];
        }
    }
    return NULL;
}

int64_t campaign_book_find(struct campaign_book *book, int64_t ref, struct garner_str click, int32_t day,
                           struct error *error)
{
    const struct campaign_span *span = span_of(book, ref, day), *clicked = NULL;
    if (!span || !span->by_click || !click.len) {
        return span ? span->campaign : 0;
    }
    bind_str(book->click, 1, click);
    int row = store_step(book->store, book->click, error);
    if (row > 0) {
        clicked = span_of(book, sqlite3_column_int64(book->click, 0), day);
    }
    sqlite3_reset(book->click);
    span = clicked ? clicked : span;
    return row < 0 ? row : (int64_t)span->campaign;
}
