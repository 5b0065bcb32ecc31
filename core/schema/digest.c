/* digest.c - see digest.h. SipHash-128 with a fixed key, added little-endian. */
#include "core/schema/digest.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

_Static_assert(DIGEST_BYTES == crypto_shorthash_siphashx24_BYTES, "a digest is a 128-bit SipHash");

void digest_add(unsigned char digest[DIGEST_BYTES], const void *bytes, size_t len)
{
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
    unsigned char hash[DIGEST_BYTES];
    crypto_shorthash_siphashx24(hash, bytes, len, key);

    uint64_t sum[2], add[2];
    memcpy(sum, digest, sizeof sum);
    memcpy(add, hash, sizeof add);
    sum[0] += add[0];
    sum[1] += add[1] + (sum[0] < add[0]);
    memcpy(digest, sum, sizeof sum);
}
