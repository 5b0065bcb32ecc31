/* test_map.c - rows through a `map:` (core/plugin/map.h), read by the host from real files, decoded from real frames.
 */
#include "host_case.h"

struct mapping {
    const char *name, *csv, *map, *expected;
};

static void check(const struct mapping *m)
{
    struct host_case c;
    case_init(&c);
    print_message("%s\n", m->name);
    case_write(&c, "f.csv", m->csv);
    const char *options = arena_printf(&c.arena, "path: f.csv\nmap:\n%s", m->map);
    const char *shown = case_pull(&c, &case_csv, options);
    assert_string_equal(shown, m->expected);
    case_release(&c);
}

static void check_all(const struct mapping *mappings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check(&mappings[i]);
    }
}
#define CHECK(mappings) check_all(mappings, sizeof mappings / sizeof mappings[0])

static void texts(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"columns and constants", "Id,E-mail\n1, a@x.example \n",
         "  lead: {id: '{Id}', email: '{E-mail}', status: new}", "+ lead id=1 email=a@x.example status=new\nend\n"},
        {"names without case and marks", "id,e_mail\n1,a@x.example\n", "  lead: {id: '{ID}', email: '{E-Mail}'}",
         "+ lead id=1 email=a@x.example\nend\n"},
        {"template", "Id,S\n1,x\n2,\n", "  lead: {id: '{Id}', person_id: '{Id}', campaign: 'web-{S}'}",
         "+ lead id=1 person_id=1 campaign=web-x\n+ lead id=2 person_id=2\nend\n"},
        {"braces as text", "Id\n1\n", "  lead: {id: '{Id}', person_id: '{{{Id}}}'}",
         "+ lead id=1 person_id={1}\nend\n"},
        {"first of columns", "Id,A,B\n1,,b\n2,a,b\n3,,\n",
         "  lead: {id: '{Id}', person_id: '{Id}', owner: {columns: [Missing, A, B]}}",
         "+ lead id=1 person_id=1 owner=b\n+ lead id=2 person_id=2 owner=a\n+ lead id=3 person_id=3\nend\n"},
        {"second of one name", "Id,Mail,Mail\n1,a@x,b@x\n", "  lead: {id: '{Id}', email: {column: Mail, nth: 2}}",
         "+ lead id=1 email=b@x\nend\n"},
        {"values and default", "Id,S\n1,A\n2,b\n3,\n4,Z\n",
         "  lead: {id: '{Id}', person_id: '{Id}', status: {column: S, values: {a: first, 'B*': second}, default: "
         "none}}",
         "+ lead id=1 person_id=1 status=first\n+ lead id=2 person_id=2 status=second\n"
         "+ lead id=3 person_id=3 status=none\n+ lead id=4 person_id=4 status=Z\nend\n"},
        {"optional column", "Id\n1\n", "  lead: {id: '{Id}', person_id: '{Id}', owner: {column: Owner, optional: yes}}",
         "+ lead id=1 person_id=1\nend\n"},
        {"nested references", "Id,C,R\n1,c,r@x\n",
         "  lead: {id: '{Id}', person: {id: '{Id}'}, campaign: {id: '{C}', channel: email}, referrer: {email: '{R}'}}",
         "+ lead id=1 person_id=1 campaign_id=c channel=email referrer_email=r@x\nend\n"},
        {"several records of a row", "Id,A,B\n1,x,y\n",
         "  account: {id: '{A}', name: '{B}'}\n  contact: [{id: '{Id}', email: '{A}'}, {id: '{Id}-2', email: '{B}'}]",
         "+ account id=x name=y\n+ contact id=1 email=x\n+ contact id=1-2 email=y\nend\n"},
    };
    CHECK(mappings);
}

