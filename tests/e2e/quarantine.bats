#!/usr/bin/env bats
# What could not be understood: listed, grouped by reason, exported as it came, and tried again after a correction.
load helper

ROWS='no,at,total
A1,2026-03-01,10.00
A2,31.31.2026,11.00
A3,2026-03-03,twelve
A4,32.31.2026,13.00
A5,"2026-03-05",fourteen,more
A6,2026-03-06,"14,00"
,2026-03-07,15.00
A8,2026-03-08,"=1+1 ""x"""
'

# config [LINE …]: the shop's orders, with further options
config() {
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: shop
    plugin: csv
    path: orders.csv
    decimal: "."
$(for line; do echo "    $line"; done)
    map:
      order: {id: "{no}", at: "{at}", amount: "{total}"}
YAML
}

pulled() {
    printf '%s' "$ROWS" > orders.csv
    config
    "$GARNER" pull || [ $? = 3 ] || [ $? = 5 ]
}

@test "a row that is not understood stands there with file, line, field, reason and its text" {
    pulled
    same "$(query "SELECT rows_read - accepted FROM runs")" "$(query "SELECT count(*) FROM quarantine")"
    same "orders.csv	3	at	A2,31.31.2026,11.00" "$(query "SELECT file, line, field, raw FROM quarantine LIMIT 1")"
    run "$GARNER" quarantine list -f tsv
    same "source file line field reason raw" "$(head -1 <<< "$output" | tr '\t' ' ')"
    same "3 4 5 6 7 8 9" "$(tail -n +2 <<< "$output" | cut -f 3 | paste -sd ' ')"
}

@test "--group: how many rows for which reason, whatever the reason quotes from them" {
    pulled
    run "$GARNER" quarantine list --group -f tsv
    echo "$output"
    same "source field reason rows files file line raw" "$(head -1 <<< "$output" | tr '\t' ' ')"
    same "shop	at	2	1	orders.csv	3	A2,31.31.2026,11.00" \
        "$(sed -n 2p <<< "$output" | cut -f 1,2,4-)"
    [[ $(sed -n 2p <<< "$output") == *'"…"'* ]]
    same 7 "$(awk -F '\t' '{ n += $4 } END { print n }' <<< "$output")"
    run "$GARNER" quarantine --group -f tsv
    [ "$(wc -l <<< "$output")" -lt 8 ]
}

@test "--group: a reason that is the same everywhere is shown whole" {
    printf 'no,at,total\nA1,never,1.00\nA2,never,2.00\n' > orders.csv
    config
    "$GARNER" pull || true
    run "$GARNER" quarantine list --group -f tsv
    [[ $output == *'"never" is'* ]]
    same 2 "$(tail -n +2 <<< "$output" | cut -f 4)"
}

@test "export: the rows as they came, as csv, in the order of the file" {
    pulled
    "$GARNER" quarantine export -o refused.csv
    same "source,file,line,field,reason,raw" "$(head -1 refused.csv | tr -d '\r')"
    same "3 4 5 6 7 8 9" "$(tail -n +2 refused.csv | cut -d , -f 3 | paste -sd ' ')"
    [[ $(sed -n 2p refused.csv) == *'"A2,31.31.2026,11.00"'* ]]
    [[ $(sed -n 5p refused.csv) == *'"A5,""2026-03-05"",fourteen,more"'* ]]
    same "$("$GARNER" quarantine export)" "$(cat refused.csv)"
    same "$(sed -n '3,9p' orders.csv)" "$("$GARNER" quarantine export -f jsonl | sed 's/.*"raw": "\(.*\)"}$/\1/; s/\\"/"/g')"
}

@test "export can be read again by garner itself" {
    pulled
    "$GARNER" quarantine export -o refused.csv
    sed -i 's/orders.csv/refused.csv/; s/order: .*/order: {id: "{line}", at: 2026-01-01, amount: "0.00"}/' garner.yaml
    rm garner.db*
    "$GARNER" pull
    same 7 "$(query "SELECT count(*) FROM orders")"
    same 0 "$(query "SELECT count(*) FROM quarantine")"
}

@test "replay after a correction of the configuration: what is understood leaves the quarantine" {
    printf 'no,at,total\nA1,2026-03-01,"1.000,50"\nA2,2026-03-02,"2,00"\nA3,2026-03-03,three\n' > orders.csv
    config
    "$GARNER" pull || true
    same 3 "$(query "SELECT count(*) FROM quarantine")"
    sed -i 's/decimal: "."/decimal: ","/' garner.yaml
    run "$GARNER" quarantine replay
    [[ $output == *"3 rows read again, 2 accepted, 1 still refused"* ]]
    same "A1	1000.5
A2	2" "$(query "SELECT id, amount FROM orders ORDER BY id")"
    same "three" "$(query "SELECT substr(raw, -5) FROM quarantine")"
    sed -i 's/three/3,00/; s/,3,00$/,"3,00"/' orders.csv
    "$GARNER" quarantine replay shop
    run "$GARNER" quarantine replay
    same "nothing in quarantine" "$output"
}

@test "one source alone; what is no verb" {
    pulled
    same 8 "$("$GARNER" quarantine list shop -f tsv | wc -l)"
    same 1 "$("$GARNER" quarantine list other -f tsv | wc -l)"
    same 1 "$("$GARNER" quarantine list other --group -f tsv | wc -l)"
    run "$GARNER" quarantine lits
    [ "$status" = 2 ]
    [[ $output == *"none of list, export, replay"* ]]
    run "$GARNER" quarantine export --group
    [ "$status" = 2 ]
}
