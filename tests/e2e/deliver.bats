#!/usr/bin/env bats
# garner deliver: reports to people, once per slot, by e-mail, hook and file - against servers that answer on this machine.
load helper
load server
load mail

files() {
    printf 'id,email,created\n1,a@example.com,2026-11-03\n2,b@example.com,2026-10-03\n' > leads.csv
    mkdir -p reports
    cat > reports/count.sql <<'SQL'
-- title: Leads
-- parameter: from = | DAY | first day
-- parameter: to = | DAY | last day
-- column: leads | integer | Leads
SELECT count(*) AS leads FROM leads WHERE day_number BETWEEN :from AND :to;
SQL
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: $BUILD_DIR/plugins
sources:
  - {name: leads, plugin: csv, path: leads.csv, map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}}
notify:
  - email: {smtp: "${MAIL:-smtp://127.0.0.1:9}", from: "Gärtner <garner@example.com>", to: [ops@example.com, "x@example.org"]}
    retries: 2
deliver:
  - name: weekly
    report: count
    schedule: "0 7 * * mon"
    last: week
    to: [email]
YAML
    "$GARNER" pull -q
}

deliver_at() { # deliver_at TIME ARGUMENT…
    local at=$1
    shift
    GARNER_NOW=$at "$GARNER" deliver "$@"
}

