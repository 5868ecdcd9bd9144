"""Care of the book: proving it, making what is derived again, copies out and in."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import require
from ledgerlane.store import care, refresh
from ledgerlane.store import verify as proofs
from ledgerlane.store.verify import Finding

restore = care.restore
doctor = care.doctor


def verify(desk: Desk, *, deep: bool = False) -> list[Finding]:
    """What does not prove, nothing when all does; ``deep`` makes everything derived again."""
    return proofs.verify(desk.store, desk.policy, desk.clock_day, deep=deep)


def rebuild(desk: Desk) -> int:
    """Make every derived table again from the ledger and the history; how many rows the worklist has."""
    require(desk, ("admin", "supervisor"), "rebuild the book")
    return refresh.rebuild(desk.store, desk.policy, desk.clock_day)


def backup(desk: Desk, file: Path) -> None:
    """Write a proven copy of the book to ``file``."""
    care.backup(desk.store, file)
