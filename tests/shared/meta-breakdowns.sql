-- Whatever an account is broken down by.
SELECT source || ' spend in ' || currency AS figure, NULL AS count, sum(spend_micros) AS micros
    FROM campaign_daily GROUP BY source, currency
UNION ALL SELECT source || ' impressions', sum(impressions), NULL FROM campaign_daily GROUP BY source
UNION ALL SELECT source || ' from ' || min(day), count(DISTINCT day), NULL FROM campaign_daily GROUP BY source
