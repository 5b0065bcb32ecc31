/* journey.h - conversions, the persons behind them, and what these persons did, in memory: read by conversion.c and
 * touches.c, put in order by journey.c, credited and written by credit.c. Nothing here outlives one refresh. */
#ifndef GARNER_STORE_JOURNEY_H
#define GARNER_STORE_JOURNEY_H

#include "core/store/derived.h"

/* A point in time, and the local day it falls on. Where only the day is known ms is where that day begins. */
struct moment {
    int64_t ms;
    int32_t day;
    bool day_only;
};
/* as_stored: ms, or the day's 00:00 as if in UTC. */
struct moment moment_of(const struct zone *zone, int64_t as_stored, bool day_only);
int64_t moment_stored(struct moment moment);

/* What happens first where one of two is only known by its day, and both fall on the same one. */
enum rank { RANK_TOUCH = 0, RANK_LEAD = 1, RANK_DEAL = 2, RANK_CONVERSION = 3 };
/* < 0, 0, > 0 */
int moment_order(struct moment a, enum rank rank_a, struct moment b, enum rank rank_b);
/* Milliseconds from a to b; whole days where one of them is only known by its day. */
int64_t moment_distance(struct moment a, struct moment b);

/* A lead, or a deal, as an event of a person. */
struct event {
    struct garner_str source, id;
    struct garner_str native; /* the native id's hash; absent where it has none */
    struct garner_str region, segment;
    struct moment at;
    uint32_t person;   /* index in people */
    uint32_t campaign; /* 0 = none */
};

struct touch {
    struct moment at;
    uint32_t person;   /* index in people */
    uint32_t campaign; /* never 0 */
    uint32_t sequence; /* of equal times: in the order of their record keys */
    uint16_t source;   /* its rank by name */
};

enum linked { BY_PERSON = 0, BY_DEAL_CONTACT, BY_LEAD, BY_ACCOUNT, BY_NOTHING, BY_LATE_LEAD };
enum status { STATUS_NEW = 0, STATUS_KNOWN, STATUS_UNSURE };

struct conversion {
    struct garner_str key, source;
    enum garner_record kind;
    int64_t who; /* person_ref.person, or below 0; 0 = unknown */
    uint32_t person;
    struct moment at;
    bool has_revenue;
    int64_t revenue;
    struct garner_str currency, region, segment;
    bool has_since;
    int32_t since;            /* customer_since of its account */
    struct garner_str native; /* of the record's own person */
    bool has_lead, has_deal;
    struct event lead, deal; /* linked by id */
    uint32_t campaign;       /* the order's own; 0 = none */
    enum linked how;
    enum status status;
    bool first;
    struct moment anchor;
    enum rank anchor_rank; /* RANK_CONVERSION = there is no anchor */
};

struct person {
    size_t conversion, conversions; /* their range, in order of time */
    size_t touch, touches, lead, leads, deal, deals;
    bool seen, has_since;
    struct moment first_touch; /* of any kind; where seen */
    int32_t since;
    struct garner_str region, segment; /* of a contact */
};

struct journeys {
    struct store *store;
    const struct config *config;
    struct campaign_book book;
    struct arena arena;
    struct conversion *conversions; /* by person, then time */
    size_t conversion_count, conversion_cap;
    struct person *people;
    size_t people_count;
    uint32_t *person_of;        /* by person_ref.id: index in people + 1, 0 = nobody who was converted */
    unsigned char *is_somebody; /* a bit per person_ref.id: person_of is not 0; small enough to stay in a cache */
    size_t refs;
    uint16_t *source_rank; /* by source.id */
    size_t sources;
    struct event *leads, *deals; /* by person, then time */
    size_t lead_count, deal_count;
    struct touch *touches; /* by person, then time */
    size_t touch_count, touch_cap;
    unsigned char *touched; /* by campaign_ref.id: some touch uses it */
};

/* conversion.c: who is a customer, when. Fills conversions, people and person_of. */
int conversions_load(struct journeys *j, struct error *error);
/* customers.c: new, known or unsure; region and segment. After events and touches. */
int customers_load(struct journeys *j, struct error *error); /* what contacts say */
int customers_judge(struct journeys *j, struct error *error);

/* events.c: leads, deals and touches of those persons. */
int events_load(struct journeys *j, struct error *error);
int touches_load(struct journeys *j, struct error *error);

/* The person_ref's index in people, -1 where it is nobody's there. */
static inline int64_t journeys_person(const struct journeys *j, int64_t ref)
{
    return ref > 0 && (size_t)ref <= j->refs ? (int64_t)j->person_of[ref] - 1 : -1;
}

/* ---- one journey (journey.c) ---- */

struct step {
    struct moment at;
    enum rank rank;
    uint32_t campaign, sequence;
    uint16_t source;
    bool direct;
};
struct walk {
    struct step *steps;
    size_t count, cap;
    uint32_t *mark; /* by campaign.id: scratch */
    size_t *last;
    uint32_t round;
    size_t lead_step, deal_step; /* which steps carry them; JOURNEY_NONE */
    bool lost;                   /* there were touches, all before the lookback */
};
void walk_init(struct walk *walk, const struct journeys *j);
void walk_release(struct walk *walk);
/* The journey of a conversion; sets the conversion's anchor, and `how` where a lead is late. Steps are the walk's until
 * the next call. */
void walk_to(struct walk *walk, const struct journeys *j, struct conversion *v);

/* credit.c */
int credits_write(struct journeys *j, struct error *error);

#endif
