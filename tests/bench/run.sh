#!/bin/sh
# Speed and memory against the goals, each as a ratio to a reference measured in the same run; medians of RUNS (default
# 5). One line a goal: name, ratio, goal, met|missed, tab-separated, or skipped where a reference is not installed
# (`make bench-deps`). ROWS (default 1000000) and BIG (default 10000000) size the workloads.
set -eu
BUILD=${BUILD:-build}
RUNS=${RUNS:-5}
ROWS=${ROWS:-1000000}
BIG=${BIG:-10000000}
SPEND=${SPEND:-5}
PAGES=${PAGES:-500}
HUGE=${HUGE:-500}
here=$PWD
garner=$here/$BUILD/garner
work=${WORK:-$here/$BUILD/bench}
mkdir -p "$work"
for tool in generate measure; do
    gcc -std=gnu11 -O2 -o "$work/$tool" "tests/bench/$tool.c"
done
gcc -std=c11 -O2 -D_GNU_SOURCE -I. -Iinclude -o "$work/inprocess" tests/bench/inprocess.c "$BUILD/libcore.a" \
    -lsqlite3 -lyaml -luv -lsodium -lidn2 -lexpat -ldl -lm -pthread
cp -r tests/bench/load.mjs "$work/" 2> /dev/null || true
cd "$work"
[ -s touches.csv ] || ./generate "$ROWS" > touches.csv

config() { # config FOLDER FILE…
    mkdir -p "$1"
    cat > "$1/garner.yaml" <<YAML
store: garner.db
currency: EUR
plugin_path: ["$here/$BUILD/plugins"]
sources:
  - name: touches
    plugin: csv
    timeout: 60m
    memory_limit: 4GiB
    cpu_limit: 60m
    path: [$2]
    map:
      touch:
        id: "{touch_id}"
        email: "{email}"
        at: "{at}"
        campaign: "{campaign}"
        channel: "{channel}"
        landing_page: "{landing_page}"
YAML
}

median() { # median COMMAND…: of RUNS wall times; prepare() runs before each
    i=0
    while [ $i -lt "$RUNS" ]; do
        prepare
        ./measure "$@" || {
            echo "bench: failed: $*" >&2
            kill $$ # this is a subshell; no figure is better than a wrong one
        }
        i=$((i + 1))
    done | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'
}

goal() { # goal NAME VALUE REFERENCE LIMIT
    awk -v n="$1" -v v="$2" -v r="$3" -v g="$4" 'BEGIN { x = v / r; printf "%s\t%.3f\t%s\t%s\n", n, x, g, x <= g ? "met" : "missed" }'
}

fresh() { rm -f one/garner.db*; }
keep() { :; }
prepare() { $preparation; }

config one '"../touches.csv"'
pull="$garner pull -q -c one/garner.yaml"

preparation=fresh
first=$(median $pull)
reference() { rm -f reference.db; }
preparation=reference
cat > import.sql <<'SQL'
CREATE TABLE touch (touch_id TEXT PRIMARY KEY, email TEXT, at TEXT, campaign TEXT, ad_group TEXT, channel TEXT, landing_page TEXT);
.mode csv
.import --skip 1 touches.csv touch
SQL
import=$(median sqlite3 reference.db '.read import.sql')
rm -f reference.db
goal "1 pull of $ROWS touches / sqlite3 .import" "$first" "$import" 0.25

if [ -d node_modules/@duckdb ]; then
    duck() { rm -f duck.db; }
    preparation=duck
    goal "2 the same / DuckDB" "$first" "$(median node load.mjs)" 0.5
    rm -f duck.db
else
    printf '2 the same / DuckDB\t-\t0.5\tskipped\n'
fi

preparation=fresh
prepare
$pull
preparation=keep
goal "3a pull again, every row read / first pull" "$(median $pull --full)" "$first" 0.5
goal "3b pull again, file unchanged / first pull" "$(median $pull)" "$first" 0.05

preparation=fresh
goal "5 worker and pipe / one process" "$(median $pull)" "$(median ./inprocess one/garner.yaml touches)" 1.15

# What 200 campaigns spent in two years, by ad group: as an ad platform's export, and as a workbook, beside the same rows
# through a map. SPEND (default 5) ad groups make 730 000 rows; memory is compared with a fifth of them.
spend_rows=$((SPEND * 146000))
[ -s spend.csv ] || ./generate spend "$SPEND" > spend.csv
[ -s few.csv ] || ./generate spend 1 > few.csv
for file in spend few; do
    [ -s $file.xlsx ] || "$here/$BUILD/tests/tools/make_xlsx" $file.xlsx Sheet1=$file.csv
