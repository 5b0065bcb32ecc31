/* test_host.c - what the host promises a plugin and demands of it (core/plugin/host.h): rows counted, windows,
 * checkpoints, limits, sizes of older plugins, memory, failures; costs and known customers; requests and tables as
 * frames. */
#include "core/plugin/loader.h"
#include "host_case.h"

static const struct garner_plugin plain = {
    .abi = GARNER_ABI,
    .size = sizeof(struct garner_plugin),
    .name = "plain",
    .version = "1",
    .summary = "Test.",
    .emits = GARNER_EMITS(GARNER_RECORD_LEAD) | GARNER_EMITS(GARNER_RECORD_SPEND),
    .options = (const struct garner_option[]){{.name = NULL}},
};

static const char *run(struct host_case *c, int (*pull)(struct garner_pull *))
{
    struct garner_plugin plugin = plain;
    plugin.pull = pull;
    return case_pull(c, &plugin, NULL);
}

static struct garner_lead lead(const char *id)
{
    return (struct garner_lead){.id = garner_text(id)};
}

/* ---- rows ---- */

static const struct garner_option row_options[] = {GARNER_FILE_OPTIONS(struct case_config, files), {.name = NULL}};

/* Does with a row what its cells say. */
static int follow(struct garner_pull *pull, const struct garner_row *row)
{
    int code = 0;
    for (size_t i = 0; i < row->count && code == 0; i++) {
        struct garner_str word = row->cells[i];
        if (str_is(word, "emit")) {
            struct garner_lead record = lead(garner_format(pull, "%d.%zu", (int)row->line, i));
            code = garner_emit_lead(pull, &record);
        } else if (str_is(word, "bad")) {
            code = garner_emit_lead(pull, &(struct garner_lead){.status = garner_text("no id")});
        } else if (str_is(word, "reject")) {
            code = garner_reject(pull, "field", "a reason");
        } else if (str_is(word, "skip")) {
            code = garner_skip(pull, "total row");
        } else if (str_is(word, "number")) {
            struct garner_count count;
            code = garner_count_cell(pull, row, (int)i, NULL, &count);
        }
    }
    return garner_row_result(code);
}

static int pull_rows(struct garner_pull *pull)
{
    const struct case_config *config = pull->config;
    const struct garner_input input = {.options = &config->files, .kinds = GARNER_EMITS(GARNER_RECORD_LEAD)};
    struct garner_file file;
    struct garner_row row;
    int code = 0;
    while (code == 0 && (code = garner_next_file(pull, &input, &file)) > 0) {
        while ((code = garner_next_row(pull, &file, &row)) > 0) {
            code = follow(pull, &row);
            if (code) {
                return code;
            }
        }
    }
    return code;
}

static const char *run_rows(struct host_case *c, const char *text)
{
    struct garner_plugin plugin = plain;
    plugin.pull = pull_rows;
    plugin.options = row_options;
    plugin.config_size = sizeof(struct case_config);
    case_write(c, "f.csv", text);
    return case_pull(c, &plugin, "path: f.csv\nheader: 2");
}

static void every_row_is_one_of_three(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.with_counts = true;
    const char *shown =
        run_rows(&c, "Title\na,b\nemit,emit\nemit,reject\nreject,emit\nbad,emit\nskip,\nskip,emit\nx,y\n,\n"
                     "1,2,3\n\nemit,bad\nnumber,emit\n");
    assert_string_equal(shown,
                        "+ lead id=3.0\n+ lead id=3.1\n"
                        "bad f.csv:4 field: a reason | emit,reject\n"
                        "bad f.csv:5 field: a reason | reject,emit\n"
                        "bad f.csv:6 id: lead: id is missing | bad,emit\n"
                        "+ lead id=8.1\n"
                        "bad f.csv:11 : ragged: 3 cells where the header has 2 | 1,2,3\n"
                        "bad f.csv:13 id: lead: id is missing | emit,bad\n"
                        "bad f.csv:14 a: \"number\" is not a number | number,emit\n"
                        "counts 13 = 2 + 6 + title line 1 + total row 1 + nothing to store 1 + blank line 2\n"
                        "counts 13 = 2 + 6 + title line 1 + total row 1 + nothing to store 1 + blank line 2\nend\n");
    case_release(&c);
}

