/* Persons, campaigns, clicks and words as records name them: one id for what is one, and never one for two. */
#include "store_case.h"

#define T(s)                                                                                                           \
    {                                                                                                                  \
        (s), sizeof(s) - 1                                                                                             \
    }
#define LEAD(...) ITEM(lead, GARNER_RECORD_LEAD, {__VA_ARGS__})
#define CONTACT(...) ITEM(contact, GARNER_RECORD_CONTACT, {__VA_ARGS__})
#define TOUCH(...) ITEM(touch, GARNER_RECORD_TOUCH, {.at = {1, GARNER_SET, 0}, __VA_ARGS__})
#define PERSON(...) .person = {__VA_ARGS__}
#define CAMPAIGN(...) .campaign = {__VA_ARGS__}

static const char who_sql[] = "SELECT id, who FROM fact_lead ORDER BY id";
static const char stale_sql[] = "SELECT coalesce(max(value), 0) FROM meta WHERE name = 'identity_stale'";

static void calm(struct store_case *c)
{
    assert_int_equal(store_execute(c->store, "UPDATE meta SET value = 0 WHERE name LIKE '%stale'", NULL, 0, &c->error),
                     0);
}

static void one_address_is_one_person(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), PERSON(.email = T("ann@example.com"))),
                                 LEAD(.id = T("2"), PERSON(.email = T(" Ann <ANN@Example.com>"))),
                                 LEAD(.id = T("3"), PERSON(.email = T("bob@example.com"))),
                                 LEAD(.id = T("4"), PERSON(.phone = T("030 1234567"))),
                                 LEAD(.id = T("5"), PERSON(.phone = T("+49 (30) 123 45 67")))};
    calm(c);
    MERGED(c, items, .windowed = false);
    ROWS(c, who_sql, "1|1;2|1;3|2;4|3;5|3");
    ROWS(c, "SELECT id, kind, person, native IS NULL, role FROM person_ref", "1|2|1|1|0;2|2|2|1|0;3|3|3|1|0");
    ROWS(c, stale_sql, "0");
    struct store_item later[] = {LEAD(.id = T("6"), PERSON(.email = T("ANN@example.com"))),
                                 LEAD(.id = T("7"), PERSON(.id = T("x")))};
    MERGED(c, later, .windowed = false);
    ROWS(c, who_sql, "1|1;2|1;3|2;4|3;5|3;6|1;7|4");
}

static void native_ids_belong_to_a_space(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), PERSON(.id = T("7")))};
    MERGED(c, items, .space = "crm");
    case_source(c, "shop");
    MERGED(c, items, .space = "shop");
    case_source(c, "mirror");
    MERGED(c, items, .space = "crm");
    ROWS(c, "SELECT source, who FROM fact_lead", "1|1;2|2;3|1");
}

static void whoever_names_nobody(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1")),
                                 LEAD(.id = T("2"), PERSON(.id = T("1"))),
                                 CONTACT(.id = T("1")),
                                 CONTACT(.id = T("9"), PERSON(.id = T("1"))),
                                 ITEM(deal, GARNER_RECORD_DEAL, {.id = T("1")}),
                                 LEAD(.id = T("3"), PERSON(.email = T("no address"))),
                                 LEAD(.id = T("4"), PERSON(.email = T("no address"), .id = T("1")))};
    MERGED(c, items, .windowed = false);
    ROWS(c, who_sql, "1|1;2|2;3|3;4|2");
    ROWS(c, "SELECT id, who FROM fact_contact", "1|2;9|2");
    ROWS(c, "SELECT who IS NULL FROM fact_deal", "1");
    ROWS(c, "SELECT id, kind FROM person_ref", "1|1;2|1;3|1");
}

