#!/usr/bin/env bats
# kill -9 at every read, write and sync of the host, and before every host call of the worker; then a pull. The store is
# before or after each commit, never between, and equals an undisturbed one in the end.
load helper

dump() {
    for what in '* FROM leads' '* FROM touches' '* FROM spends' '* FROM orders' '* FROM customers' '* FROM credits' \
        '* FROM campaigns' 'source, file, line, field, reason, raw FROM quarantine'; do
        "$GARNER" query -f csv "SELECT $what" || return 1
    done
}

files() {
    mkdir -p in
    { echo 'id,email,created,campaign'
      for i in 1 2 3 4 5 6 7 8 9; do echo "$i,p$i@example.com,2026-03-0$i,spring"; done
      echo 'x,,not a day,spring'; } > in/leads.csv
    { echo 'order,email,at,total'
      for i in 2 4 6; do echo "o$i,p$i@example.com,2026-04-0$i 10:00,10$i.50"; done; } > in/orders.csv
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
history: complete
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
jobs: 1
sources:
  - name: leads
    plugin: csv
    path: in/leads.csv
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}", campaign: "{campaign}"}}
  - name: orders
    plugin: csv
    path: in/orders.csv
    map: {order: {id: "{order}", email: "{email}", at: "{at}", amount: "{total}"}}
YAML
}

@test "pain 8: the host killed at every call" {
    [[ $BUILD != *sanitized* ]] || skip "nothing may be preloaded before the sanitizer"
    shim=$BUILD_DIR/tests/fault/kill_at.so
    files
    GARNER_KILL_COUNT=count LD_PRELOAD=$shim "$GARNER" pull -q || true
    calls=$(cat count)
    [ "$calls" -gt 20 ]
    dump > undisturbed
    grep -q 'p\|spring' undisturbed
    step=$((calls / ${KILL_POINTS:-80} + 1))
    at=1
    while [ "$at" -le "$calls" ]; do
        rm -f garner.db*
        GARNER_KILL_AT=$at LD_PRELOAD=$shim "$GARNER" pull -q > /dev/null 2>&1 || true
        if [ -e garner.db ]; then
            # Before or after a commit: all nine leads or none, all three orders or none.
            leads=$(query "SELECT count(*) FROM leads") orders=$(query "SELECT count(*) FROM orders")
            [[ -z $leads || $leads == 0 || $leads == 9 ]] || { echo "killed at $at: $leads leads"; return 1; }
            [[ -z $orders || $orders == 0 || $orders == 3 ]] || { echo "killed at $at: $orders orders"; return 1; }
        fi
        "$GARNER" pull -q || { echo "killed at $at: the next pull fails"; return 1; }
        dump > after
        cmp undisturbed after || { echo "killed at $at of $calls: the store differs"; diff undisturbed after; return 1; }
        at=$((at + step))
    done
}

@test "pain 8: the worker killed before every host call" {
    files
    printf '  - {name: good, plugin: good, windows: 3, leads: 2, die_at: "${DIE:-0}"}\n' >> garner.yaml
    "$GARNER" pull -q
    dump > undisturbed
    for at in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
        rm -f garner.db*
        run env DIE=$at "$GARNER" pull -q
        [[ $output == *'source good: temporary: '*'signal 9'* ]] || { echo "die_at $at: $output"; return 1; }
        [ "$status" = 3 ] || { echo "die_at $at: exit $status"; return 1; }
        windows=$(query "SELECT count(*) FROM leads WHERE source = 'good'")
        same $(((at - 1) / 4 * 2)) "$windows" || { echo "die_at $at"; return 1; }
        "$GARNER" pull -q
        dump > after
        cmp undisturbed after || { echo "die_at $at: the store differs"; return 1; }
    done
}
