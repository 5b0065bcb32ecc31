/* test_options.c - values by table: every type, defaults, choices, paths, and how each refusal reads; the host's check
 * and the secrets it collects. */
#include "core/base/calendar.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <setjmp.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct sample {
    struct garner_str text, word, token, path;
    int64_t number;
    bool flag, other_flag;
    struct garner_duration wait;
    struct garner_money budget;
    struct garner_day day;
    struct garner_strs list, paths, keys;
    const struct garner_node *tree, *made;
    struct {
        struct garner_str inner;
    } nested;
};

static const struct garner_option TABLE[] = {
    GARNER_OPTION(struct sample, text, GARNER_REQUIRED, NULL, NULL, "Any text."),
    GARNER_OPTION(struct sample, word, 0, "auto", "auto|.|,", "A word."),
    GARNER_OPTION(struct sample, token, GARNER_SECRET, NULL, "good|better", "A secret."),
    GARNER_OPTION(struct sample, path, GARNER_PATH, "in.csv", NULL, "A path."),
    GARNER_OPTION(struct sample, number, 0, "-7", NULL, "A number."),
    GARNER_OPTION(struct sample, flag, 0, "yes", NULL, "A flag."),
    GARNER_OPTION(struct sample, other_flag, 0, NULL, NULL, "A flag."),
    GARNER_OPTION(struct sample, wait, 0, "90s", NULL, "A duration."),
    GARNER_OPTION(struct sample, budget, 0, NULL, NULL, "Money."),
    GARNER_OPTION(struct sample, day, 0, NULL, NULL, "A day."),
    GARNER_OPTION(struct sample, list, 0, "[a, b]", NULL, "Texts."),
    GARNER_OPTION(struct sample, paths, GARNER_PATH, NULL, NULL, "Paths."),
    GARNER_OPTION(struct sample, keys, GARNER_SECRET, "*", NULL, "Secrets."),
    GARNER_OPTION(struct sample, tree, 0, NULL, NULL, "A tree."),
    GARNER_OPTION(struct sample, made, 0, "{a: b}", NULL, "A tree."),
    GARNER_OPTION_AS("inner", struct sample, nested.inner, 0, NULL, NULL, "A text of an embedded struct."),
    {.name = NULL},
};

static int fill(struct arena *arena, const char *yaml, struct sample *out, struct error *error)
{
    const struct garner_node *root = NULL;
    memset(out, 0, sizeof *out);
    assert_int_equal(node_parse(arena, "g.yaml", garner_text(yaml), &root, error), 0);
    return options_fill(TABLE, root, "g.yaml", "/data", "EUR", arena, out, error);
}

static void defaults_apply(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    struct sample s;
    assert_int_equal(fill(&arena, "text: hello\n", &s, &error), 0);
    assert_true(str_is(s.text, "hello"));
    assert_true(str_is(s.word, "auto"));
    assert_null(s.token.ptr);
    assert_true(str_is(s.path, "/data/in.csv"));
    assert_int_equal(s.number, -7);
    assert_true(s.flag);
    assert_false(s.other_flag);
    assert_int_equal(s.wait.ms, 90000);
    assert_int_equal(s.budget.state, GARNER_ABSENT);
    assert_int_equal(s.day.state, GARNER_ABSENT);
    assert_int_equal(s.list.count, 2);
    assert_true(str_is(s.list.items[1], "b"));
    assert_int_equal(s.paths.count, 0);
    assert_int_equal(s.keys.count, 1);
    assert_true(str_is(s.keys.items[0], "*"));
    assert_null(s.tree);
    assert_true(str_is(node_text(s.made, "a"), "b"));
    arena_release(&arena);
}

