SELECT 'days' AS figure, count(DISTINCT day) AS count, NULL AS micros FROM rates
UNION ALL SELECT 'from ' || min(day) || ' to ' || max(day), count(DISTINCT day), NULL FROM rates
UNION ALL SELECT 'IDR on a Saturday', NULL, rate_millionths
    FROM (SELECT rate_millionths FROM rates WHERE currency = 'IDR' AND day <= '2026-01-24' ORDER BY day DESC LIMIT 1)
UNION ALL SELECT 'IDR of 2025-10-24', NULL, rate_millionths FROM rates
    WHERE currency = 'IDR' AND day = '2025-10-24'
UNION ALL SELECT 'rates of weekends', count(*), NULL FROM rates WHERE strftime('%w', day) IN ('0', '6')
UNION ALL SELECT 'campaign spend in EUR', NULL, CAST(round(1549273 / rate, 4) * 1000000 AS INTEGER) FROM rates
    WHERE currency = 'IDR' AND day = '2025-10-24'
UNION ALL SELECT 'campaign spend in USD', NULL, CAST(round(1549273 / i.rate * u.rate, 4) * 1000000 AS INTEGER)
    FROM rates i, rates u WHERE i.currency = 'IDR' AND u.currency = 'USD' AND i.day = '2025-10-24' AND u.day = i.day
