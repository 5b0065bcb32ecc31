#!/usr/bin/env bats
# The manifests that come with rest, against servers that answer as their APIs' documents say (plugins/rest/fixtures).
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/rest/fixtures

config() { # config PRESET LINES…
    {
        cat << YAML
store: garner.db
currency: USD
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: it
    plugin: rest
    preset: $1
    http_backoff: 10ms
YAML
        shift
        printf '    %s\n' "$@"
    } > garner.yaml
}

spends() {
    query "SELECT group_concat(campaign || ' ' || day || ' ' || amount, '; ') FROM
        (SELECT campaign, day, amount FROM spends WHERE amount <> 0 ORDER BY day, campaign)"
}

@test "rewardful: commissions are the cost to the cent, voided ones none; visitors are no leads; the past changes" {
    start_server "$FIXTURES/rewardful.http"
    config rewardful "base_url: $BASE/v1" "token: sk_reward"
    run -0 "$GARNER" pull
    same "r-1 Friends; r-3 Partners; r-4 Partners" \
        "$(query "SELECT group_concat(id || ' ' || campaign, '; ') FROM (SELECT * FROM leads ORDER BY id)")"
    same "3 2" "$(query "SELECT count(referrer_person) || ' ' || count(DISTINCT referrer_person) FROM leads")"
    same "Friends 2026-11-01 30.0; Friends 2026-11-02 0.01; Partners 2026-11-03 1234.57" "$(spends)"
    same "1264.58" "$(query "SELECT round(sum(amount), 6) FROM spends")"
    same 3 "$(query "SELECT count(*) FROM touches")"
    run -0 "$GARNER" pull
    same "r-1 r-3" "$(query "SELECT group_concat(id, ' ') FROM (SELECT id FROM leads ORDER BY id)")"
    same "Friends of Ada 2026-11-01 15.5; Partners 2026-11-03 1234.57" "$(spends)"
    same 0 "$(query "SELECT count(*) FROM quarantine")"
    stop_server
}

@test "cvent: client credentials, pages by token, a deleted lead goes, a business card is transcribed later" {
    start_server "$FIXTURES/cvent.http"
    config cvent "base_url: $BASE/ea" "client_id: cvent-id" "client_secret: cvent-secret"
    run -0 "$GARNER" pull
    same "l-1 e-1 kim DE; l-2 e-1 kim -; l-4 e-2 joe -" "$(query "SELECT group_concat(id || ' ' || campaign || ' ' || owner || ' ' ||
        coalesce(region, '-'), '; ') FROM (SELECT * FROM leads ORDER BY id)")"
    same 3 "$(query "SELECT count(*) FROM touches")"
    run -0 "$GARNER" pull
    same "l-2 l-4" "$(query "SELECT group_concat(id, ' ') FROM (SELECT id FROM leads ORDER BY id)")"
    same "l-2" "$(query "SELECT id FROM leads WHERE account = 'Navy'")"
    same 0 "$(query "SELECT count(*) FROM quarantine")"
    stop_server
}

@test "pretix: a token of its own scheme, Django's pages, offsets and microseconds" {
    start_server "$FIXTURES/pretix.http"
    config pretix "base_url: $BASE/api/v1/organizers/o/events/e/exhibitors/7" "token: Token pretix-token"
    run -0 "$GARNER" pull
    same "ABC12-1 2021-07-07T00:00:00.000Z; T0HJ7-1 2021-07-06T10:03:31.414Z; T0HJ7-2 2021-07-07T07:59:59.999Z" \
        "$(query "SELECT group_concat(id || ' ' || created_at, '; ') FROM (SELECT * FROM leads ORDER BY id)")"
    same "2 1" "$(query "SELECT count(owner) || ' ' || count(DISTINCT owner) FROM leads")"
    same 3 "$(query "SELECT count(*) FROM touches")"
    stop_server
}
