/* value_number.h - a written number taken apart, for value_number.c and value_money.c. Private to them. */
#ifndef GARNER_SCHEMA_VALUE_NUMBER_H
#define GARNER_SCHEMA_VALUE_NUMBER_H

#include "core/schema/values.h"

/* Slices of the text that was split; `whole` is what messages quote. */
struct number_parts {
    struct garner_str whole;
    struct garner_str before, after; /* what is not number or sign: currency symbols; len 0 where there is none */
    struct garner_str body;          /* digits, marks, exponent */
    bool negative;
    bool no_cents; /* "12,-": the body ends in its decimal mark */
};

/* Finds the number in the text and takes off its sign. GARNER_E_DATA where there is none, or more than one sign. */
int number_split(struct garner_str text, struct number_parts *parts, struct error *error);

struct number_rule {
    char decimal;       /* as in struct number_format */
    bool single_groups; /* a single mark before three digits is a thousands mark where nothing says otherwise */
    int digits;         /* decimal digits of the result: 6 gives millionths; 0 wants a whole number */
};
/* The value, rounded once; with digits 0 a fraction is refused. */
int number_value(const struct number_parts *parts, struct number_rule rule, int64_t *out, struct error *error);

/* "… is not a number", then why (": …" or ""); returns GARNER_E_DATA. */
int number_refused(struct garner_str text, const char *why, struct error *error);

#endif
