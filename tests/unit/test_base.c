/* test_base.c - the base floor: error, arena, buf, number, mem. */
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/mem.h"
#include "core/base/number.h"
#include "core/base/str.h"
#include <setjmp.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(literal) str_of(literal, sizeof(literal) - 1)

/* ---- error ---- */

static void error_carries_code_and_message(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_set(&error, GARNER_E_DATA, "line %d", 7), GARNER_E_DATA);
    assert_int_equal(error_prefix(&error, "file %s", "a.csv"), GARNER_E_DATA);
    assert_int_equal(error.code, GARNER_E_DATA);
    assert_string_equal(error.message, "file a.csv: line 7");
    error_clear(&error);
    assert_int_equal(error.code, 0);
    assert_string_equal(error.message, "");
    assert_int_equal(error_set(NULL, GARNER_E_BUG, "nobody listens"), GARNER_E_BUG);
    assert_int_equal(error_prefix(NULL, "nobody listens"), 0);
}

static void error_is_cut_at_its_maximum(void **state)
{
    (void)state;
    struct error error = {0};
    char *longer = xmalloc(ERROR_MESSAGE_MAX * 2);
    memset(longer, 'x', ERROR_MESSAGE_MAX * 2 - 1);
    longer[ERROR_MESSAGE_MAX * 2 - 1] = '\0';
    error_set(&error, GARNER_E_CONFIG, "%s", longer);
    assert_int_equal(strlen(error.message), ERROR_MESSAGE_MAX - 1);
    error_prefix(&error, "where");
    assert_int_equal(strlen(error.message), ERROR_MESSAGE_MAX - 1);
    assert_memory_equal(error.message, "where: xxx", 10);
    error_prefix(&error, "%s", longer);
    assert_int_equal(strlen(error.message), ERROR_MESSAGE_MAX - 1);
    free(longer);
}

static void every_code_has_its_words(void **state)
{
    (void)state;
    for (int code = GARNER_E_REJECTED; code <= 0; code++) {
        assert_true(*error_class(code));
        assert_true(*error_advice(code));
        for (int other = GARNER_E_REJECTED; other < code; other++) {
            assert_string_not_equal(error_class(code), error_class(other));
        }
    }
    assert_string_equal(error_class(GARNER_E_CONFIG), "configuration");
    assert_string_equal(error_class(ERROR_LOCKED), "locked");
    assert_string_equal(error_class(-99), error_class(GARNER_E_BUG));
}

/* ---- arena ---- */

static void arena_memory_is_aligned_and_apart(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 16384, 16385, 65536, 200000, 3, 1 << 21};
    struct arena arena = {0};
    char *memory[40 * COUNT(sizes)];
    for (size_t i = 0; i < COUNT(memory); i++) {
        size_t size = sizes[i % COUNT(sizes)];
        memory[i] = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)memory[i] % 16, 0);
        memset(memory[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < COUNT(memory); i++) {
        size_t size = sizes[i % COUNT(sizes)];
        for (size_t at = 0; at < size; at += 97) {
            assert_int_equal((unsigned char)memory[i][at], i % 251);
        }
    }
    arena_release(&arena);
    assert_null(arena.blocks);
}

static void arena_clear_keeps_a_block(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    arena_clear(&arena);
    assert_null(arena.blocks);
    for (int i = 0; i < 100; i++) {
        arena_alloc(&arena, 10000);
    }
    arena_alloc(&arena, 1 << 22);
    arena_clear(&arena);
    struct arena_block *kept = arena.blocks;
    assert_non_null(kept);
    size_t room = (size_t)(arena.end - arena.next);
    assert_true(room >= 65536 && room <= 1 << 20);
    arena_alloc(&arena, 1000);
    assert_ptr_equal(arena.blocks, kept);
    arena_release(&arena);
}

/* A large allocation takes nothing from the small ones around it. */
static void arena_large_goes_alone(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *before = arena_alloc(&arena, 16);
    arena_alloc(&arena, 1 << 20);
    char *after = arena_alloc(&arena, 16);
    assert_ptr_equal(before + 16, after);
    arena_release(&arena);
    arena_alloc(&arena, 1 << 20);
    assert_non_null(arena_alloc(&arena, 1));
    arena_clear(&arena);
    assert_non_null(arena_calloc(&arena, 3, 5));
    arena_release(&arena);
}

static void arena_copies_text(void **state)
{
    (void)state;
    struct arena arena = {0};
    memset(arena_alloc(&arena, 64), 0xFF, 64);
    arena_clear(&arena);
    unsigned char *zeros = arena_calloc(&arena, 4, 8);
    for (int i = 0; i < 32; i++) {
        assert_int_equal(zeros[i], 0);
    }
    assert_string_equal(arena_strdup(&arena, "text"), "text");
    assert_string_equal(arena_strndup(&arena, "text", 2), "te");
    assert_string_equal(arena_printf(&arena, "%d-%s", 5, "x"), "5-x");
    assert_null(arena_str(&arena, (struct garner_str){0}).ptr);
    struct garner_str cleared = arena_str(&arena, TEXT(""));
    assert_non_null(cleared.ptr);
    assert_int_equal(cleared.len, 0);
    struct garner_str copy = arena_str(&arena, TEXT("a\0b"));
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    arena_release(&arena);
}

/* ---- buf ---- */

