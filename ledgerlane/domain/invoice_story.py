"""Everything about one document, line by line: what it is, what paid it, what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.disputes import state_words
from ledgerlane.domain.dossier import Dossier
from ledgerlane.domain.money import plain
from ledgerlane.domain.pending import Pending, gone_words
from ledgerlane.domain.pieces import Piece
from ledgerlane.domain.plans import Plan
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.promises import Verdict
from ledgerlane.domain.requests import Request
from ledgerlane.domain.timeline import short_day

LABEL = 10
"""Columns of the label before each line."""
AT_WORK = ("active", "proposed")


@dataclass(frozen=True, slots=True)
class Printed:
    """What the books print on a document besides its figures; ``""`` and None: nothing."""

    order: str = ""
    terms: str = ""
    related: str = ""
    text: str = ""
    dispute: str = ""
    disputed_on: date | None = None


class Account(Protocol):
    """What is asked of the account that a document is of."""

    # ruff: noqa: D102
    @property
    def receipts(self) -> Sequence[Receipt]: ...
    @property
    def settlements(self) -> Sequence[Settlement]: ...
    @property
    def dossier(self) -> Dossier: ...
    @property
    def verdicts(self) -> dict[str, Verdict]: ...
    @property
    def pending(self) -> Sequence[Pending]: ...
    @property
    def pieces(self) -> Sequence[Piece]: ...
    @property
    def plans(self) -> Sequence[Plan]: ...
    @property
    def requests(self) -> Sequence[Request]: ...
    @property
    def cases(self) -> Sequence[Case]: ...


def lines(
    item: Item, printed: Printed, account: Account, policy: Policy, today: date
) -> Iterator[str]:
    """The document, then receipts, disputes, promises, letters and whatever else has it, each a line."""
    told = (
        ("AMOUNT", [f"{item.amount}, open {plain(item.open.minor, item.open.currency)}"]),
        ("DATES", [_dates(item, today)]),
        ("ORDER", [printed.order or "the books name no order number"]),
        ("TERMS", [printed.terms]),
        ("BELONGS", [f"to {printed.related}" if printed.related else ""]),
        ("TEXT", [printed.text]),
        ("PAID", _paid(item, account, today)),
        ("PENDING", _pending(item, account.pending)),
        (
            "DISPUTE",
            [*_books_dispute(item, printed, today), *_disputes(item, account, today)],
        ),
        ("PROMISE", _promises(item, account, today)),
        ("LETTER", _letters(item, account.pieces, policy, today)),
        ("PLAN", _plans(item, account.plans)),
        ("REQUEST", _requests(item, account.requests, today)),
        ("CASE", _cases(item, account.cases, today)),
        ("DELIVERY", [_delivery(item, account.cases)]),
    )
    for label, found in told:
        for at, words in enumerate(filter(None, found)):
            yield f"{'' if at else label:<{LABEL}}{words}"


def _dates(item: Item, today: date) -> str:
    late = item.days_late(today)
    how = (
        f"{late} days late"
        if late > 0
        else "theirs to use"
        if item.open.minor < 0
        else "due today"
        if item.due == today
        else f"due in {-item.days_past_due(today)} days"
    )
    kind = item.kind.replace("_", " ")
    return f"{kind} of {item.document_date.isoformat()}, due {item.due.isoformat()}, {how}"


def _paid(item: Item, account: Account, today: date) -> Iterator[str]:
    """What was allocated to it, with the receipt's reference; or that nothing was."""
    known = {receipt.ref: receipt for receipt in account.receipts}
    found = [each for each in account.settlements if each.item == item.ref]
    for each in found:
        receipt = known.get(each.receipt)
        by = each.receipt.partition("/")[2] or "no receipt named"
        if receipt is not None and receipt.inferred:
            by = "inferred from a fall of what is open"
        said = (
            receipt.reference if receipt is not None and receipt.reference not in by else ""
        )
        back = (
            f", taken back {receipt.reversed_on}" if receipt and receipt.reversed_on else ""
        )
        yield f"{short_day(each.day, today)}  {each.cash}  {by}{f' {said}' if said else ''}{back}"
    if not found:
        less = item.amount.minor - item.open.minor
        yield (
            f"{plain(less, item.open.currency)}, but no receipt of the last year names it"
            if less
            else "nothing"
        )