static void every_type_is_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    struct sample s;
    int result =
        fill(&arena,
             "text: t\nword: ','\ntoken: better\npath: /abs\nnumber: 42\nflag: Off\nother_flag: TRUE\nwait: 2w\n"
             "budget: 12000.50\nday: 2026-03-10\nlist: one\npaths: ['-', ./a/*.csv, /b, c]\nkeys: []\n"
             "tree: {x: [1]}\ninner: in\nmade: text\n",
             &s, &error);
    assert_string_equal(result ? error.message : "", "");
    assert_true(str_is(s.word, ","));
    assert_true(str_is(s.token, "better"));
    assert_true(str_is(s.path, "/abs"));
    assert_int_equal(s.number, 42);
    assert_false(s.flag);
    assert_true(s.other_flag);
    assert_int_equal(s.wait.ms, INT64_C(14) * 86400000);
    assert_int_equal(s.budget.micros, INT64_C(12000500000));
    assert_string_equal(s.budget.currency, "EUR");
    assert_int_equal(s.day.day, calendar_day(2026, 3, 10));
    assert_int_equal(s.day.state, GARNER_SET);
    assert_int_equal(s.list.count, 1);
    assert_true(str_is(s.list.items[0], "one"));
    static const char *const paths[] = {"-", "/data/a/*.csv", "/b", "/data/c"};
    assert_int_equal(s.paths.count, COUNT(paths));
    for (size_t i = 0; i < COUNT(paths); i++) {
        assert_true(str_is(s.paths.items[i], paths[i]));
    }
    assert_int_equal(s.keys.count, 0);
    assert_int_equal(node_get(s.tree, "x")->count, 1);
    assert_int_equal(s.made->kind, GARNER_SCALAR);
    assert_true(str_is(s.nested.inner, "in"));
    arena_release(&arena);
}

static const struct {
    const char *yaml, *message;
} refusals[] = {
    {"", "g.yaml:1:1: option \"text\" is missing: Any text."},
    {"word: auto\n", "g.yaml:1:1: option \"text\" is missing: Any text."},
    {"text:\n", "g.yaml:1:1: option \"text\" is empty: Any text."},
    {"text: [a]\n", "g.yaml:1:1: text: expected one text, found a list"},
    {"text: {a: b}\n", "g.yaml:1:1: text: expected one text, found a map"},
    {"text: a\ntxet: b\n", "g.yaml:2:1: unknown option \"txet\"; did you mean \"text\"?"},
    {"text: a\nqqqqq: b\n", "g.yaml:2:1: unknown option \"qqqqq\"; there are: text, word, token, path, number, flag, "
                            "other_flag, wait, budget, day, list, paths, keys, tree, made, inner"},
    {"text: a\nword: maybe\n", "g.yaml:2:1: word: expected one of auto|.|,, found \"maybe\""},
    {"text: a\nword:\n", "g.yaml:2:1: word: expected one of auto|.|,, found \"\""},
    {"text: a\nnumber: 1.5\n", "g.yaml:2:1: number: expected a whole number, found \"1.5\""},
    {"text: a\nnumber: 9223372036854775808\n",
     "g.yaml:2:1: number: expected a whole number, found \"9223372036854775808\""},
    {"text: a\nnumber:\n", "g.yaml:2:1: number: expected a whole number, found \"\""},
    {"text: a\nnumber: [1]\n", "g.yaml:2:1: number: expected a whole number, found a list"},
    {"text: a\nflag: maybe\n", "g.yaml:2:1: flag: expected yes or no, found \"maybe\""},
    {"text: a\nflag: 1\n", "g.yaml:2:1: flag: expected yes or no, found \"1\""},
    {"text: a\nwait: {a: b}\n", "g.yaml:2:1: wait: expected a duration such as 90s, 10m, 6h or 30d, found a map"},
    {"text: a\nday:\n", "g.yaml:2:1: day: expected a day such as 2026-03-10, found \"\""},
    {"text: a\nbudget: []\n", "g.yaml:2:1: budget: expected an amount such as 1200.00 EUR, found a list"},
    {"text: a\nlist: {a: b}\n", "g.yaml:2:1: list: expected a text or a list of texts, found a map"},
    {"text: a\nlist:\n  - a\n  - [b]\n", "g.yaml:4:5: list: expected one text, found a list"},
    /* A secret's value is never shown. */
    {"text: a\ntoken: hunter22\n", "g.yaml:2:1: token: expected one of good|better"},
    {"text: a\ntoken: [hunter22]\n", "g.yaml:2:1: token: expected one text, found a list"},
};

