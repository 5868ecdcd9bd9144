"""Giving up a balance: asked for with evidence; money that comes later is a recovery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import CLERKS, COLLECTORS, append, require
from ledgerlane.desk.evidence import worked
from ledgerlane.desk.requests import deciders, disputed, held, keep_apart, unapplied_in
from ledgerlane.domain import deciding
from ledgerlane.domain import write_offs as rules
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.requests import WRITE_OFF
from ledgerlane.store import requests
from ledgerlane.store.accounts import AccountView


def request(
    desk: Desk, customer: Who, items: Sequence[str], reason: str, note: str = "", *,
    tax_relief: bool | None = None,
) -> str:  # fmt: skip
    """Ask for items to be written off; the request's id.

    ``items`` are document numbers or references, each for all that is open of it, or
    ``NUMBER=AMOUNT`` for a part. ``tax_relief`` None: as the policy says.
    """
    with desk.store.writing():
        require(desk, COLLECTORS, "ask for a write-off")
        view = accounts.show(desk, customer)
        asked = [_asked(view, name) for name in items]
        keep_apart(desk, view, WRITE_OFF, *_whose(asked), "ask for")
        done = worked(view, desk.policy)
        relief = desk.policy.write_offs.tax_relief if tax_relief is None else tax_relief
        evidence = rules.evidence([item for item, _ in asked], done, desk.today)
        fact = rules.request(
            desk.new_id("write-off"), view.customer.ref, asked, reason, desk.policy, desk.today,
            evidence_lines=evidence, tax_relief=relief, note=note, elsewhere=held(view),
        )  # fmt: skip
        append(desk, {f"request:{fact.request}": [fact]})
    return fact.request


def foreseen(desk: Desk, customer: Who, items: Sequence[str]) -> tuple[str, ...]:
    """What who asks should know before it is sent: how much, what stands against it, who may decide."""
    view = accounts.show(desk, customer)
    asked = [_asked(view, name) for name in items]
    refs, currency = _whose(asked)
    amount = total((each for _, each in asked), currency)
    stops = deciding.against(
        WRITE_OFF, refs, view.items, unapplied_in(currency, view), disputed(view)
    )
    credit = sum(-i.open.minor for i in view.items if i.open.minor < 0 and i.open.currency == currency)  # fmt: skip
    lines = [f"it cannot be approved yet: {each}" for each in stops]
    if credit:
        lines.append(f"{Money(credit, currency)} of credit notes is open: match it first")
    lines.append(deciders(desk, view, WRITE_OFF, desk.actor, refs, amount))
    return (f"{amount} of {', '.join(item.number for item, _ in asked)}", *lines)


def _whose(asked: Sequence[tuple[Item, Money]]) -> tuple[set[str], str]:
    return {item.ref for item, _ in asked}, asked[0][1].currency if asked else ""


def _asked(view: AccountView, name: str) -> tuple[Item, Money]:
    known = {each for item in view.items for each in (item.number, item.ref)}
    number, equals, amount = name.rpartition("=")
    if name in known or not equals:
        item = item_of(view, name)
        return item, item.open
    item = item_of(view, number)
    return item, Money.parse(f"{amount} {item.open.currency}")


def recover(
    desk: Desk, name: str, amount: Money, on: date | None = None, *, receipt: str = "",
    note: str = "",
) -> str:  # fmt: skip
    """Record money that came after a write-off; the recovery's id.

    Never by who asked for the write-off or agreed to it.
    """
    with desk.store.writing():
        require(desk, CLERKS, "record a recovery")
        asked, _ = requests.load(desk.store, name)
        day = on or desk.today
        if day > desk.today:
            msg = f"nothing came on {day.isoformat()} yet"
            raise Refused(msg)
        fact = rules.recover(
            asked, desk.new_id("recovery"), amount, desk.actor, day, receipt, note
        )
        append(desk, {f"request:{asked.id}": [fact]})
    return fact.recovery


def take_recovery_back(desk: Desk, name: str, recovery: str, reason: str) -> str:
    """Record that a recovery bounced, or was none; its id."""
    with desk.store.writing():
        require(desk, CLERKS, "take a recovery back")
        asked, _ = requests.load(desk.store, name)
        fact = rules.take_recovery_back(asked, recovery, desk.actor, desk.today, reason)
        append(desk, {f"request:{asked.id}": [fact]})
    return fact.recovery
