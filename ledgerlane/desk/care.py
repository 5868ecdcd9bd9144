"""Care of the book: proving it, making what is derived again, copies out and in."""

from __future__ import annotations

from pathlib import Path

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import require
from ledgerlane.domain.errors import Unavailable, Unproven
from ledgerlane.store import audit as audits
from ledgerlane.store import care, refresh, signatures
from ledgerlane.store import verify as proofs
from ledgerlane.store.audit import Audit
from ledgerlane.store.verify import Finding

restore = care.restore
doctor = care.doctor


def verify(desk: Desk, *, deep: bool = False) -> list[Finding]:
    """What does not prove, nothing when all does; ``deep`` makes everything derived again."""
    return proofs.verify(desk.store, desk.policy, desk.clock_day, deep=deep)


def notes(desk: Desk) -> list[str]:
    """What is no finding, and worth knowing: who records unsigned, and what was sealed."""
    return signatures.notes(desk.store)


def audit(file: Path) -> Audit:
    """What an audit pack proves, with no book at hand. Raises Unavailable or Unproven for the file."""
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            return audits.prove(lines)
    except UnicodeDecodeError:
        msg = f"{file}: not UTF-8; no audit pack, or it was changed"
        raise Unproven(msg) from None
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}"
        raise Unavailable(msg) from None


def rebuild(desk: Desk) -> int:
    """Make every derived table again from the ledger and the history; how many rows the worklist has."""
    require(desk, ("admin", "supervisor"), "rebuild the book")
    return refresh.rebuild(desk.store, desk.policy, desk.clock_day)


def backup(desk: Desk, file: Path) -> None:
    """Write a proven copy of the book to ``file``."""
    care.backup(desk.store, file)
