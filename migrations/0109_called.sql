-- The lines of an account call documents and customers by their numbers: made anew.
DELETE FROM book WHERE name = 'derived';
