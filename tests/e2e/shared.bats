#!/usr/bin/env bats
# Real exports whose totals are known, through the built garner: every figure stands here as it was computed from the
# raw files by other means. The configurations are tests/shared/*.yaml; the data lies beside the project and the tests
# skip where it is not.
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
        local code=0
        "$GARNER" pull > pulled 2> complaints || code=$?
        echo $code > code
    fi
    cd "$folder"
    cat pulled complaints
    [ "$(cat code)" = 0 ]
    same 0 "$(query "SELECT count(*) FROM runs WHERE rows_read <> accepted + quarantined + skipped")"
}

# money COLUMN: SQL that prints micros with six decimals, exactly.
money() {
    echo "printf('%s%d.%06d', iif($1 < 0, '-', ''), abs($1) / 1000000, abs($1) % 1000000)"
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

@test "Olist: 8 000 leads, 842 customers, every origin" {
    need_shared data/olist
    pulled olist
    same "8000	842	842" "$(query "SELECT (SELECT count(*) FROM leads), (SELECT count(*) FROM deals WHERE state = 'won'),
        (SELECT count(*) FROM customers WHERE status = 'new')")"
    same "	60	14
direct_traffic	499	56
display	118	6
email	493	15
organic_search	2296	271
other	150	4
other_publicities	65	3
paid_search	1586	195
referral	284	24
social	1350	75
unknown	1099	179" "$(query "SELECT l.campaign, count(*), count(c.customer) FROM leads l LEFT JOIN customers c ON c.person = l.person
        GROUP BY 1 ORDER BY 1")"
}

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

@test "Olist: customers won per month" {
    need_shared data/olist
    pulled olist
    same "2017-12	3
2018-01	73
2018-02	113
2018-03	147
2018-04	207
2018-05	122
2018-06	57
2018-07	37
2018-08	33
2018-09	23
2018-10	21
2018-11	6" "$(query "SELECT substr(day, 1, 7), count(*) FROM customers GROUP BY 1 ORDER BY 1")"
}

@test "Olist: days from first contact to the deal, the deal dated before its lead among them" {
    need_shared data/olist
    pulled olist
    same "842	40787	48.4406	427	-2	1" "$(query "SELECT count(*), sum(lag), printf('%.4f', avg(lag)), max(lag), min(lag), sum(lag < 0) FROM
        (SELECT c.day_number - l.day_number AS lag FROM customers c JOIN leads l ON l.person = c.person)")"
    same "14	14" "$(query "SELECT min(lag), max(lag) FROM (SELECT lag, row_number() OVER (ORDER BY lag) AS n FROM
        (SELECT c.day_number - l.day_number AS lag FROM customers c JOIN leads l ON l.person = c.person)) WHERE n IN (421, 422)")"
    same "late_lead	1" "$(query "SELECT c.how, count(*) FROM customers c JOIN leads l ON l.person = c.person
        WHERE c.day_number < l.day_number GROUP BY 1")"
}

@test "Olist: declared monthly revenue" {
    need_shared data/olist
    pulled olist
    same "BRL	61784006.000000" "$(query "SELECT currency, $(money 'sum(amount_micros)') FROM deals GROUP BY 1")"
    same "BRL	61784006.000000" "$(query "SELECT currency, $(money 'sum(revenue_micros)') FROM customers GROUP BY 1")"
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

@test "Maven: won, lost and open deals, and what was won" {
    need_shared data/crm
    pulled maven
    same "Engaging	open	1589
Lost	lost	2473
Prospecting	open	500
Won	won	4238" "$(query "SELECT stage, state, count(*) FROM deals GROUP BY 1, 2 ORDER BY 1")"
    same "10005534.000000" "$(query "SELECT $(money 'sum(amount_micros)') FROM deals WHERE state = 'won'")"
    same "1425	85" "$(query "SELECT sum(account IS NULL), count(DISTINCT account) FROM deals")"
    same "7" "$(query "SELECT count(DISTINCT product) FROM deals")"
    same "1480	0" "$(query "SELECT sum(product = 'GTX Pro'), sum(product = 'GTXPro') FROM deals")"
}

@test "Maven: by region" {
    need_shared data/crm
    pulled maven
    same "Central	1629	975	3346293.000000
East	1171	687	3090594.000000
West	1438	811	3568647.000000" "$(query "SELECT a.region, sum(state = 'won'), sum(state = 'lost'),
        $(money "sum(iif(state = 'won', amount_micros, 0))") FROM deals d JOIN assignments a ON a.rep_id = d.owner GROUP BY 1 ORDER BY 1")"
}

@test "Maven: won per month" {
    need_shared data/crm
    pulled maven
    same "2017-03	531
2017-04	285
2017-05	438
2017-06	531
2017-07	308
2017-08	446
2017-09	503
2017-10	279
2017-11	406
2017-12	511" "$(query "SELECT substr(closed_day, 1, 7), count(*) FROM deals WHERE state = 'won' GROUP BY 1 ORDER BY 1")"
}

@test "Maven: a customer is an account where a deal names nobody" {
    need_shared data/crm
    pulled maven
    same "2017-03	84
2017-05	1" "$(query "SELECT substr(day, 1, 7), count(*) FROM customers GROUP BY 1 ORDER BY 1")"
}

@test "X Education: leads and converted leads by source" {
    need_shared data/crm
    pulled x-education
    same "9240	3561" "$(query "SELECT count(*), sum(status = 'converted') FROM leads")"
    same "3561" "$(query "SELECT count(*) FROM customers")"
    same "	36	29
Direct Traffic	2543	818
Google	2868	1147
Olark Chat	1755	448
Organic Search	1154	436
Reference	534	490
Welingak Website	142	140
google	5	0" "$(query "SELECT self_reported_source, count(*), sum(status = 'converted') FROM leads
        GROUP BY 1 HAVING count(*) > 130 OR self_reported_source = 'google' OR self_reported_source IS NULL ORDER BY 1")"
    same "2873	1147	1" "$(query "SELECT count(*), sum(status = 'converted'), count(DISTINCT campaign_key) FROM leads
        WHERE lower(campaign) = 'google'")"
}

@test "a small CRM: five tables joined by the contact's id" {
    need_shared data/crm
    pulled faker-crm
    same "Email Campaign	43
Event	36
Referral	39
Social Media	47
Website	35" "$(query "SELECT campaign, count(*) FROM leads GROUP BY 1 ORDER BY 1")"
    same "100	87	75	66" "$(query "SELECT (SELECT count(DISTINCT person) FROM contacts), (SELECT count(DISTINCT person) FROM leads),
        (SELECT count(*) FROM customers), (SELECT count(DISTINCT l.person) FROM leads l JOIN customers c ON c.person = l.person)")"
    same "Overdue	pending	159
Paid	paid	135
Pending	pending	201" "$(query "SELECT status_word, status, count(*) FROM orders GROUP BY 1, 2 ORDER BY 1")"
    same "lost	110
open	291
won	99" "$(query "SELECT state, count(*) FROM deals GROUP BY 1 ORDER BY 1")"
    same "1080249.760000" "$(query "SELECT $(money 'sum(amount_micros)') FROM deals WHERE state = 'won'")"
}

@test "a CRM's tables from a warehouse: an amount that is not there is unknown" {
    need_shared data/dbt_seeds
    pulled warehouse-crm
    same "44	0	44	22" "$(query "SELECT count(*), count(amount_micros), sum(state = 'open'), (SELECT count(*) FROM contacts) FROM deals")"
    same 0 "$(query "SELECT count(*) FROM customers")"
}

# ---- ads ----

kag_figures() { # kag_figures CAMPAIGN...: ads, impressions, clicks, spend, conversions, approved, cost per approved
    query "SELECT s.campaign, s.ads, s.impressions, s.clicks, $(money s.micros), c.conversions, c.approved,
               printf('%.6f', s.micros / 1e6 / c.approved)
        FROM (SELECT campaign, count(*) AS ads, sum(impressions) AS impressions, sum(clicks) AS clicks,
                     sum(amount_micros) AS micros FROM spends GROUP BY 1) s
        JOIN (SELECT campaign, sum(iif(action = 'conversion', conversions_millionths, 0)) / 1000000 AS conversions,
                     sum(iif(action = 'approved', conversions_millionths, 0)) / 1000000 AS approved
                  FROM claims GROUP BY 1) c ON c.campaign = s.campaign
        ORDER BY CAST(s.campaign AS INTEGER)"
}

@test "KAG: three campaigns, every amount rounded once" {
    need_shared data/kag
    pulled kag
    same "916	54	482925	113	149.710000	58	24	6.237917
936	464	8128187	1984	2893.369997	537	183	15.810765
1178	625	204823716	36068	55662.149960	2669	872	63.832741" "$(kag_figures)"
    same "207	204" "$(query "SELECT count(*), sum(EXISTS (SELECT 1 FROM claims c WHERE c.breakdown = s.breakdown
            AND c.action = 'conversion' AND c.conversions > 0))
        FROM spends s WHERE clicks = 0 AND amount_micros = 0")"
    same "31	2023-08-01	2023-08-31" "$(query "SELECT count(DISTINCT day), min(day), max(day) FROM spends")"
}

@test "KAG: the campaign's days are the sum of its ads" {
    need_shared data/kag
    pulled kag
    same "916	149.710000	482925	113
936	2893.369997	8128187	1984
1178	55662.149960	204823716	36068" "$(query "SELECT campaign, $(money 'sum(spend_micros)'), sum(impressions), sum(clicks)
        FROM campaign_daily GROUP BY 1 ORDER BY CAST(campaign AS INTEGER)")"
}

@test "KAG: campaign 1178 alone, CRLF line ends, a period instead of days" {
    need_shared data/kag
    pulled kag-crlf
    same "1178	625	204823716	36068	55662.149960	2669	872	63.832741" "$(kag_figures)"
    same "31	55662.149960	204823716	36068" "$(query "SELECT count(DISTINCT day), $(money 'sum(spend_micros)'), sum(impressions), sum(clicks)
        FROM campaign_daily")"
}

@test "KAG: the comparison ranks nobody, since nobody is a customer, and shows what the platform claims" {
    need_shared data/kag
    pulled kag
    run --separate-stderr "$GARNER" report compare --format jsonl
    [ "$status" = 0 ]
    same 3 "$(grep -c '"spend": \(149.71\|2893.369997\|55662.14996\),' <<< "$output")"
    same 3 "$(grep -c '"claimed": \(24\|183\|872\),' <<< "$output")"
    same 5 "$(grep -c '"cost_per_customer": null' <<< "$output")"
}

@test "Google Ads: rounded rows are added, total rows are not" {
    need_shared data/google_ads_exports
    pulled ads-exports
    same "INR	2565.930000	46168
GBP	365.220000	9380
EUR	0.000000	0" "$(query "SELECT currency, $(money 'sum(spend_micros)'), sum(impressions) FROM campaign_daily
        WHERE source LIKE 'google-%' GROUP BY 1 ORDER BY 1 DESC")"
    same "google-eur	3
google-gbp	1
google-inr	2" "$(query "SELECT source, count(DISTINCT campaign_key) FROM spends WHERE source LIKE 'google-%' GROUP BY 1 ORDER BY 1")"
    same "google-gbp	25.000000
google-inr	15.000000" "$(query "SELECT source, $(money 'sum(conversions_millionths)') FROM claims
        WHERE source LIKE 'google-%' AND conversions > 0 GROUP BY 1 ORDER BY 1")"
    same "264" "$(query "SELECT sum(clicks) FROM spends WHERE source = 'google-gbp'")"
    same "google-eur	2026-03-27	2026-04-23
google-gbp	2026-01-27	2026-02-23
google-inr	2025-07-08	2025-07-31" "$(query "SELECT source, min(day), max(day) FROM campaign_daily WHERE source LIKE 'google-%' GROUP BY 1 ORDER BY 1")"
    [ "$(query "SELECT count(*) FROM campaigns WHERE campaign LIKE '%Οδοντικ%' OR campaign = 'i-smile.gr'")" = 2 ]
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

@test "Meta: periods, currency from the header, results of one type" {
    need_shared data/meta_ads_exports
    pulled ads-exports
    same "meta-chat	IDR	3066573.000000	138429	2025-09-26	2025-11-25
meta-purchase	IDR	1175511.000000	117997	2026-01-15	2026-01-25" "$(query "SELECT source, currency, $(money 'sum(spend_micros)'),
        sum(impressions), min(day), max(day) FROM campaign_daily WHERE source LIKE 'meta-%' GROUP BY 1, 2 ORDER BY 1")"
    same "1549273.000000	83401
1517300.000000	55028" "$(query "SELECT $(money 'sum(spend_micros)'), sum(impressions) FROM campaign_daily
        WHERE source = 'meta-chat' GROUP BY day > '2025-10-25' ORDER BY 1 DESC")"
    same "meta-chat	436.000000
meta-purchase	33.000000" "$(query "SELECT source, $(money 'sum(conversions_millionths)') FROM claims
        WHERE source LIKE 'meta-%' AND (lower(action) LIKE '%checkout%' OR lower(action) LIKE '%purchase%') GROUP BY 1 ORDER BY 1")"
    same "35621.5455" "$(query "SELECT printf('%.4f', s.micros / 1e6 / c.purchases)
        FROM (SELECT sum(spend_micros) AS micros FROM campaign_daily WHERE source = 'meta-purchase') s,
             (SELECT sum(conversions) AS purchases FROM claims WHERE source = 'meta-purchase' AND lower(action) LIKE '%purchase%') c")"
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

@test "warehouse tables: amounts in millionths, clicks without spend, a campaign whose id repeats" {
    need_shared data/dbt_seeds
    pulled warehouse-ads
    same "231.330000	280	1854	1" "$(query "SELECT $(money 'sum(spend_micros)'), sum(clicks), sum(impressions), count(DISTINCT campaign_key)
        FROM campaign_daily WHERE source = 'google'")"
    same "643.630000	149	37275" "$(query "SELECT $(money 'sum(spend_micros)'), sum(clicks), sum(impressions)
        FROM campaign_daily WHERE source = 'facebook'")"
    same "144.000000
159.330000
263.770000
76.530000" "$(query "SELECT $(money 'sum(spend_micros)') FROM campaign_daily WHERE source = 'facebook' GROUP BY campaign_key ORDER BY 1")"
    same "148633856	530.620000	731
165867684	0.000000	34
167276694	0.000000	53
174096954	0.000000	101" "$(query "SELECT campaign, $(money 'sum(coalesce(spend_micros, 0))'), sum(clicks)
        FROM campaign_daily WHERE source = 'linkedin' GROUP BY 1 ORDER BY 1")"
    same 919 "$(query "SELECT sum(clicks) FROM spends WHERE source = 'linkedin'")"
}

# ---- shows, referrals, shops ----

@test "badge scans: fifty scans are fifty people, ten are five" {
    need_shared data/trade_shows
    pulled badge-scans
    same "attendees	2	2	2
duplicates	10	5	5
first-list	3	3	3
scans	50	50	50
second-list	3	3	3" "$(query "SELECT t.source, t.n, l.n, l.people FROM (SELECT source, count(*) AS n FROM touches GROUP BY 1) t
        JOIN (SELECT source, count(*) AS n, count(DISTINCT person) AS people FROM leads GROUP BY 1) l ON l.source = t.source ORDER BY 1")"
    same "1	1
2	3
3	1" "$(query "SELECT n, count(*) FROM (SELECT count(*) AS n FROM touches WHERE source = 'duplicates' GROUP BY person) GROUP BY 1 ORDER BY 1")"
    same "2025-11-09 10:15	2025-11-09 21:28" "$(query "SELECT strftime('%Y-%m-%d %H:%M', (min(at_ms)) / 1000 - 5 * 3600, 'unixepoch'),
        strftime('%Y-%m-%d %H:%M', (max(at_ms)) / 1000 - 5 * 3600, 'unixepoch') FROM touches WHERE source = 'scans'")"
    same "6	2025-06-01" "$(query "SELECT count(*), max(day) FROM touches WHERE campaign_key LIKE '%expo-lists%' OR campaign = 'expo-lists'")"
}

@test "affiliates: players, depositing players and deposits of each" {
    need_shared data/referrals
    pulled affiliates
    same "affiliate-101	159	130	297	75803.840000
affiliate-102	166	134	312	77754.880000
affiliate-103	163	124	271	68783.570000
affiliate-104	182	155	343	93143.270000
affiliate-105	170	141	335	85221.200000
affiliate-106	160	129	303	2281.680000" "$(query "SELECT l.campaign_key, count(*), count(o.person), sum(o.n), $(money 'sum(o.micros)') FROM leads l
        LEFT JOIN (SELECT person, count(*) AS n, sum(amount_micros) AS micros FROM orders GROUP BY 1) o ON o.person = l.person
        GROUP BY 1 ORDER BY 1")"
    same "5442	1861	0	3581" "$(query "SELECT rows_read, accepted, quarantined, skipped FROM runs WHERE source = 'transactions'")"
    same "813	813.000000" "$(query "SELECT count(*), (SELECT printf('%.6f', total(linear)) FROM credits WHERE is_first) FROM customers")"
}

@test "invoices: cancelled ones and one without a customer" {
    need_shared data/orders
    pulled online-retail
    same "66	4	48	2010-12-01" "$(query "SELECT count(*), sum(status = 'cancelled'), count(DISTINCT person), min(day) FROM orders")"
    same "46" "$(query "SELECT count(*) FROM customers WHERE person IS NOT NULL")"
    same "1000	24506.25	24705.38" "$(query "SELECT count(*), printf('%.2f', sum(quantity * amount)),
        printf('%.2f', sum(iif(order_id LIKE 'C%', 0, quantity * amount))) FROM order_lines")"
}

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
