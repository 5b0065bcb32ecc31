/* The disk fails at every write, sync and truncation in turn, and the merge is interrupted at every turn of SQLite's
 * machine: the store is as it was before, or as it is after, and the next merge completes it. */
#include "store_case.h"
#include "core/store/internal.h"

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }

/* ---- a file system that fails once ---- */

/* The one piece of state SQLite lets nobody pass: which operation is to fail, and how. */
static struct {
    sqlite3_vfs *real;
    long left; /* 0 = none fails; else counts down to the one that does */
    int result;
} disk;

struct shim_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

static int fails(void)
{
    return disk.left && --disk.left == 0 ? disk.result : SQLITE_OK;
}

#define PASS(name, parameters, arguments)                                                                              \
    static int shim_##name parameters                                                                                  \
    {                                                                                                                  \
        return real_of(file)->pMethods->name arguments;                                                                \
    }
#define MAY_FAIL(name, parameters, arguments)                                                                          \
    static int shim_##name parameters                                                                                  \
    {                                                                                                                  \
        int result = fails();                                                                                          \
        return result ? result : real_of(file)->pMethods->name arguments;                                              \
    }

PASS(xRead, (sqlite3_file * file, void *to, int n, sqlite3_int64 at), (real_of(file), to, n, at))
MAY_FAIL(xWrite, (sqlite3_file * file, const void *from, int n, sqlite3_int64 at), (real_of(file), from, n, at))
MAY_FAIL(xTruncate, (sqlite3_file * file, sqlite3_int64 size), (real_of(file), size))
MAY_FAIL(xSync, (sqlite3_file * file, int flags), (real_of(file), flags))
PASS(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), (real_of(file), size))
PASS(xLock, (sqlite3_file * file, int level), (real_of(file), level))
PASS(xUnlock, (sqlite3_file * file, int level), (real_of(file), level))
PASS(xCheckReservedLock, (sqlite3_file * file, int *out), (real_of(file), out))
PASS(xFileControl, (sqlite3_file * file, int op, void *argument), (real_of(file), op, argument))
PASS(xSectorSize, (sqlite3_file * file), (real_of(file)))
PASS(xDeviceCharacteristics, (sqlite3_file * file), (real_of(file)))
PASS(xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out),
     (real_of(file), page, size, extend, out))
PASS(xShmLock, (sqlite3_file * file, int offset, int n, int flags), (real_of(file), offset, n, flags))
PASS(xShmUnmap, (sqlite3_file * file, int delete), (real_of(file), delete))

static void shim_xShmBarrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shim_xClose(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = shim_xClose,
        .xRead = shim_xRead,
        .xWrite = shim_xWrite,
        .xTruncate = shim_xTruncate,
        .xSync = shim_xSync,
        .xFileSize = shim_xFileSize,
        .xLock = shim_xLock,
        .xUnlock = shim_xUnlock,
        .xCheckReservedLock = shim_xCheckReservedLock,
        .xFileControl = shim_xFileControl,
        .xSectorSize = shim_xSectorSize,
        .xDeviceCharacteristics = shim_xDeviceCharacteristics,
        .xShmMap = shim_xShmMap,
        .xShmLock = shim_xShmLock,
        .xShmBarrier = shim_xShmBarrier,
        .xShmUnmap = shim_xShmUnmap,
    };
    (void)vfs;
    struct shim_file *shim = (struct shim_file *)file;
    shim->real = (sqlite3_file *)(shim + 1);
    int result = disk.real->xOpen(disk.real, name, shim->real, flags, out);
    file->pMethods = shim->real->pMethods ? &methods : NULL;
    return result;
}

static int install_shim(void **state)
{
    static sqlite3_vfs vfs;
    (void)state;
    disk.real = sqlite3_vfs_find(NULL);
    vfs = *disk.real;
    vfs.zName = "failing";
    vfs.szOsFile = (int)sizeof(struct shim_file) + disk.real->szOsFile;
    vfs.xOpen = shim_open;
    vfs.pNext = NULL;
    return sqlite3_vfs_register(&vfs, 1);
}

/* ---- what is merged ---- */

enum { TOUCHES = 400 };

