"""Credit over the book: who is over the limit, on hold or on cash only, and whose reason is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.desk import queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import credit as rules
from ledgerlane.domain.account import Customer
from ledgerlane.domain.credit import Line
from ledgerlane.store import cases, rows
from ledgerlane.store import credit as store
from ledgerlane.store.cases import CaseRow
from ledgerlane.store.credit import TermsRow
from ledgerlane.store.lens import some
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted


@dataclass(frozen=True, slots=True)
class Held:
    """A customer that is not on open account, or was put back on it; ``lines`` is never empty.

    ``restore``: the program proposes to end credit's own word, for the reason is gone.
    """

    row: TermsRow
    lines: tuple[Line, ...]
    restore: bool

    @property
    def terms(self) -> rules.Terms:
        """The strictest that holds, else what ended last."""
        known = self.row.credit
        if known.causes or known.said or not self.row.said:
            return known.terms
        last = max(self.row.said, key=lambda each: each.since or date.min)
        return replace(last, terms=rules.OPEN)

    @property
    def causes(self) -> str:
        """Everything that holds, with what ends it: ``PL-7K3FQ2: placed with Nord; the books``."""
        return "; ".join(each.why or each.by for each in self.row.credit.causes)


def held(desk: Desk, since: date | None = None) -> list[Held]:
    """Everybody on hold or cash-only, by number; with ``since`` whoever changed from that day on, restored too."""
    with as_asked(desk):
        known, then = store.terms(desk.store, question(desk).lens), queue.then(desk)
        kept = [
            row
            for row in known
            if (row.credit.causes if since is None else (row.changed or date.min) >= since)
        ]
        return _held(desk, kept, restorable(desk, known, then), then)


def proposed(desk: Desk) -> list[Held]:
    """Those for whom the program proposes open account again."""
    with as_asked(desk):
        known, then = store.terms(desk.store, question(desk).lens), queue.then(desk)
        gone = restorable(desk, known, then)
        return _held(desk, [row for row in known if row.customer in gone], gone, then)


def _held(
    desk: Desk, kept: Sequence[TermsRow], gone: set[int], then: Sequence[QueueRow] | None
) -> list[Held]:  # fmt: skip
    exposed = _exposures(desk, {row.customer for row in kept}, then)
    return [Held(row, exposed[row.customer], row.customer in gone) for row in kept]


def restorable(
    desk: Desk, known: Sequence[TermsRow], then: Sequence[QueueRow] | None
) -> set[int]:
    """Customers whom credit keeps from open account for no reason any more, and for whom nobody asked anything.

    A hold of another act has its own end; one of the books is theirs to lift.
    ``then`` are the rows of another day; None: the table has them.
    """
    owing = (
        store.uncleared(desk.store)
        if then is None
        else {row.customer for row in then if not row.cleared}
    )
    ours = {row.customer for row in known if row.credit.decision is not None}
    return ours - owing - store.asked(desk.store)


def _exposures(
    desk: Desk, customers: set[int], then: Sequence[QueueRow] | None
) -> dict[int, tuple[Line, ...]]:
    """Exposure against limit of these customers, at least one line each."""
    exposed = defaultdict[int, dict[str, int]](dict)
    if then is None:
        for id_, code, minor in store.exposures(desk.store, customers):
            exposed[id_][code] = minor
    else:
        for row in then:
            if row.customer in customers:
                exposed[row.customer][row.currency] = row.balance
    who = rows.customers(desk.store.db, some(sorted(customers)), question(desk).lens)
    ours, found = store.limits(desk.store), {}
    for id_ in customers:
        amounts = exposed[id_]
        limits = limits_of(who.get(id_), ours.get(id_, {}))
        found[id_] = tuple(
            Line(code, amounts.get(code, 0), limits.get(code))
            for code in sorted({*amounts, *limits} or {desk.currency})
        )
    return found


def limits_of(customer: Customer | None, ours: Mapping[str, int]) -> dict[str, int]:
    """Limits in force by currency, in minor units: ours above the books'."""
    said = rules.of_books(customer)
    found = {said.currency: said.minor} if said is not None else {}
    return found | dict(ours)


def over(desk: Desk) -> list[QueueRow]:
    """Accounts over their limit, everybody's, those most over first."""
    wanted = Wanted(listed=False, conditions=("over-limit",))
    found = queue.viewed(desk, wanted, "all", None)
    return sorted(found, key=lambda row: (row.currency, -row.over_limit, row.number))


@dataclass(frozen=True, slots=True)
class Arrived:
    """An approved prospect whom the ledger shows now, by their number or exactly their name."""

    case: CaseRow
    number: str


def arrived(desk: Desk) -> list[Arrived]:
    """Approved prospects that the program proposes to link; never by a name that fits two."""
    look, found = question(desk).lens, []
    with as_asked(desk):
        for row in cases.cases(desk.store, kind="prospect", state="approved"):
            known = store.named_like(
                desk.store, look, row.values.get("number", ""), row.name
            )
            if len(known) == 1:
                found.append(Arrived(row, known[0][1]))
    return found
