-- A plan asks for no more than is left of its items. Where one runs, what is derived is made again
-- at the next start.
UPDATE book SET value = '0' WHERE name = 'derived'
 AND EXISTS (SELECT 1 FROM plan WHERE state = 'active');
