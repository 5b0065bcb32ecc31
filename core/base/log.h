/* log.h - one line per event on stderr, for people or as JSON; never a secret. */
#ifndef GARNER_BASE_LOG_H
#define GARNER_BASE_LOG_H

#include "core/base/clock.h"
#include "core/base/error.h"

struct log_repeats; /* log_repeats.h */

struct log {
    FILE *out;
    enum garner_level level; /* what is less important is dropped */
    bool json;
    bool color;
    struct clock clock;
    const struct garner_strs *secrets; /* replaced by *** wherever they appear; may be NULL */
    struct log_repeats *repeats;       /* lines that repeat are counted; NULL: every line is written */
};

/* "garner: warning: source kag: …" or {"time":…,"level":…,"source":…,"message":…}. source may be NULL. log may be NULL.
 */
void log_write(const struct log *log, enum garner_level level, const char *source, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same; lines of one level and source repeat each other where their keys do, whatever else differs in them. */
void log_write_as(const struct log *log, enum garner_level level, const char *source, const char *key,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Appends text to out with every secret (4 bytes or longer) replaced by ***. */
struct buf;
void log_redact(struct buf *out, struct garner_str text, const struct garner_strs *secrets);

/* Whether text holds one of them (8 bytes or longer: shorter ones come about by chance). */
bool log_tells_secret(struct garner_str text, const struct garner_strs *secrets);

#endif
