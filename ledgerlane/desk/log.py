"""The composer's line: read against an account, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Literal

from ledgerlane.desk import (
    accounts,
    contacting,
    deductions,
    escalating,
    holidays,
    queue,
    sales,
)
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import still_open, unsettled
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain import composer, disputes, recording
from ledgerlane.domain import preview as spelt
from ledgerlane.domain.account import Contact
from ledgerlane.domain.calendar import BusinessCalendar
from ledgerlane.domain.composer import Draft
from ledgerlane.domain.composer_amounts import amount_at
from ledgerlane.domain.composer_bulk import together
from ledgerlane.domain.composer_days import day_at
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.departures import Ask, PlanNow, plan_now
from ledgerlane.domain.errors import Refused, Unsaid
from ledgerlane.domain.events import (
    DisputeOpened,
    Escalated,
    Event,
    Fact,
    NextStepCleared,
    Snoozed,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.pending import still_asked
from ledgerlane.domain.placements import others_words
from ledgerlane.domain.promises import Promise
from ledgerlane.store import people
from ledgerlane.store.accounts import AccountView
from ledgerlane.store.called import Called
from ledgerlane.store.worked import calendar_of

MONTH_FIRST = ("US", "FM", "MH", "PW")
"""Countries that write the month first (CLDR: en-US and its Pacific associates)."""

CATCH_UP_DAYS = 30
"""Paying what is older than this brings an account current enough."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What was recorded: its events, in words, and the next step in words.

    ``notices``: what else is worth knowing; of several accounts it is part of the words.
    ``refused``: why an account did not take it, by its place among those named.
    """

    events: tuple[Event, ...]
    words: str
    next_step: str
    refused: Mapping[int, str]
    notices: tuple[str, ...] = ()


def context(desk: Desk, customer: Who, currency: str | None = None) -> Context:
    """What a line on this account is read against."""
    id_, said = accounts.resolve(desk, customer)
    return context_of(desk, accounts.load(desk, id_), currency or said)


def context_of(desk: Desk, view: AccountView, said: str | None) -> Context:
    """The same from an account that is loaded already."""
    currency = accounts.currency_of(desk, view, said)
    today = desk.today
    items = still_asked(view.items, view.pending, currency)
    late = [item for item in items if item.due < today]
    behind = [item for item in late if item.days_past_due(today) > CATCH_UP_DAYS]
    known = (view.customer.contact, *view.dossier.contacts)
    return Context(
        today=today, currency=currency, calendar=calendar_of(desk.policy),
        open=sum(item.open.minor for item in items),
        overdue=sum(item.open.minor for item in late),
        minimum=sum(item.open.minor for item in behind or late), items=tuple(items),
        contacts=tuple(c for c in known if c != Contact() and not c.wrong),
        logins=tuple(sorted(_logins(desk))), policy=desk.policy, day_order=_order(desk),
        hold=view.dossier.hold, steps=view.dossier.steps,
        away=others_words(view.cases, (i for i in view.items if i.open.currency == currency), desk.policy),
        disputes=tuple(view.dossier.disputes.values()), promises=_open_promises(view),
        may=contacting.for_a_line(desk, view, currency),
        plan=_plan(desk, view.id, currency),
    )  # fmt: skip


def context_of_nobody(desk: Desk, currency: str) -> Context:
    """What a line is read against that is about no account."""
    return Context(
        today=desk.today, currency=currency, calendar=calendar_of(desk.policy),
        open=0, overdue=0, policy=desk.policy, day_order=_order(desk),
    )  # fmt: skip


def _open_promises(view: AccountView) -> tuple[Promise, ...]:
    known = view.verdicts
    return tuple(
        promise
        for name, promise in view.dossier.promises.items()
        if name in known and known[name].state == "open"
    )


def _plan(desk: Desk, customer: int, currency: str) -> Ask:
    """Where the account is in its treatment plan; looked up when a line asks, and once."""

    @cache
    def asked() -> PlanNow:
        known = people.load(desk.store)
        asks = not known.may_depart(desk.actor, desk.clock_day)
        standing = queue.standing(desk, customer, currency)
        if standing is None:
            return PlanNow()
        return plan_now(standing, desk.policy, desk.today, asks=asks)

    return asked


def _order(desk: Desk) -> Literal["dmy", "mdy", ""]:
    """How the book's country writes a day and a month; without a country: either way."""
    if not desk.country:
        return ""
    return "mdy" if desk.country in MONTH_FIRST else "dmy"


