#!/bin/sh
# House rules that a machine can check, as TAP: floors and circles from the includes, banned calls, one exported symbol
# per plugin, headers alone as C11 and C++17, no mutable file-level variables, documents in step with tables.
set -u
BUILD=${BUILD:-build}
n=0
verdict() { # verdict DESCRIPTION PROBLEMS
    n=$((n + 1))
    if [ -z "$2" ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

floor() {
    case $1 in
    core/main.c) echo 6 ;;
    core/cmd/* | core/courier/*) echo 5 ;;
    core/run/* | core/report/*) echo 4 ;;
    core/plugin/* | core/store/*) echo 3 ;;
    core/schema/* | core/config/* | core/attribution/*) echo 2 ;;
    core/base/* | core/net/* | garner/* | include/* | core/version.h | core/embedded.h) echo 1 ;;
    *) echo 0 ;;
    esac
}

# Folders of one floor that may use a neighbour, in one direction only; everything else on a floor stands alone.
allowed_neighbour() { # from to
    case "$1>$2" in
    "core/config>core/schema" | "core/config>core/attribution") return 0 ;; # values; model names
    *) return 1 ;;
    esac
}

problems=
for file in core/main.c core/*/*.[ch]; do
    mine=$(floor "$file")
    for include in $(sed -n 's/^#include ["<]\(\(core\|garner\)\/[^">]*\)[">].*/\1/p' "$file"); do
        theirs=$(floor "$include")
        if [ "$theirs" -gt "$mine" ]; then
            problems="$problems$file includes $include of a higher floor
"
        elif [ "$theirs" = "$mine" ] && [ "$mine" -gt 1 ]; then
            a=$(dirname "$file") b=$(dirname "$include")
            [ "$a" = "$b" ] || allowed_neighbour "$a" "$b" || problems="$problems$file includes $include beside it
"
        fi
    done
done
verdict "no file includes a higher floor, or a neighbour it may not" "${problems%
}"

# Circles between headers: repeatedly drop headers whose includes are all dropped; what is left is a circle.
circle=$(for header in core/*/*.h include/garner/*.h; do
    printf '%s:' "$header"
    sed -n 's/^#include "\(core\/[^"]*\)".*/\1/p; s/^#include <\(garner\/[^>]*\)>.*/include\/\1/p' "$header" | tr '\n' ' '
    echo
done | awk -F: '{ needs[$1] = $2 } END {
    do { dropped = 0
        for (h in needs) { m = split(needs[h], a, " "); open = 0
            for (i = 1; i <= m; i++) if (a[i] in needs) open = 1
            if (!open) { delete needs[h]; dropped = 1 } }
    } while (dropped)
    for (h in needs) print h }')
verdict "headers include each other without circles" "$circle"

third_party() { # folder-pattern allowed-regex
    grep -lE '^#include <(sqlite3|jansson|yaml|uv|sodium|idn2|zip|expat|curl/|openssl/)' $1 2>/dev/null | while read -r file; do
        grep -E '^#include <(sqlite3|jansson|yaml|uv|sodium|idn2|zip|expat|curl/|openssl/)' "$file" | grep -vE "$2" | sed "s|^|$file: |"
    done
}
verdict "third-party headers stay on their floors" "$(
    third_party 'core/base/*.[ch] core/attribution/*.[ch] core/cmd/*.[ch] core/main.c include/garner/*.h' '^$'
    third_party 'core/schema/*.[ch]' '<(sodium|idn2)'
    third_party 'core/config/*.[ch]' '<(yaml|jansson)'
    third_party 'core/store/*.[ch]' '<(sqlite3|sodium)'
    third_party 'core/plugin/*.[ch]' '<(jansson|sodium|zip|expat)'
    third_party 'core/net/*.[ch]' '<(curl/|openssl/)'
    third_party 'core/run/*.[ch]' '<uv'
    third_party 'core/report/*.[ch]' '<jansson')"

verdict "plugins include nothing of core, core names no plugin" "$(
    grep -nE '#include "core/' plugins/*/*.[ch] 2>/dev/null
    for plugin in plugins/*/; do
        name=$(basename "$plugin")
        # The schema's words for channels and touches are not names of plugins, nor is the kind of a scaffold.
        [ "$name" = csv ] || grep -nw "\"$name\"" core/main.c core/cmd/*.c core/config/*.c core/plugin/*.c core/report/*.c \
            core/run/*.c core/store/*.c | grep -vE '^core/(cmd/plugins|plugin/scaffold)[_.].*"rest"'
    done)"

verdict "every core file that calls libc includes banned.h through error.h" "$(
    grep -nE '\b(strcpy|strcat|sprintf|strtok|atoi|atol|atof|gets|localtime|gmtime|mktime|setlocale|strncpy|strncat)\(' \
        core/*/*.c plugins/*/*.c | grep -vE '^[^:]*:[0-9]+: *(\*|/\*|//)' | grep -v banned.h)"

verdict "no mutable file-level variables" "$(
    for object in "$BUILD"/core/*/*.o "$BUILD"/plugins/*/*.o; do
        [ -e "$object" ] && nm -f sysv "$object" 2>/dev/null |
            awk -F'|' -v f="$object" '$3 ~ /^ *[bBdDC] *$/ && $7 ~ /\.(bss|data)( |$)/ && $7 !~ /rel\.ro/ { gsub(/ /, "", $1); print f ": " $1 }'
    done | grep -vE 'stop_asked|__odr_asan|asan|ubsan|\.LC|__compound_literal' )"

for so in "$BUILD"/plugins/*/*.so; do
    [ -e "$so" ] || continue
    symbols=$(nm -D --defined-only "$so" | awk '{ print $3 }' | grep -vE '^(__asan|__odr|__ubsan|_init|_fini|__bss_start|_edata|_end)')
    [ "$symbols" = garner_plugin ] && symbols=
    verdict "$(basename "$so") exports garner_plugin alone" "$symbols"
done

for header in include/garner/*.h; do
    verdict "$(basename "$header") alone as C11" "$(printf '#include <%s>\n' "${header#include/}" |
        ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only -x c - 2>&1)"
    if command -v g++ > /dev/null; then
        verdict "$(basename "$header") alone as C++17" "$(printf '#include <%s>\n' "${header#include/}" |
            g++ -std=c++17 -Wall -Wextra -Werror -Iinclude -fsyntax-only -x c++ - 2>&1)"
    fi
done

undocumented=
for plugin in plugins/*/; do
    name=$(basename "$plugin")
    so=$BUILD/plugins/$name/$name.so
    [ -e "$so" ] || continue
    [ -e "$plugin/README.md" ] || undocumented="$undocumented$plugin has no README.md
"
    for option in $("$BUILD"/garner plugins info "$name" 2>/dev/null | sed -n '/^options:/,/^in garner/s/^  \([a-z_]*\) .*/\1/p'); do
        grep -q "\`$option\`" "$plugin/README.md" 2>/dev/null ||
            undocumented="$undocumented$plugin/README.md does not name option $option
"
    done
done
verdict "every plugin's README names its options" "${undocumented%
}"

verdict "tabs, trailing blanks and paths of one machine are nowhere" "$(
    git ls-files -co --exclude-standard -- '*.c' '*.h' '*.md' '*.sh' '*.sql' '*.yaml' 2>/dev/null | grep -v fixtures/ |
        xargs -r grep -nE "[ 	]+$|^	|[ \"(](/home|/root|/work)/" 2>/dev/null | head -20)"
echo "1..$n"
