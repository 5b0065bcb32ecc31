#!/usr/bin/env bats
# What users of comparable tools suffer from, pain by pain, and seven wrong numbers found in published code: each as a
# test with inputs of its own. The pains that need a network, a daemon or a killed process have their own suites.
load helper
bats_require_minimum_version 1.5.0

# config SOURCES: a configuration with these sources (YAML from standard input), and KEY: VALUE lines for the top.
config() {
    {
        echo "store: garner.db"
        for line; do echo "$line"; done
        echo "sources:"
        cat
    } > garner.yaml
}

# An ad platform's export and a shop's, as most tests here use them.
ads_and_shop() {
    config "currency: EUR" "customer: first_order" "history: complete" "$@" <<'YAML'
  - name: ads
    plugin: csv
    path: ads.csv
    map:
      spend: {campaign_id: "{id}", campaign: "{name}", channel: paid_social, day: "{day}", amount: "{cost}"}
  - name: visits
    plugin: csv
    path: visits.csv
    identity: shop
    map:
      touch: {id: "{visit}", person_id: "{person}", at: "{at}", kind: click, campaign: "{campaign}", channel: paid_social}
  - name: shop
    plugin: csv
    path: orders.csv
    identity: shop
    map:
      order: {id: "{no}", person_id: "{person}", at: "{at}", amount: "{total}"}
YAML
}

# compared CAMPAIGN COLUMN [OPTION …]: one cell of the comparison.
compared() {
    local campaign=$1 column=$2
    shift 2
    "$GARNER" report compare --format tsv "$@" | awk -F '\t' -v campaign="$campaign" -v column="$column" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; if (!(column in at)) { print "no column " column; exit } next }
        $at["campaign"] == campaign { print $at[column] }'
}

spent() {
    query "SELECT printf('%.2f', sum(spend_micros) / 1e6) FROM campaign_daily"
}

days() { # days COUNT: spend of 10 a day for so many days up to 2026-03-31
    echo "id,name,day,cost"
    for ((i = $1 - 1; i >= 0; i--)); do echo "7,Spring,$(date -d "2026-03-31 - $i days" +%F),10.00"; done
}

@test "pain 1: a day restated 25 days later is what the source says now" {
    days 40 > ads.csv
    ads_and_shop
    "$GARNER" pull ads
    same 400.00 "$(spent)"
    sed -i 's/2026-03-06,10.00/2026-03-06,17.25/' ads.csv
    "$GARNER" pull ads
    same 407.25 "$(spent)"
    same "17250000	10000000" "$(query "SELECT (SELECT amount_micros FROM spends WHERE day = '2026-03-06'), json_extract(old, '$.amount') FROM revision")"
}

@test "pain 2: nothing, where there was something, is a failure that moves nothing" {
    days 40 > ads.csv
    ads_and_shop
    "$GARNER" pull ads
    head -1 ads.csv > empty && mv empty ads.csv
    for _ in 1 2; do
        run --separate-stderr "$GARNER" pull ads
        echo "$stderr"
        [ "$status" = 5 ]
        [[ $stderr == *40* ]]
        [[ $stderr == *accept-empty* ]]
        same 400.00 "$(spent)"
    done
    "$GARNER" pull ads --accept-empty
    same 0 "$(query "SELECT count(*) FROM spends")"
}

@test "pain 3: rows that differ in something the key leaves out are an error, not one row" {
    ads_and_shop
    printf 'id,name,day,cost,age\n7,Spring,2026-03-01,25.00,18-24\n7,Spring,2026-03-01,75.00,25-34\n' > ads.csv
    run --separate-stderr "$GARNER" pull ads
    echo "$stderr"
    [ "$status" = 5 ]
    [[ $stderr == *breakdown* ]]
    [[ $stderr == *2026-03-01* ]]
    sed -i 's/day: "{day}", amount/day: "{day}", breakdown: "age={age}", amount/' garner.yaml
    "$GARNER" pull ads
    same 100.00 "$(spent)"
}

