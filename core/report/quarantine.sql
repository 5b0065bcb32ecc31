-- title: Rows in quarantine
-- help: Rows that could not be understood, as they came, and why.
-- parameter: source = | | only this source
-- column: source | text | Source
-- column: file | text | File
-- column: line | integer | Line
-- column: field | text | Field
-- column: reason | text | Reason
-- column: raw | text | Row
SELECT source, file, line, field, reason, raw
    FROM quarantine
    WHERE :source = '' OR :source IS NULL OR source = :source
    ORDER BY source, file, line, reason;
