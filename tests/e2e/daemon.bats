#!/usr/bin/env bats
# garner daemon: real processes under the real clock, with short intervals. Everything started is ended by its pid.
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=40
}

files() {
    unset GARNER_NOW
    mkdir -p in
    printf 'id,email,created\n1,a@example.com,2026-03-01\n' > in/leads.csv
    base > garner.yaml
}

base() {
    cat <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
sources:
  - name: leads
    plugin: csv
    every: 1s
    path: in/leads.csv
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}
YAML
}

# The daemon in the background, its log in the file `log`; returns once it is ready.
start() {
    "$GARNER" daemon "$@" 2>> log 3>&- &
    daemon=$!
    await 'grep -q ready: log'
}

# await COMMAND: until it succeeds, for at most eight seconds.
await() {
    for _ in $(seq 160); do
        if eval "$1"; then return 0; fi
        sleep 0.05
    done
    echo "never: $1"
    cat log
    return 1
}

runs() { # runs SOURCE CODE: how many there are in the store
    query "SELECT count(*) FROM runs WHERE source = '$1' AND code $2"
}

stop() {
    kill -TERM "$daemon"
    code=0
    wait "$daemon" || code=$?
    daemon=
    same 0 "$code"
}

teardown() {
    [ -z "${daemon:-}" ] || kill -KILL "$daemon" 2> /dev/null || true
}

@test "sources are pulled on their schedules, and SIGTERM ends with 0" {
    files
    start
    await '[ -e garner.db ] && [ "$(runs leads "= 0")" -ge 2 ]'
    printf '2,b@example.com,2026-03-02\n' >> in/leads.csv
    await '[ "$(query "SELECT count(*) FROM leads")" = 2 ]'
    # A pull by hand works beside it.
    "$GARNER" pull -q
    kill -USR1 "$daemon"
    await 'grep -q "leads: state: " log'
    stop
}

@test "pain 18: a plugin that crashes costs its own pull alone" {
    files
    printf '  - {name: bad, plugin: crash, every: 1s, retries: 0}\n' >> garner.yaml
    start
    await '[ "$(runs bad "<> 0")" -ge 2 ] && [ "$(runs leads "= 0")" -ge 2 ]'
    grep -q 'bad: run [0-9]*: .*before the end of the pull' log
    stop
    # A sanitizer's last words name the process: no two are the same.
    [[ $BUILD != *sanitized* ]] || return 0
    same 1 "$(grep -c 'bad: run .*before the end of the pull' log)" # the same again is counted; SIGTERM may end one more
    grep -q 'error: source bad: [0-9]* times more within 10 min: internal: .*before the end of the pull; what it had committed before stands$' log
}

@test "a second daemon is refused with 7; after kill -9 the next one begins" {
    files
    start
    run -7 "$GARNER" daemon
    [[ $output == *"another daemon (process $daemon)"* ]]
    await '[ -e garner.db ] && [ "$(runs leads "= 0")" -ge 1 ]'
    kill -KILL "$daemon"
    wait "$daemon" || true
    printf '3,c@example.com,2026-03-03\n' >> in/leads.csv
    : > log
    start
    await '[ "$(query "SELECT count(*) FROM leads")" = 2 ]'
    stop
}

@test "pain 18: SIGHUP with a bad file keeps the old configuration, with a good one takes the new" {
    files
    start
    { base; echo '    tz: Mars/Olympus'; } > garner.yaml
    kill -HUP "$daemon"
    await 'grep -q "not reloaded.*garner.yaml:10:5: source leads: tz:" log'
    kill -0 "$daemon"
    { base | sed 's/every: 1s/schedule: "0 0 1 1 *"/'; echo '  - {name: more, plugin: csv, every: 1s, path: in/leads.csv, map: {lead: {id: "{id}"}}}'; } > garner.yaml
    kill -HUP "$daemon"
    await 'grep -q "reloaded garner.yaml: 2 scheduled" log'
    await '[ "$(runs more "= 0")" -ge 1 ]'
    before=$(runs leads '= 0')
    sleep 1.2
    same "$before" "$(runs leads '= 0')"
    stop
}

@test "a configuration error pauses a source until its block changes, across a restart" {
    files
    sed -i 's|in/leads.csv|in/none/*.csv|' garner.yaml
    start
    await 'grep -q "leads: run 1: configuration.*paused until" log'
    sleep 1.2
    same 1 "$(runs leads '<> 0')"
    stop
    : > log
    start
    await 'grep -q "leads: paused since" log'
    base > garner.yaml
    kill -HUP "$daemon"
    await 'grep -q "leads: its configuration has changed" log && [ "$(runs leads "= 0")" -ge 1 ]'
    stop
}

@test "pain 19: what was missed while it was down is caught up once" {
    files
    sed -i 's/every: 1s/every: 365d/' garner.yaml
    "$GARNER" pull -q
    "$GARNER" query 'SELECT 1' > /dev/null
    sqlite3 garner.db 'UPDATE run SET started_at = started_at - 5 * 365 * 86400000, ended_at = started_at + 1'
    start
    await '[ "$(runs leads "= 0")" = 2 ]'
    sleep 0.5
    same 2 "$(runs leads '= 0')"
    stop
}

@test "SIGTERM ends a pull that hangs" {
    files
    printf '  - {name: slow, plugin: hangs, every: 1s}\n' >> garner.yaml
    start
    await '[ "$(query "SELECT count(*) FROM runs WHERE source = '"'slow'"'")" = 1 ]'
    began=$SECONDS
    stop
    [ $((SECONDS - began)) -le 6 ]
    same 1 "$(query "SELECT count(*) FROM runs WHERE source = 'slow' AND message LIKE 'interrupted%'")"
}

