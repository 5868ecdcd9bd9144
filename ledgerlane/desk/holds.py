"""Stopping work on an account until further notice. Snoozing and escalating are composer lines."""

from __future__ import annotations

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Held, Released


def hold(desk: Desk, customers: Who | list[Who], reason: str) -> None:
    """No collection work on an account, or on several as one act, until it is released."""
    if not reason.strip():
        msg = "say why the account is held: whoever releases it reads this"
        raise Refused(msg)
    _record(desk, customers, Held(on=desk.today, act=desk.new_id("act"), reason=reason))


def release(desk: Desk, customers: Who | list[Who], reason: str = "") -> None:
    """End a hold, or several as one act. Refused, with nothing ended, where there is none."""
    _record(desk, customers, Released(on=desk.today, act=desk.new_id("act"), reason=reason))


def _record(desk: Desk, customers: Who | list[Who], fact: Held | Released) -> None:
    names = customers if isinstance(customers, list) else [customers]
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        views = [accounts.show(desk, name) for name in names]
        free = [view.customer.number for view in views if not view.dossier.hold]
        if isinstance(fact, Released) and free:
            msg = f"{', '.join(free)} is not on hold"
            raise Refused(msg)
        append(desk, {f"customer:{view.customer.ref}": [fact] for view in views})