static void buf_grows_to_its_maximum_and_no_further(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    assert_string_equal(buf_text(&buf), "");
    assert_int_equal(buf_add(&buf, NULL, 0), 0);
    assert_int_equal(buf_adds(&buf, "12345"), 0);
    assert_int_equal(buf_adds(&buf, "123456"), -1);
    assert_true(buf.overflowed);
    assert_string_equal(buf_text(&buf), "12345");
    assert_int_equal(buf_addf(&buf, "%06d", 1), -1);
    assert_string_equal(buf_text(&buf), "12345");
    assert_int_equal(buf_addf(&buf, "%04d", 1), 0);
    assert_int_equal(buf_addc(&buf, '!'), 0);
    assert_int_equal(buf_addc(&buf, '!'), -1);
    assert_true(str_is(buf_str(&buf), "123450001!"));
    buf_clear(&buf);
    assert_false(buf.overflowed);
    assert_string_equal(buf_text(&buf), "");
    assert_int_equal(buf_addstr(&buf, TEXT("again")), 0);
    assert_string_equal(buf_text(&buf), "again");
    buf_release(&buf);
    assert_int_equal(buf_addc(&buf, 'x'), -1); /* nothing fits before buf_init */
    buf_release(&buf);
}

static void buf_prints_across_its_growth(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1 << 20);
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(buf_addf(&buf, "%05d,", i), 0);
    }
    assert_int_equal(buf.len, 30000);
    for (int i = 0; i < 5000; i += 7) {
        char expected[8];
        snprintf(expected, sizeof expected, "%05d,", i);
        assert_memory_equal(buf.ptr + i * 6, expected, 6);
    }
    buf_release(&buf);
}

/* ---- number ---- */

static void muldiv_rounds_half_to_even(void **state)
{
    (void)state;
    static const struct {
        int64_t a, b, c, result;
        bool valid;
    } cases[] = {
        {5, 1, 2, 2, true},
        {7, 1, 2, 4, true},
        {-5, 1, 2, -2, true},
        {-7, 1, 2, -4, true},
        {5, 1, -2, -2, true},
        {1, 1, 2, 0, true},
        {-1, 1, 2, 0, true},
        {3, 1, -2, -2, true},
        {10, 1, 3, 3, true},
        {11, 1, 3, 4, true},
        {-11, 1, 3, -4, true},
        {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, true},
        {INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, true},
        {INT64_MIN, 1, 1, INT64_MIN, true},
        {INT64_MIN, -1, 1, 0, false},
        {INT64_MIN, 1, -1, 0, false},
        {INT64_MAX, 2, 1, 0, false},
        {1, 1, 0, 0, false},
        {1, 1, INT64_MIN, 0, true},
        {INT64_MAX, 1, INT64_MIN, -1, true},
        {123456789012345678, 1000000, 1085300, 113753606387492562, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t out = 0;
        assert_int_equal(number_muldiv(cases[i].a, cases[i].b, cases[i].c, &out), cases[i].valid);
        assert_true(out == cases[i].result);
    }
}

static void sums_notice_overflow(void **state)
{
    (void)state;
    int64_t out = 0;
    assert_true(number_add(INT64_MAX, INT64_MIN, &out));
    assert_true(out == -1);
    assert_false(number_add(INT64_MAX, 1, &out));
    assert_true(number_mul(1 << 30, 1 << 30, &out));
    assert_false(number_mul(INT64_MIN, -1, &out));
}

static void millionths_are_written_short(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int digits;
        const char *text;
    } cases[] = {
        {1234500, 0, "1.2345"},
        {1234500, 2, "1.2345"},
        {1000000, 0, "1"},
        {1000000, 2, "1.00"},
        {1500000, 2, "1.50"},
        {0, 0, "0"},
        {0, 2, "0.00"},
        {-1, 0, "-0.000001"},
        {-500000, 0, "-0.5"},
        {10000000, 0, "10"},
        {1000000, 6, "1.000000"},
        {1000000, 9, "1.000000"},
        {INT64_MAX, 0, "9223372036854.775807"},
        {INT64_MIN, 0, "-9223372036854.775808"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[32];
        assert_string_equal(number_format_millionths(cases[i].value, cases[i].digits, out), cases[i].text);
    }
}

/* ---- mem ---- */

static void mem_copies_and_never_fails(void **state)
{
    (void)state;
    free(xmalloc(0));
    free(xcalloc(0, 8));
    char *text = xstrndup("hello", 3);
    assert_string_equal(text, "hel");
    text = xreallocarray(text, 100, 10);
    assert_string_equal(text, "hel");
    free(text);
    text = xstrndup("hi", 99);
    assert_string_equal(text, "hi");
    free(text);
    text = xasprintf("%s/%d", "a", 5);
    assert_string_equal(text, "a/5");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_carries_code_and_message),
        cmocka_unit_test(error_is_cut_at_its_maximum),
        cmocka_unit_test(every_code_has_its_words),
        cmocka_unit_test(arena_memory_is_aligned_and_apart),
        cmocka_unit_test(arena_clear_keeps_a_block),
        cmocka_unit_test(arena_large_goes_alone),
        cmocka_unit_test(arena_copies_text),
        cmocka_unit_test(buf_grows_to_its_maximum_and_no_further),
        cmocka_unit_test(buf_prints_across_its_growth),
        cmocka_unit_test(muldiv_rounds_half_to_even),
        cmocka_unit_test(sums_notice_overflow),
        cmocka_unit_test(millionths_are_written_short),
        cmocka_unit_test(mem_copies_and_never_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
