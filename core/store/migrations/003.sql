-- 003.sql - messages to people, and what has been told. From schema 2.

-- What people are told: a row for each message to each target. id is a hash of kind, name, slot and target, and goes with
-- the message, so that one that arrives twice can be told. What a report says is made when it is sent; an alert has its
-- words here.
CREATE TABLE delivery (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,   -- report, failure, recovery, stale, threshold or test
    name TEXT NOT NULL,   -- of the delivery; of an alert: the source, or the threshold and its row
    slot INTEGER NOT NULL,
    target TEXT NOT NULL,
    state TEXT NOT NULL,  -- pending, sending, sent or failed
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, -- not to be sent before
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    code INTEGER,         -- why the last attempt failed: enum garner_code
    message TEXT,
    title TEXT,           -- of an alert
    body TEXT,
    json TEXT,
    lease_pid INTEGER,    -- who is sending it, as in source
    lease_host TEXT,
    lease_start INTEGER,
    lease_until INTEGER
) WITHOUT ROWID;
CREATE INDEX delivery_open ON delivery (due_at) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_created ON delivery (created_at);

-- The last slot of each scheduled delivery that was seen to: sent, or counted from.
CREATE TABLE delivery_slot (
    name TEXT NOT NULL PRIMARY KEY,
    schedule TEXT NOT NULL, -- with its zone; another one begins anew
    slot INTEGER NOT NULL
) WITHOUT ROWID;

-- What is wrong and has been told: of each target, kind (failure, stale, threshold) and subject.
CREATE TABLE alert (
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    since INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (target, kind, subject)
) WITHOUT ROWID;
