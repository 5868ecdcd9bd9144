"""Who works on which book, as of when: what every verb of the desk is given first."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.policy import Policy
from ledgerlane.store import history, plans, settings, signatures
from ledgerlane.store.connection import Store, now_ms

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32, none that is read as another
_PREFIXES = {
    "promise": "PR",
    "dispute": "DI",
    "plan": "PLN",
    "write-off": "WO",
    "credit memo": "CM",
    "recovery": "REC",
    "claim": "CL",
    "interest": "INT",
    "letter": "LT",
    "receipt": "RC",
    "match": "MA",
    "stop": "ST",
    "act": "ACT",
    "action": "AC",
    **{kind.name: kind.prefix for kind in KINDS.values()},
}


_TABLES = {
    "promise": "promise",
    "dispute": "dispute",
    "plan": "plan",
    "write-off": "request",
    "credit memo": "request",
    "interest": "interest_charge",
    "claim": "claim",
    "letter": "letter",
    **dict.fromkeys(KINDS, "case_file"),
}
"""Where each kind of name is looked up; acts are never asked for by name."""


def random_id(what: str) -> str:
    """``WO-7K3FQ2``: a short name that people can say, unlikely to be met twice."""
    return _spoken(what, secrets.randbits(30))


def drawn_from(store: Store, seed: str) -> Callable[[str], str]:
    """Draws the same names in the same order whenever the same is recorded (`init --seed`)."""
    numbers = count(1)

    def draw(what: str) -> str:
        name = f"{what} {history.count(store)} {next(numbers)}"
        return _spoken(what, int.from_bytes(settings.drawn(seed, name)[:4]) >> 2)

    return draw


def _spoken(what: str, drawn: int) -> str:
    return (
        f"{_PREFIXES[what]}-{''.join(_LETTERS[drawn >> at & 31] for at in range(0, 30, 5))}"
    )


@dataclass(slots=True)
class Desk:
    """An open book and the person at it.

    ``as_of`` is the business date asked for (None: today in the book's zone), ``known_ms``
    limits questions to what the book had been told by then. ``clock`` gives milliseconds
    since 1970 UTC. ``recording``: it was said that a business date in the past is meant to be
    written on; a practice book needs no saying. Verbs are functions of this package's other modules; they take a desk.
    """

    store: Store
    actor: str
    practice: bool
    policy: Policy
    currency: str
    zone: str
    country: str
    as_of: date | None = None
    known_ms: int | None = None
    clock: Callable[[], int] = field(default=now_ms)
    stale: bool = False  # the day could not be turned; lists are worked out instead
    draw: Callable[[str], str] = field(default=random_id)
    recording: bool = True

    def new_id(self, what: str) -> str:
        """A name that nothing of its kind has in this book. Inside ``store.writing()``."""
        table = _TABLES.get(what)
        drawn = self.draw(what)
        while table is not None and plans.taken(self.store, table, drawn):
            drawn = self.draw(what)
        return drawn

    @property
    def today(self) -> date:
        """The business date of this desk."""
        return self.as_of or settings.day_in(self.zone, self.clock())

    @property
    def clock_day(self) -> date:
        """The day it really is in the book's zone: roles and limits are those of this day."""
        return settings.day_in(self.zone, self.clock())

    @property
    def is_now(self) -> bool:
        """Whether questions are about the book as it is today."""
        return self.known_ms is None and self.today == self.clock_day and not self.stale

    @property
    def looks_back(self) -> bool:
        """Whether another day than today is looked at, and nobody said that it is to be written on."""
        return self.today != self.clock_day and not self.recording

    def close(self) -> None:
        """Let go of the book, and remember how far it went."""
        signatures.remember(self.store)
        self.store.close()
