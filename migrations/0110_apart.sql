-- Conflicts are found anew: of what is too much together, of limits, and one for each act.
UPDATE book SET value = '0' WHERE name = 'derived';
