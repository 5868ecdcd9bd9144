"""Cash first: receipts posted, identified and reversed before anybody calls (procedure.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledgerlane.desk import accounts, log
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import CLERKS, append, require
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import cash as rules
from ledgerlane.domain import cash_line
from ledgerlane.domain.account import Receipt
from ledgerlane.domain.cash_line import CashLine
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import DisputeSettled, Fact
from ledgerlane.domain.money import Money
from ledgerlane.store import cash as store_cash
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.cash import CashRow, Freshness


def freshness(desk: Desk) -> Freshness:
    """How fresh the cash is: the newest value date, and when that came in.

    Of an earlier day the cash is known to its end, whatever came later.
    """
    known = store_cash.freshness(desk.store)
    if known.value_date is None or known.value_date <= desk.today:
        return known
    return replace(known, value_date=desk.today)


def list_(desk: Desk, *, state: str | None = None) -> list[CashRow]:
    """Receipts that our people handled, the newest first. ``state``: posted, in the books, reversed."""
    with as_asked(desk):
        return store_cash.handled(desk.store, state)


def not_in_the_books(desk: Desk) -> list[CashRow]:
    """Posted receipts that the ledger should have shown by now (policy ``cash.nag_days``)."""
    days = desk.policy.cash.nag_days
    return [
        row
        for row in list_(desk, state="posted")
        if (desk.today - row.posted_day).days > days
    ]


@dataclass(frozen=True, slots=True)
class Came:
    """A receipt of an account. ``amount`` is all of it; ``state``: posted, in the books.

    ``matched`` and ``left`` are what our people matched of it, and what is not used.
    """

    ref: str
    amount: Money
    value_date: date
    state: str
    reference: str
    matched: Money
    left: Money


def of_account(desk: Desk, customer: Who, currency: str) -> list[Came]:
    """The receipts of an account that stand, the newest first: posted here, and the ledger's.

    Without those that only explain a fall of an open amount.
    """
    view = accounts.show(desk, customer)
    held = [
        row for row in view.held if row.currency == currency and row.state != "reversed"
    ]
    ours = {ref for row in view.held for ref in (row.cash.ref, row.ledger)}
    found = [
        Came(
            row.cash.ref, Money(row.minor, currency), row.value_date, row.state, row.cash.reference,
            Money(row.matched, currency), Money(row.unmatched, currency),
        )
        for row in held
    ]  # fmt: skip
    found += [
        Came(
            each.ref, each.amount, each.value_date, "in the books", each.reference,
            Money(0, currency), Money(max(0, each.unapplied.minor), currency),
        )
        for each in view.receipts
        if each.amount.currency == currency and each.amount.minor > 0 and not each.inferred
        and each.reversed_on is None and each.ref not in ours
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.value_date, each.ref), reverse=True)


def reader(desk: Desk, customer: Who, currency: str) -> Callable[[str], CashLine]:
    """How a line that posts money on an account reads. Raises NotPermitted: clerks post."""
    require(desk, CLERKS, "post cash")
    context = log.context(desk, customer, currency)
    who = accounts.show(desk, customer).customer
    return lambda text: cash_line.read(text, context, f"{who.number} {who.name}".strip())


def post(
    desk: Desk, amount: Money, value_date: date | None = None, customer: Who | None = None, *,
    reference: str = "", remittance: str = "", payer: str = "", method: str = "",
) -> str:  # fmt: skip
    """Record money that came in and the books do not show yet; its name.

    ``customer`` None: nobody knows whose. Refused when the ledger has that receipt already.
    """
    with desk.store.writing():
        require(desk, CLERKS, "post cash")
        view = accounts.show(desk, customer) if customer is not None else None
        fact = rules.post(
            desk.new_id("receipt"), amount, value_date or desk.today, desk.today,
            customer=view.customer.ref if view is not None else "", reference=reference,
            method=method, payer=payer, remittance=remittance,
        )  # fmt: skip
        if view is not None:
            _keep_apart(desk, view, amount.currency)
            _require_new(desk, view.receipts, fact.amount, fact.value_date, reference)
        append(desk, {f"receipt:{fact.receipt}": [replace(fact, act=desk.new_id("act"))]})
    return fact.receipt


def _require_new(
    desk: Desk, known: Sequence[Receipt], amount: Money, value_date: date, reference: str
) -> None:
    """Refuse money that the ledger shows: same amount, near in time or of the same reference."""
    for receipt in known:
        near = abs((receipt.value_date - value_date).days) <= desk.policy.cash.near_days
        same = reference == receipt.reference if reference and receipt.reference else near
        if receipt.amount == amount and same and receipt.reversed_on is None:
            msg = (
                f"the ledger has {amount} of {receipt.value_date.isoformat()} already: {receipt.ref};"
                " another receipt needs another --reference"
            )
            raise Refused(msg)


def _keep_apart(desk: Desk, view: AccountView, currency: str) -> None:
    pending = {each.cause for each in view.pending}
    alive = [r for r in view.requests if r.state == "waiting" or r.id in pending]
    rules.keep_apart(desk.actor, alive, (), currency)


def identify(desk: Desk, name: str, customer: Who) -> None:
    """Say whose receipt it is. Refused for one that the ledger gives to somebody."""
    with desk.store.writing():
        require(desk, CLERKS, "identify cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        view = accounts.show(desk, customer)
        if known.settled:
            msg = f"{known.ref} is {known.customer}'s in the ledger, which is never argued with"
            raise Refused(msg)
        _keep_apart(desk, view, known.left.currency)
        fact = rules.identify(known.ref, known.cash, view.customer.ref, desk.today)
        append(desk, {f"receipt:{known.ref}": [replace(fact, act=desk.new_id("act"))]})


def unmatch(desk: Desk, name: str, matches: Sequence[str] = (), why: str = "") -> int:
    """Take back matches of a receipt, without ``matches`` all; how many.

    Deductions that were opened with them are withdrawn.
    """
    with desk.store.writing():
        require(desk, CLERKS, "unmatch cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        fact = rules.unmatch(known.ref, known.cash, matches, desk.today, why)
        act = desk.new_id("act")
        facts: dict[str, list[Fact]] = {f"receipt:{known.ref}": [replace(fact, act=act)]}
        taken = (
            [m for m in known.cash.matches if m.id in fact.matches] if known.cash else []
        )
        for match in taken:
            agg = f"customer:{match.customer}"
            facts.setdefault(agg, []).extend(
                DisputeSettled(
                    on=desk.today, act=act, dispute=each, outcome="withdrawn", note=why
                )
                for each in match.disputes
            )
        append(desk, {agg: found for agg, found in facts.items() if found})
    return len(fact.matches)


def reverse(desk: Desk, name: str, why: str) -> str:
    """Record that the bank took a receipt back: what it paid is owed again; its reference."""
    with desk.store.writing():
        require(desk, CLERKS, "reverse cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        fact = rules.reverse(known.ref, known.cash, desk.today, why)
        append(desk, {f"receipt:{known.ref}": [replace(fact, act=desk.new_id("act"))]})
    return known.ref
