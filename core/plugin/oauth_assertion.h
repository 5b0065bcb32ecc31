/* oauth_assertion.h - the signed assertion by which a service account asks for an access token (RFC 7523). */
#ifndef GARNER_PLUGIN_OAUTH_ASSERTION_H
#define GARNER_PLUGIN_OAUTH_ASSERTION_H

#include "core/plugin/fetch.h"

/* From the key file that options->service_account names. In the pull's arena. GARNER_E_CONFIG or GARNER_E_AUTH where
 * the file cannot be read or its key cannot sign. */
int oauth_assertion(struct host *host, const struct garner_http_options *options, struct garner_str token_url,
                    struct garner_str *out);

#endif
