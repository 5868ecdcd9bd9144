-- Equal points are told apart by money at stake, then age: one number to sort and page by.
-- 10^15 x points + 10^6 x overdue in units of the size classes + (999 999 - oldest due day).
-- Each row is judged again on the next day turn, which writes its rank as the rules have it.
ALTER TABLE queue ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;   -- points, then money, then age
UPDATE queue SET rank = score * 1000000000000000, next_change = 1;
DROP INDEX queue_priority;
DROP INDEX queue_mine;
CREATE INDEX queue_priority ON queue (exit <> '', rank DESC, id);
CREATE INDEX queue_mine ON queue (owner, exit <> '', rank DESC, id);
