#!/usr/bin/env bats
# The same facts, written down in another way, give the same answers; and whatever has happened to the files since, a
# pull leaves the store as a fresh pull would. No expected figures here: only that two ways agree.
load helper
bats_require_minimum_version 1.5.0

# The facts of a small company, as a plain reader wants them: UTF-8, commas, ISO dates, decimal points.
plain_files() {
    cat > leads.csv <<'CSV'
Id,Name,Mail,Created,Campaign,City
1,Änne Groß,anne@kunde.example,2026-01-02,Frühjahr,Köln
2,Zoë Müller,zoe@kunde.example,2026-01-11,Frühjahr,Zürich
3,"O'Hara, Kim",kim@kunde.example,2026-01-13,Expo 26,Örebro
4,José,jose@kunde.example,2026-02-03,Expo 26,Málaga
5,Li,li@kunde.example,2026-02-12,,Lyon
CSV
    cat > spend.csv <<'CSV'
Day,Campaign,Cost,Views,Clicks
2026-01-01,Frühjahr,1234.56,10000,120
2026-01-02,Frühjahr,0.07,999,1
2026-01-10,Expo 26,12000.00,0,0
2026-01-31,Frühjahr,88.10,1200,12
CSV
    cat > orders.csv <<'CSV'
No,Mail,Placed,Total
A-1,anne@kunde.example,2026-01-20,1999.90
A-2,kim@kunde.example,2026-02-01,10500.00
A-3,anne@kunde.example,2026-02-28,45.00
A-4,nobody@kunde.example,2026-03-01,5.25
CSV
}

# plain_config [KEY: VALUE …]: further keys for every source.
plain_config() {
    local more
    more=$(for line; do echo "    $line"; done)
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
customer: first_order
history: complete
sources:
  - name: leads
    plugin: csv
    path: leads.*
$more
    map:
      lead: {id: "{Id}", email: "{Mail}", created_at: "{Created}", campaign: "{Campaign}", region: "{City}"}
      contact: {id: "{Id}", email: "{Mail}", name: "{Name}"}
  - name: spend
    plugin: csv
    path: spend.*
$more
    map:
      spend: {campaign: "{Campaign}", channel: trade_show, day: "{Day}", amount: "{Cost}", impressions: "{Views}", clicks: "{Clicks}"}
  - name: shop
    plugin: csv
    path: orders.*
$more
    map:
      order: {id: "{No}", email: "{Mail}", at: "{Placed}", amount: "{Total}"}
YAML
    sed -i 's/^currency: EUR$/currency: EUR\nkeep_contact_details: yes/' garner.yaml
}

# What the store says, by everything but the numbers that name nothing outside it.
answers() {
    query "SELECT 'lead', source, id, created_at, day, campaign, region, customer, before, first FROM leads ORDER BY 2, 3"
    query "SELECT 'contact', source, id, name FROM contacts ORDER BY 2, 3"
    query "SELECT 'spend', source, campaign, campaign_key, channel, day, until_day, breakdown, amount_micros, currency, impressions, clicks FROM spends ORDER BY 2, 3, 6, 8, 9"
    query "SELECT 'daily', campaign, day, currency, spend_micros, impressions, clicks FROM campaign_daily ORDER BY 2, 3, 4, 5"
    query "SELECT 'order', source, at, day, amount_micros, currency, status, count(*) FROM orders GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 2, 3, 5"
    query "SELECT 'customer', customer, at, revenue_micros, touches, first_campaign, last_campaign FROM customers ORDER BY 2"
    query "SELECT 'credit', conversion, ordinal, campaign, touch_day, first_units, last_units, linear_units, position_units, decay_units, w_shaped_units FROM credits ORDER BY 2, 3"
    query "SELECT 'campaign', campaign, campaign_key, channel, has_cost, has_response FROM campaigns ORDER BY 3"
    query "SELECT 'balance', count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped"
    query "SELECT 'quarantine', count(*) FROM quarantine"
}

# The answers of the plain files, in $plain; then an empty folder to stand in.
begin() {
    mkdir plain other
    cd plain
    plain_files
    plain_config
    "$GARNER" pull
    plain=$(answers)
    [ "$(grep -c '^order' <<< "$plain")" = 4 ]
    [ "$(grep -c '^customer' <<< "$plain")" = 3 ]
    cd ../other
}

# The files here give the same answers as the plain ones.
agrees() {
    "$GARNER" pull
    same "$plain" "$(answers)"
}

# ---- the same facts, written otherwise ----

