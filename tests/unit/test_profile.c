/* Profiles of files: what texts and names are taken for, where headers and totals stand, what a header fits. */
#include "core/base/str.h"
#include "core/plugin/loader.h"
#include "core/plugin/profile_fit.h"
#include "core/plugin/profile_parts.h"
#include "core/schema/wire.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* ---- files ---- */

/* A profile of a file that holds text, under a name of its own. */
static struct profile *profile_of(struct garner_str text)
{
    char path[] = "/tmp/profile-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.ptr, text.len), (ssize_t)text.len);
    close(fd);
    struct profile *profile = NULL;
    struct error error = {0};
    int code = profile_read(path, &profile, &error);
    unlink(path);
    if (code) {
        fail_msg("%s", error.message);
    }
    return profile;
}

static struct profile *profile_text(const char *text)
{
    return profile_of(garner_text(text));
}

/* ---- cells ---- */

static void test_signs(void **state)
{
    static const struct {
        const char *text;
        unsigned says, signs;
        const char *currency;
    } cases[] = {
        {"ada@example.com", 0, SIGN_EMAIL, ""},
        {"2026-03-01", 0, SIGN_DAY | SIGN_DIGITS, ""},
        {"2026-03-01T10:00:00Z", 0, SIGN_INSTANT | SIGN_DIGITS, ""},
        {"1/2/2026", 0, SIGN_DAY | SIGN_TWO_WAYS | SIGN_DIGITS, ""},
        {"13/2/2026", 0, SIGN_DAY | SIGN_DIGITS, ""},
        {"13/14/2026", 0, SIGN_DIGITS, ""},
        {"12", 0, SIGN_COUNT | SIGN_NUMBER | SIGN_DIGITS, ""},
        {"1.5", 0, SIGN_NUMBER | SIGN_DIGITS, ""},
        {"-1,234.50", 0, SIGN_NUMBER | SIGN_DIGITS, ""},
        {"1,234", 0, SIGN_COUNT | SIGN_NUMBER | SIGN_TWO_WAYS | SIGN_DIGITS, ""},
        {"20260301", 0, SIGN_COUNT | SIGN_NUMBER | SIGN_DIGITS, ""},
        {"20260301", PROFILE_SAYS_DATE, SIGN_DAY | SIGN_DIGITS, ""},
        {"1767225600", 0, SIGN_COUNT | SIGN_NUMBER | SIGN_DIGITS, ""},
        {"1767225600", PROFILE_SAYS_DATE, SIGN_INSTANT | SIGN_DIGITS, ""},
        {"\xE2\x82\xAC 12,50", 0, SIGN_MONEY | SIGN_NUMBER | SIGN_SPACED | SIGN_DIGITS, "EUR"},
        {"12.50GBP", 0, SIGN_MONEY | SIGN_NUMBER | SIGN_DIGITS, "GBP"},
        {"$5", 0, SIGN_DIGITS, ""},
        {"77.77%", 0, SIGN_SHARE | SIGN_DIGITS, ""},
        {"< 10 %", 0, SIGN_SHARE | SIGN_SPACED | SIGN_DIGITS, ""},
        {"+1 212 555 0101", 0, SIGN_PHONE | SIGN_SPACED | SIGN_DIGITS, ""},
        {"555-0101", 0, SIGN_DIGITS, ""},
        {"555-0101", PROFILE_SAYS_PHONE, SIGN_PHONE | SIGN_DIGITS, ""},
        {"Yes", 0, SIGN_FLAG, ""},
        {"usd", 0, SIGN_CURRENCY, ""},
        {"XYZ", 0, 0, ""},
        {"two words", 0, SIGN_SPACED, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char currency[4] = "";
        unsigned signs = profile_signs(garner_text(cases[i].text), cases[i].says, currency);
        if (signs != cases[i].signs) {
            fail_msg("%s: %#x instead of %#x", cases[i].text, signs, cases[i].signs);
        }
        assert_string_equal(currency, cases[i].currency);
    }
}

/* ---- names ---- */

static void test_words(void **state)
{
    static const char *const cases[][2] = {
        {"DealID", " deal id "},
        {"deal_id", " deal id "},
        {"HTTPStatus 2", " http status 2 "},
        {"  ", " "},
        {"", " "},
        {"E-Mail", " e mail "},
        {"SalesLines", " sales lines "},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char words[64];
        size_t len = profile_words(garner_text(cases[i][0]), words, sizeof words);
        assert_string_equal(words, cases[i][1]);
        assert_int_equal(len, strlen(words));
    }
    char little[8];
    profile_words(garner_text("a very long name"), little, sizeof little);
    assert_true(strlen(little) < sizeof little);
}

static void test_name_says(void **state)
{
    static const struct {
        const char *name;
        unsigned says;
    } cases[] = {
        {"LeadID", PROFILE_SAYS_ID},
        {"Paid", 0},
        {"id", PROFILE_SAYS_ID},
        {"Invoice No", PROFILE_SAYS_ID},
        {"createdate", PROFILE_SAYS_DATE},
        {"Created At", PROFILE_SAYS_DATE},
        {"Mobile", PROFILE_SAYS_PHONE},
        {"Phone Number", PROFILE_SAYS_PHONE | PROFILE_SAYS_ID},
        {"currency_code", PROFILE_SAYS_CURRENCY},
        {"Amount", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (profile_name_says(garner_text(cases[i].name)) != cases[i].says) {
            fail_msg("%s: %#x", cases[i].name, profile_name_says(garner_text(cases[i].name)));
        }
    }
}

static void test_name_is(void **state)
{
    (void)state;
    assert_true(profile_name_is(garner_text("E-mail"), garner_text("Email")));
    assert_true(profile_name_is(garner_text("Amount spent (IDR)"), garner_text("Amount Spent")));
    assert_false(profile_name_is(garner_text("Amount spent (new)"), garner_text("Amount Spent")));
    assert_true(profile_name_is(garner_text("property_hs_createdate"), garner_text("Create Date")));
    assert_true(profile_name_is(garner_text("properties.amount"), garner_text("Amount")));
    assert_false(profile_name_is(garner_text("property_"), garner_text("")));
    assert_false(profile_name_is(garner_text(""), garner_text("")));
    const char *list = "A| B |C";
    assert_true(str_is(profile_next_name(&list), "A"));
    assert_true(str_is(profile_next_name(&list), "B"));
    assert_true(str_is(profile_next_name(&list), "C"));
    assert_int_equal(*list, 0);
    assert_true(str_is(profile_stem("/a/b.c/Deals 2026.csv"), "Deals 2026"));
    assert_true(str_is(profile_stem(".hidden"), ".hidden"));
    assert_true(str_is(profile_stem("plain"), "plain"));
}

/* ---- headers ---- */

static void test_header(void **state)
{
    static const struct {
        const char *text;
        uint64_t line;
        bool none, by_default;
    } cases[] = {
        {"a,b\n1,2\n", 1, false, true},
        {"Title\n\na,b,c\n1,2,3\n", 3, false, false},
        {"Title,,\nPeriod,2026,\na,b,c\n1,2,3\n", 3, false, false},
        {"July 1, 2026\nDay,Cost,Clicks,Impr.\n2026-07-01,1,2,3\n", 2, false, false},
        {"a,b,c\n1,2,3,\n4,5,6,\n", 1, false, true},
        {"1,2\n3,4\n", 0, true, false},
        {"Oslo,700000\nBergen,290000\n", 0, true, false},
        {"Country,2024,2025\nNO,1,2\n", 1, false, true},
        {"0,First,Age\n1,Ada,30\n2,Bo,31\n", 1, false, true},
        {"only\none\n", 1, false, true},
        {"sep=;\na;b\n1;2\n", 2, false, true},
        {"", 0, false, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_text(cases[i].text);
        if (profile->header_line != cases[i].line || profile->no_header != cases[i].none ||
            profile->header_by_default != cases[i].by_default) {
            fail_msg("%s: line %d, %d, %d", cases[i].text, (int)profile->header_line, profile->no_header,
                     profile->header_by_default);
        }
        profile_free(profile);
    }
}

/* ---- whole files ---- */

static void test_encodings(void **state)
{
    static const struct {
        const char *text;
        size_t len;
        enum encoding encoding;
        const char *by;
    } cases[] = {
        {"a,b\n\xC3\xA4,1\n", 9, ENCODING_UTF8, "all of it is valid"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         11, ENCODING_UTF8, "by its byte order mark"},
        {"\xFF\xFE"
         "a\0,\0b\0\n\0",
         10, ENCODING_UTF16LE, "by its byte order mark"},
        {"\0a\0,\0b\0\n", 8, ENCODING_UTF16BE, "every second byte is zero"},
        {"a,b\n\xE4,1\n", 8, ENCODING_WINDOWS_1252, "it is not valid UTF-8; a guess for Western European text"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_of(str_of(cases[i].text, cases[i].len));
        assert_int_equal(profile->encoding, cases[i].encoding);
        assert_string_equal(profile->encoding_by, cases[i].by);
        assert_int_equal(profile->column_count, 2);
        assert_true(str_is(profile->columns[0].name, "a"));
        profile_free(profile);
    }
}

static void test_line_ends(void **state)
{
    (void)state;
    struct profile *profile = profile_text("a,b\r\n1,2\n3,4\r5,6\r\n");
    assert_int_equal(profile->crlf, 2);
    assert_int_equal(profile->lf, 1);
    assert_int_equal(profile->cr, 1);
    assert_int_equal(profile->rows, 3);
    profile_free(profile);
}

static void test_columns(void **state)
{
    static const struct {
        const char *text;
        enum profile_guess guess;
    } cases[] = {
        {"x\n\n--\n", PROFILE_EMPTY},
        {"x\nred\nred\nblue\n", PROFILE_WORDS},
        {"x\nyes\nno\n", PROFILE_FLAG},
        {"Deal ID\n7\n7\n8\n", PROFILE_ID},
        {"code\n85123A\n71053\n84406B\n71054\n", PROFILE_ID},
        {"x\n1\n2\n3\n", PROFILE_COUNT},
        {"x\n1\n2.5\n3\n", PROFILE_NUMBER},
        {"x (USD)\n1\n2.5\n3\n", PROFILE_MONEY},
        {"x\nEUR 1\nEUR 2\n", PROFILE_MONEY},
        {"x\n1%\n2%\n", PROFILE_SHARE},
        {"x\n2026-03-01\n2026-03-02\n", PROFILE_DAY},
        {"x\n2026-03-01 10:00\n2026-03-02\n", PROFILE_INSTANT},
        {"currency\nEUR\nUSD\n", PROFILE_CURRENCY},
        {"x\nEUR\nUSD\n", PROFILE_WORDS},
        {"Phone\n555-0101\n5550102\n", PROFILE_PHONE},
        {"x\na@example.com\nb@example.com\n", PROFILE_EMAIL},
        {"x\nsome text\nother words\nand more of it\nfour\n", PROFILE_TEXT},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_text(cases[i].text);
        assert_int_equal(profile->column_count, 1);
        if (profile->columns[0].guess != cases[i].guess) {
            fail_msg("%s: %s", cases[i].text, profile_guess_name(profile->columns[0].guess));
        }
        profile_free(profile);
    }
}

static void test_dates(void **state)
{
    static const struct {
        const char *text;
        enum date_order order;
        bool open, dmy, mdy;
        const char *not_dmy, *not_mdy;
    } cases[] = {
        {"x\n2026-03-01\n", DATE_ANY, false, false, false, NULL, NULL},
        {"x\n1/2/2026\n13/2/2026\n14/2/2026\n", DATE_DMY, false, false, false, NULL, "13/2/2026"},
        {"x\n1/2/2026\n2/13/2026\n", DATE_MDY, false, false, false, "2/13/2026", NULL},
        {"x\n1/2/2026\n3/2/2026\n", DATE_ANY, true, false, false, NULL, NULL},
        {"x\n1/2/2026\n5/2/2026\n1/3/2026\n2/4/2026\n", DATE_ANY, true, true, false, NULL, NULL},
        {"x\n2/1/2026\n2/5/2026\n3/1/2026\n4/2/2026\n", DATE_ANY, true, false, true, NULL, NULL},
        {"x\n1/2/2026\n13/2/2026\n2/13/2026\n", DATE_ANY, true, false, false, "2/13/2026", "13/2/2026"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_text(cases[i].text);
        const struct profile_column *column = &profile->columns[0];
        assert_int_equal(profile_order(column), cases[i].order);
        assert_int_equal(profile_order_is_open(column), cases[i].open);
        assert_int_equal(column->sorted_dmy, cases[i].dmy);
        assert_int_equal(column->sorted_mdy, cases[i].mdy);
        assert_int_equal(column->not_dmy.ptr != NULL, cases[i].not_dmy != NULL);
        assert_true(!cases[i].not_dmy || str_is(column->not_dmy, cases[i].not_dmy));
        assert_true(!cases[i].not_mdy || str_is(column->not_mdy, cases[i].not_mdy));
        profile_free(profile);
    }
}

static void test_decimals(void **state)
{
    static const struct {
        const char *text;
        char decimal;
        bool open;
    } cases[] = {
        {"x\n1.5\n2\n", '.', false},     {"x\n\"1,5\"\n2\n", ',', false},         {"x\n\"1,234\"\n1.5\n", '.', false},
        {"x\n1.234\n0.5\n", '.', false}, {"x\n\"1,234\"\n\"2,345\"\n", 0, false}, {"x (EUR)\n1.234\n2.345\n", 0, true},
        {"x\n1.5\n\"1,5\"\n", 0, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_text(cases[i].text);
        if (profile->columns[0].decimal != cases[i].decimal ||
            profile_decimal_is_open(&profile->columns[0]) != cases[i].open) {
            fail_msg("%s: '%c', %d", cases[i].text, profile->columns[0].decimal,
                     profile_decimal_is_open(&profile->columns[0]));
        }
        profile_free(profile);
    }
}

static void test_totals(void **state)
{
    static const struct {
        const char *text;
        uint64_t count, line;
    } cases[] = {
        {"Campaign,Cost,Clicks\nA,1,2\nTotal,1,2\n", 1, 3},
        {"Campaign,Cost,Clicks\nA,1,2\n--,1,Total: Account\n", 1, 3},
        {"Campaign,Cost,Clicks\nTotal Recall,1,2\nA,3,4\n", 0, 0},
        {"Ad,Cost,Clicks\n,3,30\nA,1,10\nB,2,20\n", 1, 2},
        {"Ad,Cost,Clicks\n,4,31\nA,1,10\nB,2,20\n", 0, 0},
        {"Ad,Cost,Clicks\n,3,30\n", 0, 0},
        {"Ad,Cost,Clicks\n,1,10\n,2,20\nA,3,30\n", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct profile *profile = profile_text(cases[i].text);
        if (profile->totals.count != cases[i].count) {
            fail_msg("%s: %d", cases[i].text, (int)profile->totals.count);
        }
        assert_int_equal(profile->totals.lines[0], cases[i].line);
        profile_free(profile);
    }
}

/* Many rows, a long value, more values than are kept. */
static void test_caps(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 8 << 20);
    buf_adds(&text, "Number,Long\n");
    for (int i = 0; i < 20000; i++) {
        buf_addf(&text, "%d,%0*d\n", i % 10000, i == 7 ? 5000 : 100, i % 10000 % 3);
    }
    struct profile *profile = profile_of(buf_str(&text));
    assert_int_equal(profile->rows, 20000);
    assert_int_equal(profile->columns[0].distinct, 10000);
    assert_int_equal(profile->columns[0].value_count, PROFILE_VALUES);
    assert_true(profile->columns[0].values_more);
    assert_int_equal(profile->columns[0].values[0].rows, 2);
    assert_true(profile->columns[1].values[0].text.len <= PROFILE_TEXT_MAX);
    assert_true(profile->repeated.count > 0);
    profile_free(profile);
    buf_release(&text);
}

/* ---- what it fits ---- */

static void test_fit_plugin(void **state)
{
    static const char *const things[] = {"=Acme Ads: Acme Cost", "=Other: Cost", "Cost|Acme Cost|Kosten",
                                         "Clicks|Klicks",        "Day|Tag",      NULL};
    static const struct {
        const char *header;
        bool fits;
        size_t found;
        const char *product, *lacks;
    } cases[] = {
        {"Kosten (EUR);Klicks;Tag\n", true, 3, NULL, NULL},
        {"Acme Cost;Klicks\n", true, 2, "Acme Ads", "\"Day\""},
        {"Cost;x\n", false, 1, "Other", "\"Clicks\", \"Day\""},
        {"Clicks;Day\n", false, 2, NULL, "\"Cost\""},
    };
    (void)state;
    const struct plugin_info plugin = {.name = "some", .recognises = things};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct profile_fit fit;
        struct profile *profile = profile_text(cases[i].header);
        profile_fit_plugin(profile, &plugin, &arena, &fit);
        assert_int_equal(fit.found, cases[i].found);
        assert_int_equal(fit.fits, cases[i].fits);
        assert_int_equal(fit.all, 3);
        assert_string_equal(fit.product ? fit.product : "", cases[i].product ? cases[i].product : "");
        assert_string_equal(fit.lacks ? fit.lacks : "", cases[i].lacks ? cases[i].lacks : "");
        profile_free(profile);
        arena_release(&arena);
    }
}

static void test_fit_preset(void **state)
{
    static const char preset[] =
        "map:\n"
        "  contact: {id: {columns: [Nr, No]}, name: \"{First} {Last}\"}\n"
        "  deal:\n"
        "    - {id: {columns: [Nr, No]}, when: {Open: x}, amount: {column: Sum, currency: \"{Code}\"}}\n"
        "    - {id: constant, owner: {columns: [Rep, Who], optional: yes}}\n";
    static const struct {
        const char *names[8];
        bool fits;
        size_t found;
        const char *lacks;
    } cases[] = {
        {{"No", "First", "Last", "Open", "Sum", "Code"}, true, 6, NULL},
        {{"Nr", "First", "Last", "Open", "Sum", "Code", "Who"}, true, 7, NULL},
        {{"Nr", "First", "Last", "Open", "Sum"}, false, 5, "\"Code\""},
        {{"First", "Last", "Open", "Sum", "Code"}, false, 5, "\"Nr\""},
        {{"x"}, false, 0, "\"Nr\", \"First\", \"Last\", \"Open\", \"Sum\", \"Code\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        const struct garner_node *node = NULL;
        struct profile_fit fit;
        struct garner_str names[8];
        size_t count = 0;
        for (; count < 8 && cases[i].names[count]; count++) {
            names[count] = garner_text(cases[i].names[count]);
        }
        assert_int_equal(node_parse(&arena, "preset", garner_text(preset), &node, NULL), 0);
        profile_fit_preset(names, count, node, &arena, &fit);
        assert_int_equal(fit.all, 7);
        assert_int_equal(fit.found, cases[i].found);
        assert_string_equal(fit.lacks ? fit.lacks : "", cases[i].lacks ? cases[i].lacks : "");
        assert_int_equal(fit.fits, cases[i].fits);
        arena_release(&arena);
    }
}

/* ---- what plugins say of themselves ---- */

static int never(struct garner_pull *pull)
{
    (void)pull;
    return 0;
}

static void test_described(void **state)
{
    static const char *const things[] = {"A|B", "=C: D", NULL};
    static const struct garner_option options[] = {{.name = NULL}};
    struct garner_plugin plugin = {.abi = GARNER_ABI,
                                   .size = sizeof(struct garner_plugin),
                                   .name = "some",
                                   .version = "1",
                                   .summary = "Something.",
                                   .emits = GARNER_EMITS(GARNER_RECORD_LEAD),
                                   .options = options,
                                   .pull = never,
                                   .recognises = things,
                                   .example = "a: b"};
    (void)state;
    for (int older = 0; older < 2; older++) {
        struct buf frame;
        struct arena arena = {0};
        struct plugin_info info;
        struct error error = {0};
        plugin.size = older ? (uint32_t)offsetof(struct garner_plugin, recognises) : plugin.size;
        buf_init(&frame, 1 << 20);
        loader_describe(&frame, "/some.so", &plugin);
        enum wire_type type;
        struct garner_str payload;
        size_t used;
        assert_int_equal(wire_split(frame.ptr, frame.len, &type, &payload, &used, &error), 1);
        assert_int_equal(loader_described(payload, &arena, &info, &error), 0);
        assert_int_equal(info.recognises[0] == NULL, older);
        assert_int_equal(info.example == NULL, older);
        if (!older) {
            assert_string_equal(info.recognises[0], "A|B");
            assert_string_equal(info.recognises[1], "=C: D");
            assert_null(info.recognises[2]);
            assert_string_equal(info.example, "a: b");
        }
        buf_release(&frame);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),      cmocka_unit_test(test_words),      cmocka_unit_test(test_name_says),
        cmocka_unit_test(test_name_is),    cmocka_unit_test(test_header),     cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_line_ends),  cmocka_unit_test(test_columns),    cmocka_unit_test(test_dates),
        cmocka_unit_test(test_decimals),   cmocka_unit_test(test_totals),     cmocka_unit_test(test_caps),
        cmocka_unit_test(test_fit_plugin), cmocka_unit_test(test_fit_preset), cmocka_unit_test(test_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