static void typed_values(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"order of dates by the column", "Id,D\n1,03/04/2026\n2,13/04/2026\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "+ lead id=1 person_id=1 created_at=2026-04-03\n+ lead id=2 person_id=2 created_at=2026-04-13\nend\n"},
        {"order of dates as said", "Id,D\n1,03/04/2026\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: {column: D, order: MDY}}",
         "+ lead id=1 person_id=1 created_at=2026-03-04\nend\n"},
        {"order of dates that nobody knows", "Id,D\n1,03/04/2026\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "fail -1 f.csv: column \"D\", which as a whole does not decide: \"03/04/2026\" is 3 April 2026 or 4 March "
         "2026: name the column's order "
         "(date_order: DMY or MDY)\n"},
        {"contradicting dates", "Id,D\n1,03/04/2026\n2,13/04/2026\n3,04/13/2026\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "fail -1 f.csv: column \"D\", which as a whole does not decide: \"03/04/2026\" is 3 April 2026 or 4 March "
         "2026: name the column's order "
         "(date_order: DMY or MDY)\n"},
        {"years of two digits", "Id,D\n1,03/04/25\n2,12/31/25\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "+ lead id=1 person_id=1 created_at=2025-03-04\n+ lead id=2 person_id=2 created_at=2025-12-31\nend\n"},
        {"years of two digits that may come first", "Id,D\n1,13-12-10\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "fail -1 f.csv: column \"D\", which as a whole does not decide: \"13-12-10\" is 13 December 2010 or 10 "
         "December 2013: name the column's order "
         "(date_order: DMY or YMD)\n"},
        {"zone of times", "Id,D\n1,2026-07-01 12:00\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: {column: D, timezone: Europe/Berlin}}",
         "+ lead id=1 person_id=1 created_at=2026-07-01T10:00:00Z\nend\n"},
        {"money as the source has it", "C,D,M\nx,2026-01-02,\"1,234.50\"\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{M}'}",
         "+ spend campaign=x day=2026-01-02 amount=1234.50 EUR\nend\n"},
        {"money that names its currency", "C,D,M\nx,2026-01-02,5 USD\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{M}'}",
         "+ spend campaign=x day=2026-01-02 amount=5.00 USD\nend\n"},
        {"currency in the header", "C,D,Spent (IDR)\nx,2026-01-02,5\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{Spent (IDR)}'}",
         "+ spend campaign=x day=2026-01-02 amount=5.00 IDR\nend\n"},
        {"currency in a column", "C,D,M,K\nx,2026-01-02,5,gbp\ny,2026-01-02,6,\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{M}', currency: '{K}'}",
         "+ spend campaign=x day=2026-01-02 amount=5.00 GBP\n+ spend campaign=y day=2026-01-02 amount=6.00 EUR\nend\n"},
        {"currency of the field wins", "C,D,M,K\nx,2026-01-02,5,gbp\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: {column: M, currency: CHF}, currency: '{K}'}",
         "+ spend campaign=x day=2026-01-02 amount=5.00 CHF\nend\n"},
        {"two currencies", "C,D,M\nx,2026-01-02,5 USD\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: {column: M, currency: CHF}}",
         "bad f.csv:2 amount: column \"M\": \"5 USD\" is not in CHF, which is expected here | x,2026-01-02,5 "
         "USD\nend\n"},
        {"decimal mark by the column", "C,D,M\nx,2026-01-02,\"1,234\"\ny,2026-01-02,\"5,25\"\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{M}'}",
         "+ spend campaign=x day=2026-01-02 amount=1.234 EUR\n+ spend campaign=y day=2026-01-02 amount=5.25 "
         "EUR\nend\n"},
        {"decimal mark as said", "C,D,M\nx,2026-01-02,\"1,234\"\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: {column: M, decimal: .}}",
         "+ spend campaign=x day=2026-01-02 amount=1234.00 EUR\nend\n"},
        {"words for nothing", "C,D,M,I\nx,2026-01-02, --,5\n",
         "  spend: {campaign: '{C}', day: '{D}', amount: '{M}', impressions: '{I}'}",
         "+ spend campaign=x day=2026-01-02 impressions=5\nend\n"},
        {"values that cannot be read", "Id,D\n1,31.02.2026\n2,2026-02-01\n",
         "  lead: {id: '{Id}', person_id: '{Id}', created_at: '{D}'}",
         "bad f.csv:2 created_at: {D}: \"31.02.2026\" is not a date: February 2026 has 28 days | "
         "1,31.02.2026\n+ lead id=2 person_id=2 created_at=2026-02-01\nend\n"},
    };
    CHECK(mappings);
}

