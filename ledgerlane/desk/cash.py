"""Cash first: receipts posted, identified and reversed before anybody calls (procedure.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ledgerlane.desk import accounts, log, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import CLERKS, append, require
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import cash as rules
from ledgerlane.domain import cash_line
from ledgerlane.domain.account import Receipt
from ledgerlane.domain.amounts import read_money
from ledgerlane.domain.cash import CashReceipt
from ledgerlane.domain.cash_facts import CashPosted
from ledgerlane.domain.cash_line import CashLine
from ledgerlane.domain.errors import Misused, Refused, Twice
from ledgerlane.domain.events import DisputeSettled, Fact
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import shown_by
from ledgerlane.domain.requests import UNDECIDED
from ledgerlane.store import bank as store_bank
from ledgerlane.store import board, requests, rows
from ledgerlane.store import cash as store_cash
from ledgerlane.store import short_names as store_short_names
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.called import Called
from ledgerlane.store.cash import CashRow, Freshness
from ledgerlane.store.pending import NOBODY


def freshness(desk: Desk) -> Freshness:
    """How fresh the cash is: the newest value date, and when that came in.

    Of an earlier day the cash is known to its end; when what came later came in says nothing
    of that day, and is left out.
    """
    known = store_cash.freshness(desk.store)
    if known.value_date is None or known.value_date <= desk.today:
        return known
    return Freshness(desk.today)


def list_(desk: Desk, *, state: str | None = None) -> list[CashRow]:
    """Receipts that our people handled, the newest first. ``state``: posted, in the books, reversed."""
    with as_asked(desk):
        return own.only(desk, store_cash.handled(desk.store, state))


def short_names(desk: Desk, refs: Iterable[str]) -> dict[str, str]:
    """What each receipt may be called for short, by reference; every verb takes it."""
    return store_short_names.of(desk.store.db, refs)


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
    said = store_bank.said(desk.store.db, [row.cash.ref for row in held])
    found = [
        Came(
            row.cash.ref, Money(row.minor, currency), row.value_date, row.state,
            said[row.cash.ref].reference if row.cash.ref in said else row.cash.reference,
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


def nobodys_reader(desk: Desk) -> Callable[[str], CashLine]:
    """How a line reads that posts money of an unknown payer. Raises NotPermitted: clerks post."""
    require(desk, CLERKS, "post cash")
    known = _currencies(desk)
    context_in = partial(log.context_of_nobody, desk)
    return lambda text: cash_line.nobodys(text, context_in, known, desk.currency)


def _currencies(desk: Desk) -> tuple[str, ...]:
    """Those of what is open in the book, else the book's own."""
    return tuple(board.currencies(desk.store, None)) or (desk.currency,)


def amount_of(desk: Desk, text: str, customer: Who | None = None) -> tuple[Money, str]:
    """The money that words say, and in words why in that currency where they name none.

    It is the customer's only one, or else the book's. Raises Refused where there are
    several, and Misused where the words are no amount.
    """
    if text.strip()[-3:].isalpha():
        try:
            return read_money(text), ""
        except ValueError as why:
            raise Misused(str(why)) from None
    said: str | None = None
    known, whose = tuple[str, ...](), "the book"
    if customer is not None:
        id_, said = accounts.resolve(desk, customer)
        view = accounts.load(desk, id_)
        known, whose = tuple(sorted(view.aged)), view.customer.number
    if not known:
        known, whose = _currencies(desk), "the book"
    if said is None and len(known) > 1:
        msg = f"{whose} has several currencies; say which: {', '.join(f'{text} {code}' for code in known)}"
        raise Refused(msg)
    return log.amount(
        text, said or known[0]
    ), "" if said else f"{whose} has no other currency"


def post(
    desk: Desk, amount: Money, value_date: date | None = None, customer: Who | None = None, *,
    reference: str = "", remittance: str = "", payer: str = "", method: str = "",
    again: bool = False,
) -> str:  # fmt: skip
    """Record money that came in and the books do not show yet; its name, ``RC-...``.

    ``customer`` None: nobody knows whose. Refused: an amount of zero or less, a value date
    after the desk's day. Raises Twice, unless ``again`` says that it is another one, where
    such money was posted already, or the ledger shows it on the customer or, of nobody's,
    with that reference; NotPermitted for who is no clerk, or has part in giving up what the customer owes.
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
            keep_apart(desk, [(fact.customer, amount.currency)])
        if not again:
            require_once(desk, view, fact)
        append(desk, {f"receipt:{fact.receipt}": [replace(fact, act=desk.new_id("act"))]})
    return fact.receipt


def require_once(desk: Desk, view: AccountView | None, fact: CashPosted) -> None:
    """Ask (`Twice`) about money that the ledger shows or somebody posted, and of a currency they do not owe.

    Every way of posting does.
    """
    _require_owed(view, fact.amount.currency)
    known = view.receipts if view is not None else _called(desk, fact.reference)
    _require_new(desk, known, fact.amount, fact.value_date, fact.reference)
    _require_unposted(desk, view.id if view is not None else NOBODY, fact)


def _require_owed(view: AccountView | None, currency: str) -> None:
    """Ask about money in another currency than the only ones that the customer owes in."""
    owed = sorted(view.aged) if view is not None else []
    if view is not None and owed and currency not in owed:
        msg = (
            f"{view.customer.number} owes nothing in {currency}, only in {', '.join(owed)}"
        )
        raise Twice(msg)


def _called(desk: Desk, reference: str) -> list[Receipt]:
    """The ledger's receipts that bear a payer's reference, whoever's they are."""
    if not reference:
        return []
    look = question(desk).lens
    found = rows.receipts_called(desk.store.db, [reference], look, anybodys=True)
    return [receipt for _, receipt in found.values()]


