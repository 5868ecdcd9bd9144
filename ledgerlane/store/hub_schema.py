"""What a database of PostgreSQL has to be so that copies of a book may meet in it.

The database prevents, by row-level security and by what is granted: a person's role appends what
that person recorded, and nothing else; nobody but the owner of the tables changes or deletes.
Only what other databases that speak like PostgreSQL know as well is used: no trigger, no lock.
"""

from __future__ import annotations

PEOPLE = "ledgerlane_people"
"""The role that each person's role is a member of."""

ANYBODY = "*"
"""The login of a carrier, who may lay down what anybody recorded."""

SCHEMA = f"""\
CREATE SCHEMA IF NOT EXISTS ledgerlane;

-- whose events a role may lay down; the owner of the tables says so
CREATE TABLE IF NOT EXISTS ledgerlane.person (
    role text NOT NULL, login text NOT NULL, PRIMARY KEY (role, login));

-- what book this is: one row, for good
CREATE TABLE IF NOT EXISTS ledgerlane.book (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), told text NOT NULL,
    by_role text NOT NULL DEFAULT current_user, at timestamptz NOT NULL DEFAULT now());

-- whose each stream of events is
CREATE TABLE IF NOT EXISTS ledgerlane.stream (
    stream text PRIMARY KEY CHECK (stream ~ '^[0-9a-f]{{32}}$'), actor text NOT NULL);

CREATE TABLE IF NOT EXISTS ledgerlane.event (
    stream text NOT NULL REFERENCES ledgerlane.stream, seq bigint NOT NULL CHECK (seq > 0), line text NOT NULL,
    PRIMARY KEY (stream, seq), CHECK (octet_length(line) <= 4194304));

-- where a stream ended each time it was laid down; the last one counts. Role and time are the server's word
CREATE TABLE IF NOT EXISTS ledgerlane.head (
    stream text NOT NULL REFERENCES ledgerlane.stream, seq bigint NOT NULL CHECK (seq > 0), told text NOT NULL,
    by_role text NOT NULL DEFAULT current_user, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (stream, seq));

-- imports, in parts; one is there when its row is
CREATE TABLE IF NOT EXISTS ledgerlane.blob (
    name text PRIMARY KEY, parts bigint NOT NULL,
    by_role text NOT NULL DEFAULT current_user, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS ledgerlane.blob_part (
    name text NOT NULL REFERENCES ledgerlane.blob, part bigint NOT NULL, content bytea NOT NULL,
    PRIMARY KEY (name, part));

GRANT USAGE ON SCHEMA ledgerlane TO {PEOPLE};
GRANT SELECT ON ALL TABLES IN SCHEMA ledgerlane TO {PEOPLE};
GRANT INSERT (told) ON ledgerlane.book TO {PEOPLE};
GRANT INSERT ON ledgerlane.stream, ledgerlane.event TO {PEOPLE};
GRANT INSERT (stream, seq, told) ON ledgerlane.head TO {PEOPLE};
GRANT INSERT (name, parts) ON ledgerlane.blob TO {PEOPLE};
GRANT INSERT ON ledgerlane.blob_part TO {PEOPLE};

ALTER TABLE ledgerlane.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.book ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.stream ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.head ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.blob ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledgerlane.blob_part ENABLE ROW LEVEL SECURITY;
"""

_MINE = "SELECT 1 FROM ledgerlane.person p WHERE p.role = current_user AND p.login IN"
_KNOWN = "EXISTS (SELECT 1 FROM ledgerlane.person p WHERE p.role = current_user)"
_OWN_STREAM = (
    "EXISTS (SELECT 1 FROM ledgerlane.stream s JOIN ledgerlane.person p"
    f" ON p.login IN (s.actor, '{ANYBODY}') WHERE s.stream = {{table}}.stream AND p.role = current_user)"
)
_OWN_BLOB = (
    "EXISTS (SELECT 1 FROM ledgerlane.blob b WHERE b.name = blob_part.name AND b.by_role = current_user"
    " AND blob_part.part BETWEEN 0 AND b.parts - 1)"
)
_APPENDS = {
    "book": _KNOWN,
    "stream": f"EXISTS ({_MINE} (actor, '{ANYBODY}'))",
    "event": _OWN_STREAM.format(table="event"),
    "head": _OWN_STREAM.format(table="head"),
    "blob": _KNOWN,
    "blob_part": _OWN_BLOB,
}


def policies() -> str:
    """Everybody of `PEOPLE` reads; who appends is in `_APPENDS`. Made anew each time, in one transaction."""
    said = []
    for table in ("person", *_APPENDS):
        said += [
            f"DROP POLICY IF EXISTS reads ON ledgerlane.{table};",
            f"CREATE POLICY reads ON ledgerlane.{table} FOR SELECT TO {PEOPLE} USING (true);",
        ]
    for table, check in _APPENDS.items():
        said += [
            f"DROP POLICY IF EXISTS appends ON ledgerlane.{table};",
            f"CREATE POLICY appends ON ledgerlane.{table} FOR INSERT TO {PEOPLE}\n    WITH CHECK ({check});",
        ]
    return "\n".join(said) + "\n"
