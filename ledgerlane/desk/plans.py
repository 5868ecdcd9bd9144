"""Payment plans: terms tried out, proposed, agreed, broken, and watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import disputes
from ledgerlane.domain import plans as rules
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, PlanItem, PlanProposed
from ledgerlane.domain.money import Money
from ledgerlane.domain.plans import Frequency, Plan
from ledgerlane.store import plans as store_plans
from ledgerlane.store import requests
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.plans import PlanRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed: over which items, how many instalments or how much each, from when.

    ``scope`` is ``overdue``, ``all``, or document numbers between commas.
    """

    first: date
    scope: str = "overdue"
    frequency: Frequency = "monthly"
    count: int = 0
    each: Money | None = None
    rate_per_cent: str = "0"
    day_count: str = "actual/365"
    fee: Money | None = None
    acceleration: bool = True
    guarantees: Sequence[str] = ()
    note: str = ""


def preview(desk: Desk, customer: Who, terms: Terms) -> PlanProposed:
    """The plan these terms make; nothing is recorded."""
    id_, said = accounts.resolve(desk, customer)
    return _proposed(desk, accounts.load(desk, id_), said, terms, "preview")


def propose(desk: Desk, customer: Who, terms: Terms) -> str:
    """Propose a plan over an account's items; its id."""
    with desk.store.writing():
        require(desk, COLLECTORS, "propose a plan")
        id_, said = accounts.resolve(desk, customer)
        view = accounts.load(desk, id_)
        fact = _proposed(desk, view, said, terms, desk.new_id("plan"))
        append(desk, {f"plan:{fact.plan}": [fact]})
    return fact.plan


def _proposed(
    desk: Desk, view: AccountView, said: str | None, terms: Terms, name: str
) -> PlanProposed:
    currency = accounts.currency_of(desk, view, said)
    planned = {
        item.ref for plan in view.plans if plan.state in ("proposed", "active")
        for item in plan.items
    }  # fmt: skip
    known = view.dossier.disputes.values()
    chosen = [
        PlanItem(item.ref, disputes.collectable(item, known))
        for item in _chosen(view, currency, terms.scope, desk.today)
    ]
    if chosen and not any(item.amount.minor > 0 for item in chosen):
        msg = "no plan: all of it is disputed; settle the dispute first, or choose other items"
        raise Refused(msg)
    chosen = [item for item in chosen if item.amount.minor > 0]
    twice = [item.ref for item in chosen if item.ref in planned]
    if twice:
        msg = f"{', '.join(twice)}: in another plan of this customer already"
        raise Refused(msg)
    return rules.propose(
        name, view.customer.ref, chosen, desk.today, first=terms.first,
        frequency=terms.frequency, count=terms.count, each=terms.each,
        rate_per_cent=terms.rate_per_cent, day_count=terms.day_count, fee=terms.fee,
        acceleration=terms.acceleration, guarantees=terms.guarantees, note=terms.note,
        open_items=view.items,
    )  # fmt: skip


def disputed(desk: Desk, customer: Who, scope: str) -> Money | None:
    """How much of what a plan of this scope is about is disputed, by item or of the account."""
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    currency = accounts.currency_of(desk, view, said)
    known = view.dossier.open_disputes()
    chosen = _chosen(view, currency, scope, desk.today)
    found = sum(disputes.disputed(item, known).minor for item in chosen) + sum(
        each.amount.minor
        for each in known
        if not each.item and each.amount.currency == currency
    )
    most = sum(item.open.minor for item in chosen)
    return Money(min(found, most), currency) if found else None


def _chosen(view: AccountView, currency: str, scope: str, today: date) -> list[Item]:
    debts = [
        item
        for item in view.items
        if item.open.currency == currency and item.open.minor > 0
    ]
    if scope == "all":
        return debts
    if scope == "overdue":
        return [item for item in debts if item.due < today]
    return [item_of(view, number.strip()) for number in scope.split(",")]


def list_(desk: Desk) -> list[PlanRow]:
    """Plans as watched on the desk's day, those at risk first."""
    with as_asked(desk):
        return store_plans.plans(desk.store)


def accept(desk: Desk, plan: str, by: str = "") -> None:
    """Both sides agree: the plan runs."""
    _decide(
        desk, plan, "agree to a plan", lambda found: rules.accept(found, desk.today, by)
    )


def decline(desk: Desk, plan: str, why: str = "") -> None:
    """The proposal comes to nothing."""
    _decide(
        desk, plan, "decline a plan", lambda found: rules.decline(found, desk.today, why)
    )


def break_(desk: Desk, plan: str, why: str = "") -> None:
    """The plan is over; its items are collectable again with their full age."""
    _decide(desk, plan, "break a plan", lambda found: rules.break_(found, desk.today, why))


def cancel(desk: Desk, plan: str, why: str = "") -> None:
    """We end the plan without a breach."""
    _decide(desk, plan, "cancel a plan", lambda found: rules.cancel(found, desk.today, why))


def _decide(desk: Desk, name: str, what: str, decide: Callable[[Plan], Fact]) -> None:
    with desk.store.writing():
        require(desk, COLLECTORS, what)
        plan, _ = requests.load_plan(desk.store, name)
        append(desk, {f"plan:{plan.id}": [decide(plan)]})
