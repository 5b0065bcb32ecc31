-- 004.sql - how often a run asked a server.
ALTER TABLE run ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
