-- title: Sources
-- help: Per source, what is fresh, what failed and why.
-- parameter: schedules = | | as JSON, what the verb status knows of them: {"SOURCE": {"next": …, "freshness": …}, …}
-- column: source | text | Source
-- column: last_success | text | Last success
-- column: days_ago | integer | Days ago
-- column: freshness | text | Freshness
-- column: next | text | Next pull
-- column: rows | integer | Rows read then
-- column: result | text | Last pull
-- column: quarantined | integer | In quarantine
-- column: message | text | Message
-- column: heading | heading
-- Of every source that was ever pulled or is to be: its last run, its last good one, and its next.
WITH last AS (SELECT source, max(run) AS run FROM runs GROUP BY source),
     good AS (SELECT source, max(run) AS run FROM runs WHERE code = 0 GROUP BY source),
     refused AS (SELECT source, count(*) AS n FROM quarantine GROUP BY source),
     planned AS (SELECT key AS source, value ->> 'next' AS next, value ->> 'freshness' AS freshness
                     FROM json_each(coalesce(nullif(:schedules, ''), '{}'))),
     every AS (SELECT source FROM last UNION SELECT source FROM planned)
SELECT every.source, g.ended_at AS last_success,
       CASE WHEN g.ended_at_ms IS NOT NULL THEN :today - g.ended_at_ms / 86400000 END AS days_ago,
       planned.freshness, planned.next, g.rows_read AS rows,
       CASE WHEN l.run IS NULL THEN NULL WHEN l.ended_at_ms IS NULL THEN 'running' WHEN l.code = 0 THEN 'ok'
            ELSE 'failed' END AS result,
       coalesce(refused.n, 0) AS quarantined, l.message,
       (SELECT count(*) || iif(count(*) = 1, ' message is', ' messages are') || ' not delivered: '
                   || group_concat(kind || ' ' || name || ' to ' || target || ' (' || coalesce(message, '') || ')', '; ')
                   || '; see `garner deliver`'
            FROM (SELECT * FROM deliveries WHERE (state = 'failed' AND slot_ms / 86400000 >= :today - 7)
                      OR (state = 'pending' AND attempts > 0) ORDER BY slot_ms DESC LIMIT 5)
            HAVING count(*) > 0) AS heading
    FROM every LEFT JOIN last ON last.source = every.source LEFT JOIN runs l ON l.run = last.run
    LEFT JOIN good ON good.source = every.source LEFT JOIN runs g ON g.run = good.run
    LEFT JOIN refused ON refused.source = every.source LEFT JOIN planned ON planned.source = every.source
    ORDER BY every.source;
