/* url.h - URLs as fetching needs them: joined, compared by origin, resolved. Texts in the caller's arena. */
#ifndef GARNER_PLUGIN_URL_H
#define GARNER_PLUGIN_URL_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include <garner/http.h>

enum { URL_MAX = 64 << 10, FORM_MAX = 1 << 20 };

/* http or https, a host, no user, no blanks and controls. */
bool url_is_good(struct garner_str url);
/* "https://api.example.com:8443" of a good URL. */
struct garner_str url_origin(struct garner_str url);
/* "api.example.com:8443", for names of files and messages. */
struct garner_str url_host(struct garner_str url);
bool url_same_origin(struct garner_str a, struct garner_str b);
/* Plain http to somewhere else than this machine: nobody should send a credential there. */
bool url_is_exposed(struct garner_str url);

/* target as seen from base: a whole URL stays; "//host/…", "/path", "?query" and "relative" are resolved as RFC 3986
 * has it, without dot segments. */
struct garner_str url_resolve(struct garner_str base, struct garner_str target, struct arena *arena);
/* base, and path below it, whether or not they end and begin with a slash; a whole URL stays. */
struct garner_str url_below(struct garner_str base, struct garner_str path, struct arena *arena);
/* url with further query parameters, escaped; query ends with an absent name. A parameter that url has is replaced.
 * Absent where that would be longer than URL_MAX. */
struct garner_str url_query(struct garner_str url, const struct garner_pair *query, struct arena *arena);
/* A form body of the same; absent where it would be longer than FORM_MAX. */
struct garner_str url_form(const struct garner_pair *form, struct arena *arena);

#endif
