-- The volume guard's history (schema.sql says what it holds).
CREATE TABLE volume (
    source INTEGER NOT NULL,
    scope INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    length INTEGER NOT NULL,
    day INTEGER NOT NULL,
    least INTEGER NOT NULL,
    PRIMARY KEY (source, scope, kind, length, day)
) WITHOUT ROWID;
