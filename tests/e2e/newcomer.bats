# A plugin of one's own, as a newcomer writes it: outside of the source tree, against an installed garner.
load helper

# installed: garner under ./inst, its plugins and headers too; GARNER becomes the installed one.
installed() {
    command -v pkg-config > /dev/null || skip "pkg-config is not here"
    make -s -C "$BATS_TEST_DIRNAME/../.." BUILD="$(basename "$BUILD_DIR")" install PREFIX="$PWD/inst" > /dev/null
    export PKG_CONFIG_PATH=$PWD/inst/lib/pkgconfig GARNER=$PWD/inst/bin/garner
}

@test "plugins new --file: builds, passes its checks, is installed and pulls" {
    installed
    "$GARNER" plugins new my_leads > files
    same "my_leads/Makefile my_leads/README.md my_leads/fixtures/check.yaml my_leads/fixtures/expected my_leads/fixtures/rows.csv \
my_leads/my_leads.c my_leads/test.sh" "$(find my_leads -type f | sort | paste -sd' ')"
    same "$(find my_leads -type f | sort)" "$(sort files)"
    run sh my_leads/test.sh
    echo "$output"
    [ "$status" = 0 ]
    [[ $output == *"accepted, 11 checks"* ]]
    [[ $output == *"the records are as expected" ]]
    make -s -C my_leads install
    "$GARNER" plugins list | grep -q 'my_leads.*Leads from a file'
    printf 'store: garner.db\ncurrency: EUR\nsources: [{name: mine, plugin: my_leads, path: my_leads/fixtures/rows.csv}]\n' > garner.yaml
    "$GARNER" pull
    same 2 "$(query "SELECT count(*) FROM leads")"
}

@test "plugins new --http: at most 150 lines, without free, goto, retries or escaping; builds, passes its checks" {
    installed
    "$GARNER" plugins new --http my_ads > /dev/null
    [ "$(wc -l < my_ads/my_ads.c)" -le 150 ]
    ! grep -nE '\b(free|goto|retry|escape|curl)\b' my_ads/my_ads.c
    run sh my_ads/test.sh
    echo "$output"
    [ "$status" = 0 ]
    [[ $output == *"accepted, 11 checks"*"the records are as expected" ]]
}

@test "plugins new --rest: a preset that is found, passes its checks, gives what is expected" {
    installed
    "$GARNER" plugins new --rest my_api > /dev/null
    run sh my_api/test.sh
    echo "$output"
    [ "$status" = 0 ]
    [[ $output == *"accepted, 11 checks"*"the records are as expected" ]]
}

@test "plugins new: in garner's tree beside the other plugins; nothing is overwritten; a bad name is refused" {
    mkdir -p tree/include/garner tree/plugins && touch tree/include/garner/plugin.h && cd tree
    "$GARNER" plugins new one > /dev/null
    "$GARNER" plugins new --http two > /dev/null
    [ -e plugins/one/one.c ] && [ ! -e plugins/one/Makefile ]
    for plugin in one two; do # as strictly as garner's own Makefile
        ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror \
            -I"$BATS_TEST_DIRNAME/../../include" -fsyntax-only plugins/$plugin/$plugin.c
    done
    run --separate-stderr "$GARNER" plugins new one
    [ "$status" = 78 ]
    [[ $stderr == *"plugins/one is there already; nothing was written"* ]]
    run "$GARNER" plugins new ../two
    [ "$status" = 78 ]
    [[ $output == *"cannot be a plugin's name"* ]]
    run "$GARNER" plugins new --file --http two
    [ "$status" = 2 ]
}

@test "plugins/README.md shows lines of the template as they are" {
    cd "$BATS_TEST_DIRNAME/../.."
    sed -n '/^```c$/,/^```$/p' plugins/README.md | grep -v '^```' > "$BATS_TEST_TMPDIR/shown"
    [ -s "$BATS_TEST_TMPDIR/shown" ]
    while IFS= read -r line; do
        grep -qxF -- "$line" core/plugin/scaffold/http/plugin.c || {
            echo "not in the template: $line"
            return 1
        }
    done < "$BATS_TEST_TMPDIR/shown"
    grep -q "$(wc -l < core/plugin/scaffold/http/plugin.c) lines" plugins/README.md
}
