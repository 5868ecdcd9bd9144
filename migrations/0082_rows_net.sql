-- A row of the queue is the ledger's less what is pending in the books (rulings.md 20).
-- Rows with anything pending are judged again on the next day turn.
UPDATE queue SET next_change = 1 WHERE pending <> 0;
