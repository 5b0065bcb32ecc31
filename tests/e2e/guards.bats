#!/usr/bin/env bats
# The guards: what a source brings far less of than it used to, and a store whose disk, file, lock or clock fails. Each
# ends defined, and loses nothing.
load helper
load server

# What takes ten seconds is begun with the suite, and looked at by its last tests: waiting for a lock that is not given
# up, and a short soak.
setup_file() {
    export BATS_TEST_TIMEOUT=60
    [[ ${BUILD:-build} == *sanitized* ]] || (
        code=0
        SOAK_SECONDS=4 TMPDIR=$BATS_FILE_TMPDIR bash "$BATS_TEST_DIRNAME/../soak/soak.sh" > "$BATS_FILE_TMPDIR/soak" 2>&1 || code=$?
        echo $code > "$BATS_FILE_TMPDIR/soaked"
    ) 3>&- &
    (
        BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR
        setup
        leads 3 > leads.csv
        base leads.csv > garner.yaml
        "$GARNER" pull -q
        leads 5 > leads.csv
        printf 'BEGIN IMMEDIATE;\n.shell touch held; sleep 12; touch given-up\n' | sqlite3 garner.db > /dev/null 2>&1 &
        until [ -e held ]; do sleep 0.05; done
        began=$(date +%s%3N) code=0
        "$GARNER" pull > out 2>&1 || code=$?
        echo "$code $(($(date +%s%3N) - began))" > waited
        wait
    ) 3>&- &
}

base() { # base PATH: one source of leads
    cat <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
sources:
  - name: leads
    plugin: csv
    path: $1
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}
YAML
}

leads() { # leads COUNT [FROM]: a file of so many
    awk -v n="$1" -v from="${2:-1}" 'BEGIN {
        print "id,email,created"
        for (i = from; i < from + n; i++) printf "%d,p%d@example.com,2026-03-01\n", i, i }'
}

stored() {
    query "SELECT count(*) FROM leads"
}

# refused EXIT WORDS COMMAND…: it ends so, and says so.
refused() {
    local exit=$1 words=$2
    shift 2
    run --separate-stderr "$@"
    echo "exit $status: $stderr"
    [ "$status" = "$exit" ]
    [[ $stderr == *"$words"* ]]
}

# await COMMAND: until it succeeds, for at most eight seconds.
await() {
    for _ in $(seq 160); do
        if eval "$1"; then return 0; fi
        sleep 0.05
    done
    echo "never: $1"
    [ ! -e log ] || cat log
    return 1
}

teardown() {
    [ -z "${daemon:-}" ] || kill -KILL "$daemon" 2> /dev/null || true
    [ -z "${SERVER_PID:-}" ] || kill -KILL "$SERVER_PID" 2> /dev/null || true
    [ -z "${place:-}" ] || chmod 755 "$place" 2> /dev/null || true
}

# ---- the source ----

@test "a file that shrinks to a fraction of what it always held is refused, until that is accepted" {
    base leads.csv > garner.yaml
    for day in 1 2 3 4 5 6 7 8 9 10; do
        leads $((190 + 5 * day)) > leads.csv
        GARNER_NOW=2026-03-$(printf %02d $day)T06:00:00Z "$GARNER" pull -q
    done
    cursor=$(sqlite3 garner.db 'SELECT hex(cursor) FROM source')
    leads 30 > leads.csv
    for _ in 1 2; do
        refused 5 'brought 30 lead records where on its last 9 days it brought 220 (median)' "$GARNER" pull
        [[ $stderr == *'240 are stored'*'--accept-empty'* ]]
        same "240 $cursor" "$(stored) $(sqlite3 garner.db 'SELECT hex(cursor) FROM source')"
    done
    # Most of it is there: that is how files change.
    leads 150 > leads.csv
    "$GARNER" pull -q
    leads 30 > leads.csv
    "$GARNER" pull -q --accept-empty
    same 30 "$(stored)"
    leads 2 > leads.csv
    "$GARNER" pull -q
    same 2 "$(stored)"
}

