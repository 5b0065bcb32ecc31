#!/usr/bin/env bats
# What users of comparable tools suffer from, by its number, where it takes a network.
load helper
load server

# config LINES…: a source named crm; what stands behind it comes from standard input
config() {
    {
        printf 'store: garner.db\ncurrency: EUR\nplugin_path: ["%s"]\nsources:\n' "$BUILD_DIR/plugins"
        source_block crm "$@"
    } > garner.yaml
}

source_block() { # source_block NAME LINES…
    printf '  - name: %s\n    plugin: rest\n    base_url: %s/v1\n    http_backoff: 10ms\n' "$1" "$BASE"
    shift
    printf '    %s\n' "$@"
    cat << 'YAML'
    endpoints:
      - path: /leads
        records: data
        paging: {by: cursor, param: after, next: next, max: 4}
        map: {lead: {id: "{id}", email: "{email}", created_at: "{at}", owner: {column: owner, optional: yes}}}
YAML
}

lead() { # ID: a record
    printf '{"id": "%s", "email": "p%s@example.org", "at": "2026-11-0%sT10:00:00Z"}' "$1" "$1" "$1"
}

@test "pain 11: as many records as an API gives at most are no success; what was stored stays" {
    cat > f << F
request GET /v1/leads
  times 1
reply 200
  body {"data": [$(lead 1), $(lead 2), $(lead 3)]}
request GET /v1/leads
  query !after
reply 200
  body {"data": [$(lead 1), $(lead 2)], "next": "x"}
request GET /v1/leads
reply 200
  body {"data": [$(lead 3), $(lead 4)], "next": null}
F
    start_server f
    config "auth: none"
    "$GARNER" pull
    run -5 "$GARNER" pull
    [[ $output == *"gives no more than 4 records whatever there is; ask for a shorter time"* ]]
    same 3 "$(query "SELECT count(*) FROM leads")"
}

@test "pain 12: a server that asks to wait holds back its own sources, not the others; the wait is shown" {
    cat > f << F
request GET /v1/leads
  times 1
  expect 1
reply 429
  header Retry-After: 2
  body {"message": "slow down"}
request GET /v1/leads
  expect 2
reply 200
  body {"data": [$(lead 1)]}
request GET /elsewhere/leads
  on other
  expect 1
reply 200
  body {"data": [$(lead 2)]}
F
    start_server f
    config "auth: none"
    { source_block second "auth: none"; source_block other "auth: none" | sed "s|$BASE/v1|$OTHER/elsewhere|"; } >> garner.yaml
    run -0 --separate-stderr "$GARNER" pull -v
    echo "$stderr"
    [[ $stderr == *"answers 429: slow down; try 2 of"*" in 2.0 s"* ]]
    # crm and second ask again when two seconds have passed, not before; the other host's source did not wait.
    at() { sed -n "s/^> [0-9]* +\([0-9]*\)ms $1 GET.*/\1/p" "$SERVER_LOG"; }
    read -r first again last <<< "$(at base | tr '\n' ' ')"
    [ $((again - first)) -ge 1900 ] && [ $((last - first)) -ge 1900 ]
    [ $(($(at other) - first)) -lt 1500 ]
    stop_server
}

