#!/usr/bin/env bats
# Files written to break parsers: csv-spectrum, rust-csv's and csvkit's examples, JSONTestSuite, the big list of naughty
# strings. Each is read as its corpus says, or its rows are in quarantine; none is lost, and what is accepted comes back
# through `garner query` byte for byte (blanks around a cell aside). tests/shared/adversarial.tsv says what each file
# gives, by a reader of another make. The corpora lie beside the project; the tests skip where they are not.
load helper

ADVERSARIAL=data/adversarial

# configured SOURCES: a store, and sources from standard input.
configured() {
    {
        printf 'store: garner.db\ncurrency: EUR\nsources:\n'
        cat
    } > garner.yaml
}

# balanced: no run lost a row or crashed.
balanced() {
    same 0 "$(query "SELECT count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped")"
    same 0 "$(query "SELECT count(*) FROM runs WHERE message LIKE '%signal%' OR class = 'internal'")"
}

@test "csv-spectrum: every cell is what its JSON says" {
    need_shared $ADVERSARIAL
    for csv in "$SHARED/$ADVERSARIAL"/csv-spectrum/csvs/*.csv; do
        name=$(basename "$csv" .csv)
        name=${name%.restored}
        json=${csv%/csvs/*}/json/$name.json
        # Line ends were lost in some, and this one's JSON belongs to another file.
        [[ $csv != *.restored.csv && -e ${csv%.csv}.restored.csv || $name = location_coordinates ]] || printf '%s\t%s\t%s\n' "$name" "$csv" "$json"
    done > files
    while IFS=$'\t' read -r name csv json; do
        cells=$(sqlite3 :memory: "SELECT replace(group_concat('{' || key || '}', '␟'), '''', '''''') FROM json_each(readfile('$json'), '\$[0]')")
        echo "  - {name: $name, plugin: csv, path: \"$csv\", map: {order_line: {order_id: x, product: '$cells'}}}"
        sqlite3 :memory: "SELECT '$name', hex((SELECT group_concat(value, '␟') FROM json_each(o.value)))
            FROM json_each(readfile('$json')) o" | tr '|' '\t' >> expected
    done < files | configured
    "$GARNER" pull
    balanced
    same 0 "$(query "SELECT sum(quarantined + skipped) FROM runs")"
    same "$(sort expected)" "$(query "SELECT source, hex(product) FROM order_lines" | sort)"
    same 11 "$(query "SELECT count(*) FROM runs")"
}

@test "rust-csv, csvkit: rows and cells as another reader has them" {
    need_shared $ADVERSARIAL
    table=$BATS_TEST_DIRNAME/../shared/adversarial.tsv
    awk -F '\t' -v folder="$SHARED/$ADVERSARIAL" 'NR > 1 {
        product = ""
        if ($3 ~ /^[0-9]+$/) for (i = 1; i <= $3; i++) product = product (i > 1 ? "␟" : "") "{" i "}"
        else product = $3
        printf "  - {name: %d, plugin: csv, path: \"%s/%s\", %s%s map: {order_line: {order_id: x, product: \"%s\"}}}\n",
            NR, folder, $1, $2 == "" ? "" : "separator: \"" $2 "\",", $3 ~ /{/ ? "" : "header: -1,", product
    }' "$table" | configured
    "$GARNER" pull > pulled 2> complaints || [ $? = 3 ]
    balanced
    "$GARNER" query -f tsv "SELECT source, class, accepted, quarantined, skipped FROM runs" | tail -n +2 > runs
    mkdir cells
    "$GARNER" query -f tsv "SELECT source, hex(group_concat(product, char(10))) FROM
        (SELECT source, product FROM order_lines ORDER BY source, product) GROUP BY source" | tail -n +2 |
        awk -F '\t' '{ printf "%s", $2 > ("cells/" $1); close("cells/" $1) }'
    (cd cells && cksum -- *) > sums
    awk -F '\t' 'FILENAME == "runs" { got[$1] = $3 "\t" $4 "\t" $5; failed[$1] = $2; next }
        FILENAME == "sums" { split($0, f, " "); sum[f[3]] = f[1]; next }
        FNR > 1 {
            line = failed[FNR] == "" ? got[FNR] "\t" (FNR in sum ? sum[FNR] : "-") : failed[FNR] "\t\t\t"
            if (line != $4 "\t" $5 "\t" $6 "\t" $7) { print $1 "\n  expected " $4 "\t" $5 "\t" $6 "\t" $7 "\n  got      " line; wrong = 1 }
        }
        END { exit wrong }' runs sums "$table"
}

@test "JSONTestSuite: y_ is read, n_ is in quarantine, i_ is one or the other" {
    need_shared $ADVERSARIAL
    folder=$SHARED/$ADVERSARIAL/JSONTestSuite/test_parsing
    # Each document is a value in a line of its own; documents with line ends in them are files of their own.
    mkdir documents
    wc -l "$folder"/*.json | awk -v one=one -v many=many '$2 != "total" { print $2 > ($1 ? many : one) }'
    LC_ALL=C xargs grep -a -H '' < one | LC_ALL=C sed 's/^.*\/\([^\/:]*\.json\):\(.*\)$/{"n": "\1", "v": \2}/' > lines.jsonl
    while read -r file; do
        { printf '[{"n": "%s", "v": ' "${file##*/}"; cat "$file"; echo '}]'; } > "documents/${file##*/}"
    done < many
    {
        echo "  - {name: lines, plugin: csv, path: lines.jsonl, encoding: utf-8, map: {order_line: {order_id: x, product_id: \"{n}\"}}}"
        for file in documents/*; do
            name=${file#documents/}
            echo "  - {name: ${name%.json}, plugin: csv, path: $file, format: json, map: {order_line: {order_id: x, product_id: \"{n}\"}}}"
        done
    } | configured
    "$GARNER" pull > pulled 2> complaints || [ $? = 3 ]
    balanced
    same 10 "$(ls documents | wc -l)"
    same "$(wc -l < lines.jsonl)" "$(query "SELECT rows_read FROM runs WHERE source = 'lines'")"
    # NUL is in no text that garner keeps.
    same "y_object_escaped_null_in_key.json
y_string_null_escape.json" "$(query "SELECT DISTINCT substr(raw, 8, instr(raw, '.json') - 3) FROM quarantine WHERE raw LIKE '{\"n\": \"y%' ORDER BY 1")"
    same 0 "$(query "SELECT count(*) FROM order_lines WHERE product_id LIKE 'n%'")"
    same $(($(ls "$folder"/y_* | wc -l) - 2)) "$(query "SELECT count(*) FROM order_lines WHERE product_id LIKE 'y%'")"
}

@test "naughty strings: they come back as they are, from JSON and CSV" {
    need_shared $ADVERSARIAL
    list=$SHARED/$ADVERSARIAL/blns/blns.json
    awk '/^  "/ { sub(/^  /, ""); sub(/, ?$/, ""); printf "{\"k\": %d, \"v\": %s}\n", n++, $0 }' "$list" > json.jsonl
    sqlite3 :memory: ".mode csv" ".headers on" "SELECT key AS k, value AS v FROM json_each(readfile('$list'))" > csv.csv
    for file in json.jsonl csv.csv; do
        echo "  - {name: ${file%.*}, plugin: csv, path: $file, encoding: utf-8, map: {order_line: {order_id: x, line_id: \"{k}\", product: \"{v}\"}}}"
    done | configured
    "$GARNER" pull
    balanced
    same "515	509	6	0
515	509	6	0" "$(query "SELECT rows_read, accepted, quarantined, skipped FROM runs")"
    # Terminal sequences and other controls are refused.
    same "12" "$(query "SELECT count(*) FROM quarantine WHERE reason LIKE '%control characters%'")"
    "$GARNER" query -f json "SELECT source, line_id, product FROM order_lines" > back.json
    differs=$(sqlite3 :memory: "SELECT back.key, quote(back.value), quote(list.value)
        FROM (SELECT CAST(value ->> 'line_id' AS INTEGER) AS key, value ->> 'product' AS value FROM json_each(readfile('back.json'))) back
        JOIN json_each(readfile('$list')) list ON list.key = back.key
        WHERE back.value IS NOT trim(list.value, ' ' || char(9, 10, 13, 65279, 160)) AND (back.value IS NOT NULL OR trim(list.value, ' ' || char(65279)) <> '')")
    same "" "$differs"
}
