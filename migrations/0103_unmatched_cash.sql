-- Cash posted for no invoice stands as unapplied in a queue row's columns, as in `aging --net`. What is derived is made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived';
