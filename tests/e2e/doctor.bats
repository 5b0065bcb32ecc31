#!/usr/bin/env bats
# garner doctor: each check finds what it is for, and says what to do.
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=40
}

config() { # config [LINE…]: with a further source's lines
    cat <<YAML
store: garner.db
currency: EUR
plugin_path: ["$PWD/plug"]
sources:
  - name: leads
    plugin: csv
    path: leads.csv
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}
YAML
    [ $# = 0 ] || printf '  %s\n' "$@"
}

files() { # a configuration and one pull; of the test plugins only those named
    mkdir plug
    for plugin; do cp "$BUILD_DIR/tests/bad_plugins/$plugin/$plugin.so" plug/; done
    printf 'id,email,created\n1,a@example.com,2026-03-01\n' > leads.csv
    config > garner.yaml
    "$GARNER" pull -q
}

# finds LEVEL CHECK ABOUT TEXT: a line of the last output, as tsv, has these; the text may be a part.
finds() {
    printf '%s\n' "$output" | awk -F'\t' -v level="$1" -v check="$2" -v about="$3" -v text="$4" \
        '$1 == level && $2 == check && $3 == about && index($4 $5, text) { found = 1 } END { exit !found }' ||
        { printf 'no %s %s %s: %s in:\n%s\n' "$1" "$2" "$3" "$4" "$output"; return 1; }
}

doctor() { # doctor CODE [VARIABLE=VALUE…]
    run "-$1" env "${@:2}" "$GARNER" doctor -f tsv
}

teardown() {
    [ -z "${daemon:-}" ] || kill -KILL "$daemon" 2> /dev/null || true
}

@test "where all is well every line says ok" {
    files
    doctor 0
    same "level ok" "$(printf '%s\n' "$output" | cut -f 1 | sort -u | sort -r | sort | tr '\n' ' ' | sed 's/ $//')"
    run -0 "$GARNER" doctor -f json
    [[ $output == *'{"level": "ok", "check": "store", "about": "", "finding": "it is whole", "advice": ""}'* ]]
    [ ! -e garner.db-journal ]
}

@test "configuration: 78, and every source that is wrong" {
    files
    config '- {name: a, plugin: csv, pth: x.csv}' '- {name: b, plugin: cvs}' > garner.yaml
    doctor 78
    finds fail configuration a 'unknown option "pth"; did you mean "path"?'
    finds fail configuration b 'there is no plugin "cvs"'
    finds ok store "" whole
    echo 'currency: [' > garner.yaml
    doctor 78
    finds fail configuration garner.yaml "this is not YAML"
    rm garner.yaml
    doctor 78
    finds fail configuration garner.yaml "cannot be read"
}

@test "plugins: one that a source needs fails, another is mentioned; what an API's end means depends on the day" {
    files wrong_abi windowed
    doctor 0
    finds warn plugins wrong_abi "no source uses it"
    config '- {name: x, plugin: wrong_abi}' '- {name: ads, plugin: windowed}' > garner.yaml
    doctor 1
    finds fail plugins x "999"
    finds warn api ads "ends on 2027-01-10 (49 days)"
    doctor 1 GARNER_NOW=2027-02-01T00:00:00Z
    finds fail api ads "ended on 2027-01-10"
    doctor 1 GARNER_NOW=2026-11-01T00:00:00Z
    finds ok api "" "no plugin"
}

@test "time zones" {
    files
    mkdir empty
    doctor 1 TZDIR="$PWD/empty"
    finds fail "time zones" "$PWD/empty" "install the package tzdata"
}

@test "store: damage, references to nothing, another program's file, none yet" {
    files
    store="$PWD/garner.db"
    sqlite3 garner.db "UPDATE fact_lead SET source = 99"
    doctor 1
    finds fail store "$store" "1 rows of fact_lead name a source that is not there"
    # The root page of one table: the file can be opened still.
    page=$(sqlite3 garner.db "SELECT rootpage FROM sqlite_schema WHERE name = 'revision'")
    head -c 16384 /dev/zero | tr '\0' x | dd of=garner.db bs=16384 seek=$((page - 1)) conv=notrunc 2> /dev/null
    doctor 1
    finds fail store "$store" "put the last good"
    sqlite3 other.db "CREATE TABLE theirs (a)"
    config | sed 's/garner.db/other.db/' > garner.yaml
    doctor 1
    finds fail store "$PWD/other.db" "another program's database"
    config | sed 's/garner.db/new.db/' > garner.yaml
    doctor 0
    finds warn store "$PWD/new.db" "there is no store yet"
    [ ! -e new.db ]
    config | sed 's|garner.db|gone/garner.db|' > garner.yaml
    doctor 1
    finds fail permissions "$PWD/gone" "the folder of the store is not there"
}

