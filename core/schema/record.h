/* record.h - every record kind described as data: wire, map, store and validation are loops over these tables.
 *
 * A field's name is its column's name in the store and its key in `map:`. References are flattened: the members of a
 * person are id, email, phone; in a map they are called person_id, email, phone and (for a lead's referrer)
 * referrer_id, referrer_email, referrer_phone; those of a campaign campaign_id, campaign, channel, … */
#ifndef GARNER_SCHEMA_RECORD_H
#define GARNER_SCHEMA_RECORD_H

#include "core/base/error.h"

enum field_type {
    FIELD_TEXT = 1,
    FIELD_MONEY = 2,
    FIELD_DAY = 3,
    FIELD_INSTANT = 4,
    FIELD_COUNT = 5,
    FIELD_AMOUNT = 6,
    FIELD_ENUM = 7
};

enum field_flag {
    FIELD_KEY = 1,      /* part of the key */
    FIELD_REQUIRED = 2, /* a record without it is refused; of a reference's or the measures' at least one must be there */
    FIELD_PLACE = 4,    /* the day or instant that places the record in a window */
    FIELD_REPEATS = 8,  /* text that repeats: kept once in the store's dictionary */
    FIELD_CONTACT = 16, /* a person's own detail: kept only with keep_contact_details */
    FIELD_MEASURE = 32  /* what a summed kind measures: not part of the key, compared by the grain check */
};

/* Which reference a field belongs to. The fields of one reference stand together. */
enum field_group { GROUP_NONE = 0, GROUP_PERSON = 1, GROUP_REFERRER = 2, GROUP_CAMPAIGN = 3 };

struct field {
    const char *name; /* "created_at"; of a reference the flat name: "email", "campaign" */
    enum field_type type;
    enum field_group group;
    uint32_t flags; /* enum field_flag */
    size_t offset;  /* in the record struct */
    const struct words *words; /* of FIELD_ENUM */
};

/* An enumeration's words: words->names[n].number. */
struct word {
    int number;
    const char *name;
};
struct words {
    const char *name; /* "channel" */
    const struct word *names;
    size_t count;
};

struct record_type {
    enum garner_record kind;
    const char *name;  /* "spend": in configuration, messages; also the store's table */
    size_t size;       /* of the struct */
    const struct field *fields;
    size_t count;
    bool summed;       /* spend, claim, rate: same key with other measures in one window is an error (the grain check) */
    const char *help;  /* one sentence for the documentation */
};

/* NULL for a number that is no kind. */
const struct record_type *record_type(int kind);
const struct record_type *record_type_named(struct garner_str name);
const struct field *record_field(const struct record_type *type, struct garner_str name);

const char *words_name(const struct words *words, int number); /* NULL where unknown */
int words_number(const struct words *words, struct garner_str name); /* 0 where unknown; case, '-' and ' ' as '_' */
extern const struct words record_channels, record_cost_types, record_touch_kinds, record_deal_states;
extern const struct words record_audiences, record_flags, record_date_bases, record_activity_kinds, record_order_statuses;

/* Whether a field of a record is absent, set or cleared. */
enum garner_state field_state(const struct field *field, const void *record);

/* Checks what every record must keep: key and required members present, enumerations and states in range, text valid
 * UTF-8 without control characters and at most RECORD_TEXT_MAX bytes, currencies three capital letters, days and
 * instants between the years 1 and 9999, until_day not before day. GARNER_E_DATA naming the field. Spend and claims need a campaign reference; touches,
 * leads, contacts, orders … need what their key says; a spend's day is required. *bad_field (may be NULL) is set to the field's name. */
int record_check(const struct record_type *type, const void *record, bool only_key, const char **bad_field, struct error *error);

enum { RECORD_TEXT_MAX = 65535 };

/* The local day that places a record in a window (as stored: day or UTC day of the instant); false where the kind has none or it is absent. */
bool record_place(const struct record_type *type, const void *record, int32_t *day);

/* The biggest record struct: for scratch space. */
union record_any {
    struct garner_campaign campaign;
    struct garner_spend spend;
    struct garner_claim claim;
    struct garner_touch touch;
    struct garner_lead lead;
    struct garner_contact contact;
    struct garner_account account;
    struct garner_activity activity;
    struct garner_deal deal;
    struct garner_deal_contact deal_contact;
    struct garner_order order;
    struct garner_order_line order_line;
    struct garner_refund refund;
    struct garner_subscription subscription;
    struct garner_rep rep;
    struct garner_assignment assignment;
    struct garner_rate rate;
};

#endif
