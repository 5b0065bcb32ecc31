#!/usr/bin/env bats
# The ads_export plugin on reports of invented accounts, written as the platforms write theirs.
load helper

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/ads_export/fixtures

config() { # config PATH [KEY: VALUE …]
    file=$1
    shift
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: ads
    plugin: ads_export
    path: "$file"
$(for line; do echo "    $line"; done)
YAML
}

records() {
    config "$@"
    "$GARNER" test -n 1000 ads
}

@test "Google: title and period above the header, totals below, thousands marks, dashes" {
    run records "$FIXTURES/google.csv"
    [[ $output == *"7 rows: 2 accepted, 0 refused, 5 skipped"* ]]
    [[ $output == *'spend: campaign="Brand" channel_word="Search" day=2025-07-08 cost_type=media until_day=2025-07-31 amount=1661.67 EUR impressions=25881 clicks=410'* ]]
    [[ $output == *'campaign="Video views"'*'amount=904.26 EUR impressions=20287'* ]]
    [[ $output == *'action="conversions" until_day=2025-07-31 conversions=12.5 value=900.10 EUR date_basis=click'* ]]
}

@test "rows that add up to something else than the report's total are a warning" {
    run records "$FIXTURES/google.csv"
    [[ $output == *"its rows add up to 2565.93 EUR, 0.01 more than its total in line 6"* ]]
    run records "$FIXTURES/google-utf16.csv"
    [[ $output != *warning* ]]
}

@test "Google in UTF-16 with tabs, another date form and currency" {
    out=$(records "$FIXTURES/google-utf16.csv")
    same 'spend: campaign="Fruit" channel_word="Performance Max" day=2026-01-27 cost_type=media until_day=2026-02-23 amount=365.22 GBP impressions=9380 clicks=264' \
        "$(grep '^spend' <<< "$out")"
}

@test "a report without cost gives nothing and fails nothing" {
    run records "$FIXTURES/google-no-cost.csv"
    [ "$status" = 0 ]
    [[ $output == *"0 records"*"0 refused"* ]]
}

@test "a report by days: days, not the period; a subtotal without a day is a total row" {
    out=$(records "$FIXTURES/google-days.csv")
    same 2 "$(grep -c '^spend: campaign_id="901" campaign="Brand"' <<< "$out")"
    [[ $out == *'day=2025-07-02 cost_type=media amount=5.50 EUR impressions=110 clicks=11'* ]]
    [[ $out != *until_day* ]]
}

@test "Meta: currency in the header, results by type, a nameless total first" {
    run records "$FIXTURES/meta/age.csv"
    [[ $output == *"3 rows: 2 accepted, 0 refused, 1 skipped"* ]]
    [[ $output == *'spend: campaign="Meta Ads account" channel=paid_social day=2026-01-15 cost_type=media breakdown="age|age=18-24" until_day=2026-01-25 amount=1000.00 IDR'* ]]
    same 1 "$(grep -c '^claim: .*action="Website purchases" breakdown="age|age=18-24"' <<< "$output")"
    same 1 "$(grep -c '^claim: ' <<< "$output")"
}

@test "Meta: a whole account is the campaign that the options name" {
    out=$(records "$FIXTURES/whole/account.csv" "campaign: prospecting")
    [[ $out == *'spend: campaign="prospecting" channel=paid_social day=2026-01-15 cost_type=media until_day=2026-01-25 amount=1500.00 IDR impressions=300'* ]]
    [[ $out == *'action="Website checkouts initiated" until_day=2026-01-25 conversions=4'* ]]
}

@test "dimension values are escaped, so that the text is canonical" {
    out=$(records "$FIXTURES/meta/ads.csv")
    [[ $out == *'breakdown="ad|ad=One%3B two"'* ]]
    [[ $out == *'breakdown="ad|ad=Three 50%25"'* ]]
}

@test "breakdowns of the same spend are never added" {
    config "$FIXTURES/meta/*.csv" "campaign: prospecting"
    "$GARNER" pull
    same 1500 "$(query "SELECT CAST(round(sum(spend)) AS INTEGER) FROM campaign_daily WHERE campaign = 'prospecting'")"
    config "$FIXTURES/*/*.csv" "campaign: prospecting"
    "$GARNER" pull
    same 1500 "$(query "SELECT CAST(round(sum(spend)) AS INTEGER) FROM campaign_daily WHERE campaign = 'prospecting'")"
}

