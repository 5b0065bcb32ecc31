#!/usr/bin/env bats
# The singer plugin: programs that speak Singer, and programs that print JSON lines.
load helper

# tap "LINES": a program that prints them, but for --discover; notes its arguments and its state
tap() {
    cat > tap << SH
#!/bin/sh
echo "\$*" >> arguments
case "\$*" in *--discover*)
    echo '{"streams": [{"stream": "leads", "tap_stream_id": "leads", "schema": {"properties": {"n": {"maximum": 7}}}, "metadata": [{"breadcrumb": ["properties", "n"], "metadata": {"inclusion": "available"}}]}, {"stream": "other", "tap_stream_id": "other", "schema": {}}]}'
    exit ;;
esac
while [ \$# -gt 0 ]; do
    case \$1 in --state) cat "\$2" > state ;; --catalog) cat "\$2" > catalog ;; --config) cat "\$2" > config && config=\$2 ;; esac
    shift
done
cat << 'JSON'
$1
JSON
${2-}
SH
    chmod +x tap
}

config() {
    cat > garner.yaml << YAML
store: garner.db
currency: EUR
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - name: tap
    plugin: singer
    command: [./tap]
    config: {token: secret-abc-1}
    ${1-}
    streams:
      leads:
        lead: {id: "{id}", email: {column: email, optional: yes}, created_at: "{at}"}
YAML
}

record() { # ID [VERSION]
    printf '{"type": "RECORD", "stream": "leads", "record": {"id": %s, "email": "p%s@example.org", "at": "2026-11-01T10:00:00Z"}%s}' \
        "$1" "$1" "${2:+, \"version\": $2}"
}

leads() {
    query "SELECT group_concat(id, ' ') FROM (SELECT id FROM leads ORDER BY id)"
}

@test "streams are discovered, selected and mapped; the state comes back as it was" {
    tap '{"type": "SCHEMA", "stream": "leads", "key_properties": ["id"], "schema": {}}
'"$(record 1)"'
{"type": "record", "stream": "other", "record": {"id": 9}}
{"type": "STATE", "value": {"bookmarks": {"leads": {"n": 12345678901234567890, "full": true, "text": "7"}}}}'
    config
    "$GARNER" pull
    same 1 "$(leads)"
    same '{"token":"secret-abc-1"}' "$(cat config)"
    grep -q '"maximum":7' catalog
    grep -q '{"metadata":{"selected":true},"breadcrumb":\[\]}\|{"breadcrumb":\[\],"metadata":{"selected":true}}' catalog
    run -1 grep -q '"other"' catalog
    run -0 "$GARNER" pull
    [[ $output == *"1 as before"* ]]
    same '{"bookmarks":{"leads":{"n":12345678901234567890,"full":true,"text":"7"}}}' "$(cat state)"
    run -1 grep -aq secret-abc-1 garner.db
}

@test "what follows the last state of a program that fails is not stored, its state neither" {
    tap "$(record 1)
"'{"type": "STATE", "value": {"at": 1}}' 'exit 0'
    config
    "$GARNER" pull
    tap "$(record 2)" 'exit 3'
    run -1 "$GARNER" pull
    [[ $output == *"exited with 3"* ]]
    same 1 "$(leads)"
    tap "$(record 3)" 'kill -SEGV $$'
    run -1 "$GARNER" pull
    [[ $output == *"ended by signal 11"* ]]
    tap "$(record 2)"
    "$GARNER" pull
    same "1 2" "$(leads)"
    same '{"at":1}' "$(cat state)"
}

@test "a new version replaces a stream, the same one does not" {
    activate() { printf '{"type": "ACTIVATE_VERSION", "stream": "leads", "version": %s}' "$1"; }
    tap "$(record 1 10)
$(record 2 10)
$(activate 10)"
    config
    "$GARNER" pull
    same "1 2" "$(leads)"
    tap "$(activate 10)
$(record 3 10)
$(activate 10)"
    "$GARNER" pull
    same "1 2 3" "$(leads)"
    tap "$(record 4 11)
$(activate 11)"
    "$GARNER" pull
    same 4 "$(leads)"
}

@test "plain JSON lines are one stream; rubbish is refused, a missing program named" {
    cat > tap << 'SH'
#!/bin/sh
echo '{"id": "a", "at": "2026-11-01"}'
echo
echo '{"id": "b", "at": "2026-11-02", "type": "web"}'
SH
    chmod +x tap
    config "discover: no"
    sed -i 's|      leads:|      records:|' garner.yaml
    "$GARNER" pull
    same "a b" "$(leads)"
    printf '#!/bin/sh\necho hello\n' > tap
    run -5 "$GARNER" pull
    [[ $output == *"no JSON"* ]]
    sed -i 's|\./tap|./nowhere|' garner.yaml
    run -78 "$GARNER" pull
    [[ $output == *"cannot start "*"/nowhere"* ]]
}

@test "a program may write its own configuration; a changed one is made anew" {
    tap "$(record 1)" 'echo "{\"token\": \"rotated\"}" > "$config"'
    config
    "$GARNER" pull
    "$GARNER" pull
    same '{"token": "rotated"}' "$(cat config)"
    sed -i 's|secret-abc-1|secret-xyz-2|' garner.yaml
    "$GARNER" pull
    same '{"token":"secret-xyz-2"}' "$(cat config)"
    same "600" "$(stat -c %a garner.db.state/sources/tap/config.json)"
}

@test "a program that hangs ends with its worker" {
    printf '#!/bin/sh\necho $$ > pid\nexec sleep 60\n' > tap
    chmod +x tap
    config "discover: no"
    sed -i 's|    plugin: singer|    plugin: singer\n    timeout: 1s|' garner.yaml
    run -1 "$GARNER" pull
    [[ $output == *"not finished"* ]]
    # Nobody may be there to bury it.
    run grep "^State:" "/proc/$(cat pid)/status"
    [[ -z $output || $output == *Z* || $output == *"No such"* ]]
}
