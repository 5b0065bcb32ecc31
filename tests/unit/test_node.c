/* test_node.c - YAML text to nodes, and variables put into them: what is read, and how each refusal reads. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/config/read.h"
#include <setjmp.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(literal) str_of(literal, sizeof(literal) - 1)

/* Parses and substitutes; returns the code. */
static int read_tree(struct arena *arena, struct garner_str text, const struct garner_node **out, struct error *error)
{
    int result = node_parse(arena, "g.yaml", text, out, error);
    return result ? result : node_substitute(arena, "g.yaml", *out, out, error);
}

static void scalars_stay_text(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL;
    struct garner_str text = TEXT("\xEF\xBB\xBF# a comment\n"
                                  "no: no\nnull: ~\nnumber: 1e3\nday: 2026-03-10\nempty:\nquoted: \"a\\tb\"\n"
                                  "folded: >-\n  one\n  two\n"
                                  "list: [a, {b: c}]\n");
    assert_int_equal(read_tree(&arena, text, &root, &error), 0);
    assert_int_equal(root->kind, GARNER_MAP);
    assert_int_equal(root->count, 8);
    assert_true(str_is(node_text(root, "no"), "no"));
    assert_true(str_is(node_text(root, "null"), "~"));
    assert_true(str_is(node_text(root, "number"), "1e3"));
    assert_true(str_is(node_text(root, "day"), "2026-03-10"));
    assert_true(str_is(node_text(root, "quoted"), "a\tb"));
    assert_true(str_is(node_text(root, "folded"), "one two"));
    assert_non_null(node_text(root, "empty").ptr);
    assert_int_equal(node_text(root, "empty").len, 0);
    const struct garner_node *list = node_get(root, "list");
    assert_int_equal(list->kind, GARNER_LIST);
    assert_true(str_is(node_text(&list->items[1], "b"), "c"));
    assert_null(node_text(root, "list").ptr);
    assert_null(node_get(list, "b"));
    assert_null(node_get(NULL, "b"));
    assert_null(node_get(root, "absent"));
    arena_release(&arena);
}

static void members_stand_where_their_key_begins(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL;
    assert_int_equal(read_tree(&arena, TEXT("a: b\nĝ: {c:\n  d}\ne:\n  - f\n  -   g: h\n"), &root, &error), 0);
    assert_int_equal(root->line, 1);
    assert_int_equal(root->column, 1);
    const struct garner_node *c = node_get(node_get(root, "ĝ"), "c"), *e = node_get(root, "e");
    assert_int_equal(c->line, 2);
    assert_int_equal(c->column, 5); /* in characters */
    assert_int_equal(e->items[0].line, 5);
    assert_int_equal(e->items[0].column, 5);
    assert_int_equal(e->items[1].line, 6);
    assert_int_equal(e->items[1].column, 7);
    arena_release(&arena);
}

static void nothing_is_an_empty_map(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "--- \n...\n", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct arena arena = {0};
        struct error error = {0};
        const struct garner_node *root = NULL;
        assert_int_equal(node_parse(&arena, "g.yaml", garner_text(texts[i]), &root, &error), 0);
        assert_int_equal(root->kind, GARNER_MAP);
        assert_int_equal(root->count, 0);
        arena_release(&arena);
    }
}

