#!/usr/bin/env bats
# Costs that no platform reports: entries of the configuration and files of invoices, spread over days, shared by
# campaigns, or overhead that only the blended total counts.
load helper

# company [COSTS]: two campaigns of one channel and a third, their leads and customers, and what `costs:` says
company() {
    printf '%s\n' id,name,channel,day,cost 901,'Spring 26',paid_search,2026-03-01,100.00 \
        902,'Autumn 26',paid_search,2026-03-01,50.00 71,Fan,paid_social,2026-03-01,30.00 > ads.csv
    printf '%s\n' id,who,at,campaign,channel,status \
        1,p1,2026-03-02,'Spring 26',paid_search,new 2,p2,2026-03-05,'Spring 26',paid_search,new \
        3,p3,2026-03-09,'Autumn 26',paid_search,new 4,p2,2026-03-10,'Autumn 26',paid_search,new \
        5,p5,2026-04-09,'Autumn 26',paid_search,new > leads.csv
    printf '%s\n' no,person,at,total A1,p1,2026-03-20,500.00 A3,p3,2026-03-21,300.00 A9,p9,2026-03-22,100.00 > orders.csv
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
history: complete
plugin_path: ["$BUILD_DIR/plugins"]
${1:-}
sources:
  - name: ads
    plugin: csv
    path: ads.csv
    map:
      spend: {day: "{day}", campaign_id: "{id}", campaign: "{name}", channel: "{channel}", amount: "{cost}"}
  - name: crm
    plugin: csv
    path: leads.csv
    identity: persons
    map:
      lead: {id: "{id}", created_at: "{at}", person_id: "{who}", campaign: "{campaign}", channel: "{channel}",
             status: "{status}"}
  - name: shop
    plugin: csv
    path: orders.csv
    identity: persons
    map:
      order: {id: "{no}", at: "{at}", person_id: "{person}", amount: "{total}"}
YAML
    "$GARNER" pull -q
}

# compared ROW COLUMN [OPTION …]
compared() {
    local row=$1 column=$2
    shift 2
    "$GARNER" report compare -f tsv "$@" | awk -F '\t' -v row="$row" -v column="$column" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $1 == row { print $at[column] }'
}

# spends of the campaigns, largest first
spends() {
    "$GARNER" report compare -f tsv "$@" | awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 && $at["spend"] != "" { printf "%s%s=%s", n++ ? " " : "", $1, $at["spend"] }'
}

@test "an entry goes to the campaign it names, two of one day and type are two" {
    company 'costs:
  - {type: Hotel, amount: 12.50 EUR, date: 2026-03-01, campaign: spring_26}
  - {type: Flights, amount: 50.00 EUR, date: 2026-03-01, campaign: Spring 26}
  - {type: creative, amount: 7.00 EUR, date: 2026-03-01, campaign: Print}'
    same "Spring 26=162.50 Autumn 26=50.00 Fan=30.00 Print=7.00 total=249.50" "$(spends)"
    same "media, travel" "$(compared 'Spring 26' cost_types)"
    same 4 "$(query "SELECT count(*) FROM campaigns")"
}

@test "overhead counts in the blended total alone" {
    company 'costs:
  - {type: staff, amount: 600.00 EUR, date: 2026-03-01}
  - {type: tool, amount: 20.00 EUR, date: 2026-03-05, campaign: overhead}'
    same "Spring 26=100.00 Autumn 26=50.00 Fan=30.00 total=180.00" "$(spends)"
    same "Spring 26=100.00 Autumn 26=50.00 Fan=30.00 total=180.00" "$(spends --cost media)"
    same "Spring 26=100.00 Autumn 26=50.00 Fan=30.00 overhead=620.00 total=800.00" "$(spends --cost blended)"
    # 800 for p1, p3 and p9, whom no campaign won; without overhead 180 for the two that were.
    same "266.666667" "$(compared total cost_per_customer --cost blended)"
    same "90.00" "$(compared total cost_per_customer)"
    same "100.00" "$(compared 'Spring 26' cost_per_customer --cost blended)"
    same "$(compared 'Spring 26' cost_per_customer)" "$(compared 'Spring 26' cost_per_customer --cost blended)"
    same "overhead staff, tool" "$(compared overhead row_type --cost blended) $(compared overhead cost_types --cost blended)"
    for by in channel kind month; do
        same "620.00 800.00" "$(compared overhead spend --cost blended --by $by) $(compared total spend --cost blended --by $by)"
        same "180.00" "$(compared total spend --by $by)"
    done
    [[ $("$GARNER" report compare) == *"Overhead is left out; --cost blended counts it."* ]]
    [[ $("$GARNER" report compare --cost blended) != *"left out"* ]]
    [[ $("$GARNER" campaigns --unmatched) != *overhead* ]]
}

@test "overhead of a period counts by the days of the window" {
    company 'costs:
  - {type: staff, amount: 310.00 EUR, date: 2026-03-01, until: 2026-03-31}'
    same "100.00" "$(compared overhead spend --cost blended --from 2026-03-01 --to 2026-03-10)"
    same "~" "$(compared overhead note --cost blended --from 2026-03-01 --to 2026-03-10)"
}

