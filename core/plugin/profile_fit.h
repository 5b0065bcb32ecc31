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
/* The file of a path, without folder and what follows the first dot behind its first character. */
struct garner_str profile_stem(const char *path);

/* ---- a map (profile_map.c) ---- */

enum { PROFILE_NOTES = 12 };

/* A map made of the names and types of a file's columns. Texts in the arena it was made in. */
struct profile_map {
    const char *what; /* for people: "deals of a CRM"; NULL = the file holds nothing that garner keeps */
    enum garner_record kind;
    const char *text;                 /* lines of YAML, not indented: "deal:\n  id: …" */
    const bool *used;                 /* by column */
    size_t used_count;                /* columns */
    const char *notes[PROFILE_NOTES]; /* what a person should know */
    size_t note_count;
    const char *missing; /* where `what` is NULL: what it looks like, and what it lacks; may be NULL */
};
void profile_map(const struct profile *profile, struct arena *arena, struct profile_map *out);

/* ---- plugins and presets (profile_fit.c) ---- */

struct profile_preset {
    const char *plugin, *name;
    const struct garner_node *options; /* as its file has them */
};

/* How well a header fits what a plugin or preset says it recognises. */
struct profile_fit {
    bool fits;
    size_t found, all;   /* things, or columns that are named */
    uint64_t points;     /* to compare presets by */
    const bool *used;    /* by column of the file; of presets */
    const char *product; /* "Google Ads"; NULL = not said */
    const char *columns; /* some that were found, in quotes, for messages */
    const char *lacks;   /* names of things that were not; NULL = nothing */
};
void profile_fit_plugin(const struct profile *profile, const struct plugin_info *plugin, struct arena *arena,
                        struct profile_fit *out);
void profile_fit_preset(const struct garner_str *names, size_t count, const struct garner_node *preset,
                        struct arena *arena, struct profile_fit *out);

/* The preset that fits the first file which `path` in options names, opened as the options say; options: of the source,
 * relative to dir. *why says for people what decided. GARNER_E_CONFIG where none fits, or several do alike, naming
 * them. */
int profile_choose_preset(const struct garner_node *options, const char *dir, const struct profile_preset *presets,
                          size_t count, struct arena *arena, size_t *chosen, const char **why, struct error *error);

/* ---- the block (profile_block.c) ---- */

struct profile_known {
    const struct plugin_info *plugins;
    size_t plugin_count;
    const struct profile_preset *presets;
    size_t preset_count;
};

struct profile_proposal {
    const char *what;  /* what the file looks like, and why; NULL = nothing garner keeps */
    const char *also;  /* what else it could be, or what it nearly is; may be NULL */
    const char *block; /* YAML from `sources:` on; NULL where `what` is */
};
void profile_propose(const struct profile *profile, const struct profile_known *known, struct arena *arena,
                     struct profile_proposal *out);

#endif
