"""What the credit role decides without anybody's recommendation: terms of delivery, and limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from ledgerlane.desk import accounts, credit, log
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append_act, require
from ledgerlane.domain import credit as rules
from ledgerlane.domain.cases import values as reading
from ledgerlane.domain.cases.case import Case
from ledgerlane.domain.cases.credit import CREDIT, DECIDERS, OWN_DAYS
from ledgerlane.domain.cases.values import Reading
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import Fact
from ledgerlane.domain.money import Money
from ledgerlane.store import people, settings
from ledgerlane.store.accounts import AccountView

FOLLOW = "books"
"""End our word on the terms: that of the books counts again."""

LIMIT = "limit"
"""Set the limit, up or down, where no recommendation says which way."""


def decide(
    desk: Desk, customer: Who, action: str, amount: str, reason: str, *, dry: bool = False
) -> AccountView:  # fmt: skip
    """``hold``, ``cash-only``, ``restore``, ``books`` or ``limit`` in one; ``dry`` only looks whether it can be.

    Raises as `terms`, `books_terms` and `limit` do.
    """
    if action != LIMIT and amount.strip():
        msg = f"{action or 'this'} has no limit; {LIMIT} has"
        raise Refused(msg)
    if dry:
        return _dry(desk, customer, action, amount, reason)
    if action == LIMIT:
        return limit(desk, customer, amount, reason)
    if action == FOLLOW:
        return books_terms(desk, customer, reason)
    return terms(desk, customer, action, reason)


def _dry(
    desk: Desk, customer: Who, action: str, amount: str, reason: str
) -> AccountView:  # fmt: skip
    view, why = _alone(desk, customer, action), _why(reason)
    if action == LIMIT:
        _limit(desk, view, customer, amount, why)
    elif action == FOLLOW:
        rules.terms_ended(view.dossier.credit, desk.today, reason=why)
    else:
        rules.decided(action, None, credit.in_force(view), desk.today, reason=why)
    return view


def terms(
    desk: Desk, customer: Who, action: str, reason: str, *,
    sure: Callable[[], None] = lambda: None,
) -> AccountView:  # fmt: skip
    """``hold``, ``cash-only`` or ``restore`` a customer; the account as it is then.

    ``sure`` may still refuse it, nobody writing meanwhile.

    Raises NotPermitted without the credit role, and for one's own recommendation; Refused where
    it changes nothing, no reason is said, or somebody's recommendation waits.
    """
    with desk.store.writing():
        sure()
        view = _alone(desk, customer, action)
        known = credit.in_force(view)
        facts = rules.decided(action, None, known, desk.today, reason=_why(reason))
        return _record(desk, view, facts)


def limit(desk: Desk, customer: Who, amount: str, reason: str) -> AccountView:
    """Set the limit of a customer, up or down; the account as it is then. Raises as `terms`."""
    with desk.store.writing():
        view = _alone(desk, customer, LIMIT)
        facts = _limit(desk, view, customer, amount, _why(reason))
        return _record(desk, view, facts)


def _limit(
    desk: Desk, view: AccountView, customer: Who, amount: str, why: str
) -> tuple[Fact, ...]:  # fmt: skip
    known, new = credit.in_force(view), _amount(desk, view, customer, amount)
    before = known.limit(new.currency)
    up = before is not None and new > before.amount
    action = rules.RAISE if up else rules.REDUCE
    return rules.decided(action, new, known, desk.today, reason=why)


def free(desk: Desk, customer: Who, cause: str, reason: str) -> AccountView:
    """End the hold of an act, by its name, before the act ends it; any other stays. Raises as `terms`."""
    with desk.store.writing():
        view = _alone(desk, customer, rules.RESTORE)
        known = credit.in_force(view)
        fact = rules.freed(cause, known, desk.today, reason=_why(reason))
        return _record(desk, view, (fact,))


def books_terms(desk: Desk, customer: Who, reason: str) -> AccountView:
    """End our word on the terms: those of the books count again. Raises as `terms`."""
    with desk.store.writing():
        view = _alone(desk, customer, rules.RESTORE)
        side = view.dossier.credit
        fact = rules.terms_ended(side, desk.today, reason=_why(reason))
        return _record(desk, view, (fact,))


def books_limit(desk: Desk, customer: Who, currency: str, reason: str) -> AccountView:
    """End our limit in a currency: that of the books counts again. Raises as `terms`."""
    with desk.store.writing():
        view = _alone(desk, customer, LIMIT)
        known = credit.in_force(view)
        fact = rules.ended(currency, known, desk.today, reason=_why(reason))
        return _record(desk, view, (fact,))


def _record(desk: Desk, view: AccountView, facts: tuple[Fact, ...]) -> AccountView:
    append_act(desk, {f"customer:{view.customer.ref}": facts})
    return accounts.load(desk, view.id)


def _alone(desk: Desk, customer: Who, action: str) -> AccountView:
    """The account, where nobody's recommendation waits, and this was not one's own of late."""
    require(desk, DECIDERS, "decide on credit")
    view = accounts.load(desk, accounts.resolve(desk, customer)[0])
    for case in credit.cases(view):
        asked = credit.asked_words(case)
        if not case.open:
            _not_ones_own(desk, case, action, asked)
            continue
        if case.opened_by == desk.actor:
            msg = f"{desk.actor} recommended {asked}, {case.id}; somebody else must decide it."
            raise NotPermitted(msg)
        msg = f"{case.id} ({asked}) waits for an answer: credit grant, change or deny {case.id}"
        raise Refused(msg)
    return view


def _not_ones_own(desk: Desk, case: Case, action: str, asked: str) -> None:
    """Refuse what one recommended oneself and withdrew, or was denied, in the last days of the clock."""
    last, what = case.moves[-1], str(case.moves[0].values.get("action", ""))
    same = what == action or (what in (rules.REDUCE, rules.RAISE) and action == LIMIT)
    ended = settings.day_in(desk.zone, last.t // 1000)
    until = ended + timedelta(days=OWN_DAYS)
    mine = desk.actor == case.opened_by and case.state in ("withdrawn", "denied")
    if mine and same and desk.clock_day < until:
        msg = (
            f"{desk.actor} recommended {asked}, {case.id}, which was {case.state} on {ended.isoformat()};"
            f" until {until.isoformat()} somebody else must decide it."
        )
        raise NotPermitted(msg)


def _why(reason: str) -> str:
    if not reason.strip():
        msg = "say why: the collector reads it, and the order desk"
        raise Refused(msg)
    return reason.strip()


def _amount(desk: Desk, view: AccountView, customer: Who, text: str) -> Money:
    currency = accounts.resolve(desk, customer)[1] or credit.currency_of(desk, view)
    known = people.load(desk.store)
    against = Reading(desk.clock_day, currency, desk.policy, known, partial(log.day, desk))
    step = CREDIT.step("change")
    assert step is not None
    found = reading.read(step, {"limit": text}, against).get("limit")
    if not isinstance(found, Money):
        msg = "say the limit, an amount like 5000 or 5000 EUR"
        raise Refused(msg)
    return found
