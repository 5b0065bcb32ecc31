#!/usr/bin/env bash
# make soak: `garner daemon` over changing files and a server for SOAK_SECONDS (1200), while a random choice of faults
# goes on beside it; SOAK_SEED repeats a choice. Then the faults stop, everything is pulled once, and the public views
# must equal those of a store that was fed the same in the end and saw no fault. Prints figures; exit 0 only where all of
# it held.
# As root, or where users may have name spaces, the store lies on a small tmpfs that is filled up at times; elsewhere a
# preloaded library refuses to write (tests/fault/full_disk.c).
set -u
BUILD=${BUILD:-build}
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
SECONDS_WANTED=${SOAK_SECONDS:-1200}
SEED=${SOAK_SEED:-$(($(date +%s) % 100000))}

if [ -z "${SOAK_INSIDE:-}" ]; then
    for flags in -m -rm; do
        if unshare $flags sh -c 'mount -t tmpfs none /mnt' 2> /dev/null; then
            SOAK_INSIDE=tmpfs SOAK_SEED=$SEED exec unshare $flags bash "$0"
        fi
    done
    SOAK_INSIDE=preload
fi

WORK=$(mktemp -d "${TMPDIR:-/tmp}/garner-soak-XXXXXX")
STATE=$WORK/state
GARNER=$WORK/garner # a name of its own, by which its workers are known
daemon= server=
declare -A did codes
started=0 refused_start=0 died=0 peak_kib=0 fds_first= fds_last= problems=0

problem() {
    echo "PROBLEM after $((SECONDS))s: $*"
    problems=$((problems + 1))
}

count() {
    did[$1]=$((${did[$1]:-0} + 1))
}

chance() { # chance PERCENT
    [ $((RANDOM % 100)) -lt "$1" ]
}

