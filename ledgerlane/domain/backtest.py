"""The late-payment estimate tried on a book's own past, beside what needs no estimate at all.

Each invoice is judged with what was known on its date: the invoices settled before that day.
The earlier 70 % by invoice date are there to learn from, the rest is the test. Beside the
estimate stand "always on time", "the same as the customer's last", and, for days to pay, the
customer's running median (the book's, while they have paid nothing).
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.account import LAST
from ledgerlane.domain.estimate import BOOK_LAST, Habits, estimate, middle

TRAIN_PER_CENT = 70
BINS = 10
"""Lines of the calibration table: chances 0-10 %, 10-20 %, ..., 90-100 %."""


class Paid(NamedTuple):
    """A settled invoice; days are ordinals."""

    customer: int
    issued: int
    due: int
    settled: int


@dataclass(slots=True)
class Score:
    """How well chances of lateness told what came; ``brier`` is the mean squared error."""

    right: int = 0
    squares: float = 0.0
    count: int = 0

    def add(self, chance: Fraction, late: bool) -> None:
        """One invoice: from a half on, the chance says late."""
        self.count += 1
        self.right += (2 * chance >= 1) == late
        self.squares += (float(chance) - late) ** 2

    @property
    def accuracy(self) -> float:
        """The share that was told right."""
        return self.right / self.count if self.count else 0.0

    @property
    def brier(self) -> float:
        """0 is perfect, 0.25 is a coin."""
        return self.squares / self.count if self.count else 0.0


@dataclass(slots=True)
class Bin:
    """A line of the calibration table: ``count`` invoices said to be late at a like chance.

    ``chances`` is the sum of what was said, ``late`` how many were late.
    """

    count: int = 0
    chances: float = 0.0
    late: int = 0

    @property
    def said(self) -> float:
        """The mean chance that was said."""
        return self.chances / self.count

    @property
    def came(self) -> float:
        """The share that was late."""
        return self.late / self.count


@dataclass(slots=True)
class Backtest:
    """What came out. ``train`` and ``test`` are numbers of invoices; errors are in days."""

    train: int = 0
    test: int = 0
    late: int = 0
    first_test: int = 0
    ours: Score = field(default_factory=Score)
    on_time: Score = field(default_factory=Score)
    last: Score = field(default_factory=Score)
    our_days: list[float] = field(default_factory=list)
    median_days: list[float] = field(default_factory=list)
    bins: tuple[Bin, ...] = field(default_factory=lambda: tuple(Bin() for _ in range(BINS)))

    @property
    def our_error(self) -> float:
        """The median absolute error of our days to pay."""
        return middle(sorted(self.our_days)) if self.our_days else 0.0

    @property
    def median_error(self) -> float:
        """The same of the customer's running median."""
        return middle(sorted(self.median_days)) if self.median_days else 0.0

    @property
    def beats_both(self) -> bool:
        """Whether the estimate is better than both base rates, in accuracy and in Brier score."""
        others = (self.on_time, self.last)
        return self.test > 0 and all(
            self.ours.accuracy > other.accuracy and self.ours.brier < other.brier
            for other in others
        )

    def calibration(self) -> list[tuple[int, Bin]]:
        """The lines of the table that hold anything, each with the per cent it begins at."""
        return [(at * 100 // BINS, line) for at, line in enumerate(self.bins) if line.count]

    def add(self, chance: Fraction, late: bool) -> None:
        """Note an estimate and what came."""
        self.ours.add(chance, late)
        line = self.bins[min(BINS - 1, int(chance * BINS))]
        line.count += 1
        line.chances += float(chance)
        line.late += late


class _Past:
    """What was known on a day: own habits, the book's, and running medians of days to pay."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int, Paid]] = []
        self.own: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=LAST))
        self.days: dict[int, list[int]] = defaultdict(list)
        self.book: deque[int] = deque(maxlen=BOOK_LAST)
        self.book_days: deque[int] = deque(maxlen=BOOK_LAST)
        self.habits: Habits | None = None
        self.book_median = 0.0

    def until(self, day: int) -> None:
        """Learn what was settled before ``day``."""
        learnt = False
        while self.open and self.open[0][0] < day:
            paid = heapq.heappop(self.open)[2]
            self.own[paid.customer].append(paid.settled - paid.due)
            insort(self.days[paid.customer], paid.settled - paid.issued)
            self.book.append(paid.settled - paid.due)
            self.book_days.append(paid.settled - paid.issued)
            learnt = True
        if learnt:
            self.habits = Habits.of(self.book)
            self.book_median = middle(sorted(self.book_days))


def backtest(invoices: Iterable[Paid], count: int) -> Backtest:
    """Walk through ``count`` settled invoices in the order of their dates.

    Memory is what each customer's last invoices and those unpaid on a day need.
    """
    past, found = _Past(), Backtest()
    train = count * TRAIN_PER_CENT // 100
    for n, paid in enumerate(_in_order(invoices)):
        past.until(paid.issued)
        if n < train or past.habits is None:
            found.train += 1
        else:
            _try(found, past, past.habits, paid)
        heapq.heappush(past.open, (paid.settled, n, paid))
    return found


def _in_order(invoices: Iterable[Paid]) -> Iterator[Paid]:
    before = 0
    for paid in invoices:
        assert paid.issued >= before, "invoices must come in the order of their dates"
        before = paid.issued
        yield paid


def _try(found: Backtest, past: _Past, habits: Habits, paid: Paid) -> None:
    """Estimate one invoice, and let the base rates do the same."""
    own = past.own.get(paid.customer, deque())
    said, late = estimate(list(own), habits), paid.settled > paid.due
    found.test += 1
    found.first_test = found.first_test or paid.issued
    found.late += late
    found.add(said.chance_late, late)
    found.on_time.add(Fraction(0), late)
    found.last.add(Fraction(bool(own) and own[-1] > 0), late)
    assert said.days_late is not None, "nothing is past due on its own date"
    days = paid.settled - paid.issued
    found.our_days.append(abs(paid.due - paid.issued + said.days_late - days))
    known = past.days.get(paid.customer)
    found.median_days.append(abs((middle(known) if known else past.book_median) - days))
