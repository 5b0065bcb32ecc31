#!/usr/bin/env bats
# The hubspot plugin against a server that speaks HubSpot's contract (plugins/hubspot/fixtures): what becomes of its
# objects, what a later pull asks for, and everything that may go wrong on the way.
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/hubspot/fixtures

config() { # config [KEY: VALUE …]
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
customer: won_deal
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: crm
    plugin: hubspot
    base_url: $BASE
    http_backoff: 5ms
    rate: 1000/1s
$(for line in "${@:-token: pat-canary}"; do echo "    $line"; done)
YAML
}

start() { # start FIXTURE [KEY: VALUE …]
    start_server "$FIXTURES/$1.http"
    shift
    [[ $* == *search_rate* ]] || set -- "search_rate: 1000/1s" "$@"
    config "token: pat-canary" "$@"
}

pull() { # pull FIXTURE [KEY: VALUE …]
    start "$@"
    "$GARNER" pull
    stop_server
}

@test "contacts are contacts and leads with their channel, campaign, stage and owner; the first and latest visit are touches" {
    run pull first
    [[ $output == *"12 rows read, 11 accepted, 1 quarantined"* ]]
    same "301 brand-de paid_search customer Eva Sands 302 offline_other offline_other lead Tom 304 retargeting paid_social opportunity" \
        "$(query "SELECT id, campaign, channel, status, owner FROM leads ORDER BY id" | xargs)"
    same "1794384000000 1795165200000" "$(query "SELECT qualified_at_ms, converted_at_ms FROM leads WHERE id = '301'" | xargs)"
    same "301/first brand-de paid_search click 301/latest spring email click 304/first retargeting paid_social click" \
        "$(query "SELECT id, campaign, channel, kind FROM touches ORDER BY id" | xargs)"
    run "$GARNER" quarantine list
    [[ $output == *'"next week" cannot be read'* ]]
}

@test "deals: won, lost and open, reason, owner and stage by name, exact amounts in the deal's currency or the account's" {
    pull first
    same "9001 lost Closed lost 12500000000 EUR Eva Sands Budget 9002 won Closed won 9007199254740993 EUR Eva Sands 9003 open Offer sent 100000 CHF" \
        "$(query "SELECT id, state, stage, amount_micros, currency, owner, lost_reason FROM deals ORDER BY id" | xargs)"
    same "9001: 9002: 9002:Decision maker" "$(sqlite3 garner.db "SELECT deal_id || ':' || coalesce((SELECT text FROM word WHERE word.id = role), '') FROM fact_deal_contact ORDER BY 1" | xargs)"
}

@test "pain 9: a later pull looks back and brings what was changed: values corrected and emptied, contacts off a deal, merges, deletions" {
    pull first
    pull second
    same "9001 won Closed won 12500000000 9002 won Closed won 100250000 9004 open new 7000000" \
        "$(query "SELECT id, state, stage, amount_micros, owner FROM deals ORDER BY id" | sed 's/Eva Sands//' | xargs)"
    same "" "$(query "SELECT lost_reason FROM deals WHERE id = '9001'")"
    same 2 "$(sqlite3 garner.db "SELECT count(*) FROM fact_deal_contact")"
    same "301 303 304" "$(query "SELECT id FROM leads ORDER BY id" | xargs)"
    same 1 "$(query "SELECT count(DISTINCT person) FROM contacts WHERE id IN ('302', '304')")"
}

@test "pain 10: A merged into B into C, then C deleted: one customer all along" {
    start merges
    customers() {
        "$GARNER" pull
        query "SELECT count(*) FROM customers"
    }
    same 3 "$(customers | tail -1)"
    same 2 "$(customers | tail -1)"
    same 1 "$(customers | tail -1)"
    same 1 "$(customers | tail -1)"
    stop_server
    same "1 2" "$(query "SELECT id FROM contacts ORDER BY id" | xargs)"
    same brand "$(query "SELECT DISTINCT campaign FROM credits")"
}

@test "pain 11: 12 000 changes, where a search shows 10 000: all come" {
    start many "objects: [contacts]"
    "$GARNER" pull
    "$GARNER" pull
    stop_server
    same 12001 "$(query "SELECT count(*) FROM contacts")"
}

@test "a list or a search that does not move on is an error; what came before stays, and the next pull goes on" {
    start endless "objects: [contacts]"
    run -5 "$GARNER" pull
    [[ $output == *"HubSpot's list of contacts does not move on"* ]]
    same 1 "$(query "SELECT count(*) FROM contacts")"
    "$GARNER" pull
    same 2 "$(query "SELECT count(*) FROM contacts")"
    run -5 "$GARNER" pull
    [[ $output == *"HubSpot's search of contacts does not move on"*'"5"'* ]]
    stop_server
}

@test "pain 14: an access token that runs out between pages, refresh tokens that are good once; no secret is seen" {
    start_server "$FIXTURES/rotation.http"
    config "objects: [contacts]" "search_rate: 1000/1s" "client_id: id" "client_secret: client-canary" "refresh_token: first-refresh-canary"
    "$GARNER" pull -v 2> log
    same 2 "$(query "SELECT count(*) FROM contacts")"
    "$GARNER" pull -v 2>> log
    stop_server
    ! grep -a canary log garner.db
    same third-refresh-canary "$(grep -rhao third-refresh-canary garner.db.state | head -1)"
}

@test "locks, failures, answers cut off and the limit of a second are waited out" {
    pull faults "objects: [contacts]"
    same 1 "$(query "SELECT count(*) FROM contacts")"
}

