"""What a desk asks of the book: about now, or about another day as it was then known."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from ledgerlane.desk.desk import Desk
from ledgerlane.store import past
from ledgerlane.store.lens import lens
from ledgerlane.store.worked import Question


def question(desk: Desk) -> Question:
    """The desk's day and what may be known for it."""
    look = lens(desk.store, desk.today, desk.known_ms)
    until = None if desk.is_now else desk.today
    return Question(look, desk.today, desk.policy, until, desk.known_ms)


def now(desk: Desk) -> Question:
    """The book as it is today, whatever day the desk looks at: nothing is used up twice."""
    return Question(lens(desk.store, desk.clock_day), desk.clock_day, desk.policy)


def as_asked(desk: Desk) -> AbstractContextManager[None]:
    """While this is open, derived tables read as of the desk's day. Not for writing verbs."""
    return nullcontext() if desk.is_now else past.shown(desk.store, question(desk))
