-- A customer may be held for several causes at once, each with its own end: one row a cause.
DROP TABLE credit_terms;
CREATE TABLE credit_terms (
    customer INTEGER NOT NULL,
    terms TEXT NOT NULL,         -- open, cash-only, hold; 'as the books': our word has ended
    cause TEXT NOT NULL,         -- the act that it came with and that ends it; '': the credit role's word
    reason TEXT NOT NULL,
    day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    case_id TEXT NOT NULL,       -- the recommendation it was decided on, or ''
    PRIMARY KEY (customer, cause)
) STRICT, WITHOUT ROWID;
-- The rows are made at the next start.
DELETE FROM book WHERE name = 'derived';
