-- Whom an account is handed up to and waits for (a login or a role), or ''.
-- Each row is judged again on the next day turn, which writes it.
ALTER TABLE queue ADD COLUMN escalated TEXT NOT NULL DEFAULT '';
UPDATE queue SET next_change = 1;
CREATE INDEX queue_escalated ON queue (escalated) WHERE escalated <> '';
