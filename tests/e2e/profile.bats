#!/usr/bin/env bats
# `garner profile` on small files of invented companies: what it says of each, and that the block it prints pulls as it
# stands. `preset: auto` goes by the same columns.
load helper
bats_require_minimum_version 1.5.0

profile() {
    run --separate-stderr "$GARNER" profile "$@"
    echo "$output"
    echo "$stderr"
}

# says LINE: the profile holds this line, blanks aside.
says() {
    tr -s ' ' <<< "$output" | grep -qFx -- "$1" || {
        printf 'no line: %s\n' "$1"
        return 1
    }
}

# pulls FILE ACCEPTED: the block of the file, pasted under a store and a currency, pulls and takes so many rows.
pulls() {
    rm -f garner.db garner.yaml
    { printf 'store: garner.db\ncurrency: EUR\n'; "$GARNER" profile --block "$1"; } > garner.yaml
    cat garner.yaml
    "$GARNER" pull
    same "$2	0" "$(query "SELECT accepted, quarantined FROM runs")"
}

deals() {
    cat > deals.csv <<'CSV'
Opportunity Nr,Client,Deal Stage,Value,Opened,Close Date
7,Acme,Won,1200.50,3/1/2026,3/14/2026
8,Fjord,Lost,300.00,3/2/2026,3/20/2026
9,Oak,Talking,99.00,3/3/2026,
CSV
}

# ---- what is said of a file ----

@test "encoding, separator, line ends, header, and what stands above it" {
    printf 'Campaign report\nJuly 1, 2026 - July 31, 2026\nCampaign\tImpr.\tCost\tCurrency code\tClicks\nBrand\t9,380\t12.50\tGBP\t264\nTotal: Account\t9,380\t12.50\tGBP\t264\n' |
        iconv -f utf-8 -t utf-16le | sed '1s/^/\xff\xfe/' > report.csv
    profile report.csv
    [ "$status" = 0 ]
    says "encoding utf-16le: by its byte order mark"
    says "separator tab"
    says "line ends LF"
    says "header line 3"
    says "above it July 1, 2026 - July 31, 2026"
    says 'total rows 1: line 5 ("Total: Account")'
    says "currency by column Currency code: GBP"
    [[ $output == *"an export of Google Ads"* ]]
    pulls report.csv 1
    same "12500000	GBP	2026-07-01	2026-07-31" "$(query "SELECT amount_micros, currency, day, until_day FROM spends")"
}

@test "a header is told from data" {
    printf '7,2026-03-01,12.50\n8,2026-03-02,1.00\n' > data.csv
    profile data.csv
    says "header none: the first row looks like data"
    printf 'city,people\nOslo,700000\nBergen,290000\n' > cities.csv
    profile cities.csv
    says "header line 1"
    printf ',,\nEverybody who came,,\nName,Town,Age\nAda,Oslo,30\nBo,Bergen,31\n' > guests.csv
    profile guests.csv
    says "header line 3"
}

@test "text that is not UTF-8, semicolons, CRLF, decimal commas, day first" {
    printf 'Bestellnummer;Bestelldatum;Gesamtbetrag;Land\r\nA-1;13.03.2026;1.234,50;\xd6sterreich\r\nA-2;01.02.2026;20,00;Schweiz\r\n' > bestellungen.csv
    profile bestellungen.csv
    says "encoding windows-1252: it is not valid UTF-8; a guess for Western European text"
    says "separator semicolon"
    says "line ends CRLF"
    says 'decimals Gesamtbetrag: comma, as in "1.234,50"'
    [[ $output == *"Bestelldatum: DMY, decided by \"13.03.2026\"; 2026-02-01 to 2026-03-13"* ]]
    pulls bestellungen.csv 2
    same "A-1	1234500000	2026-03-13	Österreich" "$(query "SELECT id, amount_micros, day, region FROM orders ORDER BY id LIMIT 1")"
}

