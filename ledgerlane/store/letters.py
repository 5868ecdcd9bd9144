"""What a letter run looks at, for many customers at once, and lists of letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledgerlane.domain import charges, disputes, placements
from ledgerlane.domain.account import Contact, Customer, Item, reached
from ledgerlane.domain.cases.goods_back import under_way
from ledgerlane.domain.free import Known, free_of
from ledgerlane.domain.pending import by_item
from ledgerlane.domain.pieces import DUNNING, Piece
from ledgerlane.domain.standing import Standing
from ledgerlane.store import rows, standings
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Some, one, some
from ledgerlane.store.plans import WHO, day_of
from ledgerlane.store.worked import Question, Worked

CHUNK = 2_000
"""Customers that a run looks at in one go."""


@dataclass(frozen=True, slots=True)
class Debt:
    """An item that a letter may list. ``minor`` is undisputed, not pending in the books nor asked to be given up."""

    item: Item
    minor: int


@dataclass(frozen=True, slots=True)
class Debtor:
    """One account as a run finds it.

    ``disputed``, ``elsewhere`` and ``given_up`` say why nothing that is overdue is asked for: it is
    contested, an agency has it, or a waiting write-off (its id) asks for it. ``charged`` is
    interest and fees on an item, by its reference, minor units, that the ledger does not show yet.
    """

    customer: int
    who: Customer
    contact: Contact
    standing: Standing
    debts: tuple[Debt, ...]
    pieces: dict[str, Piece] = field(default_factory=dict)
    disputed: str = ""
    worked: Worked | None = None
    elsewhere: str = ""
    given_up: str = ""
    charged: dict[str, int] = field(default_factory=dict)


def debtors(
    store: Store, which: Some, ask: Question, *, until: date, stored_patterns: bool = False
) -> Iterator[Debtor]:
    """Every account of these that owes something due by ``until``, or has letters that wait."""
    for chunk in _chunks(store, which):
        yield from _looked(store, chunk, ask, until, stored_patterns)


def _chunks(store: Store, which: Some) -> Iterator[Some]:
    if which.ids is not None:
        for at in range(0, len(which.ids), CHUNK):
            yield some(which.ids[at : at + CHUNK])
        return
    last = rows.last_customer(store.db)
    for first in range(0, last + 1, CHUNK):
        yield Some(first=first, last=min(last, first + CHUNK - 1))


def _looked(
    store: Store, which: Some, ask: Question, until: date, stored_patterns: bool
) -> Iterator[Debtor]:
    found = standings.look(store, which, ask, stored_patterns=stored_patterns)
    known = rows.customers(store.db, which, ask.lens)
    items = rows.open_items(store.db, which, ask.lens, until.toordinal())
    for account in found.accounts:
        row = account.row
        who, each = known.get(row.customer), found.worked.get(row.customer)
        pieces = _pieces(each, row.currency)
        mine = [
            i for i in items.get(row.customer, ())
            if i.open.currency == row.currency and i.open.minor > 0
        ]  # fmt: skip
        if who is None or not (mine or pieces):
            continue
        recorded = each.dossier.contacts if each is not None else ()
        debts, disputed = _debts(mine, each, row.currency, ask.today)
        debts, given_up = _kept(debts, each, account.standing.request, ask.today)
        debts, elsewhere = _at_home(debts, each, ask, row.currency)
        yield Debtor(
            row.customer, who, reached(who.contact, recorded), account.standing, debts, pieces,
            disputed, each, elsewhere, given_up, _charged(store, row.customer, each, ask),
        )  # fmt: skip


def _charged(
    store: Store, customer: int, each: Worked | None, ask: Question
) -> dict[str, int]:
    """What is charged on items and the ledger does not show, by item."""
    if each is None or not any(c.state == "charged" for c in each.charges.values()):
        return {}
    found: dict[str, int] = {}
    notes = rows.interest_notes(store.db, one(customer), ask.lens)
    for charge in charges.pending(each.charges, notes):
        found[charge.item] = found.get(charge.item, 0) + charge.asked.minor
    return found


def _pieces(each: Worked | None, currency: str) -> dict[str, Piece]:
    if each is None or not each.pieces:
        return {}
    return {
        name: piece
        for name, piece in each.pieces.items()
        if piece.currency == currency and piece.paper in (*DUNNING, "")
    }


def _debts(
    items: list[Item], each: Worked | None, currency: str, today: date
) -> tuple[tuple[Debt, ...], str]:
    """What is asked for of each item, and why nothing is where all is disputed.

    Of items that are disputed as a whole the full sum is told, so that the run can say so.
    """
    contested = each.dossier.open_disputes() if each is not None else ()
    account = [d for d in contested if not d.item and d.amount.currency == currency]
    gone = (
        by_item([p for p in each.pending if p.amount.currency == currency]) if each else {}
    )
    debts = []
    for item in items:
        left = disputes.collectable(item, contested).minor - max(0, gone.get(item.ref, 0))
        debts.append(Debt(item, max(0, left)))
    if account:
        first = account[0]
        about = f" of {first.amount}" if first.amount.minor else ""
        return tuple(debts), f"dispute {first.id}{about}, invoice not said"
    late = [debt for debt in debts if debt.item.due < today]
    if late and not any(debt.minor for debt in late):
        contests = any(disputes.disputed(debt.item, contested).minor for debt in late)
        if contests:
            whole = [Debt(d.item, d.item.open.minor) if d in late else d for d in debts]
            back = [under_way(each.cases, debt.item) for debt in late] if each else []
            if back and all(back):
                return tuple(whole), f"goods back {back[0]} is under way"
            return tuple(whole), _contested_words(late, each)
    return tuple(debts), ""


def _contested_words(late: list[Debt], each: Worked | None) -> str:
    """``DI-7K3FQ2 contests all that is overdue: pallets broken``; the claim that waits, the credit memo."""
    refs = {debt.item.ref for debt in late}
    found = (
        [d for d in each.dossier.open_disputes() if d.item in refs]
        if each is not None
        else []
    )
    if each is None or not found:
        return "all that is overdue is disputed in the books"
    first, more = found[0], f" and {len(found) - 1} more" if found[1:] else ""
    if claim := each.claims.waiting_of(first.id):
        return f"claim {claim} over {first.id}{more} is not decided"
    if first.state == "confirmed":
        return f"a credit memo for {first.id}{more} waits"
    kind = "deduction" if first.receipt else "dispute"
    why = first.reason or first.note
    return f"{kind} {first.id}{more} over all that is overdue" + (f": {why}" if why else "")


def _kept(
    debts: tuple[Debt, ...], each: Worked | None, request: str, today: date
) -> tuple[tuple[Debt, ...], str]:
    """What no waiting write-off asks for; where it asks for all that is overdue, the whole and its id."""
    if each is None or not request:
        return debts, ""
    free = free_of([d.item for d in debts], Known(requests=each.requests), today)
    left = tuple(
        Debt(d.item, max(0, d.minor - free[d.item.ref].given_up))
        if d.item.ref in free else d
        for d in debts
    )  # fmt: skip
    late = [debt for debt in left if debt.item.due < today]
    if late and not any(debt.minor for debt in late):
        return debts, request
    return left, ""


def _at_home(
    debts: tuple[Debt, ...], each: Worked | None, ask: Question, currency: str
) -> tuple[tuple[Debt, ...], str]:
    """What no agency asks for in its own name; where they have all that is overdue, the whole and who."""
    gone = by_item(each.pending) if each is not None else {}
    ours = placements.placed(
        each.cases, [debt.item for debt in debts], each.dossier.disputes.values(), gone,
        ask.policy, currency,
    ) if each is not None else placements.NOTHING  # fmt: skip
    if not ours.by_item:
        return debts, ""
    left = tuple(
        Debt(debt.item, max(0, debt.minor - ours.by_item.get(debt.item.ref, 0)))
        for debt in debts
    )
    late = [debt for debt in left if debt.item.due < ask.today]
    if any(debt.minor for debt in late):
        return left, ""
    return debts, ours.words


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list."""

    id: str
    customer: int
    number: str
    name: str
    currency: str
    paper: str
    level: int
    language: str
    channel: str
    state: str
    minor: int
    by: str
    decided_day: date | None
    sent_day: date | None
    via: str
    message_id: str
    sha256: str
    listed: int
    """``minor`` is what is to pay of the letter; ``listed`` what the documents alone come to."""


