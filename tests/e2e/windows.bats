#!/usr/bin/env bats
# How far back a pull goes: different trailing windows by schedule, --from and --to, what a source restates.
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=40
}

config() { # config SCHEDULE [LINE…]: of one source that restates 28 days
    cat <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
sources:
  - name: ads
    plugin: windowed
    schedule: $1
YAML
    shift
    printf '    %s\n' "$@"
}

teardown() {
    [ -z "${daemon:-}" ] || kill -KILL "$daemon" 2> /dev/null || true
}

NIGHTLY='[{at: "15 6 * * *", window: 30d}, {at: "15 6 * * sun", window: 90d}]'

@test "schedule list tells each pull's window, the longest where two are due" {
    config "$NIGHTLY" 'amount: 1.00 EUR' > garner.yaml
    run -0 "$GARNER" schedule list -n 3 # 2026-11-22 is a Sunday
    same "ads: 15 6 * * *, 30 days back; 15 6 * * sun, 90 days back, Europe/Berlin
  2026-11-23 06:15:00 +01:00  30 days back
  2026-11-24 06:15:00 +01:00  30 days back
  2026-11-25 06:15:00 +01:00  30 days back" "$output"
    run -0 env GARNER_NOW=2026-11-28T12:00:00Z "$GARNER" schedule list -n 1
    [[ $output == *"2026-11-29 06:15:00 +01:00  90 days back"* ]]
    run -0 "$GARNER" check
    [[ $output == *"schedule: 15 6 * * *, 30 days back; 15 6 * * sun, 90 days back"* ]]
}

@test "pain 1: check refuses windows shorter than the source restates, and tells what is wrong with others" {
    wrong() { # wrong SCHEDULE MESSAGE
        config "$1" 'amount: 1.00 EUR' > garner.yaml
        run -78 "$GARNER" check
        [[ $output == *"$2"* ]] || { echo "$1: $output"; return 1; }
    }
    wrong '{at: "@daily", window: 27d}' 'its longest window is 27 days, but what plugin windowed reads may change for 28 days; write window: 28d'
    wrong '[{at: "@daily", window: 7d}, {every: 7d, window: 20d}]' 'its longest window is 20 days'
    wrong '[{at: "@daily", windw: 30d}]' 'garner.yaml:8:31: source ads: unknown key "windw"; did you mean "window"?'
    wrong '[{at: "@daily", window: 36h}]' 'garner.yaml:8:31: source ads: schedule: window: expected whole days'
    wrong '[{window: 30d}]' 'write when, as at: "15 6 * * *" or every: 6h'
    wrong '[{at: "@daily", every: 6h}]' 'only one of the two'
    wrong '[{at: "61 6 * * *"}]' 'garner.yaml:8:17: source ads: schedule: character 1 (minute): 61 is not between 0 and 59'
    wrong '[]' 'expected from 1 to 8 times'
    config '[{at: "@daily", window: 7d}, {every: 7d}]' 'amount: 1.00 EUR' > garner.yaml # the second: as far as the plugin goes
    run -0 "$GARNER" check
}

@test "--from and --to decide what a windowed source is asked for; what it restates replaces" {
    config '"@daily"' 'amount: 1.00 EUR' > garner.yaml
    run -0 "$GARNER" pull
    same "2 2" "$(query 'SELECT count(*), sum(amount) FROM spends' | tr '\t' ' ')"
    run -0 "$GARNER" pull --from 2026-10-01 --to 2026-10-30
    same "32 32" "$(query 'SELECT count(*), sum(amount) FROM spends' | tr '\t' ' ')"
    same "2026-10-01 2026-10-30" "$(query 'SELECT from_day, to_day FROM runs WHERE run = 2' | tr '\t' ' ')"
    # 25 days later it tells another story of the 5th.
    config '"@daily"' 'amount: 3.00 EUR' > garner.yaml
    run -0 "$GARNER" pull --from 2026-10-05 --to 2026-10-05
    same "32 34" "$(query 'SELECT count(*), sum(amount) FROM spends' | tr '\t' ' ')"
    same "account from 2026-10-05 to 2026-10-05" "$("$GARNER" runs show 3 -f tsv | sed -n 's/^window\t\([^\t]*\).*/\1/p')"
    run -0 "$GARNER" pull --from 2026-11-01 # until today
    same "2026-11-01 2026-11-22" "$(query 'SELECT from_day, to_day FROM runs WHERE run = 4' | tr '\t' ' ')"
    run -2 "$GARNER" pull --from 2026-11-02 --to 2026-11-01
    run -2 "$GARNER" pull --to 2026-11-01
    run -2 "$GARNER" pull --from yesterday
}

# ask_daemon RUNS: the daemon runs until the store knows of that many good pulls.
ask_daemon() {
    "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    for _ in $(seq 100); do
        [ "$(query "SELECT count(*) FROM runs WHERE code = 0")" -ge "$1" ] && break
        sleep 0.1
    done
    kill -TERM "$daemon" && wait "$daemon"
    daemon=
}

days() { # days RUN: how many it was asked for, before today
    query "SELECT CAST(julianday(to_day) - julianday(from_day) AS INTEGER) FROM runs WHERE run = $1"
}

earlier() { # earlier DAYS: all runs were that much earlier
    sqlite3 garner.db "UPDATE run SET started_at = started_at - $1 * 86400000, ended_at = ended_at - $1 * 86400000, from_day = from_day - $1, to_day = to_day - $1"
}

@test "the daemon asks for the window that is due, and catches up once with the longest missed" {
    unset GARNER_NOW
    config '[{every: 1s, window: 30d}, {at: "0 0 1 * *", window: 90d}]' 'amount: 1.00 EUR' > garner.yaml
    "$GARNER" pull # the first good pull goes as far back as the plugin does
    earlier 40
    ask_daemon 3
    same "90 30" "$(days 2) $(days 3)"
    same "$(TZ=Europe/Berlin date +%F)" "$(query "SELECT max(to_day) FROM runs WHERE run IN (2, 3)")"
}

@test "what may have changed while nothing was pulled does not fall between two windows" {
    unset GARNER_NOW
    config '{every: 1s, window: 30d}' 'amount: 1.00 EUR' > garner.yaml
    "$GARNER" pull
    "$GARNER" pull --from 2026-01-01 --to 2026-01-05 # by hand, of other days: counts for nothing
    earlier 50
    ask_daemon 4
    same "78 30" "$(days 3) $(days 4)" # 50 days, and the 28 that could still change then
}

@test "a pull that is tried again says of which run it is the retry" {
    unset GARNER_NOW
    config '{every: 1h, window: 30d}' 'amount: 1.00 EUR' 'timeout: 500ms' 'retry_delay: 100ms' 'retries: 2' |
        sed 's/plugin: windowed/plugin: sleeps/; /amount/d' > garner.yaml
    "$GARNER" pull || true # failed for the moment: to be tried again
    "$GARNER" daemon 2> log 3>&- &
    daemon=$!
    for _ in $(seq 100); do
        [ "$(query "SELECT count(*) FROM runs WHERE code IS NOT NULL")" -ge 3 ] && break
        sleep 0.1
    done
    kill -TERM "$daemon" && wait "$daemon"
    daemon=
    same "1 2" "$(query "SELECT group_concat(retry_of, ' ') FROM (SELECT retry_of FROM runs WHERE run <= 3)")"
    [ "$("$GARNER" runs show 2 -f tsv | awk -F'\t' '$2 == "retry of run" { print $3 }')" = 1 ]
}
