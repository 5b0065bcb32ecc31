-- title: Rows in quarantine, by reason
-- help: How many rows could not be understood for which reason, with the first of each.
-- parameter: source = | | only this source
-- column: source | text | Source
-- column: field | text | Field
-- column: reason | text | Reason
-- column: rows | integer | Rows
-- column: files | integer | Files
-- column: file | text | First in
-- column: line | integer | Line
-- column: raw | text | Row
WITH
refused AS MATERIALIZED (
    SELECT source, file, line, coalesce(field, '') AS field, reason, raw, id
        FROM quarantine
        WHERE :source = '' OR :source IS NULL OR source = :source),

-- A reason without what it quotes from the row, so that "12.13.26" is no date and "13.13.26" is no date are one.
cut (reason, said, rest, inside) AS (
    SELECT DISTINCT reason, '', reason || '"', 0 FROM refused
    UNION ALL
    SELECT reason, said || CASE WHEN inside THEN '"…"' ELSE substr(rest, 1, instr(rest, '"') - 1) END,
           substr(rest, instr(rest, '"') + 1), NOT inside
        FROM cut WHERE rest <> ''),
kind AS MATERIALIZED (SELECT reason, said FROM cut WHERE rest = ''),

grouped AS (
    SELECT r.*, k.said, count(*) OVER g AS rows, min(r.reason) OVER g = max(r.reason) OVER g AS same,
           row_number() OVER (g ORDER BY r.file, r.line, r.id) AS place,
           dense_rank() OVER (g ORDER BY r.file) + dense_rank() OVER (g ORDER BY r.file DESC) - 1 AS files
        FROM refused r JOIN kind k ON k.reason = r.reason
        WINDOW g AS (PARTITION BY r.source, r.field, k.said))

SELECT source, field, iif(same, reason, said) AS reason, rows, files, file, line, raw
    FROM grouped
    WHERE place = 1
    ORDER BY source, rows DESC, field, said;
