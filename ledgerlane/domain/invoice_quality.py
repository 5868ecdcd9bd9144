"""What an invoice lacks that a payer needs, and how much later such invoices are paid (procedure.md section 3).

Of what ledger files bring: number, dates, terms, order number, text, amount. What stands on the
paper alone (remit-to, tax id, unit prices) is not in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledgerlane.domain.terms import Terms

LATE_IN_DAYS = 5
"""An invoice that came into the books so long after its date was sent late, as far as we see."""
LEAST = 5
"""So many invoices on either side say something about days late."""


class Invoice(NamedTuple):
    """An invoice as the books have it; ``known_day`` is when a file first brought it, days as ordinals.

    ``paid_day`` is None while something is open. ``twice``: its number stands on another
    invoice of the customer too.
    """

    source: str
    customer: int
    number: str
    document_day: int
    due_day: int
    terms: str
    order: str
    text: str
    amount: int
    paid_day: int | None
    known_day: int
    twice: bool
    same_terms: bool = True  # as the customer's invoice before


DEFECTS: dict[str, tuple[str, Callable[[Invoice], bool]]] = {
    "no number": ("no number to pay by", lambda i: not i.number.strip()),
    "number twice": ("the number stands on another invoice too", lambda i: i.twice),
    "no order number": ("waits for whoever ordered it", lambda i: not i.order.strip()),
    "no description": ("nothing says what it is for", lambda i: not i.text.strip()),
    "no terms": ("nothing says when to pay", lambda i: not i.terms.strip()),
    "terms unread": ("terms that cannot be read", lambda i: bool(i.terms.strip()) and Terms.readable(i.terms) is None),
    "due not by terms": ("the due date is not the one its terms give", lambda i: _against_terms(i)),
    "due before dated": ("due before its own date", lambda i: i.due_day < i.document_day),
    "no time to pay": ("due on its own date, and no terms say so", lambda i: i.due_day == i.document_day and not i.terms.strip()),
    "sent late": ("came into the books days after its date", lambda i: i.known_day - i.document_day > LATE_IN_DAYS),
    "other terms": ("other terms than the invoice before", lambda i: not i.same_terms),
    "nothing to pay": ("an amount of nought", lambda i: i.amount == 0),
}  # fmt: skip
"""By name: what a payer stumbles over, and how it is seen."""


def _against_terms(invoice: Invoice) -> bool:
    """A due date up to three days off may have been rolled to a working day."""
    terms = Terms.readable(invoice.terms) if invoice.terms.strip() else None
    if terms is None or len(terms.parts) > 1:
        return False
    return abs(terms.due(date.fromordinal(invoice.document_day)).toordinal() - invoice.due_day) > 3  # fmt: skip


def defects(invoice: Invoice) -> list[str]:
    """The names of what is wrong with an invoice."""
    return [name for name, (_, holds) in DEFECTS.items() if holds(invoice)]


def days_late(invoice: Invoice, today: int) -> int | None:
    """How late it was paid, or is so far; None: it is open and not due."""
    if invoice.paid_day is None and invoice.due_day >= today:
        return None
    return max(0, (invoice.paid_day or today) - invoice.due_day)


@dataclass(slots=True)
class _Days:
    count: int = 0
    days: int = 0

    def add(self, late: int | None) -> None:
        if late is not None:
            self.count += 1
            self.days += late

    @property
    def average(self) -> Fraction | None:
        return Fraction(self.days, self.count) if self.count >= LEAST else None


class Finding(NamedTuple):
    """A defect of a source (or of one customer): ``invoices`` of ``of`` have it.

    ``late_with`` and ``late_without``: average days late, None where fewer than `LEAST`
    invoices say it; ``cost_days`` is what the defect goes with, in days late more.
    """

    source: str
    customer: int | None
    defect: str
    invoices: int
    of: int
    late_with: Fraction | None
    late_without: Fraction | None

    @property
    def cost_days(self) -> Fraction | None:
        """Days late more than without; negative: less."""
        if self.late_with is None or self.late_without is None:
            return None
        return self.late_with - self.late_without


@dataclass(slots=True)
class _Group:
    of: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    with_: dict[str, _Days] = field(default_factory=lambda: defaultdict(_Days))
    without: dict[str, _Days] = field(default_factory=lambda: defaultdict(_Days))


def findings(
    invoices: Iterable[Invoice], today: date, *, by_customer: bool = False
) -> list[Finding]:
    """What goes wrong, by source or by source and customer: what costs most days first."""
    groups: dict[tuple[str, int | None], _Group] = defaultdict(_Group)
    for invoice in invoices:
        group = groups[invoice.source, invoice.customer if by_customer else None]
        found, late = set(defects(invoice)), days_late(invoice, today.toordinal())
        group.of += 1
        for name in DEFECTS:
            if name in found:
                group.counts[name] += 1
                group.with_[name].add(late)
            else:
                group.without[name].add(late)
    made = (each for key, group in groups.items() for each in _of(key, group))
    return sorted(made, key=lambda f: (-(f.cost_days or 0) * f.invoices, -f.invoices, f.source, f.customer or 0, f.defect))  # fmt: skip


def _of(key: tuple[str, int | None], group: _Group) -> Iterator[Finding]:
    for name, count in group.counts.items():
        yield Finding(
            *key,
            name,
            count,
            group.of,
            group.with_[name].average,
            group.without[name].average,
        )
