#!/usr/bin/env bats
# The google_ads plugin against a server that speaks Google's documented contract (plugins/google_ads/fixtures).
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/google_ads/fixtures

# config [KEY: VALUE …]: the source google, asking the test server
config() {
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: UTC
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: google
    plugin: google_ads
    base_url: $BASE
    http_backoff: 20ms
$(printf '%s\n' "$@" | sed 's/^/    /')
YAML
}
TOKEN="auth: bearer
token: t0ken-canary"

# serve FIXTURE…: by name; the first that has an answer gives it
serve() {
    start_server "${@/#/$FIXTURES/}"
}

# pull_from 'KEY: VALUE' FIXTURE…: a server, a configuration, a pull whose outcome is in $status and $output
pull_from() {
    local options=$1
    shift
    serve "$@"
    [[ $options == *start:* ]] || options+=$'\nstart: 2026-11-01'
    config customer_id:\ 111-222-3333 "$TOKEN" "$options"
    run "$GARNER" pull
}

spends() {
    query "SELECT day, campaign, amount_micros, currency, impressions, clicks FROM spends ORDER BY day, campaign, breakdown"
}

@test "a stream of batches: campaigns, spend to the micro, fractional claims, absent metrics are 0" {
    pull_from "" days.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-20	brand-de	98760000	EUR	1800	42
2026-11-20	generic-de	0	EUR	7	0
2026-11-21	brand-de	1234567	EUR	90071992547409	1" "$(spends)"
    same 99994567 "$(query 'SELECT sum(amount_micros) FROM spends')"
    same "2026-11-20	conversions	3500000	412250000	EUR	click
2026-11-21	conversions	333333	10000	EUR	click" "$(query "SELECT day, action, conversions_millionths, value_micros, currency,
        date_basis FROM claims ORDER BY day")"
    same "brand-de	paid_search	ENABLED
generic-de	other	PAUSED
never-ran	unknown	REMOVED" "$(query "SELECT campaign, channel, status FROM campaigns ORDER BY campaign")"
    same "6	6	0" "$(query "SELECT rows_read, accepted, quarantined FROM runs")"
    ! grep -r canary garner.db* || false
}

@test "pain 1: restated days, a vanished row and a new day: the second pull equals the source" {
    pull_from "" days.http account.http
    stop_server
    export GARNER_NOW=2026-11-23T12:00:00Z
    pull_from "" restated.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-20	brand-de	98750000	EUR	1800	42
2026-11-20	generic-de	0	EUR	7	0
2026-11-23	brand-de	2000000	EUR	10	3" "$(spends)"
    same "2026-11-20	5250000	500000000" "$(query "SELECT day, conversions_millionths, value_micros FROM claims")"
}

@test "the same pull twice changes nothing" {
    pull_from "" days.http account.http
    stop_server
    pull_from "" days.http account.http
    [[ $output == *" 0 new, 0 changed, 0 deleted"* ]]
    stop_server
}

@test "an account without spend is empty; one that had some and now has none is an error" {
    pull_from "" empty.http account.http
    [ "$status" = 0 ]
    stop_server
    same "" "$(spends)"
    pull_from "" days.http account.http
    stop_server
    before=$(spends)
    pull_from "" empty.http account.http
    [ "$status" = 5 ]
    [[ $output == *"1112223333"*"brought nothing where 5 rows are stored"* ]]
    stop_server
    same "$before" "$(spends)"
}

@test "a manager account: the accounts below it, each in its own currency and its own today" {
    serve manager.http
    config customer_id:\ 999-888-7777 start:\ 2026-11-01 "$TOKEN"
    GARNER_NOW=2026-11-22T05:00:00Z "$GARNER" pull
    stop_server
    same "2026-11-20	brand-de	10000001	EUR	5	1
2026-11-20	brand-us	20000002	USD	6	2" "$(spends)"
}

@test "one account of a manager's that refuses keeps nobody else from being pulled, and is named" {
    serve refused_account.http account.http
    config customer_id:\ 9998887777 start:\ 2026-11-01 "$TOKEN"
    run -78 "$GARNER" pull
    [[ $output == *"of account 4445556666: The customer account can't be accessed"*"CUSTOMER_NOT_ENABLED, request q6"* ]]
    stop_server
    same "2026-11-20	brand-de	7000000	EUR	5	1" "$(spends)"
}

@test "neither customer_id nor login_customer_id: the accounts that there are, by name" {
    serve accessible.http
    config "$TOKEN"
    run -78 "$GARNER" pull
    [[ $output == *"set customer_id: this login reaches 1112223333, 9998887777"* ]]
    stop_server
    config "$TOKEN" "customer_id: shop"
    run -78 "$GARNER" pull
    [[ $output == *'"shop" is no account number'* ]]
}

@test "an access token that runs out in mid-run is renewed, and no secret is shown" {
    serve token.http account.http
    config customer_id:\ 111-222-3333 start:\ 2026-11-01 client_id:\ client client_secret:\ client-canary \
        refresh_token:\ refresh-canary token_url:\ /token
    run "$GARNER" pull -v -v
    [ "$status" = 0 ]
    [[ $output != *canary* ]]
    stop_server
    same "2026-11-20	brand-de	7000000	EUR	5	1" "$(spends)"
}

@test "a refresh token that was revoked, a user without access: exit 4, and what to do" {
    serve revoked.http account.http
    config customer_id:\ 111-222-3333 client_id:\ client client_secret:\ client-canary refresh_token:\ refresh-canary \
        token_url:\ /token
    run -4 "$GARNER" pull
    [[ $output == *"expired or revoked"* && $output != *canary* ]]
    stop_server
    pull_from "" denied.http
    [ "$status" = 4 ]
    [[ $output == *"User doesn't have permission to access customer. (USER_PERMISSION_DENIED, request q3)"* ]]
    [[ $output == *"login_customer_id"* ]]
    stop_server
}

@test "quota with and without a delay, 503, half an answer, then the answer packed and in chunks" {
    pull_from "http_retries: 5" faults.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-20	brand-de	7000000	EUR	5	1" "$(spends)"
}

@test "the operations of a day are used up: what came stays, the next pull takes up from there" {
    pull_from "start: 2026-10-01" quota.http account.http
    [ "$status" != 0 ]
    [[ $output == *"Too many operations in a day. (RESOURCE_EXHAUSTED, request q2)"* ]]
    stop_server
    same "2026-10-15	brand-de	3000000	EUR	5	1" "$(spends)"
    export GARNER_NOW=2026-11-23T12:00:00Z
    pull_from "start: 2026-10-01" quota_next.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-10-15	brand-de	3000000	EUR	5	1
2026-11-15	brand-de	4000000	EUR	5	1" "$(spends)"
}

@test "rows that cannot be read go to quarantine, the others count" {
    pull_from "" malformed.http account.http
    stop_server
    same "2026-11-18	brand-de	1000000	EUR	5	1
2026-11-20	brand-de	2000000	EUR	5	1" "$(spends)"
    same "11	5	6" "$(query "SELECT rows_read, accepted, quarantined FROM runs")"
    same "campaign.id
campaign.id
day
metrics.costMicros
metrics.costMicros
segments.date" "$(query "SELECT field FROM quarantine ORDER BY field")"
}

@test "errors without details, of Google's front end, of an old version: each its own class" {
    serve nonsense.http
    config "$TOKEN" customer_id:\ 1110000001
    run -4 "$GARNER" pull
    config "$TOKEN" customer_id:\ 1110000002
    run -78 "$GARNER" pull
    [[ $output == *"Google may have ended this api_version"* ]]
    config "$TOKEN" customer_id:\ 1110000003
    run -78 "$GARNER" pull
    [[ $output == *"Unrecognized field in the query"*"see api_version"* ]]
    stop_server
}

@test "an error in the midst of a stream stores nothing of its window" {
    pull_from "" midstream.http account.http
    [ "$status" != 0 ]
    [[ $output == *"An internal error has occurred. (INTERNAL_ERROR, request q5)"* ]]
    same "" "$(spends)"
}

@test "a redirect to another host is refused" {
    pull_from "" redirect.http
    [ "$status" != 0 ]
    [[ $output == *"redirects to another host"* ]]
    stop_server
}

@test "ad groups are detail below the campaigns, never added to them" {
    pull_from "level: ad_group" ad_groups.http account.http
    stop_server
    same "brand-de		10000000
brand-de	ad_group|ad_group=71	6000000
brand-de	ad_group|ad_group=72	4000000
generic-de		5000000" "$(query "SELECT campaign, breakdown, amount_micros FROM spends ORDER BY 1, 2")"
    same 15000000 "$(query "SELECT sum(spend_micros) FROM campaign_daily")"
}

@test "leads of lead forms: person, campaign, click and time" {
    pull_from "" leads.http empty.http account.http
    stop_server
    same "lead-1	2026-11-20T08:15:22.000Z	brand-de	Example GmbH
lead-2	2026-11-21T07:30:00.000Z	generic-de	" "$(query "SELECT id, created_at, campaign, account FROM leads ORDER BY id")"
    same "submissionDateTime" "$(query "SELECT field FROM quarantine")"
    pull_from "lead_forms: no" empty.http account.http
    same 0 "$(requests_matching lead_form)"
}

@test "a lookback shorter than Google restates is refused" {
    pull_from "lookback: 7d" account.http
    [ "$status" = 78 ]
    [[ $output == *"lookback is shorter than the 30 days that Google restates"* ]]
}

@test "a window named on the command line is asked for as it is, and moves nothing" {
    cat > window.http <<'HTTP'
request POST /v25/customers/1112223333/googleAds:searchStream
  contains BETWEEN '2026-01-01' AND '2026-01-31'
  expect 1
reply 200
  body []
request POST /v25/customers/1112223333/googleAds:searchStream
  contains BETWEEN '2026-02-01' AND '2026-02-10'
  expect 1
reply 200
  body []
request POST /v25/customers/1112223333/googleAds:searchStream
  contains BETWEEN '2026-11-01' AND '2026-11-22'
  expect 1
reply 200
  body []
HTTP
    start_server window.http "$FIXTURES/account.http"
    config customer_id:\ 1112223333 start:\ 2026-11-01 "$TOKEN"
    "$GARNER" pull --from 2026-01-01 --to 2026-02-10
    "$GARNER" pull
    stop_server
}

@test "plugins check: the plugin keeps what plugins promise" {
    serve days.http leads.http account.http
    config customer_id:\ 111-222-3333 start:\ 2026-11-01 "$TOKEN" http_retries:\ 1
    run "$GARNER" plugins check -c garner.yaml "$BUILD_DIR/plugins/google_ads/google_ads.so"
    [ "$status" = 0 ] || {
        echo "$output"
        return 1
    }
    stop_server
}
