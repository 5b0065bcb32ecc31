/* test_files.c - which files of a source are read again, and under which scope (core/plugin/files.h): new, changed,
 * touched, renamed, copied, gone. Pulls follow each other, each with the cursor the one before left. */
#include "host_case.h"
#include <fcntl.h>

static const char OPTIONS[] = "path: in\nmap: {contact: {id: '{Id}'}}";

static void init(struct host_case *c)
{
    case_init(c);
    c->with_windows = true;
    mkdir(arena_printf(&c->arena, "%s/in", c->dir), 0700);
}

/* A file as it was two days ago, so that its time is to be trusted. */
static void write_old(struct host_case *c, const char *name, const char *text)
{
    case_write(c, name, text);
    struct timespec times[2] = {{0}};
    clock_gettime(CLOCK_REALTIME, &times[0]);
    times[0].tv_sec -= 2 * 86400;
    times[1] = times[0];
    assert_int_equal(utimensat(AT_FDCWD, arena_printf(&c->arena, "%s/%s", c->dir, name), times, 0), 0);
}

static void move(struct host_case *c, const char *from, const char *to)
{
    const char *old = arena_printf(&c->arena, "%s/%s", c->dir, from);
    assert_int_equal(rename(old, arena_printf(&c->arena, "%s/%s", c->dir, to)), 0);
}

static void drop(struct host_case *c, const char *name)
{
    assert_int_equal(unlink(arena_printf(&c->arena, "%s/%s", c->dir, name)), 0);
}

static void expect(struct host_case *c, const char *options, const char *expected)
{
    assert_string_equal(case_pull(c, &case_csv, options), expected);
}

static void a_file_is_a_window(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/b.csv", "Id\n2\n");
    write_old(&c, "in/a.csv", "Id\n1\n");
    write_old(&c, "in/.hidden", "Id\n9\n");
    expect(&c, OPTIONS,
           "begin all scope=in/a.csv\n+ contact id=1\ndone\nbegin all scope=in/b.csv\n+ contact id=2\ndone\nend\n");
    expect(&c, OPTIONS, "end\n");
    write_old(&c, "in/b.csv", "Id\n2\n3\n");
    expect(&c, OPTIONS, "yields in/b.csv\nbegin all scope=in/b.csv\n+ contact id=2\n+ contact id=3\ndone\nend\n");
    case_release(&c);
}

static void what_only_looks_new_is_not_read(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    case_write(&c, "in/a.csv", "Id\n1\n"); /* too young to trust its time */
    expect(&c, OPTIONS, "begin all scope=in/a.csv\n+ contact id=1\ndone\nend\n");
    expect(&c, OPTIONS, "checkpoint\nend\n");
    write_old(&c, "in/a.csv", "Id\n1\n");
    expect(&c, OPTIONS, "checkpoint\nend\n");
    expect(&c, OPTIONS, "end\n");
    c.request.full = true;
    expect(&c, OPTIONS, "begin all scope=in/a.csv\n+ contact id=1\ndone\nend\n");
    case_release(&c);
}

static void a_damaged_list_of_files_is_begun_anew_when_asked(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id\n1\n");
    expect(&c, OPTIONS, "begin all scope=in/a.csv\n+ contact id=1\ndone\nend\n");
    buf_clear(&c.cursor);
    buf_adds(&c.cursor, "files1 rubbish\n");
    expect(&c, OPTIONS, "fail -5 the list of files read so far is damaged; pull with --full to begin anew\n");
    c.request.full = true;
    expect(&c, OPTIONS,
           "log 2 the list of files read so far is damaged and begun anew\n"
           "begin all scope=in/a.csv\n+ contact id=1\ndone\nend\n");
    c.request.full = false;
    expect(&c, OPTIONS, "end\n");
    case_release(&c);
}

static void a_renamed_file_keeps_its_scope(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    c.request.log_level = GARNER_LOG_INFO;
    write_old(&c, "in/a.csv", "Id\n1\n");
    case_pull(&c, &case_csv, OPTIONS);
    move(&c, "in/a.csv", "in/z.csv");
    expect(&c, OPTIONS, "log 3 in/z.csv was in/a.csv before; its rows stay\ncheckpoint\nend\n");
    expect(&c, OPTIONS, "end\n");
    write_old(&c, "in/z.csv", "Id\n1\n2\n");
    expect(&c, OPTIONS, "begin all scope=in/a.csv\n+ contact id=1\n+ contact id=2\ndone\nend\n");
    /* Another file under the old name is another file. */
    write_old(&c, "in/a.csv", "Id\n7\n");
    expect(&c, OPTIONS, "begin all scope=in/a.csv#2\n+ contact id=7\ndone\nend\n");
    case_release(&c);
}