@test "a slot is sent once, with period and zone, to all addresses" {
    start_mail
    files
    run -0 deliver_at 2026-11-25T12:00:00Z weekly
    [[ $output == "report weekly to email: sent, id "* ]]
    id=${output##* }
    run -0 deliver_at 2026-11-25T13:00:00Z weekly
    [[ $output == "report weekly to email: already sent at 2026-11-25T12:00:00.000Z, id $id" ]]
    same 1 "$(mails)"
    decoded "$MAILS/1.eml" > mail
    grep -q '^RCPT TO:<x@example.org>$' mail
    grep -q '^To: ops@example.com,$' mail
    grep -q "^Message-ID: <$id@example.com>" mail
    grep -q '^From: =?UTF-8?B?R8OkcnRuZXI=?= <garner@example.com>$' mail
    grep -q '^Date: Wed, 25 Nov 2026 12:00:00 +0000$' mail
    # The slot is Monday, 23 November, 7:00 in Berlin; the week before it is in its title.
    grep -q '^Leads, 2026-11-16 – 2026-11-22 (Europe/Berlin)$' mail
    grep -q '^garner: delivery weekly for 2026-11-23 07:00 (Europe/Berlin)$' mail
    same 'Leads, 2026-11-16 – 2026-11-22 (Europe/Berlin)' \
        "$(sed -n '/^Subject:/,/^Date/p' mail | sed '/^Date/d; s/^Subject: //; s/^ //; s/=?UTF-8?B?//; s/?=//' | while read -r l; do echo "$l" | base64 -d; done)"
    same "sent 1" "$(query "SELECT state, attempts FROM deliveries" | tr '\t' ' ')"
}

@test "--due: begins now, then each slot once; of several that were missed the last" {
    start_mail
    files
    deliver_at 2026-11-25T12:00:00Z --due
    same 0 "$(mails)"
    deliver_at 2026-11-30T05:59:00Z --due
    same 0 "$(mails)"
    deliver_at 2026-11-30T06:00:00Z --due # 7:00 in winter
    deliver_at 2026-11-30T06:00:01Z --due
    same 1 "$(mails)"
    deliver_at 2027-04-05T05:30:00Z --due # after 18 weeks, at 7:30 in summer
    deliver_at 2027-04-05T09:30:00Z --due
    same 2 "$(mails)"
    same "2026-11-30T06:00:00.000Z 2027-04-05T05:00:00.000Z" "$(query "SELECT slot FROM deliveries ORDER BY slot_ms" | paste -sd' ')"
    run -0 env GARNER_NOW=2027-03-26T12:00:00Z "$GARNER" schedule list -n 2
    [[ $output == *$'deliver weekly: 0 7 * * mon, Europe/Berlin\n  2027-03-29 07:00:00 +02:00\n  2027-04-05 07:00:00 +02:00' ]]
    # Another schedule begins anew.
    sed -i 's/0 7 \* \* mon/0 6 * * */' garner.yaml
    deliver_at 2027-04-06T12:00:00Z --due
    same 2 "$(mails)"
    deliver_at 2027-04-07T12:00:00Z --due
    same 3 "$(mails)"
}

@test "csv and json are attached, html is a page, a file is whole" {
    start_mail
    files
    sed -i 's|to: \[email\]|to: [email, boss@example.net, "./out/{day}-{time}.csv"]\n    format: csv|' garner.yaml
    run -78 deliver_at 2026-11-25T12:00:00Z weekly
    [[ $output == *"out/2026-11-23-0700.csv.partial"* || $output == *"out/2026-11-23-0700.csv: cannot be written: No such file"* ]]
    mkdir out
    run -0 deliver_at 2026-11-25T12:00:00Z weekly
    same $'leads\r' "$(head -1 out/2026-11-23-0700.csv)"
    same 2 "$(mails)"
    same 1 "$(mails '^RCPT TO:<boss@example.net>')"
    decoded "$(grep -l boss@ "$MAILS"/*.eml)" | grep -q 'Content-Disposition: attachment; filename="weekly-2026-11-23.csv"'
    sed -i 's/format: csv/format: html/' garner.yaml
    deliver_at 2026-12-02T12:00:00Z weekly
    decoded "$MAILS/3.eml" > mail
    grep -q 'multipart/alternative' mail
    grep -q '<h1>Leads, 2026-11-23 – 2026-11-29 (Europe/Berlin)</h1>' mail
}

@test "a server that is down: tried again later, more seldom each time, then given up; a pull is not disturbed" {
    files
    run -1 deliver_at 2026-11-25T12:00:00Z weekly
    [[ $output == *"report weekly to email: not sent: temporary: the mail server did not take it: "*"tried again at 2026-11-25T12:01:00Z"* ]]
    run -0 deliver_at 2026-11-25T12:00:59Z --due
    same "pending 1" "$(query "SELECT state, attempts FROM deliveries" | tr '\t' ' ')"
    run -1 deliver_at 2026-11-25T12:01:00Z --due
    [[ $output == *"tried again at 2026-11-25T12:03:00Z"* ]]
    GARNER_NOW=2026-11-25T12:02:00Z "$GARNER" pull -q
    run -0 env GARNER_NOW=2026-11-25T12:02:00Z "$GARNER" status
    [[ $output == *"1 message is not delivered"* ]]
    run -1 deliver_at 2026-11-25T12:04:00Z --due
    [[ $output == *"not tried again"* ]]
    same "failed 3" "$(query "SELECT state, attempts FROM deliveries" | tr '\t' ' ')"
    # By hand, once the server is there.
    start_mail
    sed -i "s|smtp://127.0.0.1:9|$MAIL|" garner.yaml
    run -0 deliver_at 2026-11-25T13:00:00Z weekly
    same 1 "$(mails)"
}

@test "what the server refuses is told at once: address, user, time of day" {
    start_mail "$(printf '\0me\0pass word' | base64)"
    files
    run -4 deliver_at 2026-11-25T12:00:00Z weekly
    sed -i 's/x@example.org"\]/&, user: me, password: "${PW}"/' garner.yaml
    export PW=canary-pass
    run -4 deliver_at 2026-11-25T12:00:00Z weekly -vv
    [[ $output == *"credentials"*"not tried again"* && $output != *canary* ]]
    export PW='pass word'
    echo '550 5.1.1 nobody of that name' > "$MAILS/reply-RCPT"
    run -78 deliver_at 2026-11-25T12:00:00Z weekly
    rm "$MAILS/reply-RCPT"
    echo '451 4.3.0 later' > "$MAILS/reply-END"
    run -1 deliver_at 2026-11-25T12:00:00Z weekly
    [[ $output == *"tried again at"* ]]
    rm "$MAILS/reply-END"
    run -0 deliver_at 2026-11-25T12:01:00Z --due
    same 2 "$(mails)"
    same 1 "$(grep -h '^Message-ID' "$MAILS"/*.eml | sort -u | wc -l)"
    run -1 grep -rq 'canary-pass' garner.db "$MAILS"
}

@test "kill -9 between sending and writing that down: once more, under the same id; then no more" {
    start_mail
    files
    GARNER_NOW=2026-11-25T12:00:00Z "$GARNER" deliver weekly > log 2>&1 3>&- &
    sender=$!
    # Too late is no failure of this test's object: try until the server was in time.
    wait "$sender"
    rm -f "$MAILS"/*.eml
    sqlite3 garner.db 'DELETE FROM delivery'
    cat > sender.sh <<'SH'
echo $$ > "$MAILS/kill"
exec "$GARNER" deliver weekly
SH
    export GARNER MAILS
    run -137 env GARNER_NOW=2026-11-25T12:00:00Z sh sender.sh
    same "1 sending" "$(mails) $(query 'SELECT state FROM deliveries')"
    run -0 deliver_at 2026-11-25T12:00:00Z --due
    same "2 sent" "$(mails) $(query 'SELECT state FROM deliveries')"
    same 1 "$(grep -h '^Message-ID' "$MAILS"/*.eml | sort -u | wc -l)"
    same 1 "$(for f in "$MAILS"/*.eml; do sed 's/ SIZE=.*//' "$f" | md5sum; done | sort -u | wc -l)"
    run -0 deliver_at 2026-11-25T12:00:01Z --due
    run -0 deliver_at 2026-11-25T12:00:01Z weekly
    same 2 "$(mails)"
}

@test "killed at any point: never lost, never under another id" {
    start_mail
    files
    sqlite3 garner.db 'VACUUM' && cp garner.db before.db
    [[ $BUILD != *sanitized* ]] || skip "nothing may be preloaded before the sanitizer"
    export GARNER_NOW=2026-11-25T12:00:00Z
    shim=$BUILD_DIR/tests/fault/kill_at.so
    GARNER_KILL_COUNT=count LD_PRELOAD=$shim "$GARNER" deliver -q weekly
    calls=$(cat count)
    [ "$calls" -gt 20 ]
    for at in $(seq 1 $((calls / 24 + 1)) "$calls"); do
        rm -f garner.db* "$MAILS"/*.eml
        cp before.db garner.db
        GARNER_KILL_AT=$at LD_PRELOAD=$shim "$GARNER" deliver -q weekly 2> /dev/null || true
        "$GARNER" deliver -q weekly
        "$GARNER" deliver -q --due
        same sent "$(sqlite3 garner.db 'SELECT state FROM delivery')"
        same 1 "$(grep -h '^Message-ID' "$MAILS"/*.eml | sort -u | wc -l)"
        [ "$(mails)" -le 2 ]
    done
}

@test "a webhook gets JSON and an idempotency key; what it answers decides" {
    start_mail
    files
    cat > hook.http <<'HTTP'
request POST /hook
  header Content-Type: application/json
  header Idempotency-Key
  json class=report
  json report=count
  json from=2026-11-16
  json zone=Europe/Berlin
  json content.0.leads=0
  times 1
  expect 1
reply 503
  body later
request POST /hook
  header Idempotency-Key
  json class=report
  expect 1
reply 204
request POST /gone
  expect 1
reply 404
  body no such hook
request POST /slack
  json text~*Leads, 2026-11-16*
  !json class
  expect 1
reply 200
  body ok
HTTP
    sed -i '/!json class/d' hook.http
    start_server hook.http
    sed -i "s|to: \[email\]|to: [$BASE/hook?token=canary]\n    format: json|" garner.yaml
    run -1 deliver_at 2026-11-25T12:00:00Z weekly
    [[ $output == *"answered 503: later"* && $output != *canary* ]]
    run -0 deliver_at 2026-11-25T12:01:00Z --due
    [[ $output == "report weekly to 127.0.0.1:"*"#"*": sent"* ]]
    same 1 "$(grep -i '^idempotency-key' "$SERVER_LOG" | sort -u | wc -l)"
    sed -i "s|$BASE/hook?token=canary|$BASE/gone|" garner.yaml
    run -78 deliver_at 2026-11-25T12:02:00Z weekly
    [[ $output == *"answered 404: no such hook"*"not tried again"* ]]
    sed -i "s|$BASE/gone|team|; s|^notify:|&\n  - {name: team, slack: $BASE/slack}|" garner.yaml
    run -0 deliver_at 2026-11-25T12:03:00Z weekly
    stop_server
    run -1 grep -rq 'token=canary' garner.db
}

@test "check says what is wrong with notify and deliver" {
    files
    wrong() { # wrong SED MESSAGE
        cp garner.yaml good.yaml
        sed -i "$1" garner.yaml
        run -78 "$GARNER" check
        cp good.yaml garner.yaml
        [[ $output == *"$2"* ]] || { echo "$1: $output"; return 1; }
    }
    wrong 's/report: count/report: cuont/' 'garner.yaml:11:5: delivery weekly: there is no report "cuont"'
    wrong 's/last: week/last: weak/' 'garner.yaml:14:5: deliver 1: last: expected a number of days such as 30d'
    wrong 's/to: \[email\]/to: [emial]/' 'deliver 1: to: there is no target "emial"; did you mean "email"?'
    wrong 's/schedule: .*/schedule: "0 7 * * montag"/' 'deliver 1: schedule: character 9 (day of week): "montag"'
    wrong 's/last: week/formt: csv/' 'unknown key "formt"; did you mean "format"?'
    wrong 's/retries: 2/thresholds: [{report: count, column: lead, above: 3}]/' 'threshold of email: report count describes no column "lead"; did you mean "leads"?'
    wrong 's/retries: 2/thresholds: [{report: count, column: leads}]/' 'a threshold has either above or below'
    wrong 's/retries: 2/on: [failures]/' 'on: expected one of failure|recovery|stale|threshold, found "failures"'
    wrong 's/- email:/- webhook: x\n    email:/' 'it has more than one of email, webhook and slack'
    wrong 's|smtp://127|http://127|' 'smtp: expected a URL such as smtps://mail.example.com'
    wrong 's/ops@example.com/ops example.com/' 'to: expected an address such as you@example.com'
    wrong 's/last: week/set: {by: month}/' 'delivery weekly: report count: there is no parameter "by"'
    run -2 "$GARNER" deliver wekly
    [[ $output == *'did you mean "weekly"?'* ]]
}
