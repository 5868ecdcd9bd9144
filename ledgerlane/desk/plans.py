"""Payment plans: terms tried out, proposed, agreed, broken, and watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import disputes, promises
from ledgerlane.domain import plan_money as money
from ledgerlane.domain import plan_relief as relief
from ledgerlane.domain import plans as rules
from ledgerlane.domain.account import Item
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, PlanItem, PlanProposed
from ledgerlane.domain.free import PLAN, PROPOSED
from ledgerlane.domain.money import Money
from ledgerlane.domain.numbers_said import numbers_said
from ledgerlane.domain.placements import others_words
from ledgerlane.domain.plan_money import Settlement
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
    return _made(desk, view, terms, name, _free(desk, view, currency, terms))


def _free(desk: Desk, view: AccountView, currency: str, terms: Terms) -> list[PlanItem]:
    """The chosen items, each with what is collectable of it, neither pending in the books nor paid by open credit.

    Refused where a plan has one already.
    """
    free, nothing = accounts.free(view, desk.today), relief.Left(0, 0)
    left = _net(desk, view, currency).left
    wanted = _chosen(view, currency, terms.scope, desk.today)
    chosen = [
        PlanItem(item.ref, Money(left.get(item.ref, nothing).asked, currency))
        for item in wanted
    ]
    if chosen and not any(item.amount.minor > 0 for item in chosen):
        found = [free[item.ref] for item in wanted if item.ref in free]
        if any(each.left.asked > 0 for each in found):
            msg = "no plan: open credit covers all of it; have it matched, or choose other items"
        elif any(each.left.open > 0 for each in found):
            msg = "no plan: all of it is disputed; settle the dispute first, or choose other items"
        else:
            msg = "no plan: all of it is paid, credited or given up here, pending in the books; choose other items"
        raise Refused(msg)
    chosen = [item for item in chosen if item.amount.minor > 0]
    numbers = {item.ref: item.number for item in wanted}
    twice = [
        numbers[each.ref] for each in chosen if free[each.ref].why_not((PLAN, PROPOSED))
    ]
    if twice:
        msg = f"{', '.join(twice)}: in another plan of this customer already"
        raise Refused(msg)
    return chosen


def _made(
    desk: Desk, view: AccountView, terms: Terms, name: str, chosen: Sequence[PlanItem]
) -> PlanProposed:
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


def credit(desk: Desk, customer: Who, scope: str) -> Money | None:
    """How much open credit a plan of this scope leaves out of its debt; None: there is none."""
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    currency = accounts.currency_of(desk, view, said)
    before, after, nothing = _left(view), _net(desk, view, currency).left, relief.Left(0, 0)
    refs = [item.ref for item in _chosen(view, currency, scope, desk.today)]
    minor = sum(
        before.get(ref, nothing).asked - after.get(ref, nothing).asked for ref in refs
    )
    return Money(minor, currency) if minor else None


class _Net(NamedTuple):
    """What is left of each open debt when open credit has paid the oldest; ``free`` of it is no plan's money."""

    left: Mapping[str, relief.Left]
    free: int


def _net(desk: Desk, view: AccountView, currency: str, plan: str = "") -> _Net:
    """Open credit notes and unmatched money, taken off the oldest debts of a currency.

    What other running plans than ``plan`` are over, and the money that they count, stays theirs.
    """
    running = [p for p in view.plans if p.state == "active" and p.currency == currency]
    others = [each for each in running if each.id != plan]
    theirs = {item.ref for each in others for item in each.items}
    known = accounts.net(desk, view)
    open_ = {each.ref: each.unapplied.minor for each in known.receipts}

    def used(those: Iterable[Plan]) -> int:
        counted = Counter[str]()
        for each in those:
            counted.update(dict(view.watches[each.id].used))
        return sum(min(open_.get(ref, 0), minor) for ref, minor in counted.items())

    aged = known.aged.get(currency)
    whole = aged.unapplied if aged is not None else 0
    oldest = sorted(view.items, key=lambda item: (item.due, item.ref))
    refs = [i.ref for i in oldest if i.open.currency == currency and i.ref not in theirs]
    left = relief.less_credit(_left(view), refs, whole - used(others))
    return _Net(left, max(0, whole - used(running)))


def away(desk: Desk, customer: Who, scope: str) -> str:
    """Who else collects some of what a plan of this scope is about: ``1 000.00 EUR before the court: LC-7K3FQ2``."""
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    currency = accounts.currency_of(desk, view, said)
    chosen = _chosen(view, currency, scope, desk.today)
    return others_words(view.cases, chosen, desk.policy)


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
    names = {name for item in view.items for name in (item.number, item.ref)}
    return [item_of(view, name) for name in numbers_said(scope, ",", names)]


def replan_preview(desk: Desk, plan: str, terms: Terms) -> PlanProposed:
    """What new terms make of the rest of a plan; nothing is recorded."""
    found, view = _running(desk, plan)
    return _replanned(desk, view, found, terms, "preview")


def replan(desk: Desk, plan: str, terms: Terms) -> str:
    """Propose new terms over what is left of a plan; the new plan's id.

    The old one runs on until the new one is accepted, and is replaced then.
    """
    with desk.store.writing():
        require(desk, COLLECTORS, "propose a plan")
        found, view = _running(desk, plan)
        fact = _replanned(desk, view, found, terms, desk.new_id("plan"))
        append(desk, {f"plan:{fact.plan}": [fact]})
    return fact.plan