static const struct {
    const char *yaml, *message;
} refusals[] = {
    {"a: {b: ${X}}\n",
     "1:9: this is not YAML: did not find expected ',' or '}'; inside { } and [ ] quote variables: \"${NAME}\""},
    {"a: [${X}, b]\n",
     "1:6: this is not YAML: did not find expected ',' or ']'; inside { } and [ ] quote variables: \"${NAME}\""},
    {"a: @daily\n", "1:4: this is not YAML: found character that cannot start any token; "
                    "quote a text that begins with \"@\", such as \"@daily\""},
    {"a: `b`\n",
     "1:4: this is not YAML: found character that cannot start any token; quote a text that begins with \"`\""},
    {"a: %b\n",
     "1:4: this is not YAML: found character that cannot start any token; quote a text that begins with \"%\""},
    {"a:\n\tb: c\n",
     "2:1: this is not YAML: found character that cannot start any token; indent with blanks, not with tabs"},
    {"a:\n  b: c\n\td: e\n",
     "3:1: this is not YAML: found a tab character that violates indentation; indent with blanks, not with tabs"},
    {"a: *.csv\n", "1:5: this is not YAML: did not find expected alphabetic or numeric character; quote a text that "
                   "begins with \"*\""},
    {"a: *x\n", "1:4: aliases (*name) are not read; quote a text that begins with \"*\""},
    {"a: &x y\n", "1:4: anchors (&name) are not read; quote a text that begins with \"&\""},
    {"a: &x [y]\n", "1:4: anchors (&name) are not read; quote a text that begins with \"&\""},
    {"a: !x y\n", "1:4: tags (!name) are not read; quote a text that begins with \"!\""},
    {"a: !!map {b: c}\n", "1:4: tags (!name) are not read; quote a text that begins with \"!\""},
    {"a: b: c\n",
     "1:5: this is not YAML: mapping values are not allowed in this context; quote a text that holds \": \", "
     "put a blank behind a key's colon, check the indentation"},
    {"a: \"x\n\nb: c\n",
     "1:4: this is not YAML: found unexpected end of stream; the quote that begins here is never closed"},
    {"a: {b: c\nd: e\n", "2:2: this is not YAML: did not find expected ',' or '}'; "
                         "a text with , { } [ ] in it needs quotes here, and every { its }"},
    {"a: \"\\q\"\n",
     "1:5: this is not YAML: found unknown escape character; write a backslash as \"\\\\\", or use single quotes"},
    {"a:\n   - b\n  - c\n", "3:3: this is not YAML: did not find expected key; "
                            "check the indentation: the lines of one list or map begin in the same column"},
    {"a: b\n---\nc: d\n", "2:1: a second document begins here; a file holds one"},
    {"a: 1\nb: 2\na: 3\nb: 4\n", "3:1: the key \"a\" stands here again, first on line 1; remove one"},
    {"x:\n  - {a: 1, a: 2}\n", "2:12: the key \"a\" stands here again, first on line 2; remove one"},
    {"? [a]\n: b\n", "1:3: a key is one text, not a list or map; quote a text with braces"},
    {"{X}: b\n", "1:1: a key is one text, not a list or map; quote a text with braces"},
    {"'': b\n", "1:1: this key is empty"},
    {"a: \"\\0\"\n", "1:4: this text has a control character in it; take it out"},
    {"\"\\a\": b\n", "1:1: this text has a control character in it; take it out"},
    {"a: x\x01y\n", "1:5: control characters are not allowed"},
    {"a: b\nc: \xC3\xA9\xFF\n", "2:5: this is not UTF-8; save the file as UTF-8"},
    {"a: ${UNSET}\n", "1:1: variable UNSET is not set; set it, or UNSET_FILE to a file that holds it, "
                      "or give a default: ${UNSET:-...}"},
    {"a:\n  - ${UNSET:?ask the admin}\n", "2:5: variable UNSET is not set: ask the admin"},
    {"a: ${EMPTY:?ask the admin}\n", "1:1: variable EMPTY is empty: ask the admin"},
    {"a: ${UNSET\n",
     "1:1: \"${\" begins a variable, ${NAME}, ${NAME:-default} or ${NAME:?message}; write \"$${\" for the text"},
    {"a: ${}\n",
     "1:1: \"${\" begins a variable, ${NAME}, ${NAME:-default} or ${NAME:?message}; write \"$${\" for the text"},
    {"a: ${1X}\n",
     "1:1: \"${\" begins a variable, ${NAME}, ${NAME:-default} or ${NAME:?message}; write \"$${\" for the text"},
    {"a: ${X-y}\n",
     "1:1: \"${\" begins a variable, ${NAME}, ${NAME:-default} or ${NAME:?message}; write \"$${\" for the text"},
    {"a: ${X:-${Y}}\n", "1:1: a default or message cannot hold a variable of its own"},
    {"a: ${CONTROL}\n", "1:1: a variable here holds control characters or is not UTF-8"},
    {"a: ${LOST}\n",
     "1:1: LOST_FILE names the file /nonexistent/secret, which cannot be read: No such file or directory"},
};

static void refusals_say_where_and_what(void **state)
{
    (void)state;
    setenv("EMPTY", "", 1);
    setenv("X", "x", 1);
    setenv("CONTROL", "a\x01", 1);
    setenv("LOST_FILE", "/nonexistent/secret", 1);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct arena arena = {0};
        struct error error = {0};
        const struct garner_node *root = NULL;
        char expected[512];
        snprintf(expected, sizeof expected, "g.yaml:%s", refusals[i].message);
        assert_int_equal(read_tree(&arena, garner_text(refusals[i].yaml), &root, &error), GARNER_E_CONFIG);
        assert_string_equal(error.message, expected);
        assert_int_equal(error.code, GARNER_E_CONFIG);
        arena_release(&arena);
    }
}