@test "columns: types, shares of empties, values" {
    cat > people.csv <<'CSV'
Contact ID,Full Name,Email,Phone,Plan,Active,Score,Paid,Share,Nothing
c1,Ada Lovell,ada@example.com,+1 212 555 0101,gold,yes,3.5,"€ 12,50",10%,
c2,Bo Berg,bo@example.com,+47 22 00 00 00,free,no,4.25,"€ 3,00",20%,
c3,Cy Oak,cy@example.com,,free,no,1,"€ 9,99",--,
c4,Di Elm,di@example.com,+1 212 555 0104,gold,yes,2,"€ 1,00",5%,
CSV
    profile people.csv
    says " Contact ID id, unique 0% empty c1 | c2 | c3"
    says " Email e-mail 0% empty ada@example.com | bo@example.com | cy@example.com"
    says " Phone phone 25% empty +1 212 555 0101 | +47 22 00 00 00 | +1 212 555 0104"
    says " Plan a few words 0% empty gold (2), free (2)"
    says " Active yes/no 0% empty yes (2), no (2)"
    says " Score number 0% empty 3.5 | 4.25 | 1"
    says " Paid money EUR 0% empty € 12,50 | € 3,00 | € 9,99"
    says " Share share 25% empty 10% | 20% | 5%"
    says " Nothing empty 100% empty"
    says "currency Paid: EUR, by its cells"
    pulls people.csv 4
}

@test "repeated, ragged and blank rows" {
    printf 'a,b\n1,x\n1,x\n2\n\n3,y,z\n' > rows.csv
    profile rows.csv
    says "rows 4, and 1 blank"
    says "repeated 1: line 3; the same as an earlier row"
    says "ragged 2: lines 4, 6; more or fewer cells than the header"
}

@test "a total row without a label is known by its sums" {
    printf 'Ad,Impressions,Clicks,Spend\n,3000,30,9.00\nOne,1000,10,4.00\nTwo,2000,20,5.00\n' > ads.csv
    profile ads.csv
    says "total rows 1: line 2; they hold the sum of the others"
}

# ---- dates ----

@test "month first, decided by one value, and by the column beside it" {
    deals
    profile deals.csv
    [[ $output == *'Close Date: MDY, decided by "3/14/2026"'* ]]
    [[ $output == *'Opened: ambiguous: DMY or MDY, no value decides'* ]]
    [[ $output == *'date_order: MDY # as "Close Date" has it'* ]]
    pulls deals.csv 3
    same "7	won	2026-03-01	2026-03-14	1200500000
8	lost	2026-03-02	2026-03-20	300000000
9	open	2026-03-03		99000000" "$(query "SELECT id, state, day, closed_day, amount_micros FROM deals ORDER BY id")"
}

@test "dates of two readings are not guessed" {
    printf 'Order ID,Order Date,Total\n1,01/02/2026,5.00\n2,02/02/2026,6.00\n3,03/02/2026,7.00\n' > orders.csv
    profile orders.csv
    [[ $output == *"Order Date: ambiguous: DMY or MDY, no value decides"* ]]
    [[ $output == *"# date_order: DMY # or MDY"* ]]
    { printf 'store: garner.db\ncurrency: EUR\n'; "$GARNER" profile --block orders.csv; } > garner.yaml
    run "$GARNER" pull
    [ "$status" = 78 ]
    sed -i 's/# date_order/date_order/' garner.yaml
    "$GARNER" pull
    same "2026-02-01	2026-02-03" "$(query "SELECT min(day), max(day) FROM orders")"
}

@test "dates that run in one order only are said to" {
    printf 'Order ID,Order Date,Total\n1,01/02/2026,5.00\n2,05/02/2026,6.00\n3,01/03/2026,7.00\n4,02/04/2026,7.00\n' > orders.csv
    profile orders.csv
    [[ $output == *"no value decides; rows are in order of time as DMY only"* ]]
}

# ---- what reads it ----

@test "leads, in French" {
    printf "ID du lead;Date de création;Courriel;Statut du lead;Origine du lead;Pays\n1;13/02/2026;a@exemple.fr;Nouveau;Salon;France\n2;14/02/2026;b@exemple.fr;Converti;Google;Suisse\n" > prospects.csv
    profile prospects.csv
    [[ $output == *"looks like  leads of a CRM"* ]]
    pulls prospects.csv 2
    same "1	2026-02-13	Nouveau	Salon	France" "$(query "SELECT id, day, status, campaign, region FROM leads ORDER BY id LIMIT 1")"
}

