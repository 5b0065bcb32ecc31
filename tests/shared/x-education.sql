-- Leads, and converted ones, by source as written; the two spellings of Google are one campaign.
SELECT 'leads' AS figure, count(*) AS count, NULL AS micros FROM leads
UNION ALL SELECT 'converted', sum(status = 'converted'), NULL FROM leads
UNION ALL SELECT 'customers', count(*), NULL FROM customers
UNION ALL SELECT 'leads of ' || coalesce(self_reported_source, '(empty)'), count(*), NULL FROM leads
    GROUP BY self_reported_source HAVING count(*) > 130 OR self_reported_source IS NULL OR self_reported_source = 'google'
UNION ALL SELECT 'converted of ' || coalesce(self_reported_source, '(empty)'), sum(status = 'converted'), NULL FROM leads
    GROUP BY self_reported_source HAVING count(*) > 130 OR self_reported_source IS NULL OR self_reported_source = 'google'
UNION ALL SELECT 'leads of the campaign google', count(*), NULL FROM leads WHERE lower(campaign) = 'google'
UNION ALL SELECT 'campaigns called google', count(DISTINCT campaign_key), NULL FROM leads WHERE lower(campaign) = 'google'
