-- Requests of several kinds: who was the first of two to agree, and what came in after all.

ALTER TABLE request ADD COLUMN endorsed_by TEXT NOT NULL DEFAULT '';     -- the first of two approvers
ALTER TABLE request ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;     -- minor units, after a write-off
CREATE INDEX request_agreed ON request (state, kind, currency, decided_day);
