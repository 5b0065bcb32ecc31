/* test_report.c - reports from their SQL files to their bytes: headers taken apart, parameters bound, files found, and
 * the campaign comparison over a real store, its numbers worked out by hand. */
#include "core/report/header.h"
#include "core/report/report.h"
#include "core/schema/values.h"
#include "store_case.h"

/* 2026-03-21T10:00:00Z, day 20533 */
enum { MARCH_1 = 20513 };

struct fixture {
    struct store_case c;
    struct config *config;
    struct arena arena;
    char config_path[128];
};

static const char CONFIG[] = "store: garner.db\n"
                             "currency: EUR\n"
                             "timezone: Europe/Berlin\n"
                             "customer: first_order\n"
                             "history: complete\n"
                             "attribution: {model: linear, lookback: 90d}\n"
                             "claims: {\"Purch*\": customer, lead: lead, checkout: order}\n"
                             "campaigns:\n"
                             "  Newsletter: {channel: email, match: [Newsletter], cost: none}\n"
                             "sources:\n"
                             "  - {name: web, plugin: csv, path: nothing.csv}\n";

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void set_up(struct fixture *f)
{
    *f = (struct fixture){.config = NULL};
    case_init(&f->c);
    arena_init(&f->arena);
    snprintf(f->config_path, sizeof f->config_path, "%s/garner.yaml", f->c.dir);
    write_file(f->config_path, CONFIG);
    if (config_load(f->config_path, &f->config, &f->c.error)) {
        fail_msg("%s", f->c.error.message);
    }
    assert_int_equal(store_bind_config(f->c.store, f->config, &f->c.error), 0);
}

static void tear_down(struct fixture *f)
{
    config_free(f->config);
    arena_release(&f->arena);
    unlink(f->config_path);
    case_free(&f->c);
}

/* ---- what happened ---- */

#define EXPO                                                                                                           \
    {                                                                                                                  \
        .id = garner_text("expo"), .name = garner_text("Spring Expo"), .channel = GARNER_TRADE_SHOW                    \
    }
#define BRAND                                                                                                          \
    {                                                                                                                  \
        .id = garner_text("brand"), .name = garner_text("Brand"), .channel = GARNER_PAID_SEARCH                        \
    }
#define RETARGETING                                                                                                    \
    {                                                                                                                  \
        .id = garner_text("re"), .name = garner_text("Retargeting"), .channel = GARNER_PAID_SOCIAL                     \
    }
#define NEWSLETTER                                                                                                     \
    {                                                                                                                  \
        .name = garner_text("Newsletter")                                                                              \
    }
#define EUROS(amount) garner_micros(INT64_C(1000000) * (amount), "EUR")
#define DAY(n) garner_day(MARCH_1 + (n))
#define NOON(n) garner_instant((MARCH_1 + (n)) * INT64_C(86400000) + 43200000)

#define SPEND(ref, on, type, money, ...)                                                                               \
    ITEM(spend, GARNER_RECORD_SPEND, {.campaign = ref, .day = DAY(on), .cost_type = type, .amount = money, __VA_ARGS__})