@test "semicolons, tabs and pipes" {
    begin
    for separator in ';' '\t' '|'; do
        rm -rf garner.db* -- *.csv
        (
            cd ../plain
            for file in *.csv; do
                sed -e "s/\"O'Hara, Kim\"/O'Hara@ Kim/" -e "s/,/$separator/g" -e "s/@ Kim/, Kim/" "$file" > "../other/$file"
            done
        )
        plain_config
        agrees
    done
}

@test "CRLF, CR, no line end at the end, blank lines" {
    begin
    plain_config
    for change in 's/$/\r/' 's/$/\n/'; do
        rm -f garner.db*
        for file in leads spend orders; do sed "$change" ../plain/$file.csv > $file.csv; done
        agrees
    done
    rm -f garner.db*
    for file in leads spend orders; do tr '\n' '\r' < ../plain/$file.csv > $file.csv; done
    agrees
    rm -f garner.db*
    for file in leads spend orders; do printf %s "$(cat ../plain/$file.csv)" > $file.csv; done
    agrees
}

@test "a byte order mark, UTF-16 of both kinds, Latin-1, Windows-1252" {
    begin
    plain_config
    for file in leads spend orders; do (printf '\357\273\277' && cat ../plain/$file.csv) > $file.csv; done
    agrees
    for encoding in UTF-16 UTF-16LE UTF-16BE ISO-8859-1 WINDOWS-1252; do
        rm -f garner.db*
        for file in leads spend orders; do iconv -f UTF-8 -t $encoding ../plain/$file.csv > $file.csv; done
        case $encoding in
        UTF-16) plain_config ;;
        ISO-8859-1) plain_config "encoding: latin1" ;;
        *) plain_config "encoding: ${encoding,,}" ;;
        esac
        agrees
    done
}

@test "Windows-1252 is found by itself" {
    begin
    plain_config
    for file in leads spend orders; do iconv -f UTF-8 -t WINDOWS-1252 ../plain/$file.csv > $file.csv; done
    agrees
}

@test "dates as DMY and MDY, and with the month's name" {
    begin
    local d='\([0-9]\{4\}\)-\([0-9][0-9]\)-\([0-9][0-9]\)'
    for form in 'DMY:\3.\2.\1' 'MDY:\2/\3/\1' 'DMY:\3-\2-\1' 'YMD:\1/\2/\3'; do
        rm -f garner.db*
        for file in leads spend orders; do sed "s|$d|${form#*:}|" ../plain/$file.csv > $file.csv; done
        plain_config "date_order: ${form%%:*}"
        agrees
    done
    rm -f garner.db*
    plain_config
    for file in leads spend orders; do
        sed "s/$d/\3 m\2 \1/; s/ m01 / January /; s/ m02 / Feb /; s/ m03 / Mar /" ../plain/$file.csv > $file.csv
    done
    agrees
}

@test "the order of dates is found where the whole column allows one reading only" {
    begin
    plain_config
    for file in leads spend orders; do
        sed 's|\([0-9]\{4\}\)-\([0-9][0-9]\)-\([0-9][0-9]\)|\2/\3/\1|' ../plain/$file.csv > $file.csv
    done
    agrees
}

@test "decimal comma and thousands marks" {
    begin
    cp ../plain/leads.csv .
    for thousands in '' . ' ' "'"; do
        rm -f garner.db*
        sed -e "s/1234\.56/\"1${thousands}234,56\"/; s/0\.07/\"0,07\"/; s/12000\.00/\"12${thousands}000,00\"/; s/88\.10/\"88,10\"/" ../plain/spend.csv > spend.csv
        sed -e "s/1999\.90/\"1${thousands}999,90\"/; s/10500\.00/\"10${thousands}500,00\"/; s/45\.00/\"45,00\"/; s/5\.25/\"5,25\"/" ../plain/orders.csv > orders.csv
        plain_config "decimal: \",\""
        agrees
    done
}

@test "currency signs and codes beside the amount" {
    begin
    plain_config
    cp ../plain/leads.csv .
    sed -e 's/1234\.56/"€1,234.56"/; s/0\.07/EUR 0.07/; s/12000\.00/12000.00 EUR/; s/88\.10/88.10 €/' ../plain/spend.csv > spend.csv
    cp ../plain/orders.csv .
    agrees
}

