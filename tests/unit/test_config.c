/* test_config.c - the configuration as a whole: how every complaint reads, and the files beside it: campaigns.yaml,
 * presets. */
#include "core/base/str.h"
#include "core/config/read.h"
#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Every line `E` stands for "currency: EUR", so that the rest is line 2 on. */
#define E "currency: EUR\n"
#define SOURCE E "sources:\n  - name: expo\n    plugin: csv\n"

static const struct {
    const char *yaml, *message;
} refusals[] = {
    /* the top level */
    {"", "garner.yaml: no currency is given; add a line such as \"currency: EUR\""},
    {"store: a.db\n", "garner.yaml: no currency is given; add a line such as \"currency: EUR\""},
    {"store: a.db\ncurrency:\n", "garner.yaml:2:1: no currency is given; add a line such as \"currency: EUR\""},
    {"hello\n", "garner.yaml:1:1: expected a map of keys, found a text"},
    {"- a\n", "garner.yaml:1:1: expected a map of keys, found a list"},
    {"currency: eur\n", "garner.yaml:1:1: currency: expected an ISO 4217 code such as EUR, found \"eur\""},
    {"currency: EURO\n", "garner.yaml:1:1: currency: expected an ISO 4217 code such as EUR, found \"EURO\""},
    {"currency: QQQ\n", "garner.yaml:1:1: currency: expected an ISO 4217 code such as EUR, found \"QQQ\""},
    {"curency: EUR\n", "garner.yaml:1:1: unknown key \"curency\"; did you mean \"currency\"?"},
    {E "reports: []\n",
     "garner.yaml:2:1: unknown key \"reports\"; there are: store, currency, timezone, country, customer, "
     "attribution, revenue, history, known_customers, keep_contact_details, max_native_ids, jobs, "
     "metrics_file, plugin_path, campaigns, claims, costs, sources, notify, deliver"},
    {E "country: Germany\n", "garner.yaml:2:1: country: expected two capital letters such as DE, found \"Germany\""},
    {E "jobs: 0\n", "garner.yaml:2:1: jobs: expected a number from 1 to 1000"},
    {E "jobs: many\n", "garner.yaml:2:1: jobs: expected a whole number, found \"many\""},
    {E "max_native_ids: 0\n", "garner.yaml:2:1: max_native_ids: expected a number from 1 to 1000000"},
    {E "store:\n", "garner.yaml:2:1: store: expected the name of a file"},
    {E "store: [a]\n", "garner.yaml:2:1: store: expected one text, found a list"},
    {E "revenue: order\n", "garner.yaml:2:1: revenue: expected one of orders|deals, found \"order\""},
    {E "history: full\n", "garner.yaml:2:1: history: expected one of complete, found \"full\""},
    {E "keep_contact_details: perhaps\n",
     "garner.yaml:2:1: keep_contact_details: expected yes or no, found \"perhaps\""},
    {"currency: ${UNSET}\n",
     "garner.yaml:1:1: variable UNSET is not set; set it, or UNSET_FILE to a file that holds it, "
     "or give a default: ${UNSET:-...}"},
    /* rules */
    {E "customer: first_oder\n",
     "garner.yaml:2:1: customer: unknown rule \"first_oder\"; did you mean \"first_order\"?"},
    {E "customer: paid\n",
     "garner.yaml:2:1: customer: unknown rule \"paid\"; there are: first_order, won_deal, {lead_status: [...]}"},
    {E "customer: {rule: lead}\n",
     "garner.yaml:2:12: customer: rule: expected one of first_order|won_deal, found \"lead\""},
    {E "customer: {grain: firm}\n",
     "garner.yaml:2:12: customer: grain: expected one of person|company, found \"firm\""},
    {E "customer: {rule: won_deal, lead_status: [x]}\n",
     "garner.yaml:2:28: customer: rule and lead_status exclude each other; remove one"},
    {E "customer: {lead_states: [x]}\n",
     "garner.yaml:2:12: customer: unknown key \"lead_states\"; did you mean \"lead_status\"?"},
    {E "attribution: position\n", "garner.yaml:2:1: attribution: expected a map of keys, found a text"},
    {E "attribution: {model: markov}\n",
     "garner.yaml:2:15: attribution: unknown model \"markov\"; there are: first, last, "
     "last_non_direct, linear, position, decay, w_shaped"},
    {E "attribution: {lookback: 0d}\n",
     "garner.yaml:2:15: attribution: lookback: expected a duration between 1ms and 36525d"},
    {E "attribution: {half_life: 40000d}\n",
     "garner.yaml:2:15: attribution: half_life: expected a duration between 1ms and 36525d"},
    {E "attribution: {lookback: [1d]}\n",
     "garner.yaml:2:15: attribution: lookback: expected a duration such as 90s, 10m, "
     "6h or 30d, found a list"},
    {E "attribution: {lookback: {trade_sho: 3d}}\n",
     "garner.yaml:2:26: attribution: unknown channel \"trade_sho\"; did you mean \"trade_show\"?"},
    {E "attribution:\n  lookback:\n    email: {}\n",
     "garner.yaml:4:5: attribution: lookback: expected a duration such as 90s, "
     "10m, 6h or 30d, found a map"},
    {E "claims: [a]\n", "garner.yaml:2:1: claims: expected a map of actions to lead, order or customer"},
    {E "claims: {a: sale}\n", "garner.yaml:2:10: claims: unknown meaning \"sale\"; there are: lead, order, customer"},
    {E "claims: {a: [order]}\n", "garner.yaml:2:10: claims: a: expected lead, order or customer"},
    /* campaigns and costs */
    {E "campaigns: [a]\n",
     "garner.yaml:2:1: campaigns: expected a map of names, such as spring-expo: {channel: trade_show}"},
    {E "campaigns:\n  x: {chanel: email}\n",
     "garner.yaml:3:7: campaign x: unknown key \"chanel\"; did you mean \"channel\"?"},
    {E "campaigns:\n  x: {channel: emial}\n",
     "garner.yaml:3:7: campaign x: unknown channel \"emial\"; did you mean \"email\"?"},
    {E "campaigns:\n  x: {audience: old}\n",
     "garner.yaml:3:7: campaign x: unknown audience \"old\"; there are: other, new, existing, both"},
    {E "campaigns:\n  x: {brand: maybe}\n", "garner.yaml:3:7: campaign x: unknown flag \"maybe\"; there are: yes, no"},
    {E "campaigns:\n  x: {from: 2026-02-02, to: 2026-02-01}\n", "garner.yaml:3:25: campaign x: to is before from"},
    {E "campaigns:\n  x: {match: [a, '']}\n",
     "garner.yaml:3:7: campaign x: match: an empty text matches nothing; remove it"},
    {E "campaigns:\n  x: {cost: 5}\n", "garner.yaml:3:7: campaign x: cost: expected one of none, found \"5\""},
    {E "campaigns:\n  x: {cost: none, costs: [{type: booth}]}\n",
     "garner.yaml:3:7: campaign x: cost: none, but there are costs; remove one"},
    {E "campaigns:\n  x: {costs: [booth]}\n", "garner.yaml:3:15: campaign x: each of the costs is a map, such as "
                                              "{type: booth, amount: 1200.00 EUR, date: 2026-03-10}"},
    {E "campaigns:\n  x: {costs: {path: a}}\n", "garner.yaml:3:7: campaign x: costs: expected a list, or {file: PATH}"},
    {E "costs:\n  - {type: [a]}\n", "garner.yaml:3:6: type: expected one text"},
    {E "costs: 500\n", "garner.yaml:2:1: costs: expected a list, or {file: PATH}"},
    /* sources */
    {E "sources: {a: b}\n", "garner.yaml:2:1: sources: expected a list; begin each source with \"- name: ...\""},
    {E "sources:\n  - expo\n", "garner.yaml:3:5: source 1: expected a map, begun with \"- name: ...\""},
    {E "sources:\n  - plugin: csv\n",
     "garner.yaml:3:5: source 1: key \"name\" is missing: what the source is called here and in reports"},
    {E "sources:\n  - name: expo\n", "garner.yaml:3:5: source expo: key \"plugin\" is missing: the plugin that reads "
                                     "it; \"garner plugins\" lists them"},
    {E "sources:\n  - {name: a, plugin: csv}\n  - {name: b, plugin: csv}\n  - {name: a, plugin: csv}\n",
     "garner.yaml:5:6: source a: line 3 has a source of this name already; rename one"},
    {E "sources:\n  - name: spring expo\n    plugin: csv\n",
     "garner.yaml:3:5: source spring expo: name: \"spring expo\" is no name; write 1 to 64 letters, digits, dots, "
     "hyphens and "
     "underscores, a letter or digit first"},
    {E "sources:\n  - name: a\n    plugin: ../evil\n", "garner.yaml:4:5: source a: plugin: \"../evil\" is no name; "
                                                       "write 1 to 64 letters, digits, dots, hyphens and underscores, "
                                                       "a letter or digit first"},
    {SOURCE "    timeout: 0s\n", "garner.yaml:5:5: source expo: timeout: expected more than 0"},
    {SOURCE "    cpu_limit: 0s\n", "garner.yaml:5:5: source expo: cpu_limit: expected more than 0"},
    {SOURCE "    memory_limit: '0'\n", "garner.yaml:5:5: source expo: memory_limit: expected more than 0"},
    {SOURCE "    retries: -1\n", "garner.yaml:5:5: source expo: retries: expected a number from 0 to 100"},
    {SOURCE "    record_limit: -1\n", "garner.yaml:5:5: source expo: record_limit: expected 0 or more"},
    {SOURCE "    enabled: sure\n", "garner.yaml:5:5: source expo: enabled: expected yes or no, found \"sure\""},
    {SOURCE "    currency: Euro\n",
     "garner.yaml:5:5: source expo: currency: expected an ISO 4217 code such as EUR, found \"Euro\""},
    {SOURCE "    preset: nowhere\n",
     "garner.yaml:5:5: source expo: unknown preset \"nowhere\"; no presets of plugin csv were found"},
    {SOURCE "    schedule: @daily\n",
     "garner.yaml:5:15: this is not YAML: found character that cannot start any token; quote a "
     "text that begins with \"@\", such as \"@daily\""},
};

