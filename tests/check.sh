#!/bin/sh
# The checks too slow for `make test`: the whole suite under ASan and UBSan, the build with clang, static analysis, and
# a while of real fuzzing of every target (FUZZ_SECONDS each, default 5). Ends with "N passed, N failed".
set -u
passed=0
failed=0
verdict() { # verdict DESCRIPTION EXIT-CODE
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
        echo "ok - $1"
    else
        failed=$((failed + 1))
        echo "not ok - $1"
    fi
}
jobs=$(nproc)
log=$(mktemp)
trap 'rm -f "$log" "$log.sh"' EXIT

make -j"$jobs" CC=clang all > "$log" 2>&1
code=$?
[ $code = 0 ] || tail -30 "$log"
verdict "clang builds it without a warning" $code

make -j"$jobs" SANITIZE=address,undefined OPTIMIZE='-O1 -g' all units fuzz-replay bad-plugins > "$log" 2>&1
code=$?
[ $code = 0 ] || tail -30 "$log"
verdict "it builds with sanitizers" $code
BUILD=build-sanitized sh tests/run.sh > "$log" 2>&1
code=$?
[ $code = 0 ] || tail -80 "$log"
tail -1 "$log"
verdict "every test is silent under ASan and UBSan" $code

cppcheck -q --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j "$jobs" \
    --suppress=missingIncludeSystem --suppress=internalAstError -I. -Iinclude core plugins > "$log" 2>&1
code=$?
[ $code = 0 ] || tail -30 "$log"
verdict "cppcheck finds nothing" $code

# Left out: what clang-tidy 14 gets wrong (va_list), what it cannot follow through error codes (null pointers), taste. A
# function is followed along at most 50 000 nodes: all of them take five times as long.
cat > "$log.sh" <<'TIDY'
clang-tidy --quiet --warnings-as-errors='*' --checks='-*,clang-analyzer-*,bugprone-suspicious-*,bugprone-infinite-loop,
-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-security.FloatLoopCounter,
-clang-analyzer-valist.Uninitialized,-clang-analyzer-core.NullDereference,-clang-analyzer-core.NonNullParamChecker,
-bugprone-suspicious-include' --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang \
    --extra-arg=max-nodes=50000 "$@" -- -std=c11 -I. -Iinclude -D_GNU_SOURCE -DGARNER_PREFIX='"/usr/local"'
TIDY
find core plugins -name '*.c' -print0 | xargs -0 -n 8 -P "$jobs" sh "$log.sh" > "$log" 2>/dev/null
code=$?
[ $code = 0 ] || grep -E 'error:|warning:' "$log" | head -30
verdict "clang-tidy finds nothing" $code

# Plugins against published specifications, served by prism, where npm can bring it.
BUILD=build sh tests/prism/run.sh > "$log" 2>&1
code=$?
cat "$log"
verdict "stripe and hubspot keep to their published specifications" $code

# Singer programs that others wrote, where pip can bring them.
BUILD=build sh tests/singer/run.sh > "$log" 2>&1
code=$?
cat "$log"
verdict "Singer programs of others are pulled" $code

# Schedules against an independent cron, where `make bench-deps` has brought it.
if command -v node > /dev/null && [ -d build/bench/node_modules/cron-parser ]; then
    gcc -std=c11 -O2 -I. -Iinclude -D_GNU_SOURCE -o build/next tests/cron/next.c core/config/schedule*.c core/base/*.c \
        core/schema/*.c -lsodium -lidn2 -lm > "$log" 2>&1 &&
        node tests/cron/compare.mjs build/next build/bench 1000 > "$log" 2>&1
    code=$?
    tail -12 "$log"
    verdict "schedules are due when cron-parser says so" $code
fi

# The core once, with coverage; then each target linked to it.
fuzz='CC=clang BUILD=build-fuzz SANITIZE=fuzzer-no-link,address,undefined'
make -j"$jobs" $fuzz OPTIMIZE='-O1 -g' build-fuzz/libcore.a > "$log" 2>&1
code=$?
[ $code = 0 ] || tail -30 "$log"
verdict "the core builds for fuzzing" $code
libraries=$(sed -n 's/^LDLIBS = //p' Makefile)
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    mkdir -p "build-fuzz/corpus-$name"
    clang -std=c11 -O1 -g -I. -Iinclude -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -o "build-fuzz/$name" "$source" \
        build-fuzz/libcore.a $libraries > "$log" 2>&1 &&
        "build-fuzz/$name" -max_total_time="${FUZZ_SECONDS:-5}" -max_len=4096 -artifact_prefix=build-fuzz/ \
            "build-fuzz/corpus-$name" "tests/fuzz/corpus/${name#fuzz_}" >> "$log" 2>&1
    code=$?
    [ $code = 0 ] || tail -30 "$log"
    verdict "$name: ${FUZZ_SECONDS:-5} s of fuzzing" $code
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
