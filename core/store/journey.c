/* journey.c - one conversion's journey: which of a person's touches count for it, in which order, and which of them
 * carry the lead and the deal. The rules are those of the documentation's "Touches that count" and "Attribution".
 * Called by credit.c; pure, once everything is loaded. */
#include "core/store/journey.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* ---- moments ---- */

struct moment moment_of(const struct zone *zone, int64_t as_stored, bool day_only)
{
    if (!day_only) {
        return (struct moment){as_stored, zone_day(zone, as_stored), false};
    }
    return (struct moment){zone_instant(zone, as_stored), (int32_t)(as_stored / DAY_MS), true};
}

int64_t moment_stored(struct moment moment)
{
    return moment.day_only ? (int64_t)moment.day * DAY_MS : moment.ms;
}

int moment_order(struct moment a, enum rank rank_a, struct moment b, enum rank rank_b)
{
    if (a.day_only || b.day_only) {
        if (a.day != b.day) {
            return a.day < b.day ? -1 : 1;
        }
        if (rank_a != rank_b) {
            return rank_a < rank_b ? -1 : 1;
        }
    }
    if (a.ms != b.ms) {
        return a.ms < b.ms ? -1 : 1;
    }
    return (rank_a > rank_b) - (rank_a < rank_b);
}

int64_t moment_distance(struct moment a, struct moment b)
{
    return a.day_only || b.day_only ? ((int64_t)b.day - a.day) * DAY_MS : b.ms - a.ms;
}

/* ---- the walk ---- */

void walk_init(struct walk *walk, const struct journeys *j)
{
    *walk = (struct walk){0};
    walk->mark = xcalloc(j->book.campaigns + 1, sizeof *walk->mark);
    walk->last = xcalloc(j->book.campaigns + 1, sizeof *walk->last);
}

void walk_release(struct walk *walk)
{
    free(walk->steps);
    free(walk->mark);
    free(walk->last);
    *walk = (struct walk){0};
}

/* What one journey is built from. */
struct frame {
    struct walk *walk;
    const struct journeys *j;
    struct conversion *v;
    const struct person *person;
    const struct conversion *previous; /* of the same person; NULL = none */
};

static void push(const struct frame *f, const struct step *step)
{
    struct walk *walk = f->walk;
    if (walk->count == walk->cap) {
        walk->cap = walk->cap ? 2 * walk->cap : 64;
        walk->steps = xreallocarray(walk->steps, walk->cap, sizeof *walk->steps);
    }
    walk->steps[walk->count] = *step;
    walk->steps[walk->count].direct = f->j->book.facts[step->campaign].channel == GARNER_DIRECT;
    walk->count++;
}

/* After the previous conversion and not after this one. */
static bool is_between(const struct frame *f, struct moment at, enum rank rank)
{
    if (f->previous && moment_order(at, rank, f->previous->at, RANK_CONVERSION) <= 0) {
        return false;
    }
    return moment_order(at, rank, f->v->at, RANK_CONVERSION) <= 0;
}

static bool is_in_lookback(const struct frame *f, struct moment at, enum rank rank, uint32_t campaign)
{
    const struct rules *rules = &f->j->config->rules;
    int64_t lookback = rules->channel_lookback_ms[f->j->book.facts[campaign].channel];
    lookback = lookback > 0 ? lookback : rules->lookback_ms;
    if (rules->anchor_conversion || f->v->anchor_rank == RANK_CONVERSION) {
        return moment_distance(at, f->v->at) <= lookback;
    }
    return moment_order(at, rank, f->v->anchor, f->v->anchor_rank) >= 0 ||
           moment_distance(at, f->v->anchor) <= lookback;
}

/* ---- the lead or deal that the lookback runs from ---- */

static const struct event *first_lead(const struct frame *f)
{
    if (f->v->has_lead && is_between(f, f->v->lead.at, RANK_LEAD)) {
        return &f->v->lead;
    }
    for (size_t i = 0; i < f->person->leads; i++) {
        const struct event *lead = &f->j->leads[f->person->lead + i];
        if (is_between(f, lead->at, RANK_LEAD)) {
            return lead;
        }
    }
    return NULL;
}