static int read_config(const char *yaml, const char *more, struct config **out, struct error *error)
{
    return config_read("garner.yaml", "/data", garner_text(yaml), "campaigns.yaml", garner_text(more), out, error);
}

static void complaints_read_well(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct error error = {0};
        struct config *config = NULL;
        assert_int_equal(read_config(refusals[i].yaml, NULL, &config, &error), GARNER_E_CONFIG);
        assert_string_equal(error.message, refusals[i].message);
        assert_null(config);
    }
}

/* What a lower floor says stands behind the place and the key. */
static void reasons_are_passed_up(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {E "timezone: Mars/Base\n", "garner.yaml:2:1: timezone: "},
        {E "attribution: {lookback: 90}\n", "garner.yaml:2:15: attribution: lookback: "},
        {E "campaigns:\n  x: {from: 31.2.2026}\n", "garner.yaml:3:7: campaign x: from: "},
        {SOURCE "    timezone: Mars/Base\n", "garner.yaml:5:5: source expo: timezone: "},
        {SOURCE "    memory_limit: 12X\n", "garner.yaml:5:5: source expo: memory_limit: "},
        {SOURCE "    timeout: 12\n", "garner.yaml:5:5: source expo: timeout: "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error error = {0};
        struct config *config = NULL;
        assert_int_equal(read_config(cases[i][0], NULL, &config, &error), GARNER_E_CONFIG);
        assert_true(str_starts(garner_text(error.message), cases[i][1]));
        assert_true(strlen(error.message) > strlen(cases[i][1]));
    }
}

