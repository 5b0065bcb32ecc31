#!/usr/bin/env bats
# The rest plugin, and with it what garner does for every source on the network: paging, tries, waits, credentials.
load helper
load server

# config [LINES…]: a source with one endpoint of leads; further lines of its block
config() {
    {
        cat << YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: crm
    plugin: rest
    base_url: $BASE/v1
    http_backoff: 10ms
YAML
        printf '    %s\n' "${@:-token: tok-12345}"
        cat << 'YAML'
    endpoints:
      - path: /leads
        records: data
        paging: {by: cursor, param: after, next: next}
        map: {lead: {id: "{id}", email: {column: email, optional: yes}, created_at: "{at}"}}
YAML
    } > garner.yaml
}

# paging_is YAML: another paging than by cursor
paging_is() {
    sed -i "s|paging: {.*|paging: {$1}|" garner.yaml
}

lead() { # ID: a record
    printf '{"id": "%s", "email": "p%s@example.org", "at": "2026-11-0%sT10:00:00Z"}' "$1" "$1" "$1"
}

leads() {
    query "SELECT group_concat(id, ' ') FROM (SELECT id FROM leads ORDER BY id)"
}

@test "pages by cursor; a second pull changes nothing; what is gone from the source is gone" {
    cat > f << F
request GET /v1/leads
  query !after
  header Authorization: Bearer tok-12345
  times 2
reply 200
  body {"data": [$(lead 1), $(lead 2)], "next": "b=&c"}
request GET /v1/leads
  query after=b=&c
  expect 2
reply 200
  gzip
  body {"data": [$(lead 3)], "next": null}
request GET /v1/leads
reply 200
  body {"data": [$(lead 3)]}
F
    start_server f
    config
    "$GARNER" pull
    same "1 2 3" "$(leads)"
    run -0 "$GARNER" pull
    [[ $output == *"0 new, 0 changed, 0 deleted, 3 as before"* ]]
    "$GARNER" pull
    same "3" "$(leads)"
    same "5 2" "$(query "SELECT sum(requests) || ' ' || max(requests) FROM runs")"
    stop_server
}

@test "pages by number, by offset, by link, by address, by the last record" {
    cat > f << F
request GET /v1/leads?page=1
reply 200
  header Link: <{base}/v1/x?a=1,2>; rel="last", <{base}/v1/leads?linked=1>; rel="prev next"
  body {"data": [$(lead 1)], "url": "/v1/leads?linked=1", "more": true}
request GET /v1/leads?page=2
reply 200
  body {"data": [$(lead 2)], "more": false}
request GET /v1/leads?skip=0
reply 200
  body {"data": [$(lead 1), $(lead 2)]}
request GET /v1/leads?skip=2
reply 200
  body {"data": [$(lead 3)]}
request GET /v1/leads?linked=1
reply 200
  body {"data": [$(lead 2)]}
request GET /v1/leads?from_id=1
reply 200
  body {"data": [$(lead 2)], "more": false}
request GET /v1/leads
reply 200
  header Link: </v1/leads?linked=1>; rel=next
  body {"data": [$(lead 1)], "url": "{base}/v1/leads?linked=1", "more": true}
F
    start_server f
    for by in "by: page, param: page, more: more" "by: offset, param: skip, first: 0, size: 2" "by: link" \
        "by: url, next: url" "by: last, param: from_id, next: id, more: more"; do
        config
        paging_is "$by"
        rm -rf garner.db*
        "$GARNER" pull || return 1
        [[ $(leads) == "1 2"* ]] || { echo "$by: $(leads)"; return 1; }
    done
    stop_server
}

@test "what may pass is tried again: 5xx, 429, a connection that ends, an answer cut short" {
    cat > f << F
request GET /v1/leads
  times 1
reply 503
request GET /v1/leads
  times 1
reply 429
  header Retry-After: 1
request GET /v1/leads
  times 1
reply 200
  drop
request GET /v1/leads
  times 1
reply 200
  truncate 20
  body {"data": [$(lead 1)]}
request GET /v1/leads
  times 1
reply 200
  body {"data": [$(lead 1)]}
request GET /v1/leads
reply 500
  body {"error": {"message": "on fire"}}
F
    start_server f
    config
    "$GARNER" pull
    same "1" "$(leads)"
    run -1 "$GARNER" pull
    [[ $output == *"/v1/leads answers 500: on fire"* ]]
    same "1" "$(leads)"
    same 11 "$(requests_matching 'GET /v1/leads')"
}

