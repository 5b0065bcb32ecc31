#!/usr/bin/env bats
# The ecb plugin on the European Central Bank's own files, and what reports make of its rates: each amount at its own
# day's rate, or the last one before it.
load helper
load server

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/ecb/fixtures

# config PATH [CURRENCY]: rates from PATH, and what spends.csv beside it says was spent
config() {
    cat > garner.yaml <<YAML
store: garner.db
currency: ${2:-EUR}
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: rates
    plugin: ecb
    path: $1
  - name: ads
    plugin: csv
    path: spends.csv
    map:
      spend: {day: "{Day}", campaign: "{Campaign}", campaign_id: "{Campaign}", channel: display, amount: "{Amount}",
              currency: "{Currency}"}
YAML
}

# spends "DAY,CAMPAIGN,AMOUNT,CURRENCY" …
spends() {
    printf '%s\n' Day,Campaign,Amount,Currency "$@" > spends.csv
}

# spent CURRENCY: campaign and spend of the comparison
spent() {
    "$GARNER" report compare --currency "$1" --sort name -f tsv |
        awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
                     NR > 1 && $at["row_type"] != "total" && $at["spend"] != "" { print $at["campaign"], $at["spend"] }'
}

check_history() { # FILE: the figures published for two days
    spends 2025-10-24,Bali,1549273,IDR 2026-01-24,Weekend,19753.87,IDR 2026-01-25,Sunday,1.1742,USD
    config "$1"
    "$GARNER" pull
    same "EUR 19285.21" "$(query "SELECT base, rate FROM rates WHERE currency = 'IDR' AND day = '2025-10-24'" | tr '\t' ' ')"
    same "Bali 80.334775
Sunday 1.00
Weekend 1.00" "$(spent EUR)"
    same "Bali 93.28474" "$(spent USD | head -1)"
}

@test "history: an amount is converted at its day's rate, on a weekend at Friday's" {
    check_history "$FIXTURES/history.csv"
    same 0 "$(query "SELECT count(*) FROM rates WHERE currency = 'BGN' AND day = '2026-01-26'")"
    same 9 "$(query "SELECT count(DISTINCT day) FROM rates")"
    same 0 "$(query "SELECT count(*) FROM quarantine")"
}

@test "the whole history as published" {
    need_shared data/fx
    command -v unzip > /dev/null || command -v bsdtar > /dev/null || skip "neither unzip nor bsdtar is here"
    unzip -q "$SHARED/data/fx/eurofxref-hist.zip" 2> /dev/null || bsdtar -xf "$SHARED/data/fx/eurofxref-hist.zip"
    check_history eurofxref-hist.csv
    rows=$(($(wc -l < eurofxref-hist.csv) - 1))
    same "$rows" "$(query "SELECT count(DISTINCT day) FROM rates")"
    same "$rows	$rows	0" "$(query "SELECT rows_read, accepted, quarantined FROM runs WHERE source = 'rates'")"
    same "1999-01-04	2026-04-13" "$(query "SELECT min(day), max(day) FROM rates")"
}

@test "the daily file: a month by name, blanks after the commas, a comma at the end" {
    spends 2026-04-13,Bali,20082.05,IDR
    config "$FIXTURES/daily.csv"
    "$GARNER" pull
    same 29 "$(query "SELECT count(*) FROM rates WHERE day = '2026-04-13'")"
    same "24.378	186.75	1740.86" "$(query "SELECT max(rate) FILTER (WHERE currency = 'CZK'),
        max(rate) FILTER (WHERE currency = 'JPY'), max(rate) FILTER (WHERE currency = 'KRW') FROM rates")"
}

@test "yesterday's rates stay when the daily file has today's" {
    spends 2026-04-13,Bali,20082.05,IDR
    printf 'Date, USD, JPY, \n13 April 2026, 1.1684, 186.75, \n' > daily.csv
    config daily.csv
    "$GARNER" pull rates
    printf 'Date, USD, JPY, \n14 April 2026, 1.1700, 187.00, \n' > daily.csv
    "$GARNER" pull rates
    same "2026-04-13	1.1684
2026-04-14	1.17" "$(query "SELECT day, rate FROM rates WHERE currency = 'USD' ORDER BY day")"
}