static int pull_without_rows(struct garner_pull *pull)
{
    struct garner_lead one = lead("1"), two = lead("2");
    int code = garner_emit_lead(pull, &one);
    code = code ? code : garner_row_result(garner_reject(pull, NULL, "page 7 is torn"));
    code = code ? code : garner_skip(pull, "archived");
    code = code ? code : garner_delete_lead(pull, &two);
    return code;
}

static void records_without_rows_count_as_rows(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.with_counts = true;
    assert_string_equal(run(&c, pull_without_rows),
                        "+ lead id=1\nbad :0 : page 7 is torn | \n- lead id=2\ncounts 4 = 2 + 1 + archived 1\nend\n");
    case_release(&c);
}

static int pull_many_rules(struct garner_pull *pull)
{
    for (int i = 0; i < 40; i++) {
        garner_skip(pull, garner_format(pull, "rule %d", i));
    }
    return 0;
}

static void skip_rules_have_a_limit(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.with_counts = true;
    assert_non_null(strstr(run(&c, pull_many_rules), "+ rule 30 1 + other 9\nend\n"));
    case_release(&c);
}

/* ---- windows and checkpoints ---- */

static int pull_window(struct garner_pull *pull)
{
    struct garner_lead one = lead("1"), two = lead("2");
    const struct garner_window window = {.kinds = GARNER_EMITS(GARNER_RECORD_LEAD),
                                         .scope = garner_text("account 1"),
                                         .from = garner_day(20000),
                                         .to = garner_day(20001)};
    int code = garner_emit_lead(pull, &one);
    code = code ? code : garner_checkpoint(pull, garner_text("c1"));
    code = code ? code : garner_window_begin(pull, &window);
    code = code ? code : garner_emit_lead(pull, &two);
    return code ? code : garner_window_done(pull, garner_text("c2"));
}

static void windows_carry_cursors(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.with_windows = true;
    assert_string_equal(
        run(&c, pull_window),
        "+ lead id=1\ncheckpoint\nbegin lead scope=account 1 from=2024-10-04 to=2024-10-05\n+ lead id=2\n"
        "done\nend\n");
    assert_string_equal(buf_text(&c.cursor), "c2");
    case_release(&c);
}

static const struct garner_window SOME = {.kinds = GARNER_EMITS(GARNER_RECORD_LEAD)};

static int pull_nested(struct garner_pull *pull)
{
    garner_window_begin(pull, &SOME);
    return garner_window_begin(pull, &SOME);
}
static int pull_checkpoint_inside(struct garner_pull *pull)
{
    garner_window_begin(pull, &SOME);
    return garner_checkpoint(pull, garner_text("c"));
}
static int pull_done_outside(struct garner_pull *pull)
{
    return garner_window_done(pull, garner_text("c"));
}
static int pull_left_open(struct garner_pull *pull)
{
    return garner_window_begin(pull, &SOME);
}
static int pull_no_kinds(struct garner_pull *pull)
{
    return garner_window_begin(pull, &(struct garner_window){.scope = garner_text("x")});
}
static int pull_other_kind(struct garner_pull *pull)
{
    return garner_emit_refund(pull, &(struct garner_refund){.id = garner_text("1")});
}
static int pull_bad_record(struct garner_pull *pull)
{
    return garner_emit_lead(pull, &(struct garner_lead){.status = garner_text("new")});
}
static int pull_positive(struct garner_pull *pull)
{
    (void)pull;
    return 3;
}
static int pull_silent(struct garner_pull *pull)
{
    (void)pull;
    return GARNER_E_AUTH;
}
static int pull_failing(struct garner_pull *pull)
{
    return garner_fail(pull, GARNER_E_LIMITED, "come back at %d o'clock", 5);
}
static int pull_leaky_code(struct garner_pull *pull)
{
    return garner_reject(pull, NULL, "x");
}