def day(desk: Desk, text: str) -> date:
    """The day that a word of the composer names (``fri``, ``+7``). Raises Refused when it names none."""
    context = Context(
        desk.today, desk.currency, 0, 0, calendar_of(desk.policy), day_order=_order(desk)
    )  # fmt: skip
    words = text.split()
    found = day_at(words, context, spans=True)
    if found is not None and found.trouble:
        raise Refused(found.trouble)
    if found is None or found.day is None or found.length != len(words):
        msg = f"{text.strip()!r} is no day like fri, +7, 24.12. or 2027-01-15"
        raise Refused(msg)
    return found.day


def amount(text: str, currency: str) -> Money:
    """The money that words of the composer say. Raises Refused when they say none, or could say two."""
    words = text.split()
    found = amount_at(words, Context(date.min, currency, 0, 0, BusinessCalendar()))
    if found is not None and found.trouble:
        raise Refused(found.trouble)
    if found is None or found.minor is None or found.length != len(words):
        msg = f"{text.strip()!r} is no amount like 1500, 1500.50, 15k or 1.2m"
        raise Refused(msg)
    return Money(found.minor, currency)


def preview(desk: Desk, customer: Who, line: str) -> Draft:
    """What a line would record, in full words, with its questions."""
    return reader(desk, [customer])(line)


def reader(desk: Desk, customers: Sequence[Who]) -> Callable[[str], Draft]:
    """How a line reads on these accounts as they are now; on several: what it does on all of them."""
    read = [_Account(desk, name) for name in customers]
    if len(read) == 1:
        return read[0].draft
    return lambda line: together([(each.name, each.draft(line)) for each in read])


class _Account:
    """An account as it was when the line was opened, and what a line would be on it."""

    def __init__(self, desk: Desk, name: Who) -> None:
        id_, said = accounts.resolve(desk, name)
        self.view = accounts.load(desk, id_)
        self.context = context_of(desk, self.view, said)
        self.name = self.view.customer.number

    def draft(self, line: str) -> Draft:
        """The line's draft; what the rules refuse of it is a problem already now."""
        draft = composer.parse(line, self.context)
        if not draft.complete:
            return draft
        try:
            made = recording.facts(draft, self.context, str)
            _check(made, self.view)
            _check_days(made, self.context.today)
        except Refused as why:
            return replace(draft, complete=False, problems=(str(why),))
        return draft


def record(
    desk: Desk, customers: Who | list[Who], line: str, asked: Collection[str] = ()
) -> Logged:
    """Record a line on an account, or on those of several that take it, as one act.

    ``asked``: the questions that were put to the person and answered yes; an account where
    the line raises another one does not take it. Raises Refused when no account takes it,
    Unsaid when the only one wants its reason.
    """
    names: Sequence[Who] = customers if isinstance(customers, list) else [customers]
    act, lines, refused = desk.new_id("act"), list[_Line](), dict[int, str]()
    begun = _Begun()
    if (
        not holidays.loaded()
    ):  # should this account need them: while nobody waits for the lock
        with suppress(Refused):
            context(desk, names[0])
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        for at, name in enumerate(names):
            try:
                lines.append(_line(desk, name, line, act, asked, begun))
            except Refused as why:
                if isinstance(why, Unsaid) and len(names) == 1:
                    raise
                refused[at] = str(why)
        if not lines:
            raise Refused("; ".join(dict.fromkeys(refused.values())))
        return _append(desk, lines, refused)