@test "the service manager hears of it" {
    command -v python3 > /dev/null || skip "python3 listens here"
    files
    python3 -c 'import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("manager")
s.settimeout(8)
while True:
    text = s.recv(512).decode()
    print(text.replace("\n", " "), flush=True)
    if "STOPPING" in text: break' > heard 3>&- &
    manager=$!
    await '[ -S manager ]'
    export NOTIFY_SOCKET=$PWD/manager WATCHDOG_USEC=400000
    start
    await 'grep -q WATCHDOG=1 heard'
    kill -HUP "$daemon"
    await 'grep -q "RELOADING=1 MONOTONIC_USEC=" heard'
    stop
    wait "$manager"
    same READY=1 "$(head -1 heard)"
}

@test "status tells what is stale, what comes next, and exits with 6" {
    files
    sed -i 's/every: 1s/schedule: "0 6 * * *"/' garner.yaml
    GARNER_NOW=2026-11-20T06:00:01Z "$GARNER" pull -q
    shows() { # shows NOW EXIT FRESHNESS NEXT
        run -"$2" env GARNER_NOW="$1" "$GARNER" status -f tsv
        same "$3 $4" "$(echo "$output" | awk -F'\t' 'NR == 2 { print $4, $5 }')"
    }
    shows 2026-11-20T12:00:00Z 0 fresh 2026-11-21T06:00:00Z
    shows 2026-11-22T06:09:00Z 0 fresh 2026-11-23T06:00:00Z
    shows 2026-11-22T06:10:01Z 6 stale 2026-11-23T06:00:00Z
    echo '    stale_after: 36h' >> garner.yaml
    shows 2026-11-21T18:00:00Z 0 fresh 2026-11-22T06:00:00Z
    shows 2026-11-21T18:00:02Z 6 stale 2026-11-22T06:00:00Z
    echo '  - {name: new, plugin: csv, schedule: "@daily", path: none.csv, map: {lead: {id: "{id}"}}}' >> garner.yaml
    run -6 env GARNER_NOW=2026-11-20T12:00:00Z "$GARNER" status -f tsv
    [[ $output == *"new"*"stale"*"2026-11-21T00:00:00Z"* ]]
}

@test "a backup while the daemon writes is whole" {
    files
    sed -i '/every:/d' garner.yaml
    printf '  - {name: busy, plugin: good, windows: 40, leads: 50, every: 1s}\n' >> garner.yaml
    "$GARNER" pull -q
    start
    for i in 1 2 3; do
        await '[ "$(runs busy "= 0")" -gt '"$i"' ]'
        "$GARNER" backup "copy$i.db"
        same ok "$(sqlite3 "copy$i.db" 'PRAGMA integrity_check')"
        [ "$(sqlite3 "copy$i.db" "SELECT count(*) FROM leads WHERE source = 'busy'")" = 2000 ]
        [ ! -e "copy$i.db-wal" ] && [ ! -e "copy$i.db.partial" ]
    done
    same 600 "$(stat -c %a copy1.db)"
    run -78 "$GARNER" backup copy1.db
    stop
    # Back to the copy, and on from there.
    rm -f garner.db*
    cp copy1.db garner.db
    "$GARNER" pull -q
    same 2000 "$(query "SELECT count(*) FROM leads WHERE source = 'busy'")"
}

@test "metrics are there for the collector, whole" {
    files
    sed -i '1i metrics_file: garner.prom' garner.yaml
    printf '  - {name: bad, plugin: crash, every: 1s, retries: 0}\n' >> garner.yaml
    start
    await 'grep -q "^garner_last_pull_success{source=\"bad\"} 0.000" garner.prom && \
        grep -q "^garner_last_pull_success{source=\"leads\"} 1.000" garner.prom'
    grep -qE '^garner_last_success_timestamp_seconds\{source="leads"\} [0-9]{10}\.[0-9]{3}$' garner.prom
    run -1 grep -q '^garner_last_success_timestamp_seconds{source="bad"}' garner.prom
    same 7 "$(grep -c '^# TYPE' garner.prom)"
    stop
}

@test "check names the place of what is wrong with a schedule" {
    wrong() { # wrong LINE MESSAGE
        { base | sed '/every:/d'; echo "    $1"; } > garner.yaml
        run -78 "$GARNER" check
        [[ $output == *"$2"* ]] || { echo "$1: $output"; return 1; }
    }
    wrong 'schedule: "15 6 * * montag"' 'garner.yaml:9:5: source leads: schedule: character 10 (day of week): "montag"'
    wrong 'every: 6' 'garner.yaml:9:5: source leads: '
    wrong 'stale_after: soon' 'garner.yaml:9:5: source leads: stale_after: "soon" is not a duration'
    { base; echo '    schedule: "@daily"'; } > garner.yaml
    run -78 "$GARNER" check
    [[ $output == *"source leads: every: the source has a schedule already; keep one of the two"* ]]
    { base; echo '    jitter: 1s'; } > garner.yaml
    run -78 "$GARNER" check
    [[ $output == *"jitter: expected less than the time between pulls"* ]]
    { base | sed 's/every: 1s/schedule: "30 2 * * *"/'; echo '    tz: Europe/Berlin'; } > garner.yaml
    run -0 env GARNER_NOW=2026-03-28T12:00:00Z "$GARNER" schedule list -n 2
    same "leads: 30 2 * * *, Europe/Berlin
  2026-03-29 03:00:00 +02:00
  2026-03-30 02:30:00 +02:00" "$output"
}
