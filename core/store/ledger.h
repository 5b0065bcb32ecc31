/* ledger.h - messages to people, each written down before it is sent and marked afterwards; and what people have been
 * told is wrong. Called by core/run; sends nothing itself.
 *
 * A message is pending, then sending (by a process that lives), then sent or failed. Where that process dies, the
 * message is pending again: whether it had left nobody can tell, so it goes out once more, under the same id. */
#ifndef GARNER_STORE_LEDGER_H
#define GARNER_STORE_LEDGER_H

#include "core/store/store.h"

enum { LEDGER_ID = 33 /* 32 hexadecimal digits */ };

struct ledger_message {
    const char *kind; /* report, failure, recovery, stale, threshold, test */
    const char *name; /* of the delivery; of an alert: its subject */
    const char *target;
    int64_t slot;
    const char *title, *body, *json; /* of an alert; NULL of a report */
};
/* The id it has or will have. */
void ledger_id(const struct ledger_message *message, char out[LEDGER_ID]);
/* Writes it down as pending. One that is there already stays as it is; again: one that failed becomes pending, too. */
int ledger_add(struct store *store, const struct ledger_message *message, bool again, struct error *error);

struct ledger_entry {
    char id[LEDGER_ID];
    struct ledger_message message; /* texts in the arena of ledger_claim */
    int64_t created_at, attempts;  /* attempts: this one included */
};
/* Which messages are looked at; NULL = any. */
struct ledger_only {
    const char *kind, *name;
};
/* Takes the message that has been due longest: 1, now sending, by this process; 0 where none is due. One message to a
 * target at a time: they arrive in order, and a target that hangs delays no other. */
int ledger_claim(struct store *store, int64_t lasts_ms, struct ledger_only only, struct arena *arena,
                 struct ledger_entry *entry, struct error *error);
/* What became of it. code 0: sent. Else it is tried again at retry_at, or has failed where that is 0. */
int ledger_done(struct store *store, const char *id, int code, const char *why, int64_t retry_at, struct error *error);
/* What failed within the last day for want of a right configuration or credential is pending again. */
int ledger_revive(struct store *store, struct error *error);
/* When the next one is due that ledger_claim would give; SCHEDULE_NEVER. */
int ledger_next(struct store *store, int64_t *due, struct error *error);

/* ---- slots ---- */

/* The last slot of a delivery that was seen to. Another schedule than the last time, or none yet: begins with `now`. */
int ledger_slot(struct store *store, const char *name, const char *schedule, int64_t now, int64_t *slot,
                struct error *error);
/* Moves it on from `before` and writes the messages down, in one transaction; nothing where another process was first.
 */
int ledger_slot_take(struct store *store, const char *name, int64_t before, int64_t slot,
                     const struct ledger_message *messages, size_t count, struct error *error);

/* ---- alerts ---- */

/* When a target was last told of something that still stands as wrong; 0 = it does not stand. */
int ledger_told(struct store *store, const char *target, const char *kind, const char *subject, int64_t *told_at,
                struct error *error);

struct ledger_change {
    const char *target, *kind, *subject;
    int64_t told_before;                  /* as ledger_told said; where it is not so any more, nothing happens */
    bool holds;                           /* stands as told now; else stands no more */
    const struct ledger_message *message; /* NULL = none */
};
/* The change and its message in one transaction. */
int ledger_change(struct store *store, const struct ledger_change *change, struct error *error);

#endif
