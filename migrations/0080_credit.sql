-- Credit: terms of delivery and limits as our people set them, and what a row of the queue says of it; derived.

CREATE TABLE credit_terms (
    customer INTEGER PRIMARY KEY,
    terms TEXT NOT NULL,         -- open, cash-only, hold
    cause TEXT NOT NULL,         -- the act that it came with and that alone ends it; '': what is overdue
    reason TEXT NOT NULL,
    day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    case_id TEXT NOT NULL        -- the recommendation it was decided on, or ''
) STRICT;

CREATE TABLE credit_limit (
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,      -- ours, above the limit of the books
    reason TEXT NOT NULL,
    day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (customer, currency)
) STRICT, WITHOUT ROWID;

ALTER TABLE queue ADD COLUMN credit TEXT NOT NULL DEFAULT '';           -- hold, cash-only, or '' on open account
ALTER TABLE queue ADD COLUMN over_limit INTEGER NOT NULL DEFAULT 0;     -- exposure over the credit limit in force
ALTER TABLE queue ADD COLUMN cleared INTEGER NOT NULL DEFAULT 1;        -- 1: nothing is overdue that is not paid, or its plan is kept
-- The new columns are made at the next start.
DELETE FROM book WHERE name = 'derived';
