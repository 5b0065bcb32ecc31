/* store_case.h - a store in a scratch folder and feeds from arrays, for the store's tests. */
#ifndef STORE_CASE_H
#define STORE_CASE_H

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/store.h"
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct store_case {
    char dir[64], path[96];
    struct store *store;
    int64_t source, run;
    struct run_counts counts; /* of the last merge */
    struct error error;
};

static inline struct garner_str text(const char *s)
{
    return str_of(s, strlen(s));
}

static inline int64_t test_now(void *context)
{
    (void)context;
    return INT64_C(1774000000000);
}

static inline struct clock test_clock(void)
{
    return (struct clock){test_now, NULL};
}

static inline void case_open(struct store_case *c)
{
    int code = store_open(c->path, STORE_WRITE, test_clock(), NULL, &c->store, &c->error);
    if (code) {
        fail_msg("%s", c->error.message);
    }
}

static inline void case_source(struct store_case *c, const char *name)
{
    assert_int_equal(store_source(c->store, name, &c->source, &c->error), 0);
    assert_int_equal(store_run_begin(c->store, &(struct run_begin){c->source, "test", "1", 0, {0}, {0}}, &c->run, &c->error), 0);
}

static inline void case_init(struct store_case *c)
{
    *c = (struct store_case){.dir = P_tmpdir "/garner-store-XXXXXX"};
    assert_non_null(mkdtemp(c->dir));
    snprintf(c->path, sizeof c->path, "%s/garner.db", c->dir);
    case_open(c);
    case_source(c, "web");
}

static inline void case_free(struct store_case *c)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    store_close(c->store);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", c->path, ends[i]);
        unlink(path);
    }
    rmdir(c->dir);
}

/* A test with a store of its own, which *state points to. */
#define TEST(name) cmocka_unit_test_setup_teardown(name, case_setup, case_teardown)

static inline int case_setup(void **state)
{
    struct store_case *c = xcalloc(1, sizeof *c);
    case_init(c);
    *state = c;
    return 0;
}

static inline int case_teardown(void **state)
{
    case_free(*state);
    free(*state);
    return 0;
}

/* ---- feeds ---- */

struct array_feed {
    const struct store_item *items;
    size_t count, next;
    size_t fails_at; /* 0 = never */
};

static inline int array_rewind(void *context, struct error *error)
{
    (void)error;
    ((struct array_feed *)context)->next = 0;
    return 0;
}

static inline int array_next(void *context, struct store_item *item, struct error *error)
{
    struct array_feed *feed = context;
    if (feed->next == feed->count) {
        return 0;
    }
    if (feed->fails_at && feed->next + 1 == feed->fails_at) {
        return error_set(error, GARNER_E_DATA, "the feed broke");
    }
    *item = feed->items[feed->next++];
    return 1;
}

#define ITEM(name, number, ...) ((struct store_item){.type = record_type(number), .record = {.name = __VA_ARGS__}})

/* A checkpoint of these items; other members of the merge may be set before. */
static inline int merge_with(struct store_case *c, struct store_merge merge, const struct store_item *items,
                             size_t count)
{
    struct array_feed feed = {.items = items, .count = count};
    merge.source = c->source;
    merge.run = c->run;
    merge.space = merge.space ? merge.space : "web";
    merge.country = "DE";
    merge.records = count;
    for (size_t i = 0; i < count; i++) {
        merge.brought[items[i].type->kind] += !items[i].remove;
    }
    merge.feed = (struct store_feed){&feed, array_rewind, array_next};
    c->counts = (struct run_counts){0};
    return store_merge(c->store, &merge, &c->counts, &c->error);
}

static inline void merged(struct store_case *c, struct store_merge merge, const struct store_item *items, size_t count)
{
    if (merge_with(c, merge, items, count)) {
        fail_msg("%s", c->error.message);
    }
}

static inline void next_run(struct store_case *c)
{
    struct run_end end = {.code = 0};
    assert_int_equal(store_run_end(c->store, c->run, &end, &c->error), 0);
    assert_int_equal(store_run_begin(c->store, &(struct run_begin){c->source, "test", "1", 0, {0}, {0}}, &c->run, &c->error), 0);
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define MERGED(c, items, ...) merged((c), (struct store_merge){__VA_ARGS__}, (items), COUNT(items))

/* ---- looking ---- */

/* All rows as text: "a|b;c|d"; NULL is "". The caller need not free: one answer at a time. */
static inline const char *rows(struct store_case *c, const char *sql)
{
    static char answer[4096];
    struct query *query;
    size_t len = 0;
    answer[0] = '\0';
    if (store_query(c->store, text(sql), NULL, 0, &query, &c->error)) {
        fail_msg("%s", c->error.message);
    }
    while (query_step(query, &c->error) > 0) {
        for (size_t i = 0; i < query_columns(query); i++) {
            struct cell cell = query_cell(query, i);
            const char *before = i ? "|" : len ? ";" : "";
            char *end = answer + len;
            size_t room = sizeof answer - len;
            int n = cell.type == CELL_INTEGER ? snprintf(end, room, "%s%lld", before, (long long)cell.integer)
                                              : snprintf(end, room, "%s" STR_FMT, before, STR_ARG(cell.text));
            len += (size_t)n;
            assert_true(len < sizeof answer);
        }
    }
    query_close(query);
    return answer;
}

#define ROWS(c, sql, expected) assert_string_equal(rows((c), (sql)), (expected))

static inline const char *counted(const struct store_case *c)
{
    static char line[128];
    snprintf(line, sizeof line, "+%llu ~%llu =%llu -%llu x%llu", (unsigned long long)c->counts.inserted,
             (unsigned long long)c->counts.updated, (unsigned long long)c->counts.unchanged,
             (unsigned long long)c->counts.deleted, (unsigned long long)c->counts.repeated);
    return line;
}

#define COUNTED(c, expected) assert_string_equal(counted(c), (expected))

#endif
