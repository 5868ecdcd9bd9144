"""What an agency is given: the debts with interest and fees, and the evidence, one JSON object a line.

The file is kept as it went out, and its SHA-256 stands in the case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ledgerlane.desk import interest
from ledgerlane.domain import charges
from ledgerlane.domain.account import reached
from ledgerlane.domain.dossier import CONTACT_KINDS
from ledgerlane.domain.money import Money
from ledgerlane.sync.exports.table import Cell, Table

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.placement_policy import Agency
    from ledgerlane.domain.placements import Part
    from ledgerlane.store.accounts import AccountView

VERSION = 1
LONGEST_HISTORY = timedelta(days=730)
"""Contacts that are older say nothing about a debt that is placed now."""

Row = dict[str, Any]


def made(
    desk: Desk,
    view: AccountView,
    case: str,
    agency: Agency,
    parts: Sequence[Part],
    text: str,
) -> tuple[str, Money, Money]:
    """The file's text, and the interest and the fees that stand in it."""
    currency = parts[0].amount.currency
    charged, accrued = _interest(desk, view, {each.item.ref for each in parts})
    zero = (0, 0)
    interest_, fees = (
        Money(sum(charged.get(each.item.ref, zero)[at] for each in parts), currency)
        for at in (0, 1)
    )
    head: Row = {
        "row": "placement", "v": VERSION, "placement": case, "agency": agency.code,
        "agency_name": agency.name, "handling": agency.handling, "day": desk.today.isoformat(),
        "creditor": desk.policy.letterhead.name, "creditor_account": desk.policy.letterhead.account.iban,
        "currency": currency, "principal": sum(each.amount.minor for each in parts),
        "interest": interest_.minor, "fees": fees.minor, "items": len(parts), "text": text,
        **_debtor(view),
    }  # fmt: skip
    rows = [head, *_items(desk, parts, charged, accrued), *_evidence(desk, view, parts)]
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "\n".join(lines) + "\n", interest_, fees


def digest(text: str) -> str:
    """The file's SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _debtor(view: AccountView) -> Row:
    who = view.customer
    person = reached(who.contact, view.dossier.contacts)
    return {
        "customer": who.number, "name": who.name, "country": who.country,
        "language": person.language or who.language, "contact": person.name,
        "email": person.email, "phone": person.phone,
    }  # fmt: skip


def _interest(
    desk: Desk, view: AccountView, refs: set[str]
) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """By item what interest and fees are charged and not in the ledger, and what else accrued."""
    shown = interest.where_charged(desk, view.id)
    accrued = dict[str, int]()
    waiting = charges.sums_of(interest.not_in_the_books(desk, view))
    charged = {
        ref: (sum_.minor, fee.minor) for ref, (sum_, fee) in waiting.items() if ref in refs
    }
    for due in shown.dues if shown is not None else ():
        if due.item.ref in refs and due.asks:
            accrued[due.item.ref] = due.interest_left.minor
    return charged, accrued


def _items(
    desk: Desk, parts: Iterable[Part], charged: Mapping[str, tuple[int, int]],
    accrued: Mapping[str, int],
) -> Iterator[Row]:  # fmt: skip
    for item, amount in parts:
        interest_, fee = charged.get(item.ref, (0, 0))
        yield {
            "row": "item", "id": item.ref, "number": item.number, "kind": item.kind,
            "document_date": item.document_date.isoformat(), "due": item.due.isoformat(),
            "days_past_due": item.days_past_due(desk.today), "currency": amount.currency,
            "amount": item.amount.minor, "open": item.open.minor, "principal": amount.minor,
            "left_out": item.open.minor - amount.minor, "interest": interest_, "fees": fee,
            "interest_accrued": accrued.get(item.ref, 0),
        }  # fmt: skip


def _evidence(desk: Desk, view: AccountView, parts: Sequence[Part]) -> Iterator[Row]:
    """Letters about the items, promises, and every contact since the oldest document."""
    refs = {each.item.ref for each in parts}
    since = max(
        min(each.item.document_date for each in parts), desk.today - LONGEST_HISTORY
    )
    for piece in view.pieces:
        about = [line for line in piece.items if line.item in refs]
        if piece.sent_on is not None and piece.state in ("sent", "answered") and about:
            yield {
                "row": "letter", "letter": piece.id, "paper": piece.paper, "level": piece.level,
                "language": piece.language, "channel": piece.channel, "to": piece.to,
                "sent": piece.sent_on.isoformat(), "asked_until": _day(piece.by_date),
                "read": _day(piece.read_on), "sha256": piece.sha256, "items": [line.item for line in about],
            }  # fmt: skip
    for name, promise in view.dossier.promises.items():
        verdict = view.verdicts.get(name)
        if verdict is not None and (not promise.items or refs.intersection(promise.items)):
            yield {
                "row": "promise", "promise": name, "made": promise.made_on.isoformat(),
                "due": promise.due.isoformat(), "currency": promise.amount.currency,
                "amount": promise.amount.minor, "by": promise.by, "state": verdict.state,
                "received": verdict.received.minor,
            }  # fmt: skip
    for line in view.dossier.activities:
        if line.kind in CONTACT_KINDS and not line.undone and line.day >= since:
            yield {
                "row": "contact", "day": line.day.isoformat(), "by": line.actor, "channel": line.kind,
                "words": line.words, "note": line.note,
            }  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def table(text: str) -> Table:
    """The same file for a spreadsheet: one line a row, the columns of every kind of row."""
    rows = [json.loads(line) for line in text.splitlines()]
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return Table(headings, [{name: _cell(row, name) for name in headings} for row in rows])


MONEY = frozenset(
    ("amount", "open", "principal", "left_out", "interest", "fees", "interest_accrued", "received")
)  # fmt: skip


def _cell(row: Row, name: str) -> Cell:
    value = row.get(name)
    if isinstance(value, list):
        return ", ".join(value)
    if name in MONEY and isinstance(value, int):
        return Money(value, row["currency"])
    return value if isinstance(value, str | int | bool) else None
