-- title: Pulls
-- help: What was pulled when, and what came of it.
-- parameter: source = | | only this source
-- parameter: most = 50 | | how many, the latest
-- column: run | integer | Run
-- column: source | text | Source
-- column: started_at | text | Started
-- column: seconds | decimal | Seconds
-- column: result | text | Result
-- column: rows_read | integer | Rows read
-- column: accepted | integer | Accepted
-- column: quarantined | integer | Quarantined
-- column: skipped | integer | Skipped
-- column: inserted | integer | New
-- column: updated | integer | Changed
-- column: deleted | integer | Deleted
-- column: unchanged | integer | As before
-- column: message | text | Message
SELECT run, source, started_at, round((ended_at_ms - started_at_ms) / 1000.0, 1) AS seconds,
       CASE WHEN ended_at_ms IS NULL THEN 'running' WHEN code = 0 THEN 'ok' ELSE 'failed' END AS result,
       rows_read, accepted, quarantined, skipped, inserted, updated, deleted, unchanged, message
    FROM (SELECT * FROM runs WHERE :source = '' OR :source IS NULL OR source = :source ORDER BY run DESC
              LIMIT CAST(:most AS INTEGER))
    ORDER BY run;
