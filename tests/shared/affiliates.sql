-- By affiliate: players, those of them who paid in, and what; every transaction, and those before the player registered.
WITH paid AS (SELECT person, count(*) AS n, sum(amount_micros) AS micros FROM orders GROUP BY person)
SELECT l.campaign_key || ' players' AS figure, count(*) AS count, NULL AS micros FROM leads l GROUP BY l.campaign_key
UNION ALL SELECT l.campaign_key || ' depositing', count(*), NULL FROM leads l JOIN paid p ON p.person = l.person GROUP BY 1
UNION ALL SELECT l.campaign_key || ' deposits', NULL, sum(p.micros) FROM leads l JOIN paid p ON p.person = l.person GROUP BY 1
UNION ALL SELECT 'transactions', count(*), NULL FROM activities
UNION ALL SELECT 'transactions before registration', count(*), NULL
    FROM activities a JOIN leads l ON l.person = a.person WHERE a.day < l.day
UNION ALL SELECT 'customers', count(*), NULL FROM customers
UNION ALL SELECT 'customers credited', NULL, CAST(round(total(linear) * 1e6) AS INTEGER) FROM credits WHERE is_first
