/* profile_fit.h - what a profiled file could be: which plugin or preset reads it, or which map would, and the block of
 * configuration that says so. Called by `garner profile` and by `preset: auto`. Plugins and presets say themselves what
 * they recognise; nothing here knows one by name. */
#ifndef GARNER_PLUGIN_PROFILE_FIT_H
#define GARNER_PLUGIN_PROFILE_FIT_H

#include "core/base/buf.h"
#include "core/config/config.h"
#include "core/plugin/profile.h"

/* ---- names (profile_name.c) ---- */

/* Whether a column's name is that of alias: as garner_same_name has it, a currency in parentheses at its end and the
 * prefix of a warehouse's property column aside. */
bool profile_name_is(struct garner_str name, struct garner_str alias);
/* The next of names that are separated by bars, trimmed; *list moves behind it and stands at a NUL after the last. */
struct garner_str profile_next_name(const char **list);
/* text as words in lower case, one blank before and behind each: "DealID_2" is " deal id 2 ". Returns its length; out
 * gets a NUL. size: at least 8. */
size_t profile_words(struct garner_str text, char *out, size_t size);

#endif
