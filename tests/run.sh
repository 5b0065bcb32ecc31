#!/bin/sh
# Every test that needs no network: lint, unit tests, the fuzz targets over their corpora, end-to-end tests. Each speaks
# TAP, kept in $BUILD/results; failures are printed as they come, and the last line is "N passed, N failed, N skipped".
# BUILD (default: build) says which build is tested. Data sets beside the project (GARNER_SHARED, default ../shared)
# widen some tests, which skip where they are absent.
set -u
BUILD=${BUILD:-build}
results=$BUILD/results
export GARNER="$PWD/$BUILD/garner" BUILD
export GARNER_SHARED="${GARNER_SHARED:-$PWD/../shared}"
export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=1}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

# --one NAME COMMAND…: its TAP output into results; a failure without a "not ok" of its own is one more failed test.
if [ "${1-}" = --one ]; then
    name=$2
    shift 2
    "$@" > "$results/$name.tap" 2> "$results/$name.err"
    code=$?
    # cmocka writes a skipped test as one that failed.
    sed -i 's/^not ok \(.*# SKIP\)/ok \1/' "$results/$name.tap"
    if [ $code -ne 0 ] && ! grep -q '^not ok' "$results/$name.tap"; then
        echo "not ok - $name ended with exit code $code" >> "$results/$name.tap"
    fi
    if grep -q '^not ok' "$results/$name.tap"; then
        echo "--- $name
$(grep -A 12 '^not ok' "$results/$name.tap" | head -60)
$(tail -20 "$results/$name.err")"
    fi
    exit 0
fi

rm -rf "$results"
mkdir -p "$results"
{
    for suite in tests/e2e/*.bats; do
        [ -e "$suite" ] && echo "e2e-$(basename "$suite" .bats) bats --tap $suite"
    done
    echo lint sh tests/lint.sh
    for unit in "$BUILD"/tests/unit/test_*; do
        case $unit in *.o | *.d) continue ;; esac
        echo "$(basename "$unit") $unit"
    done
    for target in "$BUILD"/tests/fuzz/fuzz_*; do
        case $target in *.o | *.d) continue ;; esac
        name=$(basename "$target")
        echo "$name $target tests/fuzz/corpus/${name#fuzz_}"
    done
} | xargs -P "$(nproc)" -L 1 sh tests/run.sh --one

count() {
    cat "$results"/*.tap | grep -c -E "$1"
}
skipped=$(count '^ok.*# *(skip|SKIP)')
failed=$(count '^not ok')
passed=$(($(count '^ok') - skipped))
[ "$skipped" = 0 ] || grep -h -i '^ok.*# *skip' "$results"/*.tap | sed 's/^/skipped: /' | head -20
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
