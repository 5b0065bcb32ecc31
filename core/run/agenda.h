/* agenda.h - what is to be pulled when: each scheduled source's next time, kept in a heap; retries, pauses, catching
 * up. Pure: the time is a parameter. The daemon asks it; tests drive it through years. */
#ifndef GARNER_RUN_AGENDA_H
#define GARNER_RUN_AGENDA_H

#include "core/config/config.h"

struct agenda_entry {
    const struct source_config *source;
    const struct zone *zone; /* of its schedule */
    int64_t due;             /* SCHEDULE_NEVER: not before something else happens */
    int64_t tries;           /* retries since it last ended otherwise */
    bool running, paused;
    size_t place; /* in the heap, from 1; 0 = not in it */
};

struct agenda {
    struct agenda_entry *entries;
    size_t count;
    struct agenda_entry **heap; /* [1..waiting], the earliest first */
    size_t waiting;
};

/* count entries, zeroed; the caller fills source and zone, then plans each. */
void agenda_init(struct agenda *agenda, size_t count);
void agenda_release(struct agenda *agenda);

/* What is known of a source's last pull; started 0 = it never was pulled. */
struct agenda_past {
    int64_t started, ended; /* ended 0 = it was interrupted */
    int code;
};
/* When an entry that does not run is pulled next: at once where the last pull was interrupted or one or more times went
 * by without one, else at its next time. A source that was never pulled waits for its first time. */
void agenda_plan(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_past *past, int64_t now);
/* Not until its configuration changes. */
void agenda_pause(struct agenda *agenda, struct agenda_entry *entry);
/* A pull of it goes on already. */
void agenda_running(struct agenda *agenda, struct agenda_entry *entry);
/* As soon as may be, unless it runs. */
void agenda_hurry(struct agenda *agenda, struct agenda_entry *entry, int64_t now);

/* The next entry that is due, now running; NULL where none is. */
struct agenda_entry *agenda_take(struct agenda *agenda, int64_t now);
/* The earliest time anything is due; SCHEDULE_NEVER. */
int64_t agenda_next(const struct agenda *agenda);

/* A pull ended with a code: failures that may pass are tried again with growing delay, at most until the schedule's
 * next time; configuration and credentials pause the source; times that went by meanwhile are left out. */
void agenda_finished(struct agenda *agenda, struct agenda_entry *entry, int code, int64_t now);

/* The clock was set back: times that were planned by the wrong one are planned anew. */
void agenda_set_back(struct agenda *agenda, int64_t now);

#endif