@dataclass(slots=True)
class _Begun:
    """What an act has opened of each customer, one a customer: escalations by reference, visits by id."""

    escalations: dict[str, str] = field(default_factory=dict)
    visits: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line read on one account, and what it records there."""

    agg: str
    facts: tuple[Fact, ...]
    draft: Draft
    more: Mapping[str, Sequence[Fact]]


def _line(
    desk: Desk,
    name: Who,
    text: str,
    act: str,
    asked: Collection[str],
    begun: _Begun,
) -> _Line:
    """Raises Refused for what cannot be saved, or not before its questions were ``asked``.

    ``begun``: what the act has opened already.
    """
    id_, said = accounts.resolve(desk, name)
    view = accounts.load(desk, id_)
    found = context_of(desk, view, said)
    draft = composer.parse(text, found)
    if draft.problems or not draft.complete:
        msg = "; ".join((*draft.problems, *draft.questions)) or "nothing is written yet"
        raise Unsaid(msg) if draft.needs_why and not draft.problems else Refused(msg)
    if not set(draft.questions) <= set(asked):
        raise Refused("; ".join(draft.questions))
    made = recording.facts(draft, found, desk.new_id, act)
    made = tuple(_kept(desk, view, fact) for fact in made)
    made = (*_said_now(made, view, act), *made)
    _check(made, view)
    _check_days(made, desk.today)
    made, handed = escalating.with_case(desk, view, made, act, begun.escalations)
    for each in (fact.to for fact in made if isinstance(fact, Escalated)):
        unseen = escalating.notices(desk, each)
        draft = replace(draft, notices=(*draft.notices, *unseen))
    known = view.id in begun.visits
    visit = {} if known else sales.visit_for(desk, view, made, found.currency, act)
    if visit:
        begun.visits.add(view.id)
        asks = f"sales is asked for a visit, {next(iter(visit)).partition(':')[2]}"
        draft = replace(draft, notices=(*draft.notices, asks))
    return _Line(f"customer:{view.customer.ref}", made, draft, {**visit, **handed})


def _append(desk: Desk, lines: Sequence[_Line], refused: dict[int, str]) -> Logged:
    facts: dict[str, list[Fact]] = {}
    for each in lines:
        facts.setdefault(each.agg, []).extend(each.facts)
    for each in lines:
        facts |= {agg: list(told) for agg, told in each.more.items()}
    draft = lines[0].draft
    several = len(lines) + len(refused) > 1
    names = Called(desk.store.db)
    alone = spelt.draft_words(replace(draft, notices=()), desk.today, names)
    all_words = together([("", each.draft) for each in lines]).words
    return Logged(
        tuple(append(desk, facts)),
        all_words if several else alone,
        _step(draft),
        refused,
        () if several else draft.notices,
    )


def no_next(desk: Desk, customers: Who | list[Who]) -> None:
    """Say that nothing more is to be done on an account, or on several as one act."""
    names = customers if isinstance(customers, list) else [customers]
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        views = [accounts.show(desk, name) for name in names]
        fact = NextStepCleared(on=desk.today, act=desk.new_id("act"))
        append(desk, {f"customer:{view.customer.ref}": [fact] for view in views})


def _kept(desk: Desk, view: AccountView, fact: Fact) -> Fact:
    """A dispute over what a receipt kept of its invoice names that receipt: it is a deduction."""
    if not isinstance(fact, DisputeOpened) or not fact.item or not fact.amount.minor:
        return fact
    return replace(fact, receipt=deductions.receipt_of(desk, view, fact))


def _said_now(facts: Sequence[Fact], view: AccountView, act: str) -> tuple[Fact, ...]:
    """Ends the disputes that left their invoice open, where this act says which it is."""
    opened = [
        fact for fact in facts if isinstance(fact, DisputeOpened) and fact.amount.minor
    ]
    return tuple(
        replace(
            disputes.settle(each, "withdrawn", fact.on, "its invoice is known now"), act=act
        )
        for fact in opened
        for each in view.dossier.open_disputes()
        if not each.amount.minor and each.amount.currency == fact.amount.currency
    )


def _check(facts: Sequence[Fact], view: AccountView) -> None:
    """A dispute stays within what is open and not yet disputed, of its item and altogether."""
    items, known = {item.ref: item for item in view.items}, view.dossier.disputes.values()
    for fact in facts:
        if not isinstance(fact, DisputeOpened) or not fact.amount.minor:
            continue
        if fact.item in items:
            left = unsettled(view, items[fact.item], fact.on)
            disputes.open_(
                fact.dispute, left, fact.amount, fact.on, disputes=known,
                reason=fact.reason, note=fact.note or "-",
            )  # fmt: skip
        still_open(view, fact.amount, fact.on)


def _check_days(facts: Sequence[Fact], today: date) -> None:
    """Who is off the list until a day comes back after today."""
    for fact in facts:
        if isinstance(fact, Snoozed) and fact.until <= today:
            msg = f"{fact.until.isoformat()} is not after {today.isoformat()}"
            raise Refused(msg)


def _logins(desk: Desk) -> list[str]:
    known = people.load(desk.store)
    return [login for login in known.persons if known.knows(login, desk.clock_day)]


def _step(draft: Draft) -> str:
    if draft.no_next:
        return "none"
    return f"{draft.next_day.isoformat()} {draft.next_words}" if draft.next_day else ""