clean_up() {
    [ -z "$daemon" ] || kill -KILL "$daemon" 2> /dev/null
    no_server
    local left
    left=$(jobs -p)
    [ -z "$left" ] || kill $left 2> /dev/null
    wait
    [ "$SOAK_INSIDE" != tmpfs ] || umount "$STATE" 2> /dev/null
    if [ $problems = 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# ---- files: the demo company's, each time with other rows left out and other cents ----

FILES=(trade-show/badge-scans.csv google-ads/campaign-report.csv meta-ads/ads-report.csv referrals/referrals.csv
    crm/contacts.csv crm/deals.csv shop/orders.csv web/sessions.jsonl days/1.csv days/2.csv days/3.csv)

originals() {
    mkdir -p "$WORK/originals" "$WORK/in"
    cp -r "$ROOT"/config/demo/{trade-show,google-ads,meta-ads,referrals,crm,shop,web} "$WORK/originals/"
    mkdir -p "$WORK/originals/days"
    for day in 1 2 3; do
        {
            echo id,email,created,campaign
            for n in $(seq 300); do echo "$day-$n,d$((n * day))@example.com,2026-04-0$day,Spring Launch"; done
        } > "$WORK/originals/days/$day.csv"
    done
    cp -r "$WORK/originals/." "$WORK/in/"
}

# Rows that share their first column stay or go together; the first three lines are titles and headers.
changed() { # changed FILE: its rows, some of them
    awk -F'[,;]' -v seed=$RANDOM '
        BEGIN { srand(seed); drop = rand() * 0.4 }
        NR <= 3 { print; next }
        { if (!($1 in kept)) kept[$1] = rand() >= drop }
        kept[$1] || /^Total/ {
            while (rand() < 0.3 && match($0, /\.[0-9][0-9](,|$)/))
                $0 = substr($0, 1, RSTART) int(rand() * 10) int(rand() * 10) substr($0, RSTART + 3)
            print
        }' "$WORK/originals/$1"
}

change_file() {
    local file=${FILES[RANDOM % ${#FILES[@]}]}
    changed "$file" > "$WORK/next"
    if chance 35; then # as a download that takes its time
        count 'files written slowly'
        head -c $(($(stat -c %s "$WORK/next") * (50 + RANDOM % 45) / 100)) "$WORK/next" > "$WORK/in/$file"
        sleep 0.$((RANDOM % 9))
        cat "$WORK/next" > "$WORK/in/$file"
    else
        count 'files replaced'
        mv "$WORK/next" "$WORK/in/$file"
    fi
}

# ---- configurations ----

# config STORE BAD EVERY: BAD = yes adds plugins that crash, hang, leak and lie, and a server that is dead.
config() {
    sed -e "s|^store: .*|store: $1|" -e "s|demo/|$WORK/in/|" -e '/^ *schedule:/d' \
        -e "1i plugin_path: [\"$ROOT/$BUILD/plugins\", \"$ROOT/$BUILD/tests/bad_plugins\"]" \
        -e "s|^  - name: .*|&\n    every: $3s\n    retry_delay: 2s|" "$ROOT/config/garner.yaml"
    local die=0
    [ "$2" = no ] || die=$((RANDOM % 120))
    cat <<YAML
  - name: days
    plugin: csv
    path: $WORK/in/days
    every: $3s
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}", campaign: "{campaign}"}}
  - {name: good, plugin: good, windows: 5, leads: 20, die_at: $die, every: $3s, retry_delay: 1s}
  - {name: prints, plugin: prints, every: 11s}
  - {name: forks, plugin: forks, every: 17s}
YAML
    network_source "$3"
    [ "$2" = no ] && return
    local bad
    for bad in crash aborts exits sleeps rubbish longframe open_window bad_record mute_fail; do
        chance 50 && echo "  - {name: bad-$bad, plugin: $bad, every: $((5 + RANDOM % 20))s, timeout: 2s, retries: 1}"
    done
    chance 20 && echo "  - {name: bad-hangs, plugin: hangs, every: 30s, timeout: 1s}"
    chance 20 && echo "  - {name: bad-floods, plugin: floods, every: 30s, record_limit: 20000}"
    [[ $BUILD == *sanitized* ]] || { chance 20 && echo "  - {name: bad-hog, plugin: hog, every: 30s, memory_limit: 64MiB}"; }
    echo "  - {name: bad-server, plugin: rest, base_url: 'http://127.0.0.1:1', auth: none, http_backoff: 100ms, every: 9s,"
    echo '     retries: 1, endpoints: [{path: /leads, map: {lead: {id: "{id}"}}}]}'
    return 0
}

# One server that is well at times, and one that is never there.
network_source() {
    cat <<YAML
  - name: web-leads
    plugin: rest
    base_url: http://127.0.0.1:$(head -1 "$WORK/ports")
    auth: none
    http_timeout: 2s
    http_backoff: 100ms
    timeout: 10s
    every: $1s
    retry_delay: 1s
    endpoints:
      - path: /leads
        records: data
        map: {lead: {id: "{id}", email: "{email}", created_at: "{at}", campaign: "{campaign}"}}
YAML
}

no_server() {
    [ -z "$server" ] || kill -KILL "$server"
    [ -z "$server" ] || wait "$server" 2> /dev/null
    server=
}

# answer well|ill: what the server answers, as its fixture says it.
answer() {
    echo 'request GET /leads'
    if [ "$1" = ill ]; then
        case $((RANDOM % 6)) in
        0) printf 'reply 200\n  slow 800\n' ;;
        1) printf 'reply 200\n  delay 5000\n' ;;
        2) printf 'reply 200\n  truncate %d\n' $((100 + RANDOM % 2000)) ;;
        3) printf 'reply 503\n' ;;
        4) printf 'reply 429\n  header Retry-After: 2\n' ;;
        5) printf 'reply 200\n  reset\n' && return ;;
        esac
    else
        echo 'reply 200'
    fi
    echo "  body {\"data\": [{repeat $((100 + RANDOM % 300))}{\"id\": \"w{i}\", \"email\": \"w{i}@example.com\"," \
        '"at": "2026-04-05T10:00:00Z", "campaign": "Spring Launch"}{end}]}'
}

# serve well|ill: a new server with other leads, or one that is slow, breaks off, is overloaded or asks for a pause.
serve() {
    no_server
    answer "$1" > "$WORK/server.http"
    rm -f "$WORK/ports"
    "$ROOT/$BUILD/tests/server/serve" --again --ports "$WORK/ports" "$WORK/server.http" > "$WORK/server.err" 2>&1 &
    server=$!
    until [ -s "$WORK/ports" ]; do
        kill -0 "$server" || { problem "no server: $(cat "$WORK/server.err")"; exit 1; }
        sleep 0.02
    done
}

