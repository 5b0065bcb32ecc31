SELECT source || ' spend in ' || currency AS figure, NULL AS count, sum(spend_micros) AS micros
    FROM campaign_daily WHERE spend_micros IS NOT NULL GROUP BY source, currency
UNION ALL SELECT source || ' clicks', sum(clicks), NULL FROM spends GROUP BY source
UNION ALL SELECT source || ' impressions', sum(impressions), NULL FROM campaign_daily GROUP BY source
UNION ALL SELECT source || ' campaigns', count(DISTINCT campaign_key), NULL FROM campaign_daily GROUP BY source
UNION ALL SELECT source || ' spend of ' || campaign, NULL, sum(spend_micros)
    FROM campaign_daily WHERE source <> 'google' AND spend_micros IS NOT NULL GROUP BY source, campaign
UNION ALL SELECT source || ' clicks of ' || campaign, sum(clicks), NULL FROM campaign_daily WHERE source = 'linkedin'
    GROUP BY source, campaign
