#!/usr/bin/env bats
# The trade_show plugin on exports of invented visitors: who is one person, when they were scanned, what the show cost.
load helper

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/trade_show/fixtures

# config FILE SHOW [KEY: VALUE …]
config() {
    file=$1 show=$2
    shift 2
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: expo
    plugin: trade_show
    path: "$file"
    show: $show
$(for line; do echo "    $line"; done)
YAML
}

records() { # records FILE SHOW [KEY: VALUE …]: what `garner test` prints
    config "$@"
    "$GARNER" test -n 1000 expo
}

# persons: how many leads there are, each counted once
persons() {
    sed -n 's/^lead: id="\([^"]*\)".*/\1/p' <<< "$1" | sort -u | wc -l
}

SHOW="{campaign: Spring Expo, from: 2026-03-10, to: 2026-03-12, region: DE, segment: B2B}"

@test "several scans of one person are one lead, dated by the earliest, with the latest details" {
    out=$(records "$FIXTURES/scans.csv" "$SHOW")
    same 5 "$(grep -c '^touch: ' <<< "$out")"
    same 3 "$(persons "$out")"
    last=$(grep '^lead: .*[Aa]da@acme' <<< "$out" | tail -1)
    [[ $last == *'created_at=2026-03-10T08:05:00Z status="Hot" owner="Lee" account="Acme Ltd"'* ]]
    [[ $last != *ada@acme*ada@acme* ]]
}

@test "a lead's id holds no address" {
    out=$(records "$FIXTURES/scans.csv" "$SHOW")
    ! sed -n 's/.* id="\([^"]*\)".*/\1/p; s/^lead: id="\([^"]*\)".*/\1/p' <<< "$out" | grep '@'
}

@test "a row that says nothing about who goes to quarantine" {
    run records "$FIXTURES/scans.csv" "$SHOW"
    [[ $output == *"scans.csv:6: person: no e-mail address, badge, name or phone number"* ]]
}

@test "scans dated outside the show are kept, and counted in a warning" {
    run records "$FIXTURES/scans.csv" "$SHOW"
    [[ $output == *"1 scans are dated more than a day outside the show"* ]]
    [[ $output == *"cleo@marsh"* ]]
}

@test "the show is a campaign with its dates, region and segment" {
    out=$(records "$FIXTURES/scans.csv" "$SHOW")
    same 'campaign: id="spring-expo" name="Spring Expo" channel=trade_show kind="trade show" starts_on=2026-03-10 ends_on=2026-03-12 target_segment="B2B" target_region="DE"' \
        "$(grep '^campaign: ' <<< "$out")"
}

@test "date and time in two cells, UTC in an eventyay export, the same badge without its e-mail, a meeting" {
    out=$(records "$FIXTURES/eventyay.csv" "$SHOW")
    same 2 "$(persons "$out")"
    [[ $out == *'touch: at=2026-03-10T15:04:05Z id="17" person_id="PX9Q2" email="ada@example.org"'*'kind=badge_scan'* ]]
    [[ $out == *'touch: at=2026-03-10T16:04:05Z id="18" person_id="PX9Q2" campaign_id="spring-expo"'*'kind=meeting'* ]]
}

@test "German headers, Windows-1252, semicolons; two names behind info@ are two people" {
    out=$(records "$FIXTURES/messe.csv" "$SHOW" "date_order: DMY")
    same 3 "$(persons "$out")"
    [[ $out == *'touch: at=2026-03-10T13:30:00Z'*'email="joerg@werk.example.com"'* ]]
    [[ $out == *'person_id="name:susi huber|laden"'* ]]
    [[ $out == *'person_id="name:karl huber|laden"'* ]]
}

@test "an ambiguous column of dates is refused" {
    config "$FIXTURES/messe.csv" "$SHOW"
    run "$GARNER" test expo
    [ "$status" -ne 0 ]
    [[ $output == *"10 March 2026 or 3 October 2026"* ]]
}

@test "people known by name and company only; carriage returns as line ends; scans without a date" {
    out=$(records "$FIXTURES/names.csv" "$SHOW")
    same 3 "$(grep -c '^touch: at=2026-03-10 ' <<< "$out")"
    same 2 "$(persons "$out")"
    run records "$FIXTURES/names.csv" "Spring Expo"
    [[ $output == *"no scan time, and the show names no first day"* ]]
}

@test "what the show cost, inline and from a file, is spend of the show" {
    config "$FIXTURES/scans.csv" "$SHOW" "costs:" "  - {type: booth, amount: 12000.00 EUR, date: 2026-01-15}" \
        "  - {type: travel, amount: 3150.40 EUR, date: 2026-03-09}"
    out=$("$GARNER" test -n 1000 expo)
    [[ $out == *'spend: campaign_id="spring-expo"'*'day=2026-01-15 cost_type=booth'*'amount=12000.00 EUR'* ]]
    [[ $out == *'day=2026-03-09 cost_type=travel'*'amount=3150.40 EUR'* ]]
    cp "$FIXTURES/costs.csv" .
    config "$FIXTURES/scans.csv" "$SHOW" "costs: {file: costs.csv}"
    out=$("$GARNER" test -n 1000 expo)
    same 2 "$(grep -c '^spend: campaign_id="spring-expo"' <<< "$out")"
}

@test "pulling twice changes nothing" {
    config "$FIXTURES/scans.csv" "$SHOW" "costs: [{type: booth, amount: 12000.00 EUR, date: 2026-01-15}]"
    "$GARNER" pull
    before=$(query "SELECT source, id, created_at FROM leads ORDER BY id")
    run "$GARNER" pull
    [[ $output == *" 0 new, 0 changed, 0 deleted"* ]]
    same "$before" "$(query "SELECT source, id, created_at FROM leads ORDER BY id")"
    same 3 "$(query "SELECT count(*) FROM leads")"
    same 5 "$(query "SELECT count(*) FROM touches")"
}

@test "a file that does not say who was scanned, and a show without a name, are refused" {
    printf 'Booth,Notes\nA,b\n' > odd.csv
    config odd.csv "$SHOW"
    run "$GARNER" test expo
    [ "$status" -ne 0 ]
    [[ $output == *"no column says who was scanned"* ]]
    config "$FIXTURES/scans.csv" "{from: 2026-03-10}"
    run "$GARNER" test expo
    [[ $output == *"name its campaign"* ]]
    config "$FIXTURES/scans.csv" "{campaign: x, form: 2026-03-10}"
    run "$GARNER" test expo
    [[ $output == *'"form" is none of campaign, from, to'* ]]
}
