/* order.h - what a courier (core/courier) is asked to do, and how it travels to that process. post.c writes it. */
#ifndef GARNER_RUN_ORDER_H
#define GARNER_RUN_ORDER_H

#include "core/schema/wire.h"
#include "core/store/ledger.h"

enum order_kind {
    ORDER_SEND = 1,   /* one message of the ledger */
    ORDER_MEASURE = 2 /* all thresholds of all targets: WIRE_MEASURED for each row that is beyond one */
};

struct order {
    enum order_kind kind;
    const struct config *config;
    struct ledger_entry entry; /* ORDER_SEND */
};

/* Appends it as a frame: what a courier needs of the configuration goes along, its secrets too. */
void order_put(struct buf *frame, const struct order *order);
/* Texts and *config are of arena's life; the caller frees *config. */
int order_get(struct garner_str payload, struct arena *arena, struct order *order, struct config **config,
              struct error *error);

/* The target a message is for; NULL where the configuration has it no more. */
const struct target *order_target(const struct config *config, const struct ledger_message *message);

#endif
