-- Where this copy of the book is exchanged, and what of the ledger has travelled. Of this copy alone.

CREATE TABLE remote (           -- a place that `sync with` knows by name
    name TEXT PRIMARY KEY,
    place TEXT NOT NULL,        -- a folder, or as `sync remote add` was told
    synced_at INTEGER,          -- real clock, milliseconds since 1970 UTC; NULL: never
    unproven TEXT NOT NULL DEFAULT '[]' -- JSON: what of the last exchange did not prove, in words
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_blob (      -- a generation of the ledger as it travels, known by its content
    sha256 TEXT PRIMARY KEY,
    generation INTEGER NOT NULL UNIQUE, -- of this copy
    after TEXT NOT NULL,        -- JSON: the newest ones known where it was taken in
    place TEXT NOT NULL UNIQUE, -- orders them the same on every copy: day of the balances, how deep, name
    content BLOB                -- as it travels, where it came from elsewhere; NULL: made here
) STRICT, WITHOUT ROWID;