@test "a wait beyond max_wait ends the pull; other sources of the host are held back as well" {
    cat > f << 'F'
request GET /v1/leads
reply 429
  header Retry-After: {date+3000}
F
    start_server f
    config "token: tok-12345" "max_wait: 1s"
    run -1 "$GARNER" pull
    [[ $output == *"answers 429"* ]]
    run -1 "$GARNER" pull
    [[ $output == *"asked all sources to wait"* ]]
    same 1 "$(requests_matching leads)"
}

@test "refused: 401 is exit 4, 404 is the configuration's, another host is not asked, pages without end end" {
    cat > f << F
request GET /v1/leads
  header Authorization: Bearer wrong-token
reply 401
  body {"message": "bad token wrong-token"}
request GET /v1/leads?after=elsewhere
reply 302
  header Location: {other}/v1/leads
request GET /v1/leads?after=same
reply 200
  body {"data": [$(lead 1)], "next": "same"}
request GET /v1/leads
  times 1
reply 200
  body {"data": [], "next": "elsewhere"}
request GET /v1/leads
  query !after
reply 200
  body {"data": [$(lead 1)], "next": "same"}
request GET /v1/other
reply 200
  body {"data": [], "next": "{other}/v1/leads"}
request GET /v1/none
reply 404
  body <html>
request GET /v1/empty
reply 200
  body {"rows": []}
F
    start_server f
    config "token: wrong-token"
    run -4 "$GARNER" pull
    [[ $output == *"answers 401: bad token ***"* ]]
    config
    run -5 "$GARNER" pull
    [[ $output == *"redirects to another host"* ]]
    run -5 "$GARNER" pull
    [[ $output == *"the pages do not end"* ]]
    sed -i 's|/leads|/other|; s|by: cursor, param: after|by: url|' garner.yaml
    run -5 "$GARNER" pull
    [[ $output == *"another host"* ]]
    sed -i 's|/other|/none|' garner.yaml
    run -78 "$GARNER" pull
    [[ $output == *"/v1/none answers 404"* ]]
    sed -i 's|/none|/empty|' garner.yaml
    run -5 "$GARNER" pull
    [[ $output == *'no list of records at records: "data"'*"it has lists at rows"* ]]
    same 0 "$(grep -c '^> .* other ' "$SERVER_LOG")"
}

@test "a secret in a header follows no redirect elsewhere; when a budget is filled up delays no failure that has nothing to do with it" {
    cat > f << F
request GET /v1/leads
  header X-Api-Key
  times 1
reply 302
  header Location: {other}/v1/leads
request GET /v1/leads
  times 1
reply 502
  header X-RateLimit-Remaining: 99
  header X-RateLimit-Reset: 4102444800
request GET /v1/leads
reply 200
  body {"data": [$(lead 1)]}
F
    start_server f
    config "auth: none"
    sed -i 's|      - path: /leads|&\n        headers: {X-Api-Key: shush-shush}|' garner.yaml
    run -5 "$GARNER" pull
    [[ $output == *"redirects to another host"* ]]
    run -0 "$GARNER" pull
    same 1 "$(leads)"
    same 0 "$(grep -c '^> .* other ' "$SERVER_LOG")"
}

@test "OAuth: a token that runs out in mid-run, a refresh token that is rotated, kept for the next pull" {
    cat > f << F
request POST /token
  form grant_type=refresh_token
  form refresh_token=first-refresh
  form client_id=me
  times 1
  expect 1
reply 200
  body {"access_token": "access-one", "expires_in": 3600, "refresh_token": "second-refresh"}
request POST /token
  form refresh_token=second-refresh
  times 1
  expect 1
reply 200
  body {"access_token": "access-two", "expires_in": 3600}
request POST /token
reply 400
  body {"error": "invalid_grant", "error_description": "gone"}
request GET /v1/leads
  query !after
  header Authorization: Bearer access-one
  times 1
reply 200
  body {"data": [$(lead 1)], "next": "two"}
request GET /v1/leads
  header Authorization: Bearer access-two
  query after=two
reply 200
  body {"data": [$(lead 2)]}
request GET /v1/leads
  header Authorization: Bearer access-two
  times 1
reply 200
  body {"data": [$(lead 2)]}
request GET /v1/leads
reply 401
F
    start_server f
    config "client_id: me" "client_secret: shush-shush" "refresh_token: first-refresh" "token_url: $BASE/token"
    "$GARNER" pull -vv 2> log
    same "1 2" "$(leads)"
    "$GARNER" pull
    same "2" "$(leads)"
    same "600 700" "$(stat -c %a garner.db.state/tokens/*.json) $(stat -c %a garner.db.state)"
    # Withdrawn: both tokens are dead, and a person has to grant anew.
    run -4 "$GARNER" pull
    [[ $output == *"invalid_grant: gone"* && $output == *"garner auth crm"* ]]
    run -1 grep -aE 'first-refresh|second-refresh|access-one|access-two|shush' log garner.db
    stop_server
}

