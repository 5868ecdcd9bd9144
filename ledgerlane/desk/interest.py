"""Late interest and fees: what has accrued and why, proposed, charged, waived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ledgerlane.desk import accounts, own
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.past import as_asked
from ledgerlane.domain import charges as rules
from ledgerlane.domain import interest_words, statutes
from ledgerlane.domain.account import Item
from ledgerlane.domain.charges import Charge, Due
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Fact, InterestProposed
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.people import People
from ledgerlane.domain.statutes import Statute
from ledgerlane.domain.told import Known, Names
from ledgerlane.store import called, rows
from ledgerlane.store import charges as store_charges
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.charges import ChargeRow
from ledgerlane.store.lens import lens, one
from ledgerlane.store.plans import resolve
from ledgerlane.sync import statute as shipped


@dataclass(frozen=True, slots=True)
class Shown:
    """A customer's late interest on the desk's day. ``dues`` are of items that were late.

    ``pending`` is charged and not yet shown by the ledger, ``nagged`` what of it waits longer
    than the policy allows; ``unknown`` are documents for which
    no rate is known, and why.
    """

    customer: AccountView
    statute: Statute
    dues: tuple[Due, ...]
    charges: tuple[Charge, ...]
    pending: tuple[Charge, ...]
    unknown: tuple[tuple[str, str], ...] = ()
    nagged: tuple[Charge, ...] = ()

    def only(self, currency: str) -> Shown:
        """What of it is in one currency."""

        def of(charges: Iterable[Charge]) -> tuple[Charge, ...]:
            return tuple(each for each in charges if each.amount.currency == currency)

        dues = tuple(due for due in self.dues if due.left.currency == currency)
        return replace(
            self,
            dues=dues,
            charges=of(self.charges),
            pending=of(self.pending),
            nagged=of(self.nagged),
        )

    def words(self, currency: str) -> str:
        """What has accrued, is proposed and is pending in a currency, interest and fees apart."""
        return interest_words.summary(self.dues, self.charges, self.pending, currency)

    def left(self, currency: str) -> Money:
        """What has accrued in a currency and was not noted yet."""
        return total(
            (due.left for due in self.dues if due.left.currency == currency and due.asks),
            currency,
        )  # fmt: skip


def show(desk: Desk, customer: Who, regime: str = "") -> Shown:
    """What has accrued on a customer's items, line by line, and what was done about it.

    Of one currency where the customer is named with one. ``regime`` asks what another one than
    the book's would give. Refused where neither the book nor the question names one.
    """
    id_, said = accounts.resolve(desk, customer)
    found = _shown(desk, accounts.load(desk, id_), regime)
    return found if said is None else found.only(said)


def _shown(desk: Desk, view: AccountView, regime: str = "") -> Shown:
    wanted = regime or statutes.regime_of(desk.policy.interest, view.customer.country)
    if not wanted:
        number, country = view.customer.number, view.customer.country or "no country"
        msg = (
            f"this book charges {number} ({country}) no interest: set interest.regime in its"
            f" policy, one of contract, {', '.join(shipped.shipped())}"
        )
        raise Refused(msg)
    statute = statutes.under_policy(wanted, shipped.shipped(), desk.policy.interest)
    pending = not_in_the_books(desk, view)
    dues, unknown = _dues(desk, view, statute)
    patience = timedelta(days=desk.policy.interest.nag_days)
    nagged = tuple(
        x for x in pending if x.charged_on and desk.today - x.charged_on > patience
    )
    return Shown(view, statute, tuple(dues), view.charges, pending, tuple(unknown), nagged)


def not_in_the_books(desk: Desk, view: AccountView) -> tuple[Charge, ...]:
    """What is charged and the ledger does not show yet."""
    look = lens(desk.store, desk.today, desk.known_ms)
    notes = rows.interest_notes(desk.store.db, one(view.id), look)
    return rules.pending({each.id: each for each in view.charges}, notes)


def _dues(
    desk: Desk, view: AccountView, statute: Statute
) -> tuple[list[Due], list[tuple[str, str]]]:
    """What has accrued, and the documents for which that cannot be said."""
    look = lens(desk.store, desk.today, desk.known_ms)
    policy = desk.policy.interest
    since = desk.today - timedelta(days=policy.look_back_days)
    taken = store_charges.taken(desk.store.db, one(view.id), look)
    received = {row.cash.ref: row.value_date for row in view.held}
    ours = rules.gone_here(view.pending, received, desk.today)
    matched = rules.matched_here((row.value_date, row.cash) for row in view.held)
    noted = {each.item for each in view.charges if each.state != "accrued"}
    planned = {
        item.ref: plan.id for plan in view.plans if plan.state == "active" for item in plan.items
    }  # fmt: skip
    dues, unknown = list[Due](), list[tuple[str, str]]()
    for item in _items(desk, view, since.toordinal(), noted):
        try:
            due = rules.due_of(
                item, rules.on_our_days(taken.get(item.ref, ()), matched.get(item.ref, ())), statute, policy, desk.today, view.charges,
                ours.get(item.ref, ()),
            )  # fmt: skip
        except Refused as refusal:
            unknown.append((item.number, str(refusal)))
            continue
        if due is not None:
            dues.append(replace(due, plan=planned.get(item.ref, "")))
    return dues, unknown


def _items(desk: Desk, view: AccountView, since: int, noted: set[str]) -> list[Item]:
    """Items that are late or were, and those noted before: money that bounced may matter."""
    look = lens(desk.store, desk.today, desk.known_ms)
    late = rows.late_invoices(desk.store.db, one(view.id), look, since)
    known = {item.ref for item in late}
    return late + rows.items_named(desk.store.db, sorted(noted - known), look)


def where_charged(desk: Desk, customer: Who) -> Shown | None:
    """What `show` says where the book charges this customer interest, else None."""
    policy = desk.policy.interest
    if not (policy.regime or policy.by_country):
        return None
    id_, said = accounts.resolve(desk, customer)
    found = of_view(desk, accounts.load(desk, id_))
    return found if said is None or found is None else found.only(said)


def of_view(desk: Desk, view: AccountView) -> Shown | None:
    """The same of an account that was loaded already."""
    if not statutes.regime_of(desk.policy.interest, view.customer.country):
        return None
    return _shown(desk, view)


def list_(desk: Desk, state: str | None = None) -> list[ChargeRow]:
    """What was proposed, charged and waived, the oldest first."""
    with as_asked(desk):
        return own.only(desk, store_charges.charges(desk.store, state=state))


def rates(desk: Desk, regime: str = "") -> list[Statute]:
    """The statutes at hand as the book's policy has them; one of them, or all."""
    known = shipped.shipped()
    policy = desk.policy.interest
    names = [regime] if regime else list(known)
    if not regime and policy.per_cent:
        names.append(statutes.CONTRACT)
    return [statutes.under_policy(name, known, policy) for name in names]