static void several_keys_make_edges(void **state)
{
    struct store_case *c = *state;
    struct store_item one[] = {
        LEAD(.id = T("1"), PERSON(.id = T("7"), .email = T("a@example.com"), .phone = T("+4930123456")))};
    calm(c);
    MERGED(c, one, .windowed = false);
    ROWS(c, "SELECT kind, native IS NOT NULL, email IS NOT NULL, phone IS NOT NULL FROM person_ref", "0|1|1|1");
    ROWS(c,
         "SELECT count(*), sum(e.kind) FROM identity_edge e JOIN person_ref p ON ref = id AND key IN (p.native, "
         "p.email, p.phone)",
         "3|6");
    ROWS(c, stale_sql, "0");
    /* A known key alone, or among others, opens the question who is whom. */
    struct store_item alone[] = {LEAD(.id = T("2"), PERSON(.email = T("A@example.com")))};
    MERGED(c, alone, .windowed = false);
    ROWS(c, stale_sql, "1");
    ROWS(c, "SELECT count(*) FROM identity_edge JOIN person_ref ON hash = key", "1");
    calm(c);
    struct store_item more[] = {LEAD(.id = T("3"), PERSON(.id = T("8"), .email = T("b@example.com"))),
                                LEAD(.id = T("4"), PERSON(.id = T("8"), .phone = T("+4930999999")))};
    MERGED(c, more, .windowed = false);
    ROWS(c, stale_sql, "1");
    ROWS(c, who_sql, "1|1;2|2;3|3;4|4");
}

static void another_person_for_a_record_opens_the_question(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), PERSON(.id = T("7"))), CONTACT(.id = T("1"))};
    MERGED(c, items, .windowed = false);
    calm(c);
    items[0].record.lead.person.id = text("8");
    MERGED(c, items, .windowed = false);
    ROWS(c, stale_sql, "1");
    calm(c);
    items[1].record.contact.merged_into = text("2");
    MERGED(c, items, .windowed = false);
    ROWS(c, stale_sql, "1");
    calm(c);
    MERGED(c, items, .windowed = false);
    ROWS(c, stale_sql, "0");
}

static void a_role_joins_no_sources(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), PERSON(.email = T("info@example.com")))};
    MERGED(c, items, .windowed = false);
    case_source(c, "shop");
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT who, role, kind FROM fact_lead JOIN person_ref p ON p.id = who", "1|1|2;2|1|2");
}

/* What the dictionaries remember must not outlive what another process does, nor a rollback. */
static void other_processes_give_ids_too(void **state)
{
    struct store_case *c = *state, other = *c;
    struct store_item ann[] = {
        LEAD(.id = T("1"), PERSON(.id = T("ann")), CAMPAIGN(.name = T("x")), .status = T("new"))};
    struct store_item bob[] = {
        LEAD(.id = T("2"), PERSON(.id = T("bob")), CAMPAIGN(.name = T("y")), .status = T("old"))};
    struct store_item both[] = {bob[0], ann[0]};
    MERGED(c, ann, .windowed = false);
    case_open(&other);
    MERGED(&other, bob, .windowed = false);
    MERGED(c, both, .windowed = false);
    COUNTED(c, "+0 ~0 =2 -0 x0");
    assert_int_equal(store_execute(other.store, "DELETE FROM fact_lead", NULL, 0, &other.error), 0);
    assert_int_equal(store_execute(other.store, "DELETE FROM person_ref", NULL, 0, &other.error), 0);
    MERGED(c, both, .windowed = false);
    ROWS(c, "SELECT l.id, p.id FROM fact_lead l JOIN person_ref p ON p.id = l.who", "1|2;2|1");
    store_close(other.store);
}

static void many_persons_pass_through_blocks(void **state)
{
    enum { MANY = 40000 };
    struct store_case *c = *state;
    struct store_item *items = xcalloc(MANY, sizeof *items);
    char(*names)[24] = xcalloc(MANY, sizeof *names);
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "n%d@example.com", i % (MANY / 2));
        items[i] = TOUCH(.id = text(names[i]), PERSON(.email = text(names[i])));
        items[i].record.touch.at.ms = i;
    }
    merged(c, (struct store_merge){0}, items, MANY);
    ROWS(c, "SELECT count(*), max(id) FROM person_ref", "20000|20000");
    ROWS(c, "SELECT count(*) FROM fact_touch a JOIN fact_touch b ON b.at = a.at + 20000 AND a.who = b.who", "20000");
    free(items);
    free(names);
}

/* ---- campaigns ---- */

