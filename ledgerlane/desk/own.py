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
    known, day = people.load(desk.store), desk.clock_day
    roles = known.roles(desk.actor, day)
    if not roles or not roles <= OWN:
        return None
    return of(desk, desk.actor) | sales.asked_of(desk.store, desk.actor, sorted(roles))


def of(desk: Desk, login: str) -> frozenset[int]:
    """The accounts of which the books say that this person sells to them."""
    person = people.load(desk.store).persons.get(login)
    name = person.name if person is not None else ""
    said = [each for each in sales.salespersons(desk.store) if is_of(each, login, name)]
    return sales.customers_of(desk.store, said)


def only(desk: Desk, rows: Iterable[Row]) -> list[Row]:
    """The rows that the one at the desk may read."""
    mine = customers(desk)
    return [row for row in rows if mine is None or row.customer in mine]


def must_read(desk: Desk, customer: int, number: str) -> None:
    """Raise `NotPermitted` for somebody else's account."""
    mine = customers(desk)
    if mine is not None and customer not in mine:
        msg = f"{desk.actor} reads the accounts they sell to; {number} is not one of them (sales accounts lists them)."
        raise NotPermitted(msg)


def must_read_all(desk: Desk, what: str) -> None:
    """Raise `NotPermitted` for somebody who reads their own accounts only."""
    if customers(desk) is not None:
        msg = f"{desk.actor} may not {what}: sales reads its own accounts (sales accounts, show CUSTOMER)."
        raise NotPermitted(msg)
