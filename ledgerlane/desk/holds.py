"""Stopping work on an account, for a while or until further notice, and handing it up."""

from __future__ import annotations

from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Escalated, Fact, Held, Released, Snoozed


def hold(desk: Desk, customer: Who, reason: str) -> None:
    """No collection work on this account until it is released."""
    if not reason.strip():
        msg = "say why the account is held: whoever releases it reads this"
        raise Refused(msg)
    _record(desk, customer, Held(on=desk.today, act=desk.new_id("act"), reason=reason))


def release(desk: Desk, customer: Who, reason: str = "") -> None:
    """End a hold. Refused where there is none."""
    view = accounts.show(desk, customer)
    if not view.dossier.hold:
        msg = f"{view.customer.number} is not on hold"
        raise Refused(msg)
    _record(desk, customer, Released(on=desk.today, act=desk.new_id("act"), reason=reason))


def snooze(desk: Desk, customer: Who, until: date, reason: str) -> None:
    """Off everybody's list until a day."""
    if until <= desk.today:
        msg = f"{until.isoformat()} is not after {desk.today.isoformat()}"
        raise Refused(msg)
    _record(
        desk, customer,
        Snoozed(on=desk.today, act=desk.new_id("act"), until=until, reason=reason),
    )  # fmt: skip


def escalate(desk: Desk, customer: Who, to: str, reason: str = "") -> None:
    """Hand the account up to a role or a person."""
    _record(
        desk,
        customer,
        Escalated(on=desk.today, act=desk.new_id("act"), to=to, reason=reason),
    )


def _record(desk: Desk, customer: Who, fact: Fact) -> None:
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        view = accounts.show(desk, customer)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