@test "history and daily file together, pulled twice: nothing changes" {
    spends 2026-04-13,Bali,20082.05,IDR
    cp "$FIXTURES"/*.csv .
    config '[history.csv, daily.csv]'
    "$GARNER" pull
    before=$(query "SELECT day, currency, rate FROM rates ORDER BY day, currency")
    touch daily.csv
    run "$GARNER" pull --full
    [[ $output == *" 0 new, 0 changed, 0 deleted"* ]]
    same "$before" "$(query "SELECT day, currency, rate FROM rates ORDER BY day, currency")"
}

@test "no rate within ten days: an error that names currencies and day, no number" {
    spends 2025-11-06,Late,100,USD
    config "$FIXTURES/history.csv"
    "$GARNER" pull
    same "Late 85.910653" "$(spent EUR)"
    spends 2025-11-07,Late,100,USD
    "$GARNER" pull
    run "$GARNER" report compare
    [ "$status" -ne 0 ]
    [[ $output == *"USD to EUR"*"2025-11-07"*"2025-10-27"* ]]
    spends 2025-10-24,Never,100,XAU
    "$GARNER" pull
    run "$GARNER" report compare
    [ "$status" -ne 0 ]
    [[ $output == *"XAU to EUR"*"2025-10-24"* ]]
}

@test "what a spreadsheet made of the file: semicolons and commas" {
    spends 2026-04-13,Bali,20082.05,IDR
    printf 'Date;USD;CZK\n13.04.2026;1,168;24,378\n' > daily.csv
    config daily.csv
    "$GARNER" pull rates || true
    same "1	USD	a comma in a rate, where the ECB writes a point; set decimal: \",\"" \
        "$(query "SELECT count(*), field, reason FROM quarantine")"
    sed -i 's/    path: daily.csv/&\n    decimal: ","/' garner.yaml
    "$GARNER" pull rates
    same "1.168	24.378" "$(query "SELECT max(rate) FILTER (WHERE currency = 'USD'), max(rate) FILTER (WHERE currency = 'CZK')
        FROM rates")"
    same 0 "$(query "SELECT count(*) FROM quarantine")"
}

@test "a file that is none of the ECB's is refused" {
    spends 2026-04-13,Bali,20082.05,IDR
    printf 'Day,Amount\n2026-04-13,1\n' > other.csv
    config other.csv
    run "$GARNER" pull rates
    [ "$status" -ne 0 ]
    [[ $output == *'no column "Date" beside columns of currencies'* ]]
}

# ---- over the network ----

# asked [LINES…]: a source that asks the bank, on the fixture server
asked() {
    {
        printf 'store: garner.db\ncurrency: EUR\nplugin_path: ["%s"]\nsources:\n' "$BUILD_DIR/plugins"
        printf '  - name: rates\n    plugin: ecb\n    base_url: %s/stats/eurofxref\n    http_backoff: 10ms\n' "$BASE"
        [ $# = 0 ] || printf '    %s\n' "$@"
    } > garner.yaml
}

rates() {
    query "SELECT group_concat(day || ' ' || currency || ' ' || rate, '; ') FROM (SELECT * FROM rates ORDER BY day, currency)"
}

@test "over the network: the history once, then the last 90 days; rates that an answer no longer has stay" {
    start_server "$FIXTURES/bank.http"
    asked
    run -0 "$GARNER" pull
    same "1999-01-04 USD 1.1789; 2026-11-19 JPY 180.5; 2026-11-19 USD 1.16; 2026-11-20 JPY 181.25; 2026-11-20 USD 1.1684" "$(rates)"
    run -0 "$GARNER" pull
    same "1999-01-04 USD 1.1789; 2026-11-19 JPY 180.5; 2026-11-19 USD 1.16; 2026-11-20 JPY 181.25; 2026-11-20 USD 1.1685; 2026-11-23 USD 1.17" \
        "$(rates)"
    same "366.4274" "$(query "SELECT round(sum(rate), 6) FROM rates")"
    # A day that is no day, and an answer that says nothing: what is known stays, and the next pull goes on.
    run -5 "$GARNER" pull
    [[ $output == *'has a day "yesterday"'* ]]
    run -5 "$GARNER" pull
    [[ $output == *"the bank's answer is empty"* ]]
    run -5 "$GARNER" pull
    [[ $output == *"the bank's answer has no rates"* ]]
    run -0 "$GARNER" pull
    [[ $output == *"2 quarantined"* ]]
    same "366.4274" "$(query "SELECT round(sum(rate), 6) FROM rates")"
    same "rate" "$(query "SELECT DISTINCT field FROM quarantine")"
    stop_server
}
