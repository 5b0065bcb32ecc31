/* plan.h - a configuration as the daemon lives by it: sources checked against their plugins, zones, the agenda, what is
 * paused. A reload makes another one; the old one lives until its last pull is over. For daemon.c and plan_pull.c. */
#ifndef GARNER_RUN_PLAN_H
#define GARNER_RUN_PLAN_H

#include "core/run/agenda.h"
#include "core/run/pull.h"

struct plan {
    struct config *config;
    struct arena arena;
    const struct source_config **sources; /* the scheduled ones; entry, info and broken have the same index */
    struct plugin_info *infos;
    struct error *broken;
    const struct zone **day_zones; /* whose days its windows count */
    struct zone **zones;
    size_t zone_count;
    struct agenda agenda;
    struct agenda_entry **by_name;
    size_t pulls; /* of this plan that still run */
};

/* Loads and checks the file: GARNER_E_CONFIG as config_load and pull_check say it. The caller frees. */
int plan_load(const char *file, struct plan **out, struct error *error);
void plan_free(struct plan *plan); /* NULL allowed */

/* Plans every entry by what the store knows: last pulls, pauses. Sources that changed since they were paused go on at
 * once. log: what is paused, and what goes on. */
int plan_begin(struct plan *plan, struct store *store, const struct log *log, int64_t now, struct error *error);

struct agenda_entry *plan_entry(const struct plan *plan, const char *name); /* NULL where it is not scheduled */
size_t plan_index(const struct plan *plan, const struct agenda_entry *entry);

/* Remembers across restarts that this source is paused while its block is as it is now. */
int plan_remember_pause(const struct plan *plan, const struct agenda_entry *entry, struct store *store,
                        struct error *error);

#endif
