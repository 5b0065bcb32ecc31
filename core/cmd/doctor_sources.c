/* doctor_sources.c - the doctor's checks of schedules: whether they ever come, whether pulls fit between them, and
 * whether anybody follows them. */
#include "core/cmd/doctor.h"

#include "core/run/lock.h"
#include <inttypes.h>

enum { GAPS = 20, MINUTE_MS = 60000 };

/* The shortest and longest time between the next pulls. False where there are none. */
static bool find_gaps(const struct source_config *source, const struct zone *zone, int64_t now, int64_t *shortest,
                      int64_t *longest)
{
    int64_t at = source_next(source, zone, now);
    *shortest = INT64_MAX;
    *longest = 0;
    for (int i = 0; i < GAPS && at != SCHEDULE_NEVER; i++) {
        int64_t next = source_next(source, zone, at);
        if (next == SCHEDULE_NEVER) {
            break;
        }
        *shortest = next - at < *shortest ? next - at : *shortest;
        *longest = next - at > *longest ? next - at : *longest;
        at = next;
    }
    return *longest > 0;
}

/* "36 h", "90 s": for people. */
static const char *length(struct doctor *doctor, int64_t ms)
{
    if (ms < 2 * MINUTE_MS) {
        return arena_printf(doctor->arena, "%" PRId64 " s", (ms + 999) / 1000);
    }
    return ms < 120 * MINUTE_MS ? arena_printf(doctor->arena, "%" PRId64 " min", ms / MINUTE_MS)
                                : arena_printf(doctor->arena, "%" PRId64 " h", ms / (60 * MINUTE_MS));
}

/* The middle of what its last good pulls took; 0 = unknown. */
static int64_t usual_duration(struct doctor *doctor, const char *source)
{
    static const char sql[] = "WITH last AS (SELECT ended_at - started_at AS took FROM run WHERE code = 0 AND source = "
                              "(SELECT id FROM source WHERE name = :source) ORDER BY id DESC LIMIT 21) "
                              "SELECT took FROM last ORDER BY took LIMIT 1 OFFSET (SELECT count(*) / 2 FROM last)";
    const struct query_parameter parameter = {":source", {.type = CELL_TEXT, .text = garner_text(source)}};
    struct query *query = NULL;
    struct error error;
    int64_t took = 0;
    if (doctor->store && store_query(doctor->store, garner_text(sql), &parameter, 1, &query, &error) == 0 &&
        query_step(query, &error) > 0) {
        took = query_cell(query, 0).integer;
    }
    query_close(query);
    return took;
}

static void check_gaps(struct doctor *doctor, const struct source_config *source, int64_t shortest, int64_t longest)
{
    int64_t took = usual_duration(doctor, source->name);
    if (took > shortest) {
        doctor_add(doctor, FINDING_WARN, source->name, "schedule it less often",
                   "a pull usually takes %s, but the next is due %s after it began (%s): times are left out",
                   length(doctor, took), length(doctor, shortest), source->schedule);
    }
    if (source->stale_after_ms && source->stale_after_ms < longest) {
        doctor_add(doctor, FINDING_WARN, source->name, "let stale_after be longer, or schedule it more often",
                   "its pulls are up to %s apart (%s), but it is stale after %s: `garner status` will call it late",
                   length(doctor, longest), source->schedule, length(doctor, source->stale_after_ms));
    }
}

/* It reads files, which come whole. */
static bool reads_files(const struct plugin_info *info)
{
    for (const struct garner_option *option = info->options; option && option->name; option++) {
        if (option->flags & GARNER_PATH && strcmp(option->name, "path") == 0) {
            return true;
        }
    }
    return false;
}

static void check_window(struct doctor *doctor, size_t i)
{
    const struct source_config *source = doctor->sources[i];
    for (size_t n = 0; n < source->slot_count; n++) {
        if (source->slots[n].window_days && reads_files(&doctor->infos[i])) {
            doctor_add(doctor, FINDING_WARN, source->name, "leave window: out",
                       "its schedule has a window, but plugin %s reads files, which come whole", doctor->infos[i].name);
            return;
        }
    }
}

static void check_schedules(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        const struct source_config *source = doctor->sources[i];
        struct zone *zone = NULL;
        struct error error = {0};
        int64_t shortest, longest;
        if (!source->schedule) {
            continue;
        }
        if (zone_load(source->schedule_zone, &zone, &error) < 0) {
            doctor_add_error(doctor, source->name, &error);
        } else if (source_next(source, zone, doctor->now) == SCHEDULE_NEVER) {
            doctor_add(doctor, FINDING_FAIL, source->name, "correct its schedule", "%s never comes", source->schedule);
        } else if (find_gaps(source, zone, doctor->now, &shortest, &longest)) {
            check_gaps(doctor, source, shortest, longest);
        }
        zone_free(zone);
        check_window(doctor, i);
    }
}

static void check_daemon(struct doctor *doctor)
{
    size_t scheduled = 0;
    for (size_t i = 0; i < doctor->count; i++) {
        scheduled += doctor->sources[i]->schedule != NULL;
    }
    int64_t holder = lock_holder(doctor->config->store);
    if (scheduled && !holder) {
        doctor_add(doctor, FINDING_WARN, "", "start `garner daemon`, as a service with config/garner.service",
                   "%zu sources have a schedule, but no daemon runs that follows it", scheduled);
    } else if (holder) {
        doctor_add(doctor, FINDING_OK, "", "", "it runs%s",
                   holder > 0 ? arena_printf(doctor->arena, " (process %" PRId64 ")", holder) : "");
    }
}

const struct doctor_check doctor_sources[] = {
    {"schedules", "they come, and leave time enough", NEEDS_CONFIG, check_schedules},
    {"daemon", "nothing is scheduled, and none runs", NEEDS_CONFIG, check_daemon},
    {.name = NULL},
};
