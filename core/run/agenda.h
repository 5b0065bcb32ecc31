/* agenda.h - what is to be pulled when: each scheduled source's next time, kept in a heap; retries, pauses, catching
 * up. Pure: the time is a parameter. The daemon asks it; tests drive it through years. */
#ifndef GARNER_RUN_AGENDA_H
#define GARNER_RUN_AGENDA_H

#include "core/config/config.h"

struct agenda_entry {
    const struct source_config *source;
    const struct zone *zone;           /* of its schedule */
    int64_t due;                       /* SCHEDULE_NEVER: not before something else happens */
    int64_t tries;                     /* retries since it last ended otherwise */
    int64_t since[SCHEDULE_SLOTS_MAX]; /* when each of its schedules was last done with */
    int64_t begun;                     /* when agenda_take last gave it */
    int32_t window_days;               /* how far back that pull goes; 0 = as the plugin decides */
    int64_t reached;                   /* when the last good pull began that left no day out; 0 = none */
    bool whole;                        /* no pull of it was good yet: the plugin decides how far back the first goes */
    int64_t failed_run;                /* what it retries; 0 = nothing. The daemon's to keep. */
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
    bool good; /* some pull of it was */
    /* The start of the last good pull that went as far back as each of its schedules asks; 0 = there was none. */
    int64_t done[SCHEDULE_SLOTS_MAX];
    int64_t reached; /* the start of the last good one that left no day out; 0 = there was none */
};
/* When an entry that does not run is pulled next: at once where the last pull was interrupted or one or more times went
 * by without one, else at its next time. A source that was never pulled waits for its first time. */
void agenda_plan(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_past *past, int64_t now);
/* Not until its configuration changes. */
void agenda_pause(struct agenda *agenda, struct agenda_entry *entry);
/* A pull of it goes on already, begun as the entry of another agenda. */
void agenda_running(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_entry *as);
/* As soon as may be, unless it runs. */
void agenda_hurry(struct agenda *agenda, struct agenda_entry *entry, int64_t now);

/* The next entry that is due, now running; NULL where none is. Its window is the longest of the schedules that are due
 * and not done yet: one that failed stays due until a pull of its window has succeeded. */
struct agenda_entry *agenda_take(struct agenda *agenda, int64_t now);
/* The earliest time anything is due; SCHEDULE_NEVER. */
int64_t agenda_next(const struct agenda *agenda);

/* How a pull ended: code 0 = well. */
struct agenda_failure {
    int code;
    int64_t wait_ms; /* how long the source asked to be left alone; 0 = it did not say */
};
/* A pull ended: failures that may pass are tried again with growing delay, or after the wait the source asked for, at
 * most until the schedule's next time, which comes after the wait too; configuration and credentials pause the source;
 * times that went by meanwhile are left out. */
void agenda_finished(struct agenda *agenda, struct agenda_entry *entry, const struct agenda_failure *failure,
                     int64_t now);

/* The clock was set back: times that were planned by the wrong one are planned anew. */
void agenda_set_back(struct agenda *agenda, int64_t now);

#endif
