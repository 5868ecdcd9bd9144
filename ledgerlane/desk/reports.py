"""The measures of a book: asked for by name, over a window, for each currency by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from ledgerlane.desk import own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.metrics import (
    agencies,
    benchmark,
    complaints,
    effectiveness,
    losses,
    outstanding,
    work,
)
from ledgerlane.domain.metrics.agencies import Placed
from ledgerlane.domain.metrics.complaints import Complaint
from ledgerlane.domain.metrics.effectiveness import Opened
from ledgerlane.domain.metrics.losses import LossRates
from ledgerlane.domain.metrics.measure import Frame, Measure, Window, months_before
from ledgerlane.domain.metrics.outstanding import Period, Receivable
from ledgerlane.domain.metrics.work import Cause, Effort, Promised
from ledgerlane.domain.money import is_currency
from ledgerlane.store import batches, case_measures, effort, measures
from ledgerlane.store.measures import LedgerFacts

MONTHS = 3
"""How long a window is when nobody says: a quarter."""
LONGEST = 120
COUNTBACK_MONTHS = 60
COHORT_MONTHS = 12
COHORT_AGE_DAYS = 90
"""Invoices are judged lost this many days after they entered the last column of the aging."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the measures of one currency are made of."""

    frame: Frame
    ledger: LedgerFacts
    labels: tuple[str, ...]
    cohort: Window
    promises: dict[str, Promised]
    efforts: dict[str, Effort]
    causes: Sequence[Cause]
    complaints: Sequence[Complaint]
    placed: Sequence[Placed]
    rates: Sequence[Fraction] = ()
    method: str = "cohort"

    @property
    def open(self) -> Receivable:
        """Open invoices on the last day, interest and fees left out."""
        last = self.ledger.points[-1]
        current, *overdue = last.invoices
        return Receivable(current, sum(overdue), sum(last.charges))

    @property
    def sales(self) -> int:
        """Sales of the window."""
        return self.ledger.sold(self.frame.window)


def window(desk: Desk, first: date | None, last: date | None, months: int | None) -> Window:
    """The window that is meant: ``first`` to ``last``, or so many months up to ``last``.

    Raises Misused for a window that ends after the desk's day, or before it begins.
    """
    end = last or desk.today
    if end > desk.today:
        msg = f"the window ends on {end.isoformat()}, after the day asked for, {desk.today.isoformat()}"
        raise Misused(msg)
    if first is not None and months is not None:
        msg = "say --from or --months, not both"
        raise Misused(msg)
    if first is None:
        return Window.of_months(end, MONTHS if months is None else months)
    if first > end:
        msg = (
            f"the window begins on {first.isoformat()}, after it ends on {end.isoformat()}"
        )
        raise Misused(msg)
    if first < months_before(end, LONGEST):
        msg = f"the window begins on {first.isoformat()}; at most {LONGEST} months are looked at"
        raise Misused(msg)
    return Window(first, end)


def report(
    desk: Desk, names: Iterable[str], over: Window, *, currency: str | None = None,
    rates: Sequence[Fraction] = (), method: str = "cohort",
) -> list[Measure]:  # fmt: skip
    """The measures of these names, by currency. ``rates``: loss rates given, else by ``method``.

    Raises Misused for an unknown name, currency or count of rates.
    """
    own.must_read_all(desk, "read measures of the whole book")
    names = list(names)
    unknown = [name for name in names if name not in REPORTS]
    if unknown:
        msg = f"{unknown[0]!r} is no measure: {', '.join(REPORTS)}"
        raise Misused(msg)
    found = facts(desk, over, currency=currency, rates=rates, method=method)
    known = batches.latest_day(desk.store.db, over.last.toordinal())
    books = date.fromordinal(known) if known is not None else over.last
    return [
        _noted(measure, each, books)
        for each in found
        for name in names
        for measure in REPORTS[name](each)
    ]


def facts(
    desk: Desk, over: Window, *, currency: str | None = None,
    rates: Sequence[Fraction] = (), method: str = "cohort",
) -> list[Facts]:  # fmt: skip
    """What the measures are made of, for each currency that anything is in; the book's own first."""
    if currency is not None and not is_currency(currency):
        msg = f"{currency!r} is no currency of ISO 4217, like EUR or NOK"
        raise Misused(msg)
    buckets = Buckets(desk.policy.bucket_edges)
    if rates and len(rates) != len(buckets.labels):
        msg = f"{len(rates)} loss rates; the aging has {len(buckets.labels)} columns: {' '.join(buckets.labels)}"
        raise Misused(msg)
    end = over.last - timedelta(days=buckets.edges[-1] + COHORT_AGE_DAYS)
    cohort = Window.of_months(end, COHORT_MONTHS)
    then = _on(desk, over.last)
    ask = question(then)
    with as_asked(then):
        ledger = measures.ledger(desk.store, ask.lens, over, cohort, buckets)
        kept = effort.promises(desk.store, over)
        people = effort.collectors(desk.store, ask.lens, over, desk.policy, desk.currency)
        why = effort.causes(desk.store, ask.lens, over, desk.policy, desk.currency)
        roots = case_measures.root_causes(desk.store, over, desk.policy, desk.currency)
        placed = case_measures.placed(desk.store, over, desk.policy)
        told = case_measures.complaints(
            desk.store, over, desk.policy, desk.currency, over.last
        )
    nothing = LedgerFacts.of_nothing(over, buckets)
    known = {*ledger, *kept, *people, *why, *roots, *told, *placed} or {desk.currency}
    wanted = sorted(known, key=lambda code: (code != desk.currency, code))
    return [
        Facts(
            Frame(code, over), ledger.get(code) or nothing, buckets.labels, cohort,
            kept.get(code, {}), people.get(code, {}), (*why.get(code, ()), *roots.get(code, ())), told.get(code, ()),
            placed.get(code, ()), rates, method,
        )
        for code in ([currency] if currency is not None else wanted)
    ]  # fmt: skip


