-- title: Sources
-- help: Per source, what is fresh, what failed and why.
-- column: source | text | Source
-- column: last_success | text | Last success
-- column: days_ago | integer | Days ago
-- column: rows | integer | Rows read then
-- column: result | text | Last pull
-- column: quarantined | integer | In quarantine
-- column: message | text | Message
-- Of every source that was ever pulled: its last run, and its last good one.
WITH last AS (SELECT source, max(run) AS run FROM runs GROUP BY source),
     good AS (SELECT source, max(run) AS run FROM runs WHERE code = 0 GROUP BY source),
     refused AS (SELECT source, count(*) AS n FROM quarantine GROUP BY source)
SELECT l.source, g.ended_at AS last_success,
       CASE WHEN g.ended_at_ms IS NOT NULL THEN :today - g.ended_at_ms / 86400000 END AS days_ago,
       g.rows_read AS rows,
       CASE WHEN l.ended_at_ms IS NULL THEN 'running' WHEN l.code = 0 THEN 'ok' ELSE 'failed' END AS result,
       coalesce(refused.n, 0) AS quarantined, l.message
    FROM last JOIN runs l ON l.run = last.run
    LEFT JOIN good ON good.source = last.source LEFT JOIN runs g ON g.run = good.run
    LEFT JOIN refused ON refused.source = last.source
    ORDER BY l.source;
