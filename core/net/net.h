/* net.h - what garner_net.so does: one HTTP request, one mail, one signature. It is a shared object of its own because
 * libcurl costs every start several milliseconds; only a process that sends loads it (core/plugin/net_load.c), the host
 * never. Nothing here knows of sources, retries, tokens or JSON, and the object calls nothing of garner. */
#ifndef GARNER_NET_NET_H
#define GARNER_NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NET_VERSION = 1, NET_WHY_MAX = 400 };

/* How a transfer ended, whatever the server said in it. */
enum net_outcome {
    NET_DONE = 0,      /* an answer came, whole */
    NET_TEMPORARY = 1, /* no connection, a time-out, an answer cut short: worth another try */
    NET_REFUSED = 2,   /* will not get better by itself: a certificate that is not trusted, a URL that is none */
    NET_DENIED = 3,    /* the server refused the user (mail) */
    NET_STOPPED = 4    /* a callback said so */
};

struct net_result {
    enum net_outcome outcome;
    long status;           /* of HTTP, or the last reply of SMTP; 0 where none came */
    uint64_t bytes;        /* received, as they came over the wire */
    char why[NET_WHY_MAX]; /* what went wrong; "" where done. Never holds a credential */
};

struct net_request {
    const char *method, *url;   /* http or https; redirects are not followed */
    const char *const *headers; /* "Name: value", NULL-terminated */
    const char *body;
    size_t body_len;
    bool has_body;
    const char *ca_file; /* NULL: the system's */
    const char *user_agent;
    int64_t connect_ms, stall_ms, total_ms; /* stall: the longest time without a byte */
    void *context;
    /* Return false to stop. header: a line without its end; the status line begins an answer anew. body: decoded. */
    bool (*header)(void *context, const char *line, size_t len);
    bool (*received)(void *context, const char *bytes, size_t len);
    bool (*go_on)(void *context); /* asked a few times a second; may be NULL */
};

struct net_mail {
    const char *url;             /* smtp://host[:port] or smtps:// */
    const char *user, *password; /* NULL: none */
    const char *from;
    const char *const *to; /* NULL-terminated; addresses alone */
    const char *message;   /* whole: headers, blank line, body; any line ends */
    size_t message_len;
    const char *ca_file;
    bool plain_allowed; /* without TLS; else STARTTLS is required of smtp:// */
    int64_t connect_ms, total_ms;
};

struct net_session; /* connections that are kept open */

struct net_api {
    uint32_t version;                  /* NET_VERSION */
    struct net_session *(*open)(void); /* NULL: libcurl cannot start */
    void (*close)(struct net_session *session);
    void (*request)(struct net_session *session, const struct net_request *request, struct net_result *result);
    void (*mail)(struct net_session *session, const struct net_mail *mail, struct net_result *result);
    /* RSASSA-PKCS1-v1_5 with SHA-256 by a PEM key: bytes written to out, 0 where it cannot be done. */
    size_t (*sign)(const char *pem, const void *text, size_t len, unsigned char *out, size_t room);
};

/* The one symbol of garner_net.so. */
#define NET_SYMBOL "garner_net"

/* ---- for the host's side (core/net is not linked into it) ---- */

struct error;

/* Loads garner_net.so from beside garner or its library folder, once per process; GARNER_E_CONFIG where it is missing
 * or of another garner. */
int net_load(const struct net_api **api, struct error *error);

#endif
