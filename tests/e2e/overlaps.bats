#!/usr/bin/env bats
# Files of one campaign whose periods overlap: refused, whichever comes first, until somebody decides.
load helper

begin() {
    mkdir -p ads
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
sources:
  - name: ads
    plugin: ads_export
    path: "ads/*.csv"
YAML
}

# period FROM TO AMOUNT: a report of one campaign over one period.
period() {
    printf 'Campaign name,Reporting starts,Reporting ends,Amount spent (EUR),Impressions\nBrand,%s,%s,%s,10\n' "$@"
}

# days DAY=AMOUNT …
days() {
    echo "Campaign name,Day,Amount spent (EUR)"
    for day; do echo "Brand,${day%=*},${day#*=}"; done
}

spent() {
    query "SELECT CAST(round(sum(spend)) AS INTEGER), min(day), max(day) FROM campaign_daily"
}

# refused WORDS: the pull fails for its data, and says so.
refused() {
    run "$GARNER" pull
    same 5 "$status"
    [[ $output == *"$1"* ]] || same "$1" "$output"
}

@test "two periods that overlap, in both orders of arrival" {
    begin
    period 2026-01-01 2026-01-31 100 > ads/january.csv
    "$GARNER" pull
    period 2026-01-15 2026-02-15 50 > ads/middle.csv
    refused "spend of campaign Brand: 2026-01-01 to 2026-01-31 in ads/january.csv and 2026-01-15 to 2026-02-15 in ads/middle.csv overlap"
    [[ $output == *"keep one of the two files, or export periods that do not overlap"* ]]
    same "100	2026-01-01	2026-01-31" "$(spent)"
    refused "overlap"
    rm garner.db* ads/january.csv
    "$GARNER" pull
    period 2026-01-01 2026-01-31 100 > ads/january.csv
    refused "2026-01-15 to 2026-02-15 in ads/middle.csv and 2026-01-01 to 2026-01-31 in ads/january.csv overlap"
    same "50	2026-01-15	2026-02-15" "$(spent)"
}

@test "whichever of the two is removed, the other counts" {
    begin
    period 2026-01-01 2026-01-31 100 > ads/january.csv
    "$GARNER" pull
    period 2026-01-15 2026-02-15 50 > ads/middle.csv
    refused "overlap"
    mv ads/january.csv .
    run "$GARNER" pull
    same 0 "$status"
    [[ $output == *"2026-01-01 to 2026-01-31 in ads/january.csv, which is gone or has changed, gives way to 2026-01-15 to 2026-02-15 in ads/middle.csv"* ]]
    same "50	2026-01-15	2026-02-15" "$(spent)"
    mv january.csv ads/
    rm ads/middle.csv
    "$GARNER" pull
    same "100	2026-01-01	2026-01-31" "$(spent)"
}

@test "days beside a period that holds them, in both orders" {
    begin
    period 2026-01-01 2026-01-31 100 > ads/january.csv
    "$GARNER" pull
    days 2026-01-31=4 2026-02-01=5 > ads/days.csv
    refused "2026-01-01 to 2026-01-31 in ads/january.csv and 2026-01-31 in ads/days.csv overlap"
    same "100	2026-01-01	2026-01-31" "$(spent)"
    rm garner.db*
    refused "2026-01-31 in ads/days.csv and 2026-01-01 to 2026-01-31 in ads/january.csv overlap"
    days 2026-02-01=5 > ads/days.csv
    "$GARNER" pull
    same "105	2026-01-01	2026-02-01" "$(spent)"
}

@test "one period, two amounts: refused; the same once more, written otherwise: one fact" {
    begin
    period 2026-01-01 2026-01-31 100 > ads/a.csv
    printf 'Impressions;Amount spent (EUR);Reporting ends;Reporting starts;Campaign name\r\n10;100.00;31.01.2026;01.01.2026;Brand\r\n' > ads/b.csv
    cp ads/a.csv ads/c.csv
    "$GARNER" pull
    same "100	2026-01-01	2026-01-31" "$(spent)"
    period 2026-01-01 2026-01-31 101 > ads/d.csv
    refused "spend of campaign Brand 2026-01-01 to 2026-01-31: ads/b.csv and ads/d.csv do not say the same about this period"
    same "100	2026-01-01	2026-01-31" "$(spent)"
}

@test "a file that says more replaces what it said; limits that move between two files are no overlap" {
    begin
    period 2026-01-01 2026-01-10 10 > ads/a.csv
    period 2026-01-11 2026-01-20 20 > ads/b.csv
    "$GARNER" pull
    period 2026-01-01 2026-01-15 13 > ads/a.csv
    period 2026-01-16 2026-01-31 27 > ads/b.csv
    "$GARNER" pull
    same "40	2026-01-01	2026-01-31" "$(spent)"
    period 2026-01-11 2026-01-31 30 > ads/b.csv
    refused "overlap"
    period 2026-01-01 2026-01-10 9 > ads/a.csv
    "$GARNER" pull
    same "39	2026-01-01	2026-01-31" "$(spent)"
}

@test "other options that shift every period" {
    begin
    period 02/01/2026 03/01/2026 10 > ads/a.csv
    period 04/01/2026 05/01/2026 20 > ads/b.csv
    echo '    date_order: MDY' >> garner.yaml
    "$GARNER" pull
    same "30	2026-02-01	2026-05-01" "$(spent)"
    sed -i 's/MDY/DMY/' garner.yaml
    "$GARNER" pull
    same "30	2026-01-02	2026-01-05" "$(spent)"
}

@test "a month by age beside the campaign's days is one amount; crossing it is refused" {
    begin
    days 2026-01-05=60 2026-01-20=40 > ads/days.csv
    printf 'Campaign name,Age,Reporting starts,Reporting ends,Amount spent (EUR)\nBrand,18-24,2026-01-01,2026-01-31,70\nBrand,25-34,2026-01-01,2026-01-31,30\n' > ads/age.csv
    "$GARNER" pull
    same "100	2026-01-05	2026-01-20" "$(spent)"
    rm garner.db*
    mv ads/days.csv ads/aaa.csv
    "$GARNER" pull
    same "100	2026-01-05	2026-01-20" "$(spent)"
    period 2026-01-25 2026-02-05 9 > ads/week.csv
    refused "2026-01-01 to 2026-01-31 by age in ads/age.csv and 2026-01-25 to 2026-02-05 in ads/week.csv overlap"
}

@test "costs that are each their own may overlap, spend of a table may where it has ids" {
    cat > garner.yaml <<'YAML'
store: garner.db
currency: EUR
campaigns:
  expo:
    costs:
      - {type: tool, amount: 30, date: 2026-01-01, until: 2026-01-31}
      - {type: tool, amount: 7, date: 2026-01-15, until: 2026-02-15}
      - {type: tool, amount: 2, date: 2026-01-20}
sources:
  - name: rent
    plugin: csv
    path: rent.csv
    map:
      spend: {campaign: "{For}", day: "{From}", until_day: "{To}", amount: "{Sum}", cost_type: fee}
YAML
    printf 'No,For,From,To,Sum\n1,expo,2026-01-01,2026-01-31,5\n2,expo,2026-01-02,2026-02-01,6\n' > rent.csv
    run "$GARNER" pull
    [[ $output == *"2026-01-01 to 2026-01-31 in rent.csv and 2026-01-02 to 2026-02-01 in rent.csv overlap, so that days would count twice; keep one of the two rows"*"need an id"* ]]
    sed -i 's/spend: {/spend: {id: "{No}", /' garner.yaml
    "$GARNER" pull
    same "50	2026-01-01	2026-02-15" "$(spent)"
}
