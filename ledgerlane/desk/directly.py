"""What customers paid to us while an agency had the debt: it is told, and has its commission on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledgerlane.desk import accounts
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import placements as rules
from ledgerlane.domain.account import Customer
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.placement import NAME
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import GIVEN_UP
from ledgerlane.store import cases, rows
from ledgerlane.store.accounts import AccountView


@dataclass(frozen=True, slots=True)
class Direct:
    """What of an item came to us directly and the agency was not told of, and its commission."""

    case: str
    agency: str
    customer: Customer
    ref: str
    number: str
    amount: Money
    commission: Money


def list_(desk: Desk, agency: str | None = None) -> list[Direct]:
    """All of it that no agency was told of, by placement."""
    found, placed = list[Direct](), cases.cases(desk.store, kind=NAME)
    lost = accounts.gone(desk, [row.customer for row in placed])
    for row in placed:
        if row.customer not in lost and agency in (None, row.values.get("agency")):
            view = accounts.load(desk, row.customer, with_settlements=True)
            case = next((each for each in view.cases if each.id == row.id), None)
            if case is not None:
                found += _of(desk, case, view)
    return found


def untold(desk: Desk, case: Case, customer: int) -> list[Direct]:
    """The same of one placement."""
    return _of(desk, case, accounts.load(desk, customer, with_settlements=True))


def _of(desk: Desk, case: Case, view: AccountView) -> list[Direct]:
    since = rules.placed_on(case)
    if since is None:
        return []
    agencys = {
        ref
        for each in view.cases
        if each.kind.name == NAME
        for ref in rules.remittances(each)
    }
    shown = Counter[str]()  # of the agencies' money, what the ledger has as its own by now
    for held in view.held:
        if held.cash.ref in agencys and held.state != "reversed":
            for match in held.cash.matches:
                for line in match.lines if match.on >= since else ():
                    shown[line.item] += line.cash.minor
    for line_ in view.pending:
        if line_.cause in agencys:
            shown[line_.item] -= line_.amount.minor
    money = {receipt.ref for receipt in view.receipts}
    settled = [each for each in view.settlements if each.receipt in money]
    pending = [each for each in view.pending if each.cause not in agencys]
    gone = +shown + _given_up(view, since)
    paid = rules.paid_directly(case, settled, pending, gone)
    known = rules.told(case)
    left = {ref: minor - known.get(ref, 0) for ref, minor in paid.items()}
    left = {ref: minor for ref, minor in left.items() if minor > 0}
    if not left:
        return []
    currency = case.items[0].amount.currency
    items = {
        i.ref: i for i in rows.items_named(desk.store.db, list(left), question(desk).lens)
    }
    agency = rules.agreed(case, desk.policy)
    share = Fraction(agency.direct_per_cent) / 100 if agency is not None else Fraction(0)
    found = list[Direct]()
    for ref, minor in left.items():
        rate = (
            agency.per_cent((since - items[ref].due).days)
            if agency is not None
            else Fraction(0)
        )
        amount = Money(minor, currency)
        found.append(Direct(
            case.id, rules.agency_name(case, desk.policy), view.customer, ref, items[ref].number,
            amount, amount.share(rate / 100 * share),
        ))  # fmt: skip
    return found


def _given_up(view: AccountView, since: date) -> Counter[str]:
    """What of each item the books closed by our own write-off or credit memo, minor units.

    Where no cash file comes that looks like money: a receipt is inferred from the fall.
    """
    guessed, ours = Counter[str](), Counter[str]()
    inferred = {receipt.ref for receipt in view.receipts if receipt.inferred}
    for each in view.settlements:
        if each.receipt in inferred and since <= each.day:
            guessed[each.item] += each.cash.minor
    for asked in view.requests:
        for item in asked.items if asked.state == "approved" else ():
            ours[item.ref] += item.amount.minor
    for line in view.pending:
        if line.kind in GIVEN_UP:
            ours[line.item] -= line.amount.minor
    return guessed & ours