/* logrotate: the old content moves on, a new file takes its name. */
static void rotated_files(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/b.csv", "Id\n1\n");
    case_pull(&c, &case_csv, OPTIONS);
    move(&c, "in/b.csv", "in/a.csv");
    write_old(&c, "in/b.csv", "Id\n2\n");
    expect(&c, OPTIONS, "begin all scope=in/b.csv#2\n+ contact id=2\ndone\nend\n");
    expect(&c, OPTIONS, "end\n");
    case_release(&c);
}

static void a_copy_is_passed_by(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id\n1\n");
    write_old(&c, "in/b.csv", "Id\n1\n");
    expect(&c, OPTIONS,
           "begin all scope=in/a.csv\n+ contact id=1\ndone\n"
           "log 2 in/b.csv has the same content as in/a.csv: it is not read again\ncheckpoint\nend\n");
    expect(&c, OPTIONS, "end\n");
    /* The copy stands for the rows once the original is gone. */
    drop(&c, "in/a.csv");
    expect(&c, OPTIONS, "checkpoint\nend\n");
    write_old(&c, "in/b.csv", "Id\n1\n5\n");
    expect(&c, OPTIONS, "begin all scope=in/a.csv\n+ contact id=1\n+ contact id=5\ndone\nend\n");
    case_release(&c);
}

static void a_file_that_is_gone_keeps_its_rows(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id\n1\n");
    write_old(&c, "in/b.csv", "Id\n2\n");
    case_pull(&c, &case_csv, OPTIONS);
    drop(&c, "in/a.csv");
    expect(&c, OPTIONS, "yields in/a.csv\nlog 2 in/a.csv is gone; the rows it gave stay\ncheckpoint\nend\n");
    drop(&c, "in/b.csv");
    expect(&c, OPTIONS,
           "yields in/a.csv\nyields in/b.csv\nlog 2 in/a.csv is gone; the rows it gave stay\n"
           "log 2 in/b.csv is gone; the rows it gave stay\ncheckpoint\nend\n");
    /* Something else may have taken the place of its rows. */
    write_old(&c, "in/a.csv", "Id\n1\n");
    expect(&c, OPTIONS,
           "yields in/a.csv\nyields in/b.csv\nbegin all scope=in/a.csv\n+ contact id=1\ndone\n"
           "log 2 in/b.csv is gone; the rows it gave stay\nend\n");
    case_release(&c);
}

static void new_options_read_everything_again(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id,N\n1,x\n");
    case_pull(&c, &case_csv, OPTIONS);
    expect(&c, "\n\npath: ['in/*.csv']\nmap: {contact: {id: '{Id}'}}", "end\n");
    expect(&c, "path: in\nmap: {contact: {id: '{Id}', name: '{N}'}}",
           "begin all scope=in/a.csv\n+ contact id=1 name=x\ndone\ncheckpoint\nend\n");
    c.request.timezone = "Europe/Berlin";
    /* Cut off in between, a pull does so again: the list says what it was read with only once all was. */
    write_old(&c, "in/b.csv", "Id,N\n2,y\n");
    expect(&c, NULL,
           "yields in/a.csv\nbegin all scope=in/a.csv\n+ contact id=1 name=x\ndone\nbegin all scope=in/b.csv\n"
           "+ contact id=2 name=y\ndone\ncheckpoint\nend\n");
    expect(&c, NULL, "end\n");
    case_release(&c);
}

static void paths(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id\n1\n");
    write_old(&c, "in/b.txt", "Id\n2\n");
    write_old(&c, "odd name=%.csv", "Id\n3\n");
    expect(
        &c, "path: ['in/*.csv', 'odd name=%.csv', in/a.csv]\nmap: {contact: {id: '{Id}'}}",
        "begin all scope=in/a.csv\n+ contact id=1\ndone\nbegin all scope=odd name=%.csv\n+ contact id=3\ndone\nend\n");
    expect(&c, NULL, "end\n");
    const char *shown = case_pull(&c, &case_csv, "path: ['in/*.csv', nowhere.csv]\nmap: {contact: {id: '{Id}'}}");
    assert_non_null(strstr(shown, "nowhere.csv names no file; correct `path`"));
    assert_int_equal(c.error.code, GARNER_E_CONFIG);
    assert_memory_equal(shown, "fail -1", 7);
    case_release(&c);
}