def documents(desk: Desk, made: Iterable[InterestProposed]) -> Names:
    """What the documents of these proposals are called."""
    return Known(called.documents(desk.store.db, (each.item for each in made)))


def propose(desk: Desk, customer: Who, items: Sequence[str] = ()) -> list[InterestProposed]:
    """Propose what has accrued on these documents (none named: on all where it is enough)."""
    with desk.store.writing():
        require(desk, rules.PROPOSERS, "propose interest")
        shown = show(desk, customer)
        chosen = _chosen(shown, items)
        act = desk.new_id("act")
        facts = [_proposal(desk, due, act) for due in chosen if items or _enough(desk, due)]
        if not facts:
            why = rules.too_little(chosen, desk.policy.interest)
            why = why or f"no interest to propose until {desk.today.isoformat()}"
            msg = f"{shown.customer.customer.number}: {why}"
            raise Refused(msg)
        append(desk, {f"customer:{shown.customer.customer.ref}": facts})
    return facts


def _enough(desk: Desk, due: Due) -> bool:
    return rules.proposable(due, desk.policy.interest)


def _proposal(desk: Desk, due: Due, act: str) -> InterestProposed:
    return rules.propose(
        desk.new_id("interest"), due, desk.policy.interest, desk.today, act
    )


def _chosen(shown: Shown, items: Sequence[str]) -> list[Due]:
    if not items:
        return list(shown.dues)
    by_name = {name: due for due in shown.dues for name in (due.item.number, due.item.ref)}
    missing = [name for name in items if name not in by_name]
    if missing:
        for number, why in shown.unknown:
            if number in missing:
                msg = f"{number}: {why}"
                raise Refused(msg)
        late = ", ".join(due.item.number for due in shown.dues) or "none"
        msg = f"{', '.join(missing)}: no interest has accrued on it; it has on {late}"
        raise Refused(msg)
    return [by_name[name] for name in dict.fromkeys(items)]


