-- Leads, and customers, by origin; customers by month; lag in days.
SELECT 'leads' AS figure, count(*) AS count, NULL AS micros FROM leads
UNION ALL SELECT 'won deals', count(*), NULL FROM deals WHERE state = 'won'
UNION ALL SELECT 'customers', count(*), NULL FROM customers WHERE status = 'new'
UNION ALL SELECT 'sellers', count(*), NULL FROM contacts
UNION ALL SELECT 'leads of ' || coalesce(campaign, '(empty)'), count(*), NULL FROM leads GROUP BY campaign
UNION ALL SELECT 'won of ' || coalesce(l.campaign, '(empty)'), count(c.customer), NULL
    FROM leads l LEFT JOIN customers c ON c.person = l.person GROUP BY l.campaign
UNION ALL SELECT 'won in ' || substr(day, 1, 7), count(*), NULL FROM customers GROUP BY 1
UNION ALL SELECT 'lag, mean', NULL, CAST(round(avg(c.day_number - l.day_number), 4) * 1000000 AS INTEGER)
    FROM customers c JOIN leads l ON l.person = c.person
UNION ALL SELECT 'lag, longest', max(c.day_number - l.day_number), NULL FROM customers c JOIN leads l ON l.person = c.person
UNION ALL SELECT 'lag, shortest', min(c.day_number - l.day_number), NULL FROM customers c JOIN leads l ON l.person = c.person
UNION ALL SELECT 'lag, median', max(lag), NULL FROM
    (SELECT lag, row_number() OVER (ORDER BY lag) AS n FROM
        (SELECT c.day_number - l.day_number AS lag FROM customers c JOIN leads l ON l.person = c.person)) WHERE n IN (421, 422)
UNION ALL SELECT 'won before the first contact', sum(c.day_number < l.day_number), NULL
    FROM customers c JOIN leads l ON l.person = c.person
UNION ALL SELECT 'of these by a late lead', sum(c.how = 'late_lead'), NULL
    FROM customers c JOIN leads l ON l.person = c.person WHERE c.day_number < l.day_number
UNION ALL SELECT 'declared monthly revenue', NULL, sum(amount_micros) FROM deals
UNION ALL SELECT 'revenue of customers', NULL, sum(revenue_micros) FROM customers
