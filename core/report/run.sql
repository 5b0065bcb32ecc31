-- title: One pull
-- help: Everything the store keeps of one run.
-- parameter: run = | NUMBER | its number, as `garner runs` lists it
-- column: part | text | Part
-- column: what | text | What
-- column: value | text | Value
WITH r AS (SELECT * FROM runs WHERE run = :run),
     d AS (SELECT * FROM run_details WHERE run = :run),
     rows_of(o, part, what, value) AS (
         SELECT 10, 'run', 'run', run FROM r
         UNION ALL SELECT 11, 'run', 'source', source FROM r
         UNION ALL SELECT 12, 'run', 'plugin', plugin || ' ' || version FROM r WHERE plugin <> ''
         UNION ALL SELECT 13, 'run', 'started', started_at FROM r
         UNION ALL SELECT 14, 'run', 'ended', ended_at FROM r
         UNION ALL SELECT 15, 'run', 'seconds', round((ended_at_ms - started_at_ms) / 1000.0, 3) FROM r
         UNION ALL SELECT 16, 'run', 'outcome', CASE WHEN ended_at_ms IS NULL THEN 'running' WHEN code = 0 THEN 'ok'
                                                     ELSE 'failed' END FROM r
         UNION ALL SELECT 17, 'run', 'class', class FROM r
         UNION ALL SELECT 18, 'run', 'message', message FROM r WHERE code <> 0
         UNION ALL SELECT 19, 'run', 'advice', advice FROM r
         UNION ALL SELECT 20, 'run', 'retry of run', retry_of FROM r
         UNION ALL SELECT 21, 'run', 'retried by run', run FROM runs WHERE retry_of = :run
         UNION ALL SELECT 22, 'run', 'asked from', from_day FROM r
         UNION ALL SELECT 23, 'run', 'asked to', to_day FROM r
         UNION ALL SELECT 30, 'rows', 'read', rows_read FROM r
         UNION ALL SELECT 31, 'rows', 'accepted', accepted FROM r
         UNION ALL SELECT 32, 'rows', 'quarantined', quarantined FROM r
         UNION ALL SELECT 33, 'rows', 'skipped', skipped FROM r
         UNION ALL SELECT 34, 'rows', 'skipped: ' || j.key, j.value FROM r, json_each(r.skips) j
         UNION ALL SELECT 35, 'rows', 'bytes', nullif(bytes, 0) FROM r
         UNION ALL SELECT 36, 'rows', 'requests', nullif(requests, 0) FROM r
         UNION ALL SELECT 40, 'records', 'new', inserted FROM r
         UNION ALL SELECT 41, 'records', 'changed', updated FROM r
         UNION ALL SELECT 42, 'records', 'removed', deleted FROM r
         UNION ALL SELECT 43, 'records', 'as before', unchanged FROM r
         UNION ALL SELECT 44, 'records', 'repeated', repeated FROM r
         UNION ALL SELECT 50, 'by kind', kind, inserted || ' new, ' || updated || ' changed, ' || deleted || ' removed'
             FROM run_records WHERE run = :run
         UNION ALL SELECT 60 + number, CASE WHEN windowed THEN 'window' ELSE 'checkpoint' END,
                          coalesce(nullif(scope, ''), 'all of the source')
                              || coalesce(' from ' || from_day, '') || coalesce(' to ' || to_day, ''),
                          records || ' records: ' || inserted || ' new, ' || updated || ' changed, ' || deleted
                              || ' removed; ' || quarantined || ' rows quarantined'
             FROM run_windows WHERE run = :run
         UNION ALL SELECT 2000, 'quarantine', coalesce(file || coalesce(':' || line, ''), '') , reason
             FROM (SELECT * FROM quarantine WHERE run = :run ORDER BY id LIMIT 10)
         UNION ALL SELECT 2001, 'cursor', 'before', replace(rtrim(cursor_before, char(10)), char(10), ' | ') FROM d
         UNION ALL SELECT 2002, 'cursor', 'after', replace(rtrim(cursor_after, char(10)), char(10), ' | ') FROM d
         UNION ALL SELECT 2003, 'log', NULL, replace(rtrim(log, char(10)), char(10), ' | ') FROM d)
SELECT part, what, CAST(value AS TEXT) AS value FROM rows_of WHERE value IS NOT NULL AND value <> '' ORDER BY o;
