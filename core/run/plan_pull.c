/* plan_pull.c - see plan_pull.h. */
#include "core/run/plan_pull.h"

#include "core/base/calendar.h"
#include "core/base/mem.h"
#include <inttypes.h>

struct pull {
    struct pull_result result; /* first: the engine hands it back */
    struct plan *plan;         /* it keeps alive */
    struct arena arena;
};

/* ---- its beginning ---- */

/* The window's, or an earlier one: what may have changed since the last good pull must not fall between two windows. */
static int32_t first_day(const struct plan *plan, size_t i, int32_t today)
{
    const struct agenda_entry *entry = &plan->agenda.entries[i];
    int32_t first = today - entry->window_days;
    if (entry->reached) {
        int32_t open = zone_day(plan->day_zones[i], entry->reached) - plan->infos[i].lookback_days;
        first = open < first ? open : first;
    }
    return first;
}

void plan_pull_begin(struct plan *plan, const struct agenda_entry *entry, struct engine *engine)
{
    size_t i = plan_index(plan, entry);
    struct pull *pull = xcalloc(1, sizeof *pull);
    pull->plan = plan;
    arena_init(&pull->arena);
    plan->pulls++;
    struct engine_order order = {
        .config = plan->config,
        .source = entry->source,
        .plugin = &plan->infos[i],
        .broken = &plan->broken[i],
        .result = &pull->result,
        .arena = &pull->arena,
        .retry_of = entry->failed_run,
    };
    if (entry->window_days) {
        order.to = garner_day(zone_day(plan->day_zones[i], entry->begun));
        order.from = garner_day(first_day(plan, i, order.to.day));
    }
    engine_add(engine, &order);
}

/* ---- its end ---- */

static void say(const struct log *log, const struct pull_result *result, const struct agenda_entry *entry)
{
    const struct run_counts *counts = &result->counts;
    char next[32] = "";
    if (entry && entry->due != SCHEDULE_NEVER) {
        calendar_format_instant(entry->due, next);
    }
    if (!result->code) {
        log_write(log, GARNER_LOG_INFO, result->source->name,
                  "run %" PRId64 ": ok, %" PRIu64 " rows read, %" PRIu64 " new, %" PRIu64 " changed, %" PRIu64
                  " deleted; %.1f s; next %s",
                  result->run, counts->rows_read, counts->inserted, counts->updated, counts->deleted,
                  (double)result->took_ms / 1000, next);
        return;
    }
    bool paused = entry && entry->paused;
    char what[ERROR_MESSAGE_MAX + 128];
    snprintf(what, sizeof what, "%s: %s%s", error_class(result->code), result->message,
             paused ? "; paused until its block of the configuration changes and is reloaded" : "");
    log_write_as(log, GARNER_LOG_ERROR, result->source->name, what, "run %" PRId64 ": %s%s%s", result->run, what,
                 paused    ? ""
                 : next[0] ? "; next "
                           : "; not pulled again",
                 paused ? "" : next);
}

void plan_pull_end(const struct pull_result *result, const struct plan_pull_end *end)
{
    struct pull *pull = (struct pull *)result;
    struct error error = {0};
    /* The configuration may have been loaded anew meanwhile: what comes next is of the new one. */
    struct agenda_entry *entry = plan_entry(end->plan, result->source->name);
    if (entry) {
        const struct agenda_failure failure = {result->code, result->wait_ms};
        agenda_finished(&end->plan->agenda, entry, &failure, end->now);
        entry->failed_run = entry->tries ? result->run : 0;
        if (entry->paused && pull->plan != end->plan) {
            agenda_hurry(&end->plan->agenda, entry, end->now);
        }
        if (entry->paused && plan_remember_pause(end->plan, entry, end->store, &error) < 0) {
            log_write(end->log, GARNER_LOG_WARNING, result->source->name, "%s", error.message);
        }
    }
    say(end->log, result, entry);
    if (--pull->plan->pulls == 0 && pull->plan != end->plan) {
        plan_free(pull->plan);
    }
    arena_release(&pull->arena);
    free(pull);
}
