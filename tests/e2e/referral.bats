#!/usr/bin/env bats
# The referral plugin on programmes of invented people: leads, touches, rewards; self-referrals and circles.
load helper

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/referral/fixtures

config() { # config PATH [KEY: VALUE …]
    file=$1
    shift
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: friends
    plugin: referral
    path: "$file"
$(for line; do echo "    $line"; done)
YAML
}

records() {
    config "$@"
    "$GARNER" test -n 1000 friends
}

@test "a referral is a touch, a lead with its referrer, and a reward" {
    out=$(records "$FIXTURES/referrals.csv" || true)
    [[ $out == *'lead: id="r1" email="bo@example.com" campaign_id="friends" campaign="Friends" channel=referral_program created_at=2026-01-05 status="converted" referrer_email="ada@example.com"'* ]]
    [[ $out == *'touch: at=2026-01-05 id="r1" email="bo@example.com"'*'kind=referral'* ]]
    [[ $out == *'spend: campaign_id="friends" campaign="Friends" channel=referral_program day=2026-02-01 cost_type=incentive id="r1" amount=25.00 EUR'* ]]
}

@test "a reward that was denied, or is absent, is no cost" {
    out=$(records "$FIXTURES/referrals.csv" || true)
    ! grep -q 'cost_type=incentive id="r[23]"' <<< "$out"
}

@test "self-referrals and all rows of a circle go to quarantine; what only touches the circle does not" {
    run records "$FIXTURES/referrals.csv"
    [[ $output == *"4 accepted, 5 refused"* ]]
    [[ $output == *"referrals.csv:5: referrer: self-referral"* ]]
    for line in 6 7 8; do [[ $output == *"referrals.csv:$line: referrer: circle"* ]]; done
    [[ $output == *"referrals.csv:10: referrer: the row does not say who referred"* ]]
    [[ $output == *'lead: id="r8"'* ]]
}

@test "the rows of one referral are one lead and one touch, dated by the earliest; each reward stands" {
    config "$FIXTURES/commissions.csv" "channel: affiliate" "campaign: Partners"
    "$GARNER" pull
    same 2 "$(query "SELECT count(*) FROM leads")"
    same 2 "$(query "SELECT count(*) FROM touches")"
    same "2026-01-10 2026-01-11" "$(query "SELECT substr(at, 1, 10) FROM touches ORDER BY at" | xargs)"
    same "c1 30000000 USD c2 30000000 USD" "$(query "SELECT id, amount_micros, currency FROM spends ORDER BY id" | xargs)"
    run "$GARNER" pull
    [[ $output == *"nothing new"* ]]
}

@test "a partner's id is not a customer's; a fixed reward once per referral" {
    out=$(records "$FIXTURES/players.csv" "reward: 10.00 EUR" "campaign: Affiliates" "channel: affiliate")
    same 3 "$(grep -c '^lead: ' <<< "$out")"
    [[ $out == *'person_id="105"'*'referrer_id="partner:105"'* ]]
    same 3 "$(grep -c '^spend: .*channel=affiliate .*cost_type=incentive .*amount=10.00 EUR' <<< "$out")"
}

@test "only the states that reward_status names are a cost" {
    out=$(records "$FIXTURES/commissions.csv" "reward_status: [paid]" "campaign: Partners")
    same 1 "$(grep -c '^spend: ' <<< "$out")"
}

@test "a long circle is found, a long chain is none" {
    { echo 'Referrer Email,Referred Email,Referral Date'
      for i in $(seq 1 3000); do echo "p$i@example.com,p$((i + 1))@example.com,2026-01-05"; done; } > chain.csv
    run records chain.csv
    [[ $output == *"3000 accepted, 0 refused"* ]]
    echo 'p3001@example.com,p1@example.com,2026-01-06' >> chain.csv
    run records chain.csv
    [[ $output == *"0 accepted, 3001 refused"* ]]
}

@test "a file that does not say who was referred is refused" {
    printf 'Referrer Email,Date\na@example.com,2026-01-05\n' > odd.csv
    config odd.csv
    run "$GARNER" test friends
    [ "$status" -ne 0 ]
    [[ $output == *"no column says who was referred"* ]]
}