@test "a day's file with next to nothing in it is refused where every day had plenty" {
    mkdir in
    base in/ > garner.yaml
    for day in 1 2 3 4 5 6 7 8; do
        leads $((day == 3 ? 60 : 100)) ${day}000 > in/$day.csv # one day was quiet
        GARNER_NOW=2026-03-0${day}T06:00:00Z "$GARNER" pull -q
    done
    leads 1 9000 > in/9.csv
    refused 5 '9.csv brought 1 lead records where on its last 8 days' "$GARNER" pull
    same 760 "$(stored)"
    leads 20 9000 > in/9.csv
    "$GARNER" pull -q
    same 780 "$(stored)"
}

@test "a server that says how long to wait is left alone that long by the daemon, whatever the schedule" {
    printf 'request GET /leads\nreply 429\n  header Retry-After: 5000\n' > limited.http
    start_server --again limited.http
    unset GARNER_NOW
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - {name: web, plugin: rest, base_url: $BASE, auth: none, every: 1s, retries: 0, endpoints: [{path: /leads, map: {lead: {id: "{id}"}}}]}
YAML
    now=$(date +%s)
    "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    await 'grep -q "source web: run" log'
    sleep 1.2
    kill -TERM $daemon
    wait $daemon
    daemon=
    stop_server
    cat log
    grep -q 'web: run 1: rate limit: ' log
    next=$(date -d "$(sed -n 's/.*web: run 1: .*; next //p' log)" +%s)
    [ $((next - now)) -ge 5000 ] && [ $((next - now)) -le 5010 ]
    same 1 "$(requests_matching 'GET /leads')"
}

# ---- the disk ----

fault() { # fault NAME: the library of that fault
    [[ $BUILD != *sanitized* ]] || skip "the sanitizer wants to be loaded first"
    library=$BUILD_DIR/tests/fault/$1.so
    [ -e "$library" ] || skip "needs $library (make bad-plugins)"
}

full() { # full COMMAND…: while there is a file `full`, its disk is
    env LD_PRELOAD="$library" GARNER_DISK_FULL="$PWD/full" "$@"
}

@test "a full disk: said, nothing changed, and all there once there is room" {
    fault full_disk
    base leads.csv > garner.yaml
    leads 300 > leads.csv
    : > full
    refused 1 'make room on its disk' full "$GARNER" pull
    rm full
    "$GARNER" pull -q
    sqlite3 garner.db 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
    leads 3000 > leads.csv
    : > full
    for verb in pull 'pull --full' 'backup copy.db' 'report compare'; do
        refused 1 'make room on its disk' full "$GARNER" $verb
    done
    rm full
    [ ! -e copy.db ] && [ ! -e copy.db.partial ]
    same 'ok 300 1' "$(sqlite3 -separator ' ' garner.db "PRAGMA integrity_check; SELECT count(*) FROM fact_lead; SELECT count(*) FROM run" | paste -sd' ')"
    full "$GARNER" pull -q
    same 3000 "$(stored)"
}

@test "the disk fills up at any moment of a pull: before or after, never between" {
    fault full_disk
    base leads.csv > garner.yaml
    leads 300 > leads.csv
    env LD_PRELOAD="$library" GARNER_DISK_COUNT=count "$GARNER" pull -q
    "$GARNER" query -f csv 'SELECT * FROM leads' > undisturbed
    all=$(cat count)
    for ((room = 0; room < all; room += 1 + all / 6)); do
        rm -f garner.db*
        run env LD_PRELOAD="$library" GARNER_DISK_ROOM=$room "$GARNER" pull -q
        # Everything is committed before the log is folded into the file at the end.
        [[ $status == 1 && $output == *'make room on its disk'* || $status == 0 && $room -gt $((all / 2)) ]] || { echo "$room: $status $output"; return 1; }
        found=$(sqlite3 garner.db 'PRAGMA integrity_check; SELECT count(*) FROM fact_lead' 2>&1 | paste -sd' ')
        [[ ! -s garner.db || $found == 'ok 0' || $found == 'ok 300' || $found == *'no such table'*ok ]] || { echo "$room: $found"; return 1; }
        "$GARNER" pull -q
        "$GARNER" query -f csv 'SELECT * FROM leads' | cmp undisturbed - || { echo "room for $room: the store differs"; return 1; }
    done
}