new_config() {
    config "$STATE/garner.db" yes $((2 + RANDOM % 5)) > "$WORK/next.yaml"
    if chance 40; then
        count 'broken configurations'
        case $((RANDOM % 4)) in
        0) echo '  - {name: half' >> "$WORK/next.yaml" ;;
        1) echo 'currancy: EUR' >> "$WORK/next.yaml" ;;
        2) echo '  - {name: none, plugin: nowhere, every: 1s}' >> "$WORK/next.yaml" ;;
        3) sed -i 's|every: .*|every: soon|' "$WORK/next.yaml" ;;
        esac
    fi
    mv "$WORK/next.yaml" "$WORK/garner.yaml"
}

# ---- the daemon ----

preload() {
    [ "$SOAK_INSIDE" = tmpfs ] || echo "LD_PRELOAD=$ROOT/$BUILD/tests/fault/full_disk.so GARNER_DISK_FULL=$WORK/full"
}

start() { # start BAD (as config has it)
    config "$STATE/garner.db" "$1" 4 > "$WORK/garner.yaml"
    ready=$(grep -c ' ready: ' "$WORK/log" 2> /dev/null)
    env $(preload) "$GARNER" daemon -c "$WORK/garner.yaml" 2>> "$WORK/log" &
    daemon=$!
    for _ in $(seq 300); do
        [ "$(grep -c ' ready: ' "$WORK/log")" -gt "${ready:-0}" ] && started=$((started + 1)) && return
        kill -0 "$daemon" 2> /dev/null || break
        sleep 0.1
    done
    wait "$daemon"
    echo "did not begin: exit $?" >> "$WORK/log"
    refused_start=$((refused_start + 1))
    daemon=
}

workers() {
    pgrep -P "$daemon" 2> /dev/null
}

# One of the workers there are, waiting a little for one: most live for milliseconds.
some_worker() {
    local all
    for _ in $(seq 40); do
        all=($(workers))
        [ ${#all[@]} = 0 ] || { echo "${all[RANDOM % ${#all[@]}]}" && return; }
        sleep 0.02
    done
}

fds() {
    ls "/proc/$daemon/fd" 2> /dev/null | wc -l
}

watch() {
    if [ -z "$daemon" ]; then
        start yes
    elif ! kill -0 "$daemon" 2> /dev/null; then
        wait "$daemon"
        problem "the daemon ended by itself with $?: $(tail -1 "$WORK/log")"
        died=$((died + 1))
        start yes
    fi
    [ -n "$daemon" ] || return
    local kib
    kib=$(awk '/^VmHWM/ { print $2 }' "/proc/$daemon/status" 2> /dev/null)
    [ "${kib:-0}" -le "$peak_kib" ] || peak_kib=$kib
}

# ---- faults ----

# by_hand WORDS ALLOWED-EXITS…: a garner command beside the daemon; a crash, or a code that cannot be, is a problem.
by_hand() {
    local exit
    env $(preload) "$GARNER" "$@" -c "$WORK/garner.yaml" > "$WORK/out" 2> "$WORK/err"
    exit=$?
    codes["$1 $exit"]=$((${codes["$1 $exit"]:-0} + 1))
    # 2 is bad usage, which nothing here is; from 128 on it was ended by a signal.
    if [ $exit = 2 ] || [ $exit -ge 128 ]; then
        problem "garner $*: exit $exit: $(tail -1 "$WORK/err")"
    fi
    return $exit
}

full_disk() {
    count 'full disks'
    # A log that is long already has room for what comes next.
    sqlite3 "$STATE/garner.db" 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null 2>&1
    change_file
    if [ "$SOAK_INSIDE" = tmpfs ]; then
        head -c 1G /dev/zero > "$STATE/ballast" 2> /dev/null
        sleep $((1 + RANDOM % 4))
        rm -f "$STATE/ballast"
    else
        : > "$WORK/full"
        sleep $((1 + RANDOM % 4))
        rm -f "$WORK/full"
    fi
}

backup() {
    local copy=$WORK/backup-$RANDOM.db
    count backups
    if by_hand backup "$copy" && [ "$(sqlite3 "$copy" 'PRAGMA integrity_check' 2>&1)" != ok ]; then
        problem "the backup $copy is damaged"
    else
        rm -f "$copy"
    fi
}

hold_lock() {
    count 'locks held'
    printf 'BEGIN IMMEDIATE;\n.shell sleep %d\nROLLBACK;\n' $((1 + RANDOM % 12)) | sqlite3 "$STATE/garner.db" 2> /dev/null
}

stop_and_go() { # stop_and_go PID SECONDS
    [ -n "$1" ] && kill -STOP "$1" 2> /dev/null && sleep "$2" && kill -CONT "$1" 2> /dev/null
}

fault() {
    local dice=$((RANDOM % 200)) victim
    case $dice in
    [0-9] | [1-6][0-9]) change_file ;;
    7? | 8? | 9?)
        victim=$(some_worker)
        [ -n "$victim" ] && kill -KILL "$victim" 2> /dev/null && count 'workers killed'
        ;;
    10?)
        count 'workers stopped for a while'
        stop_and_go "$(some_worker)" 1
        ;;
    11? | 12?)
        count 'pulls by hand'
        by_hand pull -q > /dev/null
        ;;
    13[0-5])
        count 'pulls by hand, full'
        by_hand pull -q --full > /dev/null
        ;;
    13?) by_hand status ;;
    140 | 141 | 142 | 143 | 144) by_hand report compare ;;
    14?) by_hand query 'SELECT count(*) FROM credits' ;;
    15[0-5]) backup ;;
    15[67])
        count 'servers dead, later there again elsewhere'
        no_server
        sleep $((RANDOM % 4))
        serve well
        new_config
        kill -HUP "$daemon"
        ;;
    158)
        count 'servers that hang'
        stop_and_go "$server" 4
        ;;
    159 | 160 | 161 | 162)
        count 'servers that are ill'
        serve ill
        new_config
        kill -HUP "$daemon"
        sleep 2
        ;;
    16? | 170)
        count 'SIGHUP storms'
        new_config
        for _ in $(seq $((1 + RANDOM % 10))); do
            kill -HUP "$daemon"
            sleep 0.0$((RANDOM % 10))
        done
        ;;
    17[1-8]) full_disk ;;
    179 | 180 | 181) hold_lock ;;
    182 | 183)
        count 'daemons killed'
        kill -KILL "$daemon"
        wait "$daemon" 2> /dev/null
        daemon=
        ;;
    184)
        count 'daemons ended'
        kill -TERM "$daemon"
        wait "$daemon" || problem "SIGTERM: exit $?"
        daemon=
        ;;
    185 | 186)
        count 'daemons stopped for a while'
        stop_and_go "$daemon" $((1 + RANDOM % 6))
        ;;
    187)
        count 'a fault within a fault'
        full_disk &
        victim=$!
        sleep 0.3
        kill -KILL "$daemon"
        wait "$daemon" 2> /dev/null
        daemon=
        wait "$victim"
        ;;
    *) sleep 1 ;;
    esac
}

