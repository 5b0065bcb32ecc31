-- Deals by stage, region and month; what was won.
SELECT 'deals' AS figure, count(*) AS count, NULL AS micros FROM deals
UNION ALL SELECT 'stage ' || stage, count(*), NULL FROM deals GROUP BY stage
UNION ALL SELECT 'won value', NULL, sum(amount_micros) FROM deals WHERE state = 'won'
UNION ALL SELECT 'won in ' || a.region, sum(d.state = 'won'), NULL
    FROM deals d JOIN assignments a ON a.rep_id = d.owner GROUP BY a.region
UNION ALL SELECT 'lost in ' || a.region, sum(d.state = 'lost'), NULL
    FROM deals d JOIN assignments a ON a.rep_id = d.owner GROUP BY a.region
UNION ALL SELECT 'won value in ' || a.region, NULL, sum(iif(d.state = 'won', d.amount_micros, 0))
    FROM deals d JOIN assignments a ON a.rep_id = d.owner GROUP BY a.region
UNION ALL SELECT 'won in ' || substr(closed_day, 1, 7), count(*), NULL FROM deals WHERE state = 'won' GROUP BY 1
UNION ALL SELECT 'without account', sum(account IS NULL), NULL FROM deals
UNION ALL SELECT 'accounts', count(DISTINCT account), NULL FROM deals
UNION ALL SELECT 'products', count(DISTINCT product), NULL FROM deals
UNION ALL SELECT 'of GTX Pro', sum(product = 'GTX Pro'), NULL FROM deals
UNION ALL SELECT 'of GTXPro', sum(product = 'GTXPro'), NULL FROM deals
