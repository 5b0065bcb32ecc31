/* test_search.c - where plugins and presets are found, in a scratch folder. */
#include "core/config/search.h"
#include "core/base/str.h"
#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct scratch {
    struct arena arena;
    char dir[64];
};

static void make_dir(struct scratch *s, const char *name)
{
    assert_int_equal(mkdir(arena_printf(&s->arena, "%s/%s", s->dir, name), 0700), 0);
}

static void make_file(struct scratch *s, const char *name)
{
    FILE *file = fopen(arena_printf(&s->arena, "%s/%s", s->dir, name), "w");
    assert_non_null(file);
    fclose(file);
}

static int set_up(void **state)
{
    static struct scratch scratch;
    struct scratch *s = &scratch;
    memset(s, 0, sizeof *s);
    snprintf(s->dir, sizeof s->dir, "/tmp/garner-test-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    static const char *const dirs[] = {"one",        "one/csv", "one/csv/presets", "one/empty",
                                       "one/dir.so", "two",     "two/csv",         "two/csv/presets"};
    static const char *const files[] = {"one/csv/csv.so",
                                        "one/flat.so",
                                        "one/README.md",
                                        "one/.hidden.so",
                                        "one/csv/presets/luma.yaml",
                                        "one/csv/presets/x.yml",
                                        "two/csv/csv.so",
                                        "two/ads.so",
                                        "two/flat.so",
                                        "two/csv/presets/luma.yaml",
                                        "two/csv/presets/eventbrite.yaml"};
    for (size_t i = 0; i < COUNT(dirs); i++) {
        make_dir(s, dirs[i]);
    }
    for (size_t i = 0; i < COUNT(files); i++) {
        make_file(s, files[i]);
    }
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scratch *s = *state;
    int result = system(arena_printf(&s->arena, "rm -r %s", s->dir));
    arena_release(&s->arena);
    return result;
}

/* The two folders of the scratch. */
static struct garner_strs both(struct scratch *s)
{
    struct garner_str *items = arena_calloc(&s->arena, 2, sizeof *items);
    items[0] = garner_text(arena_printf(&s->arena, "%s/one", s->dir));
    items[1] = garner_text(arena_printf(&s->arena, "%s/two", s->dir));
    return (struct garner_strs){items, 2};
}

static void assert_path(struct scratch *s, const char *found, const char *expected)
{
    if (!expected) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, arena_printf(&s->arena, "%s/%s", s->dir, expected));
}

static void plugins_are_found_by_name(void **state)
{
    struct scratch *s = *state;
    static const char *const cases[][2] = {
        {"csv", "one/csv/csv.so"},
        {"flat", "one/flat.so"},
        {"ads", "two/ads.so"},
        {"empty", NULL},
        {"dir", NULL},
        {"nothing", NULL},
        {"../one/flat", NULL},
        {"", NULL},
        {".hidden", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_path(s, search_plugin(both(s), cases[i][0], &s->arena), cases[i][1]);
    }
    assert_null(search_plugin((struct garner_strs){NULL, 0}, "csv", &s->arena));
}

static void presets_are_found_by_name(void **state)
{
    struct scratch *s = *state;
    assert_path(s, search_preset(both(s), "csv", "luma", &s->arena), "one/csv/presets/luma.yaml");
    assert_path(s, search_preset(both(s), "csv", "eventbrite", &s->arena), "two/csv/presets/eventbrite.yaml");
    assert_path(s, search_preset(both(s), "csv", "x", &s->arena), NULL);
    assert_path(s, search_preset(both(s), "csv", "../presets/luma", &s->arena), NULL);
    assert_path(s, search_preset(both(s), "../one/csv", "luma", &s->arena), NULL);
}

static void all_are_listed_once_by_name(void **state)
{
    struct scratch *s = *state;
    static const char *const expected[][2] = {
        {"ads", "two/ads.so"}, {"csv", "one/csv/csv.so"}, {"flat", "one/flat.so"}};
    size_t count = 0;
    struct plugin_file *found = search_plugins(both(s), &s->arena, &count);
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(found[i].name, expected[i][0]);
        assert_path(s, found[i].path, expected[i][1]);
    }
    struct garner_strs presets = search_presets(both(s), "csv", &s->arena);
    assert_int_equal(presets.count, 2);
    assert_true(str_is(presets.items[0], "eventbrite"));
    assert_true(str_is(presets.items[1], "luma"));
    assert_int_equal(search_presets(both(s), "flat", &s->arena).count, 0);
    assert_int_equal(search_presets(both(s), "..", &s->arena).count, 0);
}

/* Where in dirs the folder `name` of the scratch stands; -1 where it does not. */
static int place_of(struct scratch *s, struct garner_strs dirs, const char *name)
{
    for (size_t i = 0; i < dirs.count; i++) {
        if (str_is(dirs.items[i], arena_printf(&s->arena, "%s/%s", s->dir, name))) {
            return (int)i;
        }
    }
    return -1;
}

static void folders_that_exist_are_searched_in_order(void **state)
{
    struct scratch *s = *state;
    struct garner_str configured_items[] = {garner_text(arena_printf(&s->arena, "%s/two", s->dir)),
                                            garner_text(arena_printf(&s->arena, "%s/absent", s->dir))};
    struct garner_strs configured = {configured_items, 2};
    setenv("GARNER_PLUGIN_PATH", arena_printf(&s->arena, "%s/absent::%s/one:%s/one/csv", s->dir, s->dir, s->dir), 1);
    struct garner_strs dirs = search_dirs(&configured, &s->arena);
    assert_int_equal(place_of(s, dirs, "absent"), -1);
    assert_true(place_of(s, dirs, "two") >= 0);
    assert_int_equal(place_of(s, dirs, "one"), place_of(s, dirs, "two") + 1);
    assert_int_equal(place_of(s, dirs, "one/csv"), place_of(s, dirs, "two") + 2);
    unsetenv("GARNER_PLUGIN_PATH");
    dirs = search_dirs(NULL, &s->arena);
    assert_int_equal(place_of(s, dirs, "one"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plugins_are_found_by_name),
        cmocka_unit_test(presets_are_found_by_name),
        cmocka_unit_test(all_are_listed_once_by_name),
        cmocka_unit_test(folders_that_exist_are_searched_in_order),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