def _on(desk: Desk, day: date) -> Desk:
    """The same desk on the window's last day."""
    return desk if day == desk.today else replace(desk, as_of=day)


ONLY_OPEN = "the books have shown no payment yet: only what is still open is known, and sales and past months are of that"
_OF_THE_PAST = (
    "dso", "best_possible_dso", "add", "countback_dso", "cei_period", "cei_monthly",
    "roll_rates", "write_off_rate", "aging_trend",
)  # fmt: skip


FRESH_DAYS = 3
"""Books that are older than over a weekend are said to be so."""


def _noted(measure: Measure, each: Facts, books: date) -> Measure:
    """Say what the figure cannot know: the past in a book of open items alone, and what came since the ``books``."""
    if measure.name not in _OF_THE_PAST:
        return measure
    notes = list(measure.notes)
    if each.ledger.sales and not each.ledger.paid:
        notes.append(ONLY_OPEN)
    last = each.frame.window.last
    if (last - books).days > FRESH_DAYS:
        notes.append(f"the books are of {books.isoformat()}: what was sold and paid since, until {last.isoformat()}, is not in it")  # fmt: skip
    return replace(measure, notes=tuple(notes))


# --- from facts to measures -------------------------------------------------------------


def _dso(each: Facts) -> list[Measure]:
    last = Frame(each.frame.currency, Window.of_months(each.frame.as_of, 1))
    month = outstanding.dso(last, each.open, each.ledger.sold(last.window))
    found = [
        outstanding.dso(each.frame, each.open, each.sales),
        outstanding.best_possible(each.frame, each.open, each.sales),
    ]
    return [*([month] if each.frame.window.months > 1 else []), *found]


def _countback(each: Facts) -> list[Measure]:
    """Calendar months back to the first sale, the current one as far as it has come."""
    known, last = each.ledger.sales, each.frame.as_of
    first = date.fromordinal(min(known)) if known else last
    periods, end = list[Period](), last
    while end >= first and len(periods) < COUNTBACK_MONTHS:
        month = Window(end.replace(day=1), end)
        periods.append(Period(each.ledger.sold(month), month.days))
        end = month.opening
    whole = Frame(each.frame.currency, Window(end + timedelta(days=1), last))
    return [outstanding.countback(whole if periods else each.frame, each.open, periods)]


def _add(each: Facts) -> list[Measure]:
    return [outstanding.average_delinquent(each.frame, each.open, each.sales)]


def _cei(each: Facts) -> list[Measure]:
    first, last = each.ledger.points[0], each.ledger.points[-1]
    opened = Opened(
        sum(first.invoices), each.sales, sum(last.invoices), last.invoices[0],
        (sum(first.charges), sum(last.charges)),
    )  # fmt: skip
    return [
        effectiveness.cei(each.frame, opened),
        effectiveness.cei_monthly(each.frame, opened),
    ]


def _roll(each: Facts) -> list[Measure]:
    return [effectiveness.roll_rates(each.frame, each.ledger.moves, each.labels)]


def _promises(each: Facts) -> list[Measure]:
    return [work.promises_kept(each.frame, each.promises)]


def _collector(each: Facts) -> list[Measure]:
    return [work.collectors(each.frame, each.efforts)]


def _write_offs(each: Facts) -> list[Measure]:
    given_up = each.ledger.given_up
    return [
        losses.write_off_rate(each.frame, given_up, each.sales),
        losses.recovery_rate(each.frame, given_up),
    ]


def _trend(each: Facts) -> list[Measure]:
    return [effectiveness.trend(each.frame, each.ledger.points, each.labels)]


def _causes(each: Facts) -> list[Measure]:
    return [work.causes(each.frame, each.causes)]


def _complaints(each: Facts) -> list[Measure]:
    return [complaints.complaints(each.frame, each.complaints)]


def _agencies(each: Facts) -> list[Measure]:
    return [agencies.agencies(each.frame, each.placed)]


def _provision(each: Facts) -> list[Measure]:
    columns = each.ledger.points[-1].columns
    return [losses.provision(each.frame, columns, _rates(each), each.labels)]


def _rates(each: Facts) -> LossRates | None:
    if each.rates:
        return LossRates(tuple(each.rates), losses.GIVEN)
    if each.method == "flow":
        rolled = effectiveness.rolled_on(each.ledger.moves, len(each.labels))
        method = _over(losses.FLOW, each.frame.window)
        return losses.rates_by_flow(rolled, method, each.ledger.stood)
    return losses.rates_by_cohort(
        each.ledger.cohort, each.ledger.lost, _over(losses.COHORT, each.cohort),
        each.ledger.ended,
    )  # fmt: skip


def _over(words: str, over: Window) -> str:
    return words.format(first=over.first.isoformat(), last=over.last.isoformat())


def _benchmark(each: Facts) -> list[Measure]:
    last = each.ledger.points[-1]
    return [benchmark.benchmark(each.frame, last.invoices, charges=sum(last.charges))]


REPORTS: dict[str, Callable[[Facts], list[Measure]]] = {
    "dso": _dso, "countback": _countback, "add": _add, "cei": _cei, "roll": _roll,
    "promises": _promises, "collector": _collector, "writeoffs": _write_offs, "trend": _trend,
    "causes": _causes, "complaints": _complaints, "agencies": _agencies, "provision": _provision, "benchmark": _benchmark,
}  # fmt: skip
"""The measures by the name that the command line gives them, in the order of the report."""
