-- What a bank or the books take back asks for a call: the queue is made anew.
UPDATE book SET value = '0' WHERE name = 'derived';
