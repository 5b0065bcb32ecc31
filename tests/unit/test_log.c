/* test_log.c - log lines as they leave the process, and the secrets that must not be in them. */
#include "core/base/buf.h"
#include "core/base/log_repeats.h"
#include "core/base/str.h"
#include <setjmp.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECRET(literal)                                                                                                \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

static int64_t given(void *context)
{
    return *(int64_t *)context;
}

static int64_t fixed(void *context)
{
    (void)context;
    return 1773123300000;
}

/* What log_write writes, in memory. */
struct capture {
    struct log log;
    char *text;
    size_t len;
};

static void capture_init(struct capture *capture, const struct garner_strs *secrets)
{
    *capture = (struct capture){.log = {.level = GARNER_LOG_DEBUG, .clock = {fixed, NULL}, .secrets = secrets}};
    capture->log.out = open_memstream(&capture->text, &capture->len);
    assert_non_null(capture->log.out);
}

static void capture_release(struct capture *capture)
{
    fclose(capture->log.out);
    free(capture->text);
}

static void lines_for_people(void **state)
{
    (void)state;
    struct capture c;
    capture_init(&c, NULL);
    log_write(&c.log, GARNER_LOG_WARNING, "kag", "row %d is odd", 7);
    log_write(&c.log, GARNER_LOG_ERROR, NULL, "no \"source\" \\ at all");
    log_write(&c.log, GARNER_LOG_INFO, NULL, "two\nlines\r\tand \033[31mred\033[0m \x7F");
    log_write(&c.log, GARNER_LOG_DEBUG, "s\n", "Z\xC3\xBCrich \xC2\x9B \xFF.");
    assert_string_equal(c.text, "garner: warning: source kag: row 7 is odd\n"
                                "garner: error: no \"source\" \\ at all\n"
                                "garner: info: two\\nlines\\u000d\\tand \\u001b[31mred\\u001b[0m \\u007f\n"
                                "garner: debug: source s\\n: Z\xC3\xBCrich \\u009b \xEF\xBF\xBD.\n");
    capture_release(&c);

    capture_init(&c, NULL);
    c.log.color = true;
    log_write(&c.log, GARNER_LOG_ERROR, NULL, "x");
    assert_string_equal(c.text, "garner: \033[31merror\033[0m: x\n");
    capture_release(&c);
}

static void lines_for_machines(void **state)
{
    (void)state;
    struct capture c;
    capture_init(&c, NULL);
    c.log.json = true;
    log_write(&c.log, GARNER_LOG_WARNING, "k\"g", "a \"b\" \\ c\n\001 \xC3\xBC \xC3");
    log_write(&c.log, GARNER_LOG_INFO, NULL, "%s", "");
    assert_string_equal(c.text, "{\"time\":\"2026-03-10T06:15:00Z\",\"level\":\"warning\",\"source\":\"k\\\"g\","
                                "\"message\":\"a \\\"b\\\" \\\\ c\\n\\u0001 \xC3\xBC \xEF\xBF\xBD\"}\n"
                                "{\"time\":\"2026-03-10T06:15:00Z\",\"level\":\"info\",\"message\":\"\"}\n");
    capture_release(&c);
}

static void what_matters_less_is_dropped(void **state)
{
    (void)state;
    struct capture c;
    log_write(NULL, GARNER_LOG_ERROR, NULL, "nobody listens");
    capture_init(&c, NULL);
    c.log.level = GARNER_LOG_WARNING;
    log_write(&c.log, GARNER_LOG_INFO, NULL, "dropped");
    log_write(&c.log, GARNER_LOG_DEBUG, NULL, "dropped");
    log_write(&c.log, GARNER_LOG_WARNING, NULL, "kept");
    assert_string_equal(c.text, "garner: warning: kept\n");
    capture_release(&c);
}

