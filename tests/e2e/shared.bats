#!/usr/bin/env bats
# Real exports whose totals are known, through the built garner. For each set, tests/shared/SET.yaml is its configuration
# and SET.sql asks for its figures; totals.tsv holds every one of them as it was computed from the raw files by other
# means. The data lies beside the project and the tests skip where it is not.
load helper
bats_require_minimum_version 1.5.0

# pulled SET: the test stands in a folder where tests/shared/SET.yaml has been pulled, once for all tests of this file.
pulled() {
    local folder=$BATS_FILE_TMPDIR/$1
    export GARNER_SHARED=$SHARED
    if [ ! -d "$folder" ]; then
        mkdir "$folder"
        cd "$folder"
        cp "$BATS_TEST_DIRNAME/../shared/$1.yaml" garner.yaml
        [ ! -e ../eurofxref-hist.csv ] || ln -s ../eurofxref-hist.csv .
        local code=0
        "$GARNER" pull > pulled 2> complaints || code=$?
        echo $code > code
    fi
    cd "$folder"
    cat pulled complaints >&2
    [ "$(cat code)" = 0 ]
    same 0 "$(query "SELECT count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped")"
}

# money COLUMN: SQL that prints micros with six decimals, exactly.
money() {
    echo "printf('%s%d.%06d', iif($1 < 0, '-', ''), abs($1) / 1000000, abs($1) % 1000000)"
}

# figures SET: what tests/shared/SET.sql (figure, count, micros) makes of the set's store, as SET, figure and value.
figures() {
    query "SELECT '$1', figure, coalesce(count, $(money micros)) FROM ($(cat "$BATS_TEST_DIRNAME/../shared/$1.sql"))"
}

@test "every total of every set" {
    need_shared data
    rates=$SHARED/data/fx/eurofxref-hist.zip
    unzip -q "$rates" -d "$BATS_FILE_TMPDIR" || bsdtar -xf "$rates" -C "$BATS_FILE_TMPDIR" || skip "neither unzip nor bsdtar is here"
    for set in $(cut -f 1 "$BATS_TEST_DIRNAME/../shared/totals.tsv" | tail -n +2 | uniq); do
        pulled "$set"
        figures "$set"
    done > "$BATS_TEST_TMPDIR/got"
    awk -F '\t' -v OFS='\t' '
        FNR == 1 && NR > 1 { print "set", "figure", "expected", "got" }
        NR == FNR { got[$1 "\t" $2] = $3; next }
        FNR > 1 {
            key = $1 "\t" $2
            value = key in got ? got[key] : "nothing"
            wrong += value != $3
            print key, $3, value (value == $3 ? "" : "\t<<<")
            delete got[key]
        }
        END { for (key in got) { print key, "nothing", got[key], "<<<"; wrong++ } exit wrong > 0 }
    ' "$BATS_TEST_TMPDIR/got" "$BATS_TEST_DIRNAME/../shared/totals.tsv"
}

# near EXPECTED ACTUAL TOLERANCE: two tables of the same shape; numbers may differ by the relative tolerance.
near() {
    paste -d '\n' <(echo "$1") <(echo "$2") | awk -v tolerance="$3" '
        NR % 2 { count = split($0, expected, "\t"); line = $0; next }
        split($0, got, "\t") != count { print "expected: " line "\ngot:      " $0; wrong = 1; next }
        {
            for (i = 1; i <= count; i++) {
                a = expected[i]; b = got[i]
                d = a - b; d = d < 0 ? -d : d
                size = a < 0 ? -a : a; size = size < 1e-300 ? 1 : size
                if (a "" != b "" && !(a ~ /^[-0-9.e]+$/ && b ~ /^[-+0-9.e]+$/ && d <= tolerance * size)) {
                    print "expected: " line "\ngot:      " $0; wrong = 1; break
                }
            }
        }
        END { exit wrong }'
}

# ---- a CRM's leads and deals ----

@test "Olist: every model credits each origin with its customers, and the rest is unattributed" {
    need_shared data/olist
    pulled olist
    for model in first last last_non_direct linear position decay; do
        same "	14.000000
direct_traffic	56.000000
display	6.000000
email	15.000000
organic_search	271.000000
other	4.000000
other_publicities	3.000000
paid_search	195.000000
referral	24.000000
social	75.000000
unknown	179.000000" "$(query "SELECT campaign, printf('%.6f', total($model)) FROM credits WHERE is_first GROUP BY 1 ORDER BY 1")"
    done
}

