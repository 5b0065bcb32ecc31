-- schema.sql - the host's own tables. The fact tables (fact_spend, fact_touch, …) are generated from the record
-- descriptors (facts.c); what follows from facts stands in derived.sql, the public views in views.sql.
--
-- Integers: money in micros, amounts in millionths, days since 1970-01-01, instants in UTC milliseconds. An instant's
-- NAME_day column is 1 where only its day is known.

-- identity_key (32 random bytes: with it identity keys are hashed), identity_stale, credits_stale and references_stale
-- (1 = facts have changed since the refresh), contact_details (1 = they were kept in the last merge), layout (digest of
-- the fact tables, derived.sql and views.sql as installed), paused:SOURCE (digest of the configuration block with which
-- its configuration or credentials failed: the daemon does not pull it while that stands).
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value
) WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cursor BLOB,          -- as the plugin gave it with its last committed window or checkpoint
    lease_pid INTEGER,    -- who is pulling it; NULL = nobody
    lease_host TEXT,
    lease_start INTEGER,  -- start time of that process (tells a recycled number apart)
    lease_until INTEGER
);

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    plugin TEXT,
    version TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,     -- NULL = running, or killed
    code INTEGER,         -- enum garner_code; 0 = ok
    message TEXT,
    rows_read INTEGER NOT NULL DEFAULT 0, -- = accepted + quarantined + skipped
    accepted INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    skips TEXT,           -- {"rule": rows, …}
    bytes INTEGER NOT NULL DEFAULT 0,    -- read, or received over the network
    requests INTEGER NOT NULL DEFAULT 0, -- over the network
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    retry_of INTEGER,     -- the run that failed and is tried again
    from_day INTEGER,     -- the days it was asked for; NULL = as the plugin decides
    to_day INTEGER
);
CREATE INDEX run_source ON run (source, id);

-- More of the last runs of each source (journal.c): what older ones had here is dropped.
CREATE TABLE run_detail (
    run INTEGER PRIMARY KEY,
    cursor_before TEXT, -- the first kilobyte
    cursor_after TEXT,
    log TEXT            -- warnings and what the plugin printed, a line each
);

-- What a run committed, in order; the first thousand.
CREATE TABLE run_window (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    windowed INTEGER NOT NULL, -- 0 = a checkpoint
    scope TEXT,
    from_day INTEGER,          -- both NULL = all of the scope
    to_day INTEGER,
    records INTEGER NOT NULL,  -- brought
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;

CREATE TABLE run_kind (
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- enum garner_record
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (run, kind)
) WITHOUT ROWID;

-- What a window replaces: an account, a file. Every fact that a window brought names its scope.
CREATE TABLE scope (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    name TEXT NOT NULL,
    kinds INTEGER NOT NULL DEFAULT 0, -- bit set of record kinds, of the last window
    digest BLOB,                      -- of its last whole window; NULL once anything else changed one of its rows
    rows INTEGER NOT NULL DEFAULT 0,  -- facts that name it
    min_place INTEGER,                -- first and last day of them (of an instant: UTC)
    max_place INTEGER,
    UNIQUE (source, name)
);

-- How many records windows brought, for the volume guard (volume.c): the last 30 days there were any of, a row a day,
-- scope, kind and length.
CREATE TABLE volume (
    source INTEGER NOT NULL,
    scope INTEGER NOT NULL,  -- scope.id; 0 = the first window of whatever scope
    kind INTEGER NOT NULL,   -- enum garner_record
    length INTEGER NOT NULL, -- days of the window; 0 = everything, -1 = open at one end
    day INTEGER NOT NULL,    -- when it was brought
    least INTEGER NOT NULL,  -- the fewest records one such window brought on that day
    PRIMARY KEY (source, scope, kind, length, day)
) WITHOUT ROWID;

-- What could not be understood; replaced with its scope, replayed by `garner quarantine replay`.
CREATE TABLE quarantine_row (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    scope INTEGER,        -- scope.id or NULL
    file TEXT,
    line INTEGER,
    field TEXT,
    reason TEXT NOT NULL,
    raw TEXT,
    run INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    replayed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX quarantine_row_source ON quarantine_row (source, scope);

-- Every change and deletion of a fact. key: its key columns; old and new: the columns that changed, what is NULL left
-- out (so a column only in new was NULL before, one only in old became NULL). new is NULL where the fact was deleted,
-- and old is then all of it. Words, persons and campaigns stand as their ids.
CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    run INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- enum garner_record
    key TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT
);

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

-- Text that repeats, once. Id 0 is the empty text: a key column's "none".
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- Who, as one record named them: a distinct set of identity keys (16-byte keyed hashes).
CREATE TABLE person_ref (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE, -- of one key: that key; of several: a hash of them all
    kind INTEGER NOT NULL,     -- of one key: 1 native id, 2 e-mail, 3 phone (enum identity_kind); of several: 0
    native BLOB,               -- the keys, where there are several
    email BLOB,
    phone BLOB,
    role INTEGER NOT NULL DEFAULT 0, -- 1 = its e-mail address is a role's (info@…), hashed for its source alone
    person INTEGER NOT NULL    -- its connected component; its own id until the refresh has joined it
);
CREATE INDEX person_ref_person ON person_ref (person) WHERE person <> id;

-- The keys of every person_ref that has several; a ref of one key has it as its hash.
CREATE TABLE identity_edge (
    key BLOB NOT NULL,
    ref INTEGER NOT NULL,  -- person_ref.id
    kind INTEGER NOT NULL, -- enum identity_kind
    PRIMARY KEY (key, ref)
) WITHOUT ROWID;

-- Only with keep_contact_details: true. Normalised.
CREATE TABLE person_detail (
    ref INTEGER PRIMARY KEY, -- person_ref.id
    email TEXT,
    phone TEXT
);

-- A fact that a window took over from another scope, whose file holds it too: print is a hash of its key. Where the new
-- one drops it, it goes back.
CREATE TABLE lent (
    kind INTEGER NOT NULL,
    print BLOB NOT NULL,
    scope INTEGER NOT NULL, -- the scope it goes back to
    PRIMARY KEY (kind, print)
) WITHOUT ROWID;

-- Only while companies are counted (`grain: company`): half of the keyed hash of what stands after the @, unless that is
-- a provider of mailboxes for everyone.
CREATE TABLE company_domain (
    ref INTEGER PRIMARY KEY, -- person_ref.id
    domain INTEGER NOT NULL
);

-- Which campaign, as one source names it. Its identity is (source, native_id) where there is an id; else the folded
-- name, channel and UTM values; else the click id. Everything that is not its identity is as last seen.
CREATE TABLE campaign_ref (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    source INTEGER NOT NULL,
    native_id TEXT,
    name TEXT,
    channel INTEGER,      -- enum garner_channel
    channel_word TEXT,
    utm_source TEXT,
    utm_medium TEXT,
    utm_campaign TEXT,
    click_id TEXT,        -- only where nothing else is known
    defines INTEGER NOT NULL DEFAULT 0 -- 1 = a campaign, spend or claim record uses it; -1 = no record does any more
);
CREATE INDEX campaign_ref_source ON campaign_ref (source);

-- Click ids that came together with a campaign's id or name.
CREATE TABLE click (
    click_id TEXT NOT NULL PRIMARY KEY,
    camp INTEGER NOT NULL -- campaign_ref.id
) WITHOUT ROWID;
