-- A waiting write-off takes no more off the list than it asks for, a next step lowers nobody, and who has only
-- documents of days to come has a row. What is derived is made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived';
