# server.bash - the fixture server (tests/server/README.md) for suites that pull over HTTP: `load helper; load server`.

# start_server [--again] FIXTURE…: sets BASE and OTHER (http://127.0.0.1:PORT), SERVER_LOG, SERVER_PID.
start_server() {
    kill_server # the one before this
    SERVER_LOG=$BATS_TEST_TMPDIR/server.log
    rm -f "$BATS_TEST_TMPDIR/server.ports"
    "$BUILD_DIR/tests/server/serve" --log "$SERVER_LOG" --ports "$BATS_TEST_TMPDIR/server.ports" "$@" \
        2> "$BATS_TEST_TMPDIR/server.err" 3>&- &
    SERVER_PID=$!
    until [ -e "$BATS_TEST_TMPDIR/server.ports" ]; do
        kill -0 "$SERVER_PID" 2> /dev/null || {
            cat "$BATS_TEST_TMPDIR/server.err"
            SERVER_PID=
            return 1
        }
        sleep 0.01
    done
    { read -r BASE; read -r OTHER; } < "$BATS_TEST_TMPDIR/server.ports"
    BASE=http://127.0.0.1:$BASE OTHER=http://127.0.0.1:$OTHER
    export BASE OTHER
}

# Ends the server. Fails, and says why, where a request came that the fixture does not answer or an `expect` was not met.
stop_server() {
    local pid=$SERVER_PID
    SERVER_PID=
    kill -TERM "$pid"
    # Not `wait`: under bats' `run` the server is no child of this shell.
    while [ -e "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2> /dev/null; do
        sleep 0.01
    done
    cat "$BATS_TEST_TMPDIR/server.err"
    [ ! -s "$BATS_TEST_TMPDIR/server.err" ]
}

# requests_matching PATTERN: how many requests' first lines ("base GET /path?query") match an extended regular expression.
requests_matching() {
    grep -E '^> [0-9]+ ' "$SERVER_LOG" | grep -c -E -- "$1"
}

kill_server() {
    [ -z "${SERVER_PID-}" ] || { kill -KILL "$SERVER_PID" && wait "$SERVER_PID"; } 2> /dev/null || true
    SERVER_PID=
}

teardown() {
    kill_server
}
