-- A reason is kept in whole words, no longer cut to 21 characters. What is derived is made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived';