static void campaigns_yaml_is_checked_too(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a: {}\nx: {}\n", "campaigns.yaml:2:1: campaign x stands in garner.yaml too, on line 3; remove one"},
        {"a: {chanel: email}\n", "campaigns.yaml:1:5: campaign a: unknown key \"chanel\"; did you mean \"channel\"?"},
        {"- a\n", "campaigns.yaml:1:1: campaigns: expected a map of names, such as spring-expo: {channel: trade_show}"},
        {"a: [\n", "campaigns.yaml:2:1: this is not YAML: did not find expected node content; a text with , { } [ ] in "
                   "it needs quotes here, and every bracket its other half"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct config *config = NULL;
        struct error error = {0};
        assert_int_equal(read_config(E "campaigns:\n  x: {}\n", cases[i][0], &config, &error), GARNER_E_CONFIG);
        assert_string_equal(error.message, cases[i][1]);
    }
}

/* ---- files ---- */

struct scratch {
    struct arena arena;
    char dir[64];
};

static int set_up(void **state)
{
    static struct scratch scratch;
    memset(&scratch, 0, sizeof scratch);
    snprintf(scratch.dir, sizeof scratch.dir, "/tmp/garner-test-XXXXXX");
    *state = &scratch;
    return mkdtemp(scratch.dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct scratch *s = *state;
    int result = system(arena_printf(&s->arena, "rm -r %s", s->dir));
    arena_release(&s->arena);
    return result;
}

static const char *path_in(struct scratch *s, const char *name)
{
    return arena_printf(&s->arena, "%s/%s", s->dir, name);
}

static const char *write_file(struct scratch *s, const char *name, const char *text)
{
    const char *path = path_in(s, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void files_are_found_beside_the_configuration(void **state)
{
    struct scratch *s = *state;
    struct config *config = NULL;
    struct error error = {0};
    const char *path = write_file(s, "garner.yaml", E "campaigns: {x: {}}\n");
    assert_int_equal(config_load(path, &config, &error), 0);
    assert_int_equal(config->campaign_count, 1);
    assert_string_equal(config->path, path);
    char *dir = realpath(s->dir, NULL);
    assert_string_equal(config->dir, dir);
    free(dir);
    config_free(config);

    write_file(s, "campaigns.yaml", "y: {}\n");
    assert_int_equal(config_load(path, &config, &error), 0);
    assert_int_equal(config->campaign_count, 2);
    config_free(config);

    assert_int_equal(chdir(s->dir), 0);
    assert_int_equal(config_load("garner.yaml", &config, &error), 0);
    assert_string_equal(config->path, "garner.yaml");
    assert_int_equal(config->campaign_count, 2);
    config_free(config);

    write_file(s, "campaigns.yaml", "y: {chanel: x}\n");
    assert_int_equal(config_load(path, &config, &error), GARNER_E_CONFIG);
    assert_string_equal(
        error.message,
        arena_printf(&s->arena, "%s/campaigns.yaml:1:5: campaign y: unknown key \"chanel\"; did you mean \"channel\"?",
                     s->dir));
    assert_int_equal(unlink("campaigns.yaml"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(config_load("no/garner.yaml", &config, &error), GARNER_E_CONFIG);
    assert_string_equal(error.message, "no/garner.yaml: the configuration cannot be read: No such file or directory");
    assert_int_equal(config_load("/", &config, &error), GARNER_E_CONFIG);
    assert_string_equal(error.message, "/: the configuration cannot be read: Is a directory");
}

static void presets_are_merged_below_own_keys(void **state)
{
    struct scratch *s = *state;
    struct config *config = NULL;
    struct error error = {0};
    mkdir(path_in(s, "plug"), 0700);
    mkdir(path_in(s, "plug/csv"), 0700);
    mkdir(path_in(s, "plug/csv/presets"), 0700);
    write_file(s, "plug/csv/presets/luma.yaml", "path: p\nmap:\n  lead: {id: x}\nextra: [e]\n");
    write_file(s, "plug/csv/presets/bad.yaml", "\nschedule: x\n");
    write_file(s, "plug/csv/presets/list.yaml", "- a\n");
    const char *yaml = E "plugin_path: plug\nsources:\n  - {name: a, plugin: csv, preset: luma, path: own}\n";
    const char *path = write_file(s, "p.yaml", yaml);
    assert_int_equal(config_load(path, &config, &error), 0);
    const struct garner_node *options = config->sources[0].options;
    assert_int_equal(options->count, 3);
    assert_true(str_is(node_text(options, "path"), "own"));
    assert_int_equal(node_get(options, "path")->column, 42);
    const struct garner_node *id = node_get(node_get(node_get(options, "map"), "lead"), "id");
    assert_true(str_is(id->text, "x"));
    assert_int_equal(id->line, 4); /* where the configuration names the preset */
    assert_int_equal(id->column, 28);
    assert_int_equal(node_get(options, "extra")->items[0].line, 4);
    config_free(config);

    static const char *const cases[][2] = {
        {"lumo", "p.yaml:4:28: source a: unknown preset \"lumo\"; did you mean \"luma\"?"},
        {"zzzzzzzzz", "p.yaml:4:28: source a: unknown preset \"zzzzzzzzz\"; there are: bad, list, luma"},
        {"../x", "p.yaml:4:28: source a: unknown preset \"../x\"; there are: bad, list, luma"},
        {"bad", "plug/csv/presets/bad.yaml:2:1: \"schedule\" belongs to a source and cannot be preset"},
        {"list", "plug/csv/presets/list.yaml:1:1: a preset is a map of options"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        write_file(s, "p.yaml",
                   arena_printf(&s->arena, E "plugin_path: plug\nsources:\n  - {name: a, plugin: csv, preset: %s}\n",
                                cases[i][0]));
        assert_int_equal(config_load(path, &config, &error), GARNER_E_CONFIG);
        assert_string_equal(error.message, path_in(s, cases[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complaints_read_well),
        cmocka_unit_test(reasons_are_passed_up),
        cmocka_unit_test(campaigns_yaml_is_checked_too),
        cmocka_unit_test(files_are_found_beside_the_configuration),
        cmocka_unit_test(presets_are_merged_below_own_keys),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
