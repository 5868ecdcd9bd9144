-- Derived from the ledger and the history; `ledgerlane rebuild` makes all of it again.
-- `customer` is customer.id; days are ordinals; amounts minor units of `currency`.

CREATE TABLE activity (         -- the timeline of an account, one row an event that people read
    event TEXT PRIMARY KEY,     -- "stream:seq"
    customer INTEGER NOT NULL,
    day INTEGER NOT NULL,       -- business date
    t INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,         -- call, promise, dispute, note, plan, write-off, ...
    code TEXT NOT NULL,         -- the action code, or ''
    currency TEXT NOT NULL,
    words TEXT NOT NULL,        -- what happened, in one line
    note TEXT NOT NULL,
    outcome TEXT NOT NULL,      -- BROKEN, KEPT, taken back, ... or ''
    undone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_customer ON activity (customer, t);
CREATE INDEX activity_day ON activity (day);

CREATE TABLE promise (
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    made_day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'partly kept', 'broken', 'superseded', 'withdrawn')),
    received INTEGER NOT NULL,
    judged_day INTEGER,         -- the day the verdict fell, or falls
    items TEXT NOT NULL         -- JSON list of item references
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_customer ON promise (customer, currency);
CREATE INDEX promise_due ON promise (state, due_day);

CREATE TABLE dispute (
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    item TEXT NOT NULL,         -- item reference, or '' for the account
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    opened_day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,        -- open, upheld, rejected, withdrawn
    actor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_customer ON dispute (customer);

CREATE TABLE plan (
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,        -- proposed, active, completed, broken, declined, cancelled
    debt INTEGER NOT NULL,
    interest INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    made_day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    watch TEXT NOT NULL,        -- the worst state of its instalments: looming, short, missed, ...
    next_due INTEGER,
    received INTEGER NOT NULL,
    terms TEXT NOT NULL         -- JSON: items, rate, day count, guarantees
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_customer ON plan (customer);
CREATE INDEX plan_watch ON plan (state, next_due);

CREATE TABLE instalment (
    plan TEXT NOT NULL,
    number INTEGER NOT NULL,    -- from 1
    due_day INTEGER NOT NULL,
    minor INTEGER NOT NULL,     -- interest and fee included
    interest INTEGER NOT NULL,
    received INTEGER NOT NULL,
    received_day INTEGER,
    state TEXT NOT NULL,        -- ok, looming, short, late, missed, prepaid, paid
    PRIMARY KEY (plan, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (          -- what waits for, or got, somebody else's decision
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,         -- write-off
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    state TEXT NOT NULL,        -- waiting, approved, declined, returned, withdrawn, lapsed, reversed
    asked_by TEXT NOT NULL,
    asked_day INTEGER NOT NULL,
    asked_t INTEGER NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_day INTEGER,
    digest TEXT NOT NULL,
    items TEXT NOT NULL         -- JSON: [{"ref": item reference, "minor": N}]
) STRICT, WITHOUT ROWID;
CREATE INDEX request_waiting ON request (state, asked_t);
CREATE INDEX request_customer ON request (customer);

CREATE TABLE pending (          -- approved here, not yet shown by the ledger (rulings.md 20)
    request TEXT NOT NULL,
    item TEXT NOT NULL,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    minor INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (request, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_customer ON pending (customer);

CREATE TABLE dossier (          -- what the history says of an account as a whole
    customer INTEGER PRIMARY KEY,
    ref TEXT NOT NULL,          -- "source/key": how events name it
    owner TEXT NOT NULL DEFAULT '',
    hold TEXT NOT NULL DEFAULT '',          -- reason, or ''
    hold_day INTEGER,
    snoozed_until INTEGER,
    snooze_reason TEXT NOT NULL DEFAULT '',
    next_day INTEGER,
    next_words TEXT NOT NULL DEFAULT '',
    no_next INTEGER NOT NULL DEFAULT 0,     -- the collector said: nothing more to do
    last_contact_day INTEGER,
    last_contact_t INTEGER,
    last_words TEXT NOT NULL DEFAULT '',
    escalated TEXT NOT NULL DEFAULT '',
    contacts TEXT NOT NULL DEFAULT '[]'     -- JSON: people and numbers recorded by us
) STRICT;
CREATE INDEX dossier_owner ON dossier (owner);

CREATE TABLE person (
    login TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    added_day INTEGER NOT NULL,
    revoked_day INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE role_grant (
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    limits TEXT NOT NULL,       -- JSON: {"EUR": minor units one request may reach}
    since_day INTEGER NOT NULL,
    until_day INTEGER,
    PRIMARY KEY (login, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE pattern (          -- how a customer pays, from settled items
    customer INTEGER PRIMARY KEY,
    settled INTEGER NOT NULL,   -- items settled
    late INTEGER NOT NULL,      -- of those, after the due day
    average_late INTEGER NOT NULL,          -- days, tenths; negative: early
    recent_late INTEGER NOT NULL,           -- the same over the last six settled
    spread INTEGER NOT NULL,    -- tenths of a day: mean distance from the average
    last_paid_day INTEGER
) STRICT;

CREATE TABLE queue (            -- one row a customer and currency with anything open
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    collation TEXT NOT NULL,    -- name, folded for sorting
    not_due INTEGER NOT NULL,
    b1 INTEGER NOT NULL,
    b2 INTEGER NOT NULL,
    b3 INTEGER NOT NULL,
    b4 INTEGER NOT NULL,
    unapplied INTEGER NOT NULL, -- receipts and credit notes; positive: the customer's credit
    disputed INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    overdue INTEGER NOT NULL,
    items INTEGER NOT NULL,
    oldest_due INTEGER,         -- of the overdue, else of the open
    risk TEXT NOT NULL,
    score INTEGER NOT NULL,
    class TEXT NOT NULL,        -- A-E
    status TEXT NOT NULL,       -- BRK PTP DSP PLN DEM ESC HLD ...
    why TEXT NOT NULL,          -- the strongest reason, in words
    next_day INTEGER,
    next_words TEXT NOT NULL,
    owner TEXT NOT NULL,
    exit TEXT NOT NULL,         -- why it is off today's list, or ''
    orphan INTEGER NOT NULL,    -- overdue, listed, and no next step
    next_change INTEGER NOT NULL,           -- the first day on which this row may read otherwise
    stale INTEGER NOT NULL DEFAULT 0,
    UNIQUE (customer, currency)
) STRICT;
CREATE INDEX queue_priority ON queue (exit <> '', score DESC, id);
CREATE INDEX queue_mine ON queue (owner, exit <> '', score DESC, id);
CREATE INDEX queue_overdue ON queue (overdue DESC, id);
CREATE INDEX queue_oldest ON queue (oldest_due, id);
CREATE INDEX queue_name ON queue (collation, id);
CREATE INDEX queue_next ON queue (next_day, id);
CREATE INDEX queue_change ON queue (next_change);

-- Found by any three letters in a row; rowid is the customer's id.
CREATE VIRTUAL TABLE customer_search USING fts5 (
    number, name, contact, phone, email, tokenize='trigram'
);
