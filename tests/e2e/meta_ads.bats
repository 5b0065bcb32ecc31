#!/usr/bin/env bats
# The meta_ads plugin against a server that speaks Meta's documented contract (plugins/meta_ads/fixtures).
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/meta_ads/fixtures

# config [KEY: VALUE …]: the source meta, asking the test server
config() {
    cat > garner.yaml <<YAML
store: garner.db
currency: USD
timezone: UTC
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: meta
    plugin: meta_ads
    base_url: $BASE
    token: t0ken-canary
    http_backoff: 20ms
    poll: 10ms
$(printf '%s\n' "$@" | sed 's/^/    /')
YAML
}

# pull_from 'KEY: VALUE' FIXTURE…: a server, a configuration, a pull whose outcome is in $status and $output
pull_from() {
    local options=$1
    shift
    start_server "${@/#/$FIXTURES/}"
    [[ $options == *start:* ]] || options+=$'\nstart: 2026-11-01'
    [[ $options == *_id:* ]] || options+=$'\naccount_id: act_555'
    config "$options"
    run "$GARNER" pull
}

spends() {
    query "SELECT day, campaign, amount_micros, currency, impressions, clicks FROM spends ORDER BY day, campaign, breakdown"
}

@test "pages, campaigns, spend exactly, in the account's own days" {
    pull_from "" days.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-20	Retarget	0	USD	3	0
2026-11-20	Webinar Q4	81070000	USD	10233	211
2026-11-21	Retarget	12345678	USD	77	2" "$(spends)"
    same 93415678 "$(query 'SELECT sum(amount_micros) FROM spends')"
    same "Retarget	paid_social	CAMPAIGN_PAUSED	OUTCOME_SALES		
Webinar Q4	paid_social	ACTIVE	OUTCOME_LEADS	2026-10-01	2026-12-24" \
        "$(query "SELECT campaign, channel, status, kind, starts_day, ends_day FROM campaigns ORDER BY campaign")"
    same "5	5	0" "$(query "SELECT rows_read, accepted, quarantined FROM runs")"
}

