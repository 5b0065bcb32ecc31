#!/usr/bin/env bats
# As metamorphic.bats, for the plugins that know their columns by name: the same report, written down in another way,
# gives the same answers; one file or several, likewise – or, where rows have no ids, a warning that says what it did.
load helper
bats_require_minimum_version 1.5.0

# ---- reports of ads ----

ads_config() { # ads_config [KEY: VALUE …]
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
sources:
  - name: ads
    plugin: ads_export
    path: "ads*"
$(for line; do echo "    $line"; done)
YAML
}

# Tab-separated, so that variants are made with sed and awk alone.
ads_table() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
        Campaign Day 'Currency code' Cost Impressions Clicks Conversions 'Conv. value' \
        'Frühjahr' 2026-01-02 EUR 1234.56 25881 410 12.5 9900.10 \
        'Frühjahr' 2026-01-14 EUR 0.07 12 1 0 0 \
        Brand 2026-01-02 EUR 904.26 20287 88 3 150.25 \
        Brand 2026-02-13 EUR 12.00 999 5 1 7.75
}

ads_answers() {
    query "SELECT 'daily', campaign, day, currency, spend_micros, impressions, clicks, is_period FROM campaign_daily ORDER BY 2, 3"
    query "SELECT 'spend', campaign, campaign_key, channel, day, until_day, breakdown, amount_micros FROM spends ORDER BY 2, 5"
    query "SELECT 'claim', campaign, day, action, window, conversions_millionths, value_micros, currency FROM claims ORDER BY 2, 3, 4"
    query "SELECT 'balance', count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped"
    query "SELECT 'quarantine', count(*) FROM quarantine"
}

ads_begin() {
    mkdir plain other
    cd plain
    ads_table | tr '\t' ',' > ads.csv
    ads_config
    "$GARNER" pull
    plain=$(ads_answers)
    same 4 "$(grep -c '^daily' <<< "$plain")"
    same 4 "$(grep -c '^claim' <<< "$plain")"
    cd ../other
    ads_config
}

# What stands here gives the same answers as the plain file; then it is swept away.
ads_agree() {
    "$GARNER" pull
    same "$plain" "$(ads_answers)"
    rm -f garner.db* ads*
}

@test "ads: separators, line ends, encodings" {
    ads_begin
    for separator in ';' '|' '\t'; do
        ads_table | sed "s/\t/$separator/g" > ads.csv
        ads_agree
    done
    sed 's/$/\r/' ../plain/ads.csv > ads.csv
    ads_agree
    tr '\n' '\r' < ../plain/ads.csv > ads.csv
    ads_agree
    printf %s "$(cat ../plain/ads.csv)" > ads.csv
    ads_agree
    (printf '\357\273\277' && cat ../plain/ads.csv) > ads.csv
    ads_agree
    for encoding in UTF-16 UTF-16LE WINDOWS-1252; do
        ads_table | iconv -f UTF-8 -t $encoding > ads.tsv
        [ $encoding != UTF-16LE ] || ads_config "encoding: utf-16le"
        ads_agree
        ads_config
    done
}

@test "ads: columns in another order, cells in quotes, title lines, a total" {
    ads_begin
    ads_table | awk -F'\t' -v OFS=, '{ print $8, $3, "x", $4, $2, $7, $1, $6, $5 }' > ads.csv
    ads_agree
    ads_table | awk -F'\t' -v OFS='","' '{ $1 = $1; print "\"" $0 "\"" }' > ads.csv
    ads_agree
    (
        printf 'Campaign report\n"January 2, 2026 - February 13, 2026"\n'
        cat ../plain/ads.csv
        printf 'Total: Account,,EUR,2150.89,47179,504,16.5,10058.10\n'
    ) > ads.csv
    ads_agree
}

