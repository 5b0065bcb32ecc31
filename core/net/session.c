/* session.c - sessions and the table that garner_net.so exports; see net.h. */
#include "core/net/session.h"

#include <stdlib.h>

static struct net_session *session_open(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return NULL;
    }
    struct net_session *session = calloc(1, sizeof *session);
    if (session) {
        session->curl = curl_easy_init();
    }
    if (session && !session->curl) {
        free(session);
        session = NULL;
    }
    return session;
}

static void session_close(struct net_session *session)
{
    if (session) {
        curl_easy_cleanup(session->curl);
        free(session);
    }
    curl_global_cleanup();
}

CURL *session_begin(struct net_session *session, const char *url, const char *ca_file)
{
    const char *cas = ca_file && *ca_file ? ca_file : getenv("SSL_CERT_FILE");
    session->why[0] = '\0';
    curl_easy_reset(session->curl);
    curl_easy_setopt(session->curl, CURLOPT_ERRORBUFFER, session->why);
    curl_easy_setopt(session->curl, CURLOPT_URL, url);
    curl_easy_setopt(session->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(session->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (cas && *cas) {
        curl_easy_setopt(session->curl, CURLOPT_CAINFO, cas);
    }
    return session->curl;
}

__attribute__((visibility("default"))) extern const struct net_api garner_net;
const struct net_api garner_net = {
    .version = NET_VERSION,
    .open = session_open,
    .close = session_close,
    .request = http_request,
    .mail = mail_send,
    .sign = sign_rs256,
};
