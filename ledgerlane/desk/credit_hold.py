"""The hold that the last approval of a write-off puts on the customer, where the policy says so."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts
from ledgerlane.domain.events import Fact, Held, Released, RequestApproved
from ledgerlane.domain.requests import WRITE_OFF, Request
from ledgerlane.store.accounts import AccountView


def _why(asked: Request) -> str:
    """The words that tie a hold to its write-off."""
    return f"credit hold: {asked.id} written off"


def holding(desk: Desk, view: AccountView, asked: Request, decided: Fact) -> Facts:
    """What puts the customer on hold with this decision; a hold that stands already stays as it is."""
    last = isinstance(decided, RequestApproved) and asked.kind == WRITE_OFF
    if not (last and desk.policy.write_offs.credit_hold) or view.dossier.hold:
        return {}
    return {f"customer:{view.customer.ref}": [Held(on=desk.today, reason=_why(asked))]}


def freeing(desk: Desk, view: AccountView, asked: Request) -> Facts:
    """What ends the hold of a write-off that is reversed; somebody else's hold stays."""
    if view.dossier.hold != _why(asked):
        return {}
    why = f"{asked.id} reversed"
    return {f"customer:{view.customer.ref}": [Released(on=desk.today, reason=why)]}