@test "a flag of conversion is a status" {
    printf 'Lead Number,Lead Source,Converted\n1,Web,0\n2,Fair,1\n3,Web,1\n' > leads.csv
    pulls leads.csv 3
    same "converted	2
open	1" "$(query "SELECT status, count(*) FROM leads GROUP BY 1 ORDER BY 1")"
}

@test "spend by day, broken down" {
    printf 'Date,Campaign ID,Age,Spent,Impressions,Clicks\n2026-03-01,7,18-24,1.50,100,3\n2026-03-01,7,25-34,2.50,200,4\n' > stats.csv
    profile stats.csv
    [[ $output == *"looks like  spend of campaigns"* ]]
    pulls stats.csv 2
    same "4000000	300	7" "$(query "SELECT sum(amount_micros), sum(impressions), sum(clicks) FROM spends")"
}

@test "spend that names no days says so and waits for them" {
    printf 'Campaign ID,Spent,Impressions\n7,1.50,100\n8,2.50,200\n' > stats.csv
    profile stats.csv
    [[ $output == *"# day: 2026-01-01"* ]]
    { printf 'store: garner.db\ncurrency: EUR\n'; "$GARNER" profile --block stats.csv; } > garner.yaml
    run "$GARNER" pull
    [ "$status" = 78 ]
    sed -i 's/# day/day/; s/# until_day/until_day/' garner.yaml
    "$GARNER" pull
    same "4000000" "$(query "SELECT sum(amount_micros) FROM spends")"
}

@test "payments among other movements, cents beside a currency in lower case" {
    printf 'id,customer_id,type,amount,currency,created\nt1,c1,payment,1250,eur,2026-03-01 10:00:00\nt2,c1,payout,900,eur,2026-03-02 10:00:00\nt3,c2,payment,999,usd,2026-03-03 10:00:00\n' > transactions.csv
    profile transactions.csv
    [[ $output == *'"amount" is read as cents'* ]]
    rm -f garner.db
    { printf 'store: garner.db\ncurrency: EUR\n'; "$GARNER" profile --block transactions.csv; } > garner.yaml
    "$GARNER" pull
    same "t1	12500000	EUR
t3	9990000	USD" "$(query "SELECT id, amount_micros, currency FROM orders ORDER BY id")"
}

@test "orders with their lines" {
    printf 'Invoice No,Invoice Date,Customer ID,SKU,Description,Quantity,Line Total\n1,2026-03-01,c1,L-1,Lamp,1,60.00\n1,2026-03-01,c1,B-1,Bulb,2,40.00\n2,2026-03-02,c2,L-1,Lamp,1,60.00\n' > invoices.csv
    pulls invoices.csv 3
    same "2	3	160000000" "$(query "SELECT (SELECT count(*) FROM orders), count(*), sum(amount_micros) FROM order_lines")"
}

@test "badge scans: the show and its days" {
    printf 'First Name,Last Name,Email,Company,Badge Scan Time\nAda,Lovell,ada@example.com,Acme,2026-03-10 10:15\nBo,Berg,bo@example.com,Fjord,2026-03-12 16:00\n' > expo.csv
    profile expo.csv
    [[ $output == *"plugin: trade_show"* ]]
    [[ $output == *"campaign: expo"*"from: 2026-03-10"*"to: 2026-03-12"* ]]
    rm -f garner.db
    { printf 'store: garner.db\ncurrency: EUR\n'; "$GARNER" profile --block expo.csv; } > garner.yaml
    "$GARNER" pull
    same 2 "$(query "SELECT count(*) FROM touches")"
}

@test "referrals" {
    printf 'Referrer Email,Referred Email,Referral Date\nada@example.com,bo@example.com,2026-03-10\n' > friends.csv
    profile friends.csv
    [[ $output == *"plugin: referral"* ]]
    pulls friends.csv 1
}

@test "an export of a product that has a preset" {
    cp "$BATS_TEST_DIRNAME/../../plugins/csv/fixtures/hubspot-deals.csv" .
    profile hubspot-deals.csv
    [[ $output == *"preset: hubspot-deals"* ]]
    pulls hubspot-deals.csv 3
}

@test "an array of objects" {
    printf '[{"Lead ID": "1", "Created": "2026-03-01", "E-mail": "a@example.com"}, {"Lead ID": "2", "Created": "2026-03-02", "E-mail": "b@example.com"}]' > leads.json
    profile leads.json
    [[ $output == *"bytes, json"* ]]
    pulls leads.json 2
}

