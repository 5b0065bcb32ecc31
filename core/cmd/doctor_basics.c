/* doctor_basics.c - the doctor's checks of what everything else stands on: configuration, plugins, time zones, store.
 * They fill the doctor's config, infos and store for the checks that come after. */
#include "core/cmd/doctor.h"

#include "core/base/str.h"
#include "core/config/search.h"
#include <unistd.h>

/* ---- configuration and plugins ---- */

static void name_sources(struct doctor *doctor)
{
    struct config *config = doctor->config;
    doctor->sources = arena_calloc(doctor->arena, config->source_count + 1, sizeof(struct source_config *));
    doctor->infos = arena_calloc(doctor->arena, config->source_count + 1, sizeof *doctor->infos);
    doctor->broken = arena_calloc(doctor->arena, config->source_count + 1, sizeof *doctor->broken);
    for (size_t i = 0; i < config->source_count; i++) {
        if (config->sources[i].enabled) {
            doctor->sources[doctor->count++] = &config->sources[i];
        }
    }
}

/* All at once is quicker; where that ends at the first complaint, one by one names them all. */
static void check_options(struct doctor *doctor)
{
    struct error error = {0};
    if (pull_check(doctor->config, doctor->sources, doctor->count, doctor->infos, doctor->broken, doctor->arena,
                   &error) == 0) {
        return;
    }
    for (size_t i = 0; i < doctor->count; i++) {
        doctor->infos[i] = (struct plugin_info){0};
        doctor->broken[i] = (struct error){0};
        if (pull_check(doctor->config, &doctor->sources[i], 1, &doctor->infos[i], &doctor->broken[i], doctor->arena,
                       &error) < 0) {
            doctor_add_error(doctor, doctor->sources[i]->name, &error);
        }
    }
}

static void check_configuration(struct doctor *doctor)
{
    struct error error = {0};
    if (config_load(doctor->file, &doctor->cli->config, &error) < 0) {
        doctor_add_error(doctor, doctor->file, &error);
        return;
    }
    doctor->config = doctor->cli->config;
    doctor->cli->log.secrets = &doctor->config->secrets;
    name_sources(doctor);
    check_options(doctor);
    if (doctor->count == 0) {
        doctor_add(doctor, FINDING_WARN, doctor->file, "add a source; `garner profile FILE` prints its block",
                   "it has no sources");
    }
}

static bool is_used(const struct doctor *doctor, const char *plugin)
{
    for (size_t i = 0; i < doctor->count; i++) {
        if (doctor->sources[i]->plugin && strcmp(doctor->sources[i]->plugin, plugin) == 0) {
            return true;
        }
    }
    return false;
}

/* Those in use have been asked already. */
static void check_plugins(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        if (doctor->broken[i].code) {
            doctor_add(doctor, FINDING_FAIL, doctor->sources[i]->name, "install the plugin that belongs to this garner",
                       "%s", doctor->broken[i].message);
        }
    }
    size_t count;
    struct garner_strs dirs = search_dirs(&doctor->config->plugin_path, doctor->arena);
    struct plugin_file *files = search_plugins(dirs, doctor->arena, &count);
    for (size_t i = 0; i < count; i++) {
        struct plugin_info info = {0};
        struct error error = {0};
        if (!is_used(doctor, files[i].name) && pull_describe(files[i].path, doctor->arena, &info, &error) < 0) {
            doctor_add(doctor, FINDING_WARN, files[i].name, "no source uses it: remove or replace it", "%s",
                       error.message);
        }
    }
}

/* Each plugin once, however many sources use it. */
static bool is_first(const struct doctor *doctor, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (doctor->infos[j].name && strcmp(doctor->infos[j].name, doctor->infos[i].name) == 0) {
            return false;
        }
    }
    return true;
}

static void check_sunsets(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        const struct plugin_info *info = &doctor->infos[i];
        long left;
        if (cli_sunset(info, doctor->now, &left) && is_first(doctor, i)) {
            doctor_add(doctor, left < 0 ? FINDING_FAIL : FINDING_WARN, doctor->sources[i]->name,
                       "install a newer plugin", "the API that plugin %s %s speaks %s on %s (%ld days)", info->name,
                       info->version, left < 0 ? "ended" : "ends", info->api_sunset, left);
        }
    }
}

static void check_zones(struct doctor *doctor)
{
    struct zone *zone = NULL;
    struct error error = {0};
    if (zone_load("Europe/Berlin", &zone, &error) < 0) {
        const char *dir = getenv("TZDIR");
        doctor_add(doctor, FINDING_FAIL, dir && *dir ? dir : "/usr/share/zoneinfo",
                   "install the package tzdata, or let TZDIR name its folder", "%s", error.message);
    }
    zone_free(zone);
}

/* ---- the store ---- */

static void verify(struct doctor *doctor)
{
    const char *path = doctor->config->store;
    struct garner_strs problems = {0};
    struct error error = {0};
    if (store_verify(path, doctor->arena, &problems, &error) < 0) {
        doctor_add_error(doctor, path, &error);
    }
    for (size_t i = 0; i < problems.count; i++) {
        doctor_add(doctor, FINDING_FAIL, path,
                   "put the last good `garner backup` in its place and pull; without one remove it and pull everything",
                   STR_FMT, STR_ARG(problems.items[i]));
    }
}

static void check_store(struct doctor *doctor)
{
    const char *path = doctor->config->store;
    struct error error = {0};
    if (access(path, F_OK) != 0) {
        doctor_add(doctor, FINDING_WARN, path, "`garner pull` makes it", "there is no store yet");
        return;
    }
    doctor->store_exists = true;
    if (store_open(path, STORE_READ, doctor->cli->clock, &doctor->cli->log, &doctor->store, &error) < 0) {
        doctor_add(doctor, FINDING_FAIL, path, "", "%s", error.message); /* which tells what to do */
        doctor->store = NULL;
    }
    /* What is of another program, or of another garner, is not this one's to judge. */
    if (doctor->store || error.code == GARNER_E_DATA) {
        verify(doctor);
    }
}

const struct doctor_check doctor_basics[] = {
    {"configuration", "it can be read, and every source's options fit its plugin", NEEDS_NOTHING, check_configuration},
    {"plugins", "every plugin loads, and is made for this garner", NEEDS_CONFIG, check_plugins},
    {"api", "no plugin speaks an API that ends within 60 days", NEEDS_CONFIG, check_sunsets},
    {"time zones", "the system's time zones are there", NEEDS_NOTHING, check_zones},
    {"store", "it is whole", NEEDS_CONFIG, check_store},
    {.name = NULL},
};
