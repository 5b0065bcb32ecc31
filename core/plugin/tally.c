/* tally.c - counts rows; see tally.h. */
#include "core/plugin/tally.h"
#include "core/base/str.h"
#include "core/schema/wire.h"

void tally_accept(struct tally *tally)
{
    tally->read++;
    tally->accepted++;
}

void tally_quarantine(struct tally *tally)
{
    tally->read++;
    tally->quarantined++;
}

static size_t rule_index(struct tally *tally, struct garner_str rule)
{
    size_t i = 0;
    while (i < tally->rules && !garner_same(tally->skipped[i].rule, rule)) {
        i++;
    }
    if (i < tally->rules) {
        return i;
    }
    if (tally->rules == TALLY_RULES) {
        return TALLY_RULES - 1;
    }
    bool last = ++tally->rules == TALLY_RULES;
    tally->skipped[i].rule = last ? garner_text("other") : arena_str(tally->arena, rule);
    return i;
}

void tally_skip(struct tally *tally, struct garner_str rule, uint64_t rows)
{
    if (rows == 0) {
        return;
    }
    rule.len = rule.len < TALLY_RULE_MAX ? rule.len : TALLY_RULE_MAX;
    rule = str_is_text(rule) && rule.len ? rule : garner_text("unnamed rule");
    tally->read += rows;
    tally->skipped[rule_index(tally, rule)].rows += rows;
}

void tally_put(struct buf *out, const struct tally *tally)
{
    wire_put_u(out, tally->read);
    wire_put_u(out, tally->accepted);
    wire_put_u(out, tally->quarantined);
    wire_put_u(out, tally->rules);
    for (size_t i = 0; i < tally->rules; i++) {
        wire_put_str(out, tally->skipped[i].rule);
        wire_put_u(out, tally->skipped[i].rows);
    }
}
