"""The board: what is open, what this period brought, what needs attention (screens.md, board).

Everything on it is of one currency. Every line names the view of the queue, or the area, in
which the accounts behind it stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import Window, days, ratio, said
from ledgerlane.domain.money import plain

PERIODS = ("week", "month", "quarter")


def period(name: str, today: date) -> Window:
    """The week (from Monday), month or quarter that ``today`` is in, up to ``today``."""
    if name == "week":
        return Window(today - timedelta(days=today.weekday()), today)
    month = today.month if name == "month" else (today.month - 1) // 3 * 3 + 1
    return Window(today.replace(month=month, day=1), today)


def period_before(name: str, today: date) -> Window:
    """The whole week, month or quarter before that of ``today``."""
    end = period(name, today).opening
    return Window(period(name, end).first, end)


class Payer(NamedTuple):
    """A customer (id, number and name) and what is expected of them, in minor units."""

    customer: int
    number: str
    name: str
    minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row that leads somewhere: ``view`` opens the queue so, ``area`` another screen.

    ``number`` counts accounts (or what ``words`` names); ``minor`` is their money. ``rows`` say
    what a figure rests on; ``payers`` who it is expected from. ``parts`` add up to ``minor``:
    plans, promises, habits; ``series`` is how a figure went, or goes from column to column.
    """

    words: str
    number: int = 0
    minor: int | None = None
    view: str = ""
    area: str = ""
    detail: str = ""
    rows: tuple[str, ...] = ()
    payers: tuple[Payer, ...] = ()
    parts: tuple[int, ...] = ()
    series: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """What a period brought. ``calls`` by day; the promises are those judged in it, and before.

    ``collected`` was received in it, by value date; of that ``posted`` is not in the books yet.
    ``cash_known``: the book has a receipt at all, so that nothing collected is a figure.
    """

    calls: tuple[int, ...] = ()
    promises: int = 0
    promised: int = 0
    kept: int = 0
    judged: int = 0
    kept_before: int = 0
    judged_before: int = 0
    collected: int = 0
    collected_before: int = 0
    broken: int = 0
    broken_minor: int = 0
    mails: int = 0
    cash_known: bool = True
    posted: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """One currency's board. ``columns`` of the aging and ``unapplied`` in its minor units."""

    as_of: date
    currency: str
    currencies: tuple[str, ...]
    scope: str
    name: str
    window: Window
    labels: tuple[str, ...]
    columns: tuple[int, ...]
    unapplied: int
    aging: tuple[Line, ...]
    attention: tuple[Line, ...]
    period: Period = Period()

    @property
    def balance(self) -> int:
        """Not due + buckets - unapplied."""
        return sum(self.columns) - self.unapplied

    @property
    def whose(self) -> str:
        """``my accounts`` or ``all accounts``."""
        return "my accounts" if self.scope == "mine" else "all accounts"

    @property
    def work(self) -> tuple[Line, ...]:
        """The period's lines."""
        did, scope = self.period, scope_words(self.scope, self.currency)
        broken = f"is:broken off:show {scope}"
        return (
            Line("Calls logged", sum(did.calls)),
            Line("Promises", did.promises, did.promised, f"status:PTP off:show {scope}"),
            Line("Promises kept", did.kept, None, "", "", _kept(did)),
            _collected(did, self.currency),
            Line("Broken", did.broken, did.broken_minor, broken),
            Line("Letters, mails", did.mails),
        )  # fmt: skip


def scope_words(scope: str, currency: str) -> str:
    """The end of a view that shows what the board counted."""
    return f"cur:{currency} owner:{scope}"


def _kept(did: Period) -> str:
    """``68 % (was 61 %)``."""
    now, before = ratio(did.kept, did.judged), ratio(did.kept_before, did.judged_before)
    words = "none judged" if now is None else f"{round(100 * now)} %"
    return words if before is None else f"{words} (was {round(100 * before)} %)"


_COLLECTED = (
    "Money by the day it was received (value date), whenever it was entered: what is in the books,"
    " and what was posted here and is not in them yet; what bounced is taken off."
)


def _collected(did: Period, currency: str) -> Line:
    """``was 3 000.00, 500.00 not in the books yet``."""
    if not did.cash_known:
        return Line("Collected", detail="no cash yet")
    was = f"was {plain(did.collected_before, currency)}"
    more = f", {plain(did.posted, currency)} not in the books yet" if did.posted else ""
    return Line("Collected", minor=did.collected, detail=was + more, rows=(_COLLECTED,))


def number_words(number: int, one: str, many: str) -> str:
    """The words that go with a number."""
    return one if number == 1 else many


def later_words(tenths: int) -> str:
    """``lately 12.0 d later``: how much later than usual, from tenths of a day."""
    return f"lately {said(days(Fraction(tenths, 10)), '')[:-1]} d later"
