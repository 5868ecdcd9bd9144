"""A database of PostgreSQL in which copies of a book meet: its statements, and its troubles in words.

The client is psycopg (the extra ``postgres``), loaded when a place of this kind is first reached.
Everything is appended, each statement by itself: what nobody's head tells of is not there yet.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from ledgerlane.domain.errors import Misused, Refused, Unavailable
from ledgerlane.domain.plain_text import clean
from ledgerlane.store import hub_schema

CONNECT_SECONDS = 10
PART = 8 << 20
"""Bytes of a blob that go at once."""
_LINES = 2_000
_PASSWORD = "libpq reads it from PGPASSFILE, ~/.pgpass or PGPASSWORD"
_WAY = {
    "password authentication failed": f"the password is not the right one; {_PASSWORD}",
    "no password supplied": f"no password for this role; {_PASSWORD}",
}
"""What is said before there is a connection has no code."""
_WORDS = {
    "3F000": "is no place yet: an admin of the database makes it one with `ledgerlane sync remote init`",
    "42P01": "is no place yet: an admin of the database makes it one with `ledgerlane sync remote init`",
    "42501": "your role may not do this there; an admin lets it with `ledgerlane sync remote init --person`",
    "57014": "the database was too slow",
}


class Ended(NamedTuple):
    """Where a stream ends there, as it was told."""

    stream: str
    actor: str
    seq: int
    told: str


class Hub:
    """A connection, made when it is first used. Troubles begin with the place."""

    def __init__(self, place: str, conninfo: str, seconds: int) -> None:
        """``seconds``: how long one statement may take."""
        self._place, self._conninfo, self._seconds = place, conninfo, seconds
        self._connection: Any = None

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()

    # -- what lies there

    def book(self) -> str | None:
        """What the database says of the book it is of, as a line of JSON."""
        rows = self._rows("SELECT told FROM ledgerlane.book")
        return str(rows[0][0]) if rows else None

    def begin(self, told: dict[str, Any]) -> None:
        """Make it a place of this book. Raises Refused where another was quicker."""
        text = _text(told)
        self._rows(
            "INSERT INTO ledgerlane.book (told) VALUES (%s) ON CONFLICT DO NOTHING", text
        )
        if self.book() != text:
            msg = f"{self._place}: somebody else laid a book down just now; exchange again"
            raise Refused(msg)

    def logins(self) -> set[str]:
        """Whose events this role may lay down; `hub_schema.ANYBODY` stands for all."""
        asked = "SELECT login FROM ledgerlane.person WHERE role = current_user"
        return {row[0] for row in self._rows(asked)}

    def ends(self) -> list[Ended]:
        """Where each stream ends."""
        rows = self._rows(
            "SELECT s.stream, s.actor, h.seq, h.told FROM ledgerlane.stream s CROSS JOIN LATERAL (SELECT seq, told"
            " FROM ledgerlane.head WHERE stream = s.stream ORDER BY seq DESC LIMIT 1) h ORDER BY s.stream"
        )
        return [Ended(*row) for row in rows]

    def lines(self, stream: str, after: int) -> Iterator[str]:
        """The lines of a stream after number ``after``."""
        while True:
            rows = self._rows(
                "SELECT seq, line FROM ledgerlane.event WHERE stream = %s AND seq > %s ORDER BY seq LIMIT %s",
                stream, after, _LINES,
            )  # fmt: skip
            yield from (line for _, line in rows)
            if len(rows) < _LINES:
                return
            after = rows[-1][0]

    # -- what is laid down

    def own(self, stream: str, actor: str) -> None:
        """Say whose a stream is. Raises Refused where it is somebody else's."""
        self._rows(
            "INSERT INTO ledgerlane.stream (stream, actor) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            stream, actor,
        )  # fmt: skip
        rows = self._rows("SELECT actor FROM ledgerlane.stream WHERE stream = %s", stream)
        if rows != [(actor,)]:
            msg = f"{self._place}: stream {stream} is {rows[0][0]}'s there, and {actor}'s here"
            raise Refused(msg)

    def last(self, stream: str) -> int:
        """The number of the last event of a stream that is there, with a head or without."""
        asked = "SELECT coalesce(max(seq), 0) FROM ledgerlane.event WHERE stream = %s"
        return int(self._rows(asked, stream)[0][0])

    def append(self, stream: str, first: int, lines: Sequence[str], last: int) -> None:
        """Lay down lines from number ``first`` on, but what is there up to ``last`` is not sent again.

        Raises Refused where other lines are there.
        """
        if first <= last and self._holds(stream, first, lines):
            return
        numbers = list(range(first, first + len(lines)))
        self._rows(
            "INSERT INTO ledgerlane.event (stream, seq, line)"
            " SELECT %s, seq, line FROM unnest(%s::bigint[], %s::text[]) AS given (seq, line) ON CONFLICT DO NOTHING",
            stream, numbers, list(lines),
        )  # fmt: skip
        if first <= last and not self._holds(stream, first, lines):
            self._forked(stream, first)

    def _holds(self, stream: str, first: int, lines: Sequence[str]) -> bool:
        """Whether these very lines are there."""
        rows = self._rows(
            "SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(line, '' ORDER BY seq), ''), 'UTF8')), 'hex')"
            " FROM ledgerlane.event WHERE stream = %s AND seq BETWEEN %s AND %s",
            stream, first, first + len(lines) - 1,
        )  # fmt: skip
        return rows == [(len(lines), hashlib.sha256("".join(lines).encode()).hexdigest())]

    def set_end(self, stream: str, seq: int, told: dict[str, Any]) -> None:
        """Tell where a stream ends. Raises Refused where it ends otherwise there."""
        self._rows(
            "INSERT INTO ledgerlane.head (stream, seq, told) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            stream, seq, _text(told),
        )  # fmt: skip
        rows = self._rows(
            "SELECT told FROM ledgerlane.head WHERE stream = %s AND seq = %s", stream, seq
        )
        if json.loads(rows[0][0]).get("hash") != told.get("hash"):
            self._forked(stream, seq)

    def _forked(self, stream: str, seq: int) -> None:
        msg = (
            f"{self._place}: stream {stream} goes on differently there from event {seq} or after: two copies of one"
            " file were written to; nothing of it was laid down"
        )
        raise Refused(msg)

    # -- blobs

    def blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""
        return [
            row[0] for row in self._rows("SELECT name FROM ledgerlane.blob ORDER BY name")
        ]

    def blob(self, name: str) -> Iterator[bytes]:
        """The parts of a blob. Raises Unavailable where it is not there."""
        rows = self._rows("SELECT parts FROM ledgerlane.blob WHERE name = %s", name)
        if not rows:
            msg = f"{self._place}: {name}: is not there"
            raise Unavailable(msg)
        for part in range(rows[0][0]):
            for (content,) in self._rows(
                "SELECT content FROM ledgerlane.blob_part WHERE name = %s AND part = %s",
                name,
                part,
            ):
                yield bytes(content)

    def put_blob(self, name: str, parts: Sequence[bytes]) -> None:
        """Lay a blob down, whole or not at all; one that is there stays."""
        made = "INSERT INTO ledgerlane.blob (name, parts) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING name"
        with self._trouble(), self._reached().transaction():
            if not self._rows(made, name, len(parts)):
                return
            for number, content in enumerate(parts):
                self._rows(
                    "INSERT INTO ledgerlane.blob_part (name, part, content) VALUES (%s, %s, %s)",
                    name, number, content,
                )  # fmt: skip

    # -- for the admin

    def make(self, people: Iterable[tuple[str, str]]) -> None:
        """Make the database a place, and let roles lay down what logins recorded. Done again it changes nothing else.

        Raises Refused for a role that the database does not have.
        """
        from psycopg import sql

        people_role = sql.Identifier(hub_schema.PEOPLE)
        with self._trouble(), self._reached().transaction():
            if not self._rows(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", hub_schema.PEOPLE
            ):
                self._rows(sql.SQL("CREATE ROLE {} NOLOGIN").format(people_role))
            self._script(hub_schema.SCHEMA + hub_schema.policies())
            for login, role in people:
                if not self._rows("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    msg = f"{self._place}: there is no role {role!r} in the database; make it first: CREATE ROLE ... LOGIN"
                    raise Refused(msg)
                self._rows(
                    sql.SQL("GRANT {} TO {}").format(people_role, sql.Identifier(role))
                )
                self._rows(
                    "INSERT INTO ledgerlane.person (role, login) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                    role, login,
                )  # fmt: skip

    def _script(self, text: str) -> None:
        with self._within():
            self._reached().execute(text)

    # -- one statement

    def _rows(self, statement: Any, *given: Any) -> list[tuple[Any, ...]]:
        with self._trouble(), self._within():
            cursor = self._reached().execute(statement, given or None, binary=True)
            return list(cursor.fetchall()) if cursor.description else []

    def _reached(self) -> Any:
        """The connection."""
        if self._connection is None:
            # a session of a server has no network: its wall knows what Python tells it
            sys.audit("socket.getaddrinfo", self._place, 5432, 0, 0, 0)
            try:
                import psycopg
            except ImportError:
                msg = "a database as a place needs the extra postgres: pip install 'ledgerlane[postgres]'"
                raise Misused(msg) from None
            try:
                self._connection = psycopg.connect(
                    self._conninfo, autocommit=True, application_name="ledgerlane",
                    connect_timeout=min(CONNECT_SECONDS, self._seconds),
                    options=f"-c statement_timeout={self._seconds * 1000} -c lock_timeout={self._seconds * 1000}",
                )  # fmt: skip
            except psycopg.Error as error:
                raise Unavailable(self._words(error)) from None
        return self._connection

    @contextmanager
    def _within(self) -> Iterator[None]:
        """Break the connection where nothing is heard for longer than a statement may take."""
        connection = self._reached()
        timer = threading.Timer(self._seconds + 2, _break, [connection.fileno()])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        self._reached()
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise Unavailable(self._words(error)) from None

    def _words(self, error: Any) -> str:
        """What the server, or the way to it, says; passwords are in none of it."""
        said = " / ".join(
            clean(line.strip()) for line in str(error).split("\n") if line.strip()
        )
        known = _WORDS.get(error.sqlstate or "") or next(
            (words for part, words in _WAY.items() if part in said), ""
        )
        return (
            f"{self._place}: {known} ({said[:600]})"
            if known
            else f"{self._place}: {said[:600]}"
        )


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _break(descriptor: int) -> None:
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as line:
        line.shutdown(socket.SHUT_RDWR)
