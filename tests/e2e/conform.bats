# `garner plugins check`: the plugins that come with garner pass; each bad one is refused by the check made for its fault.
load helper
load server

check() { # check PLUGIN
    "$GARNER" plugins check "$BUILD_DIR/tests/bad_plugins/$1/$1.so"
}

# refused PLUGIN CHECK MESSAGE: by that check, saying that.
refused() {
    run check "$1"
    line=$(grep "^FAILED" <<< "$output" | head -1)
    [ "$status" = 1 ] && [[ $line == "FAILED   $2 "*"$3"* ]] && [[ $output == *"refused"* ]] || {
        echo "$output"
        return 1
    }
}

# accepted PLUGIN: with its own check.yaml; its line `# serves: FIXTURE …` names what it asks over the network.
accepted() {
    local fixtures=plugins/$1/fixtures served
    served=$(sed -n 's/^# serves: //p' "$fixtures/check.yaml")
    if [ -n "$served" ]; then
        start_server --again $(printf "$fixtures/%s " $served)
    fi
    run "$GARNER" plugins check "$BUILD_DIR/plugins/$1/$1.so"
    [ -z "$served" ] || stop_server > /dev/null || true # damaged input may make it ask for anything
    [ "$status" = 0 ] && [[ $output == *"accepted, 11 checks" ]] || {
        echo "$output"
        return 1
    }
}

@test "every plugin passes, with its own fixtures" {
    mkdir tmp
    export TMPDIR=$PWD/tmp
    cd "$BATS_TEST_DIRNAME/../.."
    for fixture in plugins/*/fixtures/check.yaml; do
        accepted "$(basename "$(dirname "$(dirname "$fixture")")")"
        [ ! -e "${fixture%.yaml}.db" ] && [ ! -e "${fixture%.yaml}.db.state" ]
    done
    same "" "$(ls "$TMPDIR")"
}

@test "what cannot be loaded is refused by its table" {
    refused wrong_abi loads "ABI 999"
    refused no_symbol loads "exports no symbol garner_plugin"
    refused bad_options loads "option text: offset 4096"
    echo nonsense > text.so
    run "$GARNER" plugins check text.so
    [ "$status" = 1 ]
    [[ $output == "FAILED   loads"*"text.so"* ]]
}

@test "what cannot pull is refused by its pull" {
    refused crash pull "was ended by signal"
    refused aborts pull "signal 6"
    refused exits pull "before the end of the pull"
    refused rubbish pull "broken"
    refused longframe pull "frame"
    refused open_window pull "window"
    refused bad_record pull "id"
    refused mute_fail pull "without saying why"
    refused floods pull "100000 records"
    refused forks pull "left a process of its own behind"
    refused prints silent "plugin printed"
    [[ $BUILD == *sanitized* ]] || refused hog pull "memory"
}

@test "a hang is ended by the source's time" {
    printf 'store: s.db\ncurrency: EUR\nsources: [{name: x, plugin: hangs, timeout: 1s}]\n' > c.yaml
    run "$GARNER" plugins check -c c.yaml "$BUILD_DIR/tests/bad_plugins/hangs/hangs.so"
    [ "$status" = 1 ]
    [[ $output == *"FAILED   pull       not finished after 1 s"* ]]
}

# fault FAULT CHECK MESSAGE: what the careless plugin does wrong is found by one check alone, beside its second symbol.
fault() {
    printf 'ID,Code,Mail\n1,abcde,a@example.com\n2,bcdef,b@example.com\n' > rows.csv
    printf 'store: s.db\ncurrency: EUR\nsources: [{name: x, plugin: careless, path: rows.csv, fault: %s, timeout: 1s}]\n' \
        "$1" > c.yaml
    run "$GARNER" plugins check -c c.yaml -s x "$BUILD_DIR/tests/bad_plugins/careless/careless.so"
    [ "$status" = 1 ] && [[ $output == *"FAILED   exports    exports more than garner_plugin: careless_helper;"* ]] &&
        same "$2" "$(sed -n 's/^FAILED   \([a-z]*\) .*/\1/p' <<< "$output" | grep -v exports | paste -sd' ')" &&
        [[ $output == *"$3"* ]] || {
        echo "$1: $output"
        return 1
    }
}

@test "what goes wrong only when something else does is found by the check made for it" {
    [[ $BUILD != *sanitized* ]] || skip "nine plugins' trials are slow with sanitizers, and show nothing of them"
    fault none "" "refused, 1 of 11"
    fault swallows "failures" "the plugin went on and returned 0"
    fault retries "failures" "garner_emit(), failed with GARNER_E_TEMPORARY, and the plugin went on"
    fault renames "failures cancelled" "but the plugin returned GARNER_E_DATA (something went wrong)"
    fault unstable "again replaces" "some differ"
    fault outside "pull" "a lead of day 20000 inside a window of the days 19000 to 19000"
    fault restless "replaces cursor" "added 1"
    fault cursor "cursor" "signal 6"
    fault trusts "bytes" "signal 6"
}

@test "a plugin that does not return after a failure is ended, and said so" {
    fault stuck "failures" "the plugin did not return"
}

@test "what there is to pull is found, or asked for" {
    run "$GARNER" plugins check "$BUILD_DIR/tests/bad_plugins/careless/careless.so"
    [ "$status" = 78 ]
    [[ $output == *"careless needs option path: say what it is to pull with --config FILE"* ]]
    printf 'store: s.db\ncurrency: EUR\nsources: [{name: x, plugin: good}]\n' > c.yaml
    run "$GARNER" plugins check -c c.yaml -s y "$BUILD_DIR/tests/bad_plugins/good/good.so"
    [ "$status" = 78 ]
    [[ $output == *'c.yaml has no source y with `plugin: good`'* ]]
    "$GARNER" plugins check -c c.yaml -s x "$BUILD_DIR/tests/bad_plugins/good/good.so" | grep -q accepted
    [ ! -e s.db ]
}
