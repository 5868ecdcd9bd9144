-- How a customer paid lately, invoice by invoice and month by month: for estimates, the cash
-- forecast and the alert on a pattern that deteriorates.

ALTER TABLE pattern ADD COLUMN last_late TEXT NOT NULL DEFAULT '[]';  -- JSON: days late of the last 20 settled, oldest first
ALTER TABLE pattern ADD COLUMN since_day INTEGER;                     -- the earliest due day of those
ALTER TABLE pattern ADD COLUMN months TEXT NOT NULL DEFAULT '[]';     -- JSON: [months back, average days late] of the last four with a payment

-- What is derived is made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived';
