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
from ledgerlane.store.charges import ChargeRow
from ledgerlane.store.plans import resolve


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal; ``off`` says why the one at the desk may not decide on it."""

    row: ChargeRow
    off: str

    @property
    def document(self) -> str:
        """The number of the document that it is on."""
        return self.row.item.rpartition("/")[2]


def waiting(desk: Desk) -> list[Waiting]:
    """What waits to be charged, the oldest first."""
    roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
    role = "" if roles.intersection(charges.CHARGERS) else f"needs {' or '.join(charges.CHARGERS)}"  # fmt: skip
    own = "your own proposal: somebody else decides"
    return [
        Waiting(row, own if row.proposed_by == desk.actor else role)
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
    lines = tuple(_lines(view, asked))
    return lines, hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(view: AccountView, asked: Charge) -> Iterator[str]:
    number = asked.item.rpartition("/")[2]
    yield f"{asked.id}  {apart(asked.interest, asked.fee)} {asked.interest.currency} on {number}"
    yield f"CUSTOMER  {view.customer.name} ({view.customer.number})"
    yield f"PROPOSED  by {asked.proposed_by} on {asked.proposed_on.isoformat()}"
    yield f"INTEREST  {asked.regime}, until {asked.until.isoformat()}"
    yield from line_lines(charges.lines_of(asked))
    for each in view.dossier.open_disputes():
        if each.item in ("", asked.item):
            yield f"DISPUTED  {each.contested} of {number or 'the account'}: {each.reason or each.note}"


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
