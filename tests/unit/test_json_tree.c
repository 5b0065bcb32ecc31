/* test_json_tree.c - JSON as a tree, and the outline of a page with its records left out (core/plugin/json_tree.h). */
#include "core/plugin/json_tree.h"

#include <garner/http.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The elements of all spans, each in angle brackets; the fault, if there is one, behind an exclamation mark. */
static const char *elements(struct arena *arena, const char *json, const char *path)
{
    struct json_spans spans;
    const char *fault = "", *all = "";
    if (!json_outline(arena, garner_text(json), path, NULL, &spans, &fault)) {
        return arena_printf(arena, "!%s", fault);
    }
    for (size_t i = 0; i < spans.count; i++) {
        struct garner_str element;
        int got;
        while ((got = json_span_next(&spans.items[i], &element, &fault)) > 0) {
            all = arena_printf(arena, "%s<%.*s>", all, (int)element.len, element.ptr);
        }
        all = got < 0 ? arena_printf(arena, "%s!%s", all, fault) : all;
    }
    return all;
}

static void records_are_left_out_and_come_one_by_one(void **state)
{
    static const char missing[] = "a comma or an element is missing in an array";
    static const struct {
        const char *json, *path, *elements;
        bool faulty; /* `missing` comes behind them */
    } rows[] = {
        {"{\"data\": [{\"a\": 1}, {\"b\": [2, 3]} ], \"next\": null}", "data", "<{\"a\": 1}><{\"b\": [2, 3]}>", false},
        {"[1, \"two, three\", null , true]", "", "<1><\"two, three\"><null><true>", false},
        {"{\"a\": {\"b\": [\"]\", \"\\\"]\", \"\\\\\"]}}", "a.b", "<\"]\"><\"\\\"]\"><\"\\\\\">", false},
        {"[{\"r\": [1]}, {\"r\": [2, 3]}, {\"s\": [4]}]", "*.r", "<1><2><3>", false},
        {"[[1], [2]]", "*", "<1><2>", false},
        {"{\"data\": []}", "data", "", false},
        {"{\"data\": [ \n ]}", "data", "", false},
        {"{\"data\": null}", "data", "", false},
        {"{\"data\": {\"data\": [1]}}", "data", "", false},
        {"{\"other\": [1]}", "data", "", false},
        {"{\"data\": [1], \"data\": [2]}", "data", "<1><2>", false},
        {"[1 2]", "", "", true},
        {"[1,]", "", "", true},
        {"[1,,2]", "", "<1>", true},
        {"[,1]", "", "", true},
        {"[{\"a\": 1} {\"b\": 2}]", "", "", true},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *expected =
            arena_printf(&arena, "%s%s%s", rows[i].elements, rows[i].faulty ? "!" : "", rows[i].faulty ? missing : "");
        assert_string_equal(elements(&arena, rows[i].json, rows[i].path), expected);
    }
    arena_release(&arena);
}

static void what_is_no_json_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *json, *path, *fault;
    } rows[] = {
        {"{\"data\": [1, 2", "data", "!an array is not closed"},
        {"{\"data\": [\"abc", "data", "!an array is not closed"},
        {"{\"data\": [1}", "data", "!an array is not closed"},
        {"[1] 2", "", "!something follows the value"},
        {"{\"a\" 1}", "data", "!a colon is missing"},
        {"{a: 1}", "data", "!a member has no name"},
        {"{\"a\": 1", "data", "!an object is not closed"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(elements(&arena, rows[i].json, rows[i].path), rows[i].fault);
    }
    arena_release(&arena);
}

static void numbers_stay_text_and_depth_has_an_end(void **state)
{
    struct arena arena;
    const char *fault;
    char deep[300];
    (void)state;
    arena_init(&arena);
    const struct garner_node *tree =
        json_tree(&arena, garner_text("{\"a\": 1.429999948000000001, \"b\": \"\\u00e9\"}"), &fault);
    assert_true(garner_same(garner_text_at(tree, "a"), garner_text("1.429999948000000001")));
    assert_true(garner_same(garner_text_at(tree, "b"), garner_text("\xc3\xa9")));
    memset(deep, '[', sizeof deep);
    assert_null(json_tree(&arena, (struct garner_str){deep, sizeof deep}, &fault));
    assert_string_equal(fault, "values are nested deeper than 128");
    arena_release(&arena);
}

struct told {
    const char *last;
    unsigned times;
};

static void note(void *context, const char *p)
{
    struct told *told = context;
    assert_true(!told->last || p > told->last);
    told->last = p;
    told->times++;
}

static void a_long_text_tells_how_far_it_was_read(void **state)
{
    enum { SIZE = 5 << 20 };
    struct arena arena;
    struct told told = {NULL, 0};
    const struct json_progress progress = {note, &told};
    struct json_spans spans;
    const char *fault;
    (void)state;
    arena_init(&arena);
    char *text = arena_calloc(&arena, 1, SIZE);
    memset(text, ' ', SIZE);
    text[0] = '[';
    text[SIZE - 1] = ']';
    assert_non_null(json_outline(&arena, (struct garner_str){text, SIZE}, "", &progress, &spans, &fault));
    assert_in_range(told.times, 4, 5);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_left_out_and_come_one_by_one),
        cmocka_unit_test(what_is_no_json_is_refused_with_a_reason),
        cmocka_unit_test(numbers_stay_text_and_depth_has_an_end),
        cmocka_unit_test(a_long_text_tells_how_far_it_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