@test "the disk fills up while a large window waits for its end" {
    fault full_disk
    base leads.csv > garner.yaml
    leads 3 > leads.csv
    "$GARNER" pull -q
    awk 'BEGIN { print "id,email,created"; for (i = 0; i < 20000; i++) printf "%0300d,p@example.com,2026-03-01\n", i }' > leads.csv
    GARNER_DISK_ROOM=2000000 refused 1 'cannot write the spool: No space left on device' env LD_PRELOAD="$library" "$GARNER" pull -q
    same 3 "$(stored)"
}

@test "the disk is full under the daemon: it goes on, and catches up by itself" {
    fault full_disk
    unset GARNER_NOW
    leads 300 > leads.csv
    base leads.csv | sed 's/plugin: csv/&\n    every: 1s\n    retry_delay: 200ms/' > garner.yaml
    "$GARNER" pull -q
    env LD_PRELOAD="$library" GARNER_DISK_FULL="$PWD/full" "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    await 'grep -q "leads: run" log'
    : > full
    sqlite3 garner.db 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
    leads 9000 > next && mv next leads.csv
    await 'grep -q "error: source leads: .*make room" log'
    rm full
    await '[ "$(stored)" = 9000 ]'
    kill -TERM $daemon
    wait $daemon
    daemon=
}

@test "a file that may not grow any further is an error, not an end by a signal" {
    base leads.csv > garner.yaml
    leads 50 > leads.csv
    "$GARNER" pull -q
    leads 9000 > leads.csv
    run --separate-stderr bash -c 'ulimit -f 600; exec "$0" pull' "$GARNER"
    echo "$status $stderr"
    [ "$status" = 1 ]
    [[ $stderr == *"temporary:"*"garner.db"* ]]
    same 50 "$(stored)"
    "$GARNER" pull -q
    same 9000 "$(stored)"
}

# ---- the file ----

# damaged EXIT WORDS: every verb refuses the store as it is, and leaves it so.
damaged() {
    local before
    before=$(sha256sum < garner.db)
    for verb in pull 'query SELECT(1)' 'backup copy.db'; do
        refused "$1" "$2" "$GARNER" $verb
    done
    same "$before" "$(sha256sum < garner.db)"
    [ ! -e copy.db ]
}

@test "a damaged store is named, left as it is, and replaced by its backup" {
    base leads.csv > garner.yaml
    leads 3000 > leads.csv
    "$GARNER" pull -q
    "$GARNER" backup good.db
    sqlite3 garner.db 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
    size=$(stat -c %s garner.db)
    cp garner.db whole.db
    again() { cp whole.db garner.db; }
    dd if=/dev/zero of=garner.db bs=16384 seek=1 count=6 conv=notrunc status=none
    damaged 5 'put back a copy'
    again; truncate -s $((size / 2)) garner.db
    damaged 5 'put back a copy'
    again; truncate -s 1000 garner.db
    damaged 5 'put back a copy'
    again; head -c 100 /dev/zero | tr '\0' x | dd of=garner.db conv=notrunc status=none
    damaged 78 'the beginning of one is damaged'
    # Further in it shows where it is read: no copy of it passes for a good one.
    again; yes x | dd of=garner.db bs=16384 seek=$((size / 16384 / 2)) count=6 conv=notrunc iflag=fullblock status=none
    refused 5 'damaged' "$GARNER" backup copy.db
    [ ! -e copy.db ]
    leads 3001 > leads.csv
    rm -f garner.db-*
    cp good.db garner.db
    "$GARNER" pull -q
    same 3001 "$(stored)"
}

@test "a store that was emptied is not taken for a new one in silence" {
    base leads.csv > garner.yaml
    leads 30 > leads.csv
    "$GARNER" pull -q
    : > garner.db
    echo 'a log' > garner.db-wal
    refused 5 'it was truncated' "$GARNER" pull
    same 'a log' "$(cat garner.db-wal)"
    rm -f garner.db-*
    run --separate-stderr "$GARNER" pull
    [ "$status" = 0 ]
    [[ $stderr == *'the file was empty and becomes a new store'* ]]
    same 30 "$(stored)"
}

