"""What somebody set to be done next on an account, and what a new step ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Step(NamedTuple):
    """Something to do on ``due``; ``about`` is the dispute that it follows up, or ``""``.

    ``currency``: the row that it is about; ``""``: every row of the account. ``on``: the
    business day it was set for, ``act`` the command that set it.
    """

    due: date
    what: str
    about: str = ""
    currency: str = ""
    on: date = date.min
    act: str = ""

    def concerns(self, currency: str) -> bool:
        """Whether it is about what is owed in a currency; ``""``: about any of the account."""
        return "" in (self.currency, currency) or self.currency == currency


def replaced_by(steps: Iterable[Step], new: Step | None, on: date) -> tuple[Step, ...]:
    """The open steps that end with a new one set on a day; None: nothing more is to be done.

    A step replaces the one about the same matter, and every one whose day has come, since the
    account was worked. The follow-up of another open dispute stands until its own day, and so
    does the step of another currency, whatever its day. What was set
    for a later business day stands, whenever the earlier one is recorded.
    """
    earlier = tuple(each for each in steps if each.on <= on)
    if new is None:
        return earlier
    return tuple(
        each
        for each in earlier
        if each.concerns(new.currency) and (each.about == new.about or each.due <= on)
    )
