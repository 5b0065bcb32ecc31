#!/usr/bin/env bats
# notify: failures, recoveries, staleness and thresholds, each told once - by the daemon under the real clock, by
# `pull --notify` under a given one.
load helper
load server
load mail

setup_file() {
    export BATS_TEST_TIMEOUT=40
}

files() {
    printf 'id,email,created\n1,a@example.com,2026-03-01\n' > leads.csv
    mkdir -p reports
    cat > reports/count.sql <<'SQL'
-- title: Leads
-- column: what | text | What
-- column: leads | integer | Leads
SELECT 'all' AS what, count(*) AS leads FROM leads UNION ALL SELECT 'none', 100;
SQL
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
notify:
  - email: {smtp: "$MAIL", from: garner@example.com, to: [ops@example.com]}
    retry_delay: 200ms
sources:
  - name: leads
    plugin: csv
    path: leads.csv
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}
YAML
}

await() { # until it succeeds, for at most eight seconds
    for _ in $(seq 160); do
        if eval "$1"; then return 0; fi
        sleep 0.05
    done
    echo "never: $1"
    cat log
    query 'SELECT * FROM deliveries'
    return 1
}

start() {
    unset GARNER_NOW
    "$GARNER" daemon 2>> log 3>&- &
    daemon=$!
    await 'grep -q ready: log'
}

stop() {
    kill -TERM "$daemon"
    code=0
    wait "$daemon" || code=$?
    daemon=
    same 0 "$code"
}

