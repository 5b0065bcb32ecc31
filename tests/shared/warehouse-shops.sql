SELECT 'charges' AS figure, count(*) AS count, NULL AS micros FROM orders WHERE source = 'stripe'
UNION ALL SELECT 'charged', NULL, sum(amount_micros) FROM orders WHERE source = 'stripe'
UNION ALL SELECT 'failed', sum(status_word = 'failed'), NULL FROM orders WHERE source = 'stripe'
UNION ALL SELECT 'paid charges', sum(status = 'paid'), NULL FROM orders WHERE source = 'stripe'
UNION ALL SELECT 'customers by charges', count(*), NULL FROM customers WHERE customer LIKE 'stripe:%'
UNION ALL SELECT 'orders in ' || currency, count(*), NULL FROM orders WHERE source = 'shopify' GROUP BY currency
UNION ALL SELECT 'ordered in ' || currency, NULL, sum(amount_micros) FROM orders WHERE source = 'shopify' GROUP BY currency
