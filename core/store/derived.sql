-- derived.sql - what store_refresh makes out of facts and configuration: nothing here is a source of anything, and all
-- of it may be dropped. Run when a store is created and whenever this file changes; the next refresh fills it.
--
-- Integers: money in micros, days since 1970-01-01, instants in UTC milliseconds, weights in units of 1e-15.

DROP TABLE IF EXISTS term;
DROP TABLE IF EXISTS zone_shift;
DROP TABLE IF EXISTS calendar;
DROP TABLE IF EXISTS campaign;
DROP TABLE IF EXISTS campaign_map;
DROP TABLE IF EXISTS campaign_word;
DROP TABLE IF EXISTS touch_use;
DROP TABLE IF EXISTS spend_day;
DROP TABLE IF EXISTS conversion;
DROP TABLE IF EXISTS credit;
DELETE FROM meta WHERE name = 'refreshed';

-- The words of every enumeration: term('channel', 2) = 'paid_search'.
CREATE TABLE term (
    list TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (list, number)
) WITHOUT ROWID;

-- The configured time zone as far as instants reach: from from_ms on, local time is UTC + shift_ms. shift_ms counts
-- from 0001-01-01 (719162 days before 1970), so that dividing by 86400000 rounds down on either side of 1970.
CREATE TABLE zone_shift (
    from_ms INTEGER PRIMARY KEY,
    shift_ms INTEGER NOT NULL
);
INSERT INTO zone_shift VALUES (-9000000000000000, 62135596800000);

-- Every day from 1990 to 2069, so that nobody computes with dates in SQL. week is ISO 8601's.
CREATE TABLE calendar (
    day INTEGER PRIMARY KEY,
    date TEXT NOT NULL,    -- 2026-03-10
    week TEXT NOT NULL,    -- 2026-W11
    month TEXT NOT NULL,   -- 2026-03
    quarter TEXT NOT NULL, -- 2026-Q1
    year INTEGER NOT NULL,
    weekday INTEGER NOT NULL -- 1 = Monday
);

-- One campaign, whatever its sources call it. key is stable: the alias of the configuration, or SOURCE:ID, or the name.
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    channel INTEGER NOT NULL,           -- enum garner_channel
    unpaid INTEGER NOT NULL,            -- 1 = its channel buys no media
    kind TEXT,
    audience INTEGER,                   -- enum garner_audience
    brand INTEGER,                      -- enum garner_flag
    segment TEXT,
    region TEXT,
    status TEXT,
    starts_on INTEGER,
    ends_on INTEGER,
    no_cost INTEGER NOT NULL,           -- 1 = the configuration says that it costs nothing
    aliased INTEGER NOT NULL,           -- 1 = the configuration names it
    has_cost INTEGER NOT NULL,          -- 1 = a campaign, spend or claim record means it
    has_response INTEGER NOT NULL       -- 1 = a touch, lead, deal or order means it
);

-- Which campaign a reference means, by the day of the fact that holds it.
CREATE TABLE campaign_map (
    ref INTEGER NOT NULL,       -- campaign_ref.id
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    how TEXT NOT NULL,          -- alias, id, click, match (a name that fits exactly one), name (a campaign of its own)
    PRIMARY KEY (ref, from_day)
) WITHOUT ROWID;

-- The words of campaigns' names, for candidates.
CREATE TABLE campaign_word (
    word TEXT NOT NULL,
    campaign INTEGER NOT NULL,
    PRIMARY KEY (word, campaign)
) WITHOUT ROWID;

-- References that define a campaign and that touches use too.
CREATE TABLE touch_use (
    ref INTEGER PRIMARY KEY
);

-- Spend at campaign grain: of a campaign's day those rows that have no breakdown; where there is none, those of one set
-- of dimensions (spend.c).
CREATE TABLE spend_day (
    campaign INTEGER NOT NULL,
    day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,         -- after day where the amount is of a period
    cost_type INTEGER NOT NULL,         -- enum garner_cost_type; unspecified is media
    currency TEXT NOT NULL,             -- '' where no amount is known
    source INTEGER NOT NULL,
    amount INTEGER,                     -- NULL = unknown, which is not 0
    impressions INTEGER,
    clicks INTEGER,
    PRIMARY KEY (campaign, day, until_day, cost_type, currency, source)
) STRICT, WITHOUT ROWID;

-- What makes a person a customer, by the configured rule; the first of a person is the new customer.
CREATE TABLE conversion (
    id INTEGER PRIMARY KEY,             -- in the order of at, key
    key TEXT NOT NULL UNIQUE,           -- SOURCE:KIND:RECORD
    kind INTEGER NOT NULL,              -- enum garner_record: lead, deal or order
    person INTEGER,                     -- person_ref.person; below 0: an account, where nobody is named; NULL: unknown
    at INTEGER NOT NULL,
    at_day INTEGER NOT NULL,            -- 1 = only the day is known
    day INTEGER NOT NULL,               -- local
    anchor INTEGER,                     -- instant of the lead's creation, else of the deal's
    revenue INTEGER,                    -- net of refunds
    currency TEXT,
    first INTEGER NOT NULL,
    status TEXT NOT NULL,               -- new; known (a customer before the data begins); unsure (perhaps one)
    region TEXT,
    segment TEXT,
    how TEXT NOT NULL,                  -- who it is: person, deal_contact, lead, account, none; late_lead: credited to
                                        -- a lead that is dated after it
    touches INTEGER NOT NULL,           -- in its journey
    lost_to_lookback INTEGER NOT NULL   -- 1 = there were touches, all before the lookback
) STRICT;
CREATE INDEX conversion_person ON conversion (person);

-- What each touch of a conversion's journey earned, model by model. A conversion without a journey has one row, with
-- ordinal 0 and campaign NULL, so that every model's weights sum to the number of conversions.
CREATE TABLE credit (
    conversion INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    campaign INTEGER,
    touch_at INTEGER,
    touch_day_only INTEGER,             -- 1 = only the day is known
    touch_day INTEGER,                  -- local
    channel INTEGER,                    -- enum garner_channel
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    last_non_direct INTEGER NOT NULL,
    linear INTEGER NOT NULL,
    position INTEGER NOT NULL,
    decay INTEGER NOT NULL,
    w_shaped INTEGER NOT NULL,
    PRIMARY KEY (conversion, ordinal)
) STRICT, WITHOUT ROWID;

-- to_currency looks for the latest rate of a pair of currencies.
CREATE INDEX IF NOT EXISTS fact_rate_pair ON fact_rate (base, currency, day);
