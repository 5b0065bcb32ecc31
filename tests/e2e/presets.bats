#!/usr/bin/env bats
# The csv plugin's presets on exports of invented companies, with the headers that each product writes.
load helper

FIXTURES=$BATS_TEST_DIRNAME/../../plugins/csv/fixtures

records() { # records PRESET [FILE]
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
plugin_path: ["$BUILD_DIR/plugins"]
sources:
  - {name: it, plugin: csv, preset: $1, path: "$FIXTURES/${2:-$1}.csv"}
YAML
    "$GARNER" test -n 1000 it
}

@test "HubSpot contacts" {
    out=$(records hubspot-contacts)
    [[ $out == *'contact: id="301" email="ada@acme.example.com" phone="+1 212 555 0101" name="Ada Lovell"'* ]]
    [[ $out == *'lead: id="301" person_id="301"'*'channel=paid_search'*'created_at=2026-01-18T07:00:00Z status="Customer" owner="Kim Ray"'*'converted_at=2026-03-02T09:00:00Z'* ]]
    [[ $out == *'lead: id="302"'*'channel=offline_other'* ]]
}

@test "HubSpot deals: won, lost with its reason, open without an amount" {
    out=$(records hubspot-deals)
    [[ $out == *'deal: id="9001" person_id="301"'*'amount=12500.00 EUR'*'state=won'* ]]
    [[ $out == *'deal: id="9002"'*'state=lost lost_reason="Budget"'* ]]
    [[ $(grep 'id="9003"' <<< "$out") == *'stage="Contract sent"'*'state=open'* ]]
    [[ $(grep 'id="9003"' <<< "$out") != *amount* ]]
}

@test "HubSpot activities" {
    out=$(records hubspot-activities)
    [[ $out == *'activity: id="7001" person_id="301" at=2026-02-02T09:00:00Z kind=call'*'inbound=no'*'outcome="Connected"'* ]]
    [[ $out == *'activity: id="7002"'*'kind=meeting'* ]]
}

@test "Salesforce leads, as a report and as Data Loader writes them" {
    out=$(records salesforce-leads)
    [[ $out == *'lead: id="00Q000000000001AAA"'*'channel=trade_show'*'created_at=2026-01-13'*'converted_at=2026-03-25'* ]]
    out=$(records salesforce-leads salesforce-leads-loader)
    [[ $out == *'contact: id="00Q000000000003AAA"'*'merged_into="003000000000001AAA"'* ]]
    [[ $out == *'lead: id="00Q000000000003AAA"'*'channel=webinar'*'created_at=2026-01-13T16:04:05Z'*'converted_at=2026-03-02'* ]]
}

@test "Salesforce opportunities" {
    out=$(records salesforce-opportunities)
    [[ $out == *'deal: id="006000000000001AAA" account="Acme" campaign="spring-expo" channel=trade_show'*'amount=12500.50 EUR'*'state=won'* ]]
    [[ $out == *'state=lost lost_reason="No budget"'* ]]
    [[ $out == *'stage="Negotiation"'*'state=open'* ]]
}

@test "Salesforce tasks" {
    out=$(records salesforce-tasks)
    [[ $out == *'activity: id="00T000000000001AAA" person_id="00Q000000000001AAA" at=2026-02-02 kind=call'* ]]
    [[ $out == *'kind=quote'* ]]
}

@test "Zoho leads, deals and calls meet in one person" {
    [[ $(records zoho-leads) == *'contact: id="zcrm_1"'*'merged_into="zcrm_51"'* ]]
    out=$(records zoho-deals)
    [[ $out == *'deal: id="zcrm_71" person_id="zcrm_51" account="zcrm_31" campaign="spring-expo"'*'state=won'* ]]
    [[ $out == *'stage="Closed Lost to Competition"'*'state=lost lost_reason="Price"'* ]]
    [[ $(records zoho-activities) == *'activity: id="zcrm_82" person_id="zcrm_51"'*'kind=call inbound=yes'* ]]
}

@test "Shopify: an order once, its lines, a refund of its own, a void one cancelled" {
    run records shopify-orders
    [[ $output == *"4 rows: 4 accepted"* ]]
    same 3 "$(grep -c '^order: ' <<< "$output")"
    same 4 "$(grep -c '^order_line: ' <<< "$output")"
    same 'refund: id="#1002/refund" order_id="#1002" at=2026-03-02T10:00:00Z amount=20.00 EUR' "$(grep '^refund: ' <<< "$output")"
    [[ $output == *'order: id="#1001" email="ada@example.com" at=2026-03-01T09:00:00Z amount=90.00 EUR discount=10.00 EUR promo_code="EXPO10" status=paid region="DE"'* ]]
    [[ $output == *'order: id="#1003"'*'status=cancelled'* ]]
    same 1 "$(grep -c 'order_id="#1001".*quantity=2$' <<< "$output")"
}

@test "WooCommerce: a guest is no customer 0, attribution columns" {
    out=$(records woocommerce-orders)
    [[ $out == *'order: id="727" email="ada@example.com" utm_source="google" utm_medium="cpc" utm_campaign="brand"'*'amount=59.90 EUR'*'status=paid'* ]]
    [[ $out == *'order: id="728" person_id="14"'*'status=cancelled'* ]]
}

@test "WooCommerce: refunds where the export has them" {
    printf 'Order Number,Order Date,Order Status,Customer User ID,Billing Email,Order Currency,Order Total Amount,Order Refund Amount\n7,2026-03-01,Completed,3,a@k.example,EUR,50.00,20.00\n8,2026-03-02,Completed,3,a@k.example,EUR,9.00,0\n' > woo.csv
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
sources:
  - {name: it, plugin: csv, path: woo.csv, preset: woocommerce-orders}
YAML
    out=$("$GARNER" test it)
    same 'refund: id="7" order_id="7" at=2026-03-01 amount=20.00 EUR' "$(grep '^refund' <<< "$out")"
    same 2 "$(grep -c '^order' <<< "$out")"
}

@test "any list of orders and of refunds" {
    out=$(records generic-orders)
    [[ $out == *'order: id="A-1" email="ada@example.com" campaign="spring-expo" at=2026-03-13 amount=1234.50 EUR status=paid'* ]]
    [[ $out == *'order: id="A-2"'*'status=cancelled'* ]]
    [[ $(records generic-refunds) == *'refund: id="R-1" order_id="A-1" at=2026-03-20 amount=34.50 EUR'* ]]
}
