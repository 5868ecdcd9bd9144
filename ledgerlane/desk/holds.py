"""Stopping work on an account until further notice. Snoozing and escalating are composer lines."""

from __future__ import annotations

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Held, Released


def hold(desk: Desk, customer: Who, reason: str) -> None:
    """No collection work on this account until it is released."""
    if not reason.strip():
        msg = "say why the account is held: whoever releases it reads this"
        raise Refused(msg)
    _record(desk, customer, Held(on=desk.today, act=desk.new_id("act"), reason=reason))


def release(desk: Desk, customer: Who, reason: str = "") -> None:
    """End a hold. Refused where there is none."""
    _record(desk, customer, Released(on=desk.today, act=desk.new_id("act"), reason=reason))


def _record(desk: Desk, customer: Who, fact: Held | Released) -> None:
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        view = accounts.show(desk, customer)
        if isinstance(fact, Released) and not view.dossier.hold:
            msg = f"{view.customer.number} is not on hold"
            raise Refused(msg)
        append(desk, {f"customer:{view.customer.ref}": [fact]})