def in_state(desk: Desk, customer: Who, states: Sequence[str]) -> list[str]:
    """The ids of a customer's charges in these states. Refused where there is none."""
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    found = [
        each.id
        for each in view.charges
        if each.state in states and said in (None, each.amount.currency)
    ]
    if not found:
        msg = f"{view.customer.number}: nothing is {' or '.join(states)}"
        raise Refused(msg)
    return found


def charge(desk: Desk, names: Sequence[str]) -> list[Charge]:
    """Charge proposals, all or none: the customer owes them, the journal has their entries."""

    def decide(now: Desk, known: People, view: AccountView, asked: Charge) -> Fact:
        dues = _shown(now, view, asked.regime).dues if asked.regime != rules.COURT else []
        due = next((due for due in dues if due.item.ref == asked.item), None)
        return rules.charge(asked, due, known, desk.actor, desk.clock_day, desk.today)

    return _decide(desk, names, "charge interest", decide)


def waive(desk: Desk, names: Sequence[str], reason: str) -> list[Charge]:
    """Give up what was proposed or charged, for good, all or none."""

    def decide(_now: Desk, known: People, _view: AccountView, asked: Charge) -> Fact:
        return rules.waive(asked, known, desk.actor, desk.clock_day, desk.today, reason)

    return _decide(desk, names, "waive interest", decide)


Decide = Callable[[Desk, People, AccountView, Charge], Fact]


def _decide(desk: Desk, names: Sequence[str], what: str, decide: Decide) -> list[Charge]:
    """Decide on the book as it really is, whatever day it is recorded for."""
    now = replace(desk, as_of=None)
    with desk.store.writing():
        known = require(desk, rules.CHARGERS, what)
        done, act = [], desk.new_id("act")
        for name in dict.fromkeys(names):
            view, asked = _load(now, name)
            if desk.today < asked.proposed_on:
                msg = f"{asked.id} was proposed on {asked.proposed_on.isoformat()}; nothing was decided on {desk.today.isoformat()}"
                raise Refused(msg)
            _record(desk, view, replace(decide(now, known, view, asked), act=act))
            done.append(asked)
    return done


def withdraw(desk: Desk, names: Sequence[str]) -> list[Charge]:
    """Take proposals back, all or none; their interest goes on accruing."""
    with desk.store.writing():
        require(desk, (*rules.PROPOSERS, "legal"), "withdraw a proposal of interest")
        done, act = list[Charge](), desk.new_id("act")
        for name in dict.fromkeys(names):
            view, asked = _load(desk, name)
            _record(desk, view, replace(rules.withdraw(asked, desk.today), act=act))
            done.append(asked)
    return done


def _load(desk: Desk, name: str) -> tuple[AccountView, Charge]:
    id_, customer = resolve(desk.store, "interest_charge", name)
    view = accounts.load(desk, customer)
    found = next((each for each in view.charges if each.id == id_), None)
    if found is None:
        msg = f"{id_} was proposed after {desk.today.isoformat()}"
        raise Refused(msg)
    return view, found


def _record(desk: Desk, view: AccountView, fact: Fact) -> None:
    append(desk, {f"customer:{view.customer.ref}": [fact]})
