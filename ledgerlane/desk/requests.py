"""Requests of any kind: shown exactly, answered, withdrawn, reversed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ledgerlane.desk import accounts, post_mortems
from ledgerlane.desk.credit_hold import freeing
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import REQUESTERS, append, append_act, require
from ledgerlane.desk.evidence import worked
from ledgerlane.domain import deciding, write_offs
from ledgerlane.domain import requests as rules
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import APPROVERS
from ledgerlane.domain.placements import others_words
from ledgerlane.domain.policy import WriteOffs
from ledgerlane.domain.requests import STOPS, UNDECIDED, Request
from ledgerlane.store import called, people, requests
from ledgerlane.store.accounts import AccountView


@dataclass(frozen=True, slots=True)
class Shown:
    """Exactly what an approver sees of a request, the digest of it, and what stands against it.

    ``notices`` stop nothing: who else collects what is given up. ``deciders``: who may decide, while
    it waits.
    """

    request: Request
    lines: tuple[str, ...]
    digest: str
    warnings: tuple[str, ...]
    notices: tuple[str, ...] = ()
    deciders: str = ""


def held(
    view: AccountView, *, approved_only: bool = False, but: str = ""
) -> dict[str, Money]:
    """What other requests than ``but`` ask for of each item, and what of it is pending in the books."""
    found: dict[str, Money] = {}
    lines = [
        (each.item, each.amount) for each in view.pending if each.item and each.cause != but
    ]
    if not approved_only:
        lines += [
            (line.ref, line.amount)
            for other in view.requests if other.state in STOPS and other.id != but
            for line in other.items
        ]  # fmt: skip
    for ref, amount in lines:
        found[ref] = found.get(ref, Money(0, amount.currency)) + amount
    return found


def keep_apart(
    desk: Desk,
    view: AccountView,
    kind: str,
    refs: Collection[str],
    currency: str,
    what: str,
) -> None:
    """Nobody gives up what they handled the cash of, as nobody handles cash of what they give up.

    Raises NotPermitted, naming the invoices.
    """
    why = cash_words(desk, view.id, refs, currency)
    if why:
        msg = f"{desk.actor} {why}; somebody else must {what} the {kind}."
        raise NotPermitted(msg)


def cash_words(desk: Desk, customer: int, refs: Collection[str], currency: str) -> str:
    """``handled cash of 1001``: what keeps the one at the desk from giving these items up, or nothing."""
    matched, loose = requests.cash_by(desk.store, desk.actor, customer, currency)
    numbers = sorted(called.documents(desk.store.db, matched.intersection(refs)).values())
    if numbers:
        return f"handled cash of {', '.join(numbers)}"
    return "posted cash of the customer that was taken back" if loose else ""


def shown(desk: Desk, name: str) -> Shown:
    """The request as it stands in the book now, re-read; its digest binds the approval."""
    asked, customer = requests.load(desk.store, name, undecided=True)
    view = accounts.load(desk, customer)
    pairs = rules.shown_now(asked, view.items)
    digest = rules.digest_now(asked, pairs) if pairs else ""
    against = list(_against(asked, view))
    if asked.state == "waiting" and rules.lapsed(asked, view.items):
        against.insert(0, "it has lapsed: its items changed since it was asked")
    given = _with_others(desk, view, pairs) if asked.state in UNDECIDED else ""
    lines = _lines(asked, view, pairs, desk.policy.write_offs)
    if given:
        lines = (*lines, f"OTHERS    {given}")
    notices = (given,) if given else ()
    refs = [line.ref for line in asked.items]
    who = (
        deciders(desk, view, asked.kind, asked.asked_by, refs, asked.amount)
        if asked.state == "waiting" else ""
    )  # fmt: skip
    return Shown(asked, lines, digest, tuple(against), notices, who)


def _with_others(desk: Desk, view: AccountView, pairs: Sequence[tuple[Item, Money]]) -> str:
    """Who collects what is asked for: they go on unless somebody tells them."""
    items = [replace(item, open=amount) for item, amount in pairs]
    words = others_words(view.cases, items, desk.policy)
    return f"{words}; recall it, or tell them" if words else ""


def _tax_words(asked: Request, accounts: WriteOffs) -> str:
    if not asked.tax_relief:
        return "relief not claimed"
    if not accounts.tax_per_mille:
        return "none is taken out: the policy has no rate (write_offs.tax_per_mille)"
    whole, tenths = divmod(accounts.tax_per_mille, 10)
    rate = f"{whole}.{tenths}" if tenths else str(whole)
    return f"relief claimed, {rate} % of the net amount"


def _lines(
    asked: Request,
    view: AccountView,
    pairs: Sequence[tuple[Item, Money]],
    accounts: WriteOffs,
) -> tuple[str, ...]:
    who = f"{view.customer.name} ({view.customer.number})"
    lines = [
        f"{asked.id}  {rules.KINDS[asked.kind].does} {asked.amount}",
        f"CUSTOMER  {who}",
        f"ASKED BY  {asked.asked_by} on {asked.asked_on.isoformat()}",
        f"REASON    {asked.reason}" + (f" · {asked.note}" if asked.note else ""),
    ]
    lines += [
        f"ITEM      {item.number}  {amount} of {item.open} open, due {item.due.isoformat()}"
        for item, amount in pairs
    ]
    lines += [f"EVIDENCE  {line}" for line in asked.evidence]
    lines.append(f"TAX       {_tax_words(asked, accounts)}")
    lines += [f"QUESTION  {line}" for line in asked.questions]
    if asked.state == "waiting" and asked.endorsed_by:
        lines.append(f"AGREED    {asked.endorsed_by}; a second person decides")
    lines.append(
        f"STATE     {asked.state}" + (f" by {asked.decided_by}" if asked.decided_by else "")
    )
    lines += [
        f"RECOVERED {each.amount} on {each.on.isoformat()} ({each.id})"
        for each in asked.recoveries
        if each.back_on is None
    ]
    if asked.state in ("declined", "reversed") and asked.answer:
        lines.append(f"BECAUSE   {asked.answer}")
    if asked.state == "returned":
        lines.append(f"NEXT      {asked.asked_by} answers (writeoff resubmit) or withdraws")
    return tuple(lines)


def _against(asked: Request, view: AccountView) -> tuple[str, ...]:
    return deciding.warnings(asked, view.items, unapplied(asked, view), disputed(view))


def deciders(
    desk: Desk,
    view: AccountView,
    kind: str,
    asker: str,
    refs: Collection[str],
    amount: Money,
) -> str:
    """Who may decide on so much of these items, in words; whoever handled their cash may not."""
    known, currency = people.load(desk.store), amount.currency
    all_ = deciding.deciders(known, asker, currency, desk.clock_day)
    may = [
        each
        for each in all_
        if not cash_words(replace(desk, actor=each[0]), view.id, refs, currency)
    ]
    two = rules.limits_of(kind, desk.policy, currency).two_approvers
    return deciding.deciders_words(amount, may, two)


def unapplied(asked: Request, view: AccountView) -> Money:
    """Cash of the same customer and currency that settles nothing yet, posted cash too."""
    return unapplied_in(asked.amount.currency, view)


def unapplied_in(currency: str, view: AccountView) -> Money:
    """Cash of the account in a currency that settles nothing yet, posted cash too."""
    theirs = sum(
        max(receipt.unapplied.minor, 0)
        for receipt in view.receipts
        if receipt.unapplied.currency == currency
    )
    ours = sum(
        each.amount.minor
        for each in view.pending
        if not each.item and each.amount.currency == currency
    )
    return Money(theirs + ours, currency)


def disputed(view: AccountView) -> frozenset[str]:
    """Items with an open dispute; ``""`` stands for the account as a whole."""
    return frozenset(each.item for each in view.dossier.open_disputes())


def resubmit(desk: Desk, name: str, note: str) -> Request:
    """Answer the question of a returned request and ask again, bound to what is open now."""
    with desk.store.writing():
        require(desk, REQUESTERS, "ask again")
        asked, customer = requests.load(desk.store, name, undecided=True)
        view = accounts.load(desk, customer)
        still = [item for item, _ in rules.shown_now(asked, view.items)]
        refs = {item.ref for item in still}
        keep_apart(desk, view, asked.kind, refs, asked.amount.currency, "ask for")
        fact = rules.again(
            asked, view.items, desk.actor, note, desk.today,
            evidence_lines=write_offs.evidence(still, worked(view, desk.policy), desk.today),
            elsewhere=held(view, but=asked.id),
        )  # fmt: skip
        append(desk, {f"request:{asked.id}": [fact]})
        return requests.load(desk.store, asked.id)[0]


def withdraw(desk: Desk, name: str) -> str:
    """Stop asking; only the one who asked can. The request's id."""
    with desk.store.writing():
        require(desk, REQUESTERS, "withdraw a request")
        asked, _ = requests.load(desk.store, name, undecided=True)
        fact = deciding.withdraw(asked, desk.actor, desk.today)
        append(desk, {f"request:{asked.id}": [fact]})
    return asked.id


def reverse(desk: Desk, name: str, reason: str) -> None:
    """Take an approved request back by an entry of its own."""
    with desk.store.writing():
        known = require(desk, APPROVERS, "reverse a decision")
        asked, customer = requests.load(desk.store, name)
        fact = deciding.reverse(asked, known, desk.actor, desk.clock_day, reason)
        decided = asked.decided_on or asked.asked_on
        if desk.today < decided:
            msg = f"{asked.id} was approved on {decided.isoformat()}; it cannot be reversed before"
            raise Refused(msg)
        view = accounts.load(desk, customer)
        freed = {**freeing(desk, view, asked), **post_mortems.ending(desk, view, asked)}
        own = replace(fact, on=desk.today)
        append_act(desk, {**freed, f"request:{asked.id}": [own]})
