-- A payment that a bank said came in, and that the books show later, is one: worked out anew.
DELETE FROM book WHERE name = 'derived';
