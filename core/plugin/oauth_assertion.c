/* oauth_assertion.c - see oauth_assertion.h. Called by oauth.c. */
#include "core/plugin/oauth_assertion.h"

#include "core/base/str.h"
#include "core/base/json_text.h"
#include "core/plugin/json_tree.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 64 << 10, LIFE_S = 3600, SIGNATURE_MAX = 1024 };

static int read_key_file(struct host *host, const char *path, const struct garner_node **out)
{
    char *text = arena_alloc(&host->arena, KEY_FILE_MAX);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd >= 0 ? read(fd, text, KEY_FILE_MAX) : -1;
    if (len < 0) {
        host_fail(host, GARNER_E_CONFIG, "service_account: cannot read %s: %s", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    if (len < 0) {
        return GARNER_E_CONFIG;
    }
    const char *fault = "is too large";
    *out = len < KEY_FILE_MAX ? json_tree(&host->arena, str_of(text, (size_t)len), &fault) : NULL;
    if (!*out || !garner_text_at(*out, "client_email").len || !garner_text_at(*out, "private_key").len) {
        return host_fail(host, GARNER_E_CONFIG,
                         "service_account: %s is no key file: JSON with client_email and private_key is expected",
                         path);
    }
    host_secret(host, garner_text_at(*out, "private_key"));
    return 0;
}

static void add_base64(struct buf *out, const void *bytes, size_t len)
{
    size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char text[sodium_base64_ENCODED_LEN(8192, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    if (size > sizeof text) {
        out->overflowed = true;
        return;
    }
    sodium_bin2base64(text, sizeof text, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    buf_adds(out, text);
}

static void add_member(struct buf *out, const char *name, struct garner_str value)
{
    if (value.len) {
        buf_addf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
        json_text(out, value);
    }
}

static void add_header(struct buf *out, const struct garner_node *key)
{
    struct buf json;
    buf_init(&json, 4096);
    buf_adds(&json, "{\"alg\":\"RS256\",\"typ\":\"JWT\"");
    add_member(&json, "kid", garner_text_at(key, "private_key_id"));
    buf_addc(&json, '}');
    add_base64(out, json.ptr, json.len);
    buf_release(&json);
}

static void add_claims(struct buf *out, const struct garner_node *key, const struct garner_http_options *options,
                       struct garner_str audience)
{
    struct clock clock = clock_system();
    int64_t now = clock_now(&clock) / 1000;
    struct buf json;
    buf_init(&json, 8192);
    buf_addc(&json, '{');
    add_member(&json, "iss", garner_text_at(key, "client_email"));
    add_member(&json, "sub", options->user);
    add_member(&json, "scope", options->scope);
    add_member(&json, "aud", audience);
    buf_addf(&json, ",\"iat\":%lld,\"exp\":%lld}", (long long)now, (long long)(now + LIFE_S));
    add_base64(out, json.ptr, json.len);
    out->overflowed = out->overflowed || json.overflowed;
    buf_release(&json);
}

int oauth_assertion(struct host *host, const struct garner_http_options *options, struct garner_str token_url,
                    struct garner_str *out)
{
    const struct garner_node *key = NULL;
    const char *path = arena_strndup(&host->arena, options->service_account.ptr, options->service_account.len);
    int code = read_key_file(host, path, &key);
    if (code) {
        return code;
    }
    struct garner_str uri = garner_text_at(key, "token_uri"), pem = garner_text_at(key, "private_key");
    unsigned char signature[SIGNATURE_MAX];
    struct buf text;
    buf_init(&text, 32 << 10);
    add_header(&text, key);
    buf_addc(&text, '.');
    add_claims(&text, key, options, uri.len ? uri : token_url);
    size_t size = host->fetch->net->sign(arena_strndup(&host->arena, pem.ptr, pem.len), text.ptr, text.len, signature,
                                         sizeof signature);
    buf_addc(&text, '.');
    add_base64(&text, signature, size);
    *out = arena_str(&host->arena, buf_str(&text));
    bool good = size > 0 && !text.overflowed;
    buf_release(&text);
    return good ? 0
                : host_fail(host, GARNER_E_AUTH, "service_account: the key in %s cannot sign (RSA is expected)", path);
}
