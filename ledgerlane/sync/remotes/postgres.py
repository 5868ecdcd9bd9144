"""A remote that is a database of PostgreSQL: the one place that prevents, and does not only show.

Each person's role appends what that person recorded; nobody changes or deletes (`store.hub_schema`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ledgerlane.domain.errors import Misused, Unproven
from ledgerlane.store import hub, hub_schema
from ledgerlane.store.hub import Hub
from ledgerlane.sync.remotes.remote import BLOB, MAX_BLOB, NONE, SEGMENT, Ask, Head

SECONDS = 60
"""How long one statement may take."""

_SCHEMES = ("postgresql", "postgres")
_KNOWN = frozenset(
    "host port sslmode sslrootcert sslcert sslkey channel_binding gssencmode target_session_attrs passfile".split()
)
_NAME = re.compile(r"[^\s/:@]{1,128}")


def conninfo(place: str) -> str:
    """What libpq is told for ``postgresql://[USER@]HOST[:PORT]/DATABASE[?sslmode=...]``.

    Raises Misused for anything else, and where a password is in it.
    """
    try:
        parts = urlsplit(place)
        user, at, _ = parts.netloc.rpartition("@")
        said = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
        fits = (
            parts.scheme in _SCHEMES
            and (parts.hostname or "host" in said)
            and (not at or _NAME.fullmatch(unquote(user)))
            and _NAME.fullmatch(unquote(parts.path.removeprefix("/")))
            and set(said) <= _KNOWN
            and not parts.fragment
            and parts.port != 0
        )
    except ValueError:
        fits = False
    if not fits or not place.isprintable():
        msg = (
            f"{place}: no place of the kind postgresql://[USER@]HOST[:PORT]/DATABASE[?sslmode=verify-full];"
            f" after the question mark: {', '.join(sorted(_KNOWN))}; a password has no place in it: libpq reads it"
            " from PGPASSFILE, ~/.pgpass or PGPASSWORD"
        )
        raise Misused(msg)
    return place


def make(place: str, people: Iterable[tuple[str, str]]) -> None:
    """Make a database a place, and let roles lay down what logins recorded (`Hub.make`)."""
    found = Hub(place, conninfo(place), SECONDS)
    try:
        found.make(people)
    finally:
        found.close()


class PostgresRemote:
    """The six verbs on a database."""

    def __init__(self, place: str, seconds: int = SECONDS) -> None:
        self.place = place
        self._hub = Hub(place, conninfo(place), seconds)
        self._logins: set[str] | None = None

    def book(self) -> dict[str, Any] | None:
        """What the place says of the book it is of."""
        text = self._hub.book()
        if text is None:
            return None
        told = _json(text)
        if not told:
            msg = f"{self.place}: what book this is was laid down wrong; an admin looks into the table book"
            raise Unproven(msg)
        return told

    def begin(self, told: dict[str, Any]) -> str:
        """Make it a place of this book."""
        self._hub.begin(told)
        return ""

    def ahead(self, asks: Sequence[Ask]) -> None:
        """A database answers one statement after another."""

    def close(self) -> None:
        """Let go of the connection."""
        self._hub.close()

    def lays_down(self, actor: str) -> bool:
        """Whether this role may lay down what somebody recorded."""
        if self._logins is None:
            self._logins = self._hub.logins()
        return not self._logins.isdisjoint((actor, hub_schema.ANYBODY))

    def heads(self, mine: Mapping[str, Head] = NONE) -> dict[str, Head]:  # noqa: ARG002
        """Where each stream ends there."""
        found = {}
        for end in self._hub.ends():
            head = Head.of(_json(end.told), whole=True)
            if head is None or (head.stream, head.actor, head.seq) != end[:3]:
                head = Head(*end[:3], "", {}, whole=False)  # which proves nothing
            found[end.stream] = head
        return found

    def read(self, stream: str, after: int) -> Iterator[str]:
        """The lines after number ``after``."""
        return self._hub.lines(stream, after)

    def publish(self, head: Head, lines: Iterable[str], first: int) -> None:
        """Events first, the head after them; what is there already is not sent again."""
        self._hub.own(head.stream, head.actor)
        last, rest = self._hub.last(head.stream), iter(lines)
        while part := list(islice(rest, SEGMENT)):
            self._hub.append(head.stream, first, part, last)
            first += SEGMENT
        self._hub.set_end(head.stream, head.seq, head.told)

    def put_blob(self, name: str, content: bytes) -> None:
        """Lay a blob down; one that is there stays."""
        parts = range(0, len(content), hub.PART)
        self._hub.put_blob(name, [content[at : at + hub.PART] for at in parts])

    def get_blob(self, name: str) -> bytes:
        """The bytes of a blob, at most `MAX_BLOB` of them."""
        content = bytearray()
        for part in self._hub.blob(name):
            content += part
            if len(content) > MAX_BLOB:
                msg = f"{self.place}: {name}: larger than {MAX_BLOB >> 20} MB"
                raise Unproven(msg)
        return bytes(content)

    def list_blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""
        return sorted(name for name in self._hub.blobs() if BLOB.fullmatch(name))


def _json(text: str) -> dict[str, Any]:
    """The value of a line of JSON; empty where it is none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