static void broken_promises_are_named(void **state)
{
    (void)state;
    static const struct {
        int (*pull)(struct garner_pull *);
        const char *end;
    } cases[] = {
        {pull_nested, "fail -6 the plugin begins a window inside a window or a file\n"},
        {pull_checkpoint_inside, "fail -6 the plugin sets a checkpoint inside a window or a file\n"},
        {pull_done_outside, "fail -6 the plugin ends a window that it has not begun\n"},
        {pull_left_open, "fail -6 pull() returned with a window open, or before the last file was read\n"},
        {pull_no_kinds, "fail -6 the plugin begins a window of no kinds, or of unknown ones\n"},
        {pull_other_kind, "fail -6 the plugin emits a refund, which its `emits` does not name\n"},
        {pull_bad_record, "fail -5 lead: id is missing\n"},
        {pull_positive, "fail -6 pull() returned 3: it ends with 0 or a code below it\n"},
        {pull_silent, "fail -2 the plugin failed without saying why (credentials)\n"},
        {pull_failing, "fail -4 come back at 5 o'clock\n"},
        {pull_leaky_code,
         "bad :0 : x | \nfail -6 pull() returned GARNER_E_REJECTED: end a row with garner_row_result()\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host_case c;
        case_init(&c);
        assert_string_equal(run(&c, cases[i].pull), cases[i].end);
        case_release(&c);
    }
}

static int pull_ten(struct garner_pull *pull)
{
    int code = 0;
    for (int i = 0; i < 10 && code == 0; i++) {
        struct garner_lead record = lead(garner_format(pull, "%d", i));
        code = garner_emit_lead(pull, &record);
    }
    return code;
}

static void records_have_a_limit(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    c.request.record_limit = 10;
    assert_non_null(strstr(run(&c, pull_ten), "+ lead id=9\nend\n"));
    c.request.record_limit = 9;
    const char *shown = run(&c, pull_ten);
    assert_non_null(
        strstr(shown, "fail -5 more than 9 records: the limit of this source is reached; raise `record_limit`"));
    case_release(&c);
}

/* ---- structs of older and newer plugins ---- */

static int pull_sizes(struct garner_pull *pull)
{
    struct {
        struct garner_lead lead;
        char more[64];
    } newer = {.lead = lead("new")};
    struct garner_lead older = {.id = garner_text("old"), .converted_at = garner_instant(1)};
    memset(newer.more, 0xFF, sizeof newer.more);
    int code = pull->host->emit(pull, GARNER_RECORD_LEAD, &newer, sizeof newer);
    return code ? code : pull->host->emit(pull, GARNER_RECORD_LEAD, &older, offsetof(struct garner_lead, converted_at));
}

static void structs_may_be_shorter_or_longer(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    assert_string_equal(run(&c, pull_sizes), "+ lead id=new\n+ lead id=old\nend\n");
    case_release(&c);
}

/* ---- memory, values ---- */

static void add_letter(void *what)
{
    struct buf **place = what;
    buf_addc(*place, (char)('a' + place[0]->len));
}

static int pull_memory(struct garner_pull *pull)
{
    char *zeroed = garner_alloc_pull(pull, 100);
    for (int i = 0; i < 100; i++) {
        if (zeroed[i]) {
            return garner_fail(pull, GARNER_E_BUG, "not zeroed");
        }
    }
    struct garner_day day = {0};
    struct garner_money money = {0};
    int code = garner_parse_day(pull, garner_text("10 March 2026"), NULL, &day);
    code = code ? code
                : garner_parse_money(pull, garner_text("12,50"), &(struct garner_hint){.currency = garner_text("CHF")},
                                     &money);
    struct garner_lead record =
        lead(garner_format(pull, "%d %lld %s", day.day, (long long)money.micros, money.currency));
    code = code ? code : garner_emit_lead(pull, &record);
    return code ? code : garner_parse_day(pull, garner_text("never"), NULL, &day) == GARNER_E_DATA ? 0 : 1;
}

static void memory_and_values(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    assert_string_equal(run(&c, pull_memory), "+ lead id=20522 12500000 CHF\nend\n");
    case_release(&c);
}

static struct buf *deferred_to;

static int pull_deferred(struct garner_pull *pull)
{
    static struct buf *places[2];
    places[0] = places[1] = deferred_to;
    garner_defer(pull, add_letter, &places[0]);
    garner_defer(pull, add_letter, &places[1]);
    return garner_fail(pull, GARNER_E_TEMPORARY, "later");
}

static void what_was_deferred_is_called(void **state)
{
    (void)state;
    struct host_case c;
    struct buf letters;
    case_init(&c);
    buf_init(&letters, 10);
    deferred_to = &letters;
    run(&c, pull_deferred);
    assert_string_equal(buf_text(&letters), "ab");
    buf_release(&letters);
    case_release(&c);
}

/* ---- the other side ---- */

static void a_cancelled_pull_ends(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    struct buf rows;
    buf_init(&rows, 1 << 20);
    buf_adds(&rows, "t\na\n");
    for (int i = 0; i < 10000; i++) {
        buf_adds(&rows, "emit\n");
    }
    c.cancelled = true;
    const char *shown = run_rows(&c, buf_text(&rows));
    assert_non_null(strstr(shown, "fail -7 the host asked to stop\n"));
    buf_release(&rows);
    case_release(&c);
}

/* Wherever the channel breaks, the pull ends with that, and never after a window it could not commit. */
static void the_channel_breaks_anywhere(void **state)
{
    (void)state;
    for (int at = 1; at < 8; at++) {
        struct host_case c;
        case_init(&c);
        c.with_windows = true;
        c.refuse_at = at;
        const char *shown = run(&c, pull_window);
        assert_int_equal(c.error.code, GARNER_E_CANCELLED);
        assert_null(strstr(shown, "end\n"));
        case_release(&c);
    }
}

static void large_records_travel_in_several_frames(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    struct buf text;
    buf_init(&text, 8 << 20);
    buf_adds(&text, "Id,A,B\n");
    for (int i = 0; i < 40; i++) {
        buf_addf(&text, "%d,", i);
        for (int k = 0; k < 2000; k++) {
            buf_addf(&text, "%s0123456789012345678901234567890", k == 1000 ? "," : "");
        }
        buf_addc(&text, '\n');
    }
    case_write(&c, "f.csv", buf_text(&text));
    const char *shown =
        case_pull(&c, &case_csv, "path: f.csv\nmap: {lead: {id: '{Id}', person_id: '{A}', status: '{B}'}}");
    size_t records = 0;
    for (const char *p = strstr(shown, "+ lead"); p; p = strstr(p + 1, "+ lead")) {
        records++;
    }
    assert_int_equal(records, 40);
    buf_release(&text);
    case_release(&c);
}

static void raw_text_of_bad_rows_is_text(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_write_bytes(&c, "f.csv", (struct garner_str){"Id,B\n1,\0\x01\n2,b\n", 14});
    const char *shown = case_pull(&c, &case_csv, "path: f.csv\nmap: {contact: {id: '{Id}'}}");
    assert_string_equal(shown, "bad f.csv:2 : holds a NUL byte | 1,??\n+ contact id=2\nend\n");
    case_release(&c);
}

/* ---- costs and known customers ---- */

static const char *run_costs(struct host_case *c, const char *options)
{
    c->with_windows = true;
    return case_pull(c, NULL, options);
}

static void costs_of_the_configuration(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    const char *shown =
        run_costs(&c, "costs:\n"
                      "  - campaign: expo\n"
                      "    costs:\n"
                      "      - {type: booth, amount: 12000.00 EUR, date: 2026-01-15, until: 2026-01-17}\n"
                      "      - {type: Hotel, amount: 300 USD, date: 2026-01-15, id: R-1}\n"
                      "      - {type: travel, amount: 10, date: 2026-01-15}\n"
                      "      - {type: travel, amount: -4, date: 2026-01-15, note: credit note}\n"
                      "  - costs: [{type: fee, amount: 1, date: 2026-02-01, campaign: web}]\n"
                      "known_customers: []");
    assert_string_equal(
        shown, "begin spend scope=costs\n"
               "+ spend campaign=expo day=2026-01-15 cost_type=booth id=#1 until_day=2026-01-17 amount=12000.00 EUR\n"
               "+ spend campaign=expo day=2026-01-15 cost_type=travel id=R-1 amount=300.00 USD cost_word=Hotel\n"
               "+ spend campaign=expo day=2026-01-15 cost_type=travel id=#1 amount=10.00 EUR\n"
               "+ spend campaign=expo day=2026-01-15 cost_type=travel id=#2 amount=-4.00 EUR\n"
               "+ spend campaign=web day=2026-02-01 cost_type=fee id=#1 amount=1.00 EUR\n"
               "done\nbegin contact scope=known_customers\ndone\nend\n");
    case_release(&c);
}

static void costs_of_a_file(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_write(&c, "costs.csv",
               "Invoices 2026\nInvoice,Date,Category,Amount,Currency,Show\nA1,13/02/2026,Flights,\"1,234.50\",GBP,\n"
               "A2,01/02/2026,Swag,10,,web\nA3,,Swag,10,,web\n");
    assert_string_equal(
        run_costs(&c, "costs: [{campaign: expo, costs: {file: costs.csv}}]"),
        "begin spend scope=costs\n"
        "+ spend campaign=expo day=2026-02-13 cost_type=travel id=A1 amount=1234.50 GBP cost_word=Flights\n"
        "+ spend campaign=web day=2026-02-01 cost_type=incentive id=A2 amount=10.00 EUR cost_word=Swag\n"
        "bad costs.csv:5 day: spend: day is missing | A3,,Swag,10,,web\n"
        "done\nbegin contact scope=known_customers\ndone\nend\n");
    case_release(&c);
}

/* Two of one type and day, in words of their own, are two. What names no campaign is overhead. */
static void costs_that_are_nobodys_or_several_campaigns(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_write(&c, "costs.csv",
               "date,until,type,amount,campaign,channel,allocate\n2026-02-01,,fee,1,,email,\n"
               "2026-02-01,2026-02-28,fee,2,Spring; Autumn*,,Lead\n2026-02-01,,fee,3,Spring; Autumn,,\n"
               "2026-02-01,,fee,4,,email,even\n2026-02-01,,fee,5,x,,never\n");
    const char *shown = run_costs(&c, "costs:\n"
                                      "  - campaign: expo\n"
                                      "    costs:\n"
                                      "      - {type: Hotel, amount: 1, date: 2026-02-01}\n"
                                      "      - {type: Flights, amount: 2, date: 2026-02-01}\n"
                                      "      - {type: tool, amount: 3, date: 2026-02-01, campaign: overhead}\n"
                                      "  - costs:\n"
                                      "      - {type: tool, amount: 4, date: 2026-02-01}\n"
                                      "      - {amount: 5, date: 2026-02-01, campaign: [Spring, \"Autumn*\"]}\n"
                                      "      - {amount: 6, date: 2026-02-01, channel: paid search}\n"
                                      "  - costs: {file: costs.csv}\n"
                                      "known_customers: []");
    assert_string_equal(
        shown, "begin spend scope=costs\n"
               "+ spend campaign=expo day=2026-02-01 cost_type=travel id=#1 amount=1.00 EUR cost_word=Hotel\n"
               "+ spend campaign=expo day=2026-02-01 cost_type=travel id=#2 amount=2.00 EUR cost_word=Flights\n"
               "+ spend campaign=overhead day=2026-02-01 cost_type=tool id=#1 amount=3.00 EUR\n"
               "+ spend campaign=overhead day=2026-02-01 cost_type=tool id=#2 amount=4.00 EUR\n"
               "+ spend campaign=overhead day=2026-02-01 id=#1 amount=5.00 EUR allocation=even\t=Spring\t=Autumn*\n"
               "+ spend campaign=overhead day=2026-02-01 id=#2 amount=6.00 EUR allocation=even\t@paid_search\n"
               "+ spend campaign=overhead day=2026-02-01 cost_type=fee id=#1 amount=1.00 EUR\n"
               "+ spend campaign=overhead day=2026-02-01 cost_type=fee id=#2 until_day=2026-02-28 amount=2.00 EUR "
               "allocation=lead\t=Spring\t=Autumn*\n"
               "+ spend campaign=Spring; Autumn day=2026-02-01 cost_type=fee id=#1 amount=3.00 EUR\n"
               "+ spend campaign=overhead day=2026-02-01 cost_type=fee id=#3 amount=4.00 EUR allocation=even\t@email\n"
               "bad costs.csv:6 allocate: allocate is day, even or lead | 2026-02-01,,fee,5,x,,never\n"
               "done\nbegin contact scope=known_customers\ndone\nend\n");
    case_release(&c);
}

static void mistakes_in_costs(void **state)
{
    (void)state;
    static const struct {
        const char *options, *expected;
    } cases[] = {
        {"costs: [{campaign: x, costs: [{type: fee, amont: 1}]}]",
         "fail -1 garner.yaml:1:43: source test: costs: \"amont\" is no key of a cost; did you mean \"amount\"?\n"},
        {"costs: [{campaign: x, costs: [{amount: much, date: 2026-02-01}]}]",
         "fail -1 garner.yaml:1:31: source test: costs: \"much\" is not"},
        {"costs: [{campaign: x, costs: {file: none.csv}}]", "fail -1 cannot read "},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, campaign: {a: b}}]}]",
         "fail -1 garner.yaml:1:48: source test: costs: \"campaign\" is one text\n"},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, campaign: [a, b], allocate: fair}]}]",
         "fail -1 garner.yaml:1:18: source test: costs: allocate is day, even or lead\n"},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, campaign: [a, b], allocate: day}]}]",
         "fail -1 garner.yaml:1:18: source test: costs: allocate: day spreads the cost of one campaign "},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, campaign: [a, b], allocate: lead}]}]",
         "fail -1 garner.yaml:1:18: source test: costs: allocate: lead needs `until`"},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, allocate: even}]}]",
         "fail -1 garner.yaml:1:18: source test: costs: allocate: name the campaigns"},
        {"costs: [{costs: [{amount: 1, date: 2026-02-01, channel: paid_saerch}]}]",
         "fail -1 garner.yaml:1:18: source test: costs: this is no channel"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct host_case c;
        case_init(&c);
        const char *shown = case_pull(&c, NULL, cases[i].options);
        if (memcmp(shown, cases[i].expected, strlen(cases[i].expected)) != 0) {
            assert_string_equal(shown, cases[i].expected);
        }
        case_release(&c);
    }
}

