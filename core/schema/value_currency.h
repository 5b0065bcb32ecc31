/* value_currency.h - what a word or sign beside an amount says about its currency, for value_money.c. Private to it. */
#ifndef GARNER_SCHEMA_VALUE_CURRENCY_H
#define GARNER_SCHEMA_VALUE_CURRENCY_H

#include "core/schema/values.h"

/* A symbol and the currencies it is used for, as "USD AUD CAD". */
struct currency_symbol {
    const char *symbol;
    const char *codes;
    bool
        names_first; /* alone it stands for the first of them; otherwise it only agrees or disagrees with a known one */
};

/* NULL where the text is no symbol. ASCII letters compare without case. */
const struct currency_symbol *currency_symbol(struct garner_str text);
/* Whether a list like `codes` holds the code. */
bool currency_listed(const char *codes, const char *code);

#endif
