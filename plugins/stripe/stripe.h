/* stripe.h - what the files of this plugin share: one pull, its cursor, its records. */
#ifndef PLUGINS_STRIPE_H
#define PLUGINS_STRIPE_H

#include <garner/http.h>
#include <stdio.h>

enum { ID_MAX = 255, LISTS = 4 };

struct config {
    struct garner_http_options http;
    struct garner_strs objects;
    struct garner_str api_version, account, mode;
    struct garner_duration overlap;
    struct garner_day start;
    const struct garner_node *decimals;
};

/* How far one list is: all that was created before `mark` is in the store. Newest come first, so a stretch that is
 * under way goes from `until` down to `since`; what is newer than `after` is in the store. Times are Unix seconds. */
struct mark {
    char name[16];
    int64_t mark; /* 0 = nothing was read to its end yet */
    bool under_way;
    int64_t since, until, seen;
    char after[ID_MAX + 1];
};

/* The ids of objects whose newest state was seen, hashed. */
struct seen {
    uint64_t *slots;
    size_t count, room;
};

struct stripe {
    struct garner_pull *pull;
    const struct config *config;
    struct garner_http_options http; /* as configured, with the rate Stripe allows */
    struct garner_pair headers[3];
    int64_t now;
    struct mark marks[LISTS + 1]; /* the last one: events */
    struct seen seen;
    char cursor[(LISTS + 1) * 512];
};

/* ---- records.c: Stripe's objects as records ---- */
typedef int read_object(struct stripe *s, const struct garner_node *object);
read_object charge_read, refund_read, customer_read, dispute_read;
int customer_remove(struct stripe *s, struct garner_str id);
/* Refuses an object of the mode that was not asked for: GARNER_E_CONFIG. */
int check_mode(struct stripe *s, const struct garner_node *object);

/* ---- money.c ---- */
/* An amount in the currency's smallest unit as Stripe counts it; a missing one is absent. Rejects the row. */
int money_at(struct stripe *s, const struct garner_node *object, const char *path, struct garner_money *out);
/* Digits behind the point of a currency, at Stripe. code: three letters in any case. */
int money_digits(const struct config *config, struct garner_str code);

/* ---- lists.c: what is new ---- */
struct list {
    const char *name, *path; /* name: in the option `objects` and the cursor */
    read_object *read;
};
extern const struct list lists[LISTS];
int list_read(struct stripe *s, const struct list *list, struct mark *mark);
bool wants(const struct config *config, const char *name);
struct garner_request api_request(struct stripe *s, const char *path);

/* ---- events.c: what was changed ---- */
enum { EVENT_DAYS = 30 };
int events_read(struct stripe *s, struct mark *mark);

/* ---- marks.c: the cursor ---- */
int marks_read(struct stripe *s);
/* In s->cursor, until the next call. */
struct garner_str marks_text(struct stripe *s);

#endif
