/* zone.c - time zones by name, and what time it is there. Called by configuration, normalisers and reports; must not
 * touch the process's own time zone. */
#include "core/base/zone.h"
#include "core/base/arena.h"
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/zone_rule.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { NAME_MAX_LEN = 128, FILE_MAX = 256 * 1024, SUGGESTIONS_MAX = 2000 };
/* No zone was ever this far from UTC, in seconds. */
enum { FARTHEST = 30 * 3600 };

/* ---- loading ---- */

/* Letters, digits, + - _ and /; no part is empty or begins with a dot, so that no name leads out of the folder. */
static bool name_is_safe(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";
    size_t len = strnlen(name, NAME_MAX_LEN + 1);
    return len > 0 && len <= NAME_MAX_LEN && strspn(name, allowed) == len && name[0] != '/' && name[len - 1] != '/' &&
           !strstr(name, "//");
}

static const char *folder(void)
{
    const char *tzdir = getenv("TZDIR");
    return tzdir && *tzdir ? tzdir : "/usr/share/zoneinfo";
}

/* "+05:45" */
static bool parse_fixed(const char *name, int32_t *offset)
{
    if (strlen(name) != 6 || (name[0] != '+' && name[0] != '-') || name[3] != ':') {
        return false;
    }
    int64_t hours = 0, minutes = 0;
    if (name[1] < '0' || name[4] < '0' || !str_integer(str_of(name + 1, 2), &hours) ||
        !str_integer(str_of(name + 4, 2), &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *offset = (int32_t)(hours * 3600 + minutes * 60) * (name[0] == '-' ? -1 : 1);
    return true;
}

/* The name in the same folder that is most like the one looked for, or NULL. */
static const char *suggest(struct arena *arena, const char *name)
{
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
    int parent = (int)(base - name);
    DIR *dir = opendir(arena_printf(arena, "%s/%.*s", folder(), parent, name));
    if (!dir) {
        return NULL;
    }
    const char **names = arena_calloc(arena, SUGGESTIONS_MAX + 1, sizeof *names);
    size_t count = 0;
    for (struct dirent *entry = readdir(dir); entry && count < SUGGESTIONS_MAX; entry = readdir(dir)) {
        bool itself = strcmp(entry->d_name, base) == 0; /* a folder */
        if (!itself && entry->d_name[0] >= 'A' && entry->d_name[0] <= 'Z') {
            names[count++] = arena_strdup(arena, entry->d_name);
        }
    }
    closedir(dir);
    const char *found = str_closest(str_of(base, strlen(base)), names);
    return found ? arena_printf(arena, "%.*s%s", parent, name, found) : NULL;
}

static int unknown(const char *name, struct error *error)
{
    struct arena arena = {0};
    const char *near = name_is_safe(name) ? suggest(&arena, name) : NULL;
    error_set(error, GARNER_E_CONFIG, "unknown time zone \"%.*s\"; %s\"%s\"%s", NAME_MAX_LEN, name,
              near ? "did you mean " : "names are like ", near ? near : "Europe/Berlin",
              near ? "?" : ", \"UTC\" or \"+05:45\" (package tzdata)");
    arena_release(&arena);
    return GARNER_E_CONFIG;
}

static int load_file(struct zone *zone, FILE *file, struct error *error)
{
    unsigned char *bytes = xmalloc(FILE_MAX + 1);
    size_t len = fread(bytes, 1, FILE_MAX + 1, file);
    const char *wrong = ferror(file)     ? "it cannot be read"
                        : len > FILE_MAX ? "it is too long"
                                         : zone_file_read(zone, bytes, len);
    free(bytes);
    if (wrong) {
        return error_set(error, GARNER_E_CONFIG, "time zone \"%s\": %s/%s cannot be used: %s", zone->name, folder(),
                         zone->name, wrong);
    }
    return 0;
}

static int load_named(struct zone *zone, struct error *error)
{
    struct stat info;
    if (!name_is_safe(zone->name)) {
        return unknown(zone->name, error);
    }
    char *path = xasprintf("%s/%s", folder(), zone->name);
    FILE *file = fopen(path, "rbe");
    int reason = errno;
    free(path);
    if (!file && reason != ENOENT && reason != ENOTDIR) {
        return error_set(error, GARNER_E_CONFIG, "time zone \"%s\": %s/%s cannot be opened: %s", zone->name, folder(),
                         zone->name, strerror(reason));
    }
    if (!file) {
        return unknown(zone->name, error);
    }
    bool regular = fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode);
    int result = regular ? load_file(zone, file, error) : unknown(zone->name, error);
    fclose(file);
    return result;
}

int zone_load(const char *name, struct zone **out, struct error *error)
{
    struct zone *zone = xcalloc(1, sizeof *zone);
    zone->name = xstrdup(name);
    *out = NULL;
    if (strcmp(name, "UTC") != 0 && !parse_fixed(name, &zone->first)) {
        int result = load_named(zone, error);
        if (result) {
            zone_free(zone);
            return result;
        }
    }
    *out = zone;
    return 0;
}

void zone_free(struct zone *zone)
{
    if (zone) {
        free(zone->name);
        free(zone->times);
        free(zone->offsets);
        free(zone);
    }
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

/* ---- what time it is ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* How many transitions are not after an instant. */
static size_t passed(const struct zone *zone, int64_t seconds)
{
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= seconds) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct zone_span span_at(const struct zone *zone, int64_t seconds)
{
    size_t n = passed(zone, seconds);
    if (n == zone->count && zone->has_rule) {
        return zone_rule_span(&zone->rule, seconds);
    }
    return (struct zone_span){n ? zone->offsets[n - 1] : zone->first, n < zone->count ? zone->times[n] : INT64_MAX};
}

int32_t zone_offset(const struct zone *zone, int64_t utc_ms)
{
    return span_at(zone, floor_div(utc_ms, 1000)).offset;
}

int32_t zone_day(const struct zone *zone, int64_t utc_ms)
{
    int64_t seconds = floor_div(utc_ms, 1000);
    int64_t day = floor_div(seconds + span_at(zone, seconds).offset, 86400);
    return day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

/* Goes through the offsets in the order of time, from before the earliest instant it can be. The first whose span the
 * time falls into wins; where it is past the end of one span and before the begin of the next, it is in the gap. */
int64_t zone_instant(const struct zone *zone, int64_t local_ms)
{
    int64_t local = floor_div(local_ms, 1000), begin = INT64_MIN;
    struct zone_span span = span_at(zone, local - FARTHEST);
    int32_t offset = span.offset;
    while (local - span.offset >= span.until) {
        offset = span.offset;
        begin = span.until;
        span = span_at(zone, begin);
    }
    if (local - span.offset >= begin) {
        offset = span.offset;
    }
    int64_t utc_ms = 0;
    bool overflow = __builtin_sub_overflow(local_ms, offset * INT64_C(1000), &utc_ms);
    return overflow ? (offset < 0 ? INT64_MAX : INT64_MIN) : utc_ms;
}
