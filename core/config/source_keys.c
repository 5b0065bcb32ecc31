/* source_keys.c - the table of the keys that a source's block has whatever its plugin is. Knows nothing of plugins. */
#include "core/config/source_keys.h"

/* clang-format off */
#define SOURCE_KEYS(ROW)                                                                                               \
    ROW(name, GARNER_REQUIRED, NULL, "what the source is called here and in reports")                                 \
    ROW(plugin, GARNER_REQUIRED, NULL, "the plugin that reads it; \"garner plugins\" lists them")                      \
    ROW(preset, 0, NULL, "a set of options that comes with the plugin")                                                \
    ROW(identity, 0, NULL, "whose contact ids its records carry, where another source has the same; default: its own") \
    ROW(schedule, 0, NULL, "when the daemon pulls it: five cron fields, @daily, \"every 6h\", or a list of {at, window}") \
    ROW(every, 0, NULL, "the same as a length of time, such as 6h")                                                    \
    ROW(jitter, 0, "0s", "each scheduled pull is put off by up to this, differently by source and time")               \
    ROW(tz, 0, NULL, "of its schedule; default: its timezone")                                                         \
    ROW(stale_after, 0, "0s", "how old its data may be; default: until two scheduled pulls are missed")                \
    ROW(timeout, 0, "10m", "how long a pull may take")                                                \
    ROW(retries, 0, "3", "how often a pull that failed for the moment is tried again")                                 \
    ROW(retry_delay, 0, "1m", "before the first such try; then doubled each time, up to an hour")                      \
    ROW(timezone, 0, NULL, "of its days, and of its times that name none; default: the configuration's")               \
    ROW(currency, 0, NULL, "of its amounts that name none; default: the configuration's")                              \
    ROW(memory_limit, 0, "1GiB", "of its worker process")                                                              \
    ROW(cpu_limit, 0, "10m", "processor time of its worker process")                                                   \
    ROW(record_limit, 0, "0", "how many records a pull may bring; 0 = any number")                                     \
    ROW(enabled, 0, "yes", "no leaves it out of pulls")                                                                \
    ROW(accept_empty, 0, "no", "yes lets it bring nothing, or far less than usual")
#define AS_OPTION(member, flags, fallback, help)                                                                       \
    GARNER_OPTION(struct source_keys, member, flags, fallback, NULL, help),
#define AS_NAME(member, flags, fallback, help) #member,
/* clang-format on */

const struct garner_option source_key_table[] = {SOURCE_KEYS(AS_OPTION){.name = NULL}};
const char *const source_key_names[] = {SOURCE_KEYS(AS_NAME) NULL};

const struct garner_option *config_source_keys(void)
{
    return source_key_table;
}

const char *const *config_source_key_names(void)
{
    return source_key_names;
}
