-- What is pending is pending for one reason more: receipts posted and matched by our people.
-- Both tables are derived; without the book's word that they are made, the next start makes them.
-- `customer` 0 stands for nobody: cash that has no owner yet.

DROP TABLE pending;

CREATE TABLE pending (          -- approved, posted or matched here, not yet shown by the ledger (rulings.md 20)
    cause TEXT NOT NULL,        -- the request, or the receipt's reference
    item TEXT NOT NULL,         -- what falls, or '': joins the unapplied cash (negative: leaves it)
    kind TEXT NOT NULL,         -- write-off, cash, discount, tolerance
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (cause, item, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_customer ON pending (customer);
CREATE INDEX pending_item ON pending (item);

CREATE TABLE cash (             -- receipts with a history of ours: posted, identified, matched, reversed
    receipt TEXT PRIMARY KEY,   -- reference: RC-..., or source/key of the ledger's
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    value_day INTEGER NOT NULL,
    posted_day INTEGER NOT NULL,            -- the business day of its first event
    posted_by TEXT NOT NULL,
    state TEXT NOT NULL,        -- posted, in the books, reversed
    ledger TEXT NOT NULL,       -- the ledger's receipt that it is, or ''
    matched INTEGER NOT NULL,   -- what of it pays items that the ledger still shows as open
    unmatched INTEGER NOT NULL, -- what of it can still be matched
    of_nobody INTEGER NOT NULL, -- the ledger has it, and knows no customer for it
    method TEXT NOT NULL,
    reference TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cash_customer ON cash (customer);

CREATE INDEX receipt_reverses ON receipt (reverses) WHERE reverses IS NOT NULL;

DELETE FROM book WHERE name = 'derived';
