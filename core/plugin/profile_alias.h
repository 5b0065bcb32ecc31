/* profile_alias.h - the usual names of columns and files, by kind of record and field. Data for profile_map.c alone. */
#ifndef GARNER_PLUGIN_PROFILE_ALIAS_H
#define GARNER_PLUGIN_PROFILE_ALIAS_H

#include <garner/records.h>

/* Names are separated by bars, better ones first. The table ends with a row without a field. */
struct profile_alias {
    uint32_t kinds; /* GARNER_EMITS(…) */
    const char *field;
    const char *names;
};
extern const struct profile_alias profile_aliases[];

/* How a file of one kind of record is known. The table ends with a row without `what`. */
struct profile_kind {
    enum garner_record kind;
    const char *what;  /* for people: "deals of a CRM" */
    const char *files; /* words of its file's name */
    const char *marks; /* names of columns that files of other kinds rarely have */
    const char *must;  /* fields that have to be found: "at&amount/status" wants at, and one of the others */
};
extern const struct profile_kind profile_kinds[];

/* Names of columns that break spend down. */
extern const char profile_dimensions[];

/* Words of files that hold nothing garner keeps, whatever else their names say. */
extern const char profile_other_files[];

#endif
