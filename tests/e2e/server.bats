# The fixture server itself: what plugins' network tests rest on must be right first.
load helper
load server

# ask METHOD TARGET [HEADER…] [< body]: sends one request on a connection of its own, prints the answer whole.
ask() {
    local method=$1 target=$2 port=${PORT:-${BASE##*:}} body=""
    shift 2
    [ -t 0 ] || body=$(cat)
    exec 9<> "/dev/tcp/127.0.0.1/$port"
    {
        printf '%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' "$method" "$target"
        [ $# = 0 ] || printf '%s\r\n' "$@"
        [ -z "$body" ] || printf 'Content-Length: %s\r\n' "${#body}"
        printf '\r\n%s' "$body"
    } >&9
    cat <&9 | tr -d '\r'
    exec 9>&-
}
get() {
    ask GET "$@" < /dev/null
}

@test "a block answers what it demands: method, path, query in any order, headers, form, JSON, text" {
    cat > f <<'F'
request GET /a?x=1&name=M%C3%BCller
  query !z
  header Authorization: Bearer abc
  header User-Agent ~ garner*
reply 200
  body first
request POST /form
  form grant_type=refresh_token
  form secret
reply 201
  body form
request POST /json
  json filter.0.value=7
  json limit~1*
reply 200
  body json
request PUT /text
  contains needle
reply 204
request * /any/*
  only
reply 200
  body {"q":"{query:q}","n":{n}}
F
    start_server f
    get '/a?name=M%c3%bcller&y=2&x=1' 'authorization: Bearer abc' 'User-Agent: garner/1' | grep -q '^first'
    get '/a?name=M%c3%bcller&x=1&z=1' 'Authorization: Bearer abc' 'User-Agent: garner/1' | grep -q '^HTTP/1.1 599'
    ask POST /form <<< 'grant_type=refresh_token&secret=s%26t' | grep -q '^HTTP/1.1 201'
    ask POST /json <<< '{"filter":[{"value":7}],"limit":100}' | grep -q '^json'
    ask PUT /text <<< 'hay needle hay' | grep -q '^HTTP/1.1 204'
    get /any/thing | grep -q '^{"q":"","n":1}'
    get '/any/thing?q=1' | grep -q 'f:20 has this path, but the query has more'
    same 1 "$(requests_matching 'POST /form$')"
    grep -q 'secret=s%26t' "$SERVER_LOG"
    run stop_server
    [ "$status" = 1 ]
    [[ "$output" == *"2 requests that the fixture does not answer"* ]]
}

@test "times gives way to the next block; expect is checked at the end; {n}, {base} and the other port" {
    cat > f <<'F'
request GET /page
  times 2
  expect 2
reply 429
  header Retry-After: 1
request GET /page
  expect 2..
reply 200
  body <<.
{"next": "{base}/page?n={n}",
 "far": "{other}/x"}
.
request GET /x
  on other
  expect 1
reply 302
  header Location: {base}/page
F
    start_server f
    same 429 "$(get /page | sed -n '1s/^HTTP.1.1 \([0-9]*\).*/\1/p')"
    same 429 "$(get /page | sed -n '1s/^HTTP.1.1 \([0-9]*\).*/\1/p')"
    get /page | grep -qF "\"next\": \"$BASE/page?n=1\","
    PORT=${OTHER##*:} get /x | grep -qF "Location: $BASE/page"
    run stop_server
    [ "$status" = 1 ]
    same "f:6: GET /page was asked for 1 times, expected 2 or more" "$output"
}

@test "bodies: gzip, chunked, truncated, dropped, slow, late, repeated, from a file, HEAD, unframed" {
    printf 'from a file {n}' > body.txt
    cat > f <<'F'
request GET /gzip
reply 200
  gzip
  body {"a":[{repeat 30000}"{i}"{end}]}
request GET /chunked
reply 200
  chunked 5
  body hello world
request GET /short
reply 200
  truncate 4
  body hello world
request GET /drop
reply 200
  drop
request GET /slow
reply 200
  slow 100
  body 0123456789012345678901234567890
request GET /late
reply 200
  delay 150
  body late
request GET /raw
reply 200
  raw body.txt
request GET /file
reply 200
  file body.txt
request GET /unframed
reply 200
  unframed
  body all
F
    start_server f
    exec 9<> "/dev/tcp/127.0.0.1/${BASE##*:}"
    printf 'GET /gzip HTTP/1.1\r\nConnection: close\r\n\r\n' >&9
    sed '1,/^\r$/d' <&9 | gzip -dc > out
    exec 9>&-
    same "{\"a\":[$(seq 30000 | sed 's/.*/"&"/' | paste -sd,)]}" "$(cat out)"
    same "5
hello
5
 worl
1
d
0" "$(get /chunked | sed '1,/^$/d' | sed '/^$/d')"
    get /short > out
    grep -q '^Content-Length: 11$' out
    same hell "$(tail -1 out)"
    same "" "$(get /drop)"
    begun=$(date +%s%N)
    same 31 "$(get /slow | tail -1 | wc -c | tr -d ' ')"
    get /late | grep -q '^late'
    [ $((($(date +%s%N) - begun) / 1000000)) -ge 350 ]
    same 'from a file {n}' "$(get /raw | tail -1)"
    same 'from a file 1' "$(get /file | tail -1)"
    same all "$(get /unframed | tail -1)"
    ask HEAD /chunked < /dev/null | grep -q '^HTTP/1.1 200'
    stop_server
}

@test "keep-alive, pipelined and chunked requests on one connection; what is no HTTP is refused and logged" {
    cat > f <<'F'
request POST /a
  contains hello world
  expect 1
reply 200
  body one
request GET /b
  expect 1
reply 200
  body two
F
    start_server f
    exec 9<> "/dev/tcp/127.0.0.1/${BASE##*:}"
    printf 'POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n' >&9
    printf 'GET /b HTTP/1.1\r\nConnection: close\r\n\r\n' >&9
    same "onetwo" "$(tr -d '\r' <&9 | grep -o -E '^(one|two)' | tr -d '\n')"
    exec 9>&-
    exec 9<> "/dev/tcp/127.0.0.1/${BASE##*:}"
    printf '\026\003\001 hello\r\n\r\n' >&9
    same "" "$(cat <&9)"
    exec 9>&-
    run stop_server
    [ "$status" = 1 ]
    same 1 "$(grep -c '^! MALFORMED' "$SERVER_LOG")"
}

@test "a bad fixture is refused with its line" {
    try() {
        printf '%b' "$1" > f
        run "$BUILD_DIR/tests/server/serve" --check f
        [ "$status" = 2 ] && [[ "$output" == *"$2"* ]] || {
            echo "$1: $output"
            return 1
        }
    }
    try 'reply 200\n' 'f:1: a fixture begins with'
    try 'request GET\nreply 200\n' 'f:1: write: request METHOD /path'
    try 'request GET /a\nrequest GET /b\nreply 200\n' 'f:1: this request has no reply'
    try 'request GET /a\nreply 200\nreply 200\n' 'f:3: the request has a reply already'
    try 'request GET /a\nreply 200\n body x\n file y\n' 'f:4: the reply has a body already'
    try 'request GET /a\nreply 200\n body <<E\nabc\n' 'f:3: the body'"'"'s end'
    try 'request GET /a\nreply 200\n chunked 4\n unframed\n' 'f:4: a reply is chunked or unframed'
    try 'request GET /a\nreply 200\n drop\n body x\n' 'f:4: a connection that is dropped'
    try 'request GET /a\n qery x=1\nreply 200\n' 'f:2: "qery" is not known before'
    try 'request GET /a\n expect many\nreply 200\n' 'f:2: "many" must be a whole number'
    try 'request GET /a\n times 1\n expect 2\nreply 200\n' 'f:1: expects more'
    try 'request GET /a\nreply 200\nrequest GET /a\nreply 500\n' 'f:3: never reached: f:1'
    try 'request GET /a\nreply 200\n file gone.json\n' 'f:3: cannot open gone.json'
}
