-- What the books say. It arrives in files, in batches, and is never argued with.
--
-- Days are whole numbers (Python's date.toordinal()); amounts are minor units of `currency`.
-- A row is visible while gen_from <= generation.current < gen_to: a batch writes its rows
-- under the next generation, unseen, and one short transaction makes that one current.
-- Changing a row means ending it (gen_to) and adding its successor; both keep the id.

CREATE TABLE book (
    name TEXT PRIMARY KEY,      -- id, currency, zone, country, practice, min_reader, min_writer, ...
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE generation (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    current INTEGER NOT NULL
) STRICT;
INSERT INTO generation VALUES (1, 0);

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,  -- the accounting system, as `--source` or the profile names it
    profile TEXT NOT NULL,
    strip_zeros INTEGER NOT NULL DEFAULT 0   -- 611365 and 0000611365 are one key
) STRICT;

CREATE TABLE batch (            -- one file taken in, or taken back
    id INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staged', 'current', 'replaced', 'undone')),
    source INTEGER NOT NULL REFERENCES source,
    kind TEXT NOT NULL,         -- customers, items, payments, allocations
    scope TEXT NOT NULL CHECK (scope IN ('full', 'partial')),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    profile TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    known_at INTEGER NOT NULL,  -- real clock, milliseconds since 1970 UTC
    actor TEXT NOT NULL,
    undoes INTEGER REFERENCES batch,
    report TEXT NOT NULL        -- JSON: counts, totals, problems, decisions about columns
) STRICT;
CREATE INDEX batch_generation ON batch (generation);
CREATE INDEX batch_content ON batch (source, kind, sha256);

CREATE TABLE line_hashes (      -- of the last accepted file of a source and kind: for the line diff
    source INTEGER NOT NULL REFERENCES source,
    kind TEXT NOT NULL,
    part INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (source, kind, part)
) STRICT;

CREATE TABLE customer (
    id INTEGER NOT NULL,
    gen_from INTEGER NOT NULL,
    gen_to INTEGER NOT NULL,
    source INTEGER NOT NULL,
    key TEXT NOT NULL,          -- within the source; zeros stripped if the source says so
    number TEXT NOT NULL,       -- as people write it
    parent TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    terms TEXT NOT NULL DEFAULT '',
    credit_limit INTEGER,       -- minor units of `currency`; NULL: not known
    credit_hold INTEGER NOT NULL DEFAULT 0,
    salesperson TEXT NOT NULL DEFAULT '',
    risk_given TEXT NOT NULL DEFAULT '',    -- as the file classes it, for show
    opened INTEGER,
    PRIMARY KEY (id, gen_from)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX customer_key ON customer (source, key, gen_from);
CREATE INDEX customer_number ON customer (number);

CREATE TABLE party (            -- the personal data of a customer version: what erasure rewrites
    id INTEGER NOT NULL,
    gen_from INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id, gen_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (             -- invoice, instalment of one, credit note, fee, interest note
    id INTEGER NOT NULL,
    gen_from INTEGER NOT NULL,
    gen_to INTEGER NOT NULL,
    source INTEGER NOT NULL,
    key TEXT NOT NULL,          -- company|type|number|year|line, what the file lacks left out
    number TEXT NOT NULL,       -- as people write it
    kind TEXT NOT NULL,         -- invoice, credit_note, interest, fee
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    doc_day INTEGER NOT NULL,   -- the item exists from this day
    due_day INTEGER NOT NULL,
    amount INTEGER NOT NULL,    -- negative for credit notes
    open INTEGER NOT NULL,      -- at the batch's as-of; earlier days add back later allocations
    disputed INTEGER NOT NULL DEFAULT 0,    -- of `open`, by the file's word
    dispute_reason TEXT NOT NULL DEFAULT '',
    dispute_day INTEGER,
    terms TEXT NOT NULL DEFAULT '',
    po_number TEXT NOT NULL DEFAULT '',
    related TEXT NOT NULL DEFAULT '',       -- number of the document this one belongs to
    company TEXT NOT NULL DEFAULT '',
    memo TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id, gen_from)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX item_key ON item (source, key, gen_from);
CREATE INDEX item_customer ON item (customer, doc_day);
CREATE INDEX item_open ON item
    (customer, currency, due_day, open, doc_day, disputed, kind, gen_to) WHERE open <> 0;

CREATE TABLE receipt (          -- money in, and money that bounced (negative, `reverses` names it)
    id INTEGER NOT NULL,
    gen_from INTEGER NOT NULL,
    gen_to INTEGER NOT NULL,
    source INTEGER NOT NULL,
    key TEXT NOT NULL,
    customer INTEGER,           -- NULL: nobody could be identified
    currency TEXT NOT NULL,
    value_day INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    unapplied INTEGER NOT NULL, -- at the batch's as-of
    origin TEXT NOT NULL CHECK (origin IN ('file', 'derived', 'inferred')),
    reverses INTEGER,           -- the id of the receipt this one takes back
    method TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    remittance TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id, gen_from)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX receipt_key ON receipt (source, key, gen_from);
CREATE INDEX receipt_customer ON receipt (customer, value_day);
CREATE INDEX receipt_unapplied ON receipt
    (customer, currency, value_day, unapplied, gen_to) WHERE unapplied <> 0;

-- What settles what, from which day. Exactly one of `receipt` and `credit` pays; `item` is what
-- is paid, or `against` the reversal that takes a bounced receipt back.
CREATE TABLE allocation (
    id INTEGER NOT NULL,
    gen_from INTEGER NOT NULL,
    gen_to INTEGER NOT NULL,
    source INTEGER NOT NULL,
    receipt INTEGER,
    credit INTEGER,
    item INTEGER,
    against INTEGER,
    day INTEGER NOT NULL,
    cash INTEGER NOT NULL,      -- money or credit used
    discount INTEGER NOT NULL DEFAULT 0,
    writeoff INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id, gen_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocation_item ON allocation (item, day);
CREATE INDEX allocation_receipt ON allocation (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX allocation_credit ON allocation (credit) WHERE credit IS NOT NULL;
CREATE INDEX allocation_day ON allocation (day);

CREATE VIEW customer_now AS SELECT * FROM customer
    WHERE gen_to > (SELECT current FROM generation) AND gen_from <= (SELECT current FROM generation);
CREATE VIEW item_now AS SELECT * FROM item
    WHERE gen_to > (SELECT current FROM generation) AND gen_from <= (SELECT current FROM generation);
CREATE VIEW receipt_now AS SELECT * FROM receipt
    WHERE gen_to > (SELECT current FROM generation) AND gen_from <= (SELECT current FROM generation);
CREATE VIEW allocation_now AS SELECT * FROM allocation
    WHERE gen_to > (SELECT current FROM generation) AND gen_from <= (SELECT current FROM generation);