static void a_renamed_campaign_stays_one(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {
        TOUCH(.id = T("1"), CAMPAIGN(.id = T("77"), .name = T("Old"), .channel = GARNER_DISPLAY)),
        TOUCH(.id = T("2"), CAMPAIGN(.id = T("77"), .name = T("New"))), TOUCH(.id = T("3"), CAMPAIGN(.id = T("77"))),
        TOUCH(.id = T("4"), CAMPAIGN(.id = T("78"), .name = T("New")))};
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT id, camp FROM fact_touch", "1|1;2|1;3|1;4|2");
    static const char sql[] = "SELECT native_id, name, channel, defines FROM campaign_ref WHERE id = 1";
    ROWS(c, sql, "77|New|4|0");
    /* The last one counts, though it is an old acquaintance. */
    struct store_item back[] = {items[0]};
    MERGED(c, back, .windowed = false);
    ROWS(c, sql, "77|Old|4|0");
    struct store_item record[] = {
        ITEM(campaign, GARNER_RECORD_CAMPAIGN, {.id = T("77"), .name = T("Named"), .channel = GARNER_VIDEO})};
    MERGED(c, record, .windowed = false);
    ROWS(c, sql, "77|Named|5|1");
    ROWS(c, "SELECT camp, name FROM fact_campaign", "1|Named");
    MERGED(c, back, .windowed = false);
    ROWS(c, sql, "77|Old|4|1");
}

static void names_are_folded(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {TOUCH(.id = T("1"), CAMPAIGN(.name = T("Spring Sale"))),
                                 TOUCH(.id = T("2"), CAMPAIGN(.name = T("spring_sale"))),
                                 TOUCH(.id = T("3"), CAMPAIGN(.name = T("Spring Sale"), .channel = GARNER_EMAIL)),
                                 TOUCH(.id = T("4"), CAMPAIGN(.name = T("Spring Sale"), .utm_source = T("x"))),
                                 TOUCH(.id = T("5"), CAMPAIGN(.channel_word = T("Olark"))),
                                 TOUCH(.id = T("6"), CAMPAIGN(.channel_word = T("Chat")))};
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT id, camp FROM fact_touch", "1|1;2|1;3|2;4|3;5|4;6|5");
    ROWS(c, "SELECT name FROM campaign_ref WHERE id = 1", "spring_sale");
    case_source(c, "other");
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT count(*), min(camp) FROM fact_touch WHERE source = 2", "6|6");
}

static void clicks_lead_to_campaigns(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {TOUCH(.id = T("1"), CAMPAIGN(.name = T("A"), .click_id = T("Gx"))),
                                 TOUCH(.id = T("2"), CAMPAIGN(.name = T("A"), .click_id = T("gX"))),
                                 TOUCH(.id = T("3"), CAMPAIGN(.click_id = T("Gx"))),
                                 TOUCH(.id = T("4"), CAMPAIGN(.click_id = T("Gx"))),
                                 TOUCH(.id = T("5"), CAMPAIGN(.click_id = T("Gz")))};
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT click_id, camp FROM click", "Gx|1;gX|1");
    ROWS(c, "SELECT id, camp, click_id FROM fact_touch", "1|1|Gx;2|1|gX;3|2|Gx;4|2|Gx;5|3|Gz");
    ROWS(c, "SELECT name, click_id FROM campaign_ref", "A|;|Gx;|Gz");
}

static void words_stand_once(void **state)
{
    struct store_case *c = *state;
    struct store_item items[] = {LEAD(.id = T("1"), .status = T("new"), .region = T("DE")),
                                 LEAD(.id = T("2"), .status = T("new"), .region = T("new"))};
    MERGED(c, items, .windowed = false);
    ROWS(c, "SELECT id, text FROM word", "0|;1|new;2|DE");
    ROWS(c, "SELECT status, region FROM fact_lead", "1|2;1|1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_address_is_one_person),
        TEST(native_ids_belong_to_a_space),
        TEST(whoever_names_nobody),
        TEST(several_keys_make_edges),
        TEST(another_person_for_a_record_opens_the_question),
        TEST(a_role_joins_no_sources),
        TEST(other_processes_give_ids_too),
        TEST(many_persons_pass_through_blocks),
        TEST(a_renamed_campaign_stays_one),
        TEST(names_are_folded),
        TEST(clicks_lead_to_campaigns),
        TEST(words_stand_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