@test "LinkedIn: days in month-first order, ids, two actions" {
    out=$(records "$FIXTURES/linkedin.csv")
    [[ $out == *'spend: campaign_id="700100" campaign="Thought leaders" channel=paid_social day=2026-01-15 cost_type=media amount=199.18 USD impressions=1650 clicks=11'* ]]
    [[ $out == *'day=2026-01-15 action="conversions" conversions=1'* ]]
    [[ $out == *'day=2026-01-15 action="leads" conversions=2'* ]]
}

@test "Microsoft: a numeric period whose end tells its order" {
    run records "$FIXTURES/microsoft.csv"
    same 0 "$status"
    [[ $output == *"5 rows: 1 accepted, 0 refused, 4 skipped"* ]]
    out=$output
    [[ $out == *'spend: campaign_id="456" campaign="Brand" channel_word="Search & content" day=2026-02-01 cost_type=media until_day=2026-02-28 amount=44.17 EUR impressions=812 clicks=31'* ]]
    same 1 "$(grep -c '^spend' <<< "$out")"
}

@test "asset reports are refused as spend" {
    run records "$FIXTURES/asset.csv"
    [[ $output == *"0 records"* ]]
}

@test "days that neither rows nor titles name come from the options, else the row is refused" {
    printf 'Campaign,Cost,Clicks\nBrand,5.00,1\n' > bare.csv
    run records bare.csv
    [[ $output == *"name its days"* ]]
    out=$(records bare.csv "from: 2026-01-01" "to: 2026-01-31")
    [[ $out == *'day=2026-01-01 cost_type=media until_day=2026-01-31 amount=5.00 EUR clicks=1'* ]]
}

@test "German words, decimal comma" {
    printf 'Kampagne;Tag;Kosten;Impressionen;Klicks;W\xc3\xa4hrungscode\nMarke;2026-01-05;1.234,50;1.000;7;EUR\nGesamt: Kampagnen;;1.234,50;1.000;7;EUR\n' > de.csv
    run records de.csv
    [[ $output == *'spend: campaign="Marke" day=2026-01-05 cost_type=media amount=1234.50 EUR impressions=1000 clicks=7'* ]]
    [[ $output == *"1 accepted, 0 refused, 1 skipped"* ]]
}

@test "Meta insights as JSON: date_start, date_stop" {
    cat > insights.json <<'JSON'
{"data": [
 {"campaign_id": "120", "campaign_name": "Spring", "spend": "12.50", "impressions": "900", "inline_link_clicks": "7",
  "account_currency": "USD", "date_start": "2026-01-05", "date_stop": "2026-01-05"},
 {"campaign_id": "120", "campaign_name": "Spring", "spend": "31", "impressions": "1900", "inline_link_clicks": "9",
  "account_currency": "USD", "date_start": "2026-01-06", "date_stop": "2026-01-08"}],
 "paging": {"cursors": {"before": "x"}}}
JSON
    out=$(records insights.json)
    [[ $out == *'spend: campaign_id="120" campaign="Spring" channel=paid_social day=2026-01-05 cost_type=media amount=12.50 USD impressions=900 clicks=7'* ]]
    [[ $out == *'day=2026-01-06 cost_type=media until_day=2026-01-08 amount=31.00 USD'* ]]
}

@test "a campaign is told once a file, and again where something about it changes" {
    printf 'Campaign ID,Campaign,Campaign status,Day,Cost\n1,A,On,2026-01-01,1\n2,B,On,2026-01-01,2\n1,A,On,x,9\n1,A,On,2026-01-02,3\n2,B,Off,2026-01-02,4\n' > a.csv
    run records a.csv
    same 'campaign: id="1" name="A" status="On"
campaign: id="2" name="B" status="On"
campaign: id="2" name="B" status="Off"' "$(grep '^campaign' <<< "$output")"
    same 4 "$(grep -c '^spend' <<< "$output")"
}