@test "pain 4: pulled twice, renamed between, pulled anew: counts and sums as before" {
    days 40 > ads.csv
    printf 'visit,person,at,campaign\n1,p1,2026-03-01T10:00:00Z,Spring\n' > visits.csv
    printf 'no,person,at,total\nA1,p1,2026-03-05T10:00:00Z,90.00\n' > orders.csv
    ads_and_shop
    figures() {
        query "SELECT (SELECT sum(spend_micros) FROM campaign_daily), (SELECT count(*) FROM spends), (SELECT count(*) FROM touches),
            (SELECT sum(amount_micros) FROM orders), (SELECT count(*) FROM customers)"
    }
    "$GARNER" pull
    before=$(figures)
    "$GARNER" pull
    same "$before" "$(figures)"
    sed -i 's/,Spring,/,Summer,/' ads.csv
    "$GARNER" pull
    same "$before" "$(figures)"
    "$GARNER" pull --full
    same "$before" "$(figures)"
    mv ads.csv moved.csv && sed -i 's/ads.csv/moved.csv/' garner.yaml
    "$GARNER" pull
    same "$before" "$(figures)"
}

@test "pain 5: one conversion that a platform tells under several names counts once" {
    config "currency: EUR" "claims: {omni_purchase: customer, purchase: customer, 'offsite_conversion.*_purchase': customer}" <<'YAML'
  - name: actions
    plugin: csv
    path: actions.csv
    map:
      claim: {campaign_id: "{campaign}", campaign: "{campaign}", channel: paid_social, day: "{day}", action: "{action}",
              window: "{window}", conversions: "{n}"}
YAML
    cat > actions.csv <<'CSV'
campaign,day,action,window,n
Spring,2026-03-01,omni_purchase,,5
Spring,2026-03-01,purchase,,5
Spring,2026-03-01,offsite_conversion.fb_pixel_purchase,,4
Spring,2026-03-01,onsite_web_purchase,,4
Spring,2026-03-01,page_engagement,,40
Spring,2026-03-02,purchase,,3
Spring,2026-03-02,offsite_conversion.fb_pixel_purchase,,2
Spring,2026-03-03,offsite_conversion.fb_pixel_purchase,7d_click,2
Spring,2026-03-03,offsite_conversion.fb_pixel_purchase,28d_click,2
Autumn,2026-03-01,page_engagement,,40
CSV
    "$GARNER" pull
    same "10 " "$(compared Spring claimed) $(compared Autumn claimed)"
    same "5 8 40" "$(compared Spring claimed --claimed omni_purchase) $(compared Spring claimed --claimed purchase) $(compared Spring claimed --claimed page_engagement)"
    # Two platforms' claims of one campaign are two platforms' claims.
    sed 's/name: actions/name: elsewhere/; s/actions.csv/elsewhere.csv/' garner.yaml | sed -n '/- name/,$p' > more
    cat more >> garner.yaml
    printf 'campaign,day,action,window,n\nSpring,2026-03-01,purchase,,2\n' > elsewhere.csv
    "$GARNER" pull
    same "2 10 " "$(compared Spring claimed | sort -n | tr '\n' ' ')"
    printf 'campaigns:\n  spring: {match: [Spring]}\n' >> garner.yaml
    same 12 "$(compared spring claimed)"
}

@test "pain 5: of an export's columns for one action the widest counts" {
    config "currency: EUR" "claims: {purchases: customer}" <<'YAML'
  - {name: meta, plugin: ads_export, path: meta.csv}
YAML
    cat > meta.csv <<'CSV'
Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Impressions,Meta purchases,Website purchases,Purchases,Offline purchases
2026-03-01,2026-03-01,Spring,10.00,100,1,4,6,1
CSV
    "$GARNER" pull
    same 6 "$(compared Spring claimed)"
    same "purchases	6" "$(query "SELECT action, CAST(conversions AS INTEGER) FROM claims")"
}

@test "pain 6: two currencies without a rate are an error, not a sum" {
    printf 'id,name,day,cost\n7,Spring,2026-03-01,100.00 SEK\n8,Autumn,2026-03-01,100.00 USD\n' > ads.csv
    ads_and_shop
    "$GARNER" pull ads
    run --separate-stderr "$GARNER" report compare --format tsv
    echo "$output$stderr"
    [ "$status" != 0 ]
    [[ $stderr == *SEK* ]]
    [[ $stderr == *rate* ]]
    [[ $output != *200* ]]
}

