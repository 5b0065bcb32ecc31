-- Every table's rows, and what joins them.
SELECT 'leads' AS figure, count(*) AS count, NULL AS micros FROM leads
UNION ALL SELECT 'contacts', count(*), NULL FROM contacts
UNION ALL SELECT 'activities', count(*), NULL FROM activities
UNION ALL SELECT 'opportunities', count(*), NULL FROM deals
UNION ALL SELECT 'sales', count(*), NULL FROM orders
UNION ALL SELECT 'lines', count(*), NULL FROM order_lines
UNION ALL SELECT 'lines of sales', count(*), NULL FROM order_lines l JOIN orders o ON o.id = l.order_id
UNION ALL SELECT 'leads of ' || campaign, count(*), NULL FROM leads GROUP BY campaign
UNION ALL SELECT 'persons with leads', count(DISTINCT person), NULL FROM leads
UNION ALL SELECT 'customers', count(*), NULL FROM customers
UNION ALL SELECT 'customers with leads', count(DISTINCT l.person), NULL
    FROM leads l JOIN customers c ON c.person = l.person
UNION ALL SELECT 'sales ' || status_word || ', read as ' || status, count(*), NULL FROM orders GROUP BY status_word, status
UNION ALL SELECT 'opportunities ' || state, count(*), NULL FROM deals GROUP BY state
UNION ALL SELECT 'won value', NULL, sum(amount_micros) FROM deals WHERE state = 'won'