@test "pain 5: one purchase under three names and a lead under two count once, other actions not at all" {
    pull_from "" days.http account.http
    same "2026-11-20	lead	7d_click+1d_view	6000000	
2026-11-21	purchase	7d_click+1d_view	4000000	420100000" "$(query "SELECT day, action, window,
        conversions_millionths, value_micros FROM claims ORDER BY day")"
    stop_server
}

@test "windows and actions are a matter of configuration; overlapping windows are refused" {
    sed 's/\["7d_click","1d_view"\]/["1d_view"]/' "$FIXTURES/days.http" > days.http
    cp "$FIXTURES/account.http" .
    FIXTURES=$PWD
    pull_from "attribution: 1d_view
actions: [offsite_conversion.fb_pixel_lead, purchase, link_click]" days.http account.http
    stop_server
    same "2026-11-20	offsite_conversion.fb_pixel_lead	1d_view	1000000
2026-11-21	purchase	1d_view	1000000" "$(query "SELECT day, action, window, conversions_millionths FROM claims ORDER BY day")"
    config account_id:\ 555 'attribution: [7d_click, 28d_click]'
    run -78 "$GARNER" pull
    [[ $output == *"7d_click and 28d_click overlap"* ]]
    config account_id:\ 555 'attribution: [7d_view]'
    run -78 "$GARNER" pull
    [[ $output == *'"7d_view" is none of'* ]]
}

@test "the token in next is shown nowhere" {
    start_server "$FIXTURES/days.http" "$FIXTURES/account.http"
    config account_id:\ act_555 start:\ 2026-11-01
    run "$GARNER" pull -v -v
    [ "$status" = 0 ]
    [[ $output != *canary* ]]
    stop_server
    ! grep -q canary garner.db* || false
}

@test "pain 1: restated days, a vanished row and a new name: the second pull equals the source" {
    pull_from "" days.http account.http
    stop_server
    export GARNER_NOW=2026-11-24T06:00:00Z
    pull_from "" restated.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-20	80990000	10233
2026-11-23	1010000	10" "$(query "SELECT day, amount_micros, impressions FROM spends ORDER BY day")"
    same "2026-11-20	lead	7000000" "$(query "SELECT day, action, conversions_millionths FROM claims")"
}

@test "an empty account; one that had spend and now has none is an error" {
    pull_from "" empty.http account.http
    [ "$status" = 0 ]
    stop_server
    pull_from "" days.http account.http
    stop_server
    pull_from "" empty.http account.http
    [ "$status" = 5 ]
    [[ $output == *"brought nothing where 5 rows are stored"* ]]
    stop_server
}

@test "too much for one answer: a report is ordered, waited for and read" {
    pull_from "" async.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-02	Webinar Q4	10010000	USD	1	1
2026-11-03	Webinar Q4	20020000	USD	2	1" "$(spends)"
    pull_from "report: sync" async.http account.http
    [ "$status" = 5 ]
    [[ $output == *"reduce the amount of data"* ]]
}

@test "pain 13: a report that stands still or fails is split, one that moves is waited for" {
    pull_from "report: async
stalled_after: 50ms" stalled.http account.http
    [ "$status" = 0 ]
    stop_server
    same "2026-11-06	1110000
2026-11-07	2220000
2026-11-12	3330000" "$(query "SELECT day, amount_micros FROM spends ORDER BY day")"
}

@test "throttles at 400 and 200, what passes, half an answer, then the answer packed; near a limit it slows down" {
    start_server "$FIXTURES/faults.http" "$FIXTURES/account.http"
    config account_id:\ 555 start:\ 2026-11-01
    run "$GARNER" pull -v -v
    [ "$status" = 0 ]
    stop_server
    [[ $output == *"limit is used to 76 %"* ]]
    same "2026-11-06	1110000" "$(query "SELECT day, amount_micros FROM spends")"
}

@test "a wait of minutes that Meta asks for ends the pull, and is said" {
    pull_from "" blocked.http account.http
    [ "$status" != 0 ]
    stop_server
    [[ $output == *"User request limit reached (code 17, subcode 2446079, trace AbCd)"* ]]
    [[ $output == *"left alone for 720 s"* ]]
}

@test "an expired token is exit 4, an account that is not there 78" {
    pull_from "" expired.http account.http
    [ "$status" = 4 ]
    [[ $output == *"Session has expired"*"(code 190, subcode 463"*"get a new token"* ]]
    stop_server
    pull_from "" missing.http account.http
    [ "$status" = 78 ]
    [[ $output == *"check account_id"* ]]
    stop_server
}

@test "rows that cannot be read go to quarantine, the others count" {
    pull_from "" malformed.http account.http
    stop_server
    same "2026-11-06	1110000
2026-11-11	2220000" "$(query "SELECT day, amount_micros FROM spends ORDER BY day")"
    same "7d_click
campaign_id
impressions
spend
spend" "$(query "SELECT field FROM quarantine ORDER BY field")"
}

@test "a next that never ends, or leads to another host, and a redirect there are refused" {
    pull_from "" endless.http account.http
    [ "$status" = 5 ]
    [[ $output == *"the pages do not end"* ]]
    stop_server
    pull_from "" elsewhere.http account.http
    [ "$status" = 5 ]
    [[ $output == *"next page on another host"* ]]
    stop_server
    pull_from "" redirect.http
    [ "$status" = 5 ]
    [[ $output == *"redirects to another host"* ]]
    stop_server
    same "" "$(spends)"
}

@test "ad sets are detail below the campaigns, never added to them" {
    pull_from "level: ad_set" ad_sets.http account.http
    stop_server
    same "	10000000
ad_group|ad_group=71	6000000
ad_group|ad_group=72	4000000" "$(query "SELECT breakdown, amount_micros FROM spends ORDER BY 1")"
    same 10000000 "$(query "SELECT sum(spend_micros) FROM campaign_daily")"
}

@test "leads of a page's forms: person, campaign, time; organic ones; with a token of their own" {
    pull_from "page_id: 777
page_token: page-canary" leads.http
    stop_server
    same "5001	2026-11-20T09:15:22.000Z	Webinar Q4	Example GmbH
5002	2026-11-21T10:00:00.000Z	organic_social	" "$(query "SELECT id, created_at, campaign, account FROM leads ORDER BY id")"
    same "created_time" "$(query "SELECT field FROM quarantine")"
    # A day before the first one
    same 1 "$(requests_matching '/9001/leads.*GREATER_THAN.*1793404800')"
    ! grep -q canary garner.db* || false
}

@test "pain 3: an answer of the real API, by ad and product: 22.88; taken for campaigns' rows it is refused" {
    need_shared data/api_fixtures
    cp "$SHARED/data/api_fixtures/airbyte_meta_ads_insights_action_product_id.json" answer.json
    cp "$FIXTURES/account.http" .
    printf '%s\n' 'request GET /v25.0/act_555/insights' '  query level=campaign' reply\ 200 '  raw answer.json' > collapsed.http
    { sed 's/raw .*/body {"data":[]}/' collapsed.http; sed 's/level=campaign/level=ad/; s/^reply/  query breakdowns=product_id\n&/' collapsed.http; } > product.http
    FIXTURES=$PWD
    pull_from "start: 2023-06-01" collapsed.http account.http
    [ "$status" = 5 ]
    same "" "$(spends)"
    cat product.http
    export GARNER_NOW=2023-06-20T12:00:00Z
    pull_from "start: 2023-06-01
level: ad
breakdowns: product_id
actions: link_click
attribution: 7d_click" product.http account.http
    [ "$status" = 0 ]
    same "22880000	356	16	USD	4000000" "$(query "SELECT sum(amount_micros), sum(impressions), sum(clicks), currency,
        (SELECT sum(conversions_millionths) FROM claims) FROM spends")"
    same 22880000 "$(query "SELECT sum(spend_micros) FROM campaign_daily")"
    same "ad,ad_group,product|ad=23854695759200548;ad_group=23854404706320548;product=5983858725075630" \
        "$(query "SELECT min(breakdown) FROM spends")"
}

@test "plugins check: the plugin keeps what plugins promise" {
    start_server "$FIXTURES/days.http" "$FIXTURES/leads.http" "$FIXTURES/account.http"
    config account_id:\ 555 page_id:\ 777 page_token:\ page-canary start:\ 2026-11-01 http_retries:\ 1
    run "$GARNER" plugins check -c garner.yaml "$BUILD_DIR/plugins/meta_ads/meta_ads.so"
    [ "$status" = 0 ] || {
        echo "$output"
        return 1
    }
    stop_server
}
