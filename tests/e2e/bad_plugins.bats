#!/usr/bin/env bats
# Each bad plugin ends its own run with a class and a message; the good source beside it completes.
load helper

config() { # config PLUGIN [KEY: VALUE …]
    plugin=$1
    shift
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/tests/bad_plugins"]
sources:
  - name: bad
    plugin: $plugin
    timeout: 3s
$(for line; do echo "    $line"; done)
  - name: fine
    plugin: good
YAML
}

# bad PLUGIN EXPECTED-MESSAGE [OPTIONS…]: partial failure, its message, and the good source's leads in the store.
bad() {
    plugin=$1 message=$2
    shift 2
    config "$plugin" "$@"
    run --separate-stderr "$GARNER" pull
    echo "exit $status"
    echo "$output"
    echo "$stderr"
    [ "$status" = 3 ]
    [[ $stderr == *"$message"* ]]
    [[ $output == *"fine: ok"* ]]
    same 3 "$(query "SELECT count(*) FROM leads WHERE source = 'fine'")"
    same 0 "$(query "SELECT count(*) FROM leads WHERE source = 'bad'")"
}

@test "another ABI is refused with what was found and expected" { bad wrong_abi "999"; }
@test "an object without the symbol is refused" { bad no_symbol "garner_plugin"; }
@test "an option table that leaves its struct is refused" { bad bad_options "text"; }
@test "a plugin that hangs while it is loaded is refused" { bad init_hangs "5 s"; }
@test "pain 18: a crash in pull names the signal" { bad crash "was ended by signal"; }
@test "abort names the signal" { bad aborts "signal 6"; }
@test "exit(0) before the end is no success, and what was not committed is not stored" { bad exits "before the end of the pull"; }
@test "a hang is ended by the deadline" { bad hangs "timeout"; }
@test "pain 18: a sleeper is ended by the deadline" { bad sleeps "timeout"; }
@test "rubbish frames are refused" { bad rubbish "broken"; }
@test "a frame of four gigabytes is refused" { bad longframe "frame"; }
@test "a window left open is an error" { bad open_window "window"; }
@test "a record without its key is an error" { bad bad_record "id"; }
@test "failing without a message still says which source and class" { bad mute_fail "without saying why"; }
@test "endless records end at the record limit" { bad floods "record_limit" "record_limit: 10000"; }

@test "pain 18: a memory hog ends at its memory limit" {
    [[ $BUILD != *sanitized* ]] || skip "memory limits are tested with the unsanitised build"
    bad hog "memory" "memory_limit: 64MiB"
}

@test "endless work ends at the CPU limit" {
    config hangs "timeout: 60s" "cpu_limit: 1s"
    sed -i '0,/    timeout: 3s/{/    timeout: 3s/d}' garner.yaml
    run --separate-stderr "$GARNER" pull
    [ "$status" = 3 ]
    [[ $stderr == *"signal"* ]]
}

@test "what a plugin prints is no record and no failure" {
    config prints
    run --separate-stderr "$GARNER" pull
    [ "$status" = 0 ]
    same 1 "$(query "SELECT count(*) FROM leads WHERE source = 'bad'")"
}

@test "a child left behind neither keeps the pull open nor survives it" {
    config forks
    run timeout 10 "$GARNER" pull
    [ "$status" = 0 ]
    # Workers of this folder: other suites run at the same time.
    for pid in $(pgrep -f "$GARNER worker "); do
        [ "$(readlink "/proc/$pid/cwd")" != "$PWD" ]
    done
}

@test "plugins list shows the good ones beside the bad" {
    config crash
    run --separate-stderr "$GARNER" plugins list
    [[ $output == *good* ]]
    [[ $stderr == *wrong_abi* ]]
}
