-- title: Campaigns whose halves have not met
-- help: Spend that met no customer side, and customers of campaigns that nobody paid for; candidates for an alias.
-- column: campaign | text | Campaign
-- column: channel | text | Channel
-- column: problem | text | What is missing
-- column: spend | text | Spend
-- column: customers | decimal | Customers
-- column: candidates | text | Candidates
SELECT campaign, channel,
       CASE problem WHEN 'no response' THEN 'no touch, lead or order names it' ELSE 'no spend names it' END AS problem,
       CASE WHEN spend_micros IS NOT NULL THEN printf('%.2f %s', spend, currency) END AS spend,
       round(customers, 2) AS customers, candidates
    FROM campaigns_unmatched;