static void refusals_say_what_was_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct sample s;
        assert_int_equal(fill(&arena, refusals[i].yaml, &s, &error), GARNER_E_CONFIG);
        assert_string_equal(error.message, refusals[i].message);
        arena_release(&arena);
    }
}

/* The words of a lower floor stand behind the option's name. */
static void typed_values_pass_reasons_up(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"text: a\nwait: 90\n", "g.yaml:2:1: wait: "},
        {"text: a\nbudget: 1 USD and more\n", "g.yaml:2:1: budget: "},
        {"text: a\nbudget: 5 QQQ\n", "g.yaml:2:1: budget: "},
        {"text: a\nday: 2026-02-30\n", "g.yaml:2:1: day: "},
        {"text: a\nday: 03/04/2026\n", "g.yaml:2:1: day: "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct sample s;
        assert_int_equal(fill(&arena, cases[i][0], &s, &error), GARNER_E_CONFIG);
        assert_memory_equal(error.message, cases[i][1], strlen(cases[i][1]));
        assert_true(strlen(error.message) > strlen(cases[i][1]));
        arena_release(&arena);
    }
}

/* ---- on the host ---- */

static struct config *load(const char *yaml)
{
    struct config *config = NULL;
    struct error error = {0};
    int result =
        config_read("g.yaml", "/data", garner_text(yaml), "campaigns.yaml", (struct garner_str){0}, &config, &error);
    assert_string_equal(result ? error.message : "", "");
    return config;
}

static const struct plugin_info PLUGIN = {.name = "sample", .options = TABLE, .config_size = sizeof(struct sample)};

static void the_host_names_the_source(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"txet: a", "g.yaml:5:5: source expo: unknown option \"txet\"; did you mean \"text\"?"},
        {"timeot: 3s", "g.yaml:5:5: source expo: unknown option \"timeot\"; did you mean \"timeout\"?"},
        {"zzzzzz: a",
         "g.yaml:5:5: source expo: unknown option \"zzzzzz\"; \"garner plugins info sample\" lists what there is"},
        {"number: 7", "g.yaml:3:5: source expo: option \"text\" is missing: Any text."},
        {"number: x\n    text: a", "g.yaml:5:5: source expo: number: expected a whole number, found \"x\""},
        {"text: a", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct config *config = load(
            arena_printf(&arena, "currency: EUR\nsources:\n  - name: expo\n    plugin: sample\n    %s\n", cases[i][0]));
        int result = config_check_options(config, &config->sources[0], &PLUGIN, &error);
        assert_int_equal(result, *cases[i][1] ? GARNER_E_CONFIG : 0);
        assert_string_equal(error.message, cases[i][1]);
        config_free(config);
        arena_release(&arena);
    }
}

static void secrets_are_collected_once(void **state)
{
    (void)state;
    struct error error = {0};
    setenv("SECRET_OF_TEST", "hunter22", 1);
    struct config *config =
        load("currency: EUR\ncosts: [{type: tool, amount: 1 EUR, date: 2026-01-01}]\nsources:\n"
             "  - {name: a, plugin: sample, text: plain, token: good, keys: [k1, k2, '', good]}\n"
             "  - {name: b, plugin: sample, text: plain, keys: '${SECRET_OF_TEST}', token: better}\n"
             "  - {name: c, plugin: sample, token: wrong}\n");
    assert_int_equal(config->source_count, 4);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(config_check_options(config, &config->sources[0], &PLUGIN, &error), 0);
        assert_int_equal(config_check_options(config, &config->sources[1], &PLUGIN, &error), 0);
        /* Also of a source that is refused, since messages may speak of it. */
        assert_int_equal(config_check_options(config, &config->sources[2], &PLUGIN, &error), GARNER_E_CONFIG);
        assert_int_equal(config_check_options(config, &config->sources[3], &PLUGIN, &error), 0);
    }
    static const char *const expected[] = {"good", "k1", "k2", "better", "hunter22", "wrong"};
    assert_int_equal(config->secrets.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_true(str_is(config->secrets.items[i], expected[i]));
    }
    config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_apply),
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(refusals_say_what_was_expected),
        cmocka_unit_test(typed_values_pass_reasons_up),
        cmocka_unit_test(the_host_names_the_source),
        cmocka_unit_test(secrets_are_collected_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