@test "a folder that may not be written" {
    place=$(mktemp -d)
    chmod 755 "$place"
    cd "$place"
    base leads.csv > garner.yaml
    leads 30 > leads.csv
    "$GARNER" pull -q
    as=
    [ "$(id -u)" != 0 ] || as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    [ -z "$as" ] || chown -R 65534:65534 .
    [ -z "$as" ] || $as test -x "$GARNER" || skip "nobody may run $GARNER"
    chmod 555 .
    leads 40 > leads.csv
    refused 1 'must be writable' $as "$GARNER" pull
    refused 1 'must be writable' $as "$GARNER" query 'SELECT 1'
    run -78 --separate-stderr $as "$GARNER" daemon
    [[ $stderr == *'garner.db.lock: cannot be made'* ]]
    chmod 755 .
    $as "$GARNER" pull -q
    same 40 "$(stored)"
    cd / && rm -rf "$place"
}

# ---- the clock ----

@test "the clock is set forward by ten years, then back by twenty: the source is pulled all the same" {
    fault set_clock
    unset GARNER_NOW
    leads 3 > leads.csv
    base leads.csv | sed 's/plugin: csv/&\n    every: 1s/' > garner.yaml
    echo 0 > clock
    env LD_PRELOAD="$library" GARNER_CLOCK="$PWD/clock" "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    await '[ -e garner.db ] && [ "$(stored)" = 3 ]'
    for step in '315360000 4' '-315360000 5'; do
        echo "${step% *}" > next && mv next clock
        leads "${step#* }" > next && mv next leads.csv
        await '[ "$(stored)" = '"${step#* }"' ]'
    done
    grep -q 'the clock was set back by 10512000 minutes' log
    # Not once for each of the seconds that seemed to go by.
    [ "$(query "SELECT count(*) FROM runs")" -lt 20 ]
    # It begins under the clock of before too, and one that is right again pulls on.
    kill -KILL $daemon
    wait $daemon || true
    echo 0 > clock
    env LD_PRELOAD="$library" GARNER_CLOCK="$PWD/clock" "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    leads 6 > next && mv next leads.csv
    await '[ "$(stored)" = 6 ]'
    kill -TERM $daemon
    wait $daemon
    daemon=
}

# ---- the lock ----

@test "a store that another program writes is waited for" {
    base leads.csv > garner.yaml
    leads 3 > leads.csv
    "$GARNER" pull -q
    leads 5 > leads.csv
    printf 'BEGIN IMMEDIATE;\n.shell touch held; sleep 1\n' | sqlite3 garner.db 3>&- &
    holder=$!
    await '[ -e held ]'
    "$GARNER" query 'SELECT count(*) FROM leads' > /dev/null # reading waits for nobody
    "$GARNER" pull -q
    same 5 "$(stored)"
    wait $holder
}

@test "after ten seconds it is refused with 7, and loses nothing" {
    cd "$BATS_FILE_TMPDIR"
    for _ in $(seq 150); do [ ! -s waited ] || [ ! -e given-up ] || break; sleep 0.1; done
    read -r code ms < waited
    cat out
    same 7 "$code"
    [ "$ms" -ge 9000 ] && [ "$ms" -lt 12000 ]
    grep -q 'locked: .*garner.db: another program is writing to the store' out
    "$GARNER" pull -q
    same 5 "$(stored)"
}

@test "four seconds of random faults end with the fault-free store" {
    [[ $BUILD != *sanitized* ]] || skip "a disk is filled by preloading where nothing may be mounted"
    for _ in $(seq 400); do [ ! -s "$BATS_FILE_TMPDIR/soaked" ] || break; sleep 0.1; done
    cat "$BATS_FILE_TMPDIR/soak"
    same 0 "$(cat "$BATS_FILE_TMPDIR/soaked")"
}