@test "pain 6: the return on ad spend is the same in any reporting currency" {
    printf 'id,name,day,cost\n7,Spring,2026-03-01,1000.00 SEK\n' > ads.csv
    printf 'visit,person,at,campaign\n1,p1,2026-03-01T10:00:00Z,Spring\n' > visits.csv
    printf 'no,person,at,total\nA1,p1,2026-03-01T12:00:00Z,250.00 USD\n' > orders.csv
    printf 'day,currency,rate\n2026-03-01,SEK,10.00\n2026-03-01,USD,1.25\n' > rates.csv
    ads_and_shop
    cat >> garner.yaml <<'YAML'
  - name: bank
    plugin: csv
    path: rates.csv
    map:
      rate: {day: "{day}", currency: "{currency}", base: EUR, rate: "{rate}"}
YAML
    "$GARNER" pull
    same "100.00 200.00 2" "$(compared Spring spend) $(compared Spring revenue) $(compared Spring roas)"
    same "1000.00 2000.00 2" "$(compared Spring spend --currency SEK) $(compared Spring revenue --currency SEK) $(compared Spring roas --currency SEK)"
    same "125.00 250.00 2" "$(compared Spring spend --currency USD) $(compared Spring revenue --currency USD) $(compared Spring roas --currency USD)"
}

