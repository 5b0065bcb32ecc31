/* state.h - whether a member of a record is absent, set or cleared, inline for the loops that ask it of every field of
 * every record (record.c, wire_record.c). Everyone else calls field_state. */
#ifndef GARNER_SCHEMA_STATE_H
#define GARNER_SCHEMA_STATE_H

#include "core/schema/record.h"

/* Which enumeration it is, the table knows; here they are all numbers of one size. */
_Static_assert(sizeof(enum garner_channel) == sizeof(uint32_t) && sizeof(enum garner_flag) == sizeof(uint32_t) &&
                   sizeof(enum garner_order_status) == sizeof(uint32_t),
               "enumerations have 32 bits");

static inline uint32_t enum_number(const void *member)
{
    uint32_t number;
    memcpy(&number, member, sizeof number);
    return number;
}

static inline enum garner_state text_state(const struct garner_str *text)
{
    if (text->ptr == NULL) {
        return GARNER_ABSENT;
    }
    return text->len == 0 ? GARNER_CLEARED : GARNER_SET;
}

/* Of garbage the state is garbage, too: not only the three named values may come back. */
static inline enum garner_state member_state(enum field_type type, const void *member)
{
    static const uint8_t state_at[] = {
        [FIELD_MONEY] = offsetof(struct garner_money, state),     [FIELD_DAY] = offsetof(struct garner_day, state),
        [FIELD_INSTANT] = offsetof(struct garner_instant, state), [FIELD_COUNT] = offsetof(struct garner_count, state),
        [FIELD_AMOUNT] = offsetof(struct garner_amount, state),
    };
    if (type == FIELD_TEXT) {
        return text_state(member);
    }
    if (type == FIELD_ENUM) {
        return enum_number(member) ? GARNER_SET : GARNER_ABSENT;
    }
    return (enum garner_state)((const uint8_t *)member)[state_at[type]];
}

#endif
