#!/bin/sh
# Plugins against servers that nobody here wrote: Stripe's and HubSpot's published OpenAPI, served by prism
# (@stoplight/prism-cli), which refuses what the specification does not allow. Needs node and npm; the package goes into the
# build folder. Where npm, its registry or the shared data sets are missing it says so and ends well.
#
# A line per check, then "N passed, N failed, N skipped". BUILD: the build to test; GARNER_SHARED: the shared data sets.
set -u
BUILD=${BUILD:-build}
shared=${GARNER_SHARED:-../shared}
work=$BUILD/prism
here=$(dirname "$0")
passed=0 failed=0 skipped=0

note() { # note ok|"not ok"|skip DESCRIPTION
    case $1 in
    ok) passed=$((passed + 1)) ;;
    skip) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
    esac
    echo "$1 - $2"
}
finish() {
    for pid in $pids; do kill "$pid" 2> /dev/null; done
    echo "prism: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
}
pids=
[ -d "$shared/data/specs" ] || { note skip "the shared specifications are not in $shared"; finish; }
command -v npm > /dev/null && command -v node > /dev/null || { note skip "node and npm are not here"; finish; }
mkdir -p "$work"
if [ ! -x "$work/node_modules/.bin/prism" ]; then
    npm install --prefix "$work" --no-audit --no-fund --loglevel=error @stoplight/prism-cli > "$work/npm.log" 2>&1 || {
        note skip "npm cannot install @stoplight/prism-cli ($(tail -1 "$work/npm.log"))"
        finish
    }
fi

# serve VENDOR: sets base, once prism answers; it chooses a port by itself when asked for none, so a free one is looked for.
serve() {
    node "$here/spec.mjs" "$1" "$shared" > "$work/$1.json" || return 1
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
    : > "$work/$1.log" # of an earlier run, it would say that prism listens
    NO_COLOR=1 "$work/node_modules/.bin/prism" mock -h 127.0.0.1 -p "$port" --errors "$work/$1.json" > "$work/$1.log" 2>&1 &
    pids="$pids $!"
    tries=0
    until grep -qs "Prism is listening" "$work/$1.log"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] && kill -0 $! 2> /dev/null || { tail -5 "$work/$1.log"; return 1; }
        sleep 0.2
    done
    base=http://127.0.0.1:$port
}

# pull VENDOR RECORDS… : the block on standard input is pulled; every kind of RECORDS must be among what it gives, and prism
# must have found nothing wrong with any request.
pull() {
    vendor=$1
    shift
    [ -e "$BUILD/plugins/$vendor/$vendor.so" ] || { note skip "there is no plugin $vendor"; return; }
    serve "$vendor" || { note "not ok" "$vendor: prism does not start"; return; }
    { printf 'store: %s.db\ncurrency: EUR\nsources:\n  - name: api\n    plugin: %s\n    base_url: %s\n    http_retries: 1\n' "$vendor" "$vendor" "$base"; cat; } \
        > "$work/$vendor.yaml"
    rm -rf "$work/$vendor.db"*
    "$BUILD/garner" test -c "$work/$vendor.yaml" -n 1000 api > "$work/$vendor.out" 2> "$work/$vendor.err"
    code=$?
    [ $code = 0 ] && note ok "$vendor is pulled" || { note "not ok" "$vendor is pulled"; tail -5 "$work/$vendor.err"; }
    for kind; do
        grep -q "^$kind:" "$work/$vendor.out" && note ok "$vendor gives a $kind" || note "not ok" "$vendor gives a $kind"
    done
    "$BUILD/garner" pull -c "$work/$vendor.yaml" > "$work/$vendor.err" 2>&1 && "$BUILD/garner" pull -c "$work/$vendor.yaml" >> "$work/$vendor.err" 2>&1
    code=$?
    [ $code = 0 ] && note ok "$vendor is pulled into a store, twice" || { note "not ok" "$vendor is pulled into a store, twice"; tail -5 "$work/$vendor.err"; }
    grep -E "Violation: |Request terminated with error" "$work/$vendor.log" | sort | uniq -c | head -20 > "$work/$vendor.violations"
    [ ! -s "$work/$vendor.violations" ] && note ok "$vendor asks nothing that its specification does not allow" || {
        note "not ok" "$vendor asks nothing that its specification does not allow"
        cat "$work/$vendor.violations"
    }
}

pull stripe order contact << 'YAML'
    token: sk_test_prism
    mode: test
YAML
pull hubspot lead deal touch << 'YAML'
    token: prism
    api_version: v3
    objects: [contacts, companies, leads, deals, campaigns, events]
YAML
finish