static void words(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"channels", "C,H\nx,Google Ads\ny,paid_social\nz,Quantum\n", "  campaign: {id: '{C}', channel: '{H}'}",
         "+ campaign id=x channel=paid_search channel_word=Google Ads\n+ campaign id=y channel=paid_social\n"
         "+ campaign id=z channel_word=Quantum\nend\n"},
        {"deal states", "I,S\n1,Closed Won\n2,closedlost\n3,Nurture\n", "  deal: {id: '{I}', state: '{S}'}",
         "+ deal id=1 state=won\n+ deal id=2 state=lost\n"
         "bad f.csv:4 state: {S}: \"Nurture\" is none of other, open, won, lost; say what it means with `values:` | "
         "3,Nurture\nend\n"},
        {"deal states as said", "I,S\n1,Engaging\n2,Won\n",
         "  deal: {id: '{I}', state: {column: S, values: {Won: won, Lost: lost, '*': open}}}",
         "+ deal id=1 state=open\n+ deal id=2 state=won\nend\n"},
        {"order statuses", "I,S\n1,fulfilled\n2,VOIDED\n3,pending\n",
         "  order: {id: '{I}', at: 2026-01-02, status: '{S}'}",
         "+ order id=1 at=2026-01-02 status=paid status_word=fulfilled\n"
         "+ order id=2 at=2026-01-02 status=cancelled status_word=VOIDED\n+ order id=3 at=2026-01-02 "
         "status=pending\nend\n"},
        {"cost types", "C,T\nx,Hotel\ny,booth\nz,Bribes\n",
         "  spend: {campaign: '{C}', day: 2026-01-02, cost_type: '{T}', amount: 1}",
         "+ spend campaign=x day=2026-01-02 cost_type=travel amount=1.00 EUR cost_word=Hotel\n"
         "+ spend campaign=y day=2026-01-02 cost_type=booth amount=1.00 EUR\n"
         "+ spend campaign=z day=2026-01-02 cost_type=other amount=1.00 EUR cost_word=Bribes\nend\n"},
    };
    CHECK(mappings);
}

static void conditions(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"when", "Id,S,T\n1,new,a\n2,old,a\n3,NEW,b\n",
         "  lead: {id: '{Id}', person_id: '{Id}', when: {S: new, T: [a, c*]}}", "+ lead id=1 person_id=1\nend\n"},
        {"unless by another name of the column", "Id,State\n1,no\n2,ok\n",
         "  lead: {id: '{Id}', person_id: '{Id}', unless: {S: {is: ['no'], columns: [X, State]}}}",
         "+ lead id=2 person_id=2\nend\n"},
        {"when a column may be missing", "Id\n1\n",
         "  lead: {id: '{Id}', person_id: '{Id}', when: {S: {is: [a, ''], optional: yes}}}",
         "+ lead id=1 person_id=1\nend\n"},
        {"what a missing column rules out lacks nothing", "Id\n1\n",
         "  refund: {order_id: '{Id}', amount: {column: R, optional: yes}, unless: {R: {is: '', optional: yes}}}\n"
         "  lead: {id: '{Id}', person_id: '{Id}'}",
         "+ lead id=1 person_id=1\nend\n"},
        {"unless", "Id,S\n1,test\n2,x@ours.example\n3,\n4,ok\n",
         "  lead: {id: '{Id}', person_id: '{Id}', unless: {S: [test, '*@ours.example', '']}}",
         "+ lead id=4 person_id=4\nend\n"},
        {"one kind or the other", "Id,S\n1,won\n2,open\n",
         "  deal: {id: '{Id}', when: {S: won}}\n  lead: {id: '{Id}', person_id: '{Id}', unless: {S: won}}",
         "+ deal id=1\n+ lead id=2 person_id=2\nend\n"},
    };
    CHECK(mappings);
}

static void made_up_ids(void **state)
{
    (void)state;
    struct host_case c;
    case_init(&c);
    case_write(&c, "f.csv", "E\na@x\nb@x\na@x\n");
    const char *shown = case_pull(&c, &case_csv, "path: f.csv\nmap: {lead: {email: '{E}'}}");
    char first[64], second[64], third[64];
    assert_int_equal(
        sscanf(shown, "+ lead id=%63s email=a@x\n+ lead id=%63s email=b@x\n+ lead id=%63s", first, second, third), 3);
    assert_memory_equal(first, "h:", 2);
    assert_string_equal(first + strlen(first) - 2, "#1");
    assert_string_equal(third + strlen(third) - 2, "#2");
    assert_memory_equal(first, third, strlen(first) - 1);
    assert_memory_not_equal(first, second, strlen(first) - 1);
    case_release(&c);
    static const struct mapping mapping = {
        "rows of spend that repeat", "C,M\nx,1\nx,1\nx,2\n",
        "  spend: {campaign: '{C}', day: 2026-01-02, amount: '{M}'}",
        "+ spend campaign=x day=2026-01-02 amount=1.00 EUR\n+ spend campaign=x day=2026-01-02 id=#2 amount=1.00 EUR\n"
        "+ spend campaign=x day=2026-01-02 amount=2.00 EUR\nend\n"};
    check(&mapping);
}

