#!/usr/bin/env bats
# Campaigns that sources call differently: what `garner campaigns link` writes, refuses, and leaves alone.
load helper


# company [CAMPAIGNS]: ads that spend on names of their own, a web that knows visitors by others, a shop
company() {
    printf '%s\n' id,name,channel,day,cost 901,'Spring 26',paid_search,2026-03-01,100.00 \
        902,Retargeting,paid_search,2026-03-01,20.00 > google.csv
    printf '%s\n' id,name,channel,day,cost 71,Retargeting,paid_social,2026-03-01,30.00 \
        72,'Offer [new]',paid_social,2026-03-01,40.00 > meta.csv
    printf '%s\n' visit,person,at,campaign,channel \
        v1,p1,2026-03-01T10:00:00Z,promo_spring,email v2,p2,2026-03-01T11:00:00Z,promo_spring,email \
        v3,p3,2026-03-01T12:00:00Z,'Offer',email > visits.csv
    printf '%s\n' no,person,at,total A1,p1,2026-03-02T10:00:00Z,50.00 A2,p2,2026-03-02T11:00:00Z,70.00 \
        A3,p3,2026-03-02T11:30:00Z,80.00 > orders.csv
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
history: complete
plugin_path: ["$BUILD_DIR/plugins"]
${1:-country: DE}
sources:
$(for source in google meta; do cat <<SOURCE
  - name: $source
    plugin: csv
    path: $source.csv
    map:
      spend: {day: "{day}", campaign_id: "{id}", campaign: "{name}", channel: "{channel}", amount: "{cost}"}
SOURCE
done)
  - name: web
    plugin: csv
    path: visits.csv
    identity: persons
    map:
      touch: {id: "{visit}", at: "{at}", person_id: "{person}", utm_campaign: "{campaign}", channel: "{channel}", kind: visit}
  - name: shop
    plugin: csv
    path: orders.csv
    identity: persons
    map:
      order: {id: "{no}", at: "{at}", person_id: "{person}", amount: "{total}"}
YAML
    "$GARNER" pull -q
}

# row CAMPAIGN: spend and customers in the comparison
row() {
    "$GARNER" report compare -f tsv | awk -F '\t' -v name="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $at["campaign"] == name { print $at["spend"], $at["customers"] }'
}

refuses() { # refuses TEXT ARGUMENT …
    text=$1
    shift
    before=$(cat campaigns.yaml 2> /dev/null || true)
    run "$GARNER" campaigns link "$@"
    [ "$status" -ne 0 ]
    [[ $output == *"$text"* ]] || {
        echo "$output"
        return 1
    }
    same "$before" "$(cat campaigns.yaml 2> /dev/null || true)"
}

@test "two names become one campaign, without pulling" {
    company
    same "100.00 0" "$(row 'Spring 26')"
    runs=$(query "SELECT count(*) FROM runs")
    run "$GARNER" campaigns link promo_spring "Spring 26"
    [ "$status" = 0 ]
    [[ $output == *'"promo_spring" and "Spring 26" are one campaign, "Spring 26"'* ]]
    same '"Spring 26": {match: ["promo_spring", "Spring 26"]}' "$(grep -v '^#' campaigns.yaml)"
    same 644 "$(stat -c %a campaigns.yaml)"
    same "100.00 2" "$(row 'Spring 26')"
    same "" "$(row promo_spring)"
    same "$runs" "$(query "SELECT count(*) FROM runs")"
    "$GARNER" check > /dev/null
}

@test "a third name joins the alias that is there; comments, order and other entries stay" {
    company
    cat > campaigns.yaml <<'YAML'
# ours, do not touch
autumn: # next year
  channel: email   # really

  match:
    - "autumn*"   # all of them
# about spring
"Spring 26": {kind: launch, match: ["promo_spring"]}

# the end
YAML
    "$GARNER" campaigns link Offer "Spring 26"
    diff - campaigns.yaml <<'YAML'
# ours, do not touch
autumn: # next year
  channel: email   # really

  match:
    - "autumn*"   # all of them
# about spring
"Spring 26": {kind: launch, match: ["Offer", "promo_spring"]}

# the end
YAML
    same "100.00 3" "$(row 'Spring 26')"
}

@test "a match in block style, an alias without match, a file that does not end in a line end" {
    company
    printf 'Spring 26:\n  match:\n  - promo_spring # the web\n  region: DE' > campaigns.yaml
    "$GARNER" campaigns link Offer "Spring 26"
    same 'Spring 26:
  match:
  - "Offer"
  - promo_spring # the web
  region: DE' "$(cat campaigns.yaml)"
    printf 'Spring 26:\n  region: DE' > campaigns.yaml
    "$GARNER" campaigns link Offer "Spring 26"
    "$GARNER" campaigns link 'Offer [new]' Retargeting --name Again || true
    "$GARNER" campaigns link 'Offer [new]' google:902 --name Again
    diff - campaigns.yaml <<'YAML'
Spring 26:
  match: ["Offer"]
  region: DE
"Again": {match: ["Offer \\[new]", "902"]}
YAML
    same "60.00 0" "$(row Again)"
}

@test "an alias that is linked to another goes into it" {
    company
    "$GARNER" campaigns link Offer promo_spring
    printf '# last words\n' >> campaigns.yaml
    "$GARNER" campaigns link promo_spring "Spring 26"
    same '"Spring 26": {match: ["Offer", "promo_spring", "Spring 26"]}
# last words' "$(tail -n +3 campaigns.yaml | sort)"
    same "100.00 3" "$(row 'Spring 26')"
}

@test "a name that several campaigns share is refused; their keys tell them apart" {
    company
    refuses '"Retargeting" can be any of "google:902", "meta:71"' Retargeting Offer
    "$GARNER" campaigns link meta:71 Offer
    same "30.00 1" "$(row Offer)"
    same "20.00 0" "$(row Retargeting)"
    refuses 'call it otherwise with --name' 'Offer [new]' google:902 --name Offer
}

@test "unknown, the same, joined already, nameless" {
    company
    refuses 'there is no campaign "Spring 62"; did you mean "Spring 26"?' "Spring 62" promo_spring
    refuses 'there is no campaign "zzz"; `garner campaigns` lists them' promo_spring zzz
    refuses 'one campaign already' "Spring 26" spring-26
    "$GARNER" campaigns link promo_spring "Spring 26"
    refuses 'one campaign already, "Spring 26"' promo_spring "Spring 26"
    refuses 'name two campaigns' "Spring 26"
    run "$GARNER" campaigns lnik a b
    [ "$status" = 2 ]
}

@test "an alias of the configuration itself is changed there, by hand" {
    company 'campaigns: {"Spring 26": {match: ["Spring*"]}}'
    refuses 'garner.yaml:5 has "Spring 26" under campaigns: already; add "promo_spring" to its match: there' \
        promo_spring "Spring 26"
    refuses 'garner.yaml:5 has "Spring 26"' "Spring 26" promo_spring
}

@test "what cannot be changed without losing something is left alone" {
    company
    printf '{"Spring 26": {match: promo_spring}}\n' > campaigns.yaml
    refuses 'write there yourself' Offer "Spring 26"
    printf '{other: {match: [x]}}\n' > campaigns.yaml
    refuses 'write there yourself' Offer promo_spring
    printf 'Offer: {match: [Offer], region: DE}\n' > campaigns.yaml
    refuses 'says more of "Offer"' Offer promo_spring
    chmod 555 .
    [ "$(id -u)" = 0 ] || refuses 'cannot be written' 'Offer [new]' promo_spring
    chmod 755 .
}