static void fill(struct store_item *items, int generation)
{
    static char ids[TOUCHES][16], emails[TOUCHES][32];
    for (int i = 0; i < TOUCHES; i++) {
        snprintf(ids[i], sizeof ids[i], "t%d", i);
        snprintf(emails[i], sizeof emails[i], "p%d@example.com", i / 2);
        items[i] = ITEM(touch, GARNER_RECORD_TOUCH,
                        {.at = {1000 + i + (i % 7 == 0 ? generation : 0), GARNER_SET, 0},
                         .id = text(ids[i]),
                         .kind = (enum garner_touch_kind)(2 + generation),
                         .person = {.id = text(ids[i]), .email = text(emails[i])},
                         .campaign = {.name = text(generation ? "New" : "Old")}});
    }
}

static int merge_generation(struct store_case *c, int generation)
{
    struct store_item *items = xcalloc(TOUCHES, sizeof *items);
    fill(items, generation);
    int code = merge_with(c,
                          (struct store_merge){.windowed = true,
                                               .kinds = GARNER_EMITS(GARNER_RECORD_TOUCH),
                                               .scope = T("a.csv"),
                                               .cursor = text(generation ? "new" : "old")},
                          items, TOUCHES);
    free(items);
    return code;
}

static const char state_sql[] = "SELECT cursor, (SELECT count(*) FROM fact_touch), (SELECT min(kind) FROM fact_touch), "
                                "(SELECT max(kind) FROM fact_touch), (SELECT rows FROM scope), "
                                "(SELECT count(*) FROM revision), (SELECT count(*) FROM person_ref), "
                                "(SELECT count(*) FROM fact_touch JOIN person_ref p ON p.id = who) FROM source";
static const char before[] = "old|400|2|2|400|0|400|400";
static const char after[] = "new|400|3|3|400|400|400|400";

static void check_and_complete(struct store_case *c, int code)
{
    const char *now = rows(c, state_sql);
    if (strcmp(now, code ? before : after) != 0 && strcmp(now, after) != 0) {
        fail_msg("between: %s", now);
    }
    assert_int_equal(sqlite3_exec(c->store->db, "PRAGMA cache_size = 10", NULL, NULL, NULL), SQLITE_OK);
    if (merge_generation(c, 1)) {
        fail_msg("%s", c->error.message);
    }
    ROWS(c, state_sql, after);
    int64_t sound = 0;
    static const char check_sql[] = "SELECT group_concat(integrity_check) = 'ok' FROM pragma_integrity_check";
    assert_int_equal(store_integer(c->store, check_sql, &sound, &c->error), 0);
    assert_int_equal(sound, 1);
}

/* Whether the merge got through before the fault came. */
static bool try_fault(long n, int result, int expected)
{
    struct store_case c;
    case_init(&c);
    assert_int_equal(merge_generation(&c, 0), 0);
    /* A cache of a few pages writes to the log all along, not only at the end. */
    sqlite3_exec(c.store->db, "PRAGMA cache_size = 10", NULL, NULL, NULL);
    next_run(&c);
    disk.left = n;
    disk.result = result;
    int code = merge_generation(&c, 1);
    bool through = disk.left > 0;
    disk.left = 0;
    if (code && code != expected) {
        fail_msg("operation %ld: %d %s", n, code, c.error.message);
    }
    store_close(c.store);
    case_open(&c);
    check_and_complete(&c, code);
    case_free(&c);
    return through;
}

static void fail_each_operation(int result)
{
    long n = 1;
    while (!try_fault(n, result, GARNER_E_TEMPORARY)) {
        n++;
    }
    assert_true(n > 10);
}

static void a_failing_disk(void **state)
{
    (void)state;
    fail_each_operation(SQLITE_IOERR);
}

static void a_full_disk(void **state)
{
    (void)state;
    fail_each_operation(SQLITE_FULL);
}

/* ---- interruptions ---- */

static int count_down(void *left)
{
    return --*(long *)left == 0;
}

static void interruptions(void **state)
{
    (void)state;
    bool through = false;
    for (long n = 1; !through; n += 1 + n / 4) {
        struct store_case c;
        case_init(&c);
        assert_int_equal(merge_generation(&c, 0), 0);
        next_run(&c);
        long left = n;
        sqlite3_progress_handler(c.store->db, 50, count_down, &left);
        int code = merge_generation(&c, 1);
        sqlite3_progress_handler(c.store->db, 0, NULL, NULL);
        through = left > 0;
        assert_true(through ? code == 0 : code == GARNER_E_CANCELLED);
        check_and_complete(&c, code);
        case_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_disk),
        cmocka_unit_test(a_full_disk),
        cmocka_unit_test(interruptions),
    };
    return cmocka_run_group_tests(tests, install_shim, NULL);
}
