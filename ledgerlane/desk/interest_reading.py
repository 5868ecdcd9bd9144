"""Late interest and fees that were proposed and wait: read line by line, and charged or waived exactly as read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ledgerlane.desk import accounts, interest
from ledgerlane.desk.desk import Desk
from ledgerlane.domain import charges
from ledgerlane.domain.charges import Charge
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.interest_words import apart, line_lines
from ledgerlane.store import people
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.called import Called
from ledgerlane.store.charges import ChargeRow
from ledgerlane.store.plans import resolve


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal on a ``document`` (its number); ``off`` says why the one at the desk may not decide on it."""

    row: ChargeRow
    document: str
    off: str


def waiting(desk: Desk) -> list[Waiting]:
    """What waits to be charged, the oldest first."""
    roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
    role = "" if roles.intersection(charges.CHARGERS) else f"needs {' or '.join(charges.CHARGERS)}"  # fmt: skip
    own = "your own proposal: somebody else decides"
    called = Called(desk.store.db)
    return [
        Waiting(
            row, called.document(row.item), own if row.proposed_by == desk.actor else role
        )
        for row in interest.list_(desk, "proposed")
    ]


def shown(desk: Desk, name: str) -> tuple[tuple[str, ...], str]:
    """Exactly what is charged, with its arithmetic, and the digest of it."""
    id_, customer = resolve(desk.store, "interest_charge", name)
    view = accounts.load(desk, customer)
    asked = next((each for each in view.charges if each.id == id_), None)
    if asked is None:
        msg = f"{id_} was proposed after {desk.today.isoformat()}"
        raise Refused(msg)
    number = Called(desk.store.db).document(asked.item)
    lines = tuple(_lines(view, asked, number))
    return lines, hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(view: AccountView, asked: Charge, number: str) -> Iterator[str]:
    yield f"{asked.id}  {apart(asked.interest, asked.fee)} {asked.interest.currency} on {number}"
    yield f"CUSTOMER  {view.customer.name} ({view.customer.number})"
    yield f"PROPOSED  by {asked.proposed_by} on {asked.proposed_on.isoformat()}"
    yield f"INTEREST  {asked.regime}, until {asked.until.isoformat()}"
    yield from line_lines(charges.lines_of(asked))
    for each in view.dossier.open_disputes():
        if each.item in ("", asked.item):
            yield f"DISPUTED  {each.contested} of {number}: {each.reason or each.note}"


def charge(desk: Desk, name: str, digest: str) -> str:
    """Charge exactly what was shown; what came of it in words."""
    with desk.store.writing():
        if shown(desk, name)[1] != digest:
            msg = f"{name}: what you were shown is not what stands now; look again."
            raise Refused(msg)
    [done] = interest.charge(desk, [name])
    return f"charged: {done.id}, {done.amount}"


def waive(desk: Desk, name: str, why: str) -> str:
    """Give it up for good, and say why."""
    [done] = interest.waive(desk, [name], why)
    return f"waived: {done.id}, {done.amount}"