@test "ads: headers in other languages, decimal commas, dates in other orders" {
    ads_begin
    ads_table | sed '1d; s/\./,/g' > rows
    (printf 'Kampagne\tTag\tWährungscode\tKosten\tImpressionen\tKlicks\tConversions\tConv.-Wert\n'; cat rows) | tr '\t' ';' > ads.csv
    ads_agree
    (printf 'Campagne\tJour\tCode de devise\tCoût\tImpressions\tClics\tConversions\tValeur de conv.\n'; cat rows) > ads.tsv
    ads_agree
    (printf 'Campaña\tDía\tCódigo de moneda\tCoste\tImpresiones\tClics\tConversiones\tValor de conv.\n'; cat rows) > ads.tsv
    ads_agree
    local d='\([0-9]\{4\}\)-\([0-9][0-9]\)-\([0-9][0-9]\)'
    for form in '\3.\2.\1' '\2/\3/\1' '\1\/\2\/\3'; do
        sed "s|$d|$form|" ../plain/ads.csv > ads.csv
        ads_agree
    done
    ads_table | sed '2s/1234\.56/1.234,56/; 2s/9900\.10/9.900,10/; 2s/12\.5\t/12,5\t/; 3,$s/\./,/g' > ads.tsv
    ads_config "decimal: \",\""
    ads_agree
}

@test "ads: rows in another order, two files, overlapping files, one file twice" {
    ads_begin
    (head -1 ../plain/ads.csv && tail -n +2 ../plain/ads.csv | tac) > ads.csv
    ads_agree
    head -3 ../plain/ads.csv > ads.1.csv
    (head -1 ../plain/ads.csv && tail -n +4 ../plain/ads.csv) > ads.2.csv
    ads_agree
    head -4 ../plain/ads.csv > ads.1.csv
    (head -1 ../plain/ads.csv && tail -n +3 ../plain/ads.csv) > ads.2.csv
    ads_agree
    cp ../plain/ads.csv ads.csv
    cp ads.csv ads.copy.csv
    ads_agree
    cat ../plain/ads.csv ../plain/ads.csv > ads.csv
    ads_agree
}

@test "ads: a file by another name, pulled twice, changed to and fro" {
    ads_begin
    cp ../plain/ads.csv ads.csv
    "$GARNER" pull
    mv ads.csv ads.renamed.csv
    "$GARNER" pull
    "$GARNER" pull --full
    same "$plain" "$(ads_answers)"
    sed -i 's/1234.56/1/' ads.renamed.csv
    "$GARNER" pull
    cp ../plain/ads.csv ads.renamed.csv
    ads_agree
}

# ---- badge scans ----

expo_config() { # expo_config [KEY: VALUE …]
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
country: DE
keep_contact_details: yes
sources:
  - name: expo
    plugin: trade_show
    path: "scans*"
    show: {campaign: Spring Expo, from: 2026-03-10, to: 2026-03-14}
$(for line; do echo "    $line"; done)
YAML
}

expo_table() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' \
        'First Name' 'Last Name' Email Company Date Rating \
        Jörg Müller joerg@werk.example.com 'Werk GmbH' 2026-03-10 A \
        Susi Huber susi@laden.example.com Laden 2026-03-11 B \
        Jörg Müller joerg@werk.example.com 'Werk GmbH' 2026-03-13 A \
        Zoé Karst zoe@karst.example.com Karst 2026-03-14 C
}

expo_answers() {
    query "SELECT 'lead', id, created_at, campaign, status, account, first FROM leads ORDER BY 2"
    query "SELECT 'touch', at, kind, campaign FROM touches ORDER BY 2, 3"
    query "SELECT 'balance', count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped"
    query "SELECT 'quarantine', count(*) FROM quarantine"
}

expo_begin() {
    mkdir plain other
    cd plain
    expo_table | tr '\t' ',' > scans.csv
    expo_config
    "$GARNER" pull
    plain=$(expo_answers)
    same 3 "$(grep -c '^lead' <<< "$plain")"
    same 4 "$(grep -c '^touch' <<< "$plain")"
    cd ../other
    expo_config
}

