/* notify.h - tells the service manager how the daemon is, by sd_notify's protocol: a datagram to $NOTIFY_SOCKET. */
#ifndef GARNER_RUN_NOTIFY_H
#define GARNER_RUN_NOTIFY_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1", lines joined by \n. Nothing where nobody listens. */
void notify(const char *state);
/* "RELOADING=1" with the time that the protocol wants beside it. */
void notify_reloading(void);
/* How often the manager wants to hear WATCHDOG=1, in milliseconds (half its limit); 0 = not at all. */
int64_t notify_watchdog_ms(void);

#endif
