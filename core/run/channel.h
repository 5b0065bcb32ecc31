/* channel.h - the child's end of what the host started: its process fenced in, frames on fd 3. worker.c and the courier
 * speak through it. */
#ifndef GARNER_RUN_CHANNEL_H
#define GARNER_RUN_CHANNEL_H

#include "core/schema/wire.h"

/* Leaks are looked for through ptrace, and sanitizers reserve terabytes: under them some fences stay down. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

enum { CHANNEL = 3 }; /* the descriptor */

struct channel {
    struct buf in; /* bytes of the host's frames not yet taken */
    bool cancelled;
};
void channel_init(struct channel *channel); /* buf_release(&channel->in) ends it */

/* Ties this process's fate to the host's, and closes all but fds 0 to 3. */
void channel_isolate(long parent);

/* Writes frames. context is not used: it makes this a host_sink's. GARNER_E_CANCELLED where the host is gone. */
int channel_send(void *context, struct garner_str frames, struct error *error);
/* Says why it ends, in a frame; returns 1, the exit code that goes with it. */
int channel_fail(const struct error *error);

/* Waits for more bytes. */
int channel_read(struct channel *channel, struct error *error);
/* The next whole frame, if one is there: 1 with its payload (valid until used is dropped), 0, or a code. */
int channel_take(struct channel *channel, enum wire_type *type, struct garner_str *payload, size_t *used,
                 struct error *error);
void channel_drop(struct channel *channel, size_t used);
/* Waits for the first frame, the host's request; the caller drops it. */
int channel_request(struct channel *channel, struct garner_str *payload, size_t *used, struct error *error);

#endif
