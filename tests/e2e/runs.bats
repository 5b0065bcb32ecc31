#!/usr/bin/env bats
# garner runs show: what one run did, from what the store keeps of it.
load helper

files() {
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins", "$BUILD_DIR/tests/bad_plugins"]
sources:
  - name: leads
    plugin: csv
    path: "*.csv"
    map: {lead: {id: "{id}", email: "{email}", created_at: "{created}"}}
  - {name: broken, plugin: crash}
  - {name: talks, plugin: prints}
YAML
    printf 'id,email,created\n1,a@example.com,2026-03-01\n2,b@example.com,nonsense\n\n' > leads.csv
}

# value RUN WHAT: of one line of `runs show`.
value() {
    "$GARNER" runs show "$1" -f tsv | awk -F'\t' -v what="$2" '$2 == what { print $3 }'
}

@test "a run tells rows by rule, records by kind, windows, cursor and quarantine" {
    files
    "$GARNER" pull leads
    same "leads" "$(value 1 source)"
    same "csv 1.0" "$(value 1 plugin)"
    same ok "$(value 1 outcome)"
    same "3 1 1 1" "$(value 1 read) $(value 1 accepted) $(value 1 quarantined) $(value 1 'skipped: blank line')"
    same "1 new, 0 changed, 0 removed" "$(value 1 lead)"
    same "1 records: 1 new, 0 changed, 0 removed; 1 rows quarantined" "$(value 1 leads.csv)"
    same '{created}: "nonsense" is not a date' "$(value 1 leads.csv:3)"
    same "" "$(value 1 before)"
    # What changes, what goes, and a file beside it.
    printf 'id,email,created\n1,z@example.com,2026-03-01\n' > leads.csv
    printf 'id,email,created\n7,g@example.com,2026-03-01\n' > more.csv
    "$GARNER" pull leads
    same "1 new, 1 changed, 0 removed" "$(value 2 lead)"
    same 2 "$("$GARNER" runs show 2 -f tsv | grep -c '^window')"
    same "$(value 1 after)" "$(value 2 before)"
    rm more.csv
    "$GARNER" pull leads
    same "warning: more.csv is gone; the rows it gave stay" "$("$GARNER" runs show 3 -f tsv | sed -n 's/^log\t\t//p')"
    [ "$("$GARNER" runs show 2 -f json | grep -c '"part"')" -gt 10 ]
}

@test "a failed run tells class and advice, and what the plugin printed" {
    files
    run "$GARNER" pull broken talks
    same "failed ok" "$(query "SELECT group_concat(o, ' ') FROM (SELECT iif(code, 'failed', 'ok') AS o FROM runs ORDER BY source)")"
    [ -n "$(query "SELECT log FROM run_details WHERE log LIKE 'printed: %'")" ]
    broken=$(query "SELECT run FROM runs WHERE source = 'broken'")
    same internal "$(value "$broken" class)"
    same "report this as a bug" "$(value "$broken" advice)"
    value "$broken" message | grep -q "before the end of the pull"
}

@test "a run that is not there is refused" {
    files
    "$GARNER" pull leads
    run "$GARNER" runs show 9
    [ "$status" = 78 ] && [[ $output == *"there is no run 9"* ]]
    run "$GARNER" runs show
    [ "$status" = 2 ]
    run "$GARNER" runs leads leads
    [ "$status" = 2 ]
}