static void known_customers(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_write(&c, "old.csv", "Customer ID,E-Mail,Customer since\n7,a@x.example,2019-05-06\n8,,\n,,\n9,,soon\n");
    case_write(&c, "list.txt", "b@x.example\nc@x.example\n");
    const char *shown = run_costs(&c, "costs: []\nknown_customers: [old.csv, list.txt]");
    assert_non_null(strstr(shown, "begin contact scope=known_customers\n"
                                  "+ contact id=7 email=a@x.example customer_since=2019-05-06\n"
                                  "+ contact id=8 customer_since=1970-01-01\n"
                                  "bad old.csv:5 customer_since: \"soon\" is not a date"));
    assert_non_null(strstr(shown, " email=b@x.example customer_since=1970-01-01\n+ contact id=h:"));
    assert_non_null(strstr(shown, " email=c@x.example customer_since=1970-01-01\ndone\nend\n"));
    case_release(&c);
}

/* ---- frames of requests and tables ---- */

static struct garner_str payload_of(const struct buf *frame, enum wire_type expected)
{
    enum wire_type type;
    struct garner_str payload;
    size_t used = 0;
    assert_int_equal(wire_split(frame->ptr, frame->len, &type, &payload, &used, NULL), 1);
    assert_int_equal(type, expected);
    assert_int_equal(used, frame->len);
    return payload;
}

