"""A real book for tests of the way in, with a clock that ticks once a second from 30 June 2026."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.desk import book
from ledgerlane.desk.desk import Desk

NOON = 1_782_820_800_000  # 2026-06-30 12:00 UTC, in milliseconds


class Clock:
    """Every look at it is a second later."""

    def __init__(self) -> None:
        self.ms = NOON

    def __call__(self) -> int:
        self.ms += 1000
        return self.ms


def bare_desk(path: Path, currency: str = "EUR") -> Desk:
    """A desk at the book at ``path``, which is made when it is not there."""
    if path.exists():
        return book.open_book(path, clock=Clock())
    return book.init(path, currency=currency, clock=Clock())
