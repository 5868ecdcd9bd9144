"""The fact that settles what several people decided apart, in the history of what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact

REQUEST, PROMISE, PLAN, HOLD, DISPUTE, CASE, CASH, TWICE = (
    "decision", "promise", "plan", "hold", "dispute", "case", "cash", "given up twice",
)  # fmt: skip
"""Kinds of conflicts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSettled(Fact):
    """Of what was said apart, the event ``chosen`` stands, and those in ``over`` have no effect.

    ``chosen`` is ``""`` where none stands: it is decided anew. ``what`` names the kind of
    conflict, ``customer`` whose account it is on (a reference).
    """

    kind = "conflict.settled"
    private = ("why",)

    what: str
    customer: str
    chosen: str
    over: tuple[str, ...]
    verdict: str = ""
    why: str = ""

    @property
    def gives_up(self) -> bool:
        """Whether what stands by it gives money up."""
        return bool(self.chosen) and self.verdict not in (
            "declined",
            "returned",
            "withdrawn",
        )


CONFLICT_FACTS = (ConflictSettled,)
