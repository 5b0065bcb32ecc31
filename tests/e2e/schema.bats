#!/usr/bin/env bats
# garner schema: a JSON Schema that takes every configuration garner takes, and knows its keys.
load helper

setup_file() {
    export BATS_TEST_TIMEOUT=40
}

# json SQL: with the schema's members as table t (path, key, value, type of sqlite3's json_tree).
json() {
    sqlite3 :memory: "CREATE TABLE t AS SELECT replace(fullkey, char(34), '') AS path, key, value, type FROM json_tree(CAST(readfile('schema.json') AS TEXT)); $1"
}

# keys FILE: of the top level, and of the sources (with - their plugins beside them): "top KEY", "PLUGIN KEY".
keys() {
    awk '
        function key(line) { sub(/^[ -]*/, "", line); return match(line, /^[A-Za-z_]+:/) ? substr(line, 1, RLENGTH - 1) : "" }
        /^[a-z]/ { part = key($0); print "top " part; next }
        part != "sources" || /^ *#/ { next }
        /^  - name:/ { plugin = "" }
        /^    plugin:/ { plugin = $2 }
        (/^  - [a-z]/ || /^    [a-z]/) && key($0) != "" { waiting[++n] = key($0) }
        plugin != "" { for (i = 1; i <= n; i++) print plugin " " waiting[i]; n = 0 }' "$1"
}

@test "it is JSON, and nothing in it is left open that the host's tables know" {
    run -0 "$GARNER" schema -o schema.json
    same 1 "$(json "SELECT json_valid(CAST(readfile('schema.json') AS TEXT))")"
    same "" "$(json "
        SELECT p.path FROM t p WHERE p.type = 'object' AND p.path LIKE '%.properties.%' AND NOT p.path LIKE '%.properties'
            AND NOT p.path LIKE '%.allOf[%' AND NOT p.path LIKE '%.mapped.%'
            AND NOT EXISTS (SELECT 1 FROM t m WHERE m.path IN (p.path || '.\$ref', p.path || '.anyOf', p.path || '.type', p.path || '.enum'))")"
    # Every reference leads somewhere.
    same "" "$(json "
        SELECT DISTINCT value FROM t WHERE key = '\$ref' AND '\$.\$defs.' || substr(value, 9) NOT IN (SELECT path FROM t)")"
}

@test "every key of every configuration here is in it" {
    "$GARNER" schema -o schema.json
    top=$(json "SELECT key FROM t WHERE path LIKE '\$.properties.%' AND path = '\$.properties.' || key")
    missing=
    for file in "$BATS_TEST_DIRNAME"/../../config/*.yaml "$BATS_TEST_DIRNAME"/../shared/*.yaml; do
        while read -r plugin key; do
            if [ "$plugin" = top ]; then
                grep -qx "$key" <<< "$top" || missing="$missing $file:$key"
            elif ! grep -qx "$plugin $key" all 2> /dev/null; then
                [ -n "$(json "SELECT 1 FROM t c JOIN t k ON k.path = substr(c.path, 1, length(c.path) - length('.if.properties.plugin.const')) || '.then.properties.$key'
                    WHERE c.key = 'const' AND c.value = '$plugin'")" ] || missing="$missing $file:$plugin.$key"
                echo "$plugin $key" >> all
            fi
        done < <(keys "$file" | sort -u)
    done
    same "" "$missing"

    [ "$(wc -l < all)" -gt 20 ]
}

@test "a validator takes what garner takes, and refuses a typing error" {
    python3 -c 'import jsonschema, yaml' 2> /dev/null || skip "python3-jsonschema and python3-yaml are not here"
    "$GARNER" schema -o schema.json
    cat > validate.py <<'PY'
import json, sys, yaml, jsonschema
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
class Core(yaml.SafeLoader):  # YAML 1.2's core, as editors read it: neither days nor yes and no are types of their own
    pass
Core.yaml_implicit_resolvers = {c: [(t, r) for t, r in rs if t.split(":")[-1] in ("null", "int", "float")]
                                for c, rs in yaml.SafeLoader.yaml_implicit_resolvers.items()}
for path in sys.argv[1:]:
    for error in validator.iter_errors(yaml.load(open(path), Core)):
        print(path, list(error.absolute_path), error.message[:200])
PY
    cat > more.yaml <<YAML
currency: EUR
keep_contact_details: yes
customer: {lead_status: [converted]}
attribution: {model: linear, lookback: {default: 30d, trade_show: 365d}}
claims: {"Purchase": customer}
campaigns:
  spring: {channel: trade_show, match: SE26, from: 2026-03-10, costs: [{type: booth, amount: 12.50, date: 2026-01-15, campaign: [a, b]}]}
costs: {file: costs.csv, date_order: DMY}
notify:
  - {name: ops, email: {smtp: "smtp://localhost", from: a@example.com, to: b@example.com}, on: [failure, stale]}
  - {slack: "\${SLACK_URL}", on: threshold, thresholds: [{report: compare, column: spend, above: 100, where: {campaign: "S*"}}]}
deliver:
  - {report: compare, schedule: "0 7 * * mon", to: [ops], set: {by: channel}}
sources:
  - {name: a, plugin: csv, preset: shopify-orders, path: orders.csv, enabled: no, retries: 0, timeout: 90s}
  - {name: b, plugin: csv, path: [x.csv, y.csv], schedule: [{every: 1d, window: 30d}, "@daily"], map: {lead: {id: "{ID}", email: {column: Mail, optional: yes}}}}
  - {name: c, plugin: another_machines, whatever: {it: takes}}
YAML
    env SLACK_URL=https://example.com/hook "$GARNER" check a b -c more.yaml
    run -0 python3 validate.py more.yaml "$BATS_TEST_DIRNAME"/../../config/*.yaml "$BATS_TEST_DIRNAME"/../shared/*.yaml
    same "" "$output"
    wrong() { # wrong LINE: is refused
        { echo 'currency: EUR'; echo "$1"; } > wrong.yaml
        python3 validate.py wrong.yaml | grep -q . || { echo "taken: $1"; return 1; }
    }
    wrong 'curency: EUR'
    wrong 'revenue: order'
    wrong 'jobs: many'
    wrong 'sources: [{name: a, plugin: csv, pth: x.csv, map: {lead: {id: "{a}"}}}]'
    wrong 'sources: [{name: a, plugin: csv, path: x.csv, preset: shopify}]'
    wrong 'sources: [{name: a, plugin: csv, path: x.csv, map: {leads: {id: "{a}"}}}]'
    wrong 'sources: [{name: a, plugin: csv, path: x.csv, map: {lead: {id: "{a}", e_mail: "{b}"}}}]'
    wrong 'sources: [{name: a, plugin: csv, path: x.csv, format: cvs, map: {}}]'
    wrong 'sources: [{name: a, plugin: csv, path: x.csv, schedule: [{at: "@daily", windw: 3d}]}]'
    wrong 'sources: [{name: a}]'
    wrong 'attribution: {modl: first}'
    wrong 'campaigns: {a: {chanel: email}}'
}
