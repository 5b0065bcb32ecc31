/* digest.h - a fingerprint of many records that does not depend on their order: the sum of their hashes modulo 2^128.
 * Says "the same content as last time"; it is no defence against somebody who chooses the records. */
#ifndef GARNER_SCHEMA_DIGEST_H
#define GARNER_SCHEMA_DIGEST_H

#include <stddef.h>

enum { DIGEST_BYTES = 16 };

/* Adds one record's bytes to digest (all zero at first). */
void digest_add(unsigned char digest[DIGEST_BYTES], const void *bytes, size_t len);

#endif