# ---- what is compared ----

query() { # query CONFIG SQL
    "$GARNER" query -c "$1" -f csv "$2" || problem "query: exit $?"
}

# Every public view but those of runs. Numbers that the store gives out by itself differ with the order of arrival: rows
# are sorted as text, and persons stand as what they did.
dump() { # dump CONFIG STORE
    local view columns
    for view in $(sqlite3 "$2" "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"); do
        case $view in runs | run_*) continue ;; esac
        columns=$(sqlite3 "$2" "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('$view')
            WHERE name NOT IN ('person', 'referrer_person', 'run', 'at', 'id') OR name IN ('at', 'id') AND '$view' <> 'quarantine'")
        echo "== $view"
        query "$1" "SELECT $columns FROM \"$view\"" | LC_ALL=C sort
    done
    echo '== persons'
    query "$1" "SELECT group_concat(what, ' ') AS whole FROM (SELECT person, 'lead:' || key AS what FROM leads
        UNION ALL SELECT person, 'order:' || key FROM orders UNION ALL SELECT person, 'deal:' || key FROM deals
        UNION ALL SELECT person, 'touch:' || source || ':' || id FROM touches ORDER BY what) GROUP BY person" | LC_ALL=C sort
    echo '== referrers'
    query "$1" "SELECT key, (SELECT min(o.key) FROM orders o WHERE o.person = l.referrer_person) AS orders,
        (SELECT min(o.key) FROM leads o WHERE o.person = l.referrer_person) AS leads FROM leads l WHERE referrer_person IS NOT NULL" |
        LC_ALL=C sort
}

compare() {
    config "$WORK/fresh/garner.db" no 4 > "$WORK/fresh.yaml"
    mkdir -p "$WORK/fresh"
    "$GARNER" pull -q -c "$WORK/fresh.yaml" || problem "the fault-free pull: exit $?"
    dump "$WORK/garner.yaml" "$STATE/garner.db" > "$WORK/after"
    dump "$WORK/fresh.yaml" "$WORK/fresh/garner.db" > "$WORK/expected"
    cmp "$WORK/expected" "$WORK/after" ||
        problem "the store differs from the fault-free one: $(diff "$WORK/expected" "$WORK/after" | head -20)"
    compared=$(wc -l < "$WORK/expected")
}