@test "pain 12: a limit longer than max_wait ends the pull and says how long; the daily one always" {
    start limit-ten "max_wait: 2s"
    run ! "$GARNER" pull
    stop_server
    [[ $output == *"You have reached your limit"* ]]
    start limit-daily
    run ! "$GARNER" pull
    stop_server
    [[ $output == *"daily limit of requests"* ]]
}

@test "401 and a missing scope: exit 4, saying which; a redirect to another host gets no token" {
    start denied
    run -4 "$GARNER" pull
    [[ $output == *"Authentication credentials not found"* && $output != *pat-canary* ]]
    run -4 "$GARNER" pull
    [[ $output == *"/crm/owners/2026-03"*"all required scopes"*"leave it out of"* ]]
    run -5 "$GARNER" pull
    [[ $output == *"redirects to another host"* ]]
    stop_server
}

@test "companies, lead objects, activities" {
    pull marketing "objects: [companies, contacts, leads, calls, emails, meetings, campaigns, events]"
    same "lead/41 unqualified-stage-id No budget Eva Sands" "$(query "SELECT id, status, disqualified_reason, owner FROM leads" | xargs)"
    same 1 "$(query "SELECT count(*) FROM leads JOIN contacts USING (person)")"
    same "calls/61 call no emails/63 email yes meetings/62 meeting" "$(query "SELECT id, kind, inbound FROM activities ORDER BY id" | xargs)"
    same "501 ACME acme.example" "$(sqlite3 -separator ' ' garner.db "SELECT id, name, domain FROM fact_account")"
}

@test "campaigns bring their budget and every spend item, to the micro, on the day it was entered; items that go, go" {
    start marketing "objects: [campaigns, events]"
    "$GARNER" pull
    same "s1 booth 2026-01-15 12000000000 EUR s2 other 2026-03-09 100000 EUR s3 travel 2026-03-08 3150300000 EUR s9 media 2026-03-08 99990000 USD" \
        "$(query "SELECT id, cost_type, day, amount_micros, currency FROM spends ORDER BY id" | xargs)"
    same "20000000000|EUR" "$(sqlite3 garner.db "SELECT budget, budget_currency FROM fact_campaign WHERE name LIKE 'Spring%'")"
    same "event/7/301 attended webinar event/7/302 no_show webinar event/7/304 registered webinar" \
        "$(query "SELECT id, kind, channel FROM touches ORDER BY id" | xargs)"
    run "$GARNER" quarantine list
    [[ $output == *'amount: "much" cannot be read'* ]]
    "$GARNER" pull
    stop_server
    same "s1 11000500000" "$(query "SELECT id, amount_micros FROM spends" | xargs)"
    same "event/7/301" "$(query "SELECT id FROM touches" | xargs)"
}

@test "pain 11: a deal with more contacts than one answer holds has them all" {
    pull parts "objects: [deals]"
    same "501 1" "$(sqlite3 garner.db "SELECT count(*) FROM fact_deal_contact GROUP BY deal_id ORDER BY deal_id" | xargs)"
}

@test "the paths of API version v3" {
    pull v3 "api_version: v3" "objects: [contacts, deals, campaigns, events]"
}

@test "another property reads its object anew, and only that" {
    start first "objects: [contacts]"
    "$GARNER" pull
    kill "$SERVER_PID"
    start first "objects: [contacts]" "self_reported: how"
    "$GARNER" pull
    same 2 "$(requests_matching 'GET /crm/objects/2026-03/contacts.*%2Chow')"
}

@test "pain 8: kill -9 between two pages, and another pull goes on there" {
    start killed "objects: [contacts]"
    "$GARNER" pull 3>&- &
    pid=$!
    until [ "$(requests_matching after=2)" = 1 ]; do sleep 0.02; done
    kill -KILL "$pid"
    wait "$pid" || true
    same 1 "$(query "SELECT count(*) FROM contacts")"
    "$GARNER" pull
    stop_server
    same 2 "$(query "SELECT count(*) FROM contacts")"
}

@test "searches have a rate of their own" {
    pull first
    start second "search_rate: 4/1s"
    "$GARNER" pull
    times=($(sed -n 's/^> [0-9]* +\([0-9]*\)ms base POST .*search$/\1/p' "$SERVER_LOG"))
    [ $((times[2] - times[0])) -ge 500 ]
    times=($(sed -n 's/^> [0-9]* +\([0-9]*\)ms base GET .crm.[^/]*.2026-03.*/\1/p' "$SERVER_LOG"))
    [ $((times[1] - times[0])) -lt 200 ]
}

@test "options that cannot be meant are refused" {
    start first "objects: [contacts, tickets]"
    run -78 "$GARNER" pull
    [[ $output == *'"tickets" is none of contacts, companies'* ]]
    start first "overlap: 1m"
    run -78 "$GARNER" pull
    [[ $output == *"less than 10m would lose"* ]]
}

@test "api_fixtures: the deal that Airbyte recorded" {
    need_shared data/api_fixtures
    cp "$SHARED/data/api_fixtures/airbyte_hubspot_deals.json" .
    sed '/^request GET .crm.objects.2026-03.deals/,$d' "$FIXTURES/first.http" > deals.http
    cat >> deals.http <<'HTTP'
request GET /crm/objects/2026-03/deals
reply 200
  file airbyte_hubspot_deals.json

request POST /crm/associations/2026-03/deals/contacts/batch/read
reply 200
  body {"results":[]}
HTTP
    start_server deals.http
    config "token: pat-canary"
    "$GARNER" pull
    stop_server
    same "312929580 open 2021-02-23T20:08:49.603Z" "$(query "SELECT id, state, created_at FROM deals" | xargs)"
}
