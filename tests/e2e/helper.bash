bats_require_minimum_version 1.5.0
# helper.bash - what every suite needs: a scratch folder, and garner by its full path.
setup() {
    GARNER=${GARNER:-$PWD/build/garner}
    BUILD_DIR=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/${BUILD:-build}
    SHARED=${GARNER_SHARED:-$BATS_TEST_DIRNAME/../../../shared}
    [ ! -d "$SHARED" ] || SHARED=$(cd "$SHARED" && pwd)
    export GARNER_NOW=2026-11-22T12:00:00Z NO_COLOR=1
    cd "$BATS_TEST_TMPDIR"
}

need_shared() {
    [ -d "$SHARED/$1" ] || skip "$1 of the shared data sets is not here"
}

# query SQL: its cells, tab-separated, without the header.
query() {
    "$GARNER" query --format tsv "$1" | tail -n +2
}

# same EXPECTED ACTUAL
same() {
    [ "$1" = "$2" ] || {
        printf 'expected: %s\ngot:      %s\n' "$1" "$2"
        return 1
    }
}
