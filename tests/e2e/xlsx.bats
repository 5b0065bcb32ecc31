#!/usr/bin/env bats
# Excel workbooks give what the same facts give as CSV, through every plugin that reads files.
load helper

make_xlsx() {
    "$BUILD_DIR/tests/tools/make_xlsx" "$@"
}

facts() {
    cat > leads.csv <<'CSV'
Id,Name,Mail,Created,Campaign,Score,Phone
1,Änne Groß,anne@kunde.example,2026-01-02,Frühjahr,1.234,0049 221 1
2,"Müller, Zoë",zoe@kunde.example,2026-01-11T14:30:00,Frühjahr,12,
3,"O'Hara ""Kim""",kim@kunde.example,2026-01-13T23:59:59,Expo 26,0.5,+41 44 2
4,"two
lines",jose@kunde.example,2026-02-03,Expo 26,1234.567,

5,Li,li@kunde.example,2026-03-29T01:30:00,,1.001,030
CSV
    cat > spend.csv <<'CSV'
Day,Campaign,Cost,Views
2026-01-01,Frühjahr,1234.56,10000
2026-01-02,Frühjahr,0.07,999
2026-01-10,Expo 26,12.345,0
2026-01-31,Frühjahr,88.10,1200
soon,Frühjahr,1.43,1
CSV
}

# config KIND [KEY: VALUE …]: leads.KIND and spend.KIND, with further keys for both sources.
config() {
    kind=$1
    shift
    more=$(for line; do echo "    $line"; done)
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
keep_contact_details: yes
history: complete
sources:
  - name: leads
    plugin: csv
    path: leads.$kind
$more
    map:
      lead: {id: "{Id}", email: "{Mail}", created_at: "{Created}", campaign: "{Campaign}"}
      contact: {id: "{Id}", email: "{Mail}", name: "{Name}", phone: "{Phone}"}
      order: {id: "{Id}", email: "{Mail}", at: "{Created}", amount: "{Score}"}
  - name: spend
    plugin: csv
    path: spend.$kind
$more
    map:
      spend: {campaign: "{Campaign}", channel: trade_show, day: "{Day}", amount: "{Cost}", impressions: "{Views}"}
YAML
}

answers() {
    for view in leads contacts orders spends campaign_daily customers credits; do
        "$GARNER" query --format tsv "SELECT * FROM $view ORDER BY 1, 2, 3, 4"
    done
    query "SELECT line, field, reason FROM quarantine ORDER BY 1"
    query "SELECT source, accepted, quarantined FROM runs ORDER BY 1"
}

# What the facts give as CSV, read with a decimal point, in $plain.
begin() {
    mkdir csv xlsx
    cd csv
    facts
    config csv 'decimal: "."'
    "$GARNER" pull
    plain=$(answers)
    [[ $plain == *1234567000* ]]
    cd ../xlsx
}

agrees() {
    rm -f garner.db*
    "$GARNER" pull
    same "$plain" "$(answers)"
}

@test "the same facts as CSV and as workbooks answer every query alike, byte for byte" {
    begin
    make_xlsx leads.xlsx Leads=../csv/leads.csv
    make_xlsx spend.xlsx Spend=../csv/spend.csv
    config xlsx
    agrees
}

@test "whatever the name; the decimal mark and date order of the options are for text only" {
    begin
    make_xlsx leads.export Leads=../csv/leads.csv
    make_xlsx spend.export Spend=../csv/spend.csv
    config export
    agrees
    config export 'decimal: ","' 'date_order: MDY' 'separator: semicolon' 'format: xlsx'
    agrees
}

@test "the first visible sheet with a header, or the sheet that is named" {
    begin
    echo "Report of 2026" > cover.csv
    echo "a,b" > other.csv
    for name in leads spend; do
        make_xlsx $name.xlsx "Cover=cover.csv" "Old!=other.csv" "Data & more=../csv/$name.csv" "Other=other.csv"
    done
    config xlsx
    agrees
    for name in leads spend; do
        make_xlsx $name.xlsx "Other=other.csv" "Data & more!=../csv/$name.csv"
    done
    config xlsx 'sheet: data & MORE'
    agrees
    config xlsx 'sheet: Date & more'
    run -78 "$GARNER" pull
    [[ $output == *'leads.xlsx: has no sheet "Date & more"; it has "Other", "Data & more"; correct `sheet`'* ]]
}

