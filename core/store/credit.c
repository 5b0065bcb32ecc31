/* credit.c - conversions and what each touch of their journeys earned, model by model, into their tables. Called by
 * refresh.c when facts, persons, campaigns or rules have changed; everything is made anew. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/journey.h"

struct writer {
    struct journeys *j;
    struct walk walk;
    sqlite3_stmt *conversion, *credit;
    struct journey_touch *touches;
    int64_t *weights; /* MODEL_COUNT rows of cap */
    size_t cap;
};

/* ---- one conversion ---- */

static void bind_text(sqlite3_stmt *s, int index, struct garner_str text)
{
    bind_str(s, index, text.len ? text : (struct garner_str){0});
}

static void bind_number(sqlite3_stmt *s, int index, bool present, int64_t number)
{
    if (present) {
        sqlite3_bind_int64(s, index, number);
    } else {
        sqlite3_bind_null(s, index);
    }
}

static int write_conversion(struct writer *w, const struct conversion *v, int64_t id, struct error *error)
{
    static const char *const statuses[] = {"new", "known", "unsure"};
    static const char *const links[] = {"person", "deal_contact", "lead", "account", "none", "late_lead"};
    sqlite3_stmt *s = w->conversion;
    sqlite3_bind_int64(s, 1, id);
    bind_str(s, 2, v->key);
    sqlite3_bind_int(s, 3, (int)v->kind);
    bind_number(s, 4, v->who != 0, v->who);
    sqlite3_bind_int64(s, 5, moment_stored(v->at));
    sqlite3_bind_int(s, 6, v->at.day_only);
    sqlite3_bind_int(s, 7, v->at.day);
    bind_number(s, 8, v->anchor_rank != RANK_CONVERSION, moment_stored(v->anchor));
    bind_number(s, 9, v->has_revenue, v->revenue);
    bind_text(s, 10, v->currency);
    sqlite3_bind_int(s, 11, v->first);
    sqlite3_bind_text(s, 12, statuses[v->status], -1, SQLITE_STATIC);
    bind_text(s, 13, v->region);
    bind_text(s, 14, v->segment);
    sqlite3_bind_text(s, 15, links[v->how], -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 16, (int64_t)w->walk.count);
    sqlite3_bind_int(s, 17, w->walk.lost);
    return store_finish(w->j->store, s, error);
}

/* ---- its credits ---- */

static void reserve(struct writer *w, size_t count)
{
    if (count > w->cap) {
        w->cap = 2 * count;
        w->touches = xreallocarray(w->touches, w->cap, sizeof *w->touches);
        w->weights = xreallocarray(w->weights, w->cap * MODEL_COUNT, sizeof *w->weights);
    }
}

static void weigh(struct writer *w, const struct conversion *v)
{
    const struct walk *walk = &w->walk;
    const struct attribution_options options = {.half_life_ms = w->j->config->rules.half_life_ms};
    reserve(w, walk->count);
    for (size_t i = 0; i < walk->count; i++) {
        w->touches[i] = (struct journey_touch){walk->steps[i].at.ms, walk->steps[i].direct};
    }
    struct journey journey = {w->touches, walk->count, v->at.ms, walk->lead_step, walk->deal_step};
    for (int model = 0; model < MODEL_COUNT; model++) {
        attribution_weights((enum attribution_model)model, &journey, &options, w->weights + (size_t)model * w->cap);
    }
}

static int write_step(struct writer *w, int64_t conversion, size_t i, struct error *error)
{
    const struct step *step = &w->walk.steps[i];
    sqlite3_stmt *s = w->credit;
    sqlite3_bind_int64(s, 1, conversion);
    sqlite3_bind_int64(s, 2, (int64_t)i + 1);
    sqlite3_bind_int64(s, 3, step->campaign);
    sqlite3_bind_int64(s, 4, moment_stored(step->at));
    sqlite3_bind_int(s, 5, step->at.day_only);
    sqlite3_bind_int(s, 6, step->at.day);
    sqlite3_bind_int(s, 7, (int)w->j->book.facts[step->campaign].channel);
    for (int model = 0; model < MODEL_COUNT; model++) {
        sqlite3_bind_int64(s, 8 + model, w->weights[(size_t)model * w->cap + i]);
    }
    return store_finish(w->j->store, s, error);
}

