"""Payments that bounced: whoever has not been spoken to since is to be called, whoever said so first.

Derived from the reversal itself, of the books, of a bank or by our word, and never recorded: so
it stands once, and ends by itself when the customer was spoken to or a later step was set.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.domain.codes import CONVERSATION
from ledgerlane.domain.next_steps import Step

if TYPE_CHECKING:
    from ledgerlane.domain.dossier import Dossier
    from ledgerlane.domain.policy import Policy

DAYS = 30
"""So long a bounce asks for a call."""
WORDS = "a payment bounced: call"
SPOKEN = ("promise", "dispute", "visit")
"""Kinds of activity in which the customer was spoken to, whatever the code."""


class Bounce(NamedTuple):
    """A receipt that was taken back on ``day``. ``t``: since when we know, microseconds of the clock."""

    receipt: str
    currency: str
    day: date
    t: int

    @property
    def over(self) -> date:
        """The first day on which it asks for nothing any more."""
        return self.day + DAYS * date.resolution


def together(found: Iterable[Bounce]) -> tuple[Bounce, ...]:
    """Each receipt once, with the first day and the first moment that anybody said so."""
    known: dict[str, Bounce] = {}
    for each in found:
        was = known.get(each.receipt, each)
        known[each.receipt] = each._replace(
            day=min(was.day, each.day), t=min(was.t, each.t)
        )
    return tuple(known.values())


def steps(
    found: Iterable[Bounce], dossier: Dossier, policy: Policy, today: date
) -> tuple[Step, ...]:
    """The call that each currency's latest bounce asks for, on the day of the bounce."""
    asked: dict[str, Bounce] = {}
    for each in sorted(found, key=lambda bounce: bounce.day):
        if each.day <= today < each.over and not _dealt_with(each, dossier, policy):
            asked[each.currency] = each
    return tuple(
        Step(each.day, WORDS, currency=code, on=each.day) for code, each in asked.items()
    )


def _dealt_with(bounce: Bounce, dossier: Dossier, policy: Policy) -> bool:
    """Whether the customer was spoken to since, or somebody said what is next."""
    later = [each for each in dossier.activities if each.t >= bounce.t and not each.undone]
    for each in later:
        code = policy.code.get(each.code)
        if each.kind in SPOKEN or (code is not None and code.counts_as == CONVERSATION):
            return True
    if dossier.no_next and any(each.kind == "step" for each in later):
        return True
    acts = {each.act for each in later} - {""}
    return any(
        step.act in acts and not step.about and step.concerns(bounce.currency)
        for step in dossier.steps
    )