static void requests_travel(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    struct pull_request sent = c.request, got;
    assert_int_equal(node_parse(&c.arena, "f", garner_text("{a: [1, 2]}"), &sent.options, NULL), 0);
    sent.plugin_path = "/x.so";
    sent.cursor = garner_text("cursor");
    sent.from = garner_day(-5);
    sent.full = true;
    sent.record_limit = 77;
    sent.memory_limit = INT64_MAX;
    struct buf frame;
    buf_init(&frame, 1 << 16);
    request_put(&frame, &sent);
    struct garner_str payload = payload_of(&frame, WIRE_CONFIG);
    assert_int_equal(request_get(payload, &c.arena, &got, NULL), 0);
    assert_string_equal(got.source, "test");
    assert_string_equal(got.plugin_path, "/x.so");
    assert_true(str_is(got.cursor, "cursor"));
    assert_true(got.from.state == GARNER_SET && got.from.day == -5 && got.to.state == GARNER_ABSENT);
    assert_true(got.full && got.record_limit == 77 && got.memory_limit == INT64_MAX);
    assert_true(str_is(node_get(got.options, "a")->items[1].text, "2"));
    for (size_t len = 0; len < payload.len; len++) {
        assert_int_equal(request_get(str_of(payload.ptr, len), &c.arena, &got, NULL), GARNER_E_BUG);
    }
    buf_release(&frame);
    case_release(&c);
}