@test "names that YAML or a map would misread" {
    printf 'Lead ID,"Say ""hi"": {all}",Email,Email,Created\n1,x,a@example.com,b@example.com,2026-03-01\n2,y,c@example.com,d@example.com,2026-03-02\n' > 'leads of "may" 2026.csv'
    pulls 'leads of "may" 2026.csv' 2
    grep -q 'name: leads-of-may-2026' garner.yaml
}

@test "nothing that garner keeps" {
    printf 'Item,Colour\nLamp,red\nBulb,white\n' > things.csv
    profile things.csv
    [ "$status" = 0 ]
    [[ $output == *"nothing that garner keeps"* ]]
    profile --block things.csv
    [ "$status" = 5 ]
    [ -z "$output" ]
}

@test "no such file, an empty one, and one that is no table" {
    profile nowhere.csv
    [ "$status" = 78 ]
    [[ $stderr == *"nowhere.csv"* ]]
    : > empty.csv
    profile empty.csv
    [ "$status" = 0 ]
    says "rows 0"
    printf '%%PDF-1.7' > paper.csv
    profile paper.csv
    [ "$status" = 78 ]
}

# ---- preset: auto ----

auto() { # auto PATH
    rm -f garner.db
    printf 'store: garner.db\ncurrency: EUR\nsources:\n  - {name: it, plugin: csv, preset: auto, path: "%s"}\n' "$1" > garner.yaml
}

@test "preset: auto names what it recognised and why, and reads like the preset itself" {
    for fixture in "$BATS_TEST_DIRNAME"/../../plugins/csv/fixtures/*.csv; do
        name=$(basename "$fixture" .csv)
        auto "$fixture"
        run --separate-stderr "$GARNER" test -n 1000 it
        [ "$status" = 0 ] || { echo "$name: $stderr"; return 1; }
        [[ $stderr == *"is read as ${name%-loader}, by "*" of its columns: \""* ]] || { echo "$name: $stderr"; return 1; }
        by_itself=$output
        sed -i "s/preset: auto/preset: ${name%-loader}/" garner.yaml
        same "$("$GARNER" test -n 1000 it 2> /dev/null)" "$by_itself"
    done
    run "$GARNER" check
    [[ $output == *"it: ok"* ]]
}

@test "preset: auto goes by the first file of a folder" {
    mkdir exports
    cp "$BATS_TEST_DIRNAME"/../../plugins/csv/fixtures/zoho-deals.csv exports/a.csv
    auto exports/
    run "$GARNER" check
    [[ $output == *"exports/a.csv is read as zoho-deals"* ]]
    "$GARNER" pull
    same 3 "$(query "SELECT count(*) FROM deals")"
}

@test "preset: auto refuses where none fits, naming the nearest" {
    printf 'Item,Colour\nLamp,red\n' > things.csv
    auto things.csv
    run "$GARNER" pull
    [ "$status" = 78 ]
    [[ $output == *"garner.yaml:4:"*"source it: preset: auto: things.csv fits none of "*"hubspot-deals"* ]]
    printf 'Record ID,Deal Stage,Amount\n1,Won,5\n' > deals.csv
    auto deals.csv
    run "$GARNER" pull
    [[ $output == *"nearest is hubspot-deals, but for "*"Create Date"* ]]
}

@test "preset: auto refuses where two fit alike, naming both" {
    mkdir -p more/csv/presets
    printf 'map:\n  lead: {id: "{Number}", email: "{Mail}", created_at: "{When}"}\n' > more/csv/presets/mine.yaml
    printf 'map:\n  contact: {id: "{Number}", email: "{Mail}", created_at: "{When}"}\n' > more/csv/presets/yours.yaml
    printf 'Number,Mail,When\n1,a@example.com,2026-03-01\n' > list.csv
    auto list.csv
    sed -i '1i plugin_path: [more]' garner.yaml
    run "$GARNER" pull
    [ "$status" = 78 ]
    [[ $output == *"fits mine and yours alike; name one of them"* ]]
}

@test "preset: auto without a file" {
    auto 'none/*.csv'
    run "$GARNER" pull
    [ "$status" = 78 ]
    [[ $output == *"goes by the first file of \`path\`, and there is none"* ]]
}
