"""Credit holds that come with another act: an approved write-off, a placement. They end with it alone."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts
from ledgerlane.domain import credit
from ledgerlane.domain.credit import Terms
from ledgerlane.domain.events import (
    CreditFreed,
    CreditHeld,
    Fact,
    Released,
    RequestApproved,
)
from ledgerlane.domain.requests import WRITE_OFF, Request
from ledgerlane.store.accounts import AccountView


def put(desk: Desk, view: AccountView, cause: str, reason: str = "") -> Facts:
    """What puts the customer on the credit-hold list for this cause, whatever else holds them.

    ``cause`` is the name of the act it came with, and what `lift` asks for.
    """
    if _stands(view, cause):
        return {}
    fact = CreditHeld(on=desk.today, cause=cause, reason=reason)
    return {f"customer:{view.customer.ref}": [fact]}


def lift(desk: Desk, view: AccountView, cause: str, reason: str = "") -> Facts:
    """What ends the hold of this cause. Any other stays, and so does what credit or the books say."""
    return {
        f"customer:{view.customer.ref}": [
            CreditFreed(on=desk.today, cause=each.cause, reason=reason)
        ]
        for each in _stands(view, cause)
    }


def _stands(view: AccountView, cause: str) -> list[Terms]:
    """The hold of this cause; before 2026-11-26 it was recorded with words after the name."""
    known = credit.in_force(view.customer, view.dossier.credit)
    return [
        each for each in known.causes if cause in (each.cause, each.cause.partition(" ")[0])
    ]


def holding(desk: Desk, view: AccountView, asked: Request, decided: Fact) -> Facts:
    """What puts the customer on credit hold with this decision, where the policy says so."""
    last = isinstance(decided, RequestApproved) and asked.kind == WRITE_OFF
    if not (last and desk.policy.write_offs.credit_hold):
        return {}
    return put(desk, view, asked.id, "written off")


def freeing(desk: Desk, view: AccountView, asked: Request) -> Facts:
    """What ends the hold of a write-off that is reversed; somebody else's hold stays."""
    why = f"{asked.id} reversed"
    if (
        view.dossier.hold == f"credit hold: {asked.id} written off"
    ):  # recorded so before there were credit terms
        return {f"customer:{view.customer.ref}": [Released(on=desk.today, reason=why)]}
    return lift(desk, view, asked.id, why)