@test "columns in another order, more columns, headers in other letters" {
    begin
    plain_config
    awk -F, -v OFS=, '{ print $6, "x" NR, $5, $4, $3, $1, $2 }' <(sed "s/\"O'Hara, Kim\"/O'Hara; Kim/" ../plain/leads.csv) |
        sed "s/O'Hara; Kim/\"O'Hara, Kim\"/; 1s/x1/Junk/" > leads.csv
    awk -F, -v OFS=, '{ print $5, $4, $3, $2, $1 }' ../plain/spend.csv > spend.csv
    awk -F, -v OFS=, '{ print $4, $3, $2, $1 }' ../plain/orders.csv | sed '1s/.*/TOTAL,placed,mail,no/' > orders.csv
    agrees
}

@test "every cell in quotes, blanks around cells" {
    begin
    plain_config
    awk -F, -v OFS='","' '{ $1 = $1; print "\"" $0 "\"" }' <(sed "s/\"O'Hara, Kim\"/O'Hara; Kim/" ../plain/leads.csv) |
        sed "s/O'Hara; Kim/O'Hara, Kim/" > leads.csv
    awk -F, -v OFS='","' '{ $1 = $1; print "\"" $0 "\"" }' ../plain/spend.csv > spend.csv
    sed 's/,/ , /g' ../plain/orders.csv > orders.csv
    agrees
}

@test "title lines above the header" {
    begin
    plain_config "header: 3"
    for file in leads spend orders; do (printf 'Export\n"January, 2026"\n' && cat ../plain/$file.csv) > $file.csv; done
    agrees
}

@test "JSON Lines and a JSON list" {
    begin
    plain_config
    to_json() {
        sed "s/\"O'Hara, Kim\"/O'Hara; Kim/" "$1" | awk -F, 'NR == 1 { n = split($0, name); next }
            { line = ""; for (i = 1; i <= n; i++) if ($i != "") line = line (line ? ", " : "") "\"" name[i] "\": \"" $i "\""; print "{" line "}" }' |
            sed "s/O'Hara; Kim/O'Hara, Kim/"
    }
    for file in leads spend orders; do to_json ../plain/$file.csv > $file.jsonl; done
    agrees
    rm -f garner.db* -- *.jsonl
    for file in leads spend orders; do (echo '[' && to_json ../plain/$file.csv | sed '$!s/$/,/' && echo ']') > $file.json; done
    agrees
}

@test "one file or two, and the rows in another order" {
    begin
    plain_config
    for file in leads spend orders; do
        (head -1 ../plain/$file.csv && tail -n +2 ../plain/$file.csv | tac) > $file.csv
    done
    agrees
    rm -f garner.db* -- *.csv
    for file in leads spend orders; do
        head -3 ../plain/$file.csv > $file.1.csv
        (head -1 ../plain/$file.csv && tail -n +4 ../plain/$file.csv) > $file.2.csv
    done
    agrees
}

