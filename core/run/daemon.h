/* daemon.h - pulls every scheduled source when it is due, for as long as the process lives. What `garner daemon` calls.
 */
#ifndef GARNER_RUN_DAEMON_H
#define GARNER_RUN_DAEMON_H

#include "core/base/log.h"

struct daemon_options {
    const char *file;      /* the configuration, read again at SIGHUP */
    const struct log *log; /* copied; its secrets become those of the configuration */
    struct clock clock;
};

/* Runs until SIGTERM or SIGINT: 0. A code where it could not begin: GARNER_E_CONFIG, ERROR_LOCKED where another daemon
 * has the store, or what store_open says. */
int daemon_run(const struct daemon_options *options, struct error *error);

#endif