told() { # kinds of the messages that came, in order
    sed -n 's/^Subject: garner: //p' "$MAILS"/*.eml | sort | paste -sd'|'
}

@test "failure and recovery are each told once, across restarts, whatever goes on in between" {
    start_mail
    files
    printf '    every: 1s\n    retries: 0\n' >> garner.yaml
    start
    await '[ "$(query "SELECT count(*) FROM runs WHERE code = 0")" -ge 1 ]'
    same 0 "$(mails)"
    echo id,email,created > leads.csv # no row where there was one
    await '[ "$(mails)" = 1 ]'
    await '[ "$(query "SELECT count(*) FROM runs WHERE code <> 0")" -ge 1 ]'
    stop
    start
    sleep 0.7
    same "source leads failed: data" "$(told)"
    grep -q '^where   garner.yaml:8:5: source leads$' "$MAILS/1.eml"
    grep -qE '^run     [0-9]+$' "$MAILS/1.eml"
    printf 'id,email,created\n1,a@example.com,2026-03-01\n2,b@example.com,2026-03-01\n' > leads.csv
    await '[ "$(mails "is well again")" = 1 ]'
    sleep 0.7
    same 2 "$(mails)"
    stop
}

@test "pull --notify: at once, again after repeat, silent without it" {
    start_mail
    files
    printf 'id;wrong\n1;x\n' > leads.csv
    at() { GARNER_NOW=$1 "$GARNER" pull -q --notify 2> /dev/null || true; }
    GARNER_NOW=2026-11-22T10:00:00Z "$GARNER" pull -q 2> /dev/null || true
    same 0 "$(mails)"
    at 2026-11-22T12:00:00Z
    at 2026-11-22T13:00:00Z
    at 2026-11-23T11:59:00Z
    same 1 "$(mails)"
    at 2026-11-23T12:00:00Z
    same 2 "$(mails)"
    printf 'id,email,created\n1,a@example.com,2026-03-01\n' > leads.csv
    at 2026-11-23T12:10:00Z
    at 2026-11-23T12:20:00Z
    same 1 "$(mails "Subject: garner: source leads is well again")"
    same 3 "$(mails)"
    same 3 "$(grep -h '^Message-ID' "$MAILS"/*.eml | sort -u | wc -l)"
    # It fails again: that is something new.
    printf 'id;wrong\n1;x\n' > leads.csv
    at 2026-11-23T12:30:00Z
    same 4 "$(mails)"
}

@test "staleness is told once when it comes, and its end" {
    start_mail
    files
    echo '    stale_after: 1s' >> garner.yaml
    unset GARNER_NOW
    "$GARNER" pull -q
    start # nothing is scheduled: only time passes
    await '[ "$(mails "Subject: garner: source leads is stale")" = 1 ]'
    sleep 0.6
    same 1 "$(mails)"
    "$GARNER" pull -q --notify
    await '[ "$(mails "is well again")" = 1 ]'
    stop
}

@test "a threshold is told once when a row passes it, and when it no longer does" {
    start_mail
    files
    sed -i 's/    retry_delay: 200ms/&\n    thresholds:\n      - {report: count, column: leads, above: 1.5, where: {what: "a*"}}/' garner.yaml
    "$GARNER" check > /dev/null
    leads() { # leads TIME NUMBER: pulled then, with so many
        { echo id,email,created; for i in $(seq "$2"); do echo "$i,p$i@example.com,2026-03-01"; done; } > leads.csv
        GARNER_NOW=$1 "$GARNER" pull -q --notify
    }
    leads 2026-11-22T12:00:00Z 1
    same 0 "$(mails)"
    leads 2026-11-22T13:00:00Z 2
    leads 2026-11-22T14:00:00Z 3
    same 1 "$(mails "Subject: garner: all: leads is 2, above 1.5")"
    same 1 "$(mails)"
    leads 2026-11-22T15:00:00Z 1
    leads 2026-11-22T16:00:00Z 1
    same 1 "$(mails "no longer so: count: leads above 1.5: all")"
    same 2 "$(mails)"
    # In the daemon, too.
    printf '2,b@example.com,2026-03-01\n' >> leads.csv
    printf '    every: 1s\n' >> garner.yaml
    start
    await '[ "$(mails "Subject: garner: all: leads is 2, above 1.5")" = 2 ]'
    stop
}

@test "a mail server that hangs or is broken disturbs neither pulls nor the end of the daemon" {
    start_mail
    files
    touch "$MAILS/hang"
    printf '    every: 1s\n' >> garner.yaml
    printf '  - {name: bad, plugin: crash, every: 1s, retries: 0}\n' >> garner.yaml
    start
    await '[ "$(query "SELECT count(*) FROM deliveries WHERE state = '"'sending'"'")" = 1 ]'
    before=$(query "SELECT count(*) FROM runs WHERE source = 'leads' AND code = 0")
    await '[ "$(query "SELECT count(*) FROM runs WHERE source = '"'leads'"' AND code = 0")" -gt $((before + 1)) ]'
    began=$SECONDS
    kill -KILL "$daemon"
    wait "$daemon" || true
    rm "$MAILS/hang"
    echo '451 later' > "$MAILS/reply-MAIL"
    start # what the dead one was sending is sent by the next, and tried again
    await 'grep -q "failure bad to email: not sent: temporary" log'
    rm "$MAILS/reply-MAIL"
    await '[ "$(mails "source bad failed")" = 1 ]'
    same 1 "$(mails)"
    stop
}

@test "reports come from the daemon on their schedule, each slot once, across kill -9" {
    start_mail
    files
    printf 'deliver:\n  - {name: often, report: count, every: 1s, to: [email]}\n' >> garner.yaml
    unset GARNER_NOW
    "$GARNER" pull -q
    start
    await '[ "$(mails "delivery often")" -ge 1 ]'
    kill -KILL "$daemon"
    wait "$daemon" || true
    sleep 1.2
    start
    await '[ "$(mails "delivery often")" -ge 2 ]'
    stop
    same 0 "$(query "SELECT count(*) FROM deliveries WHERE state <> 'sent'")"
    # What was on its way when it was killed may be there twice, under one id.
    same "$(grep -h '^Message-ID' "$MAILS"/*.eml | sort -u | wc -l)" "$(query "SELECT count(DISTINCT slot) FROM deliveries")"
    # The slots are whole seconds; those of the pause were caught up once.
    same 0 "$(query "SELECT count(*) FROM deliveries WHERE slot_ms % 1000 <> 0")"
}

@test "notify test reaches every kind of target, and says who is not there" {
    start_mail "$(printf '\0me\0right' | base64)"
    files
    cat > hook.http <<'HTTP'
request POST /hook
  json class=test
  json id
  json run
  expect 1
reply 200
request POST /slack
  json text~*a test message*
  expect 1
reply 200
HTTP
    start_server hook.http
    sed -i "s|retry_delay: 200ms|&\n  - webhook: $BASE/hook\n  - {name: team, slack: $BASE/slack}|; s|to: \[ops@example.com\]|&, user: me, password: wrong-canary|" garner.yaml
    run -4 "$GARNER" notify test
    [[ $output == *"test test to webhook: sent"* && $output == *"test test to team: sent"* && $output == *"to email: not sent: credentials"* ]]
    [[ $output != *canary* ]]
    stop_server
    sed -i 's/wrong-canary/right/' garner.yaml
    run -0 env GARNER_NOW=2026-11-22T12:00:01Z "$GARNER" notify test email
    same 1 "$(mails 'Subject: garner: a test message')"
    run -2 "$GARNER" notify test emial
    [[ $output == *'did you mean "email"?'* ]]
}
