# mail.bash - the mail server of the tests (tests/mail/smtp.c): `load helper; load mail`.

# start_mail [BASE64]: sets MAIL (smtp://127.0.0.1:PORT) and MAILS, the folder of its messages; with what AUTH must say.
start_mail() {
    MAILS=$BATS_TEST_TMPDIR/mails
    mkdir -p "$MAILS"
    rm -f "$BATS_TEST_TMPDIR/mail.port"
    "$BUILD_DIR/tests/mail/smtp" --dir "$MAILS" --port "$BATS_TEST_TMPDIR/mail.port" ${1:+--auth "$1"} 3>&- &
    MAIL_PID=$!
    until [ -e "$BATS_TEST_TMPDIR/mail.port" ]; do
        kill -0 "$MAIL_PID"
        sleep 0.01
    done
    MAIL=smtp://127.0.0.1:$(cat "$BATS_TEST_TMPDIR/mail.port")
}

mails() { # mails [PATTERN]: how many there are, with a line that matches
    grep -l -E -- "${1:-^Message-ID}" "$MAILS"/*.eml 2> /dev/null | wc -l
}

# decoded FILE: a message with its base64 parts in the clear.
decoded() {
    awk '/^Content-Transfer-Encoding: base64/ { coded = 1 } /^--/ { coded = 0; body = 0 }
        coded && body { print | "base64 -d"; next } { close("base64 -d"); print } coded && /^$/ { body = 1 }' "$1"
}

teardown() {
    for pid in ${daemon-} ${MAIL_PID-} ${SERVER_PID-}; do
        kill -KILL "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
}
