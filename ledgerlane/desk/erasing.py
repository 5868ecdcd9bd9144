"""A person's data: a copy for them, its erasure, and whose time has come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from ledgerlane.desk import accounts, own
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.events import CustomerErased
from ledgerlane.store import erasing, refresh

MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class Ahead:
    """Whose data would go, how many pieces of it, and what stands in the way."""

    customer: int
    number: str
    pieces: int
    stands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A customer of whom nothing happened for long, since when, and what still stands in the way."""

    number: str
    name: str
    last: date
    stands: tuple[str, ...]


def foresee(desk: Desk, customer: accounts.Who) -> Ahead:
    """What an erasure would take out, and what forbids it."""
    id_, _ = accounts.resolve(desk, customer)
    pieces = sum(1 for _ in erasing.held(desk.store, id_))
    number = accounts.load(desk, id_).customer.number
    return Ahead(id_, number, pieces, tuple(erasing.stands(desk.store, id_)))


def erase(desk: Desk, customer: accounts.Who, reason: str) -> Ahead:
    """Take a person's data out for good; figures, days and hashes stay, and everything still proves.

    Raises Refused while anything of the account is not over, or without a reason.
    """
    if not reason.strip():
        msg = "say why it is erased, like `asked for on 3 November` or `kept for 10 years`; no names"
        raise Refused(msg)
    with desk.store.writing():
        require(desk, ("admin",), "erase a customer's data")
        ahead = foresee(desk, customer)
        if ahead.stands:
            msg = f"{ahead.number} is not over: {', '.join(ahead.stands)}; what is owed is a reason to keep it"
            raise Refused(msg)
        agg = f"customer:{erasing.ref(desk.store, ahead.customer)}"
        erasing.erase(desk.store, ahead.customer)
        refresh.index_names(desk.store, [ahead.customer])
        append(desk, {agg: [CustomerErased(on=desk.today, reason=reason.strip())]})
    erasing.forget_pages(desk.store)
    return ahead


def copy(desk: Desk, customer: accounts.Who, file: TextIO) -> int:
    """Write all that is held of a person as JSON lines, for them to read; how many pieces."""
    own.must_read_all(desk, "copy a customer's data")
    count = 0
    for each in erasing.held(desk.store, accounts.resolve(desk, customer)[0]):
        line = {"where": each.where, "day": each.day, "by": each.by, **each.words}
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
    return count


def over(desk: Desk, years: int) -> list[Over]:
    """Whose data has been kept for so many years since anything happened; nothing is erased."""
    own.must_read_all(desk, "list whose data may go")
    if not 1 <= years <= MOST_YEARS:
        msg = f"--older {years}: 1 to {MOST_YEARS} years"
        raise Misused(msg)
    today = desk.today
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    before = today.replace(year=today.year - years, day=day)
    return [
        Over(number, name, last, tuple(erasing.stands(desk.store, id_)))
        for id_, number, name, last in erasing.over_since(desk.store, before)
    ]