@test "Olist: without spend the cost per customer is unknown, not 0" {
    need_shared data/olist
    pulled olist
    run --separate-stderr "$GARNER" report compare --format jsonl
    [ "$status" = 0 ]
    [[ $(grep '"total"' <<< "$output") == *'"spend": null, '*'"leads": 8000, "customers": 842, '*'"cost_per_customer": null, '* ]]
    [[ $(grep '"unattributed"' <<< "$output") == *'"leads": 60, "customers": 14, '* ]]
    while read -r origin leads customers; do
        line=$(grep "\"campaign\": \"$origin\"" <<< "$output")
        [[ $line == *"\"leads\": $leads, \"customers\": $customers, "*'"cost_per_customer": null, '*'"note": "no cost known"'* ]]
    done <<< "direct_traffic 499 56
display 118 6
email 493 15
organic_search 2296 271
other 150 4
other_publicities 65 3
paid_search 1586 195
referral 284 24
social 1350 75
unknown 1099 179"
}

@test "Maven: a customer is an account where a deal names nobody" {
    need_shared data/crm
    pulled maven
    same "2017-03	84
2017-05	1" "$(query "SELECT substr(day, 1, 7), count(*) FROM customers GROUP BY 1 ORDER BY 1")"
}

# ---- ads ----

@test "KAG: the comparison ranks nobody, since nobody is a customer, and shows what the platform claims" {
    need_shared data/kag
    pulled kag
    run --separate-stderr "$GARNER" report compare --format jsonl
    [ "$status" = 0 ]
    same 3 "$(grep -c '"spend": \(149.71\|2893.369997\|55662.14996\),' <<< "$output")"
    same 3 "$(grep -c '"claimed": \(24\|183\|872\),' <<< "$output")"
    same 5 "$(grep -c '"cost_per_customer": null' <<< "$output")"
}

@test "Google Ads: a report of no campaigns gives none" {
    need_shared data/google_ads_exports
    export GARNER_SHARED=$SHARED
    cat > garner.yaml <<'YAML'
currency: EUR
sources:
  - name: empty
    plugin: ads_export
    path: "${GARNER_SHARED}/data/google_ads_exports/SpiritS0uL+wai-video-standards-and-benefits/Campaign report.csv"
YAML
    "$GARNER" pull
    same "2	0	0	2	0" "$(query "SELECT rows_read, accepted, quarantined, skipped, (SELECT count(*) FROM spends) FROM runs")"
}

@test "Meta: breakdowns of one account and period are never added" {
    need_shared data/meta_ads_exports
    export GARNER_SHARED=$SHARED
    cat > garner.yaml <<'YAML'
currency: IDR
sources:
  - name: meta
    plugin: ads_export
    path: "${GARNER_SHARED}/data/meta_ads_exports/Briyanes+meta-ads-report-generator/ctlptopurchase/TTUG-bulan-ini-*.csv"
YAML
    "$GARNER" pull
    same "1175511.000000	117997" "$(query "SELECT $(money 'sum(spend_micros)'), sum(impressions) FROM campaign_daily")"
    same 5 "$(query "SELECT count(DISTINCT substr(breakdown, 1, instr(breakdown, '|'))) FROM spends")"
    run --separate-stderr "$GARNER" report compare --claimed "Website purchases" --format jsonl
    [[ ${lines[0]} == *'"spend": 1175511.00, '*'"claimed": 33, '* ]]
}

# ---- shows, referrals, shops ----

@test "invoices: a date of two readings is refused, showing both" {
    need_shared data/orders
    export GARNER_SHARED=$SHARED
    grep -v date_order "$BATS_TEST_DIRNAME/../shared/online-retail.yaml" > garner.yaml
    run --separate-stderr "$GARNER" pull
    [ "$status" != 0 ]
    echo "$stderr"
    [[ $stderr == *InvoiceDate* ]]
    [[ $stderr == *"1 December 2010"* ]]
    [[ $stderr == *"12 January 2010"* ]]
}

@test "sixteen failed charges are no customer and no revenue" {
    need_shared data/dbt_seeds
    pulled warehouse-shops
    same "16	66776.960000	failed	cancelled" "$(query "SELECT count(*), $(money 'sum(amount_micros)'), max(status_word), max(status)
        FROM orders WHERE source = 'stripe'")"
    same 0 "$(query "SELECT count(*) FROM customers WHERE customer LIKE 'stripe:%'")"
    same 0 "$(query "SELECT count(*) FROM orders WHERE source = 'stripe' AND status = 'paid'")"
}

@test "eight orders in two currencies are never one sum" {
    need_shared data/dbt_seeds
    pulled warehouse-shops
    same "GBP	3	11.980000
USD	5	615.030000" "$(query "SELECT currency, count(*), $(money 'sum(amount_micros)') FROM orders WHERE source = 'shopify' GROUP BY 1 ORDER BY 1")"
    run --separate-stderr "$GARNER" report compare --format tsv
    [[ $output != *627.01* ]]
    [ "$status" != 0 ]
    [[ $stderr == *GBP* ]]
}

# ---- attribution: dbt-labs' playbook ----

