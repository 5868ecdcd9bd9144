"""Who reads their own accounts only: a sales person, by what the books call them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from ledgerlane.desk.desk import Desk
from ledgerlane.domain.cases.sales import is_of
from ledgerlane.domain.errors import NotPermitted
from ledgerlane.store import people, sales

OWN = frozenset(("sales",))
"""Roles that read their own accounts; any other role besides reads all."""


class OfCustomer(Protocol):
    """A row that is about a customer."""

    @property
    def customer(self) -> int | None: ...  # noqa: D102


Row = TypeVar("Row", bound=OfCustomer)


def customers(desk: Desk) -> frozenset[int] | None:
    """The accounts that the one at the desk may read; None: all of them.

    A sales person's: those they sell to, and those of cases in which they have a part.
    """
    roles = _narrow(desk)
    if not roles:
        return None
    return of(desk, desk.actor) | sales.asked_of(desk.store, desk.actor, roles)


def _narrow(desk: Desk) -> list[str]:
    """The roles of somebody who reads their own accounts only; nothing for who reads all."""
    roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
    return sorted(roles) if roles <= OWN else []


def of(desk: Desk, login: str) -> frozenset[int]:
    """The accounts of which the books say that this person sells to them."""
    name = _name(desk, login)
    said = [each for each in sales.salespersons(desk.store) if is_of(each, login, name)]
    return sales.customers_of(desk.store, said)


def _name(desk: Desk, login: str) -> str:
    person = people.load(desk.store).persons.get(login)
    return person.name if person is not None else ""


def only(desk: Desk, rows: Iterable[Row]) -> list[Row]:
    """The rows that the one at the desk may read."""
    mine = customers(desk)
    return [row for row in rows if mine is None or row.customer in mine]


def must_read(desk: Desk, customer: int, number: str) -> None:
    """Raise `NotPermitted` for somebody else's account."""
    roles, login = _narrow(desk), desk.actor
    if not roles:
        return
    sells = is_of(sales.salesperson(desk.store, customer), login, _name(desk, login))
    if not sells and not sales.asked_of(desk.store, login, roles, customer):
        msg = f"{desk.actor} reads the accounts they sell to; {number} is not one of them (sales accounts lists them)."
        raise NotPermitted(msg)


def must_read_all(desk: Desk, what: str) -> None:
    """Raise `NotPermitted` for somebody who reads their own accounts only."""
    if _narrow(desk):
        msg = f"{desk.actor} may not {what}: sales reads its own accounts (sales accounts, show CUSTOMER)."
        raise NotPermitted(msg)
