/* courier.h - `garner courier`: a process that carries one message, or measures thresholds, and ends. post.c starts it;
 * it alone of the host's processes loads garner_net.so. What its files share stands here too. */
#ifndef GARNER_COURIER_COURIER_H
#define GARNER_COURIER_COURIER_H

#include "core/run/order.h"

/* The whole process; returns its exit code. */
int courier_main(int argc, char **argv);

/* ---- between the files of this folder ---- */

enum { LETTER_MAX = 24 << 20 };

/* What is to be said, whatever the way. Texts in the arena it was made with. */
struct letter {
    const char *subject;
    struct garner_str text;            /* for people */
    struct garner_str html;            /* a page, beside the text; absent = none */
    struct garner_str file;            /* what a file holds, and what is attached where there is a type */
    const char *file_name, *file_type; /* NULL = nothing is attached */
    struct garner_str json;            /* what is posted */
};
int letter_write(const struct order *order, struct arena *arena, struct letter *letter, struct error *error);

/* The mail as it is sent: headers, parts, CRLF. Text in buf. */
void mime_write(struct buf *out, const struct letter *letter, const struct target *target,
                const struct ledger_entry *entry);
/* The address in "Name <address>". */
struct garner_str mime_address(struct garner_str sender);

/* Carries it to the target. Codes say whether another try is worth it: TEMPORARY, LIMITED; else CONFIG, AUTH. */
int letter_send(const struct letter *letter, const struct target *target, const struct ledger_entry *entry,
                const struct zone *zone, struct error *error);

/* Sends a frame for each row beyond a threshold. */
int measure(const struct order *order, struct arena *arena, struct error *error);

/* A store of the order's configuration, for reading; the caller closes. */
int courier_store(const struct order *order, struct clock clock, struct store **store, struct error *error);

#endif
