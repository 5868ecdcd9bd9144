"""What every remote can do, and what lies there.

A remote keeps, of one book: ``book.json``; of each stream of events its segments of at most
`SEGMENT` lines and its ``head.json``; and blobs (``import/SHA.gz``) that are named by what
is in them. It knows nothing of what an event means: whoever takes one in proves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

SEGMENT = 1_000
"""Events of a sealed segment. What is newer lies in the tail, which is replaced."""

MAX_LINE = 4 << 20
"""Bytes of an event's line at most."""

STREAM = re.compile(r"[0-9a-f]{32}")
BLOB = re.compile(r"import/[0-9a-f]{64}\.gz")


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


class Remote(Protocol):
    """One place where replicas of a book meet. Errors of the place are raised as Unavailable."""

    def heads(self) -> dict[str, Head]:
        """Where each stream ends there, by its name."""

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
