-- 005.sql - whose companies' mailboxes persons have. From schema 4.

-- Only while companies are counted (`grain: company`): half of the keyed hash of what stands after the @, unless that is
-- a provider of mailboxes for everyone.
CREATE TABLE company_domain (
    ref INTEGER PRIMARY KEY, -- person_ref.id
    domain INTEGER NOT NULL
);
