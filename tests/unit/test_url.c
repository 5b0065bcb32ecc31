/* test_url.c - what of an address is trusted, and how addresses are joined (core/plugin/url.h). */
#include "core/plugin/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct garner_str text(const char *s)
{
    return garner_text(s);
}

static void assert_text(struct garner_str got, const char *expected)
{
    if (!garner_same(got, text(expected))) {
        fail_msg("expected %s, got %.*s", expected, (int)got.len, got.ptr ? got.ptr : "");
    }
}

static void a_good_url_has_a_host_and_no_user(void **state)
{
    static const struct {
        const char *url;
        bool good, exposed;
    } rows[] = {
        {"https://api.example.com", true, false},
        {"https://api.example.com:8443/v1?a=b#c", true, false},
        {"http://api.example.com/", true, true},
        {"http://127.0.0.1:8080/", true, false},
        {"http://127.1.2.3", true, false},
        {"http://localhost:1/", true, false},
        {"http://[::1]:8080/", true, false},
        {"http://127.0.0.1.example.com/", true, true},
        {"http://127.example.com/", true, true},
        {"http://localhost.example.com/", true, true},
        {"http://[::1].example.com/", true, true},
        {"http://[::2]/", true, true},
        {"https://user@example.com/", false, false},
        {"https://user:x@example.com", false, false},
        {"https://", false, false},
        {"https:///path", false, false},
        {"ftp://example.com", false, false},
        {"file:///etc/passwd", false, false},
        {"https://example.com/a b", false, false},
        {"https://example.com/a\nb", false, false},
        {"", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (url_is_good(text(rows[i].url)) != rows[i].good ||
            (rows[i].good && url_is_exposed(text(rows[i].url)) != rows[i].exposed)) {
            fail_msg("%s", rows[i].url);
        }
    }
}

static void an_origin_is_scheme_host_and_port(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"https://a.example/x", "https://a.example/y?z", true}, {"https://a.example", "https://A.Example:443/", true},
        {"http://a.example:80/", "http://a.example", true},     {"http://a.example:443/", "https://a.example", false},
        {"https://a.example:80/", "https://a.example", false},  {"https://a.example", "http://a.example", false},
        {"https://a.example", "https://a.example.org", false},  {"https://a.example", "https://b.a.example", false},
        {"https://a.example:8443", "https://a.example", false}, {"https://a.example?x", "https://a.example#y", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (url_same_origin(text(rows[i].a), text(rows[i].b)) != rows[i].same ||
            url_same_origin(text(rows[i].b), text(rows[i].a)) != rows[i].same) {
            fail_msg("%s %s", rows[i].a, rows[i].b);
        }
    }
}

static void addresses_are_resolved_and_put_below(void **state)
{
    static const struct {
        const char *base, *target, *resolved, *below;
    } rows[] = {
        {"https://a.example/v1", "https://b.example/x", "https://b.example/x", "https://b.example/x"},
        {"https://a.example/v1", "//b.example/x", "https://b.example/x", "https://a.example/v1//b.example/x"},
        {"https://a.example/v1/list?p=1", "/x", "https://a.example/x", "https://a.example/v1/list?p=1/x"},
        {"https://a.example/v1/list", "?p=2", "https://a.example/v1/list?p=2", "https://a.example/v1/list?p=2"},
        {"https://a.example/v1/list", "x", "https://a.example/v1/x", "https://a.example/v1/list/x"},
        {"https://a.example", "x", "https://a.example/x", "https://a.example/x"},
        {"https://a.example/v1/", "/x", "https://a.example/x", "https://a.example/v1/x"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_text(url_resolve(text(rows[i].base), text(rows[i].target), &arena), rows[i].resolved);
        assert_text(url_below(text(rows[i].base), text(rows[i].target), &arena), rows[i].below);
    }
    arena_release(&arena);
}

static void parameters_are_escaped_and_replace_older_ones(void **state)
{
    const struct garner_pair query[] = {
        {text("b c"), text("x&y=z/\xc3\xa4+")}, {text("p"), text("2")}, {{NULL, 0}, {NULL, 0}}};
    const struct garner_pair none[] = {{{NULL, 0}, {NULL, 0}}};
    struct arena arena;
    (void)state;
    arena_init(&arena);
    assert_text(url_query(text("https://a.example/x?p=1&q=%20#f"), query, &arena),
                "https://a.example/x?q=%20&b%20c=x%26y%3Dz%2F%C3%A4%2B&p=2");
    assert_text(url_query(text("https://a.example/x#f"), none, &arena), "https://a.example/x");
    assert_text(url_form(query, &arena), "b%20c=x%26y%3Dz%2F%C3%A4%2B&p=2");
    char *large = arena_calloc(&arena, 1, FORM_MAX + 2);
    memset(large, 'a', FORM_MAX + 1);
    const struct garner_pair longer[] = {{text("b"), text(large)}, {{NULL, 0}, {NULL, 0}}};
    assert_null(url_query(text("https://a.example/x"), longer, &arena).ptr);
    assert_null(url_form(longer, &arena).ptr);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_url_has_a_host_and_no_user),
        cmocka_unit_test(an_origin_is_scheme_host_and_port),
        cmocka_unit_test(addresses_are_resolved_and_put_below),
        cmocka_unit_test(parameters_are_escaped_and_replace_older_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
