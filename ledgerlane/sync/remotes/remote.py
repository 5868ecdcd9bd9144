"""What every remote can do, and what lies there.

A remote keeps, of one book: ``book.json``; of each stream of events its segments of at most
`SEGMENT` lines and its ``head.json``; and blobs (``import/SHA.gz``) that are named by what
is in them. It knows nothing of what an event means: whoever takes one in proves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

SEGMENT = 1_000
"""Events of a sealed segment. What is newer lies in the tail, which is replaced."""

MAX_SEQ = 10**12 - 1
"""Events of a stream at most: names of segments have twelve figures."""

MAX_LINE = 4 << 20
"""Bytes of an event's line at most."""

MAX_BLOB = 1 << 30
"""Bytes of a blob at most, as it lies there."""

STREAM = re.compile(r"[0-9a-f]{32}")
BLOB = re.compile(r"import/[0-9a-f]{64}\.gz")

Ask = tuple[str | int, ...]
"""A verb that answers, with what it is given: ``("read", STREAM, AFTER)``, ``("heads",)``."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends at a remote. ``proof`` is what its owner signed of it, or empty.

    ``whole`` is false where the remote holds less than the head says: whoever has the
    events publishes them again.
    """

    stream: str
    actor: str
    seq: int
    hash: str
    proof: Mapping[str, Any]
    whole: bool = True

    @classmethod
    def of(cls, told: Mapping[str, Any], *, whole: bool) -> Head | None:
        """The head that a line of JSON tells of; None where it is none."""
        match told:
            case {
                "stream": str(name),
                "actor": str(actor),
                "seq": int(seq),
                "hash": str(hash_),
            } if STREAM.fullmatch(name) and 1 <= seq <= MAX_SEQ:
                proof = told.get("proof")
                signed = proof if isinstance(proof, dict) else {}
                return cls(name, actor, seq, hash_, signed, whole)
        return None

    @property
    def told(self) -> dict[str, Any]:
        """The same as a line of JSON says it."""
        said = {
            "stream": self.stream,
            "actor": self.actor,
            "seq": self.seq,
            "hash": self.hash,
        }
        return {**said, **({"proof": dict(self.proof)} if self.proof else {})}


NONE: Mapping[str, Head] = MappingProxyType({})
"""No heads."""


class Remote(Protocol):
    """One place where replicas of a book meet. Errors of the place are raised as Unavailable."""

    @property
    def place(self) -> str:
        """Where it is, as a book keeps it and people are told."""

    def book(self) -> dict[str, Any] | None:
        """What the place says of the book it is of; None for one that is of none yet."""

    def begin(self, told: dict[str, Any]) -> str:
        """Make it a place of this book; what people should know of such a place, or ``""``.

        Raises Refused where somebody else was quicker, if the place can tell.
        """

    def ahead(self, asks: Sequence[Ask]) -> None:
        """What will be asked for next, in this order: one that is far away may begin to answer."""

    def close(self) -> None:
        """Let go of it."""

    def lays_down(self, actor: str) -> bool:
        """Whether who asks may lay down what somebody recorded; most places let everybody."""

    def heads(self, mine: Mapping[str, Head] = NONE) -> dict[str, Head]:
        """Where each stream ends there, by its name; one that ends as in ``mine`` may be told by that."""

    def read(self, stream: str, after: int) -> Iterator[str]:
        """The lines of a stream's events from number ``after`` + 1 on, in order."""

    def publish(self, head: Head, lines: Iterable[str], first: int) -> None:
        """Lay down a stream's events from number ``first`` (the first of a segment) to its head."""

    def put_blob(self, name: str, content: bytes) -> None:
        """Lay down a blob, unless it is there."""

    def get_blob(self, name: str) -> bytes:
        """What is in a blob. Raises Unavailable where it is not there."""

    def list_blobs(self) -> list[str]:
        """Names of the blobs that are there, sorted."""


def segment_of(seq: int) -> int:
    """The number of the first event in the segment of event ``seq``."""
    return (seq - 1) // SEGMENT * SEGMENT + 1