def _pending(item: Item, pending: Iterable[Pending]) -> Iterator[str]:
    for each in pending:
        if each.item == item.ref:
            yield f"{each.amount} {gone_words(each.kind)} by {each.cause.partition('/')[2] or each.cause}, not in the books yet"


def _books_dispute(item: Item, printed: Printed, today: date) -> Iterator[str]:
    if item.disputed.minor:
        since = (
            f" since {short_day(printed.disputed_on, today)}" if printed.disputed_on else ""
        )
        why = f": {printed.dispute}" if printed.dispute else ""
        yield f"{item.disputed} by the books{since}{why}"


def _disputes(item: Item, account: Account, today: date) -> Iterator[str]:
    for each in account.dossier.disputes.values():
        if each.item == item.ref:
            why = " ".join(
                filter(None, (each.reason, f"“{each.note}”" if each.note else ""))
            )
            since = short_day(each.opened_on, today)
            yield f"{each.id}  {each.amount}  {state_words(each)} since {since}  {why}".rstrip()


def _promises(item: Item, account: Account, today: date) -> Iterator[str]:
    for id_, each in sorted(account.dossier.promises.items(), key=lambda pair: pair[1].t):
        if item.ref in each.items and id_ in account.verdicts:
            others = len(each.items) - 1
            among = f", with {others} other{'s' if others > 1 else ''}" if others else ""
            state = account.verdicts[id_].state
            yield f"{each.amount} by {short_day(each.due, today)}{among}: {state}"


def _letters(
    item: Item, pieces: Iterable[Piece], policy: Policy, today: date
) -> Iterator[str]:
    sent = [each for each in pieces if each.sent_on is not None]
    for piece in sorted(sent, key=lambda each: each.sent_on or today):
        for listed in piece.items:
            if listed.item == item.ref and piece.sent_on is not None:
                level = policy.dunning.words(listed.level).lower()
                how = f" by {piece.via}" if piece.via else ""
                yield f"{short_day(piece.sent_on, today)}  {level}  {piece.id}{how}"


def _plans(item: Item, plans: Iterable[Plan]) -> Iterator[str]:
    for plan in plans:
        for each in plan.items:
            if each.ref == item.ref:
                yield f"{plan.id}  {each.amount} of it, {plan.state}"


def _requests(item: Item, requests: Iterable[Request], today: date) -> Iterator[str]:
    for request in requests:
        for each in request.items:
            if each.ref == item.ref:
                asked = (
                    f"asked by {request.asked_by} on {short_day(request.asked_on, today)}"
                )
                yield f"{request.id}  {each.amount}  {request.state}, {asked}"


def _cases(item: Item, cases: Iterable[Case], today: date) -> Iterator[str]:
    for case in cases:
        if any(each.ref == item.ref for each in case.items):
            waits = f", waits for {case.waits_for}" if case.open and case.waits_for else ""
            since = short_day(case.opened_on, today)
            about = " ".join(filter(None, (case.kind.name, case.id, case.topic)))
            yield f"{about}: {case.state}{waits}, since {since}"


def _delivery(item: Item, cases: Iterable[Case]) -> str:
    """Ledger files bring no day of delivery; a proof of it is asked of support."""
    if item.kind != "invoice":
        return ""
    asked = any(
        each.ref == item.ref and case.kind.name == "support" and case.topic == "proof"
        for case in cases
        for each in case.items
    )
    return (
        "a proof was asked of support"
        if asked
        else "not in the books; :support asks for a proof"
    )
