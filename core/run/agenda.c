/* agenda.c - see agenda.h. */
#include "core/run/agenda.h"

#include "core/base/mem.h"

enum { WAIT_MIN_MS = 1000, WAIT_MAX_MS = 86400000 };

/* ---- the heap ---- */

static void put(struct agenda *agenda, size_t place, struct agenda_entry *entry)
{
    agenda->heap[place] = entry;
    entry->place = place;
}

static void rise(struct agenda *agenda, size_t place)
{
    struct agenda_entry *entry = agenda->heap[place];
    for (; place > 1 && agenda->heap[place / 2]->due > entry->due; place /= 2) {
        put(agenda, place, agenda->heap[place / 2]);
    }
    put(agenda, place, entry);
}

static void sink(struct agenda *agenda, size_t place)
{
    struct agenda_entry *entry = agenda->heap[place];
    for (;;) {
        size_t child = 2 * place;
        if (child > agenda->waiting) {
            break;
        }
        child += child < agenda->waiting && agenda->heap[child + 1]->due < agenda->heap[child]->due;
        if (agenda->heap[child]->due >= entry->due) {
            break;
        }
        put(agenda, place, agenda->heap[child]);
        place = child;
    }
    put(agenda, place, entry);
}

static void take_out(struct agenda *agenda, struct agenda_entry *entry)
{
    size_t place = entry->place;
    if (!place) {
        return;
    }
    struct agenda_entry *last = agenda->heap[agenda->waiting--];
    entry->place = 0;
    if (last != entry) {
        put(agenda, place, last);
        rise(agenda, place);
        sink(agenda, last->place);
    }
}

static void set_due(struct agenda *agenda, struct agenda_entry *entry, int64_t due)
{
    take_out(agenda, entry);
    entry->due = due;
    if (due != SCHEDULE_NEVER) {
        put(agenda, ++agenda->waiting, entry);
        rise(agenda, agenda->waiting);
    }
}

void agenda_init(struct agenda *agenda, size_t count)
{
    *agenda = (struct agenda){.count = count};
    agenda->entries = xcalloc(count ? count : 1, sizeof *agenda->entries);
    agenda->heap = xcalloc(count + 1, sizeof(struct agenda_entry *));
}

void agenda_release(struct agenda *agenda)
{
    free(agenda->entries);
    free(agenda->heap);
    *agenda = (struct agenda){0};
}

/* ---- when ---- */

static int64_t slot_after(const struct agenda_entry *entry, int64_t after)
{
    const struct source_config *source = entry->source;
    return source->enabled ? source_next(source, entry->zone, after) : SCHEDULE_NEVER;
}

static bool may_pass(int code)
{
    return code == GARNER_E_TEMPORARY || code == GARNER_E_LIMITED || code == ERROR_LOCKED;
}

static int64_t delay_of(const struct agenda_entry *entry)
{
    int64_t delay = entry->source->retry_delay_ms;
    for (int64_t i = 0; i < entry->tries && delay < RETRY_DELAY_MAX_MS; i++) {
        delay *= 2;
    }
    return delay < RETRY_DELAY_MAX_MS ? delay : RETRY_DELAY_MAX_MS;
}

/* How long the source asked to be left alone: less than a second is none, more than a day a mistake. */
static int64_t wait_of(int64_t wait_ms)
{
    return wait_ms <= 0 ? 0 : wait_ms < WAIT_MIN_MS ? WAIT_MIN_MS : wait_ms < WAIT_MAX_MS ? wait_ms : WAIT_MAX_MS;
}

/* The retry after a failure at `ended`, unless the schedule comes first; never before the wait is over. */
static void plan_retry(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_failure *failure,
                       int64_t ended, int64_t slot)
{
    int64_t wait = wait_of(failure->wait_ms), rested = ended + wait;
    if (slot == SCHEDULE_NEVER || (failure->code != ERROR_LOCKED && entry->tries >= entry->source->retries)) {
        entry->tries = 0;
        set_due(agenda, entry, slot > rested ? slot : rested);
        return;
    }
    int64_t at = wait ? rested : ended + delay_of(entry);
    entry->tries += failure->code != ERROR_LOCKED;
    set_due(agenda, entry, wait || at < slot ? at : slot);
}