static void a_damaged_cursor_is_refused(void **state)
{
    (void)state;
    static const char *const cursors[] = {"x",
                                          "files1",
                                          "files1 00",
                                          "files1 000000000000000000000000000000zz",
                                          "files1 00000000000000000000000000000000\n1 2 3",
                                          "files1 00000000000000000000000000000000\n1 2 3 "
                                          "00000000000000000000000000000000 %0 =",
                                          "files1 00000000000000000000000000000000\n1 -2 3 "
                                          "00000000000000000000000000000000 a ="};
    struct host_case c;
    init(&c);
    write_old(&c, "in/a.csv", "Id\n1\n");
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++) {
        buf_clear(&c.cursor);
        buf_adds(&c.cursor, cursors[i]);
        c.has_cursor = true;
        expect(&c, OPTIONS, "fail -5 the list of files read so far is damaged; pull with --full to begin anew\n");
    }
    case_release(&c);
}

/* Two lists of files in one pull share the cursor; each warns of its own only. */
static int pull_two(struct garner_pull *pull)
{
    const struct case_config *config = pull->config;
    struct garner_file_options second = config->files;
    second.path.items++;
    second.path.count--;
    struct garner_file_options first = config->files;
    first.path.count = 1;
    struct garner_file file;
    int code = 0;
    const struct garner_input one = {.options = &first, .kinds = GARNER_EMITS(GARNER_RECORD_LEAD)};
    const struct garner_input two = {.options = &second, .kinds = GARNER_EMITS(GARNER_RECORD_DEAL)};
    while ((code = garner_next_file(pull, &one, &file)) > 0) {
    }
    while (code == 0 && (code = garner_next_file(pull, &two, &file)) > 0) {
        code = 0;
    }
    return code;
}

static void two_lists_of_files(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    struct garner_plugin plugin = case_csv;
    plugin.pull = pull_two;
    write_old(&c, "in/a.csv", "Id\n1\n");
    write_old(&c, "in/b.csv", "Id\n2\n");
    const char *options = "path: [in/a.csv, in/b.csv]\nmap: {x: y}";
    assert_string_equal(case_pull(&c, &plugin, options),
                        "begin lead scope=in/a.csv\ndone\nbegin deal scope=in/b.csv\ndone\nend\n");
    assert_string_equal(case_pull(&c, &plugin, options), "end\n");
    case_release(&c);
}

static int pull_and_append(struct garner_pull *pull)
{
    const struct case_config *config = pull->config;
    const struct garner_input input = {.options = &config->files};
    struct garner_file file;
    int code = garner_next_file(pull, &input, &file);
    FILE *out = fopen(config->files.path.items[0].ptr, "a");
    assert_non_null(out);
    fputs("2\n", out);
    fclose(out);
    return code > 0 ? garner_next_file(pull, &input, &file) : code;
}

static void a_file_that_changes_under_the_reader(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    struct garner_plugin plugin = case_csv;
    plugin.pull = pull_and_append;
    write_old(&c, "in/a.csv", "Id\n1\n");
    assert_string_equal(case_pull(&c, &plugin, "path: in/a.csv\nmap: {x: y}"),
                        "begin all scope=in/a.csv\nfail -3 in/a.csv changed while it was read\n");
    assert_false(c.has_cursor);
    case_release(&c);
}

/* A long list is not repeated with every file, but it is whole at the end. */
static void many_files(void **state)
{
    (void)state;
    struct host_case c;
    init(&c);
    c.with_windows = false;
    for (int i = 0; i < 1000; i++) {
        write_old(&c, arena_printf(&c.arena, "in/%04d.csv", i), arena_printf(&c.arena, "Id\n%d\n", i));
    }
    const char *shown = case_pull(&c, &case_csv, OPTIONS);
    assert_string_equal(shown + strlen(shown) - 21, "+ contact id=999\nend\n");
    expect(&c, OPTIONS, "end\n");
    case_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_a_window),
        cmocka_unit_test(what_only_looks_new_is_not_read),
        cmocka_unit_test(a_damaged_list_of_files_is_begun_anew_when_asked),
        cmocka_unit_test(a_renamed_file_keeps_its_scope),
        cmocka_unit_test(rotated_files),
        cmocka_unit_test(a_copy_is_passed_by),
        cmocka_unit_test(a_file_that_is_gone_keeps_its_rows),
        cmocka_unit_test(new_options_read_everything_again),
        cmocka_unit_test(paths),
        cmocka_unit_test(a_damaged_cursor_is_refused),
        cmocka_unit_test(two_lists_of_files),
        cmocka_unit_test(a_file_that_changes_under_the_reader),
        cmocka_unit_test(many_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
