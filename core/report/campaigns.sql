-- title: Campaigns
-- help: Every campaign, and the names its sources have for it.
-- column: campaign | text | Campaign
-- column: channel | text | Channel
-- column: source | text | Source
-- column: known_as | text | Known there as
-- column: joined_by | text | Joined by
SELECT campaign, (SELECT channel FROM campaigns c WHERE c.campaign_key = n.campaign_key) AS channel, source,
       coalesce(CASE WHEN native_id IS NOT NULL AND name IS NOT NULL THEN name || ' (' || native_id || ')' END, name,
                native_id, utm_campaign, utm_source || coalesce(' / ' || utm_medium, ''), channel) AS known_as,
       CASE how WHEN 'alias' THEN 'configuration' WHEN 'id' THEN 'its id' WHEN 'match' THEN 'name and channel'
                WHEN 'click' THEN 'click id' ELSE 'nothing: a campaign of its own' END AS joined_by
    FROM campaign_names n
    ORDER BY campaign, campaign_key, source, known_as;
