/* conform.c - the checks, one function each; see conform.h. Called by the verb `plugins`. */
#include "core/run/conform.h"
#include "core/base/calendar.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/exports.h"
#include "core/run/pull.h"
#include "core/schema/digest.h"
#include "core/schema/record.h"
#include "core/schema/wire.h"
#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>

enum { EVERY_CALL = 40, CALLS_MAX = 4000, SEEDS = 24, TIMEOUT_MS = 10000, RECORDS_MAX = 100000, BATCH = 6 };
#define MEMORY_MAX (INT64_C(256) << 20)

struct run {
    const struct conform *conform;
    const struct plugin_info *info;
    struct arena *arena;
    struct error *error;
    struct source_config source; /* with bounds that a fixture has room in */
    int64_t calls;               /* that can fail, as far as they were made to */
    uint64_t records;
};

static enum conform_verdict say(const struct conform *conform, const char *name, bool good, const char *detail)
{
    conform->checked(conform->context, name, good ? CONFORM_OK : CONFORM_FAILED, detail);
    return good ? CONFORM_OK : CONFORM_FAILED;
}

/* ---- the table ---- */

static int check_exports(const struct conform *conform)
{
    struct buf extra;
    struct error error = {0};
    buf_init(&extra, 2000);
    int code = exports_list(conform->path, &extra, &error);
    char detail[ERROR_MESSAGE_MAX];
    snprintf(detail, sizeof detail,
             "exports more than garner_plugin: %s; make them static, or build with -fvisibility=hidden",
             buf_text(&extra));
    bool good = !code && !extra.len;
    int failed = say(conform, "exports", good,
                     code   ? error.message
                     : good ? "garner_plugin alone"
                            : detail) != CONFORM_OK;
    buf_release(&extra);
    return failed;
}

static const char *table_fault(const struct plugin_info *info, struct arena *arena)
{
    int32_t day = 0;
    if (!info->version[0] || !info->summary[0]) {
        return "version or summary is empty";
    }
    if (info->api_sunset && !calendar_parse_day(info->api_sunset, &day)) {
        return arena_printf(arena, "api_sunset \"%s\" is no day such as 2027-05-01", info->api_sunset);
    }
    for (const struct garner_option *o = info->options; o->name; o++) {
        if (o->flags & GARNER_REQUIRED && o->fallback) {
            return arena_printf(arena, "option %s is required and has a default", o->name);
        }
        if (o->flags & GARNER_SECRET && o->fallback && o->fallback[0]) {
            return arena_printf(arena, "option %s is secret and its default stands in the table", o->name);
        }
    }
    return NULL;
}

int conform_table(const struct conform *conform, struct plugin_info *info, struct arena *arena)
{
    struct error error = {0};
    if (pull_describe(conform->path, arena, info, &error) < 0) {
        say(conform, "loads", false, error.message);
        return 1;
    }
    say(conform, "loads", true,
        arena_printf(arena, "%s %s, ABI %u, %zu options", info->name, info->version, info->abi, info->option_count));
    const char *fault = table_fault(info, arena);
    int failed = say(conform, "table", !fault, fault ? fault : "names, types, defaults, help") != CONFORM_OK;
    return failed + check_exports(conform);
}

/* ---- what a pull brought, to compare ---- */

struct brought {
    uint64_t records, rejected;
    unsigned char digest[DIGEST_BYTES];
    struct buf scratch;
};

static void on_record(void *context, const struct source_config *source, bool remove, const struct record_type *type,
                      const union record_any *record)
{
    struct brought *brought = context;
    (void)source;
    buf_clear(&brought->scratch);
    wire_put_byte(&brought->scratch, remove ? '-' : '+');
    wire_put_record(&brought->scratch, type, record);
    digest_add(brought->digest, brought->scratch.ptr, brought->scratch.len);
    brought->records++;
}

static void on_rejected(void *context, const struct source_config *source, const struct store_reject *reject)
{
    struct brought *brought = context;
    (void)source;
    (void)reject;
    brought->rejected++;
}

static void ignore_record(void *context, const struct source_config *source, bool remove,
                          const struct record_type *type, const union record_any *record)
{
    (void)context;
    (void)source;
    (void)remove;
    (void)type;
    (void)record;
}

/* Runs trials; what the plugin prints and logs goes to said (NULL = nowhere). brought only for a single trial. */
static int attempt(struct run *run, const struct trial *trials, size_t count, struct store *store, FILE *said,
                   struct brought *brought, struct pull_result *results)
{
    struct log log = {
        .out = said, .level = GARNER_LOG_INFO, .clock = clock_system(), .secrets = &run->conform->config->secrets};
    struct pull_options options = {.full = true,
                                   .accept_empty = true,
                                   .jobs = 1, /* a source is never pulled twice at once, and may rely on it */
                                   .log = said ? &log : NULL,
                                   .clock = log.clock,
                                   .context = brought,
                                   .record = store     ? NULL
                                             : brought ? on_record
                                                       : ignore_record,
                                   .rejected = brought ? on_rejected : NULL};
    return pull_try(run->conform->config, store, &run->source, run->info, trials, count, &options, results, run->arena,
                    run->error);
}

