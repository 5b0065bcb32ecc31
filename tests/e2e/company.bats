#!/usr/bin/env bats
# `grain: company`: the touches of everybody in a company lead to one customer, the company.
load helper

begin() { # begin CUSTOMER: a CRM with accounts and deals, and leads from elsewhere
    cat > contacts.csv <<'CSV'
Id,Mail,Account
c1,anna@acme.example,A1
c2,bert@acme.example,A1
c3,carl@gmail.com,A2
c4,dora@gmail.com,A3
CSV
    cat > accounts.csv <<'CSV'
Id,Site
A1,https://www.acme.example/de
A2,kiosk.example
A3,
CSV
    cat > leads.csv <<'CSV'
Id,Mail,Company,Created,Campaign
1,anna@acme.example,,2026-01-05,search
2,BERT+fair@ACME.example,,2026-02-01,fair
3,info@kiosk.example,,2026-02-02,fair
4,dora@gmail.com,n/a,2026-02-03,fair
5,emil@gmail.com,n/a,2026-02-03,search
6,frida@web.de,Frida GmbH,2026-02-03,search
7,gustav@web.de,Frida GmbH,2026-02-04,fair
CSV
    cat > deals.csv <<'CSV'
Id,Contact,Account,Amount,Created,Closed,State
d1,c2,,1000,2026-02-10,2026-03-01,won
d2,,A1,500,2026-02-11,2026-03-05,won
d3,,A2,200,2026-02-12,2026-03-06,won
d4,c4,,50,2026-02-13,2026-03-07,won
CSV
    cat > garner.yaml <<YAML
store: garner.db
currency: EUR
timezone: Europe/Berlin
customer: $1
history: complete
sources:
  - name: crm
    plugin: csv
    path: contacts.csv
    map:
      contact: {id: "{Id}", email: "{Mail}", account: "{Account}"}
  - name: accounts
    plugin: csv
    path: accounts.csv
    map:
      account: {id: "{Id}", domain: "{Site}"}
  - name: leads
    plugin: csv
    path: leads.csv
    map:
      lead: {id: "{Id}", email: "{Mail}", account: "{Company}", created_at: "{Created}", campaign: "{Campaign}"}
  - name: deals
    plugin: csv
    path: deals.csv
    map:
      deal: {id: "{Id}", person_id: "{Contact}", account: "{Account}", amount: "{Amount}", created_at: "{Created}", closed_at: "{Closed}", state: "{State}"}
YAML
    # A CRM: its lists know one another's ids.
    sed -i '/name: leads/!s/^  - name: .*/&\n    identity: hub/' garner.yaml
}

firsts() {
    query "SELECT count(*), sum(first) FROM leads"
}

@test "leads of one account or one company's mailboxes are one; providers and n/a join nobody" {
    begin "{rule: won_deal, grain: company}"
    "$GARNER" pull
    # anna, bert and their company; the kiosk; dora; emil; Frida GmbH
    same "7	5" "$(firsts)"
    sed -i 's/grain: company/grain: person/' garner.yaml
    "$GARNER" pull
    same "7	7" "$(firsts)"
}

@test "grain company from the day it is asked for: a full pull" {
    begin won_deal
    "$GARNER" pull
    same "7	7" "$(firsts)"
    sed -i 's/won_deal/{rule: won_deal, grain: company}/' garner.yaml
    "$GARNER" pull --full
    same "7	5" "$(firsts)"
}

@test "a won deal makes its account a customer; everybody's touches count" {
    begin "{rule: won_deal, grain: company}"
    "$GARNER" pull
    # acme by two deals, the kiosk by its account's mailboxes, dora
    same "2	2026-03-01	1000	search	fair
1	2026-03-06	200	fair	fair
1	2026-03-07	50	fair	fair" "$(query "SELECT touches, date(at), CAST(revenue AS INTEGER), first_campaign, last_campaign FROM customers ORDER BY at")"
    # One by one: anna came by search, but bert signed; the second deal of acme and the kiosk's name nobody.
    sed -i 's/grain: company/grain: person/' garner.yaml
    "$GARNER" pull
    same 4 "$(query "SELECT count(*) FROM customers")"
    same 0 "$(query "SELECT count(*) FROM customers WHERE first_campaign = 'search'")"
}
