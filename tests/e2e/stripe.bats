#!/usr/bin/env bats
# The stripe plugin against a server that speaks Stripe's contract (plugins/stripe/fixtures): what becomes of its objects,
# later pulls, and everything that may go wrong on the way.
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/stripe/fixtures

config() { # config [KEY: VALUE …]
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: pay
    plugin: stripe
    base_url: $BASE
    token: rk_live_canary
    http_backoff: 5ms
    rate: 1000/1s
$(for line; do echo "    $line"; done)
YAML
}

pull() { # pull FIXTURE [KEY: VALUE …]
    start_server "$FIXTURES/$1.http"
    shift
    config "$@"
    "$GARNER" pull
    stop_server
}

fails() { # fails CODE FIXTURE [KEY: VALUE …]: $output is what garner says
    code=$1
    start_server "$FIXTURES/$2.http"
    shift 2
    config "$@"
    run -"$code" "$GARNER" pull
    stop_server
}

refunds() {
    query "SELECT id, amount_micros, currency FROM refunds ORDER BY id" | xargs
}

@test "charges are orders with exact amounts, each currency by Stripe's own digits; what cannot be read is kept aside" {
    run pull first
    [[ $output == *"18 rows read, 16 accepted, 2 quarantined"* ]]
    same "ch_1 49990000 EUR paid ch_10 10000000000010000 EUR pending ch_2 5000000000 JPY paid ch_3 12340000 KWD paid ch_4 1500000000 ISK paid ch_5 700000000 MGA paid ch_6 4000000 EUR paid ch_7 20000000 EUR pending ch_8 21000000 EUR cancelled" \
        "$(query "SELECT id, amount_micros, currency, status FROM orders ORDER BY id" | xargs)"
    same "dp_1 4000000 EUR re_1 10000000 EUR" "$(refunds)"
    same "2026-11-19T18:00:00.000Z" "$(query "SELECT at FROM orders WHERE id = 'ch_1'")"
    run "$GARNER" quarantine list
    [[ $output == *"amount: \"49,99,1\" cannot be read"* && $output == *"an amount whose currency is no code of three letters"* ]]
}

@test "what metadata says of a campaign is a touch of that person" {
    pull first
    same "ch_1 brand-de paid_search cus_1 spring email" \
        "$(query "SELECT id, campaign, channel FROM touches ORDER BY id" | xargs)"
    same 1 "$(query "SELECT count(DISTINCT person) FROM touches")"
}

@test "pain 9: a later pull looks back and brings what is new and what events say was changed, the newest of each object; again: nothing" {
    pull first
    pull second
    same "ch_1 49990000 paid ch_11 1000000 paid ch_7 19500000 paid" \
        "$(query "SELECT id, amount_micros, status FROM orders WHERE currency = 'EUR' AND status = 'paid' AND id <> 'ch_6' ORDER BY id" | xargs)"
    same "" "$(query "SELECT id FROM orders WHERE id = 'ch_10'")"
    same "re_1 10000000 EUR re_3 5000000000 JPY" "$(refunds)"
    same cus_1 "$(query "SELECT id FROM contacts" | xargs)"
}

@test "pulling the same again changes nothing" {
    pull first
    before=$("$GARNER" query --format tsv "SELECT * FROM orders")
    sqlite3 garner.db "UPDATE source SET cursor = NULL"
    run pull first
    [[ $output == *"0 new, 0 changed, 0 deleted, 15 as before"* || $output == *"nothing new"* ]]
    same "$before" "$("$GARNER" query --format tsv "SELECT * FROM orders")"
}

@test "limits, failures, answers cut off, dropped connections and locks are tried again; pages follow" {
    pull faults "objects: [refunds]"
    same "re_0 10000 EUR re_1 10000000 EUR" "$(refunds)"
}

@test "Stripe-Should-Retry: false ends the pull at once, with Stripe's reason and request id" {
    fails 1 final "objects: [refunds]"
    [[ $output == *"An unknown error occurred. (request req_9)"* ]]
}

@test "a key that is refused: exit 4, and the key is nowhere" {
    fails 4 denied "objects: [refunds]"
    [[ $output == *"Invalid API Key provided"* && $output != *rk_live_canary* ]]
    ! grep -ra rk_live_canary garner.db garner.db.state
}

@test "a redirect to another host gets no key; a list without an end is an error" {
    fails 5 elsewhere "objects: [refunds]"
    [[ $output == *"redirects to another host"* ]]
    fails 5 endless "objects: [refunds]"
    [[ $output == *"does not move on"*re_1* ]]
}

@test "test payments are refused unless they are meant, and never join live ones" {
    fails 78 test-mode "objects: [charges]"
    [[ $output == *"one for test mode"* ]]
    pull test-mode "objects: [charges]" "mode: test"
    start_server "$FIXTURES/first.http"
    config "objects: [charges]"
    run -78 "$GARNER" pull
    [[ $output == *"of mode test"* ]]
}

@test "a pull that fails on its second page keeps the first and goes on there" {
    start_server "$FIXTURES/resume.http"
    config "objects: [refunds]"
    run ! "$GARNER" pull
    same "re_9 9000000 EUR" "$(refunds)"
    "$GARNER" pull
    stop_server
    same "re_8 8000000 EUR re_9 9000000 EUR" "$(refunds)"
}

@test "pain 8: kill -9 in the middle of a list, and another pull goes on there" {
    start_server "$FIXTURES/killed.http"
    config "objects: [refunds]"
    "$GARNER" pull 3>&- &
    pid=$!
    until [ "$(requests_matching starting_after=re_9)" = 1 ]; do sleep 0.02; done
    kill -KILL "$pid"
    wait "$pid" || true
    "$GARNER" pull
    stop_server
    same "re_8 8000000 EUR re_9 9000000 EUR" "$(refunds)"
}

@test "after a pause longer than events reach back the lists are read again from further back, and that is said" {
    pull first
    export GARNER_NOW=2027-01-10T12:00:00Z
    run pull late
    [ "$status" = 0 ]
    [[ $output == *"farther than Stripe's events reach"* ]]
}

@test "a currency's digits, the start and the objects can be set; what is none of them is refused" {
    start_server "$FIXTURES/first.http"
    config "objects: [charges]" "decimals: {MGA: 2, isk: 0}" "account: acct_1" "start: 2026-11-19"
    run ! "$GARNER" pull
    grep -q "^Stripe-Account: acct_1" "$SERVER_LOG"
    [ "$(requests_matching 'created%5Bgte%5D=1795046400')" -gt 0 ]
    rm -rf garner.db*
    config "objects: [charges]" "decimals: {MGA: 2, isk: 0}"
    "$GARNER" pull
    same "ISK 150000000000 MGA 7000000" "$(query "SELECT currency, amount_micros FROM orders WHERE currency IN ('ISK', 'MGA') ORDER BY 1" | xargs)"
    config "objects: [invoices]"
    run -78 "$GARNER" pull
    [[ $output == *'"invoices" is none of customers, charges'* ]]
    config "decimals: {euro: 2}"
    run -78 "$GARNER" pull
    [[ $output == *"write a currency and 0 to 4"* ]]
}
