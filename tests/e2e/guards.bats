#!/usr/bin/env bats
# The guards: what a source brings far less of than it used to, and a store whose disk, file, lock or clock fails. Each
# ends defined, and loses nothing.
load helper

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
    echo 'id,email,created'
    for ((i = ${2:-1}; i < ${2:-1} + $1; i++)); do echo "$i,p$i@example.com,2026-03-01"; done
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
