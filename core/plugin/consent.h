/* consent.h - how a person grants access: the loopback flow with PKCE (RFC 8252, 7636), and the device flow where there
 * is no browser (RFC 8628). Used by `garner auth`. What comes of it is a struct token; keeping it is the caller's. */
#ifndef GARNER_PLUGIN_CONSENT_H
#define GARNER_PLUGIN_CONSENT_H

#include <garner/http.h>

#include "core/net/net.h"
#include "core/plugin/token_file.h"
#include <stdio.h>

struct consent {
    const struct net_api *net;
    struct net_session *session;
    const struct garner_http_options *options; /* urls whole */
    struct arena *arena;                       /* of what comes back */
    FILE *out;                                 /* where the person is spoken to */
    int64_t wait_ms;                           /* how long a person may take */
    const volatile int *stop;                  /* set: give up; may be NULL */
};

/* 0 and *token, or a code: GARNER_E_AUTH where access was not granted, GARNER_E_CONFIG where a URL or client is
 * missing. */
int consent_loopback(struct consent *consent, struct token *token, struct error *error);
int consent_device(struct consent *consent, struct token *token, struct error *error);

/* consent_ask.c: a form to url; the answer as a tree in the arena, NULL where it is no JSON. 0 or a code where none
 * came. */
int consent_ask(struct consent *consent, struct garner_str url, const struct garner_pair *form, long *status,
                const struct garner_node **json, struct error *error);
/* What a token endpoint answered: a token, or why not. */
int consent_take(const struct garner_node *json, long status, struct token *token, struct error *error);

#endif