def _replanned(
    desk: Desk, view: AccountView, plan: Plan, terms: Terms, name: str
) -> PlanProposed:
    waiting = [each.id for each in view.plans if each.replaces == plan.id and each.state == "proposed"]  # fmt: skip
    if waiting:
        msg = f"{', '.join(waiting)} proposes new terms for {plan.id} already: accept or decline it first"
        raise Refused(msg)
    today = _settlement(desk, view, plan, desk.today)
    left = money.rest(today, _collectable(view))
    fee = left.carried + (terms.fee or Money(0, left.carried.currency))
    made = _made(desk, view, replace(terms, fee=fee), name, left.items)
    return replace(made, replaces=plan.id, carried=left.carried)


def _collectable(view: AccountView) -> list[tuple[str, Money]]:
    """What is collectable of each item and not pending in the books, the oldest due first."""
    left = _left(view)
    oldest = sorted(view.items, key=lambda item: (item.due, item.ref))
    return [
        (item.ref, Money(left[item.ref].asked, item.open.currency))
        for item in oldest
        if item.ref in left
    ]


def _left(view: AccountView) -> dict[str, relief.Left]:
    """What is left of each open debt when what is pending in the books is taken off."""
    return relief.left_of(view.items, view.pending, view.dossier.disputes.values())


def careful(desk: Desk, plan: str) -> str:
    """What to know before a plan is agreed or settled: it asks for more than there is; or ``""``."""
    known, customer = requests.load_plan(desk.store, plan)
    view = accounts.load(desk, customer)
    watch = view.watches.get(known.id)
    gone = watch.relieved + _credit(desk, view, known) if watch is not None else 0
    received = (watch.received + watch.surplus).minor if watch is not None else 0
    before, net = _left(view), _net(desk, view, known.currency, known.id).left
    free = accounts.free(view, desk.today)
    asked = {
        ref: relief.Left(each.open, max(0, each.asked - free[ref].contested))
        for ref, each in net.items()
    }
    found = relief.too_much(known, gone, received, asked)
    if found is None:
        return ""
    less = any(net[item.ref] != before[item.ref] for item in known.items if item.ref in net)
    more = " when open credit is taken off" if less else ""
    return f"more than is left: {found[0]} of debt, {found[1]} is open and undisputed{more}"


def settlement(desk: Desk, plan: str, due: date | None = None) -> Settlement:
    """What ends a plan if all is paid by ``due`` (None: today), interest rebated to the day."""
    found, view = _running(desk, plan)
    return _settlement(desk, view, found, due or desk.today)


def _settlement(desk: Desk, view: AccountView, plan: Plan, on: date) -> Settlement:
    return money.settlement(plan, view.watches[plan.id], on, _credit(desk, view, plan))


def _credit(desk: Desk, view: AccountView, plan: Plan) -> int:
    """How much open credit pays for a running plan, minor units."""
    known = _net(desk, view, plan.currency, plan.id)
    return money.credit_for(plan, view.watches[plan.id], known.left, known.free)


def settle(desk: Desk, plan: str, due: date | None = None) -> Settlement:
    """Agree that all that is left is paid by ``due`` (None: today) in one sum."""
    until = due or desk.today
    with desk.store.writing():
        require(desk, COLLECTORS, "settle a plan")
        found, view = _running(desk, plan)
        watch = view.watches[found.id]
        credit = _credit(desk, view, found)
        fact = money.settle(found, watch, desk.today, until, credit)
        append(desk, {f"plan:{found.id}": [fact]})
    return money.settlement(found, watch, until, credit)


def accelerate(desk: Desk, plan: str, why: str = "") -> Settlement:
    """After a breach let the whole rest fall due today."""
    with desk.store.writing():
        require(desk, COLLECTORS, "accelerate a plan")
        found, view = _running(desk, plan)
        watch = view.watches[found.id]
        credit = _credit(desk, view, found)
        fact = money.accelerate(found, watch, desk.today, why, credit)
        append(desk, {f"plan:{found.id}": [fact]})
    return money.settlement(found, watch, desk.today, credit)


def _running(desk: Desk, name: str) -> tuple[Plan, AccountView]:
    """A plan as it runs on the desk's day, and its account. Refused when it does not run."""
    known, customer = requests.load_plan(desk.store, name)
    view = accounts.load(desk, customer)
    plan = next((each for each in view.plans if each.id == known.id), None)
    if plan is None:
        msg = f"{known.id} was proposed after {desk.today.isoformat()}"
        raise Refused(msg)
    rules.must_run(plan, desk.today, "settled, accelerated or agreed anew")
    return plan, view


def list_(desk: Desk) -> list[PlanRow]:
    """Plans as watched on the desk's day, those at risk first."""
    with as_asked(desk):
        return own.only(desk, store_plans.plans(desk.store))


def accept(desk: Desk, plan: str, by: str = "") -> None:
    """Both sides agree: the plan runs, and the one that it replaces is over."""
    with desk.store.writing():
        require(desk, COLLECTORS, "agree to a plan")
        found, customer = requests.load_plan(desk.store, plan)
        view = accounts.load(desk, customer)
        ends = promises.planned_instead(
            view.dossier.promises, view.verdicts, {item.ref for item in found.items}, view.items
        )  # fmt: skip
        facts: dict[str, list[Fact]] = {
            f"plan:{found.id}": [rules.accept(found, desk.today, by, ends)]
        }
        if found.replaces:
            old, _ = requests.load_plan(desk.store, found.replaces)
            if old.state == "active":
                facts[f"plan:{old.id}"] = [rules.replaced(old, found.id, desk.today)]
        append(desk, facts)


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
