/* test_str.c - slices of text: comparing, trimming, folding, checking, matching, suggesting. */
#include "core/base/buf.h"
#include "core/base/error.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include <setjmp.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(literal) str_of(literal, sizeof(literal) - 1)

static struct garner_str of(const char *text)
{
    return str_of(text, strlen(text));
}

static void str_compares(void **state)
{
    (void)state;
    struct garner_str absent = {0};
    assert_true(str_is(TEXT("abc"), "abc"));
    assert_false(str_is(TEXT("abc"), "abcd"));
    assert_false(str_is(TEXT("abc\0"), "abc"));
    assert_true(str_is(absent, ""));
    assert_true(str_is_nocase(TEXT("AbC-1"), "aBc-1"));
    assert_false(str_is_nocase(TEXT("ab"), "abc"));
    assert_false(str_is_nocase(TEXT("abc"), "ab"));
    assert_false(str_is_nocase(TEXT("ab\0"), "ab"));
    assert_true(str_is_nocase(absent, ""));
    assert_true(str_starts(TEXT("abc"), "ab"));
    assert_false(str_starts(TEXT("a"), "ab"));
    assert_true(str_starts(absent, ""));
    assert_true(str_ends(TEXT("abc"), "bc"));
    assert_false(str_ends(TEXT("c"), "bc"));
    assert_true(str_compare(TEXT("ab"), TEXT("abc")) < 0);
    assert_true(str_compare(TEXT("b"), TEXT("abc")) > 0);
    assert_true(str_compare(TEXT("\xC3"), TEXT("z")) > 0);
    assert_int_equal(str_compare(absent, TEXT("")), 0);
}

static void str_trims(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trimmed;
    } cases[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"  a b ", "a b"},
        {"\xEF\xBB\xBF \xC2\xA0Z\xC3\xBCrich\xC2\xA0\n", "Z\xC3\xBCrich"},
        {"\xC3\xA0", "\xC3\xA0"}, /* its last byte is NBSP's */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(str_is(str_trim(of(cases[i].text)), cases[i].trimmed));
    }
    assert_null(str_trim((struct garner_str){0}).ptr);
}

static void str_folds_names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } cases[] = {
        {"", ""},
        {"Spring  Expo_2026", "spring expo 2026"},
        {" -_Spring-EXPO- ", "spring expo"},
        {"ÄÖÜ ÀÉÎÕÞß × ÷", "äöü àéîõþß × ÷"},
        {"ĀĄŁŃŐŠŸŹŽ Ĳ", "āąłńőšÿźž ĳ"},
        {"ĹĽĿ ĸŉ", "ĺľŀ ĸŉ"},
        {"İstanbul", "istanbul"},
        {"STRAẞE", "straße"},
        {"ΆΈΊΌΎΏ ΑΣΩ Λόγος", "άέίόύώ ασω λόγοσ"},
        {"ЀЁЏ ПРИВЕТ ҐӀӁ", "ѐёџ привет ґӏӂ"},
        {"Tiếng VIỆT", "tiếng việt"},
        {"a\xC2\xA0\xE2\x80\x89z", "a z"},
        {"A\xFF\xC3", "a\xFF\xC3"},
        {"日本 🎉", "日本 🎉"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out;
        buf_init(&out, 100);
        str_fold(&out, of(cases[i].text));
        assert_string_equal(buf_text(&out), cases[i].folded);
        buf_release(&out);
    }
    struct buf out;
    buf_init(&out, 100);
    str_fold(&out, (struct garner_str){0});
    assert_int_equal(out.len, 0);
}

/* Each case is tried at every position of a word of eight bytes, within plain text and at its ends. */
static void check_text(const char *bytes, size_t len, bool text, bool utf8)
{
    for (size_t before = 0; before < 18; before++) {
        for (size_t after = 0; after < 18; after++) {
            char *line = xmalloc(before + len + after); /* no byte more, so that overreading is noticed */
            memset(line, 'a', before);
            memcpy(line + before, bytes, len);
            memset(line + before + len, '~', after);
            struct garner_str s = str_of(line, before + len + after);
            assert_int_equal(str_is_text(s), text);
            assert_int_equal(str_is_utf8(s), utf8);
            free(line);
        }
    }
}

