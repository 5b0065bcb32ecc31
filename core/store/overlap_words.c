/* overlap_words.c - see overlap_words.h. */
#include "core/store/overlap_words.h"

#include "core/base/calendar.h"
#include "core/base/str.h"

static void add_looked_up(struct store *store, struct buf *out, const char *sql, int64_t id)
{
    sqlite3_stmt *s;
    if (store_prepare(store, sql, &s, NULL)) {
        return;
    }
    sqlite3_bind_int64(s, 1, id);
    if (store_step(store, s, NULL) > 0) {
        buf_addstr(out, column_str(s, 0));
    }
    sqlite3_finalize(s);
}

void overlap_add_scope(struct store *store, struct buf *out, int64_t scope)
{
    if (scope) {
        add_looked_up(store, out, "SELECT iif(name = '', 'the source', name) FROM scope WHERE id = ?1", scope);
    } else {
        buf_adds(out, "this pull");
    }
}

void overlap_add_days(struct buf *out, int64_t day, int64_t until)
{
    char text[32];
    buf_adds(out, calendar_format_day((int32_t)day, text));
    if (until != day) {
        buf_addf(out, " to %s", calendar_format_day((int32_t)until, text));
    }
}

/* "2026-01-01 to 2026-01-31 by age in jan.csv" */
void overlap_add_side(struct store *store, struct buf *out, const struct overlap_side *side)
{
    overlap_add_days(out, side->day, side->until);
    if (side->dimensions.len) {
        buf_addf(out, " by " STR_FMT, STR_ARG(side->dimensions));
    }
    buf_adds(out, " in ");
    overlap_add_scope(store, out, side->scope);
}

void overlap_add_subject(struct batch *batch, struct buf *out, int64_t camp)
{
    buf_addf(out, "%s of campaign ", batch->fact->type->name);
    add_looked_up(batch->store, out,
                  "SELECT coalesce(name, native_id, utm_campaign, 'without a name') FROM campaign_ref WHERE id = ?1",
                  camp);
}

int overlap_refuse(struct batch *batch, int64_t camp, const struct overlap_side *old, const struct overlap_side *new,
                   struct error *error)
{
    struct buf text;
    buf_init(&text, ERROR_MESSAGE_MAX);
    overlap_add_subject(batch, &text, camp);
    buf_adds(&text, ": ");
    overlap_add_side(batch->store, &text, old);
    buf_adds(&text, " and ");
    overlap_add_side(batch->store, &text, new);
    buf_addf(&text,
             " overlap, so that days would count twice; keep one of the two %s, or export periods that do not "
             "overlap; costs that are each their own need an id",
             old->scope == new->scope ? "rows" : "files");
    int code = error_set(error, GARNER_E_DATA, "%s", buf_text(&text));
    buf_release(&text);
    return code;
}

void overlap_log(const struct batch *batch, struct buf *text)
{
    struct buf source;
    buf_init(&source, ERROR_MESSAGE_MAX);
    add_looked_up(batch->store, &source, "SELECT name FROM source WHERE id = ?1", batch->merge->source);
    log_write(batch->store->log, GARNER_LOG_WARNING, buf_text(&source), "%s", buf_text(text));
    buf_release(&source);
    buf_release(text);
}
