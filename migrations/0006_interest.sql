-- Late interest and fees that were proposed, charged or waived: derived from the history.

CREATE TABLE interest_charge (
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    item TEXT NOT NULL,         -- item reference
    currency TEXT NOT NULL,
    interest INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    until_day INTEGER NOT NULL, -- interest of this day is in it
    regime TEXT NOT NULL,       -- eu, uk, dk, no, in, contract
    state TEXT NOT NULL,        -- proposed, charged, waived, accrued (the proposal was withdrawn)
    proposed_by TEXT NOT NULL,
    proposed_day INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_day INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX interest_charge_customer ON interest_charge (customer);
CREATE INDEX interest_charge_state ON interest_charge (state, proposed_day);