done
spend_config() { # spend_config PLUGIN FILE: a configuration in the folder `spend`
    mkdir -p spend
    printf 'store: garner.db\ncurrency: EUR\nplugin_path: ["%s"]\nsources:\n  - name: ads\n    plugin: %s\n    path: ../%s\n' \
        "$here/$BUILD/plugins" "$1" "$2" > spend/garner.yaml
    [ "$1" = ads_export ] || cat >> spend/garner.yaml <<'YAML'
    map:
      campaign: {id: "{Campaign ID}", name: "{Campaign}", channel_word: "{Campaign type}", kind: "{Campaign type}"}
      spend:
        campaign: {id: "{Campaign ID}", name: "{Campaign}"}
        day: "{Day}"
        breakdown: "ad_group|ad_group={Ad group ID}"
        amount: "{Cost}"
        currency: "{Currency code}"
        impressions: "{Impr.}"
        clicks: "{Clicks}"
      claim:
        campaign: {id: "{Campaign ID}", name: "{Campaign}"}
        day: "{Day}"
        breakdown: "ad_group|ad_group={Ad group ID}"
        action: conversions
        conversions: "{Conversions}"
YAML
    rm -f spend/garner.db*
}
spend_pull="$garner pull -q -c spend/garner.yaml"
again() { rm -f spend/garner.db*; }
preparation=again
spend_config csv spend.csv
mapped=$(median $spend_pull)
worker() { # worker FILE: its peak memory in KiB, read by ads_export
    spend_config ads_export "$1"
    set -- $(MEASURE_MEMORY=1 ./measure $spend_pull)
    echo "$3"
}
spend_config ads_export spend.csv
exported=$(median $spend_pull)
goal "15a ads_export, $spend_rows rows / csv with a map" "$exported" "$mapped" 1.25
goal "15b its worker's peak memory / with a fifth of the rows" "$(worker spend.csv)" "$(worker few.csv)" 1.1
spend_config ads_export spend.xlsx
goal "16a the same rows in a workbook / as CSV" "$(median $spend_pull)" "$exported" 2.0
goal "16b its worker's peak memory / with a fifth of the rows" "$(worker spend.xlsx)" "$(worker few.xlsx)" 1.1
rm -rf spend

# Goal 11: PAGES (default 500) pages of 1 000 records over the loopback, into the store, beside a loop that asks, parses and
# counts. Memory: with a fifth of the pages, and with one answer of HUGE (default 500) MiB.
if gcc -std=gnu11 -O2 -o bare "$here/tests/bench/bare.c" -lcurl -ljansson 2> /dev/null; then
    gcc -std=gnu11 -O2 -o serve "$here/tests/bench/serve.c"
    rm -f running served port
    mkfifo running
    ./serve "$PAGES" served < running &
    exec 9> running # the server ends when this shell does
    until [ -s served ]; do sleep 0.1; done
    api=http://127.0.0.1:$(cat served)
    api_config() { # api_config PATH: a configuration in the folder `api`
        mkdir -p api
        rm -rf api/garner.db*
        cat > api/garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$here/$BUILD/plugins"]
sources:
  - name: api
    plugin: rest
    auth: none
    base_url: $api
    timeout: 60m
    http_timeout: 60m
    cpu_limit: 60m
    endpoints:
      - path: $1
        records: data
        paging: {by: cursor, param: page, next: next}
        map:
          lead:
            id: "{id}"
            email: "{customer.email}"
            created_at: "{created_at}"
            campaign: {id: "{campaign.id}", name: "{campaign.name}"}
YAML
    }
    api_pull="$garner pull -q -c api/garner.yaml"
    api_again() { rm -rf api/garner.db*; }
    api_worker() { # api_worker PATH: its peak memory in KiB
        api_config "$1"
        set -- $(MEASURE_MEMORY=1 ./measure $api_pull)
        echo "$3"
    }
    preparation=api_again
    api_config /leads
    goal "11a $PAGES pages of 1 000 records / libcurl and jansson alone" "$(median $api_pull)" "$(median ./bare "$api/leads")" 1.25
    few=$(api_worker "/leads?last=$(($PAGES / 5))")
    goal "11b its worker's peak memory / with a fifth of the pages" "$(api_worker /leads)" "$few" 1.1
    goal "11c its worker's peak memory, one answer of $HUGE MiB / 32 MiB" "$(api_worker "/huge?size=$HUGE")" 32768 1.0
    exec 9>&-
    rm -rf api running served
else
    printf '11 pages of records / libcurl and jansson alone\t-\t1.25\tskipped\n'
fi

preparation=keep
version=$(median "$garner" --version)
goal "13a garner --version / sqlite3 .quit" "$version" "$(median sqlite3 :memory: .quit)" 1.5
goal "13b a pull with nothing to do / 50 ms" "$(median $pull)" 0.05 1.0

# 10 M rows, then a day's delta of 0.1 %.
RUNS=1
[ -s big.csv ] || ./generate "$BIG" > big.csv
./generate $((BIG / 1000)) "$BIG" > delta.csv
config big '"../big.csv"'
rm -f big/garner.db*
big="$garner pull -q -c big/garner.yaml"
set -- $(MEASURE_MEMORY=1 ./measure $big)
persons=$("$garner" query -c big/garner.yaml -f tsv 'SELECT count(*) FROM person_ref' | tail -1)
goal "6a host's peak memory, $BIG rows / 32 MiB + 48 B a person" "$2" "$(awk -v p="$persons" 'BEGIN { print 32 * 1024 + p * 48 / 1024 }')" 1.0
goal "6b worker's peak memory / 32 MiB" "$3" 32768 1.0
took=$1
config big '"../big.csv", "../delta.csv"'
sync # what the first load left to be written is not the delta's
set -- $(./measure $big)
goal "4 a delta of 0.1 % into $BIG, per row / first load, per row" "$(awk -v t="$1" 'BEGIN { print t * 1000 }')" "$took" 3.0
rm -rf big delta.csv
