/* test_fetch_judge.c - how long a server asks to wait, and what its errors say (core/plugin/fetch_judge.c). */
#include "core/plugin/fetch.h"
#include "core/plugin/json_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1795348800000) /* 2026-11-22T12:00:00Z */

static void a_wait_is_read_in_all_its_forms(void **state)
{
    static const struct {
        int32_t status;
        const char *name, *value;
        int64_t ms;
    } rows[] = {
        {429, "Retry-After", "120", 120000},
        {429, "retry-after", "1.5", 1500},
        {503, "Retry-After", "0", 1},
        {503, "Retry-After", "-5", 0},
        {503, "Retry-After", "soon", 0},
        {503, "Retry-After", "", 0},
        {429, "Retry-After", "1e999", 1000000000},
        {429, "Retry-After", "99999999999999999999", 1000000000},
        {429, "Retry-After", "1795348830", 30000},
        {429, "Retry-After", "1795348830000", 30000},
        {429, "Retry-After", "1795348700", 1},
        {503, "Retry-After", "Sun, 22 Nov 2026 12:01:00 GMT", 60000},
        {503, "Retry-After", "Sunday, 22-Nov-26 12:01:00 GMT", 60000},
        {503, "Retry-After", "Sun Nov 22 12:01:00 2026", 60000},
        {503, "Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT", 1},
        {503, "Retry-After", "Sun, 31 Feb 2026 12:01:00 GMT", 0},
        {503, "Retry-After", "Sun, 22 Nov 2026 99999999999:99999999999:9 GMT", 0},
        {429, "RateLimit-Reset", "7", 7000},
        {429, "X-RateLimit-Reset", "1795348830", 30000},
        /* Every answer of some APIs says when the budget is filled up again, those that fail otherwise too. */
        {502, "X-RateLimit-Reset", "1795352400", 0},
        {403, "X-RateLimit-Reset", "1795352400", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct garner_pair headers[] = {{garner_text("Date"), garner_text("x")},
                                              {garner_text(rows[i].name), garner_text(rows[i].value)},
                                              {{NULL, 0}, {NULL, 0}}};
        const struct garner_reply reply = {.status = rows[i].status, .headers = headers};
        int64_t ms = fetch_retry_after(&reply, NOW);
        if (ms != rows[i].ms) {
            fail_msg("%s: %s: expected %lld, got %lld", rows[i].name, rows[i].value, (long long)rows[i].ms,
                     (long long)ms);
        }
    }
}

static void a_budget_used_up_is_waited_for_whatever_the_status(void **state)
{
    const struct garner_pair headers[] = {{garner_text("X-RateLimit-Remaining"), garner_text("0")},
                                          {garner_text("X-RateLimit-Reset"), garner_text("1795348830")},
                                          {{NULL, 0}, {NULL, 0}}};
    const struct garner_reply reply = {.status = 403, .headers = headers};
    (void)state;
    assert_int_equal(fetch_retry_after(&reply, NOW), 30000);
}

static void messages_are_found_where_apis_put_them(void **state)
{
    static const struct {
        const char *body, *message;
    } rows[] = {
        {"{\"error\": {\"message\": \"a\", \"code\": 1}}", "a"},
        {"{\"error\": \"invalid_grant\", \"error_description\": \"b\"}", "b"},
        {"{\"error\": \"invalid_grant\"}", "invalid_grant"},
        {"{\"message\": \"c\", \"status\": 401}", "c"},
        {"{\"errors\": [{\"message\": \"d\"}, {\"message\": \"no\"}]}", "d"},
        {"{\"errors\": [{\"detail\": \"e\"}]}", "e"},
        {"{\"detail\": \"f\"}", "f"},
        {"[{\"error\": {\"message\": \"g\"}}]", "g"},
        {"{\"type\": \"about:blank\", \"title\": \"h\"}", "h"},
        {"{\"title\": \"t\", \"detail\": \"f\"}", "f"},
        {"{\"error\": {\"code\": 5}}", ""},
        {"{}", ""},
        {"null", ""},
        {"<html>", ""},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *fault;
        const struct garner_reply reply = {.json = json_tree(&arena, garner_text(rows[i].body), &fault)};
        struct garner_str got = fetch_message(&reply);
        if (!(got.len == strlen(rows[i].message) && memcmp(got.ptr ? got.ptr : "", rows[i].message, got.len) == 0)) {
            fail_msg("%s: got %.*s", rows[i].body, (int)got.len, got.ptr ? got.ptr : "");
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_is_read_in_all_its_forms),
        cmocka_unit_test(a_budget_used_up_is_waited_for_whatever_the_status),
        cmocka_unit_test(messages_are_found_where_apis_put_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
