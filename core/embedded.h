/* embedded.h - the SQL files of core/store and core/report and the templates of core/plugin/scaffold as strings, made by core/embed.sh at build time. */
#ifndef GARNER_EMBEDDED_H
#define GARNER_EMBEDDED_H

struct embedded {
    const char *path; /* "core/report/compare.sql" */
    const char *text;
};
/* Ends with a NULL path. */
extern const struct embedded embedded_files[];

#endif
