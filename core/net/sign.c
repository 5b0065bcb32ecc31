/* sign.c - RS256, as service accounts sign their assertions (RFC 7515 §3, RFC 7518 §3.3); see net.h. */
#include "core/net/session.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

static EVP_PKEY *read_key(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return key;
}

size_t sign_rs256(const char *pem, const void *text, size_t len, unsigned char *out, size_t room)
{
    EVP_PKEY *key = read_key(pem);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = room;
    bool good = key && context && EVP_PKEY_base_id(key) == EVP_PKEY_RSA &&
                EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestSign(context, out, &size, text, len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return good ? size : 0;
}