@test "playbook: a row that lacks a cell is quarantined unless the configuration pads it, none is lost" {
    need_shared oracles/V2_dbtlabs_playbook
    export GARNER_SHARED=$SHARED
    grep -v 'ragged: pad' "$BATS_TEST_DIRNAME/../shared/playbook.yaml" > garner.yaml
    "$GARNER" pull sessions
    ragged=$(awk -F, 'NF == 6' "$SHARED"/oracles/V2_dbtlabs_playbook/dbtlabs_sessions.csv | wc -l)
    same "90	$((90 - ragged))	$ragged" "$(query "SELECT rows_read, accepted, quarantined FROM runs")"
    same "$ragged" "$(query "SELECT count(*) FROM quarantine WHERE reason LIKE '%6 cells%' AND raw LIKE '%,direct,'")"
}

@test "playbook: credits per touch, and revenue" {
    need_shared oracles/V2_dbtlabs_playbook
    pulled playbook
    expected=$(awk -F, -v OFS='\t' 'NR > 1 { print $2, $3, $4, $8, $9, $10, $11, $12, $13, $14, $15 }' \
        "$SHARED"/oracles/V2_dbtlabs_playbook/dbtlabs_attribution_touches.csv | sort -k 1,1n -k 3,3n)
    got=$(query "SELECT substr(conversion, length('conversions:order:') + 1), count(*) OVER (PARTITION BY conversion),
            row_number() OVER (PARTITION BY conversion ORDER BY ordinal), first, last, position, linear,
            first * revenue, last * revenue, position * revenue, linear * revenue FROM credits" | sort -k 1,1n -k 3,3n)
    same 39 "$(wc -l <<< "$got")"
    near "$expected" "$got" 1e-12
}

# By utm_source: model, source, points, revenue, spend, cost per acquisition, ROAS.
playbook_by_source() {
    local model=$1 column=$2
    query "SELECT '$model', u.utm_source, total(r.points), total(r.revenue), s.spend,
               CASE WHEN s.spend IS NOT NULL AND r.points > 0 THEN s.spend / r.points END, r.revenue / s.spend
        FROM (SELECT DISTINCT utm_source FROM campaign_names) u
        JOIN (SELECT n.utm_source, sum($column) AS points, sum($column * revenue) AS revenue FROM credits c
                  JOIN (SELECT DISTINCT campaign_key, utm_source FROM campaign_names) n ON n.campaign_key = c.campaign_key
                  GROUP BY 1) r ON r.utm_source = u.utm_source
        LEFT JOIN (SELECT n.utm_source, sum(spend) AS spend FROM campaign_daily d
                  JOIN (SELECT DISTINCT campaign_key, utm_source FROM campaign_names) n ON n.campaign_key = d.campaign_key
                  GROUP BY 1) s ON s.utm_source = u.utm_source
        GROUP BY u.utm_source ORDER BY 2"
}

@test "playbook: cost per acquisition and return on ad spend by source" {
    need_shared oracles/V2_dbtlabs_playbook
    pulled playbook
    expected=$(awk -F, -v OFS='\t' 'NR > 1 { print $1, $3, $4, $5, $6, $7, $8 }' \
        "$SHARED"/oracles/V2_dbtlabs_playbook/dbtlabs_cpa_roas_by_source.csv)
    got=$(playbook_by_source first_touch first
        playbook_by_source last_touch last
        playbook_by_source forty_twenty_forty position
        playbook_by_source linear linear)
    near "$expected" "$got" 1e-12
}

@test "playbook: everything lies in one month, and its totals are those of the parts" {
    need_shared oracles/V2_dbtlabs_playbook
    pulled playbook
    cpa=$(awk 'BEGIN { printf "%.15g", 359 / 21 }')
    roas=$(awk 'BEGIN { printf "%.15g", 275 / 359 }')
    near "2020-02	21	275	359	$cpa	$roas" "$(query "SELECT substr(c.day, 1, 7), count(*), sum(revenue), s.spend, s.spend / count(*),
        sum(revenue) / s.spend FROM customers c, (SELECT sum(spend) AS spend FROM campaign_daily WHERE day LIKE '2020-02-%') s GROUP BY 1")" 1e-12
}

@test "playbook: the comparison shows the same, to the micro" {
    need_shared oracles/V2_dbtlabs_playbook
    pulled playbook
    expected=$(awk -F, -v OFS='\t' '$1 == "linear" && $6 != "" { print $6, $4, $5, $7, $8 }' \
        "$SHARED"/oracles/V2_dbtlabs_playbook/dbtlabs_cpa_roas_by_source.csv | sort -n)
    got=$("$GARNER" report compare --by channel --model linear --format tsv | awk -F '\t' -v OFS='\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["row_type"] == "channel" && $at["spend"] != "" {
            print $at["spend"], $at["customers"], $at["revenue"], $at["cost_per_customer"], $at["roas"]
        }' | sort -n)
    same 2 "$(wc -l <<< "$got")"
    near "$expected" "$got" 1e-6
}
