/* log_repeats.h - what a log has said lately: the same line again within ten minutes is counted instead of written, and
 * the count is written once they are over. Used by log.c; made by whoever logs for long. */
#ifndef GARNER_BASE_LOG_REPEATS_H
#define GARNER_BASE_LOG_REPEATS_H

#include "core/base/log.h"

/* LOG_REPEATS_LINES: so many different lines are remembered; then the oldest is forgotten. */
enum { LOG_REPEATS_MS = 600000, LOG_REPEATS_LINES = 128 };

/* Set as struct log's member `repeats`; the caller frees it, after log_repeats_flush. */
struct log_repeats *log_repeats_new(void);
void log_repeats_free(struct log_repeats *repeats); /* NULL allowed */

/* Writes how often lines came again whose ten minutes are over; all: whatever their age. Does nothing where the log
 * remembers no lines. */
void log_repeats_flush(const struct log *log, bool all);

/* log.c: whether the line is to be written, text being what makes it the same line, without secrets. What falls out of
 * memory for it is written now. Lines that tell of no source and are no warnings always are: they answer somebody. */
bool log_repeats_take(const struct log *log, enum garner_level level, const char *source, struct garner_str text);

#endif