#define TOUCH(who, ref, on, what)                                                                                      \
    ITEM(touch, GARNER_RECORD_TOUCH,                                                                                   \
         {.id = garner_text(who #on),                                                                                  \
          .at = NOON(on),                                                                                              \
          .person = {.email = garner_text(who "@x.example")},                                                          \
          .campaign = ref,                                                                                             \
          .kind = what})
#define LEAD(who, ref, on, ...)                                                                                        \
    ITEM(lead, GARNER_RECORD_LEAD,                                                                                     \
         {.id = garner_text(who),                                                                                      \
          .created_at = NOON(on),                                                                                      \
          .person = {.email = garner_text(who "@x.example")},                                                          \
          .campaign = ref,                                                                                             \
          __VA_ARGS__})
#define ORDER(who, on, money, ...)                                                                                     \
    ITEM(order, GARNER_RECORD_ORDER,                                                                                   \
         {.id = garner_text(who #on),                                                                                  \
          .at = NOON(on),                                                                                              \
          .person = {.email = garner_text(who "@x.example")},                                                          \
          .amount = money,                                                                                             \
          .status = GARNER_ORDER_PAID,                                                                                 \
          __VA_ARGS__})
#define CLAIM(ref, on, what, times)                                                                                    \
    ITEM(claim, GARNER_RECORD_CLAIM,                                                                                   \
         {.campaign = ref,                                                                                             \
          .day = DAY(on),                                                                                              \
          .action = garner_text(what),                                                                                 \
          .conversions = garner_millionths(INT64_C(1000000) * (times))})
#define NO_MORE .clicks = {.n = 0}

static void fill(struct fixture *f)
{
    const struct store_item items[] = {
        ITEM(campaign, GARNER_RECORD_CAMPAIGN,
             {.id = garner_text("expo"),
              .name = garner_text("Spring Expo"),
              .channel = GARNER_TRADE_SHOW,
              .starts_on = DAY(9),
              .ends_on = DAY(11),
              .target_region = garner_text("North")}),
        SPEND(EXPO, -45, GARNER_COST_BOOTH, EUROS(3000), NO_MORE),
        SPEND(EXPO, 8, GARNER_COST_TRAVEL, EUROS(500), NO_MORE),
        SPEND(BRAND, 0, GARNER_COST_MEDIA, EUROS(100), NO_MORE),
        SPEND(BRAND, 1, GARNER_COST_MEDIA, garner_micros(100000000, "USD"), NO_MORE),
        SPEND(RETARGETING, 0, GARNER_COST_MEDIA, EUROS(300), .until_day = DAY(29)),
        ITEM(rate, GARNER_RECORD_RATE,
             {.day = DAY(0),
              .base = garner_text("EUR"),
              .currency = garner_text("USD"),
              .rate = garner_millionths(2000000)}),
        CLAIM(BRAND, 0, "purchase", 3),
        CLAIM(BRAND, 0, "checkout", 4),
        CLAIM(EXPO, 9, "lead", 6),
        CLAIM(BRAND, 0, "download", 8),
        TOUCH("anna", EXPO, 9, GARNER_TOUCH_BADGE_SCAN),
        LEAD("anna", EXPO, 9, .region = garner_text("North")),
        ORDER("anna", 31, EUROS(1000), .region = garner_text("North")),
        ORDER("anna", 60, EUROS(400), .region = garner_text("North")),
        TOUCH("ben", EXPO, 10, GARNER_TOUCH_BADGE_SCAN),
        TOUCH("ben", BRAND, 19, GARNER_TOUCH_CLICK),
        ORDER("ben", 32, EUROS(1000), .region = garner_text("South")),
        TOUCH("cleo", BRAND, 0, GARNER_TOUCH_CLICK),
        ORDER("cleo", 4, EUROS(1000), .region = garner_text("South")),
        ORDER("dan", 5, EUROS(500), .deal_id = {.len = 0}),
        TOUCH("eve", NEWSLETTER, 4, GARNER_TOUCH_CLICK),
        ORDER("eve", 6, EUROS(200), .deal_id = {.len = 0}),
        LEAD("fay", EXPO, 11, .region = garner_text("North")),
        LEAD("gus", BRAND, 11, .disqualified_reason = garner_text("student")),
    };
    MERGED(&f->c, items, .windowed = false);
    if (store_refresh(f->c.store, f->config, false, &f->c.error)) {
        fail_msg("%s", f->c.error.message);
    }
}

/* ---- running ---- */

static int run_into(struct fixture *f, const struct report *report, enum render_format format,
                    const char *const (*arguments)[2], size_t count, char **text)
{
    size_t size = 0;
    FILE *out = open_memstream(text, &size);
    struct render_options options = {.format = format};
    int code = report_run(f->c.store, f->config, report, arguments, count, test_clock(), out, &options, &f->c.error);
    fclose(out);
    return code;
}

/* What a report prints; arguments as "name=value name=value". The caller frees. */
static char *printed(struct fixture *f, const char *name, enum render_format format, const char *arguments)
{
    struct report report;
    if (report_find(name, f->config, &f->arena, &report, &f->c.error)) {
        fail_msg("%s", f->c.error.message);
    }
    const char *pairs[16][2];
    size_t count = 0;
    char *rest = arena_strdup(&f->arena, arguments);
    for (char *one = strsep(&rest, " "); one && *one; one = strsep(&rest, " ")) {
        pairs[count][0] = strsep(&one, "=");
        pairs[count++][1] = one;
    }
    char *text = NULL;
    if (run_into(f, &report, format, (const char *const(*)[2])pairs, count, &text)) {
        fail_msg("%s", f->c.error.message);
    }
    return text;
}

static void expect(struct fixture *f, enum render_format format, const char *arguments, const char *expected)
{
    char *text = printed(f, "compare", format, arguments);
    assert_string_equal(text, expected);
    free(text);
}

static const char HEADING[] =
    "Campaign comparison\n"
    "Clock: cohort. A customer counts on the day of the touch that earned the credit, an event's costs on its first "
    "day.\n"
    "Model: linear. Amounts in EUR, days of Europe/Berlin.\n"
    "Cost: every type. The total's ratios count rows with a known cost.\n"
    "Unmatched: 7.6 % of spend is on campaigns that no touch, lead or order names; 0.0 % of new customers are credited "
    "to campaigns that no spend names.\n"
    "New customers: 5; unattributed: 1, of them lost to the lookback: 0.\n"
    "Leads apart: 1 disqualified, 0 customers already.\n"
    "Unequal costs: some rows hold media alone, others more (see Cost types); --cost media compares like with like.\n";

/* clang-format off */
static const char CAMPAIGNS[] =
    "Today (2026-03-20) is not over: its numbers are partial.\n"
    "\n"
    "Campaign      Channel        Spend  Leads  Customers  Cost/lead  Cost/customer      95 % interval  Revenue   ROAS  Claimed  Cost/claim  Over-claim  Cost types            Note\n"
    "------------  -----------  -------  -----  ---------  ---------  -------------  -----------------  -------  -----  -------  ----------  ----------  --------------------  ----\n"
    "Spring Expo   trade_show   3500.00      2        1.5    1750.00        2333.33  545.49 – 32438.15  1500.00   0.43                                   booth, travel\n"
    "Retargeting   paid_social   300.00      0        0                                        > 81.33     0.00   0.00                                   media\n"
    "Brand         paid_search   150.00      0        1.5                    100.00    23.38 – 1390.21  1500.00  10.00        3       50.00        1.50  media\n"
    "Newsletter    email           0.00      0        1                        0.00        0.00 – 0.00   200.00\n"
    "unattributed                            0        1                                                  900.00\n"
    "------------  -----------  -------  -----  ---------  ---------  -------------  -----------------  -------  -----  -------  ----------  ----------  --------------------  ----\n"
    "total                      3950.00      2        5      1975.00         987.50   385.68 – 3624.30  4100.00   0.81        3       50.00        1.50  media, booth, travel\n";
static const char CAMPAIGNS_CSV[] =
    "campaign,channel,row_type,campaign_key,spend,leads,customers,cost_per_lead,cost_per_customer,cost_low,cost_high,revenue,roas,claimed,cost_per_claim,over_claim,cost_types,note\r\n"
    "Newsletter,email,campaign,Newsletter,0.00,0,1,,0.00,0.00,0.00,200.00,,,,,,\r\n"
    "Brand,paid_search,campaign,web:brand,150.00,0,1.5,,100.00,23.378138,1390.206479,1500.00,10,3,50.00,1.5,media,\r\n"
    "Spring Expo,trade_show,campaign,web:expo,3500.00,2,1.5,1750.00,2333.333333,545.489882,32438.151172,1500.00,0.42857142857142855,,,,\"booth, travel\",\r\n"
    "Retargeting,paid_social,campaign,web:re,300.00,0,0,,,81.325509,,0.00,0,,,,media,\r\n"
    "unattributed,,unattributed,,,0,1,,,,,900.00,,,,,,\r\n"
    "total,,total,,3950.00,2,5,1975.00,987.50,385.682351,3624.30085,4100.00,0.810126582278481,3,50.00,1.5,\"media, booth, travel\",\r\n";
static const char MONTHS_TSV[] =
    "month\trow_type\tspend\tleads\tcustomers\tcost_per_lead\tcost_per_customer\tcost_low\tcost_high\trevenue\troas\tclaimed\tcost_per_claim\tover_claim\tcost_types\tnote\n"
    "2026-01\tmonth\t3000.00\t0\t0\t\t\t813.255092\t\t0.00\t0\t\t\t\tbooth\t\n"
    "2026-03\tmonth\t950.00\t2\t2\t475.00\t475.00\t131.493574\t3922.227942\t1200.00\t1.263157894736842\t3\t50.00\t3\tmedia, travel\t\n"
    "2026-04\tmonth\t\t0\t2\t\t\t\t\t2000.00\t\t\t\t\t\tno cost known\n"
    "unattributed\tunattributed\t\t0\t1\t\t\t\t\t900.00\t\t\t\t\t\t\n"
    "total\ttotal\t3950.00\t2\t5\t1975.00\t987.50\t385.682351\t3624.30085\t4100.00\t0.810126582278481\t3\t50.00\t1.5\tmedia, booth, travel\t\n";
static const char NOTHING_TSV[] =
    "campaign\tchannel\trow_type\tcampaign_key\tspend\tleads\tcustomers\tcost_per_lead\tcost_per_customer\tcost_low\tcost_high\trevenue\troas\tclaimed\tcost_per_claim\tover_claim\tcost_types\tnote\n"
    "unattributed\t\tunattributed\t\t\t0\t0\t\t\t\t\t\t\t\t\t\t\t\n"
    "total\t\ttotal\t\t\t0\t0\t\t\t\t\t\t\t\t\t\t\t\n";
/* clang-format on */

/* Anna came by the expo, Ben half by it and half by Brand, Cleo by Brand, Eve by the newsletter, Dan by himself. */
static void test_campaigns(struct fixture *f)
{
    char *text = printed(f, "compare", RENDER_TABLE, "");
    assert_memory_equal(text, HEADING, sizeof HEADING - 1);
    assert_string_equal(text + sizeof HEADING - 1, CAMPAIGNS);
    free(text);
    expect(f, RENDER_CSV, "sort=cost_per_customer", CAMPAIGNS_CSV);
}

/* By acquisition a month holds who bought in it and what was paid in it; April's customers were paid for in March. */
static void test_months(struct fixture *f)
{
    expect(f, RENDER_TSV, "by=month clock=acquisition", MONTHS_TSV);
}

/* Money goes where a campaign aims, customers where they are. */
static void test_regions(struct fixture *f)
{
    char *text = printed(f, "compare", RENDER_MD, "by=region");
    assert_non_null(strstr(text, "- Spend goes by the region a campaign aims at, customers and leads by their own.\n"));
    assert_non_null(strstr(text, "| North | 3500.00 | 2 | 1 | 1750.00 | 3500.00 |"));
    assert_non_null(strstr(text, "| South |  | 0 | 2 |  |  |  | 2000.00 |  |  |  |  |  | no cost known |"));
    free(text);
}

/* A window: the period is cut, an event's costs come whole on its first day, what lies outside is said. Blended, the
 * total divides everything. */
static void test_window(struct fixture *f)
{
    char *text = printed(f, "compare", RENDER_TABLE, "by=channel cost=blended from=2026-03-05 to=2026-03-21");
    assert_non_null(strstr(text, "\nMoney was spent outside the window too on Retargeting.\n"));
    assert_non_null(strstr(text, "\n~ rests on the cost of a period that the window covers in part"));
    assert_non_null(strstr(text, "\ntrade_show    3500.00      2        1.5    1750.00"));
    assert_non_null(strstr(text, "\npaid_social    170.00      0        0"));
    assert_non_null(strstr(text, "\ntotal         3670.00      2        4      1835.00         917.50"));
    free(text);
}

static void test_ranks(struct fixture *f)
{
    char *text = printed(f, "compare", RENDER_CSV, "rank=yes");
    assert_non_null(strstr(text, ",rank,cheaper_than_next,cheaper_chance,note\r\nNewsletter,"));
    assert_non_null(strstr(text, ",2,yes (95 %),0.95"));
    assert_non_null(strstr(text, ",3,can't tell (59 %),0.58"));
    free(text);
}

/* One line of an answer in CSV, the one that begins with this. */
static const char *line_of(struct fixture *f, const char *arguments, const char *start)
{
    char *answer = printed(f, "compare", RENDER_CSV, arguments), *line = strstr(answer, start);
    assert_non_null(line);
    const char *copy = arena_strndup(&f->arena, line, strcspn(line, "\r"));
    free(answer);
    return copy;
}

/* Claims against what they mean: two bought by Brand, two orders, two leads of the expo; a download means nothing. */
static void test_claims(struct fixture *f)
{
    assert_string_equal(line_of(f, "claimed=checkout", "Brand,"),
                        "Brand,paid_search,campaign,web:brand,150.00,0,1.5,,100.00,23.378138,1390.206479,1500.00,10,4,"
                        "37.50,2,media,");
    assert_string_equal(line_of(f, "claimed=lead", "Spring Expo,"),
                        "Spring Expo,trade_show,campaign,web:expo,3500.00,2,1.5,1750.00,2333.333333,545.489882,"
                        "32438.151172,1500.00,0.42857142857142855,6,583.333333,3,\"booth, travel\",");
    assert_string_equal(line_of(f, "claimed=download", "total,"),
                        "total,,total,,3950.00,2,5,1975.00,987.50,385.682351,3624.30085,4100.00,0.810126582278481,8,"
                        "18.75,,\"media, booth, travel\",");
}

/* Noon in London is the next day on Kiritimati: Cleo's purchase of 5 March moves to the 6th. */
static void test_zone(struct fixture *f)
{
    static const char one_day[] = "clock=acquisition from=2026-03-06 to=2026-03-06";
    char *own = printed(f, "compare", RENDER_CSV, one_day);
    char *other = printed(f, "compare", RENDER_CSV, arena_printf(&f->arena, "%s zone=Pacific/Kiritimati", one_day));
    char *again = printed(f, "compare", RENDER_CSV, one_day);
    assert_null(strstr(own, "Brand"));
    assert_non_null(strstr(own, "unattributed,,unattributed,,,0,1,"));
    assert_non_null(strstr(other, "Brand,paid_search,campaign,web:brand,,0,1,"));
    assert_non_null(strstr(other, "unattributed,,unattributed,,,0,0,"));
    assert_string_equal(own, again);
    free(own);
    free(other);
    free(again);
}

/* ---- whatever is asked, the rows add up to the total ---- */

enum { ADDED = 4 };
static const char *const ADDED_COLUMNS[ADDED] = {"spend", "leads", "customers", "revenue"};

/* An exact decimal number as millionths. */
static int64_t millionths(const char *cell)
{
    int64_t n = 0;
    struct error error = {0};
    assert_int_equal(value_amount(text(*cell ? cell : "0"), (struct number_format){'.'}, &n, &error), 0);
    return n;
}

static void check_sums(char *answer, const char *arguments)
{
    int64_t sums[ADDED] = {0}, total[ADDED] = {0};
    size_t places[ADDED] = {0}, type = 0;
    char *rest = answer;
    for (size_t row = 0; rest && *rest; row++) {
        char *line = strsep(&rest, "\n"), *cell;
        const char *cells[40];
        size_t count = 0;
        while ((cell = strsep(&line, "\t"))) {
            cells[count++] = cell;
        }
        for (size_t i = 0; i < count && row == 0; i++) {
            type = strcmp(cells[i], "row_type") == 0 ? i : type;
            for (size_t k = 0; k < ADDED; k++) {
                places[k] = strcmp(cells[i], ADDED_COLUMNS[k]) == 0 ? i : places[k];
            }
        }
        for (size_t k = 0; k < ADDED && row > 0; k++) {
            *(strcmp(cells[type], "total") == 0 ? &total[k] : &sums[k]) += millionths(cells[places[k]]);
        }
    }
    for (size_t k = 0; k < ADDED; k++) {
        if (sums[k] != total[k]) {
            fail_msg("%s: %s: %lld in rows, %lld in all", arguments, ADDED_COLUMNS[k], (long long)sums[k],
                     (long long)total[k]);
        }
    }
}

static void test_sums(struct fixture *f)
{
    static const char *const bys[] = {"campaign", "channel", "kind", "segment", "region", "month"};
    static const char *const clocks[] = {"cohort", "acquisition"};
    static const char *const windows[] = {"", "from=2026-03-03", "to=2026-03-20", "from=2026-03-05 to=2026-04-01"};
    for (size_t i = 0; i < COUNT(bys) * COUNT(clocks) * COUNT(windows) * MODEL_COUNT; i++) {
        size_t n = i / MODEL_COUNT;
        const char *arguments = arena_printf(&f->arena, "by=%s clock=%s model=%s %s", bys[n % 6], clocks[n / 6 % 2],
                                             attribution_model_name((int)(i % MODEL_COUNT)), windows[n / 12]);
        char *answer = printed(f, "compare", RENDER_TSV, arguments);
        check_sums(answer, arguments);
        free(answer);
    }
}

static void test_all_reports_run(struct fixture *f)
{
    struct report *reports = NULL;
    size_t count = 0;
    assert_int_equal(report_list(f->config, &f->arena, &reports, &count, &f->c.error), 0);
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) {
        char *answer = NULL;
        if (run_into(f, &reports[i], RENDER_JSON, NULL, 0, &answer)) {
            fail_msg("%s: %s", reports[i].name, f->c.error.message);
        }
        free(answer);
    }
}

static void test_compare(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    fill(&f);
    test_campaigns(&f);
    test_months(&f);
    test_regions(&f);
    test_window(&f);
    test_ranks(&f);
    test_claims(&f);
    test_zone(&f);
    test_sums(&f);
    test_all_reports_run(&f);
    tear_down(&f);
}

/* A campaign for existing customers has spend and may earn credit, but no cost per customer; nor has the total of it.
 */
static void test_existing(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    const struct store_item items[] = {
        ITEM(campaign, GARNER_RECORD_CAMPAIGN,
             {.id = garner_text("brand"),
              .name = garner_text("Brand"),
              .channel = GARNER_PAID_SEARCH,
              .audience = GARNER_AUDIENCE_EXISTING}),
        SPEND(BRAND, 0, GARNER_COST_MEDIA, EUROS(100), NO_MORE),
        TOUCH("cleo", BRAND, 0, GARNER_TOUCH_CLICK),
        ORDER("cleo", 4, EUROS(1000), .region = garner_text("South")),
    };
    MERGED(&f.c, items, .windowed = false);
    assert_int_equal(store_refresh(f.c.store, f.config, false, &f.c.error), 0);
    assert_string_equal(
        line_of(&f, "rank=yes", "Brand,"),
        "Brand,paid_search,campaign,web:brand,100.00,0,1,,,,,1000.00,,,,,media,,,,for existing customers");
    assert_string_equal(line_of(&f, "", "total,"), "total,,total,,100.00,0,1,,,,,1000.00,,,,,media,");
    tear_down(&f);
}

static void test_empty_store(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    assert_int_equal(store_refresh(f.c.store, f.config, false, &f.c.error), 0);
    expect(&f, RENDER_TSV, "", NOTHING_TSV);
    tear_down(&f);
}

/* ---- what cannot be answered ---- */

struct refusal {
    const char *name, *value, *message;
};

static void test_refusals(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        {"bye", "campaign", "report compare: there is no parameter \"bye\"; did you mean \"by\"?"},
        {"by", "campain", "report compare: by: \"campain\" is none of campaign|channel|kind|segment|region|month"},
        {"from", "2026-02-30", "report compare: from: \"2026-02-30\" is no day; write it like 2026-03-10"},
        {"currency", "EURO", "report compare: currency: \"EURO\" is no currency; write a code like EUR"},
        {"currency", "USD", "query: no exchange rate from EUR to USD is known on or before 2026-01-15"},
        {"zone", "Europe/Berlim", "Europe/Berlin"},
    };
    struct fixture f;
    set_up(&f);
    fill(&f);
    struct report report;
    assert_int_equal(report_find("compare", f.config, &f.arena, &report, &f.c.error), 0);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const char *const pairs[][2] = {{refusals[i].name, refusals[i].value}};
        char *answer = NULL;
        assert_true(run_into(&f, &report, RENDER_CSV, pairs, 1, &answer) < 0);
        if (!strstr(f.c.error.message, refusals[i].message)) {
            fail_msg("%s", f.c.error.message);
        }
        assert_string_equal(answer, "");
        free(answer);
    }
    tear_down(&f);
}