@test "pain 14: a grant that ends soon is told before it does; one that ended is exit 4 and says what to do" {
    cat > f << F
request POST /token
  form refresh_token=first-refresh
  times 1
reply 200
  body {"access_token": "access-one", "expires_in": 3600, "refresh_token": "second-refresh", "refresh_token_expires_in": 432000}
request POST /token
reply 400
  body {"error": "invalid_grant"}
request GET /v1/leads
  header Authorization: Bearer access-one
  times 1
reply 200
  body {"data": [$(lead 1)]}
request GET /v1/leads
reply 401
F
    start_server f
    config "client_id: me" "client_secret: shush-shush" "refresh_token: first-refresh" "token_url: $BASE/token"
    "$GARNER" pull
    GARNER_NOW=$(date -u +%FT%TZ) run "$GARNER" doctor
    [[ $output == *crm*"garner auth crm"* ]]
    [[ $output != *refresh\"* && $output != *second-refresh* ]]
    run -4 "$GARNER" pull
    [[ $output == *credentials*"garner auth crm"* ]]
    same 1 "$(query "SELECT count(*) FROM leads")"
}

@test "pain 15: over the network too, a field that vanishes is absent where it may be, and else a row in quarantine" {
    cat > f << F
request GET /v1/leads
  times 1
reply 200
  body {"data": [{"id": "1", "email": "a@x.example", "at": "2026-11-01", "owner": "Kim"}, $(lead 2)]}
request GET /v1/leads
reply 200
  body {"data": [{"id": "1", "email": "a@x.example", "at": "2026-11-01"}, {"email": "p2@example.org", "at": "2026-11-02"}]}
F
    start_server f
    config "auth: none"
    "$GARNER" pull
    same "Kim" "$(query "SELECT owner FROM leads WHERE id = '1'")"
    run -0 "$GARNER" pull
    same "0" "$(query "SELECT count(owner) FROM leads WHERE id = '1'")"
    same "id" "$(query "SELECT field FROM quarantine")"
}

@test "pain 16: no secret of a source on the network is seen: address, headers, body, tokens, logs, runs, ps" {
    cat > f << 'F'
request POST /token
  form client_secret=canary-client-5f2a
  times 1
reply 200
  body {"access_token": "canary-access-5f2a", "expires_in": 3600, "refresh_token": "canary-rotated-5f2a"}
request POST /token
reply 400
  body {"error": "invalid_client", "error_description": "canary-client-5f2a is wrong, so is canary-rotated-5f2a"}
request GET /v1/leads
  header Authorization: Bearer canary-access-5f2a
  times 1
reply 200
  body {"data": [{"id": "1", "email": "a@x.example", "at": "canary-access-5f2a"}, {"id": "2", "email": "x", "at": "on canary-access-5f2a"}]}
request GET /v1/leads
  header Authorization: Bearer canary-access-5f2a
reply 401
request GET /v1/leads
  query key=canary query/5f2a
reply 500
  body {"message": "the key canary query/5f2a and canary%20query%2F5f2a"}
request GET /v1/leads
  header X-Api-Key: canary-header-5f2a
reply 403
  body {"message": "canary-header-5f2a has no right"}
request GET /v1/leads
reply 400
  delay 700
  body {"message": "Basic bWU6Y2FuYXJ5LXBhc3N3b3Jk, canary-password"}
F
    start_server f
    export CANARY_KEY="canary query/5f2a" CANARY_HEADER=canary-header-5f2a CANARY_CLIENT=canary-client-5f2a
    export CANARY_REFRESH=canary-refresh-5f2a CANARY_PASSWORD=canary-password
    mkdir project && cd project
    config "client_id: me" 'client_secret: ${CANARY_CLIENT}' 'refresh_token: ${CANARY_REFRESH}' "token_url: $BASE/token"
    {
        source_block query "auth: query" "auth_name: key" 'token: ${CANARY_KEY}' "http_retries: 1"
        source_block header "auth: header" "auth_name: X-Api-Key" 'token: ${CANARY_HEADER}'
        source_block basic "auth: basic" "user: me" 'password: ${CANARY_PASSWORD}'
    } >> garner.yaml
    for format in text json; do
        "$GARNER" pull -vv --log-format "$format" >> out 2>&1 3>&- &
        host=$!
        for _ in 1 2 3 4 5 6; do
            ps -eo pid,ppid,args | grep -E "^ *($host|[0-9]+ +$host) " >> out || true
            sleep 0.1
        done
        wait $host || true
        for words in test runs "runs show 1" "runs show 2" "quarantine list" "quarantine export" status doctor check; do
            # shellcheck disable=SC2086
            "$GARNER" $words -vv --log-format "$format" >> out 2>&1 || true
        done
        for name in crm query header basic; do
            "$GARNER" test "$name" -vv --log-format "$format" >> out 2>&1 || true
        done
    done
    same 4 "$(query "SELECT count(DISTINCT source) FROM runs")"
    same 2 "$(query "SELECT count(*) FROM quarantine WHERE raw LIKE '%***%'")"
    [ "$(grep -o '\*\*\*' out | wc -l)" -gt 10 ]
    grep -q "answers 403: \*\*\* has no right" out
    # The rotated token is where it has to be, and nowhere else.
    same 600 "$(stat -c %a garner.db.state/tokens/*.json)"
    rm -r garner.db.state/tokens garner.yaml
    if grep -r -a -n -E 'canary|bWU6Y2FuYXJ5' .; then return 1; fi
}
