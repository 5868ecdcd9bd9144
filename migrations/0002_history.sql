-- What our people did and decided: append-only streams of events (docs/events.md).

CREATE TABLE stream (           -- one person on one device; only its owner ever writes it
    stream TEXT PRIMARY KEY,    -- 128 random bits, hex
    actor TEXT NOT NULL,
    host TEXT NOT NULL,         -- fingerprint of the machine that owns it: a copied store gets a new stream
    seq INTEGER NOT NULL,       -- of the last event; gap-free from 1
    hash BLOB NOT NULL          -- of the last event
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,     -- order of arrival here; means nothing elsewhere
    v INTEGER NOT NULL,
    scope TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    t INTEGER NOT NULL,         -- hybrid logical clock, microseconds
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    kv INTEGER NOT NULL,
    agg TEXT NOT NULL,          -- the aggregate whose fold this event changes
    base TEXT NOT NULL,         -- JSON: ids "stream:seq" of the aggregate's heads the author had seen
    body TEXT NOT NULL,         -- canonical JSON
    priv TEXT,                  -- canonical JSON of names, phones, free text; NULL: none, or erased
    salt BLOB,
    priv_hash BLOB,             -- SHA-256(salt || priv): what the chain commits to
    hash BLOB NOT NULL,         -- SHA-256(hash before || canonical(header))
    sig BLOB,
    UNIQUE (stream, seq)
) STRICT;
CREATE INDEX event_agg ON event (agg, t, stream, seq);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
WHEN new.priv IS old.priv AND new.salt IS old.salt
  OR new.v <> old.v OR new.stream <> old.stream OR new.seq <> old.seq OR new.t <> old.t
  OR new.actor <> old.actor OR new.kind <> old.kind OR new.kv <> old.kv OR new.agg <> old.agg
  OR new.base <> old.base OR new.body <> old.body OR new.hash <> old.hash
  OR new.priv IS NOT NULL
BEGIN SELECT raise(ABORT, 'history is never changed'); END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'history is never deleted'); END;