static void tables_travel(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct plugin_info info;
    struct buf frame;
    buf_init(&frame, 1 << 16);
    loader_describe(&frame, "/csv.so", &case_csv);
    struct garner_str payload = payload_of(&frame, WIRE_DESCRIBE);
    assert_int_equal(loader_described(payload, &arena, &info, NULL), 0);
    assert_string_equal(info.name, "csv");
    assert_string_equal(info.path, "/csv.so");
    assert_int_equal(info.emits, case_csv.emits);
    assert_int_equal(info.config_size, sizeof(struct case_config));
    assert_int_equal(info.option_count, 11);
    for (size_t i = 0; i < info.option_count; i++) {
        assert_string_equal(info.options[i].name, case_options[i].name);
        assert_int_equal(info.options[i].type, case_options[i].type);
        assert_int_equal(info.options[i].offset, case_options[i].offset);
    }
    assert_null(info.options[info.option_count].name);
    for (size_t len = 0; len < payload.len; len++) {
        assert_int_equal(loader_described(str_of(payload.ptr, len), &arena, &info, NULL), GARNER_E_BUG);
    }
    buf_release(&frame);
    arena_release(&arena);
}

static void the_loader_names_what_is_wrong(void **state)
{
    (void)state;
    const struct garner_plugin *plugin = NULL;
    struct error error = {0};
    assert_int_equal(loader_open("/nowhere.so", &plugin, &error), GARNER_E_CONFIG);
    assert_non_null(strstr(error.message, "/nowhere.so"));
    assert_int_equal(loader_open("libm.so.6", &plugin, &error), GARNER_E_CONFIG);
    assert_string_equal(error.message, "libm.so.6: is no garner plugin: it exports no symbol garner_plugin");
    assert_null(plugin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_one_of_three),
        cmocka_unit_test(records_without_rows_count_as_rows),
        cmocka_unit_test(skip_rules_have_a_limit),
        cmocka_unit_test(windows_carry_cursors),
        cmocka_unit_test(broken_promises_are_named),
        cmocka_unit_test(records_have_a_limit),
        cmocka_unit_test(structs_may_be_shorter_or_longer),
        cmocka_unit_test(memory_and_values),
        cmocka_unit_test(what_was_deferred_is_called),
        cmocka_unit_test(a_cancelled_pull_ends),
        cmocka_unit_test(the_channel_breaks_anywhere),
        cmocka_unit_test(large_records_travel_in_several_frames),
        cmocka_unit_test(raw_text_of_bad_rows_is_text),
        cmocka_unit_test(costs_of_the_configuration),
        cmocka_unit_test(costs_of_a_file),
        cmocka_unit_test(costs_that_are_nobodys_or_several_campaigns),
        cmocka_unit_test(mistakes_in_costs),
        cmocka_unit_test(known_customers),
        cmocka_unit_test(requests_travel),
        cmocka_unit_test(tables_travel),
        cmocka_unit_test(the_loader_names_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
