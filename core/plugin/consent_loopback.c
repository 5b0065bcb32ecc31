/* consent_loopback.c - the loopback flow: a browser comes back to a port of this machine with a code; see consent.h. */
#include "core/plugin/consent.h"

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/plugin/url.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

enum { POLL_MS = 200, REQUEST_MAX = 8192, RANDOM = 32, TEXT = 64 };

/* One grant under way. */
struct grant {
    int socket;
    char redirect[64], verifier[TEXT], challenge[TEXT], state[TEXT];
    struct garner_str code, refused;
};

static void base64(char out[TEXT], const unsigned char *bytes, size_t len)
{
    sodium_bin2base64(out, TEXT, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Proof that who redeems the code is who asked for it (RFC 7636, S256), and that the answer is to this question. */
static void make_secrets(struct grant *grant)
{
    unsigned char bytes[RANDOM], hash[crypto_hash_sha256_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    base64(grant->verifier, bytes, sizeof bytes);
    crypto_hash_sha256(hash, (const unsigned char *)grant->verifier, strlen(grant->verifier));
    base64(grant->challenge, hash, sizeof hash);
    randombytes_buf(bytes, sizeof bytes);
    base64(grant->state, bytes, sizeof bytes);
}

static int listen_here(struct grant *grant, struct error *error)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    grant->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (grant->socket < 0 || bind(grant->socket, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(grant->socket, 8) != 0 || getsockname(grant->socket, (struct sockaddr *)&address, &len) != 0) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot listen on 127.0.0.1: %s", strerror(errno));
    }
    snprintf(grant->redirect, sizeof grant->redirect, "http://127.0.0.1:%u/", (unsigned)ntohs(address.sin_port));
    return 0;
}

static void invite(const struct consent *consent, const struct grant *grant)
{
    const struct garner_http_options *o = consent->options;
    const struct garner_pair query[] = {
        {garner_text("response_type"), garner_text("code")},
        {garner_text("client_id"), o->client_id},
        {garner_text("redirect_uri"), garner_text(grant->redirect)},
        {garner_text("state"), garner_text(grant->state)},
        {garner_text("code_challenge"), garner_text(grant->challenge)},
        {garner_text("code_challenge_method"), garner_text("S256")},
        /* Google gives a refresh token only so; others pass over what they do not know. */
        {garner_text("access_type"), garner_text("offline")},
        {garner_text("prompt"), garner_text("consent")},
        {o->scope.len ? garner_text("scope") : str_of(NULL, 0), o->scope},
        {{NULL, 0}, {NULL, 0}},
    };
    fprintf(consent->out, "Open this address in a browser on this machine and grant access:\n" STR_FMT "\n",
            STR_ARG(url_query(o->auth_url, query, consent->arena)));
    fflush(consent->out);
}

/* ---- the browser comes back ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* A parameter of the request line, decoded; absent where there is none. */
static struct garner_str parameter(struct arena *arena, const char *line, const char *name)
{
    size_t len = strlen(name);
    const char *p = strchr(line, '?');
    while (p && !(strncmp(p + 1, name, len) == 0 && p[1 + len] == '=')) {
        p = strchr(p + 1, '&');
    }
    if (!p) {
        return str_of(NULL, 0);
    }
    p += len + 2;
    char *out = arena_alloc(arena, strlen(p) + 1), *to = out;
    while (*p && *p != '&' && *p != ' ') {
        bool escape = *p == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0;
        *to++ = escape ? (char)(hex(p[1]) * 16 + hex(p[2])) : *p == '+' ? ' ' : *p;
        p += escape ? 3 : 1;
    }
    return str_of(out, (size_t)(to - out));
}

static void answer(int fd, const char *status, const char *text)
{
    char page[512];
    int len = snprintf(page, sizeof page,
                       "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
                       "Connection: close\r\n\r\n%s",
                       status, strlen(text), text);
    if (write(fd, page, (size_t)len) < 0) {
        return; /* the person sees the outcome in the terminal */
    }
}

/* Whether this was the answer to our question. */
static bool serve(struct consent *consent, struct grant *grant, int fd)
{
    char line[REQUEST_MAX];
    size_t len = 0;
    ssize_t n;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    /* To the end of the headers, since what is left unread would reset the connection before the answer arrives. */
    while (len + 1 < sizeof line && !memmem(line, len, "\r\n\r\n", 4) && poll(&ready, 1, 2000) > 0 &&
           (n = read(fd, line + len, sizeof line - 1 - len)) > 0) {
        len += (size_t)n;
    }
    line[len] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    struct garner_str state = parameter(consent->arena, line, "state");
    if (!garner_same(state, garner_text(grant->state))) {
        answer(fd, "404 Not Found", "This is not what garner waits for.\n");
        return false;
    }
    grant->code = parameter(consent->arena, line, "code");
    grant->refused = parameter(consent->arena, line, "error");
    answer(fd, "200 OK",
           grant->code.len ? "Access is granted; garner goes on in the terminal.\n" : "Access was not granted.\n");
    return true;
}

static int await_browser(struct consent *consent, struct grant *grant, struct error *error)
{
    int64_t until = clock_monotonic() + consent->wait_ms;
    struct pollfd ready = {.fd = grant->socket, .events = POLLIN};
    while (clock_monotonic() < until && !(consent->stop && *consent->stop)) {
        if (poll(&ready, 1, POLL_MS) <= 0) {
            continue;
        }
        int fd = accept(grant->socket, NULL, NULL);
        bool ours = fd >= 0 && serve(consent, grant, fd);
        if (fd >= 0) {
            close(fd);
        }
        if (ours) {
            return grant->code.len
                       ? 0
                       : error_set(error, GARNER_E_AUTH, "access was not granted: " STR_FMT, STR_ARG(grant->refused));
        }
    }
    return error_set(error, GARNER_E_AUTH, "nobody granted access in time; run it again");
}

static int redeem(struct consent *consent, const struct grant *grant, struct token *token, struct error *error)
{
    const struct garner_http_options *o = consent->options;
    const struct garner_pair form[] = {
        {garner_text("grant_type"), garner_text("authorization_code")},
        {garner_text("code"), grant->code},
        {garner_text("redirect_uri"), garner_text(grant->redirect)},
        {garner_text("client_id"), o->client_id},
        {garner_text("code_verifier"), garner_text(grant->verifier)},
        {o->client_secret.len ? garner_text("client_secret") : str_of(NULL, 0), o->client_secret},
        {{NULL, 0}, {NULL, 0}},
    };
    const struct garner_node *json;
    long status;
    int code = consent_ask(consent, o->token_url, form, &status, &json, error);
    return code ? code : consent_take(json, status, token, error);
}

int consent_loopback(struct consent *consent, struct token *token, struct error *error)
{
    const struct garner_http_options *o = consent->options;
    struct grant grant = {.socket = -1};
    if (!o->auth_url.len || !o->token_url.len || !o->client_id.len) {
        return error_set(error, GARNER_E_CONFIG, "granting access needs client_id, auth_url and token_url");
    }
    make_secrets(&grant);
    int code = listen_here(&grant, error);
    if (code == 0) {
        invite(consent, &grant);
        code = await_browser(consent, &grant, error);
    }
    if (grant.socket >= 0) {
        close(grant.socket);
    }
    return code ? code : redeem(consent, &grant, token, error);
}