def _require_new(
    desk: Desk, known: Sequence[Receipt], amount: Money, value_date: date, reference: str
) -> None:
    """Ask about money that the ledger shows: same amount, near in time or of the same reference."""
    for receipt in known:
        near = abs((receipt.value_date - value_date).days) <= desk.policy.cash.near_days
        same = reference == receipt.reference if reference and receipt.reference else near
        if receipt.amount == amount and same and receipt.reversed_on is None:
            msg = f"the ledger has {amount} of {receipt.value_date.isoformat()} already: {receipt.ref}"
            raise Twice(msg)


def _require_unposted(desk: Desk, customer: int, fact: CashPosted) -> None:
    """Ask about what was posted: same amount and day, or near in time and of the same reference.

    Where payers wrote different things it is another one.
    """
    said = (fact.reference, fact.remittance, fact.payer)
    for known in store_cash.alike(desk.store, fact.amount, customer):
        assert known.value_date is not None, known
        apart = abs((known.value_date - fact.value_date).days)
        named = bool(fact.reference) and fact.reference == known.reference
        if apart > (desk.policy.cash.near_days if named else 0):
            continue
        wrote = (known.reference, known.remittance, known.payer)
        if all(
            not one or not other or one == other
            for one, other in zip(said, wrote, strict=True)
        ):
            msg = f"{known.posted_by} posted {fact.amount} of {known.value_date.isoformat()} already: {known.ref}"
            raise Twice(msg)


def keep_apart(
    desk: Desk, whose: Iterable[tuple[str, str]], refs: Collection[str] = ()
) -> None:
    """Raises NotPermitted where the actor has part in giving up what the money is for.

    ``whose``: customers (references) and currencies. ``refs``: the items; empty: any of
    theirs that is asked for, or was given up and is not so in the books yet.
    """
    known = set(whose)
    parts = requests.parts_of(desk.store, desk.actor, {ref for ref, _ in known})
    for ref, currency in sorted(known):
        if id_ := parts.get(ref):
            view = accounts.load(desk, id_)
            pending = {each.cause for each in view.pending}
            alive = [
                each
                for each in view.requests
                if refs or each.state in UNDECIDED or each.id in pending
            ]
            rules.keep_apart(desk.actor, alive, refs, currency)


def identify(desk: Desk, name: str, customer: Who, *, again: bool = False) -> None:
    """Say whose receipt it is. Refused for one that the ledger gives to somebody.

    Raises Twice, unless ``again`` says that it is another one, where the customer's ledger
    had such money before this was posted.
    """
    with desk.store.writing():
        require(desk, CLERKS, "identify cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        view = accounts.show(desk, customer)
        if known.settled:
            whose = Called(desk.store.db).customer(known.customer)
            msg = f"{known.ref} is {whose}'s in the ledger, which is never argued with"
            raise Refused(msg)
        keep_apart(desk, [(view.customer.ref, known.left.currency)])
        names = Called(desk.store.db)
        fact = rules.identify(known.ref, known.cash, view.customer.ref, desk.today, names)
        if not again and known.cash is not None and known.cash.amount is not None:
            _require_own(desk, known.cash, view)
        append(desk, {f"receipt:{known.ref}": [replace(fact, act=desk.new_id("act"))]})


def _require_own(desk: Desk, cash: CashReceipt, view: AccountView) -> None:
    """Ask about money posted here that its customer's ledger has, unless it becomes that one."""
    taken = {row.ledger for row in view.held}
    free = [receipt for receipt in view.receipts if receipt.ref not in taken]
    if cash.ref in shown_by([cash], free, desk.policy.cash.near_days):
        return
    assert cash.amount is not None, cash
    assert cash.value_date is not None, cash
    _require_new(desk, view.receipts, cash.amount, cash.value_date, cash.reference)


def unmatch(desk: Desk, name: str, matches: Sequence[str] = (), why: str = "") -> int:
    """Take back matches of a receipt, without ``matches`` all; how many.

    Deductions that were opened with them are withdrawn.
    """
    with desk.store.writing():
        require(desk, CLERKS, "unmatch cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        rules.stands(known.ref, known.bounced_on)
        fact = rules.unmatch(known.ref, known.cash, matches, desk.today, why)
        act = desk.new_id("act")
        facts: dict[str, list[Fact]] = {f"receipt:{known.ref}": [replace(fact, act=act)]}
        taken = (
            [m for m in known.cash.matches if m.id in fact.matches] if known.cash else []
        )
        items = {line.item for match in taken for line in match.lines if line.item}
        keep_apart(desk, [(known.customer, known.left.currency)], items)
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
    """Record that the bank took a receipt back: what it paid is owed again, and the next step is to call (`domain.bounces`); its reference."""
    with desk.store.writing():
        require(desk, CLERKS, "reverse cash")
        known = store_cash.resolve(desk.store, question(desk), name)
        rules.stands(known.ref, known.bounced_on)
        fact = rules.reverse(known.ref, known.cash, desk.today, why)
        keep_apart(desk, [(known.customer, known.left.currency)])
        append(desk, {f"receipt:{known.ref}": [replace(fact, act=desk.new_id("act"))]})
    return known.ref