/* ---- files ---- */

static void test_own_reports(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    assert_int_equal(store_refresh(f.c.store, f.config, false, &f.c.error), 0);
    const char *folder = arena_printf(&f.arena, "%s/reports", f.c.dir);
    const char *path = arena_printf(&f.arena, "%s/mine.sql", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_file(path, "-- title: Mine\n"
                     "-- parameter: day = 2026-03-10 | DAY | which\n"
                     "-- parameter: most = 7 | NUMBER | how many\n"
                     "-- column: d | day | Day\n"
                     "-- column: n | money | Amount\n"
                     "-- column: secret | text | Secret | most = 8\n"
                     "-- column: top | heading\n"
                     "SELECT :day AS d, :most * 1000000 AS n, 'x' AS secret, 'first' || char(10) || 'second' AS top,\n"
                     "       :currency AS currency, :zone AS zone, :model AS model, :today AS today;\n");
    char *answer = printed(&f, "mine", RENDER_MD, "currency=JPY");
    assert_string_equal(answer, "## Mine\n\n- first\n- second\n\n"
                                "| Day | Amount | currency | zone | model | today |\n"
                                "| --- | ---: | --- | --- | --- | --- |\n"
                                "| 2026-03-10 | 7 | JPY | Europe/Berlin | linear | 20532 |\n");
    free(answer);
    answer = printed(&f, "mine", RENDER_TSV, "day= most=8");
    assert_string_equal(answer,
                        "d\tn\tsecret\tcurrency\tzone\tmodel\ttoday\n\t8.00\tx\tEUR\tEurope/Berlin\tlinear\t20532\n");
    free(answer);
    struct report report;
    assert_int_equal(report_find("comparee", f.config, &f.arena, &report, &f.c.error), GARNER_E_CONFIG);
    assert_string_equal(f.c.error.message, "there is no report \"comparee\"; did you mean \"compare\"?");
    assert_int_equal(report_find("../garner", f.config, &f.arena, &report, &f.c.error), GARNER_E_CONFIG);
    assert_non_null(strstr(f.c.error.message, "there are campaigns, compare, deliveries, mine"));
    unlink(path);
    rmdir(folder);
    tear_down(&f);
}

static void test_headers(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        {"", "-- title: x\n", "r.sql:1: there is no SQL in it"},
        {"", "-- parameter: by\nSELECT 1", "r.sql:1: write `parameter: name = default | choices | help`"},
        {"", "-- title: x\n-- parameter: by = c | a|b | help\nSELECT 1",
         "r.sql:2: the default is none of the choices: c"},
        {"", "-- column: a | mony | A\nSELECT 1", "r.sql:1: no format is called mony"},
        {"", "-- column: A | money\nSELECT 1", "r.sql:1: write `column: name | format | title`"},
        {"", "-- column: a | money | A | by\nSELECT 1",
         "r.sql:1: write the condition of a column as `parameter = value`"},
        {"", "-- colum: a | money | A\nSELECT 1", "r.sql:1: did you mean column"},
    };
    struct arena arena;
    struct report report;
    struct error error = {0};
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(refusals); i++) {
        int code = report_parse("r", "r.sql", text(refusals[i].value), &arena, &report, &error);
        assert_int_equal(code, GARNER_E_CONFIG);
        assert_string_equal(error.message, refusals[i].message);
    }
    static const char good[] = "\n-- title: A title: with colons\n-- Any other comment: is one.\n"
                               "-- parameter: sort = | a|b\n--     | what comes\n--     first\n"
                               "-- column: cost | interval | 95 % interval | sort = a\n\n"
                               "WITH x AS (SELECT 1) -- column: none\nSELECT * FROM x";
    assert_int_equal(report_parse("r", "r.sql", text(good), &arena, &report, &error), 0);
    assert_string_equal(report.title, "A title: with colons");
    assert_int_equal(report.parameter_count, 1);
    assert_string_equal(report.parameters[0].fallback, "");
    assert_string_equal(report.parameters[0].choices, "a|b");
    assert_string_equal(report.parameters[0].help, "what comes first");
    assert_int_equal(report.column_count, 1);
    assert_int_equal(report.columns[0].kind, COLUMN_INTERVAL);
    assert_string_equal(report.conditions[0].value, "a");
    assert_string_equal(report.sql, "WITH x AS (SELECT 1) -- column: none\nSELECT * FROM x");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),  cmocka_unit_test(test_existing),    cmocka_unit_test(test_empty_store),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_own_reports), cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