/* A pull that ended in a way no plugin may: killed by its own fault, without an end, or by the clock. */
static bool is_fault(const struct run *run, const struct pull_result *result)
{
    return result->code == GARNER_E_BUG || result->took_ms >= run->source.timeout_ms;
}

/* ---- checks ---- */

static int pull_once(struct run *run, FILE *said, struct brought *brought, struct pull_result *result)
{
    const struct trial watch = {.kind = TRIAL_WATCH};
    *brought = (struct brought){0};
    buf_init(&brought->scratch, WIRE_FRAME_MAX + 1);
    int code = attempt(run, &watch, 1, NULL, said, brought, result);
    buf_release(&brought->scratch);
    return code;
}

static const char *line_after(const char *text, const char *mark, struct arena *arena)
{
    const char *at = text ? strstr(text, mark) : NULL;
    return at ? arena_strndup(arena, at, strcspn(at, "\n")) : NULL;
}

/* The pull by itself, and what it prints. */
static int check_pull(struct run *run, struct brought *first, int *failed)
{
    struct pull_result result = {0};
    char *text = NULL;
    size_t len = 0;
    FILE *said = open_memstream(&text, &len);
    if (!said) {
        return error_set(run->error, GARNER_E_TEMPORARY, "cannot keep what the plugin says: %s", strerror(errno));
    }
    int code = pull_once(run, said, first, &result);
    fclose(said);
    const char *printed = line_after(text, "plugin printed: ", run->arena);
    free(text);
    if (code < 0) {
        return code;
    }
    run->records = first->records;
    bool good = !result.code && first->records;
    *failed +=
        say(run->conform, "pull", good,
            result.code ? result.message
            : first->records
                ? arena_printf(run->arena, "%llu records, %llu rows refused", (unsigned long long)first->records,
                               (unsigned long long)first->rejected)
                : "the input gives no record, so that nothing can be shown; give it one that does") != CONFORM_OK;
    *failed += say(run->conform, "silent", !printed,
                   printed ? arena_printf(run->arena, "%s; call garner_log() instead", printed)
                           : "writes nothing to standard output or error") != CONFORM_OK;
    return good ? 0 : 1;
}

static int check_again(struct run *run, const struct brought *first, int *failed)
{
    struct brought second = {0};
    struct pull_result result = {0};
    int code = pull_once(run, NULL, &second, &result);
    if (code < 0) {
        return code;
    }
    bool good =
        !result.code && second.records == first->records && memcmp(second.digest, first->digest, DIGEST_BYTES) == 0;
    *failed +=
        say(run->conform, "again", good,
            result.code ? result.message
            : good
                ? "a second pull brings the same records"
                : arena_printf(run->arena,
                               "the same input gave %llu records, then %llu; some differ: ids, days and amounts "
                               "may depend on nothing but the source",
                               (unsigned long long)first->records, (unsigned long long)second.records)) != CONFORM_OK;
    return 0;
}

/* A folder for the store, and for what workers keep beside it; the configuration's own is left alone. */
static int make_scratch(struct config *config, struct arena *arena, const char **folder, struct error *error)
{
    const char *base = getenv("TMPDIR");
    base = base && base[0] ? base : P_tmpdir;
    char *path = arena_printf(arena, "%s/garner-check-XXXXXX", base);
    if (!mkdtemp(path)) {
        return error_set(error, GARNER_E_TEMPORARY, "cannot make a folder in %s: %s", base, strerror(errno));
    }
    *folder = path;
    config->store = arena_printf(arena, "%s/garner.db", path);
    return 0;
}