@test "several campaigns share a cost evenly: by name, by pattern, by channel; to the last cent" {
    company 'costs:
  - {type: tool, amount: 100.00 EUR, date: 2026-03-01, campaign: [Spring 26, autumn_26, Fan]}'
    same "Spring 26=133.333333 Autumn 26=83.333333 Fan=63.333334 total=280.00" "$(spends)"
    company 'costs: [{type: tool, amount: 100.00 EUR, date: 2026-03-01, campaign: "* 26", allocate: even}]'
    same "Spring 26=150.00 Autumn 26=100.00 Fan=30.00 total=280.00" "$(spends)"
    company 'costs: [{type: tool, amount: 100.00 EUR, date: 2026-03-01, channel: paid_search}]'
    same "Spring 26=150.00 Autumn 26=100.00 Fan=30.00 total=280.00" "$(spends)"
    same "100000000" "$(query "SELECT sum(spend_micros) FROM campaign_daily WHERE cost_type = 'tool'")"
}

@test "a name that nobody has keeps its part as overhead; a pattern that fits nobody leaves all of it" {
    company 'costs: [{type: tool, amount: 100.00 EUR, date: 2026-03-01, campaign: [Spring 26, Nobody]}]'
    same "Spring 26=150.00 Autumn 26=50.00 Fan=30.00 overhead=50.00 total=280.00" "$(spends --cost blended)"
    company 'costs: [{type: tool, amount: 100.00 EUR, date: 2026-03-01, campaign: ["zz*", "yy*"]}]'
    same "Spring 26=100.00 Autumn 26=50.00 Fan=30.00 overhead=100.00 total=280.00" "$(spends --cost blended)"
}

@test "shared by leads: each person once, in the days of the cost; without any, evenly" {
    company 'costs:
  - {type: staff, amount: 300.00 EUR, date: 2026-03-01, until: 2026-03-30, channel: paid_search, allocate: lead}'
    same "Spring 26=300.00 Autumn 26=150.00 Fan=30.00 total=480.00" "$(spends)"
    same "100.00" "$(query "SELECT printf('%.2f', sum(spend)) FROM campaign_daily WHERE cost_type = 'staff'
        AND day BETWEEN '2026-03-01' AND '2026-03-10'")"
    # One more lead of Autumn: 2 and 2.
    echo 6,p6,2026-03-12,'Autumn 26',paid_search,new >> leads.csv
    "$GARNER" pull -q crm
    same "Spring 26=250.00 Autumn 26=200.00 Fan=30.00 total=480.00" "$(spends)"
    company 'costs:
  - {type: staff, amount: 300.00 EUR, date: 2026-01-01, until: 2026-01-30, channel: paid_search, allocate: lead}'
    same "Spring 26=250.00 Autumn 26=200.00 Fan=30.00 total=480.00" "$(spends)"
}

@test "a shared cost that goes takes its parts along" {
    company 'costs: [{type: tool, amount: 100.00 EUR, date: 2026-03-01, channel: paid_search}]'
    sed -i '/^costs:/s/.*/costs: [{type: tool, amount: 10.00 EUR, date: 2026-03-01, campaign: Fan}]/' garner.yaml
    "$GARNER" pull -q
    same "Spring 26=100.00 Autumn 26=50.00 Fan=40.00 total=190.00" "$(spends)"
}

@test "a file of invoices: periods, other currencies, words of its own, shared rows, one that is refused" {
    cat > invoices.csv <<'CSV'
Invoice;Date;Until;Category;Amount;Currency;Campaign;Allocate;Note
R-1;01.03.2026;31.03.2026;Werbeagentur;310,00;EUR;Spring 26;;retainer
R-2;13.03.2026;;travel;20,00;EUR;Autumn 26;;
R-3;13.03.2026;;travel;5,00;EUR;Spring 26; even;
R-4;13.03.2026;;tool;8,00;EUR;Spring 26; Autumn 26;even
R-5;14.03.2026;;tool;90,00;EUR;;;
R-6;15.03.2026;;tool;viel;EUR;;;
CSV
    # The row of two campaigns has a quoted cell, since the separator stands in it.
    sed -i 's/;Spring 26; Autumn 26;even/;"Spring 26; Autumn 26";even;/; s/;Spring 26; even;/;Spring 26;even;/' invoices.csv
    company 'costs: {file: invoices.csv, date_order: DMY, decimal: ","}' || true
    same "Spring 26=419.00 Autumn 26=74.00 Fan=30.00 overhead=90.00 total=613.00" "$(spends --cost blended)"
    same "200.00" "$(compared 'Spring 26' spend --from 2026-03-01 --to 2026-03-10)"
    same "7	amount" "$(query "SELECT line, field FROM quarantine")"
    same "R-1	other	Werbeagentur	2026-03-31" "$(query "SELECT id, cost_type, cost_word, until_day FROM spends WHERE id = 'R-1'")"
    run "$GARNER" pull costs --full
    [[ $output == *" 0 new, 0 changed, 0 deleted"* ]]
}

@test "what cannot be meant is refused with its place" {
    refused() { # TEXT COSTS
        run company "costs: [$2]"
        [ "$status" -ne 0 ]
        [[ $output == *"garner.yaml:5:"*"$1"* ]] || {
            echo "$output"
            return 1
        }
    }
    refused 'allocate is day, even or lead' '{amount: 1 EUR, date: 2026-03-01, campaign: [a, b], allocate: fair}'
    refused 'allocate: lead needs `until`' '{amount: 1 EUR, date: 2026-03-01, campaign: [a, b], allocate: lead}'
    refused 'spreads the cost of one campaign over its days' \
        '{amount: 1 EUR, date: 2026-03-01, campaign: [a, b], allocate: day}'
    refused 'this is no channel' '{amount: 1 EUR, date: 2026-03-01, channel: paid_saerch}'
    refused 'type: expected one text' '{amount: 1 EUR, date: 2026-03-01, type: [a, b]}'
}
