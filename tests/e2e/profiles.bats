#!/usr/bin/env bats
# `garner profile` on every table of the shared data sets against tests/shared/profiles.tsv: encoding, separator, header
# row and order of dates, and whether the block it prints pulls as it stands. The first pattern that fits a file counts;
# "no" waits for something only its owner knows (days, the order of dates), "nothing" holds nothing that garner keeps.
load helper
bats_require_minimum_version 1.5.0

# seen: what the profiles say, as lines "NUMBER ENCODING SEPARATOR HEADER DATES WHY"; WHY is 1 where they say that nothing is kept.
seen() {
    awk -v OFS='\t' '
        FNR == 1 && NR > 1 { flush() }
        FNR == 1 { number = FILENAME; gsub(/[^0-9]/, "", number); encoding = separator = header = order = ""; why = 0 }
        /^encoding / { encoding = $2; sub(/:$/, "", encoding) }
        /^separator / { separator = $2 }
        /^header / { header = $2 " " $3; sub(/:.*/, "", header) }
        match($0, /: (DMY|MDY|YMD|ambiguous)[,:]/) { order = substr($0, RSTART + 2, RLENGTH - 3) }
        /nothing that garner keeps/ || /^rows *0$/ { why = 1 }
        function flush() { print number, encoding, separator, header, order, why }
        END { flush() }' ./*.profile | sort -n
}

# blocks: what the profiles print, as one configuration; sources are called by the number of their file.
blocks() {
    printf 'store: garner.db\ncurrency: EUR\nsources:\n'
    awk 'FNR == 1 { on = 0; number = FILENAME; gsub(/[^0-9]/, "", number) }
        on { sub(/^  - name: .*/, "  - name: \"" number "\""); print }
        /^sources:/ { on = 1 }' ./*.profile
}

# judged: the profiles, the pull of their blocks and the table side by side; fails where they differ.
judged() {
    local patterns=() number=0 good=0 blocks=0 wrong=0
    mapfile -t patterns < <(tail -n +2 "$BATS_TEST_DIRNAME/../shared/profiles.tsv")
    while IFS=$'\x1f' read -r file said why pulled; do
        local line= row
        for row in "${patterns[@]}"; do
            # shellcheck disable=SC2254
            case $file in ${row%%$'\t'*}) line=${row#*$'\t'} && break ;; esac
        done
        [ "$pulled" = nothing ] || blocks=$((blocks + 1))
        [ "$pulled" != yes ] || good=$((good + 1))
        [[ $line != *$'\t'perhaps || $pulled = no ]] || line=${line%perhaps}$pulled
        if [[ $line != "$said"$'\t'"$pulled" || $pulled$why = nothing0 ]]; then
            printf '%s\n  expected %s\n  got      %s\t%s, why: %s\n' "$file" "$line" "$said" "$pulled" "$why"
            wrong=$((wrong + 1))
        fi
        number=$((number + 1))
    done
    echo "$good of $blocks blocks pull unedited; of $number files $((number - blocks)) hold nothing that garner keeps"
    [ $wrong = 0 ] && [ $number -gt 60 ] && [ $((good * 10)) -ge $((blocks * 8)) ]
}

@test "every file's encoding, separator, header and dates, and what its block pulls" {
    need_shared data
    export GARNER SHARED
    # The many warehouse tables only where it is quick.
    [[ $BUILD != *sanitized* ]] || seeds=./dbt_seeds
    (cd "$SHARED/data" && find . \( -path ./adversarial -o -path ./specs -o -path ./mock -o -path "${seeds:-./none}" \) -prune -o \
        \( -name '*.csv' -o -name '*.json' \) -print | sort | sed 's/^..//') > files
    awk '{ printf "%s%c%s%c", NR, 0, $0, 0 }' files |
        xargs -0 -n 2 -P "$(nproc)" sh -c '"$GARNER" profile "$SHARED/data/$2" > "$1.profile"' sh
    blocks > garner.yaml
    "$GARNER" pull > pulled 2> complaints || [ $? = 3 ]
    "$GARNER" query -f tsv "SELECT source, iif(code = 0 AND quarantined = 0, 'yes', 'no') FROM runs" | tail -n +2 > runs
    awk -F '\t' -v OFS='\037' '
        FILENAME == "runs" { pulled[$1] = $2; next }
        FILENAME == "files" { file[FNR] = $0; next }
        { print file[$1], $2 "\t" $3 "\t" $4 "\t" $5, $6, ($1 in pulled ? pulled[$1] : "nothing") }' runs files <(seen) > seen
    judged < seen > judged || { tail -40 judged; return 1; }
}