/* ---- caps ---- */

static void assert_refused(struct garner_str text, const char *message)
{
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL;
    assert_int_equal(read_tree(&arena, text, &root, &error), GARNER_E_CONFIG);
    assert_string_equal(error.message, message);
    arena_release(&arena);
}

static void depth_is_capped(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL;
    char text[100] = {0};
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_refused(garner_text(text), "g.yaml:1:33: this is nested more than 32 deep");
    assert_int_equal(read_tree(&arena, str_of(text + 1, 64), &root, &error), 0);
    arena_release(&arena);
}

static void size_is_capped(void **state)
{
    (void)state;
    size_t len = YAML_TEXT_MAX + 1;
    char *text = xmalloc(len);
    memset(text, 'x', len);
    assert_refused(str_of(text, len), "g.yaml: the file is longer than 4 MiB");
    for (size_t i = 0; i + 4 <= len; i += 4) {
        memcpy(text + i, "- x\n", 4);
    }
    assert_refused(str_of(text, 4 * YAML_NODES_MAX), "g.yaml:100000:3: this file has more than 100000 values");
    /* A value may be long, but not be multiplied. */
    char value[100001] = {0};
    memset(value, 'v', 100000);
    setenv("LONG", value, 1);
    for (size_t i = 0; i + 8 <= len; i += 8) {
        memcpy(text + i, "${LONG}x", 8);
    }
    assert_refused(str_of(text, 8 * 200), "g.yaml:1:1: with its variables put in, this text is too long");
    unsetenv("LONG");
    free(text);
}

static void many_keys_are_compared_quickly(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    const struct garner_node *root = NULL;
    char *text = xmalloc(2000000);
    size_t used = 0;
    for (int i = 0; i < 90000; i++) {
        used += (size_t)snprintf(text + used, 2000000 - used, "k%d: v\n", i);
    }
    assert_int_equal(read_tree(&arena, str_of(text, used), &root, &error), 0);
    assert_int_equal(root->count, 90000);
    free(text);
    arena_release(&arena);
}

/* ---- variables ---- */

static void variables_are_put_in(void **state)
{
    (void)state;
    char path[] = "/tmp/garner-test-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, "from a file\r\n", 13), 13);
    close(fd);
    setenv("KEPT_FILE", path, 1);
    setenv("V", "value: {a} # \"b\"", 1);
    setenv("EMPTY", "", 1);
    static const char *const cases[][2] = {
        {"${V}", "value: {a} # \"b\""},
        {"<${V}|${V}>", "<value: {a} # \"b\"|value: {a} # \"b\">"},
        {"a$b $ $5", "a$b $ $5"},
        {"$$", "$"},
        {"$${V}", "${V}"},
        {"$$$$", "$$"},
        {"${EMPTY}", ""},
        {"${EMPTY:-other}", "other"},
        {"${NEVER_SET:-}", ""},
        {"${NEVER_SET:-a:-b $c}", "a:-b $c"},
        {"${V:-other}", "value: {a} # \"b\""},
        {"${V:?why}", "value: {a} # \"b\""},
        {"${KEPT}", "from a file"},
        {"${KEPT:-other}", "from a file"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct error error = {0};
        const struct garner_node *root = NULL;
        const char *yaml = arena_printf(&arena, "${V}: '%s'\n", cases[i][0]);
        assert_int_equal(read_tree(&arena, garner_text(yaml), &root, &error), 0);
        assert_true(str_is(root->items[0].key, "${V}")); /* keys are not touched */
        assert_string_equal(root->items[0].text.ptr, cases[i][1]);
        assert_int_equal(root->items[0].text.len, strlen(cases[i][1]));
        arena_release(&arena);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_stay_text),
        cmocka_unit_test(members_stand_where_their_key_begins),
        cmocka_unit_test(nothing_is_an_empty_map),
        cmocka_unit_test(refusals_say_where_and_what),
        cmocka_unit_test(depth_is_capped),
        cmocka_unit_test(size_is_capped),
        cmocka_unit_test(many_keys_are_compared_quickly),
        cmocka_unit_test(variables_are_put_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
