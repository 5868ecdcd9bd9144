-- Claims, and deductions at amount level. Both tables are derived from the history.

ALTER TABLE dispute ADD COLUMN receipt TEXT NOT NULL DEFAULT '';        -- by which it was kept: a deduction
ALTER TABLE dispute ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;      -- matched to claims, minor units
ALTER TABLE dispute ADD COLUMN denied INTEGER NOT NULL DEFAULT 0;       -- chased again
ALTER TABLE dispute ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;    -- its credit memo waits
ALTER TABLE dispute ADD COLUMN credited INTEGER NOT NULL DEFAULT 0;     -- its credit memo was approved

CREATE TABLE claim (            -- the form that justifies a deduction, and what became of it
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    form TEXT NOT NULL,         -- code of the policy's forms
    program TEXT NOT NULL,      -- marketing program, as the form names it
    recorded_day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,        -- recorded, matched, decided, withdrawn
    matched INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    denied INTEGER NOT NULL,
    evidence TEXT NOT NULL      -- JSON: what came with it
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_customer ON claim (customer);
CREATE INDEX claim_state ON claim (state, recorded_day);
