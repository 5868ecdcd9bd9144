"""The fact that settles what several people decided apart, in the history of what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact

REQUEST, PROMISE, PLAN, HOLD, DISPUTE, CASE, CASH, TWICE = (
    "decision", "promise", "plan", "hold", "dispute", "case", "cash", "given up twice",
)  # fmt: skip
PAID, USED, LIMIT = "given up and paid", "paid twice", "over a limit"
"""Kinds of conflicts."""
TOO_MUCH = (TWICE, PAID, USED, LIMIT)
"""Kinds in which each could stand alone, and not all of them together."""
ELSEWHERE = (TWICE, PAID, LIMIT)
"""Kinds between several requests: of one that was not chosen the approval has no effect, and it is declined."""


BEGINS = ("writeoff.requested", "creditmemo.requested", "case.opened")
"""Kinds of facts without which a history of its own is nothing: all of it came of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSettled(Fact):
    """Of what was said apart, the event ``chosen`` stands, and those in ``over`` have no effect.

    ``chosen`` is ``""`` where none stands: it is decided anew. ``what`` names the kind of
    conflict, ``customer`` whose account it is on (a reference). ``caused`` are events of this
    history that came of those in ``over`` and have no effect either.
    """

    kind = "conflict.settled"
    private = ("why",)

    what: str
    customer: str
    chosen: str
    over: tuple[str, ...]
    verdict: str = ""
    why: str = ""
    caused: tuple[str, ...] = ()

    @property
    def gives_up(self) -> bool:
        """Whether what stands by it gives money up."""
        return bool(self.chosen) and self.verdict not in (
            "declined",
            "returned",
            "withdrawn",
        )


CONFLICT_FACTS = (ConflictSettled,)