static void rows_that_lack_something(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"an id", "Id,E\n,a@x\n", "  lead: {id: '{Id}', email: '{E}'}",
         "bad f.csv:2 id: {Id} is empty; lead needs id | ,a@x\nend\n"},
        {"a person", "Id,E\n1,\n2,b@x\n", "  lead: {id: '{Id}', email: '{E}'}",
         "bad f.csv:2 person: no person: no e-mail, phone number or id of one | 1,\n+ lead id=2 email=b@x\nend\n"},
        {"a person of a touch", "Id,E\n1,\n", "  touch: {id: '{Id}', at: 2026-01-02, email: '{E}'}",
         "bad f.csv:2 person: no person: no e-mail, phone number or id of one | 1,\nend\n"},
        {"the second record drops the first", "Id,E\n1,\n2,b\n", "  contact: {id: '{Id}'}\n  account: {id: '{E}'}",
         "bad f.csv:2 id: {E} is empty; account needs id | 1,\n+ contact id=2\n+ account id=b\nend\n"},
    };
    CHECK(mappings);
}

static void mistakes_in_the_map(void **state)
{
    (void)state;
    static const struct mapping mappings[] = {
        {"column", "Id,Email\n1,x\n", "  lead: {id: '{Id}', email: '{Emial}'}",
         "fail -1 garner.yaml:3:22: source test: map.lead.email: f.csv has no column \"Emial\"; did you mean "
         "\"Email\"? It "
         "has \"Id\", \"Email\"\n"},
        {"kind", "Id\n1\n", "  leed: {id: '{Id}'}",
         "fail -1 garner.yaml:3:3: source test: map: unknown kind of record \"leed\"; did you mean \"lead\"?\n"},
        {"field", "Id\n1\n", "  lead: {id: '{Id}', emial: '{Id}'}",
         "fail -1 garner.yaml:3:22: source test: map.lead: unknown field \"emial\"; did you mean \"email\"?\n"},
        {"key of a field", "Id\n1\n", "  lead: {id: {colum: Id}}",
         "fail -1 garner.yaml:3:15: source test: map.lead.id: unknown key \"colum\"; did you mean \"column\"?\n"},
        {"constant", "Id\n1\n", "  order: {id: '{Id}', at: soon}",
         "fail -1 garner.yaml:3:23: source test: map.order: at: \"soon\" is not a date\n"},
        {"what is required", "Id\n1\n", "  order: {id: '{Id}'}",
         "fail -1 garner.yaml:3:3: source test: map.order: at is missing; the record cannot be without it\n"},
        {"reference that is required", "Id\n1\n", "  spend: {id: '{Id}', day: 2026-01-02, amount: 1}",
         "fail -1 garner.yaml:3:3: source test: map.spend: campaign_id is missing, or a field like it; the record "
         "cannot be without it\n"},
        {"brace", "Id\n1\n", "  lead: {id: '{Id'}",
         "fail -1 garner.yaml:3:10: source test: map.lead.id: a { is not closed; write {{ for a brace that is meant as "
         "text\n"},
        {"long condition", "Id\n1\n", "  lead: {id: '{Id}', when: {S: {is: x}}}",
         "fail -1 garner.yaml:3:29: source test: map.lead: f.csv has no column \"S\"; it has \"Id\"\n"},
        {"key of a condition", "Id\n1\n", "  lead: {id: '{Id}', when: {Id: {was: x}}}",
         "fail -1 garner.yaml:3:34: source test: map.lead: unknown key \"was\"\n"},
        {"condition without a text", "Id\n1\n", "  lead: {id: '{Id}', when: {Id: {optional: yes}}}",
         "fail -1 garner.yaml:3:29: source test: map.lead: `is` is missing: the text or texts that the column is to "
         "hold\n"},
        {"condition", "Id\n1\n", "  lead: {id: '{Id}', when: {Stat: x}}",
         "fail -1 garner.yaml:3:29: source test: map.lead: f.csv has no column \"Stat\"; it has \"Id\"\n"},
        {"order of dates", "Id\n1\n", "  order: {id: '{Id}', at: {column: Id, order: DYM}}",
         "fail -1 garner.yaml:3:40: source test: map.order.at: order: expected DMY, MDY or YMD, found \"DYM\"\n"},
    };
    CHECK(mappings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(typed_values),
        cmocka_unit_test(words),
        cmocka_unit_test(conditions),
        cmocka_unit_test(made_up_ids),
        cmocka_unit_test(rows_that_lack_something),
        cmocka_unit_test(mistakes_in_the_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
