/* lock.h - one daemon a store: a lock on a file beside the store that names who holds it. */
#ifndef GARNER_RUN_LOCK_H
#define GARNER_RUN_LOCK_H

#include "core/base/error.h"

/* Locks STORE.lock until *fd is closed or the process ends, however it ends. ERROR_LOCKED, naming the holder, where
 * another has it. *fd is the caller's to close where it is not negative, on failure too. */
int lock_take(const char *store, int *fd, struct error *error);

/* The process that holds STORE.lock, without touching the lock; 0 where nobody does, -1 where it has no number here. */
int64_t lock_holder(const char *store);

#endif
