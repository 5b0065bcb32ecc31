/* doctor.h - what the checks of `garner doctor` share: doctor.c runs the table, doctor_*.c hold the checks by what they
 * look at. Nobody else includes it. No check opens a connection or writes anything. */
#ifndef GARNER_CMD_DOCTOR_H
#define GARNER_CMD_DOCTOR_H

#include "core/cmd/cli.h"
#include "core/run/pull.h"

enum finding_level { FINDING_OK = 0, FINDING_WARN = 1, FINDING_FAIL = 2 };

struct finding {
    enum finding_level level;
    const char *check, *about, *text, *advice; /* about, advice: "" = none */
};

struct doctor {
    struct cli *cli;
    struct arena *arena; /* of everything found */
    const char *file;    /* the configuration's */
    int64_t now;
    struct config *config;                /* NULL where it cannot be read */
    const struct source_config **sources; /* the enabled ones; infos and broken have the same index */
    size_t count;
    struct plugin_info *infos;
    struct error *broken;
    struct store *store; /* NULL where there is none, or none that can be read */
    bool store_exists;
    const char *check; /* that runs */
    struct finding *findings;
    size_t finding_count, finding_cap;
};

struct doctor_check {
    const char *name;
    const char *fine; /* where it found nothing */
    enum { NEEDS_NOTHING = 0, NEEDS_CONFIG, NEEDS_STORE } needs;
    void (*run)(struct doctor *);
};
/* Of each file; end with a NULL name. */
extern const struct doctor_check doctor_basics[], doctor_files[], doctor_sources[], doctor_history[];

/* Adds a finding: about what (a file, a source; "" = all), what is so, and what to do about it. */
void doctor_add(struct doctor *doctor, enum finding_level level, const char *about, const char *advice,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
void doctor_add_error(struct doctor *doctor, const char *about, const struct error *error);

/* Runs a query on the store and calls row for each row; a failure is a finding. */
void doctor_query(struct doctor *doctor, const char *sql, const struct query_parameter *parameters, size_t count,
                  void (*row)(struct doctor *, const struct query *));

#endif
