-- 006.sql - rows that several files hold. From schema 5.

-- A fact that a window took over from another scope, whose file holds it too: print is a hash of its key. Where the new
-- one drops it, it goes back.
CREATE TABLE lent (
    kind INTEGER NOT NULL,
    print BLOB NOT NULL,
    scope INTEGER NOT NULL, -- the scope it goes back to
    PRIMARY KEY (kind, print)
) WITHOUT ROWID;