@test "OAuth: many workers renew once; by the client's own credentials" {
    cat > f << F
request POST /token
  header Authorization: Basic bWU6c2h1c2gtc2h1c2g=
  form grant_type=client_credentials
  expect 1
reply 200
  delay 100
  body {"access_token": "access-one", "expires_in": 3600}
request GET /v1/leads
  header Authorization: Bearer access-one
reply 200
  body {"data": [$(lead 1)]}
F
    start_server f
    config "client_id: me" "client_secret: shush-shush" "token_url: $BASE/token"
    block=$(sed '1,/^sources:/d' garner.yaml)
    for i in 2 3 4; do sed "s/name: crm/name: crm$i/" <<< "$block" >> garner.yaml; done
    run -0 "$GARNER" pull
    stop_server
}

@test "OAuth: a service account's assertion is signed and names what it asks for" {
    openssl genrsa -out key.pem 2048 2> /dev/null
    cat > f << F
request POST /token
  form grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer
  form assertion
reply 200
  body {"access_token": "access-one", "expires_in": 3600}
request GET /v1/leads
  header Authorization: Bearer access-one
reply 200
  body {"data": [$(lead 1)]}
F
    start_server f
    awk -v base="$BASE" 'BEGIN { printf "{\"client_email\": \"a@b.example\", \"token_uri\": \"%s/token\", \"private_key\": \"", base }
        { printf "%s\\n", $0 } END { print "\"}" }' key.pem > key.json
    config "service_account: key.json" "token_url: $BASE/token" "scope: read"
    "$GARNER" pull
    assertion=$(sed -n 's/.*assertion=\([^&]*\).*/\1/p' "$SERVER_LOG" | head -1)
    signature=${assertion##*.} signed=${assertion%.*}
    printf '%s' "$signature==" | tr -- '-_' '+/' | base64 -d > signature 2> /dev/null || true
    openssl rsa -in key.pem -pubout -out public.pem 2> /dev/null
    printf '%s' "$signed" | openssl dgst -sha256 -verify public.pem -signature signature
    claims=${signed#*.}
    [[ $(printf '%s==' "$claims" | tr -- '-_' '+/' | base64 -d 2> /dev/null) == *'"scope":"read","aud":"'"$BASE"'/token"'* ]]
}

@test "a certificate that nobody vouches for is refused, one by ca_file is taken" {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
        -addext subjectAltName=IP:127.0.0.1 2> /dev/null
    port=$((20000 + RANDOM % 20000))
    mkdir -p v1 && printf '{"data": []}' > v1/leads
    openssl s_server -accept 127.0.0.1:$port -key key.pem -cert cert.pem -WWW -quiet > /dev/null 2>&1 3>&- &
    server=$!
    BASE=https://127.0.0.1:$port config "token: tok-12345" "http_retries: 3"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        run "$GARNER" pull
        [[ $output == *"refused"* || $output == *"connect"* ]] && sleep 0.1 || break
    done
    same 78 "$status"
    [[ $output == *"certificate"* ]]
    BASE=https://127.0.0.1:$port config "token: tok-12345" "ca_file: cert.pem" "http_retries: 3"
    run "$GARNER" pull
    kill $server
    same 0 "$status"
}

@test "a record that cannot be understood is quarantined; a huge answer takes no memory" {
    cat > f << F
request GET /v1/leads
  times 1
reply 200
  body {"data": [{"id": "1", "at": "yesterday"}, $(lead 2)]}
request GET /v1/leads
reply 200
  body {"data": [{repeat 300000}{"id": "x{i}", "at": "2026-11-01", "email": "p{i}@example.org", "filler": "................................................"}{end}]}
F
    start_server f
    config
    "$GARNER" pull
    same "2" "$(leads)"
    same 1 "$(query "SELECT count(*) FROM quarantine")"
    if [ -z "${SANITIZED-}" ] && [[ $BUILD_DIR != *sanitized* ]]; then
        sed -i 's|http_backoff|memory_limit: 64MiB\n    http_backoff|' garner.yaml
    fi
    "$GARNER" pull
    same 300000 "$(query "SELECT count(*) FROM leads")"
}

# answered PATTERN: waits until garner has printed it on the background's standard error
answered() {
    for _ in $(seq 100); do
        grep -q "$1" auth.err && return
        sleep 0.05
    done
    cat auth.err
    return 1
}

@test "garner auth: a browser comes back with a code, once, for whoever asked; the pull then needs nobody" {
    cat > f << F
request POST /token
  form grant_type=authorization_code
  form code=the code&1
  form code_verifier
  form redirect_uri~http://127.0.0.1:*
  expect 1
reply 200
  body {"access_token": "access-one", "expires_in": 3600, "refresh_token": "granted"}
request GET /v1/leads
  header Authorization: Bearer access-one
reply 200
  body {"data": [$(lead 1)]}
F
    start_server f
    config "client_id: me" "client_secret: shush-shush" "token_url: $BASE/token" "auth_url: $BASE/grant" "scope: a b"
    "$GARNER" auth crm > auth.out 2> auth.err 3>&- &
    pid=$!
    answered code_challenge_method=S256
    url=$(grep -o 'http://.*grant?.*' auth.err)
    [[ $url == *"scope=a%20b"* && $url == *"client_id=me"* ]]
    port=$(sed 's/.*redirect_uri=http%3A%2F%2F127.0.0.1%3A\([0-9]*\).*/\1/' <<< "$url")
    state=$(sed 's/.*[?&]state=\([^&]*\).*/\1/' <<< "$url")
    for request in "/favicon.ico" "/?code=x&state=wrong" "/?state=$state&code=the+code%261"; do
        exec 9<> "/dev/tcp/127.0.0.1/$port"
        printf 'GET %s HTTP/1.1\r\nHost: x\r\n\r\n' "$request" >&9
        cat <&9 > page
        exec 9>&-
    done
    wait $pid
    grep -q "Access is granted" page
    challenge=$(sed 's/.*code_challenge=\([^&]*\).*/\1/' <<< "$url")
    verifier=$(grep -o 'code_verifier=[^&]*' "$SERVER_LOG" | cut -d= -f2)
    same "$challenge" "$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')"
    same 600 "$(stat -c %a garner.db.state/tokens/*.json)"
    "$GARNER" pull
    same 1 "$(leads)"
    stop_server
}

@test "garner auth --device: waits as the server says, and says why where access is denied" {
    cat > f << 'F'
request POST /device
reply 200
  body {"device_code": "d1", "user_code": "ABCD-EFGH", "verification_uri": "https://example.org/device", "interval": 1, "expires_in": 60}
request POST /token
  form device_code=d1
  times 1
reply 400
  body {"error": "authorization_pending"}
request POST /token
  times 1
reply 200
  body {"access_token": "access-one", "expires_in": 3600, "refresh_token": "granted"}
request POST /token
reply 400
  body {"error": "access_denied"}
F
    start_server f
    config "client_id: me" "token_url: $BASE/token" "device_url: $BASE/device"
    run -0 "$GARNER" auth crm --device
    [[ $output == *"ABCD-EFGH"* ]]
    run -4 "$GARNER" auth crm --device
    [[ $output == *"access_denied"* ]]
    sed -i "s|token_url: .*|token_url: http://example.org/token|" garner.yaml
    run -78 "$GARNER" auth crm --device
    [[ $output == *"is no https address"* ]]
    sed -i "s|device_url: .*|device_url: http://example.org/device|" garner.yaml
    run -78 "$GARNER" auth crm --device
    [[ $output == *"is no https address"* ]]
    run -78 "$GARNER" auth crm
    [[ $output == *"auth_url"* ]]
}

@test "credentials by what is said: none, a token, a user, a header, a query parameter that no log shows" {
    cat > f << F
request GET /v1/leads
  header !Authorization
  query !key
  header !X-Key
reply 200
  body {"data": [$(lead 1)]}
request GET /v1/leads
  header Authorization: Basic bWU6c2VjcmV0LXB3
reply 200
  body {"data": [$(lead 2)]}
request GET /v1/leads
  header X-Key: secret-key-9
reply 200
  body {"data": [$(lead 3)]}
request GET /v1/leads
  query key=secret-key-9
reply 200
  body {"data": [$(lead 4)]}
F
    start_server f
    n=0
    for how in "enabled: yes" "user: me;password: secret-pw" "auth: header;auth_name: X-Key;token: secret-key-9" \
        "auth: query;auth_name: key;token: secret-key-9"; do
        IFS=';' read -ra lines <<< "$how"
        config "${lines[@]}"
        "$GARNER" pull -vv 2>> log || { cat log; return 1; }
        n=$((n + 1))
        same "$n" "$(leads)"
    done
    run -1 grep -aE 'secret-pw|secret-key-9|bWU6c2VjcmV0' log garner.db
    config "auth: header" "token: secret-key-9"
    run -78 "$GARNER" pull
    [[ $output == *"needs auth_name"* ]]
    stop_server
}
