"""Who is on the line with a customer: two people in one book do not call the same one at once.

Advisory: it stops nobody, stands in no history, and is forgotten after 30 minutes.
"""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.store import on_the_line

FORGOTTEN_MS = 30 * 60_000


def begin(desk: Desk, customer: int) -> None:
    """Say that I am on the line with a customer now."""
    with desk.store.writing() as db:
        on_the_line.begin(db, customer, desk.actor, desk.clock())


def end(desk: Desk) -> None:
    """Say that I am on the line with nobody any more."""
    with desk.store.writing() as db:
        on_the_line.end(db, desk.actor)


def words(desk: Desk, customer: int) -> str:
    """``Kari is on the line, 2 min`` of the one who has been for longest; ``""``: nobody else is."""
    now = desk.clock()
    found = on_the_line.others(desk.store, customer, desk.actor, now - FORGOTTEN_MS)
    if not found:
        return ""
    who, since = found[0]
    return f"{who} is on the line, {max(0, now - since) // 60_000} min"
