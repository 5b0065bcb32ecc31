-- 002.sql - what a run was asked for, and its details.
ALTER TABLE run ADD COLUMN retry_of INTEGER;
ALTER TABLE run ADD COLUMN from_day INTEGER;
ALTER TABLE run ADD COLUMN to_day INTEGER;
CREATE TABLE run_detail (
    run INTEGER PRIMARY KEY,
    cursor_before TEXT,
    cursor_after TEXT,
    log TEXT
);
CREATE TABLE run_window (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    windowed INTEGER NOT NULL,
    scope TEXT,
    from_day INTEGER,
    to_day INTEGER,
    records INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE run_kind (
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (run, kind)
) WITHOUT ROWID;
