SELECT 'deals' AS figure, count(*) AS count, NULL AS micros FROM deals
UNION ALL SELECT 'deals with an amount', count(amount_micros), NULL FROM deals
UNION ALL SELECT 'open deals', sum(state = 'open'), NULL FROM deals
UNION ALL SELECT 'contacts', count(*), NULL FROM contacts
UNION ALL SELECT 'customers', count(*), NULL FROM customers