# ---- the whole ----

settle() {
    rm -f "$STATE/ballast" "$WORK/full"
    serve well
    config "$STATE/garner.db" no 3 > "$WORK/garner.yaml"
    [ -n "$daemon" ] || start no
    kill -HUP "$daemon"
    sleep $((SECONDS_WANTED < 50 ? 1 : 5))
    for _ in $(seq 100); do
        sleep 0.3
        [ -n "$(workers)" ] || fds_last=$(fds)
        [ -z "$fds_last" ] || break
    done
    kill -TERM "$daemon"
    wait "$daemon" || problem "the last SIGTERM: exit $?"
    daemon=
    sleep 0.5
    [ -z "$(pgrep -f "^$GARNER worker")" ] || problem "workers are left: $(pgrep -af "^$GARNER worker")"
    "$GARNER" pull -q -c "$WORK/garner.yaml" || problem "the last pull: exit $?"
    same "$(sqlite3 "$STATE/garner.db" 'PRAGMA integrity_check')" ok 'integrity_check'
    same "$(sqlite3 "$STATE/garner.db" 'SELECT count(*) FROM run WHERE rows_read <> accepted + quarantined + skipped')" 0 \
        'runs whose rows do not add up'
}

same() { # same ACTUAL EXPECTED WHAT
    [ "$1" = "$2" ] || problem "$3: $1"
}

figures() {
    local key
    echo "soak: seed $SEED, $SECONDS s, disk by $SOAK_INSIDE"
    for key in "${!did[@]}"; do echo "  ${did[$key]} $key"; done | sort -k2
    echo "  $started daemons begun, $refused_start could not begin under their fault, $died ended by themselves"
    echo "  peak memory of a daemon $((peak_kib / 1024)) MiB; file descriptors idle: ${fds_first:-?} at first, ${fds_last:-?} at the end"
    echo "  $(grep -c 'make room on its disk\|No space left' "$WORK/log") failures logged for the full disk, $(grep -c 'another program is writing' "$WORK/log") for a held lock"
    for key in "${!codes[@]}"; do echo "  garner $key: ${codes[$key]} times (command, exit code)"; done | sort
    sqlite3 "$STATE/garner.db" "SELECT '  ' || count(*) || ' runs: ' || CASE code WHEN 0 THEN 'ok' WHEN -1 THEN 'configuration'
        WHEN -2 THEN 'credentials' WHEN -3 THEN 'temporary' WHEN -4 THEN 'rate limit' WHEN -5 THEN 'data' WHEN -6 THEN 'internal'
        WHEN -7 THEN 'cancelled' WHEN -20 THEN 'locked' ELSE coalesce(code, 'killed') END FROM run GROUP BY code ORDER BY count(*) DESC"
    echo "  $(sqlite3 "$STATE/garner.db" "SELECT sum(rows_read) || ' rows read; inserted ' || sum(inserted) || ', updated ' || sum(updated) || ', deleted ' || sum(deleted) FROM run")"
    echo "  ${compared:-0} lines of the public views compared with those of a fault-free store"
}

originals
mkdir -p "$STATE"
[ "$SOAK_INSIDE" != tmpfs ] || mount -t tmpfs -o size=48m none "$STATE"
cp "$ROOT/$BUILD/garner" "$GARNER"
cp "$ROOT/$BUILD/garner_net.so" "$WORK/"
: > "$WORK/log"
unset GARNER_NOW
RANDOM=$SEED
serve well
echo "soak: seed $SEED, for $SECONDS_WANTED s"
start yes
sleep $((SECONDS_WANTED < 50 ? 1 : 5))
for _ in $(seq 100); do
    [ -n "$(workers)" ] || fds_first=$(fds)
    [ -z "$fds_first" ] || break
    sleep 0.1
done
while [ $SECONDS -lt "$SECONDS_WANTED" ]; do
    watch
    [ -z "$daemon" ] || fault
    sleep 0.$((1 + RANDOM % 9))
done
settle
compare
figures
[ $problems = 0 ] && echo "soak: the store equals the fault-free one" || echo "soak: $problems problems"
[ $problems = 0 ]
