-- What a bank's file says of a receipt. A receipt keeps its id whatever becomes of its rows, so
-- there is one record of it: what the bank said first stands. It holds personal data (who paid,
-- the record as it stood in the file) and nothing that the ledger's sums are made of: erasure
-- may empty it.

CREATE TABLE bank_record (
    receipt INTEGER PRIMARY KEY,    -- receipt.id
    account TEXT NOT NULL,          -- ours, as the statement names it; '' where no bank's file does
    booked INTEGER,                 -- the day the bank booked it
    bank_ref TEXT NOT NULL,
    end_to_end TEXT NOT NULL,
    batch INTEGER NOT NULL,         -- minor units: the booked sum it is a part of; 0: it stands alone
    payer TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    raw TEXT NOT NULL               -- the record as it stood in the file
) STRICT;
