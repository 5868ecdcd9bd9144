"""When an open item will be paid: the payer's own last invoices, shrunk to the book's.

No box is black here. The payer's last `LAST` settled invoices count one each, the book's
last `BOOK_LAST` count as `BOOK_WEIGHT` more, spread evenly over how late they came. The chance
of a late payment is the late share of those; the day is their median lateness. Chances are
fractions and no money (procedure.md section 3, credit file).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ledgerlane.domain.account import LAST, Item

BOOK_LAST = 300
"""The book's habits are those of so many of its last settled invoices, whoever paid them."""
BOOK_WEIGHT = 4
"""The book counts for as much as so many invoices of the payer's own."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the whole book pays: ``late`` of ``settled`` invoices, and their lateness in days.

    ``quarters`` are `BOOK_WEIGHT` evenly spread examples of it: the days late that an eighth,
    three, five and seven eighths of the book do not exceed.
    """

    settled: int
    late: int
    quarters: tuple[int, ...]

    @classmethod
    def of(cls, late_days: Iterable[int]) -> Habits | None:
        """The habits of invoices paid so many days late (negative: early); None without any."""
        days = sorted(late_days)
        if not days:
            return None
        count = len(days)
        places = [(2 * n + 1) * count // (2 * BOOK_WEIGHT) for n in range(BOOK_WEIGHT)]
        late = sum(each > 0 for each in days)
        return cls(count, late, tuple(days[min(place, count - 1)] for place in places))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What to expect of one open item, and from which numbers.

    ``chance_late``: that it is paid after its due date, 0 to 1; 1 once it is past due.
    ``days_late``: whole days, negative is early; None when it is later than everything known.
    ``own_late`` of the payer's ``own`` last invoices were late, ``book_late`` of ``book``.
    """

    chance_late: Fraction
    days_late: int | None
    own: int
    own_late: int
    book: int
    book_late: int

    def paid_by(self, due: date) -> date | None:
        """The day it is expected to be paid on; None when nothing known was ever so late."""
        return due + timedelta(days=self.days_late) if self.days_late is not None else None

    @property
    def per_cent(self) -> int:
        """The chance in whole per cent."""
        return round(100 * self.chance_late)

    @property
    def book_per_cent(self) -> int:
        """The late share of the book, in whole per cent."""
        return round(100 * Fraction(self.book_late, self.book))

    @property
    def words(self) -> str:
        """The numbers behind it, in words."""
        book = f"{self.book_per_cent} % of the book's"
        if not self.own:
            return f"no invoice of theirs paid yet; {book} last {self.book} were late"
        return f"{self.own_late} of their last {self.own} were late, {book}"


def estimate(own: Sequence[int], book: Habits, *, past_due: int | None = None) -> Estimate:
    """What to expect of an item whose payer paid so many days late, oldest first.

    ``past_due``: the item is open on that day after its due date (negative: before it), so only
    invoices that were paid no sooner say when it will come. None: nothing is known of that.
    """
    last = list(own[-LAST:])
    late = sum(days > 0 for days in last)
    chance = Fraction(
        late * book.settled + BOOK_WEIGHT * book.late,
        book.settled * (len(last) + BOOK_WEIGHT),
    )
    is_late = past_due is not None and past_due > 0
    soonest = -math.inf if past_due is None else past_due + is_late
    ahead = [days for days in (*last, *book.quarters) if days >= soonest]
    return Estimate(
        chance_late=Fraction(1) if is_late else chance,
        days_late=round(middle(sorted(ahead))) if ahead else None,
        own=len(last), own_late=late, book=book.settled, book_late=book.late,
    )  # fmt: skip


def middle(days: Sequence[float]) -> float:
    """The median of sorted numbers of days, of which there is at least one."""
    count = len(days)
    return (days[(count - 1) // 2] + days[count // 2]) / 2


def of_items(
    items: Iterable[Item], own: Sequence[int], book: Habits, today: date
) -> dict[str, Estimate]:
    """The estimate of each invoice that anything is open of, by its reference."""
    return {
        item.ref: estimate(own, book, past_due=item.days_past_due(today))
        for item in items
        if item.open.minor > 0
    }


def line_of(items: Iterable[Item], found: Mapping[str, Estimate], today: date) -> str:
    """What to expect of the next item to fall due, else of the last that did; ``""``: nothing.

    ``8907 23 Dec 8 d late, 81 % late (18 of last 20, book 33 %)``: short, for one line.
    """
    known = [item for item in items if item.ref in found]
    if not known:
        return ""
    item = min(
        known, key=lambda item: (item.due < today, abs((item.due - today).days), item.ref)
    )
    expected = found[item.ref]
    own = f"{expected.own_late} of last {expected.own}" if expected.own else "none paid yet"
    numbers = f"({own}, book {expected.book_per_cent} %)"
    day, late = expected.paid_by(item.due), expected.days_late
    if day is None or late is None:
        return f"{item.number} is later than anything paid so far {numbers}"
    words = f"{late} d late" if late > 0 else "in time"
    chance = f", {expected.per_cent} % late" if item.due >= today else ""
    return f"{item.number} {day.day} {day:%b} {words}{chance} {numbers}"
