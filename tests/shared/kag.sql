-- By campaign: ads, impressions, clicks, spend, what the platform claims, and what one claim cost.
WITH s AS (SELECT campaign, count(*) AS ads, sum(impressions) AS impressions, sum(clicks) AS clicks,
                  sum(amount_micros) AS micros FROM spends GROUP BY 1),
     c AS (SELECT campaign, sum(iif(action = 'conversion', conversions_millionths, 0)) / 1000000 AS conversions,
                  sum(iif(action = 'approved', conversions_millionths, 0)) / 1000000 AS approved FROM claims GROUP BY 1)
SELECT campaign || ' ads' AS figure, ads AS count, NULL AS micros FROM s
UNION ALL SELECT campaign || ' impressions', impressions, NULL FROM s
UNION ALL SELECT campaign || ' clicks', clicks, NULL FROM s
UNION ALL SELECT campaign || ' spend', NULL, micros FROM s
UNION ALL SELECT campaign || ' spend by days', NULL, sum(spend_micros) FROM campaign_daily GROUP BY campaign
UNION ALL SELECT campaign || ' conversions', conversions, NULL FROM c
UNION ALL SELECT campaign || ' approved', approved, NULL FROM c
UNION ALL SELECT s.campaign || ' cost per approved', NULL, CAST(round(1.0 * s.micros / c.approved) AS INTEGER)
    FROM s JOIN c ON c.campaign = s.campaign
UNION ALL SELECT 'days from ' || min(day), count(DISTINCT day), NULL FROM campaign_daily
UNION ALL SELECT 'ads without clicks and spend', sum(clicks = 0 AND amount_micros = 0), NULL FROM spends
UNION ALL SELECT 'of these with conversions', count(*), NULL FROM spends s WHERE clicks = 0 AND amount_micros = 0
    AND EXISTS (SELECT 1 FROM claims c WHERE c.breakdown = s.breakdown AND c.action = 'conversion' AND c.conversions > 0)
