-- A line's amount is the price of one piece (see the configuration).
SELECT 'invoices' AS figure, count(*) AS count, NULL AS micros FROM orders
UNION ALL SELECT 'cancelled', sum(status = 'cancelled'), NULL FROM orders
UNION ALL SELECT 'customers named', count(DISTINCT person), NULL FROM orders
UNION ALL SELECT 'invoices without a customer', sum(person IS NULL), NULL FROM orders
UNION ALL SELECT 'lines', count(*), NULL FROM order_lines
UNION ALL SELECT 'lines that repeat another', sum(n - 1), NULL
    FROM (SELECT count(*) AS n FROM order_lines GROUP BY order_id, product_id, product, quantity, amount_micros)
UNION ALL SELECT 'net', NULL, sum(quantity_millionths * amount_micros / 1000000) FROM order_lines
UNION ALL SELECT 'without cancellations', NULL, sum(iif(order_id LIKE 'C%', 0, quantity_millionths * amount_micros / 1000000))
    FROM order_lines
UNION ALL SELECT 'first day ' || min(day), count(*), NULL FROM orders WHERE day = (SELECT min(day) FROM orders)
UNION ALL SELECT 'customers', count(person), NULL FROM customers