static void choose_anchor(const struct frame *f, const struct event *lead)
{
    f->v->anchor_rank = RANK_CONVERSION;
    if (lead) {
        f->v->anchor = lead->at;
        f->v->anchor_rank = RANK_LEAD;
    } else if (f->v->has_deal && moment_order(f->v->deal.at, RANK_DEAL, f->v->at, RANK_CONVERSION) <= 0) {
        f->v->anchor = f->v->deal.at;
        f->v->anchor_rank = RANK_DEAL;
    }
}

/* ---- gathering ---- */

static void gather_touches(const struct frame *f)
{
    for (size_t i = 0; i < f->person->touches; i++) {
        const struct touch *touch = &f->j->touches[f->person->touch + i];
        if (!is_between(f, touch->at, RANK_TOUCH)) {
            continue;
        }
        if (is_in_lookback(f, touch->at, RANK_TOUCH, touch->campaign)) {
            push(f, &(struct step){touch->at, RANK_TOUCH, touch->campaign, touch->sequence, touch->source, false});
        } else {
            f->walk->lost = true;
        }
    }
}

static bool was_touched(const struct frame *f, struct moment at, enum rank rank, uint32_t campaign)
{
    for (size_t i = 0; i < f->walk->count; i++) {
        const struct step *step = &f->walk->steps[i];
        if (step->campaign == campaign && moment_order(step->at, step->rank, at, rank) <= 0) {
            return true;
        }
    }
    return false;
}

/* A lead, deal or order is itself a touch of its campaign only if none precedes it. */
static void gather_event(const struct frame *f, struct moment at, enum rank rank, uint32_t campaign)
{
    if (campaign == 0 || !is_between(f, at, rank)) {
        return;
    }
    if (!is_in_lookback(f, at, rank, campaign)) {
        f->walk->lost = true;
    } else if (!was_touched(f, at, rank, campaign)) {
        push(f, &(struct step){at, rank, campaign, 0, 0, false});
    }
}

static bool same_event(const struct event *a, const struct event *b)
{
    return str_compare(a->source, b->source) == 0 && str_compare(a->id, b->id) == 0;
}

/* Whether any lead before the conversion names a campaign: a deal's is then only a copy of it. */
static bool gather_leads(const struct frame *f)
{
    bool named = false;
    if (f->v->has_lead) {
        gather_event(f, f->v->lead.at, RANK_LEAD, f->v->lead.campaign);
        named = f->v->lead.campaign && is_between(f, f->v->lead.at, RANK_LEAD);
    }
    for (size_t i = 0; i < f->person->leads; i++) {
        const struct event *lead = &f->j->leads[f->person->lead + i];
        if (f->v->has_lead && same_event(lead, &f->v->lead)) {
            continue;
        }
        gather_event(f, lead->at, RANK_LEAD, lead->campaign);
        named |= lead->campaign && is_between(f, lead->at, RANK_LEAD);
    }
    return named;
}

static void gather_deals(const struct frame *f)
{
    if (f->v->has_deal) {
        gather_event(f, f->v->deal.at, RANK_DEAL, f->v->deal.campaign);
    }
    for (size_t i = 0; i < f->person->deals; i++) {
        const struct event *deal = &f->j->deals[f->person->deal + i];
        gather_event(f, deal->at, RANK_DEAL, deal->campaign);
    }
}

/* ---- a deal whose lead is dated after it ---- */

static const struct event *late_lead(const struct frame *f)
{
    if (f->v->kind != GARNER_RECORD_DEAL || f->v->anchor_rank == RANK_LEAD) {
        return NULL;
    }
    if (f->v->has_lead && moment_order(f->v->lead.at, RANK_LEAD, f->v->at, RANK_CONVERSION) > 0) {
        return &f->v->lead;
    }
    for (size_t i = 0; i < f->person->leads; i++) {
        const struct event *lead = &f->j->leads[f->person->lead + i];
        /* The keys of native ids are of one space each, so sources may differ where they share one. */
        bool linked = f->v->native.len && str_compare(lead->native, f->v->native) == 0;
        if (linked && moment_order(lead->at, RANK_LEAD, f->v->at, RANK_CONVERSION) > 0) {
            return lead;
        }
    }
    return NULL;
}

