/* token_file.h - what OAuth has given a source, on disk beside the store: one file per set of credentials, 0600,
 * written anew and renamed, so that a rotated refresh token is durable before it is used. A lock beside it makes one
 * process at a time renew; all others take what it got. */
#ifndef GARNER_PLUGIN_TOKEN_FILE_H
#define GARNER_PLUGIN_TOKEN_FILE_H

#include <garner/http.h>

#include "core/base/arena.h"
#include "core/base/error.h"

struct token {
    struct garner_str access, refresh; /* absent: none */
    struct garner_str source;          /* whose pull wrote it */
    int64_t expires_at;                /* of access; UTC milliseconds */
    int64_t refresh_expires_at;        /* 0 = not known */
};

/* The folder's file for credentials: a hash of what names them, so that new ones begin anew. In arena. */
const char *token_path(const char *folder, const struct garner_http_options *options, struct arena *arena);

/* Waits, asking go_on now and then; *fd is closed to let go. 0, GARNER_E_CANCELLED or GARNER_E_TEMPORARY. */
int token_lock(const char *path, bool (*go_on)(void *context), void *context, int *fd, struct error *error);

/* Texts in arena. A file that is not there is an empty token; one that cannot be understood is GARNER_E_AUTH. */
int token_read(const char *path, struct token *token, struct arena *arena, struct error *error);
/* Durable when it returns 0. source: for people who look into the file. */
int token_write(const char *path, const struct token *token, const char *source, struct error *error);

#endif