@test "the order in which the sources come" {
    begin
    plain_config
    cp ../plain/*.csv .
    "$GARNER" pull shop
    query "SELECT count(*) FROM customers"
    "$GARNER" pull spend
    query "SELECT count(*) FROM customers"
    "$GARNER" pull leads
    same "$plain" "$(answers)"
}

# ---- whatever happened since, a pull is as good as a fresh one ----

# Pulls here, then compares with what a fresh store beside it says of the same files.
as_fresh() {
    "$GARNER" pull "$@"
    local here
    here=$(answers)
    rm -rf ../fresh
    mkdir ../fresh
    cp -- *.csv garner.yaml ../fresh/
    cd ../fresh
    "$GARNER" pull > /dev/null
    local fresh
    fresh=$(answers)
    cd - > /dev/null
    same "$fresh" "$here"
}

started() {
    begin
    plain_config
    cp ../plain/*.csv .
    agrees
}

@test "pulling twice changes nothing, and says so" {
    started
    run --separate-stderr "$GARNER" pull
    [ "$status" = 0 ]
    same 3 "$(grep -c "ok, nothing new" <<< "$output")"
    same "$plain" "$(answers)"
    same "0	0	0" "$(query "SELECT sum(inserted), sum(updated), sum(deleted) FROM runs WHERE run > 3")"
}

@test "reading unchanged files again changes nothing" {
    started
    "$GARNER" pull --full
    same "$plain" "$(answers)"
    same "0	0	0" "$(query "SELECT sum(inserted), sum(updated), sum(deleted) FROM runs WHERE run > 3")"
    same 0 "$(query "SELECT count(*) FROM revision")"
}

@test "a restated day" {
    started
    sed -i 's/2026-01-02,Frühjahr,0.07,999,1/2026-01-02,Frühjahr,17.07,1999,31/' spend.csv
    as_fresh
    same "17070000" "$(query "SELECT amount_micros FROM spends WHERE day = '2026-01-02'")"
}

@test "a campaign by another name" {
    started
    sed -i 's/Expo 26/Expo Berlin/' leads.csv spend.csv
    as_fresh
    same "12000000000" "$(query "SELECT sum(spend_micros) FROM campaign_daily WHERE campaign LIKE 'Expo%'")"
}

@test "rows that vanish, of every kind" {
    started
    for file in leads spend orders; do
        sed -i 3d $file.csv
        as_fresh
    done
}

@test "rows that come later, dated before everything else" {
    started
    echo "A-0,zoe@kunde.example,2025-12-31,1.00" >> orders.csv
    echo "2025-12-01,Frühjahr,5.00,5,5" >> spend.csv
    echo "0,Ur,zoe@kunde.example,2025-12-01,Expo 26,Bern" >> leads.csv
    as_fresh
}

@test "a cell that is emptied" {
    started
    sed -i 's/Expo 26,Örebro/,/' leads.csv
    as_fresh
    sed -i 's/,1200,12$/,,/' spend.csv
    as_fresh
    sed -i 's/Li,li@kunde.example/Li,/' leads.csv
    as_fresh
}

@test "a row that was wrong and is put right, and one that goes wrong" {
    started
    sed -i 's/2026-01-13/2026-13-13/' leads.csv
    as_fresh
    same 1 "$(query "SELECT count(*) FROM quarantine")"
    sed -i 's/2026-13-13/2026-01-13/' leads.csv
    as_fresh
    same "$plain" "$(answers)"
}

@test "an id that moves from one file to another" {
    started
    (head -1 orders.csv && tail -1 orders.csv) > orders.more.csv
    sed -i '$d' orders.csv
    as_fresh
    same "$plain" "$(answers)"
}

@test "rows that two files hold, and one of them drops" {
    started
    (head -1 orders.csv && tail -2 orders.csv && echo "A-5,li@kunde.example,2026-03-02,7.00") > orders.latest.csv
    as_fresh
    sed -i '/^A-3/d; /^A-5/d' orders.latest.csv
    as_fresh
    sed -i '/^A-4/d' orders.csv
    as_fresh
    sed -i '/^A-3/d' orders.csv
    as_fresh
    (head -1 spend.csv && sed -n '3p; 5p' spend.csv) > spend.latest.csv
    as_fresh
    sed -i 3d spend.latest.csv
    as_fresh
    rm orders.latest.csv spend.latest.csv
    "$GARNER" pull
    same 3 "$(query "SELECT count(*) FROM orders")"
    same 4 "$(query "SELECT count(*) FROM spends")"
}

@test "a file by another name" {
    started
    mv orders.csv orders.renamed.csv
    "$GARNER" pull
    same "$plain" "$(answers)"
}

@test "rows without an id: twice the same row counts twice, a file by another name once" {
    begin
    plain_config
    cp ../plain/*.csv .
    sed -i 's/order: {id: "{No}", /order: {/' garner.yaml
    echo "A-4,nobody@kunde.example,2026-03-01,5.25" >> orders.csv
    as_fresh
    same "5	12555.4" "$(query "SELECT count(*), sum(amount) FROM orders")"
    before=$(answers)
    mv orders.csv orders.renamed.csv
    "$GARNER" pull
    same "$before" "$(answers)"
    sed -i 's/^A-2,/A-9,/' orders.renamed.csv
    as_fresh
    sed -i '$d' orders.renamed.csv
    as_fresh
    same "4	12550.15" "$(query "SELECT count(*), sum(amount) FROM orders")"
}

@test "two persons who turn out to be one, and are parted again" {
    started
    sed -i 's/^4,José,jose@kunde.example/4,José,kim@kunde.example/' leads.csv
    as_fresh
    sed -i 's/^4,José,kim@kunde.example/4,José,jose@kunde.example/' leads.csv
    as_fresh
    same "$plain" "$(answers)"
}

@test "an alias that comes, joins two campaigns, and goes" {
    started
    cp garner.yaml before.yaml
    sed -i 's/^sources:/campaigns:\n  everything: {match: ["Früh*", "Expo*"]}\nsources:/' garner.yaml
    as_fresh
    same 1 "$(query "SELECT count(DISTINCT campaign_key) FROM leads WHERE campaign IS NOT NULL")"
    cp before.yaml garner.yaml
    as_fresh
    same "$plain" "$(answers)"
}
