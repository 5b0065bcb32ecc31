/* test_decode.c - encodings found and decoded (core/plugin/decode.h). */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/decode.h"
/* after ours: it defines words like skip and fail */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define BYTES(text)                                                                                                    \
    {                                                                                                                  \
        (text), sizeof(text) - 1                                                                                       \
    }

/* All of a stream's text; the caller frees. */
static char *read_all(struct garner_str bytes, enum encoding encoding)
{
    struct stream stream;
    stream_open(&stream, -1, bytes, encoding);
    while (!stream.at_end) {
        assert_int_equal(stream_fill(&stream, NULL), 0);
    }
    char *text = xstrndup(stream.text + stream.start, stream.end - stream.start);
    stream_close(&stream);
    return text;
}

static enum encoding found(struct garner_str bytes)
{
    struct survey survey = {0};
    survey_add(&survey, bytes.ptr, bytes.len);
    return survey_encoding(&survey);
}

static void finds_and_decodes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct garner_str bytes;
        enum encoding encoding;
        const char *text;
    } cases[] = {
        {"nothing", BYTES(""), ENCODING_UTF8, ""},
        {"ascii", BYTES("a,b\n"), ENCODING_UTF8, "a,b\n"},
        {"utf-8", BYTES("caf\xC3\xA9"), ENCODING_UTF8, "caf\xC3\xA9"},
        {"utf-8 with a mark", BYTES("\xEF\xBB\xBFid"), ENCODING_UTF8, "id"},
        {"utf-16le with a mark", BYTES("\xFF\xFEi\0d\0"), ENCODING_UTF16LE, "id"},
        {"utf-16be with a mark", BYTES("\xFE\xFF\0i\0d"), ENCODING_UTF16BE, "id"},
        {"utf-16le without", BYTES("i\0d\0,\0\xE9\0"), ENCODING_UTF16LE, "id,\xC3\xA9"},
        {"utf-16be without", BYTES("\0i\0d\0,\0\xE9"), ENCODING_UTF16BE, "id,\xC3\xA9"},
        {"a pair", BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), ENCODING_UTF16LE, "\xF0\x9F\x98\x80"},
        {"half a pair", BYTES("\xFF\xFE\x3D\xD8i\0"), ENCODING_UTF16LE, "\xEF\xBF\xBDi"},
        {"an odd last byte", BYTES("\xFF\xFEi\0d"), ENCODING_UTF16LE, "i\xEF\xBF\xBD"},
        {"windows-1252", BYTES("\x80 5 \x93x\x94 \xE9"), ENCODING_WINDOWS_1252,
         "\xE2\x82\xAC 5 \xE2\x80\x9Cx\xE2\x80\x9D \xC3\xA9"},
        {"bytes windows-1252 lacks", BYTES("\x81\xE9"), ENCODING_WINDOWS_1252, "\xC2\x81\xC3\xA9"},
        {"utf-8 cut off", BYTES("a\xC3"), ENCODING_WINDOWS_1252, "a\xC3\x83"},
        {"utf-8 overlong", BYTES("\xC0\xAF"), ENCODING_WINDOWS_1252, "\xC3\x80\xC2\xAF"},
        {"utf-8 surrogate", BYTES("\xED\xA0\x80"), ENCODING_WINDOWS_1252, "\xC3\xAD\xC2\xA0\xE2\x82\xAC"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        print_message("%s\n", cases[i].name);
        assert_int_equal(found(cases[i].bytes), cases[i].encoding);
        char *text = read_all(cases[i].bytes, cases[i].encoding);
        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

static void latin1_is_what_it_says(void **state)
{
    (void)state;
    char *text = read_all((struct garner_str)BYTES("\x80\xE9"), ENCODING_LATIN1);
    assert_string_equal(text, "\xC2\x80\xC3\xA9");
    free(text);
    text = read_all((struct garner_str)BYTES("\xFE\xFF\0i"), ENCODING_UTF16);
    assert_string_equal(text, "i");
    free(text);
}

/* A character cut in two by the border of a piece is one character. */
static void survey_goes_on_over_borders(void **state)
{
    (void)state;
    const char text[] = "x\xF0\x9F\x98\x80y";
    for (size_t cut = 0; cut <= sizeof text - 1; cut++) {
        struct survey survey = {0};
        survey_add(&survey, text, cut);
        survey_add(&survey, text + cut, sizeof text - 1 - cut);
        assert_true(survey_valid_utf8(&survey));
    }
    struct survey survey = {0};
    survey_add(&survey, "x\xF0", 2);
    survey_add(&survey, "y", 1);
    assert_false(survey_valid_utf8(&survey));
}

static void decodes_more_than_a_chunk(void **state)
{
    (void)state;
    size_t len = 3 * STREAM_CHUNK + 1;
    char *bytes = xmalloc(len);
    memset(bytes, 0xE9, len);
    char *text = read_all(str_of(bytes, len), ENCODING_LATIN1);
    assert_int_equal(strlen(text), 2 * len);
    free(text);
    free(bytes);
}

static void names(void **state)
{
    (void)state;
    assert_int_equal(encoding_named(garner_text("UTF-8")), ENCODING_UTF8);
    assert_int_equal(encoding_named(garner_text("windows-1252")), ENCODING_WINDOWS_1252);
    assert_int_equal(encoding_named(garner_text("auto")), ENCODING_AUTO);
    assert_string_equal(encoding_name(ENCODING_UTF16BE), "utf-16be");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_and_decodes),
        cmocka_unit_test(latin1_is_what_it_says),
        cmocka_unit_test(survey_goes_on_over_borders),
        cmocka_unit_test(decodes_more_than_a_chunk),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
