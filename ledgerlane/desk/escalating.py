"""Accounts handed up: what the composer's `e` asks of somebody, and what their answer does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledgerlane.desk.case_doing import LONGEST_STEP, Doing
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.cases import escalation
from ledgerlane.domain.cases.case import Value
from ledgerlane.domain.cases.escalation import ESCALATION, SUPERVISOR
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import Escalated, Fact, NextStepSet
from ledgerlane.store import people
from ledgerlane.store.accounts import AccountView


def with_case(
    desk: Desk, view: AccountView, facts: Sequence[Fact], act: str, begun: dict[str, str]
) -> tuple[tuple[Fact, ...], Mapping[str, Sequence[Fact]]]:
    """The facts of a line bound to the case that it opens or asks again, and that case's facts.

    A customer who owes in two currencies is handed up once: ``begun`` has the case of each customer
    whom the act handed up already, and is added to. Facts of other lines come back as they are.
    Raises Refused for somebody who cannot answer it.
    """
    handed = next((each for each in facts if isinstance(each, Escalated)), None)
    if handed is None:
        return tuple(facts), {}
    _require(desk, handed.to)
    who = view.customer.ref
    if who in begun:
        return tuple(_bound(each, begun[who]) for each in facts), {}
    steps = [each.due for each in facts if isinstance(each, NextStepSet)]
    values: dict[str, Value] = {"to": handed.to, "due": max(steps, default=_due(desk))}
    if handed.reason:
        values["text"] = handed.reason
    known = escalation.standing(view.cases)
    if known is None:
        name = desk.new_id(ESCALATION.name)
        opened = rules.open_(ESCALATION, name, view.customer.ref, (), values, desk.today)
        fact: Fact = rules.within(opened, act)
    else:
        again = ESCALATION.step("again")
        assert again is not None
        name = known.id
        fact = replace(rules.move(known, again, values, desk.today), act=act)
    begun[who] = name
    return tuple(_bound(each, name) for each in facts), {f"case:{name}": [fact]}


def _bound(fact: Fact, case: str) -> Fact:
    """An escalation and its next step are about the case."""
    if isinstance(fact, Escalated):
        return replace(fact, case=case)
    return replace(fact, about=case) if isinstance(fact, NextStepSet) else fact


def asked(doing: Doing) -> None:
    """Handed up by command or form: the account says so, and the collector looks at it when it is due."""
    to = doing.word("to") or (
        doing.case.word("to") if doing.case is not None else SUPERVISOR
    )
    _require(doing.desk, to)
    doing.values["to"] = to
    known = escalation.standing(doing.view.cases)
    if doing.case is None and known is not None:
        msg = f"{known.id} waits for {known.waits_for} already; escalation again {known.id} asks once more"
        raise Refused(msg)
    due = doing.values.setdefault("due", _due(doing.desk))
    assert isinstance(due, date), due
    doing.on_account(
        Escalated(on=doing.desk.today, to=to, reason=doing.word("text"), case=doing.id)
    )
    doing.then("ask what came of it", max(due, doing.desk.today))


def answered(doing: Doing) -> None:
    """The account is the collector's again, who reads what was said."""
    doing.then(f"{doing.desk.actor} says: {doing.word('text')}"[:LONGEST_STEP])


def declined(doing: Doing) -> None:
    """Handed back: the collector goes on."""
    doing.then(f"handed back: {doing.word('text')}"[:LONGEST_STEP])


def withdrawn(doing: Doing) -> None:
    """It is not needed any more."""
    doing.then("escalation withdrawn, go on")


def notices(desk: Desk, to: str) -> tuple[str, ...]:
    """Why nobody would see what is handed up to a role, or nothing."""
    known, day = people.load(desk.store), desk.clock_day
    if known.knows(to, day) or any(known.may(each, to, day) for each in known.persons):
        return ()
    return (f"nobody here is {to} yet: people role LOGIN {to}",)


def _require(desk: Desk, to: str) -> None:
    escalation.require_answerer(to, people.load(desk.store), desk.clock_day)


def _due(desk: Desk) -> date:
    days = desk.policy.cases.escalation_days
    return question(desk).calendar.add_business_days(desk.today, days)
