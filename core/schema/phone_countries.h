/* phone_countries.h - the countries' calling codes and how they write numbers at home. Private to identity_phone.c. */
#ifndef GARNER_SCHEMA_PHONE_COUNTRIES_H
#define GARNER_SCHEMA_PHONE_COUNTRIES_H

#include <garner/records.h>

struct phone_country {
    char iso[3];           /* ISO 3166 alpha-2 */
    const char *code;      /* "49" */
    const char *trunk;     /* written before national numbers, never after the code: "0", "06", or "" */
    unsigned char longest; /* digits of its longest national number without trunk; 0 = not known here */
};

/* NULL where unknown. iso: either case. */
const struct phone_country *phone_country_named(const char *iso);
/* One of the countries whose code the digits begin with; NULL where none. Codes are never prefixes of each other, and
 * countries that share one write alike. */
const struct phone_country *phone_country_of(struct garner_str digits);

#endif