@test "permissions: store, configuration with a secret, credentials" {
    files windowed
    chmod 644 garner.db
    doctor 0
    finds warn permissions "$PWD/garner.db" "others may read it (mode 644)"
    chmod 600 garner.db*
    config '- {name: ads, plugin: windowed, token: canary-secret}' > garner.yaml
    chmod 644 garner.yaml
    doctor 1
    finds fail permissions garner.yaml "a secret stands in it and anybody may read it (mode 644)"
    [[ $output != *canary* ]]
    chmod 600 garner.yaml
    doctor 0
    config '- {name: ads, plugin: windowed, token: "${ADS_TOKEN}"}' > garner.yaml
    chmod 644 garner.yaml
    doctor 0 ADS_TOKEN=canary-secret
    finds ok permissions "" ""
    chmod 666 garner.yaml
    doctor 1 ADS_TOKEN=canary-secret
    finds fail permissions garner.yaml "anybody may change it"
    chmod 600 garner.yaml
}

@test "credentials: modes, what ends soon or has ended, what cannot be read" {
    files
    tokens="$PWD/garner.db.state/tokens"
    mkdir -m 700 garner.db.state garner.db.state/tokens
    token() { # token NAME DAY: whose grant ends on that day
        printf '{"source": "%s", "refresh_token": "canary-grant", "expires_at": 0, "refresh_expires_at": %s000}\n' "$1" "$(date -u -d "$2" +%s)" > "$tokens/$1.json"
        chmod 600 "$tokens/$1.json"
    }
    token late 2026-11-01
    token soon 2026-11-30
    token fine 2027-06-01
    token open 2027-06-01
    chmod 640 "$tokens/open.json"
    echo rubbish > "$tokens/broken.json" && chmod 600 "$tokens/broken.json"
    touch "$tokens/fine.json.lock"
    doctor 1
    finds fail credentials late "what it was granted ended on 2026-11-01garner auth late"
    finds warn credentials soon "what it was granted ends on 2026-11-30"
    finds fail credentials "$tokens/open.json" "others may read this credential (mode 640)"
    finds fail credentials "$tokens/broken.json" "delete it and run \`garner auth\` again"
    same 4 "$(grep -c 'credentials' <<< "$output")"
    [[ $output != *canary* ]]
}

@test "schedules: pulls that take longer than there is time, data that is late by design, windows that do nothing" {
    files
    config '  schedule: [{at: "0 6,7 * * *", window: 30d}]' '  stale_after: 12h' > garner.yaml
    doctor 0
    finds warn schedules leads "up to 23 h apart (0 6,7 * * *, 30 days back), but it is stale after 12 h"
    finds warn schedules leads "plugin csv reads files, which come whole"
    finds warn daemon "" "1 sources have a schedule, but no daemon runs"
    sqlite3 garner.db "UPDATE run SET started_at = started_at - 7200000"
    doctor 0
    finds warn schedules leads "usually takes 120 min, but the next is due 60 min after it began" ||
        finds warn schedules leads "usually takes 2 h, but the next is due 60 min after it began"
}

@test "clock, sources that bring nothing, quarantine, messages" {
    files crash
    sqlite3 garner.db "UPDATE run SET started_at = started_at + 3 * 86400000"
    doctor 1
    finds fail clock leads "its run 1 began in the future (2026-11-25T12:00:00"
    config '- {name: bad, plugin: crash}' '- {name: new, plugin: csv, path: new.csv, map: {lead: {id: "{id}"}}}' > garner.yaml
    printf '2,b@example.com,soon\n' >> leads.csv
    run -3 "$GARNER" pull leads bad
    doctor 0
    finds warn pulls new "garner pull new"
    finds warn pulls bad "it never succeeded; run 3 failed (internal): the worker"
    finds warn quarantine leads "1 rows wait in quarantine, the oldest for 0 days"
    sqlite3 garner.db "INSERT INTO delivery (id, kind, name, slot, target, state, created_at, due_at, message) VALUES ('x', 'test', 't', 0, 'ops', 'failed', 1, 1, 'no such host')"
    doctor 0
    finds warn messages ops "1 messages could not be sent, the last because: no such host"
}

@test "a daemon that runs is seen, and not disturbed" {
    files
    config '  every: 1h' > garner.yaml
    unset GARNER_NOW
    "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    for _ in $(seq 100); do grep -q ready: log && break; sleep 0.05; done
    doctor 0
    finds ok daemon "" "it runs (process $daemon)"
    kill -TERM "$daemon" && wait "$daemon"
    daemon=
    doctor 0
    finds warn daemon "" "no daemon runs"
}
