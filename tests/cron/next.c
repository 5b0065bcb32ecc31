/* next.c - for compare.mjs: reads lines "zone|after_ms|until_ms|expression", prints for each the schedule's times
 * between the two, in milliseconds, comma-separated; "!" and the message where it is refused. */
#include "core/base/str.h"
#include "core/config/schedule.h"

static void print_times(const struct schedule *schedule, const struct zone *zone, int64_t after, int64_t until)
{
    const char *comma = "";
    for (;;) {
        after = schedule_next(schedule, zone, "", after);
        if (after > until) {
            puts("");
            return;
        }
        printf("%s%lld", comma, (long long)after);
        comma = ",";
    }
}

int main(void)
{
    char line[512], name[64], text[256];
    long long after, until;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%63[^|]|%lld|%lld|%255[^\n]", name, &after, &until, text) != 4) {
            return 2;
        }
        struct schedule schedule;
        struct zone *zone = NULL;
        struct error error = {0};
        if (zone_load(name, &zone, &error) || schedule_parse(garner_text(text), &schedule, &error)) {
            printf("!%s\n", error.message);
        } else {
            print_times(&schedule, zone, after, until);
        }
        zone_free(zone);
    }
    return 0;
}
