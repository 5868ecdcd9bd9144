"""What cash will come, week by week, with a range: each amount counted once.

Of what is open, written-off money is never expected, disputed money not before it is
answered, and of what is in court nobody knows when it comes. Of the rest a plan's instalments count first, then promises, then the payer's habits,
and where nobody ever paid anything the due date. Week by week means spans of seven days that
begin on the day after the as-of date. Only what is open on that date is forecast: invoices yet
to be written are nobody's debt.

Shares of an amount are whole numbers of minor units that sum to it. The range is an estimate:
a customer's money is taken to come together or not at all, and sums are taken as normal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappush, heapreplace
from math import isqrt
from typing import NamedTuple

from ledgerlane.domain.estimate import BOOK_WEIGHT
from ledgerlane.domain.policy import COLLECTABLE_PER_MILLE
from ledgerlane.domain.risk import collectable_per_mille

WEEKS = 13
RANGE_PER_CENT = 80
RANGE_DEVIATIONS = (12_816, 10_000)
"""80 % of a normal distribution lies within 1.2816 standard deviations of its middle."""
EVIDENCE = 30
"""So many invoices of the book must have been that late before it says what comes next."""
KEPT_BEFORE = (2, 3)
"""A customer's promises are judged as if two of three earlier ones had been kept; and so is a due
date while nobody has ever paid anything."""
KINDS = ("plan", "promise", "habit")
_ORDER = ("plan", "promise", "said", "habit")
SAID_BEFORE = (1, 2)
"""A day that somebody named without promising: as if one of two had been kept."""
PAYERS = 50
"""So many of those who pay most in a week are remembered by name."""
_SCALE = 1_000_000
_SHARE = 10_000


class OpenItem(NamedTuple):
    """What is open of an invoice, in minor units; ``due`` is an ordinal.

    ``disputed``, ``given_up`` (approved, not yet in the books), ``paid`` (matched here, not
    yet in the books) and ``in_court`` (a legal case has it) are parts of it.
    """

    due: int
    minor: int
    disputed: int = 0
    given_up: int = 0
    ref: str = ""
    paid: int = 0
    in_court: int = 0


class Named(NamedTuple):
    """Money that somebody named a day for: an instalment of a plan, a promise, or an answer (``said``).

    ``extra`` of it is interest and fees of a plan, which no item holds.
    """

    kind: str
    day: int
    minor: int
    refs: tuple[str, ...]
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Owing:
    """One customer in one currency. ``credit`` is what they have with us, unapplied.

    ``last`` are the days late of their last settled invoices; ``kept`` of ``judged`` promises.
    ``customer`` is an id.
    """

    items: tuple[OpenItem, ...]
    credit: int = 0
    named: tuple[Named, ...] = ()
    last: tuple[int, ...] = ()
    kept: int = 0
    judged: int = 0
    customer: int = 0


class Part(NamedTuple):
    """A part of an account's open money: why, and from which day (an ordinal) it is expected.

    ``kind``: plan, promise, said, habit, disputed, in court, given up.
    """

    kind: str
    minor: int
    due: int
    day: int


def parts(owing: Owing) -> tuple[list[Part], int]:
    """The open money of an account, each amount once, and how much of it credit or a match covers."""
    found, left, covered = [], list[int](), 0
    items = sorted(owing.items, key=lambda item: (item.due, item.ref))
    for item in items:
        gone = min(item.given_up, item.minor)
        paid = min(item.paid, item.minor - gone)
        covered += paid
        rest = item.minor - gone - paid
        court = min(item.in_court, rest)
        asked = min(item.disputed, rest - court)
        found += [
            Part(kind, minor, item.due, 0)
            for kind, minor in (
                ("given up", gone),
                ("in court", court),
                ("disputed", asked),
            )
        ]
        left.append(rest - court - asked)
    credit = owing.credit
    for at, minor in enumerate(left):
        used = min(minor, max(credit, 0))
        credit -= used
        left[at] -= used
    for named in sorted(owing.named, key=lambda each: (_ORDER.index(each.kind), each.day)):
        need = named.minor - named.extra
        for at, item in enumerate(items):
            taken = min(need, left[at]) if item.ref in named.refs else 0
            need -= taken
            left[at] -= taken
            found.append(Part(named.kind, taken, item.due, named.day))
    found += [
        Part("habit", minor, item.due, 0) for item, minor in zip(items, left, strict=True)
    ]
    covered += max(owing.credit, 0) - max(credit, 0)
    return [part for part in found if part.minor], covered


class Tail:
    """How late the book's invoices come, those that are still open counted in (Kaplan-Meier).

    ``settled`` and ``waiting`` count invoices by days late: when they were paid, or how late
    they are unpaid. Beyond the lateness that `EVIDENCE` invoices reached, the cited chance of
    collection by age says whether the rest comes at all; when, nobody knows. A list of open items
    whose paid ones the book never saw says nothing of when they come.
    """

    def __init__(
        self, settled: Mapping[int, int], waiting: Mapping[int, int],
        collectable: tuple[tuple[int, int], ...] = COLLECTABLE_PER_MILLE,
    ) -> None:  # fmt: skip
        self.collectable = collectable
        self.known_to: int | None = None
        self.masses: list[tuple[int, int]] = []  # (days late, chance in millionths)
        at_risk = Counter(settled) + Counter(waiting)
        reached, survive = sum(at_risk.values()), _SCALE
        days = sorted(at_risk) if sum(settled.values()) >= EVIDENCE else []
        for day in days:
            paid = settled.get(day, 0)
            if reached < EVIDENCE:
                break
            self.known_to = day
            mass = survive * paid // reached
            if mass:
                self.masses.append((day, mass))
            survive -= mass
            reached -= at_risk[day]
        self.rest = survive
        self._vectors: dict[tuple[int, int], tuple[int, ...]] = {}

    def vector(self, age: int, weeks: int) -> tuple[int, ...]:
        """Weights of each week, later and never for an item so many days late today."""
        known = self._vectors.get((age, weeks))
        if known is None:
            known = self._vectors[age, weeks] = tuple(self.after(age, age, weeks))
        return known

    def after(self, age: int, waited: int, weeks: int) -> list[int]:
        """The same when it is known not to come before it is ``waited`` days late."""
        found = [0] * (weeks + 2)
        for day, mass in self.masses:
            if day > waited:
                found[min((day - age - 1) // 7, weeks)] += mass
        if self.known_to is not None and waited < self.known_to:
            comes = collectable_per_mille(self.known_to, self.collectable)
            found[weeks] += self.rest * comes // 1000
            found[weeks + 1] += self.rest - self.rest * comes // 1000
        return found


class Week(NamedTuple):
    """Seven days. Amounts in minor units; ``plan + promise + habit = expected``."""

    first: date
    last: date
    expected: int
    low: int
    high: int
    plan: int
    promise: int
    habit: int


@dataclass(slots=True)
class Forecast:
    """One currency. Weeks + ``later`` + ``disputed`` + ``in_court`` + ``never`` = ``open`` - ``covered``.

    Amounts in minor units. ``never`` is what will not be collected, what was given up counted
    in; ``covered`` is open money that the customers' own credit pays, or what was matched here. ``payers`` are, by week,
    those from whom most of it is expected: minor units and customer (an id), in no order.
    """

    currency: str
    as_of: date
    weeks: int = WEEKS
    open: int = 0
    covered: int = 0
    later: int = 0
    disputed: int = 0
    in_court: int = 0
    never: int = 0
    on_top: int = 0  # interest and fees of instalments in these weeks: not in what is open
    expected: dict[str, list[int]] = field(default_factory=dict)
    variance: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)  # what could come in each week at all
    payers: list[list[tuple[int, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.expected = {kind: [0] * self.weeks for kind in KINDS}
        self.variance, self.most = [0] * self.weeks, [0] * self.weeks
        self.payers = [[] for _ in range(self.weeks)]

    @property
    def total(self) -> int:
        """What is expected to come at all."""
        weeks = sum(map(sum, self.expected.values()))
        return weeks + self.later + self.disputed + self.in_court

    def lines(self) -> list[Week]:
        """The weeks, each with its range."""
        found = []
        for at in range(self.weeks):
            by_kind = [self.expected[kind][at] for kind in KINDS]
            expected = sum(by_kind)
            times, of = RANGE_DEVIATIONS
            spread = isqrt(self.variance[at]) * times // of
            first = self.as_of + timedelta(days=7 * at + 1)
            found.append(Week(
                first, first + timedelta(days=6), expected, max(0, expected - spread),
                min(self.most[at], expected + spread), *by_kind,
            ))  # fmt: skip
        return found

    def add(self, owing: Owing, tail: Tail) -> None:
        """Count one account in."""
        found, covered = parts(owing)
        self.covered += covered
        self.open += sum(item.minor for item in owing.items)
        until = self.as_of.toordinal() + 7 * self.weeks
        self.on_top += sum(named.extra for named in owing.named if named.day <= until)
        deviations, mine = [0] * self.weeks, [0] * self.weeks
        for part in found:
            if part.kind == "given up":
                self.never += part.minor
            elif part.kind == "disputed":
                self.disputed += part.minor
            elif part.kind == "in court":
                self.in_court += part.minor
            else:
                weights = _weights(part, owing, tail, self.as_of, self.weeks)
                self._spread(part, weights, deviations, mine)
        for at, deviation in enumerate(deviations):
            self.variance[at] += deviation * deviation
            if mine[at]:
                _keep_largest(self.payers[at], (mine[at], owing.customer))

    def _spread(
        self, part: Part, weights: Sequence[int], deviations: list[int], mine: list[int]
    ) -> None:
        """Cut an amount by its weights: each cut is of the running total, so they sum to it."""
        whole, minor = sum(weights), part.minor
        kind = "promise" if part.kind == "said" else part.kind
        into, seen, cut = self.expected[kind], 0, 0
        for at in range(self.weeks):
            weight = weights[at]
            if not weight:
                continue
            seen += weight
            upto = minor * seen // whole
            into[at] += upto - cut
            mine[at] += upto - cut
            cut = upto
            self.most[at] += minor
            deviations[at] += minor * _ROOTS[weight * _SHARE // whole] // _SHARE
        later = minor * (seen + weights[self.weeks]) // whole
        self.later += later - cut
        self.never += minor - later


def _keep_largest(found: list[tuple[int, int]], each: tuple[int, int]) -> None:
    if len(found) < PAYERS:
        heappush(found, each)
    elif each > found[0]:
        heapreplace(found, each)


_ROOTS = tuple(isqrt(share * (_SHARE - share)) for share in range(_SHARE + 1))
"""The standard deviation of a chance, in ten-thousandths, by the chance in ten-thousandths."""


def _weights(
    part: Part, owing: Owing, tail: Tail, as_of: date, weeks: int
) -> Sequence[int]:
    """Weights of each week, later and never for a part of an account."""
    today = as_of.toordinal()
    age = today - part.due
    if part.kind == "habit":
        return _habit(owing.last, tail, age, age, weeks)
    day = max(part.day, today + 1)
    before = SAID_BEFORE if part.kind == "said" else KEPT_BEFORE
    kept, of = owing.kept + before[0], owing.judged + before[1]
    otherwise = _habit(owing.last, tail, age, max(age, day - part.due), weeks)
    whole = sum(otherwise)
    found = [weight * (of - kept) for weight in otherwise]
    found[min((day - today - 1) // 7, weeks)] += whole * kept
    return found


def _habit(
    last: Sequence[int], tail: Tail, age: int, waited: int, weeks: int
) -> Sequence[int]:
    """By the payer's own lateness and the book's; else by the due date, else by age alone."""
    found = (
        list(tail.vector(age, weeks)) if age == waited else tail.after(age, waited, weeks)
    )
    if last:
        found = [weight * BOOK_WEIGHT for weight in found]
        for days in last:
            if days > waited:
                found[min((days - age - 1) // 7, weeks)] += _SCALE
    if any(found):
        return found
    if waited <= 0:
        on_day, of = KEPT_BEFORE
        found[weeks] = of - on_day
        found[min(max(0, -age - 1) // 7, weeks)] += on_day
        return found
    comes = collectable_per_mille(waited, tail.collectable)
    found[weeks], found[weeks + 1] = comes, 1000 - comes
    return found


def forecast(
    accounts: Iterable[tuple[str, Owing]], tail: Tail, as_of: date, weeks: int = WEEKS
) -> list[Forecast]:
    """A forecast for each currency, by its code, from the accounts with theirs."""
    found: dict[str, Forecast] = {}
    for currency, owing in accounts:
        if currency not in found:
            found[currency] = Forecast(currency, as_of, weeks)
        found[currency].add(owing, tail)
    return [found[currency] for currency in sorted(found)]