static void gather_late_lead(const struct frame *f)
{
    const struct event *lead = late_lead(f);
    if (!lead || !lead->campaign) {
        return;
    }
    f->v->how = BY_LATE_LEAD;
    if (!was_touched(f, lead->at, RANK_LEAD, lead->campaign)) {
        push(f, &(struct step){lead->at, RANK_LEAD, lead->campaign, 0, 0, false});
    }
}

/* ---- putting in order ---- */

/* On its day a touch comes first, a lead or deal last. */
static int64_t sort_ms(const struct step *step)
{
    return step->at.day_only && step->rank != RANK_TOUCH ? step->at.ms + DAY_MS - 1 : step->at.ms;
}

static int by_time(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    int64_t x_ms = sort_ms(x), y_ms = sort_ms(y);
    if (x_ms != y_ms) {
        return x_ms < y_ms ? -1 : 1;
    }
    if (x->rank != y->rank) {
        return x->rank < y->rank ? -1 : 1;
    }
    if (x->sequence != y->sequence) {
        return x->sequence < y->sequence ? -1 : 1;
    }
    return (x->campaign > y->campaign) - (x->campaign < y->campaign);
}

static bool is_within(const struct campaign_fact *fact, int32_t day)
{
    return fact->starts_on <= day && day <= fact->ends_on;
}

/* Several touches of one campaign within a day, or within an event's dates, are one: the first. A direct visit is of no
 * campaign. */
static void drop_repeats(const struct frame *f)
{
    struct walk *walk = f->walk;
    size_t kept = 0;
    walk->round++;
    for (size_t i = 0; i < walk->count; i++) {
        uint32_t campaign = walk->steps[i].campaign;
        if (walk->mark[campaign] == walk->round && !walk->steps[i].direct) {
            const struct campaign_fact *fact = &f->j->book.facts[campaign];
            int32_t last = walk->steps[walk->last[campaign]].at.day, day = walk->steps[i].at.day;
            if (last == day || (is_within(fact, last) && is_within(fact, day))) {
                continue;
            }
        }
        walk->mark[campaign] = walk->round;
        walk->last[campaign] = kept;
        walk->steps[kept++] = walk->steps[i];
    }
    walk->count = kept;
}

static void drop_direct(const struct frame *f)
{
    struct walk *walk = f->walk;
    size_t direct = 0, kept = 0;
    for (size_t i = 0; i < walk->count; i++) {
        direct += walk->steps[i].direct;
    }
    if (f->j->config->rules.direct_counts || direct == walk->count) {
        return;
    }
    for (size_t i = 0; i < walk->count; i++) {
        if (!walk->steps[i].direct) {
            walk->steps[kept++] = walk->steps[i];
        }
    }
    walk->count = kept;
}

/* The last step of the campaign – of any, where it names none – at or before the milestone. */
static size_t carrier(const struct walk *walk, const struct event *event, enum rank rank)
{
    for (size_t i = walk->count; event && i-- > 0;) {
        const struct step *step = &walk->steps[i];
        bool fits = event->campaign == 0 || event->campaign == step->campaign;
        if (fits && moment_order(step->at, step->rank, event->at, rank) <= 0) {
            return i;
        }
    }
    return JOURNEY_NONE;
}

void walk_to(struct walk *walk, const struct journeys *j, struct conversion *v)
{
    struct frame f = {walk, j, v, &j->people[v->person], v->first ? NULL : v - 1};
    const struct event *lead = first_lead(&f);
    walk->count = 0;
    walk->lost = false;
    choose_anchor(&f, lead);
    gather_touches(&f);
    if (!gather_leads(&f)) {
        gather_deals(&f);
    }
    gather_event(&f, v->at, RANK_CONVERSION, v->campaign);
    gather_late_lead(&f);
    if (walk->count) {
        qsort(walk->steps, walk->count, sizeof *walk->steps, by_time);
    }
    drop_repeats(&f);
    drop_direct(&f);
    walk->lost &= walk->count == 0;
    walk->lead_step = carrier(walk, lead ? lead : late_lead(&f), RANK_LEAD);
    walk->deal_step = carrier(walk, v->has_deal ? &v->deal : NULL, RANK_DEAL);
}
