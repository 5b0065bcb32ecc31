/* session.h - a libcurl handle that keeps its connections, shared by the files behind net.h. */
#ifndef GARNER_NET_SESSION_H
#define GARNER_NET_SESSION_H

#include "core/net/net.h"
#include <curl/curl.h>
#include <stdio.h>

struct net_session {
    CURL *curl;
    char why[CURL_ERROR_SIZE]; /* libcurl's own words for what went wrong */
};

/* The handle, as new but for its connections, for a URL. */
CURL *session_begin(struct net_session *session, const char *url, const char *ca_file);
/* What a transfer came to. */
void session_result(struct net_session *session, CURLcode code, struct net_result *result);

void http_request(struct net_session *session, const struct net_request *request, struct net_result *result);
void mail_send(struct net_session *session, const struct net_mail *mail, struct net_result *result);
size_t sign_rs256(const char *pem, const void *text, size_t len, unsigned char *out, size_t room);

#endif