static void str_tells_text_from_bytes(void **state)
{
    (void)state;
    static const struct {
        struct garner_str bytes;
        bool text, utf8;
    } cases[] = {
        {{"", 0}, true, true},
        {{"\t\n", 2}, true, true},
        {{"\r\n", 2}, true, true},
        {{"\r\r\n", 3}, true, true},
        {{"\r", 1}, true, true},
        {{"\0", 1}, false, true},
        {{"\x01", 1}, false, true},
        {{"\x1F", 1}, false, true},
        {{"\x1B[31m", 5}, false, true},
        {{"\x7F", 1}, false, true},
        {{"\xC2\x80", 2}, false, true},
        {{"\xC2\x9F", 2}, false, true},
        {{"\xC2\xA0", 2}, true, true},
        {{"\xDF\xBF", 2}, true, true},
        {{"\xE0\xA0\x80", 3}, true, true},
        {{"\xED\x9F\xBF\xEE\x80\x80", 6}, true, true},
        {{"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8}, true, true},
        {{"\xC0\x80", 2}, false, false},         /* overlong */
        {{"\xC1\xBF", 2}, false, false},         /* overlong */
        {{"\xE0\x9F\xBF", 3}, false, false},     /* overlong */
        {{"\xF0\x8F\xBF\xBF", 4}, false, false}, /* overlong */
        {{"\xED\xA0\x80", 3}, false, false},     /* surrogate */
        {{"\xED\xBF\xBF", 3}, false, false},     /* surrogate */
        {{"\xF4\x90\x80\x80", 4}, false, false}, /* beyond U+10FFFF */
        {{"\xF5\x80\x80\x80", 4}, false, false},
        {{"\xFF", 1}, false, false},
        {{"\x80", 1}, false, false},
        {{"\xC3", 1}, false, false},
        {{"\xE2\x82", 2}, false, false},
        {{"\xF0\x9F\x8E", 3}, false, false},
        {{"\xC3\xBC\xFC", 3}, false, false}, /* Latin-1 after UTF-8 */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_text(cases[i].bytes.ptr, cases[i].bytes.len, cases[i].text, cases[i].utf8);
    }
    assert_true(str_is_text((struct garner_str){0}));
    assert_true(str_is_utf8((struct garner_str){0}));
}

static void str_matches_globs(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"**", "abc", true},
        {"?", "", false},
        {"Spring Expo*", "SPRING EXPO 2026", true},
        {"Spring Expo*", "Autumn Expo", false},
        {"*expo", "the expo expo", true},
        {"*expo", "expose", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "a-c-b", false},
        {"?", "ü", true},
        {"??", "ü", false},
        {"ÜBER*", "überall", true},
        {"[abc]x", "Bx", true},
        {"[a-c]x", "dx", false},
        {"[!a-c]x", "dx", true},
        {"[^a-c]x", "ax", false},
        {"[]]", "]", true},
        {"[a-]", "-", true},
        {"[à-ö]", "Ä", true},
        {"[a", "[a", true},
        {"[a", "a", false},
        {"\\*", "*", true},
        {"\\*", "x", false},
        {"[\\]a]", "]", true},
        {"a\\", "a\\", true},
        {"a_b", "a b", false},
        {"*\xFF", "\xC3\xFF", true},
        {"*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool matches = str_glob(cases[i].pattern, of(cases[i].text));
        if (matches != cases[i].matches) {
            fail_msg("\"%s\" and \"%s\"", cases[i].pattern, cases[i].text);
        }
    }
    assert_true(str_glob("*", (struct garner_str){0}));
    assert_false(str_glob("?", (struct garner_str){0}));
}

static void str_suggests(void **state)
{
    (void)state;
    static const char *const names[] = {"account_id", "path", "timezone", "currency", "id", "customer_id", NULL};
    static const struct {
        const char *word, *closest;
    } cases[] = {
        {"accout_id", "account_id"},
        {"account-id", "account_id"},
        {"pth", "path"},
        {"paht", "path"},
        {"PATH", "path"},
        {"tiem_zone", "timezone"},
        {"curency", "currency"},
        {"ids", "id"},
        {"x", NULL},
        {"", NULL},
        {"budget", NULL},
        {"password", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *closest = str_closest(of(cases[i].word), names);
        if (cases[i].closest) {
            assert_non_null(closest);
            assert_string_equal(closest, cases[i].closest);
        } else {
            assert_null(closest);
        }
    }
    char *longer = xmalloc(1000);
    memset(longer, 'a', 1000);
    assert_null(str_closest(str_of(longer, 1000), names));
    free(longer);
}

static void str_reads_integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+42", true, 42},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"0x10", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = 0;
        assert_int_equal(str_integer(of(cases[i].text), &value), cases[i].valid);
        assert_true(value == cases[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_compares),       cmocka_unit_test(str_trims),
        cmocka_unit_test(str_folds_names),    cmocka_unit_test(str_tells_text_from_bytes),
        cmocka_unit_test(str_matches_globs),  cmocka_unit_test(str_suggests),
        cmocka_unit_test(str_reads_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