_COLUMNS = (
    f"t.id, t.customer, {WHO}, t.currency, t.paper, t.level, t.language, t.channel, t.state,"
    " t.minor, t.decided_by, t.decided_day, t.sent_day, t.via, t.message_id, t.sha256,"
    " (SELECT coalesce(sum(json_extract(value, '$.minor')), 0) FROM json_each(t.items))"
)


def letters(
    store: Store, *, states: tuple[str, ...] = (), customer: int | None = None
) -> list[LetterRow]:
    """Letters of the book, the latest decision first."""
    where, values = "1", list[Any]()
    if states:
        where += f" AND t.state IN ({', '.join('?' * len(states))})"
        values += states
    if customer is not None:
        where += " AND t.customer = ?"
        values.append(customer)
    found = store.db.execute(
        f"SELECT {_COLUMNS} FROM letter t WHERE {where}"
        " ORDER BY coalesce(t.sent_day, t.decided_day) DESC, t.customer, t.paper DESC, t.id",
        values,
    )
    return [_row(row) for row in found]


def accepted(store: Store) -> dict[str, int]:
    """How many letters wait to be sent, by channel: mail, letter."""
    found = store.db.execute(
        "SELECT channel, count(*) FROM letter WHERE state = 'accepted' GROUP BY channel"
    )
    return dict(found.fetchall())


def unresolved(store: Store) -> list[LetterRow]:
    """Letters that were being handed over when something broke: nobody knows whether they went."""
    return letters(store, states=("sending",))


def _row(row: tuple[Any, ...]) -> LetterRow:
    values = list(row)
    values[12], values[13] = day_of(row[12]), day_of(row[13])
    return LetterRow(*values)


def by_message(store: Store, message_id: str) -> tuple[str, int] | None:
    """Name and customer of the letter with this Message-ID."""
    row = store.db.execute(
        "SELECT id, customer FROM letter WHERE message_id = ? AND message_id <> ''",
        [message_id],
    ).fetchone()
    return (row[0], row[1]) if row else None


def last_run(store: Store, before: date) -> date | None:
    """The last day before this one on which letters were decided on or sent; None: never."""
    day = before.toordinal()
    row = store.db.execute(
        "SELECT max(d) FROM (SELECT max(decided_day) AS d FROM letter WHERE decided_day < ?"
        f" AND paper IN ({', '.join(repr(p) for p in DUNNING)})"
        " UNION ALL SELECT max(sent_day) FROM letter WHERE sent_day < ?)",
        [day, day],
    ).fetchone()
    return date.fromordinal(row[0]) if row and row[0] else None
