"""Credit holds that come with another act: an approved write-off, a placement. They end with it alone."""

from __future__ import annotations

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts
from ledgerlane.domain import credit
from ledgerlane.domain.events import CreditTermsSet, Fact, Released, RequestApproved
from ledgerlane.domain.requests import WRITE_OFF, Request
from ledgerlane.store.accounts import AccountView


def put(desk: Desk, view: AccountView, cause: str, reason: str = "") -> Facts:
    """What puts the customer on the credit-hold list; a hold that stands already stays as it is.

    ``cause`` names the act it came with, and is what `lift` asks for.
    """
    if credit.in_force(view.customer, view.dossier.credit).terms.terms == credit.HOLD:
        return {}
    fact = CreditTermsSet(on=desk.today, terms=credit.HOLD, cause=cause, reason=reason)
    return {f"customer:{view.customer.ref}": [fact]}


def lift(desk: Desk, view: AccountView, cause: str, reason: str = "") -> Facts:
    """What ends the hold of this cause: the terms before it stand again. Any other hold stays."""
    side = view.dossier.credit
    if side.terms is None or side.terms.cause != cause:
        return {}
    before = side.before.terms if side.before is not None else credit.OPEN
    fact = CreditTermsSet(on=desk.today, terms=before, reason=reason)
    return {f"customer:{view.customer.ref}": [fact]}


def _why(asked: Request) -> str:
    """The words that tie a hold to its write-off."""
    return f"{asked.id} written off"


def holding(desk: Desk, view: AccountView, asked: Request, decided: Fact) -> Facts:
    """What puts the customer on credit hold with this decision, where the policy says so."""
    last = isinstance(decided, RequestApproved) and asked.kind == WRITE_OFF
    if not (last and desk.policy.write_offs.credit_hold):
        return {}
    return put(desk, view, _why(asked))


def freeing(desk: Desk, view: AccountView, asked: Request) -> Facts:
    """What ends the hold of a write-off that is reversed; somebody else's hold stays."""
    why = f"{asked.id} reversed"
    if (
        view.dossier.hold == f"credit hold: {_why(asked)}"
    ):  # recorded so before there were credit terms
        return {f"customer:{view.customer.ref}": [Released(on=desk.today, reason=why)]}
    return lift(desk, view, _why(asked), why)
