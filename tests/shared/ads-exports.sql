-- By source: spend and impressions by days, campaigns, conversions of every action that is one.
SELECT source || ' spend in ' || currency AS figure, NULL AS count, sum(spend_micros) AS micros
    FROM campaign_daily GROUP BY source, currency
UNION ALL SELECT source || ' impressions', sum(impressions), NULL FROM campaign_daily GROUP BY source
UNION ALL SELECT source || ' campaigns', count(DISTINCT campaign_key), NULL FROM spends GROUP BY source
UNION ALL SELECT source || ' conversions', NULL, sum(conversions_millionths) FROM claims
    WHERE source LIKE 'google-%' OR lower(action) LIKE '%checkout%' OR lower(action) LIKE '%purchase%' GROUP BY source
UNION ALL SELECT source || ' clicks', sum(clicks), NULL FROM spends WHERE source = 'google-gbp' GROUP BY source
UNION ALL SELECT source || ' from ' || min(day), count(DISTINCT day), NULL FROM campaign_daily GROUP BY source
UNION ALL SELECT 'meta-chat spend until ' || until_day, NULL, sum(amount_micros) FROM spends
    WHERE source = 'meta-chat' GROUP BY until_day
UNION ALL SELECT 'meta-chat impressions until ' || until_day, sum(impressions), NULL FROM spends
    WHERE source = 'meta-chat' GROUP BY until_day
UNION ALL SELECT 'meta-chat conversions until ' || until_day, NULL, sum(conversions_millionths) FROM claims
    WHERE source = 'meta-chat' AND lower(action) LIKE '%checkout%' GROUP BY until_day
UNION ALL SELECT 'meta-purchase cost per purchase', NULL, CAST(round(1.0 * s.micros / c.purchases) AS INTEGER)
    FROM (SELECT sum(spend_micros) AS micros FROM campaign_daily WHERE source = 'meta-purchase') s,
         (SELECT sum(conversions) AS purchases FROM claims
              WHERE source = 'meta-purchase' AND lower(action) LIKE '%purchase%') c
UNION ALL SELECT 'campaigns with a Greek name', count(*), NULL FROM campaigns WHERE campaign LIKE '%Οδοντικ%'
UNION ALL SELECT 'campaigns called i-smile.gr', count(*), NULL FROM campaigns WHERE campaign = 'i-smile.gr'