static int write_unattributed(struct writer *w, int64_t conversion, struct error *error)
{
    sqlite3_stmt *s = w->credit;
    sqlite3_clear_bindings(s);
    sqlite3_bind_int64(s, 1, conversion);
    sqlite3_bind_int64(s, 2, 0);
    for (int model = 0; model < MODEL_COUNT; model++) {
        sqlite3_bind_int64(s, 8 + model, ATTRIBUTION_ONE);
    }
    return store_finish(w->j->store, s, error);
}

static int write_one(struct writer *w, struct conversion *v, int64_t id, struct error *error)
{
    walk_to(&w->walk, w->j, v);
    int code = write_conversion(w, v, id, error);
    if (!code && w->walk.count == 0) {
        return write_unattributed(w, id, error);
    }
    if (!code) {
        weigh(w, v);
    }
    for (size_t i = 0; i < w->walk.count && !code; i++) {
        code = write_step(w, id, i, error);
    }
    return code;
}

/* ---- all of them ---- */

static int by_time(const void *a, const void *b)
{
    const struct conversion *x = *(struct conversion *const *)a, *y = *(struct conversion *const *)b;
    if (x->at.ms != y->at.ms) {
        return x->at.ms < y->at.ms ? -1 : 1;
    }
    return str_compare(x->key, y->key);
}

static struct conversion **in_order_of_time(const struct journeys *j)
{
    struct conversion **order = xreallocarray(NULL, j->conversion_count + 1, sizeof(struct conversion *));
    for (size_t i = 0; i < j->conversion_count; i++) {
        order[i] = &j->conversions[i];
    }
    if (j->conversion_count) {
        qsort(order, j->conversion_count, sizeof *order, by_time);
    }
    return order;
}

int credits_write(struct journeys *j, struct error *error)
{
    struct writer w = {.j = j};
    int code =
        store_prepare(j->store,
                      "INSERT INTO conversion (id, key, kind, person, at, at_day, day, anchor, revenue, currency,"
                      " first, status, region, segment, how, touches, lost_to_lookback) VALUES"
                      " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                      &w.conversion, error);
    code = code
               ? code
               : store_prepare(j->store,
                               "INSERT INTO credit (conversion, ordinal, campaign, touch_at, touch_day_only, touch_day,"
                               " channel, first, last, last_non_direct, linear, position, decay, w_shaped) VALUES"
                               " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                               &w.credit, error);
    struct conversion **order = in_order_of_time(j);
    walk_init(&w.walk, j);
    for (size_t i = 0; i < j->conversion_count && !code; i++) {
        code = write_one(&w, order[i], (int64_t)i + 1, error);
    }
    walk_release(&w.walk);
    free(order);
    free(w.touches);
    free(w.weights);
    sqlite3_finalize(w.conversion);
    sqlite3_finalize(w.credit);
    return code;
}

static void release(struct journeys *j)
{
    campaign_book_release(&j->book);
    free(j->conversions);
    free(j->people);
    free(j->person_of);
    free(j->is_somebody);
    free(j->source_rank);
    free(j->leads);
    free(j->deals);
    free(j->touches);
    free(j->touched);
    arena_release(&j->arena);
}

static int load(struct journeys *j, struct error *error)
{
    int code = conversions_load(j, error);
    if (code || j->conversion_count == 0) {
        return code;
    }
    code = events_load(j, error);
    code = code ? code : touches_load(j, error);
    return code ? code : customers_judge(j, error);
}

int conversions_refresh(struct store *store, const struct config *config, struct error *error)
{
    struct journeys j = {.store = store, .config = config};
    arena_init(&j.arena);
    int code = campaign_book_load(&j.book, store, error);
    code = code ? code : store_exec(store, "DELETE FROM credit; DELETE FROM conversion", error);
    code = code ? code : load(&j, error);
    code = code ? code : credits_write(&j, error);
    release(&j);
    return code;
}
