#!/bin/sh
# The singer plugin with programs that nobody here wrote: tap-csv and tap-exchangeratesapi, by pip in a virtual environment
# of the build folder. Where python3, pip or its registry are missing it says so and ends well. SINGER_PYTHON: a python that
# has both already; SINGER_PATH: its PYTHONPATH.
#
# A line per check, then "N passed, N failed, N skipped". BUILD: the build to test.
set -u
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
work=$BUILD/singer-programs
passed=0 failed=0 skipped=0 server=

note() { # note ok|"not ok"|skip DESCRIPTION
    case $1 in
    ok) passed=$((passed + 1)) ;;
    skip) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
    esac
    echo "$1 - $2"
}
same() { # same DESCRIPTION EXPECTED ACTUAL
    [ "$2" = "$3" ] && note ok "$1" || {
        note "not ok" "$1"
        printf 'expected: %s\ngot:      %s\n' "$2" "$3"
        tail -5 pull.log
    }
}
finish() {
    [ -z "$server" ] || kill "$server"
    echo "singer: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
}

mkdir -p "$work"
cd "$work" || exit 1
python=${SINGER_PYTHON:-$work/venv/bin/python}
if [ -z "${SINGER_PYTHON-}" ] && ! "$python" -c 'import tap_csv, tap_exchangeratesapi' 2> /dev/null; then
    command -v python3 > /dev/null || { note skip "python3 is not here"; finish; }
    { python3 -m venv venv && venv/bin/pip install --quiet --retries 0 --timeout 20 tap-csv tap-exchangeratesapi; } > pip.log 2>&1 || {
        note skip "pip cannot install tap-csv and tap-exchangeratesapi ($(tail -1 pip.log))"
        finish
    }
fi

# program NAME PYTHON: a command that runs it. A worker's environment is not this one's.
program() {
    printf '#!/bin/sh\nexport PYTHONPATH="%s"\nexec "%s" -c "%s" "$@"\n' "${SINGER_PATH-}" "$python" "$2" > "$1"
    chmod +x "$1"
}
# config NAME: the source on standard input, its store made anew
config() {
    rm -rf "$1".db*
    { printf 'store: %s.db\ncurrency: EUR\nplugin_path: ["%s/plugins"]\nsources:\n  - name: it\n    plugin: singer\n' "$1" "$BUILD"; cat; } > "$1.yaml"
}
pull() { # pull NAME: its exit status
    "$BUILD/garner" pull -v -c "$1.yaml" > pull.log 2>&1
    echo $?
}
query() { # query NAME SQL: one cell
    "$BUILD/garner" query -c "$1.yaml" -f tsv "$2" | tail -n +2
}

# A file with quotes, a line end in a cell, and no state.
program tap-csv 'import tap_csv; tap_csv.main()'
printf 'id,email,at,note\n1,ada@example.org,2026-11-01T10:00:00Z,"a ""quoted"", note"\n2,eve@example.org,2026-11-02T10:00:00Z,"two\nlines é"\n' > leads.csv
printf '{"files": [{"entity": "leads", "file": "%s/leads.csv", "keys": ["id"]}]}' "$work" > tap-csv.json
config csv << YAML
    command: ["$work/tap-csv"]
    config_file: tap-csv.json
    discover: no
    streams:
      leads:
        lead: {id: "{id}", email: "{email}", created_at: "{at}"}
YAML
same "tap-csv is pulled" 0 "$(pull csv)"
same "its records are stored" "1 2" "$(query csv "SELECT group_concat(id, ' ') FROM (SELECT id FROM leads ORDER BY id)")"
printf '3,joe@example.org,2026-11-03T10:00:00Z,\n' >> leads.csv
same "tap-csv is pulled again" 0 "$(pull csv)"
same "what was there is as before" "1 2" "$(query csv "SELECT inserted || ' ' || unchanged FROM runs ORDER BY run DESC LIMIT 1")"
echo '{}' > tap-csv.json
same "a program that fails fails the pull" 1 "$(pull csv)"
grep -q "missing required keys" pull.log && note ok "and its words are told" || note "not ok" "and its words are told"
same "nothing is lost" 3 "$(query csv "SELECT count(*) FROM leads")"

# Days over the network, a schema that grows on the way, and a state.
[ -x "$BUILD/tests/server/serve" ] || { note skip "the fixture server is not built"; finish; }
today=$(date -u +%F) before=$(date -u -d "2 days ago" +%F) between=$(date -u -d "1 day ago" +%F)
for day in "$before" "$between" "$today"; do
    extra=
    [ "$day" = "$before" ] || extra=', "SEK": 9.43'
    printf 'request GET /%s\nreply 200\n  body {"base": "USD", "date": "%s", "rates": {"EUR": 0.8731%s}}\n' "$day" "$day" "$extra"
done > days.http
rm -f ports
"$BUILD/tests/server/serve" --log server.log --ports ports days.http 2> server.err &
server=$!
until [ -e ports ]; do kill -0 $server 2> /dev/null || { note "not ok" "the fixture server starts"; finish; }; sleep 0.05; done
program tap-rates "import tap_exchangeratesapi as tap; tap.base_url = 'http://127.0.0.1:$(head -1 ports)/'; tap.main()"
config rates << YAML
    command: ["$work/tap-rates"]
    config: {base: USD, start_date: "$before"}
    discover: no
    streams:
      exchange_rate:
        rate: {base: USD, currency: EUR, day: "{date}", rate: "{EUR}"}
YAML
same "tap-exchangeratesapi is pulled" 0 "$(pull rates)"
same "a rate a day" "3 0.8731" "$(query rates "SELECT count(*) || ' ' || max(rate) FROM rates")"
same "and again" 0 "$(pull rates)"
same "from its state on: one day is asked for" "4 1" "$(grep -c '^> ' server.log) $(query rates "SELECT unchanged FROM runs ORDER BY run DESC LIMIT 1")"
finish