@test "pain 7: every event falls on exactly one local day" {
    boundary() { # boundary ZONE INSTANT=DAY …
        rm -f garner.db*
        ads_and_shop "timezone: $1"
        shift
        echo "no,person,at,total" > orders.csv
        local n=0
        for pair; do
            n=$((n + 1))
            echo "$n,p$n,${pair%=*},1.00" >> orders.csv
        done
        "$GARNER" pull shop
        same "$(printf '%s\n' "${@#*=}")" "$(query "SELECT day FROM orders ORDER BY CAST(id AS INTEGER)")"
        same "$#	$#" "$(query "SELECT count(*), (SELECT sum(n) FROM (SELECT count(*) AS n FROM orders GROUP BY day)) FROM orders")"
    }
    boundary America/Los_Angeles 2026-01-10T07:59:59Z=2026-01-09 2026-01-10T08:00:00Z=2026-01-10 2026-01-11T07:59:59.999Z=2026-01-10
    boundary Asia/Kathmandu 2026-01-10T18:14:59Z=2026-01-10 2026-01-10T18:15:00Z=2026-01-11
    # A day of 23 hours and one of 25.
    boundary Europe/Berlin 2026-03-28T22:59:59Z=2026-03-28 2026-03-28T23:00:00Z=2026-03-29 2026-03-29T21:59:59Z=2026-03-29 \
        2026-03-29T22:00:00Z=2026-03-30 2026-10-24T21:59:59Z=2026-10-24 2026-10-24T22:00:00Z=2026-10-25 \
        2026-10-25T22:59:59Z=2026-10-25 2026-10-25T23:00:00Z=2026-10-26
    # A day without a time is that day everywhere.
    boundary Pacific/Kiritimati 2026-01-10=2026-01-10 1969-12-31=1969-12-31
    boundary America/Los_Angeles 2026-01-10=2026-01-10 1969-12-31T23:59:59Z=1969-12-31 1969-07-20T20:17:40Z=1969-07-20
}

@test "pain 9: rows that come late are not behind any cursor" {
    mkdir orders
    printf 'no,person,at,total\n1,p1,2026-03-10,1.00\n' > orders/march.csv
    ads_and_shop
    sed -i 's/path: orders.csv/path: orders/' garner.yaml
    "$GARNER" pull shop
    printf 'no,person,at,total\n2,p2,2026-01-10,1.00\n' > orders/january.csv
    echo "3,p3,2025-12-10,1.00" >> orders/march.csv
    "$GARNER" pull shop
    same "3	2025-12-10	2026-01-10	2026-03-10" "$(query "SELECT id, day, lead(day) OVER w, lead(day, 2) OVER w FROM orders WINDOW w AS (ORDER BY day) LIMIT 1")"
}

@test "pain 10: merges in a chain, then a deletion: one customer, counted once" {
    config "currency: EUR" "customer: first_order" "history: complete" <<'YAML'
  - name: crm
    plugin: csv
    path: contacts.csv
    identity: crm
    map:
      contact: {id: "{id}", merged_into: "{into}"}
  - name: shop
    plugin: csv
    path: orders.csv
    identity: crm
    map:
      order: {id: "{no}", person_id: "{person}", at: "{at}", amount: "{total}"}
YAML
    printf 'id,into\nA,\nB,\nC,\n' > contacts.csv
    printf 'no,person,at,total\n1,A,2026-01-01,1.00\n2,B,2026-01-02,1.00\n3,C,2026-01-03,1.00\n' > orders.csv
    "$GARNER" pull
    same 3 "$(query "SELECT count(*) FROM customers")"
    printf 'id,into\nA,B\nB,C\nC,\n' > contacts.csv
    "$GARNER" pull
    same "1	2026-01-01" "$(query "SELECT count(*), min(day) FROM customers")"
    printf 'id,into\nB,C\nC,\n' > contacts.csv
    sed -i '/^1,A/d' orders.csv
    "$GARNER" pull
    same "1	2026-01-02" "$(query "SELECT count(*), min(day) FROM customers")"
    printf 'id,into\nB,\nC,\n' > contacts.csv
    "$GARNER" pull
    same 2 "$(query "SELECT count(*) FROM customers")"
}

@test "pain 15: an optional field that vanishes is absent, a required one quarantines" {
    config "currency: EUR" <<'YAML'
  - name: leads
    plugin: csv
    path: leads.csv
    map:
      lead:
        id: "{id}"
        email: "{mail}"
        created_at: "{at}"
        owner: {column: owner, optional: yes}
YAML
    printf 'id,mail,at,owner\n1,a@x.example,2026-01-01,Kim\n' > leads.csv
    "$GARNER" pull
    printf 'id,mail,at\n1,a@x.example,2026-01-01\n,b@x.example,2026-01-02\n2,c@x.example,2026-01-03\n' > leads.csv
    "$GARNER" pull
    same "1,2" "$(query "SELECT group_concat(id) FROM leads")"
    same "leads.csv	3	id" "$(query "SELECT replace(file, rtrim(file, replace(file, '/', '')), ''), line, field FROM quarantine")"
    same "3	2	1" "$(query "SELECT rows_read, accepted, quarantined FROM runs ORDER BY run DESC LIMIT 1")"
    printf 'id,mail\n1,a@x.example\n' > leads.csv
    run --separate-stderr "$GARNER" pull
    echo "$stderr"
    [ "$status" != 0 ]
    [[ $stderr == *'"at"'* || $stderr == *'{at}'* ]]
    same 2 "$(query "SELECT count(*) FROM leads")"
}

@test "pain 15: an interface that ends within 60 days is a warning" {
    config "currency: EUR" "plugin_path: [\"$BUILD_DIR/tests/bad_plugins\"]" <<'YAML'
  - {name: ageing, plugin: leaky, path: rows.csv, token: none}
YAML
    GARNER_NOW=2026-10-31T12:00:00Z run --separate-stderr "$GARNER" check
    [ "$status" = 0 ]
    [ -z "$stderr" ]
    GARNER_NOW=2026-11-01T12:00:00Z run --separate-stderr "$GARNER" check
    [ "$status" = 0 ]
    [[ $stderr == *ageing*leaky*2026-12-31*"60 days"* ]]
}

@test "pain 16: a secret reaches no output, log, run record, process list or file" {
    export CANARY_TOKEN=canary-token-5f2a CANARY_KEY="canary key/ü&7c" CANARY_ENVIRONMENT=canary-of-the-environment
    export CANARY_VAULT_FILE=$BATS_TEST_TMPDIR/vault CANARY_WAY=fail
    echo canary-in-a-file > vault
    mkdir -p project/in && cd project
    printf 'a\n1\n2\n' > in/rows.csv
    config "currency: EUR" "plugin_path: [\"$BUILD_DIR/tests/bad_plugins\"]" <<'YAML'
  - name: leaky
    plugin: leaky
    path: in/rows.csv
    every: 1h
    token: ${CANARY_TOKEN}
    keys: ["${CANARY_KEY}"]
    vault: {deep: {er: "${CANARY_VAULT}", est: canary-of-the-configuration}}
    way: ${CANARY_WAY}
YAML
    for format in text json; do
        for verb in check "test leaky" pull "pull --full" runs "runs show 1" "runs show 3" status "quarantine list" "quarantine export" \
            "schedule list" "plugins info leaky" campaigns "report compare" "query SELECT * FROM runs"; do
            read -ra words <<< "$verb"
            [[ $verb != query* ]] || words=(query "SELECT * FROM runs")
            "$GARNER" "${words[@]}" -vv --log-format "$format" >> out 2>> err || true
        done
        CANARY_WAY=rows
    done
    # It was told, often; and not passed on to the worker.
    [ "$(grep -o '\*\*\*' err | wc -l)" -gt 40 ]
    grep -q 'the platform refuses \*\*\*' err
    grep -q 'inherited: nothing' err
    grep -qF 'skipped: ***' out
    same "***	***" "$(query "SELECT DISTINCT field, reason FROM quarantine")"
    # What a plugin must not keep is refused.
    grep -q 'puts a secret of its options into the name of a window' err
    # The daemon, its metrics.
    sed 's/every: 1h/every: 1s/; 1i metrics_file: metrics' garner.yaml > often.yaml
    before=$(wc -l < err)
    env -u GARNER_NOW timeout 1.5 "$GARNER" daemon -c often.yaml -vv >> out 2>> err || true
    tail -n +"$((before + 1))" err | grep -qF '***'
    grep -q leaky metrics
    # Options of another type, and a mistyped name.
    sed 's/token: .*/token: [[canary-of-the-list]]/; s/keys:/keyz:/' garner.yaml > wrong.yaml
    "$GARNER" check -c wrong.yaml -vv >> out 2>> err || true
    rm wrong.yaml often.yaml garner.yaml
    if grep -r -a -n -i canary .; then return 1; fi
}

@test "pain 16: a worker's arguments, environment and core dumps" {
    export CANARY_TOKEN=canary-token-5f2a CANARY_ENVIRONMENT=canary-of-the-environment
    printf 'a\n1\n' > rows.csv
    config "currency: EUR" "plugin_path: [\"$BUILD_DIR/tests/bad_plugins\"]" <<'YAML'
  - {name: leaky, plugin: leaky, path: rows.csv, token: "${CANARY_TOKEN}", way: hang}
YAML
    "$GARNER" pull leaky > out 2>&1 3>&- &
    host=$!
    for _ in $(seq 100); do
        ! grep -q inherited out || break
        sleep 0.05
    done
    worker=$(pgrep -P $host)
    for process in $host $worker; do
        tr '\0' ' ' < /proc/$process/cmdline >> seen
        grep '^Max core file size' /proc/$process/limits | tee -a cores
    done
    tr '\0' '\n' < /proc/$worker/environ >> seen || [ "$(id -u)" != 0 ]
    kill -KILL $host
    wait $host || true
    [ -n "$worker" ]
    grep -q worker seen
    if grep -i canary seen; then return 1; fi
    same 2 "$(grep -c 'size  *0  *0 ' cores)"
}

@test "pain 17: an error says of what class it is, what, where, and what to do" {
    ads_and_shop
    run --separate-stderr "$GARNER" pull ads
    echo "$stderr"
    [ "$status" != 0 ]
    [[ $stderr == *ads* && $stderr == *ads.csv* ]]
    printf 'id,name,date,cost\n7,Spring,2026-03-01,25.00\n' > ads.csv
    run --separate-stderr "$GARNER" pull ads
    echo "$stderr"
    [ "$status" = 78 ]
    [[ $stderr == *'day'* && $stderr == *date* ]] # the columns there are
    printf 'id,name,day,cost\n7,Spring,03/04/2026,25.00\n' > ads.csv
    run --separate-stderr "$GARNER" pull ads
    echo "$stderr"
    [ "$status" != 0 ]
    [[ $stderr == *"3 April 2026"* && $stderr == *"4 March 2026"* && $stderr == *date_order* ]]
    printf 'id,name,day,cost\n7,Spring,2026-03-01,a lot\n8,Spring,2026-03-01,5\n' > ads.csv
    run --separate-stderr "$GARNER" pull ads
    [ "$status" = 0 ]
    [[ $output == *"1 quarantined"* ]]
    run "$GARNER" quarantine list
    [[ $output == *ads.csv* && $output == *"a lot"* ]]
}

@test "pain 19: what is mistyped in the configuration is found before anything runs" {
    ads_and_shop
    sed -i 's/    path: ads.csv/    pth: ads.csv/' garner.yaml
    for verb in check pull; do
        run --separate-stderr "$GARNER" $verb
        echo "$stderr"
        [ "$status" = 78 ]
        [[ $stderr == *"garner.yaml:8:"* && $stderr == *'"pth"'* && $stderr == *'did you mean "path"'* ]]
    done
    [ ! -e garner.db ] || same 0 "$(sqlite3 garner.db 'SELECT count(*) FROM run WHERE accepted > 0')"
    ads_and_shop "currancy: EUR"
    run --separate-stderr "$GARNER" check
    [ "$status" = 78 ]
    [[ $stderr == *"garner.yaml:5:"* && $stderr == *'did you mean "currency"'* ]]
    ads_and_shop
    sed -i 's/amount: "{cost}"/amuont: "{cost}"/' garner.yaml
    printf 'id,name,day,cost\n7,Spring,2026-03-01,25.00\n' > ads.csv
    run --separate-stderr "$GARNER" pull ads
    echo "$stderr"
    [ "$status" = 78 ]
    [[ $stderr == *amuont* && $stderr == *amount* ]]
}

# ---- seven wrong numbers ----

two_campaigns() { # Spring: 100 spent, 4 leads' worth of visits, two customers; Autumn: 50 spent, nobody
    printf 'id,name,day,cost\n7,Spring,2026-03-01,100.00\n8,Autumn,2026-03-01,50.00\n' > ads.csv
    printf 'visit,person,at,campaign\n1,p1,2026-03-01T10:00:00Z,Spring\n2,p2,2026-03-01T11:00:00Z,Spring\n' > visits.csv
    printf 'no,person,at,total\nA1,p1,2026-03-02T10:00:00Z,90.00\nA2,p2,2026-03-02T10:00:00Z,110.00\n' > orders.csv
}

@test "wrong number 1: a ratio is its sums divided, whatever they are made of" {
    two_campaigns
    printf '7,Spring,2026-03-02,20.00\n' >> ads.csv
    for p in 1 2 3 4 5 6; do echo "$p,p$p,2026-03-01,Spring"; done > leads.rows
    (echo "id,person,at,campaign" && cat leads.rows) > leads.csv
    ads_and_shop
    cat >> garner.yaml <<'YAML'
  - name: leads
    plugin: csv
    path: leads.csv
    identity: shop
    map:
      lead: {id: "{id}", person_id: "{person}", created_at: "{at}", campaign: "{campaign}", channel: paid_social}
YAML
    "$GARNER" pull
    same "120.00 6 20.00" "$(compared Spring spend) $(compared Spring leads) $(compared Spring cost_per_lead)"
    same "2 60.00" "$(compared Spring customers) $(compared Spring cost_per_customer)"
    same "200.00 1.6666666666666667" "$(compared Spring revenue) $(compared Spring roas)"
}

@test "wrong number 2: claims of unlike things are not one number" {
    two_campaigns
    ads_and_shop "claims: {purchase: customer, lead: lead}"
    printf 'id,name,day,cost,purchases,leads,installs\n7,Spring,2026-03-01,100.00,3,9,40\n' > ads.csv
    sed -i '/^      spend:/a\
      claim:\
        - {campaign_id: "{id}", channel: paid_social, day: "{day}", action: purchase, conversions: "{purchases}"}\
        - {campaign_id: "{id}", channel: paid_social, day: "{day}", action: lead, conversions: "{leads}"}\
        - {campaign_id: "{id}", channel: paid_social, day: "{day}", action: install, conversions: "{installs}"}' garner.yaml
    "$GARNER" pull
    same "3 1.5" "$(compared Spring claimed) $(compared Spring over_claim)"
    same "9 40" "$(compared Spring claimed --claimed lead) $(compared Spring claimed --claimed install)"
    same "install 40,lead 9,purchase 3" "$(query "SELECT group_concat(t, ',') FROM (SELECT action || ' ' || (conversions_millionths / 1000000) AS t FROM claims ORDER BY action)")"
}

@test "wrong number 3: both sides of a ratio lie in the same days, and who won nobody stays in the table" {
    two_campaigns
    printf '7,Spring,2026-01-01,900.00\n' >> ads.csv
    ads_and_shop
    "$GARNER" pull
    for clock in acquisition cohort; do
        same "100.00 200.00 2" "$(compared Spring spend --clock $clock --from 2026-03-01 --to 2026-03-31) $(compared Spring revenue --clock $clock --from 2026-03-01 --to 2026-03-31) $(compared Spring roas --clock $clock --from 2026-03-01 --to 2026-03-31)"
        same "900.00 " "$(compared Spring spend --clock $clock --from 2026-01-01 --to 2026-01-31) $(compared Spring revenue --clock $clock --from 2026-01-01 --to 2026-01-31)"
    done
    same "50.00 0" "$(compared Autumn spend) $(compared Autumn customers)"
    same "" "$(compared Autumn cost_per_customer)"
}

@test "wrong number 4: weights sum to 1 per conversion, not per customer" {
    two_campaigns
    printf '3,p1,2026-03-03T10:00:00Z,Autumn\n' >> visits.csv
    printf 'A3,p1,2026-03-04T10:00:00Z,40.00\n' >> orders.csv
    ads_and_shop
    "$GARNER" pull
    for model in first last last_non_direct linear position decay w_shaped; do
        same "3	1000000000000000	1000000000000000" "$(query "SELECT count(*), min(n), max(n) FROM
            (SELECT sum(${model}_units) AS n FROM credits GROUP BY conversion)")"
    done
    same "Autumn	0" "$(query "SELECT campaign, is_first FROM credits WHERE conversion = 'shop:order:A3'")"
}

@test "wrong number 5: a campaign's cost is not multiplied by the sales it is joined to" {
    echo "id,name,day,cost" > ads.csv
    echo "7,Spring,2026-03-01,100.00" >> ads.csv
    echo "visit,person,at,campaign" > visits.csv
    echo "no,person,at,total" > orders.csv
    for p in 1 2 3 4 5 6; do
        echo "$p,p$p,2026-03-01T10:00:00Z,Spring" >> visits.csv
        echo "$p,p$p,2026-03-02T10:00:00Z,100.00" >> orders.csv
    done
    ads_and_shop
    "$GARNER" pull
    same "100.00 6 600.00 6" "$(compared Spring spend) $(compared Spring customers) $(compared Spring revenue) $(compared Spring roas)"
    same "100.00" "$("$GARNER" report compare --by channel --format tsv | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } /paid_social/ { print $at["spend"] }')"
}

@test "wrong number 6: a campaign that is renamed does not double its spend" {
    two_campaigns
    ads_and_shop
    "$GARNER" pull
    same 150.00 "$(spent)"
    sed -i 's/Spring/Spring 2026/' ads.csv visits.csv
    "$GARNER" pull
    same 150.00 "$(spent)"
    same "100.00 2" "$(compared "Spring 2026" spend) $(compared "Spring 2026" customers)"
    same "" "$(compared Spring spend)"
}

@test "wrong number 7: rows of a breakdown add up to their campaign" {
    printf 'id,name,day,cost,age\n7,Spring,2026-03-01,25.00,18-24\n7,Spring,2026-03-01,25.00,25-34\n7,Spring,2026-03-01,50.00,35-44\n' > ads.csv
    ads_and_shop
    sed -i 's/day: "{day}", amount/day: "{day}", breakdown: "age={age}", amount/' garner.yaml
    "$GARNER" pull ads
    same "3 100.00" "$(query "SELECT count(*) FROM spends") $(spent)"
    same 100.00 "$(compared Spring spend)"
}
