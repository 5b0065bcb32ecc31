/* tally.h - what became of the rows of a pull: each is accepted, quarantined, or skipped under a named rule. */
#ifndef GARNER_PLUGIN_TALLY_H
#define GARNER_PLUGIN_TALLY_H

#include "core/base/arena.h"
#include "core/base/buf.h"

enum { TALLY_RULES = 32, TALLY_RULE_MAX = 100 };

struct tally {
    uint64_t read, accepted, quarantined;
    struct {
        struct garner_str rule;
        uint64_t rows;
    } skipped[TALLY_RULES];
    size_t rules;
    struct arena *arena; /* of the rules' texts */
};

void tally_accept(struct tally *tally);
void tally_quarantine(struct tally *tally);
/* The 32nd rule and all after it count as "other". */
void tally_skip(struct tally *tally, struct garner_str rule, uint64_t rows);
/* The payload of WIRE_COUNTS. */
void tally_put(struct buf *out, const struct tally *tally);

#endif
