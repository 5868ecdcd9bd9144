-- Recoveries of a write-off by day, for the recovery rate. Where there are any, what is derived is
-- made again at the next start.
ALTER TABLE request ADD COLUMN recoveries TEXT NOT NULL DEFAULT '[]';  -- JSON: [[day, minor units, day taken back or null]]
UPDATE book SET value = '0' WHERE name = 'derived'
 AND EXISTS (SELECT 1 FROM request WHERE recovered <> 0);