static void secrets_are_covered(void **state)
{
    (void)state;
    static const struct garner_str items[] = {SECRET("hunter22"), SECRET("abcd"),      SECRET("abcdef"), SECRET("efgh"),
                                              SECRET("xyz"),      SECRET("qu\"ote\n"), SECRET("aaaa"),   {NULL, 0}};
    static const struct garner_strs secrets = {items, COUNT(items)};
    static const struct {
        const char *text, *covered;
    } cases[] = {
        {"", ""},
        {"nothing here", "nothing here"},
        {"hunter22", "***"},
        {"?key=hunter22&x=hunter22", "?key=***&x=***"},
        {"abcdef", "***"},     /* the longer one */
        {"abcdefgh!", "***!"}, /* overlapping */
        {"abcdabcd", "******"},
        {"aaaaaaa", "***"}, /* with itself */
        {"xyz stays, it is short", "xyz stays, it is short"},
        {"hunter2", "hunter2"},
        {"hunterhunter22", "hunter***"},
        {"say qu\"ote\n.", "say ***."},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out;
        buf_init(&out, 1000);
        log_redact(&out, str_of(cases[i].text, strlen(cases[i].text)), &secrets);
        assert_string_equal(buf_text(&out), cases[i].covered);
        buf_release(&out);
    }
    struct capture c;
    capture_init(&c, &secrets);
    c.log.json = true;
    log_write(&c.log, GARNER_LOG_INFO, NULL, "key %s and qu\"ote\n", "hunter22");
    assert_null(strstr(c.text, "hunter22"));
    assert_non_null(strstr(c.text, "\"key *** and ***\""));
    capture_release(&c);
}

/* The cut must not leave the first half of a secret that stands across it. */
static void long_messages_are_cut_after_redaction(void **state)
{
    (void)state;
    static const struct garner_str item = SECRET("hunter22");
    static const struct garner_strs secrets = {&item, 1};
    for (int before = 16380 - 8; before < 16390; before++) {
        struct capture c;
        capture_init(&c, &secrets);
        log_write(&c.log, GARNER_LOG_INFO, NULL, "%*s%s%0100000d", before, "", "hunter22", 1);
        assert_null(strstr(c.text, "hunt"));
        assert_true(c.len > 16384 && c.len < 17000);
        assert_int_equal(c.text[c.len - 1], '\n');
        capture_release(&c);
    }
}

static void what_repeats_is_counted(void **state)
{
    (void)state;
    struct capture c;
    int64_t now = 1000;
    static struct garner_str secret[] = {SECRET("hunter22")};
    const struct garner_strs secrets = {secret, 1};
    capture_init(&c, &secrets);
    c.log.clock = (struct clock){given, &now};
    c.log.repeats = log_repeats_new();
    for (int run = 1; run <= 4; run++, now += 60000) {
        log_write_as(&c.log, GARNER_LOG_ERROR, "ads", "no hunter22", "run %d: no hunter22", run);
        log_write(&c.log, GARNER_LOG_ERROR, "crm", "no");
        log_write(&c.log, GARNER_LOG_INFO, NULL, "reloaded"); /* somebody asked for it */
    }
    log_write(&c.log, GARNER_LOG_WARNING, "ads", "no hunter22"); /* of another level */
    log_repeats_flush(&c.log, false);
    assert_string_equal(c.text, "garner: error: source ads: run 1: no ***\n"
                                "garner: error: source crm: no\n"
                                "garner: info: reloaded\ngarner: info: reloaded\n"
                                "garner: info: reloaded\ngarner: info: reloaded\n"
                                "garner: warning: source ads: no ***\n");
    size_t before = c.len;
    now = 1000 + LOG_REPEATS_MS;
    log_write_as(&c.log, GARNER_LOG_ERROR, "ads", "no hunter22", "run %d: no hunter22", 5);
    log_repeats_flush(&c.log, false);
    log_repeats_flush(&c.log, true);
    assert_string_equal(c.text + before, "garner: error: source ads: 3 times more within 10 min: no ***\n"
                                         "garner: error: source ads: run 5: no ***\n"
                                         "garner: error: source crm: 3 times more within 10 min: no\n");
    before = c.len;
    /* More lines than it remembers are written; a clock that goes back does not silence anything for long. */
    for (int n = 0; n < 2 * LOG_REPEATS_LINES; n++) {
        log_write(&c.log, GARNER_LOG_ERROR, "ads", "%d", n);
    }
    now = 500;
    log_write(&c.log, GARNER_LOG_ERROR, "ads", "%d", 2 * LOG_REPEATS_LINES - 1);
    size_t lines = 0;
    for (const char *p = c.text + before; *p; p++) {
        lines += *p == '\n';
    }
    assert_int_equal(lines, 2 * LOG_REPEATS_LINES + 1);
    log_repeats_free(c.log.repeats);
    capture_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_for_people),
        cmocka_unit_test(lines_for_machines),
        cmocka_unit_test(what_matters_less_is_dropped),
        cmocka_unit_test(secrets_are_covered),
        cmocka_unit_test(long_messages_are_cut_after_redaction),
        cmocka_unit_test(what_repeats_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
