/* identity.h - e-mail addresses, phone numbers and native ids as identity keys.
 *
 * Normalised first, then hashed with the store's own key (BLAKE2b, 128 bits): a store can be joined with itself but not
 * searched for an address by whoever lacks its key. */
#ifndef GARNER_SCHEMA_IDENTITY_H
#define GARNER_SCHEMA_IDENTITY_H

#include "core/base/buf.h"
#include "core/base/error.h"

enum { IDENTITY_KEY_BYTES = 32, IDENTITY_HASH_BYTES = 16 };

enum identity_kind { IDENTITY_NATIVE = 1, IDENTITY_EMAIL = 2, IDENTITY_PHONE = 3, IDENTITY_DOMAIN = 4 };

struct identity_hash {
    unsigned char bytes[IDENTITY_HASH_BYTES];
};

/* Appends the normalised address to out: trimmed, "mailto:" and a display name removed, lower case (UTF-8), the domain
 * as IDNA ASCII, plus-tags kept. false, out unchanged, where it is no address. */
bool identity_email(struct buf *out, struct garner_str text);
/* Appends E.164 ("+4930123456"). country: ISO 3166 alpha-2 of numbers that name none, or "" – then such a number is
 * appended as its digits after "local:" (it joins only equal texts). An extension (x123, ext. 5) is kept apart: the number without it is the
 * key. false where it has under 5 or over 15 digits. */
bool identity_phone(struct buf *out, struct garner_str text, const char *country);
/* info@, sales@, kontakt@, noreply@ …: an address of a role, not of a person. normalised address. */
bool identity_is_role(struct garner_str email);
/* The part after @ belongs to a provider of mailboxes for everyone (gmail.com …). */
bool identity_is_mail_provider(struct garner_str domain);

/* A key of the company whose mailbox a normalised address is; false where it is a mail provider's. */
bool identity_domain(const unsigned char key[IDENTITY_KEY_BYTES], struct garner_str email, int64_t *out);

/* kind and space (the source's identity space, for native ids; "" otherwise) are part of what is hashed. */
struct identity_hash identity_hash(const unsigned char key[IDENTITY_KEY_BYTES], enum identity_kind kind, struct garner_str space,
                                   struct garner_str normalised);

#endif