static int remove_one(const char *path, const struct stat *facts, int type, struct FTW *at)
{
    (void)facts;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_scratch(const char *folder)
{
    enum { DESCRIPTORS = 16 };
    nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

/* Into a store, twice, the second time with the cursor of the first: nothing may change. */
static int check_store(struct run *run, int *failed)
{
    const struct trial watch = {.kind = TRIAL_WATCH};
    struct pull_result first = {0}, second = {0};
    struct store *store = NULL;
    int code = store_open(run->conform->config->store, STORE_WRITE, clock_system(), NULL, &store, run->error);
    code = code ? code : attempt(run, &watch, 1, store, NULL, NULL, &first);
    code = code || first.code ? code : attempt(run, &watch, 1, store, NULL, NULL, &second);
    store_close(store);
    if (code < 0) {
        return code;
    }
    const struct run_counts *n = &second.counts;
    bool good = !first.code && !second.code && n->inserted + n->updated + n->deleted == 0;
    *failed +=
        say(run->conform, "replaces", good,
            first.code    ? first.message
            : second.code ? second.message
            : good        ? "windows are closed; a second pull, with the cursor of the first, changes nothing"
                          : arena_printf(run->arena,
                                         "a second pull of unchanged input added %llu, changed %llu and deleted %llu records",
                                         (unsigned long long)n->inserted, (unsigned long long)n->updated,
                                         (unsigned long long)n->deleted)) != CONFORM_OK;
    return 0;
}

static int check_cursor(struct run *run, int *failed)
{
    const struct trial trial = {.kind = TRIAL_CURSOR};
    struct pull_result result = {0};
    int code = attempt(run, &trial, 1, NULL, NULL, NULL, &result);
    if (code < 0) {
        return code;
    }
    bool good = !is_fault(run, &result);
    *failed += say(run->conform, "cursor", good,
                   good ? "a cursor that it did not write does it no harm" : result.message) != CONFORM_OK;
    return 0;
}

/* ---- trials by number ---- */

/* Every call of the first ones, then ever fewer. */
static int64_t next_call(int64_t at)
{
    return at < EVERY_CALL ? at + 1 : at + at / 4;
}

/* A failing trial is as it should be where the failure came up to us unchanged. */
static const char *call_fault(struct run *run, const struct pull_result *result, int64_t at)
{
    if (result->took_ms >= run->source.timeout_ms) {
        return arena_printf(run->arena, "call %lld failed, and the plugin did not return: %s", (long long)at,
                            result->message);
    }
    return result->code == 0 || trial_is_ours(result->message) ? NULL : result->message;
}

static int check_calls(struct run *run, enum trial_kind kind, const char *name, const char *as, int *failed)
{
    struct trial trials[BATCH];
    struct pull_result results[BATCH];
    const char *fault = NULL;
    int64_t at = 1, tried = 0, last = 0;
    bool over = false;
    while (!fault && !over && at < CALLS_MAX) {
        size_t count = 0;
        for (; count < BATCH && at < CALLS_MAX; at = next_call(at)) {
            trials[count++] = (struct trial){.kind = kind, .at = at};
        }
        int code = attempt(run, trials, count, NULL, NULL, NULL, results);
        if (code < 0) {
            return code;
        }
        for (size_t i = 0; i < count && !fault && !over; i++) {
            fault = call_fault(run, &results[i], trials[i].at);
            over = results[i].code == 0; /* it makes fewer calls */
            tried += !over;
            last = over ? last : trials[i].at;
        }
    }
    *failed += say(run->conform, name, !fault,
                   fault ? fault
                         : arena_printf(run->arena, "%lld calls, up to number %lld, %s: it returned what it was given",
                                        (long long)tried, (long long)last, as)) != CONFORM_OK;
    return 0;
}

static int check_bytes(struct run *run, int *failed)
{
    struct trial trials[SEEDS];
    struct pull_result results[SEEDS];
    const char *fault = NULL;
    for (size_t i = 0; i < SEEDS; i++) {
        trials[i] = (struct trial){.kind = TRIAL_MANGLE, .at = (int64_t)i + 1};
    }
    int code = attempt(run, trials, SEEDS, NULL, NULL, NULL, results);
    for (size_t i = 0; code == 0 && i < SEEDS && !fault; i++) {
        fault =
            is_fault(run, &results[i]) ? arena_printf(run->arena, "damage %zu: %s", i + 1, results[i].message) : NULL;
    }
    if (code == 0) {
        *failed +=
            say(run->conform, "bytes", !fault,
                fault ? fault : arena_printf(run->arena, "%d kinds of damage to its input did it no harm", SEEDS)) !=
            CONFORM_OK;
    }
    return code;
}

static void skip_rest(const struct conform *conform)
{
    static const char *const names[] = {"again", "replaces", "cursor", "failures", "cancelled", "bytes", NULL};
    for (size_t i = 0; names[i]; i++) {
        conform->checked(conform->context, names[i], CONFORM_SKIPPED, "needs a pull that works");
    }
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value > 0 && value < most ? value : most;
}

static int check_all(struct run *run, int *failed)
{
    struct brought first = {0};
    int code = check_pull(run, &first, failed);
    if (code > 0) {
        skip_rest(run->conform);
        return 0;
    }
    code = code ? code : check_again(run, &first, failed);
    code = code ? code : check_store(run, failed);
    code = code ? code : check_cursor(run, failed);
    code = code ? code : check_calls(run, TRIAL_FAIL, "failures", "failed one at a time", failed);
    code = code ? code : check_calls(run, TRIAL_CANCEL, "cancelled", "and all behind them cancelled", failed);
    return code ? code : check_bytes(run, failed);
}

int conform_pulls(const struct conform *conform, const struct plugin_info *info, struct arena *arena,
                  struct error *error)
{
    struct run run = {.conform = conform, .info = info, .arena = arena, .error = error, .source = *conform->source};
    int failed = 0;
    run.source.timeout_ms = at_most(run.source.timeout_ms, TIMEOUT_MS);
    run.source.memory_limit = at_most(run.source.memory_limit, MEMORY_MAX);
    run.source.record_limit = at_most(run.source.record_limit, RECORDS_MAX);
    int code = config_check_options(conform->config, conform->source, info, error);
    if (code < 0) {
        return code;
    }
    const char *scratch = NULL;
    code = make_scratch(conform->config, arena, &scratch, error);
    code = code ? code : check_all(&run, &failed);
    if (scratch) {
        remove_scratch(scratch);
    }
    return code < 0 ? code : failed;
}
