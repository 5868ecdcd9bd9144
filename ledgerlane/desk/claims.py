"""Claims: the form that justifies a deduction, what it is matched to, and marketing's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.deciding import confirmed, denied
from ledgerlane.desk.deductions import on_item
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import ASKERS, CLERKS, MARKETING, append, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import claims as rules
from ledgerlane.domain.claims import Claim
from ledgerlane.domain.disputes import Dispute
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact
from ledgerlane.domain.money import Money
from ledgerlane.domain.told import name_of
from ledgerlane.store import deductions as store
from ledgerlane.store import plans as store_plans
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.deductions import ClaimRow

RECORDERS = tuple(dict.fromkeys((*ASKERS, *CLERKS)))
"""Roles that take a form in and match it."""


def list_(
    desk: Desk, *, state: str | None = None, customer: int | None = None
) -> list[ClaimRow]:
    """Claims, the oldest first. ``state``: recorded, matched (marketing's list), decided, withdrawn."""
    with as_asked(desk):
        return own.only(desk, store.claims(desk.store, state=state, customer=customer))


def show(desk: Desk, name: str) -> tuple[Claim, AccountView]:
    """A claim as of the desk's day, and its account. Raises Refused for an unknown one."""
    id_, customer = store_plans.resolve(desk.store, "claim", name)
    view = accounts.load(desk, customer)
    claim = view.claims.claims.get(id_)
    if claim is None:
        msg = f"the claim {id_} was not recorded yet on {desk.today.isoformat()}"
        raise Refused(msg)
    return claim, view


def record(
    desk: Desk, customer: Who, form: str, amount: Money, *, program: str = "",
    evidence: Sequence[str] = (), note: str = "",
) -> str:  # fmt: skip
    """Take a customer's form in; the claim's id."""
    with desk.store.writing():
        require(desk, RECORDERS, "record a claim")
        view = accounts.show(desk, customer)
        fact = rules.record(
            desk.new_id("claim"), form, amount, desk.today, desk.policy, program=program,
            evidence=tuple(evidence), note=note,
        )  # fmt: skip
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.claim


def match(desk: Desk, name: str, deduction: str, amount: Money | None = None) -> Money:
    """Say that so much of a claim is for a deduction; how much.

    ``deduction`` is one's id, or an invoice: its open deduction, or what was paid short of it,
    which is a deduction from now on.
    """
    with desk.store.writing():
        require(desk, RECORDERS, "match a claim")
        claim, view = show(desk, name)
        act = desk.new_id("act")
        dispute, opened = _deduction(desk, view, claim, deduction, amount, act)
        fact = rules.match(claim, dispute, view.claims, amount, desk.today)
        facts: list[Fact] = [*opened, replace(fact, act=act)]
        append(desk, {f"customer:{view.customer.ref}": facts})
    return fact.amount


def _deduction(
    desk: Desk, view: AccountView, claim: Claim, name: str, amount: Money | None, act: str
) -> tuple[Dispute, list[Fact]]:
    """The deduction that a name means, and what opens it where nobody has yet."""
    known = view.dossier.disputes
    found = [each for each in known.values() if name and each.id.startswith(name)]
    if not found:
        found = [
            each for each in known.values()
            if each.state == "open" and _names(view, each.item, name)
        ]  # fmt: skip
    if len(found) > 1:
        msg = (
            f"{name!r} can mean several deductions: {', '.join(each.id for each in found)}"
        )
        raise Refused(msg)
    if found:
        return found[0], []
    fact = on_item(desk, view, name, amount or claim.left, reason=claim.form, capped=True)
    fact = replace(fact, act=act)
    new = Dispute(fact.dispute, fact.item, fact.amount, fact.on, fact.reason, desk.actor)
    return new, [fact]


def _names(view: AccountView, ref: str, name: str) -> bool:
    """Whether a document goes by this name: its number, its key, or its reference."""
    return bool(ref) and name in (view.names.document(ref), name_of(ref), ref)


def unmatch(desk: Desk, name: str, deduction: str, why: str = "") -> None:
    """Say that a match does not hold; what was decided of it stands."""
    with desk.store.writing():
        require(desk, RECORDERS, "unmatch a claim")
        claim, view = show(desk, name)
        dispute = _matched(view, claim, deduction)
        fact = rules.unmatch(claim, dispute, desk.today, why)
        append(desk, {f"customer:{view.customer.ref}": [fact]})


def withdraw(desk: Desk, name: str, why: str = "") -> None:
    """Say that the customer does not claim it any more."""
    with desk.store.writing():
        require(desk, RECORDERS, "withdraw a claim")
        claim, view = show(desk, name)
        fact = rules.withdraw(claim, desk.today, why)
        append(desk, {f"customer:{view.customer.ref}": [fact]})


def _matched(view: AccountView, claim: Claim, name: str) -> str:
    """The deduction of a claim's matches that a name means: its id, the beginning, or the invoice."""
    found = [
        each for each in claim.matches
        if name and (each.startswith(name) or _names(view, view.dossier.disputes[each].item, name))
    ]  # fmt: skip
    return found[0] if len(found) == 1 else name


def confirm(
    desk: Desk, name: str, amount: Money | None = None, deduction: str = "", note: str = ""
) -> str:
    """Say that so much (None: all that waits) is right: it goes on as a credit memo; its id."""
    with desk.store.writing():
        require(desk, MARKETING, "confirm a claim")
        claim, view = show(desk, name)
        which = _matched(view, claim, deduction) if deduction else ""
        parts = rules.shares(claim, which, amount)
        chosen = [(view.dossier.disputes[dispute], part) for dispute, part in parts]
        return confirmed(desk, view, chosen, claim=claim, note=note)


def deny(
    desk: Desk, name: str, note: str, amount: Money | None = None, deduction: str = ""
) -> Money:
    """Say that so much (None: all that waits) is not right: it is chased again; how much."""
    with desk.store.writing():
        require(desk, MARKETING, "deny a claim")
        claim, view = show(desk, name)
        which = _matched(view, claim, deduction) if deduction else ""
        parts = rules.shares(claim, which, amount)
        chosen = [(view.dossier.disputes[dispute], part) for dispute, part in parts]
        return denied(desk, view, chosen, claim=claim.id, note=note)