@test "a row in quarantine names the sheet's row and shows it" {
    mkdir csv
    (cd csv && facts)
    make_xlsx leads.xlsx Leads=csv/leads.csv
    make_xlsx spend.xlsx Spend=csv/spend.csv
    config xlsx
    "$GARNER" pull
    same "spend.xlsx	6	day	soon,Frühjahr,1.43,1" "$(query "SELECT file, line, field, raw FROM quarantine")"
}

@test "a changed workbook replaces what it gave" {
    begin
    make_xlsx leads.xlsx Leads=../csv/leads.csv
    sed 's/88.10/99.99/; /12.345/d' ../csv/spend.csv > spend.csv
    make_xlsx spend.xlsx Spend=spend.csv
    config xlsx
    "$GARNER" pull
    make_xlsx spend.xlsx Spend=../csv/spend.csv
    "$GARNER" pull
    same "$(grep -v -e '^leads' -e '^spend' <<< "$plain")" "$(answers | grep -v -e '^leads' -e '^spend')"
}

# The records of a source, and what it warns of. (A line of one cell at the end is ragged in CSV, and short in a sheet.)
records() {
    "$GARNER" test -n 1000 "$1" 2>&1 | grep -E '^(campaign|claim|spend|lead|touch)|warning' | sed "s/a\.$1/FILE/g; s/source $1/source/"
}

# Every one of the CSV files gives the same through ads_export when it is a workbook; $compared records in all.
agree_as_workbooks() {
    cat > garner.yaml <<'YAML'
store: garner.db
currency: EUR
timezone: Europe/Berlin
sources:
  - {name: csv, plugin: ads_export, path: a.csv}
  - {name: xlsx, plugin: ads_export, path: a.xlsx}
YAML
    compared=0
    for file; do
        sed '1s/^\xEF\xBB\xBF//' "$file" > a.csv
        make_xlsx a.xlsx Report=a.csv
        csv=$(records csv)
        same "$csv" "$(records xlsx)"
        compared=$((compared + $(wc -l <<< "$csv")))
    done
}

@test "ads_export reads workbooks as it reads its exports" {
    mapfile -t files < <(grep -rLP '\t' --include='*.csv' "$(cd "$BATS_TEST_DIRNAME/../../plugins/ads_export/fixtures" && pwd)")
    agree_as_workbooks "${files[@]}"
    [ "$compared" -ge 25 ]
}

@test "real exports as workbooks" {
    need_shared data/meta_ads_exports
    mapfile -t files < <(find "$SHARED/data/meta_ads_exports" "$SHARED/data/google_ads_exports" -name '*.csv' -exec grep -LP '\t|\x00' {} +)
    agree_as_workbooks "${files[@]}"
    [ "$compared" -ge 100 ]
}

@test "costs from a workbook, by sheet" {
    printf 'Date,Type,Amount\n2026-01-15,booth,12000.00\n2026-03-09,travel,3150.4\n' > costs.csv
    echo "x,y" > other.csv
    make_xlsx costs.xlsx Notes=other.csv Costs=costs.csv
    cat > garner.yaml <<'YAML'
store: garner.db
currency: EUR
campaigns:
  expo: {channel: trade_show, costs: {file: costs.xlsx, sheet: Costs}}
YAML
    "$GARNER" pull
    same "$(printf '2026-01-15\t12000000000\n2026-03-09\t3150400000')" \
        "$(query "SELECT day, amount_micros FROM spends ORDER BY 1")"
}

@test "what is no workbook is refused, with what to do" {
    config dat
    sed -i '/name: spend/,$d' garner.yaml
    printf '\320\317\021\340\241\261\032\341rest' > leads.dat
    run -78 "$GARNER" pull
    [[ $output == *"leads.dat: is an Excel workbook with a password, or an old one (.xls); save it as .xlsx without a password, or the sheet as CSV (UTF-8)"* ]]
    printf 'PK\003\004rest' > leads.dat
    run "$GARNER" pull
    [ "$status" != 0 ]
    [[ $output == *"leads.dat: is a damaged Excel workbook (Not a zip archive); export it again"* ]]
    facts
    make_xlsx good.xlsx Leads=leads.csv
    head -c 2000 good.xlsx > leads.dat
    run "$GARNER" pull
    [ "$status" != 0 ]
    [[ $output == *"leads.dat: is a damaged Excel workbook"* ]]
}