/* A schedule of which nothing was ever done is due from the source's first pull on, so that a window that is new in the
 * configuration is pulled with the next pull, and one whose first pull failed is not forgotten. */
static void plan_windows(struct agenda_entry *entry, const struct agenda_past *past, int64_t now)
{
    for (size_t i = 0; i < entry->source->slot_count; i++) {
        int64_t done = past->done[i] < now ? past->done[i] : now;
        entry->since[i] = past->started ? done : now;
    }
    entry->whole = !past->good;
    entry->reached = past->reached < now ? past->reached : now;
}

void agenda_plan(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_past *past, int64_t now)
{
    entry->running = entry->paused = false;
    entry->tries = 0;
    plan_windows(entry, past, now);
    /* A pull that seems to come from the future was begun under a clock that was wrong. */
    int64_t started = past->started && past->started < now ? past->started : now;
    int64_t slot = slot_after(entry, started);
    if (slot == SCHEDULE_NEVER || !past->started) {
        set_due(agenda, entry, slot);
    } else if (!past->ended || past->code == GARNER_E_CANCELLED) {
        set_due(agenda, entry, now);
    } else if (may_pass(past->code)) {
        const struct agenda_failure failure = {.code = past->code};
        plan_retry(agenda, entry, &failure, past->ended < now ? past->ended : now, slot);
    } else {
        set_due(agenda, entry, slot);
    }
}

void agenda_pause(struct agenda *agenda, struct agenda_entry *entry)
{
    entry->paused = true;
    set_due(agenda, entry, SCHEDULE_NEVER);
}

void agenda_running(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_entry *as)
{
    entry->running = true;
    entry->begun = as->begun;
    entry->window_days = as->window_days;
    set_due(agenda, entry, SCHEDULE_NEVER);
}

void agenda_hurry(struct agenda *agenda, struct agenda_entry *entry, int64_t now)
{
    entry->paused = false;
    if (!entry->running && slot_after(entry, now) != SCHEDULE_NEVER) {
        set_due(agenda, entry, now);
    }
}

struct agenda_entry *agenda_take(struct agenda *agenda, int64_t now)
{
    if (!agenda->waiting || agenda->heap[1]->due > now) {
        return NULL;
    }
    struct agenda_entry *entry = agenda->heap[1];
    entry->begun = now;
    entry->window_days = entry->whole ? 0 : source_window(entry->source, entry->zone, entry->since, now);
    agenda_running(agenda, entry, entry);
    return entry;
}

int64_t agenda_next(const struct agenda *agenda)
{
    return agenda->waiting ? agenda->heap[1]->due : SCHEDULE_NEVER;
}

static void note_done(struct agenda_entry *entry)
{
    for (size_t i = 0; i < entry->source->slot_count; i++) {
        if (entry->whole || entry->source->slots[i].window_days <= entry->window_days) {
            entry->since[i] = entry->begun;
        }
    }
    entry->whole = false;
    entry->reached = entry->begun;
}

void agenda_finished(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_failure *failure,
                     int64_t now)
{
    int code = failure->code;
    entry->running = false;
    if (code == 0) {
        note_done(entry);
    }
    if (code == GARNER_E_CONFIG || code == GARNER_E_AUTH) {
        agenda_pause(agenda, entry);
        return;
    }
    int64_t slot = slot_after(entry, now);
    if (may_pass(code)) {
        plan_retry(agenda, entry, failure, now, slot);
        return;
    }
    entry->tries = 0;
    set_due(agenda, entry, slot);
}

void agenda_set_back(struct agenda *agenda, int64_t now)
{
    for (size_t i = 0; i < agenda->count; i++) {
        struct agenda_entry *entry = &agenda->entries[i];
        for (size_t n = 0; n < entry->source->slot_count; n++) {
            entry->since[n] = entry->since[n] < now ? entry->since[n] : now;
        }
        int64_t slot = entry->running || entry->paused ? SCHEDULE_NEVER : slot_after(entry, now);
        if (slot < entry->due) {
            set_due(agenda, entry, slot);
        }
    }
}