expo_agree() {
    "$GARNER" pull
    same "$plain" "$(expo_answers)"
    rm -f garner.db* scans*
}

@test "scans: separators, line ends, encodings, columns in another order" {
    expo_begin
    for separator in ';' '|' '\t'; do
        expo_table | sed "s/\t/$separator/g" > scans.csv
        expo_agree
    done
    sed 's/$/\r/' ../plain/scans.csv > scans.csv
    expo_agree
    for encoding in UTF-16 WINDOWS-1252; do
        expo_table | iconv -f UTF-8 -t $encoding > scans.tsv
        expo_agree
    done
    expo_table | awk -F'\t' -v OFS=, '{ print $6, $5, $4, "x", $3, $2, $1 }' > scans.csv
    expo_agree
}

@test "scans: headers in other languages, dates in other orders" {
    expo_begin
    (printf 'Vorname;Nachname;E-Mail-Adresse;Firma;Datum;Bewertung\n'; expo_table | sed '1d; s/\t/;/g') > scans.csv
    expo_agree
    local d='\([0-9]\{4\}\)-\([0-9][0-9]\)-\([0-9][0-9]\)'
    for form in '\3.\2.\1' '\2/\3/\1'; do
        sed "s|$d|$form|" ../plain/scans.csv > scans.csv
        expo_agree
    done
}

@test "scans: rows in another order, two files, overlapping files" {
    expo_begin
    (head -1 ../plain/scans.csv && tail -n +2 ../plain/scans.csv | tac) > scans.csv
    expo_agree
    head -3 ../plain/scans.csv > scans.1.csv
    (head -1 ../plain/scans.csv && tail -n +4 ../plain/scans.csv) > scans.2.csv
    expo_agree
    head -4 ../plain/scans.csv > scans.1.csv
    (head -1 ../plain/scans.csv && tail -n +3 ../plain/scans.csv) > scans.2.csv
    expo_agree
}

# ---- rows without ids ----

orders_begin() {
    cat > garner.yaml <<'YAML'
store: garner.db
currency: EUR
sources:
  - name: shop
    plugin: csv
    path: "orders*"
    map:
      order: {email: "{Mail}", at: "{Placed}", amount: "{Total}"}
YAML
    printf 'Mail,Placed,Total\na@k.example,2026-01-20,5\nb@k.example,2026-02-01,7\na@k.example,2026-01-20,5\nc@k.example,2026-02-28,9\n' > whole
}

ordered() { # ordered EXPECTED: count and sum of orders; from a new store, its warnings in $stderr
    rm -f garner.db*
    run --separate-stderr "$GARNER" pull
    same 0 "$status"
    same "$1" "$(query "SELECT count(*), sum(amount) FROM orders")"
}

warned="have no id and say the same as some of"

@test "rows without ids: a split that parts no equal rows changes nothing, one that does is announced" {
    orders_begin
    cp whole orders.csv
    ordered "4	26"
    rm orders.csv
    (head -2 whole; sed -n 4p whole) > orders.1.csv
    (head -1 whole; sed -n '3p; 5p' whole) > orders.2.csv
    ordered "4	26"
    [[ $stderr != *"$warned"* ]]
    head -3 whole > orders.1.csv
    (head -1 whole; tail -2 whole) > orders.2.csv
    ordered "3	21"
    [[ $stderr == *"1 records of orders.2.csv $warned orders.1.csv: they count once; where they are facts of their own, map an id, or join the files"* ]]
}

@test "rows without ids: files that overlap count once and say so; joined they count as they stand" {
    orders_begin
    head -4 whole > orders.1.csv
    (head -1 whole; tail -3 whole) > orders.2.csv
    ordered "4	26"
    [[ $stderr == *"2 records of orders.2.csv $warned orders.1.csv"* ]]
    cat orders.1.csv <(tail -3 whole) > orders.csv
    rm orders.1.csv orders.2.csv
    ordered "6	38"
}
