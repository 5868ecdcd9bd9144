"""Every kind of case is a table that holds together; one rule opens and moves them all."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from builders import M, event
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.cases import case as rules
from ledgerlane.domain.cases.case import Case, Values
from ledgerlane.domain.cases.kinds import KINDS
from ledgerlane.domain.cases.table import CODE, Kind, Step, diagram
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    CaseDay,
    CaseMoved,
    CaseOpened,
    CaseWord,
    Event,
    Fact,
    PersonAdded,
    PlanItem,
    RoleGranted,
    Undone,
)
from ledgerlane.domain.people import ROLES, People
from ledgerlane.domain.people import fold as people_of
from ledgerlane.domain.policy import DEFAULT

TODAY = date(2026, 6, 30)
STEPS = [(kind, step) for kind in KINDS.values() for step in (kind.opens, *kind.steps)]
by_step = pytest.mark.parametrize(
    ("kind", "step"), STEPS, ids=[f"{kind.name} {step.name}" for kind, step in STEPS]
)
by_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def people(*logins_and_roles: tuple[str, str]) -> People:
    facts: list[Fact] = [
        PersonAdded(on=TODAY, login=login) for login in dict(logins_and_roles)
    ]
    facts += [
        RoleGranted(on=TODAY, login=login, role=role) for login, role in logins_and_roles
    ]
    return people_of([event(fact, n) for n, fact in enumerate(facts, 1)])


def opened(kind: Kind, n: int = 1, by: str = "anna") -> Event:
    fact = CaseOpened(on=TODAY, case="X-1", matter=kind.name, customer="erp/1")
    return event(fact, n, by, agg="case:X-1")


def moved(kind: Kind, step: str, n: int, by: str = "anna", **words: str) -> Event:
    said = tuple(CaseWord(name, value) for name, value in words.items())
    fact = CaseMoved(on=TODAY, case="X-1", matter=kind.name, step=step, words=said)
    return event(fact, n, by, agg="case:X-1")


def folded(*events: Event) -> Case:
    found = rules.fold(events)
    assert found is not None
    return found


@by_kind
def test_every_state_can_be_reached_and_every_end_is_one(kind: Kind) -> None:
    names = [state.name for state in kind.states]
    assert len(set(names)) == len(names)
    assert {was for was, _ in kind.transitions} - {""} <= set(names)
    assert set(kind.transitions.values()) == set(names)
    for state in kind.states:
        assert state.ends or kind.possible(state.name), state.name
        assert state.ends or state.waits_for, f"{state.name}: whose turn is it?"
    assert len({step.name for step in kind.steps}) == len(kind.steps)
    assert {each.prefix for each in KINDS.values()} == {kind.prefix} | {
        other.prefix for other in KINDS.values() if other is not kind
    }


def test_prefixes_and_commands_are_their_own() -> None:
    assert len({kind.prefix for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.command for kind in KINDS.values()}) == len(KINDS)


@by_step
def test_a_step_says_who_and_what(kind: Kind, step: Step) -> None:
    assert set(step.roles) <= set(ROLES)
    assert "auditor" not in step.roles
    assert sum(field.main for field in step.fields) <= 1
    assert len({field.name for field in step.fields}) == len(step.fields)
    assert all(field.accepts(DEFAULT) for field in step.asked if field.type == CODE)
    assert step.told
    assert kind.transitions[step.froms[0], step.name] == (step.to or step.froms[0])


@by_step
def test_who_may_take_a_step(kind: Kind, step: Step) -> None:
    """Every role with every action: the table and nothing else decides."""
    known = people(*((role, role) for role in ROLES))
    of_another = folded(opened(kind, by="somebody else"))
    for role in ROLES:
        if role in step.roles:
            rules.permit(kind, step, known, role, TODAY, of_another)
            assert rules.stops(of_another, step, known, role, TODAY) == ""
        else:
            with pytest.raises(NotPermitted, match="that needs"):
                rules.permit(kind, step, known, role, TODAY, of_another)
            assert "needs" in rules.stops(of_another, step, known, role, TODAY)


@by_step
def test_nobody_decides_what_they_asked_for_whatever_their_roles(
    kind: Kind, step: Step
) -> None:
    known = people(*(("anna", role) for role in ROLES))
    own = folded(opened(kind, by="anna"))
    if step.apart:
        with pytest.raises(NotPermitted, match=r"anna opened X-1; somebody else must"):
            rules.permit(kind, step, known, "anna", TODAY, own)
        assert rules.stops(own, step, known, "anna", TODAY).startswith("your own")
    else:
        rules.permit(kind, step, known, "anna", TODAY, own)


@by_step
def test_what_is_missing_is_named(kind: Kind, step: Step) -> None:
    needed = [field.name for field in step.fields if field.needed]
    if not needed:
        return
    with pytest.raises(Refused) as refused:
        rules.complete(kind, step, {})
    assert all(name in str(refused.value) for name in needed)
    assert str(refused.value).startswith(f"{kind.name} {step.name} needs ")


@by_kind
def test_a_step_that_does_not_lead_on_is_refused_with_those_that_do(kind: Kind) -> None:
    for state, step in product(kind.states, kind.steps):
        case = Case("X-1", kind, "erp/1", (), state.name, {}, folded(opened(kind)).moves)
        full: Values = {field.name: "x" for field in step.fields if field.needed}
        if state.name in step.froms and step.check is not None:
            continue  # what the case itself must have is asked in tests/cases
        if state.name in step.froms:
            assert rules.move(case, step, full, TODAY).step == step.name
        else:
            with pytest.raises(Refused) as refused:
                rules.move(case, step, full, TODAY)
            for possible in kind.possible(state.name):
                assert possible in str(refused.value)


@by_kind
@given(data=st.data())
def test_any_order_and_any_steps_fold_to_the_same_and_never_refuse(
    kind: Kind, data: st.DataObject
) -> None:
    names = st.sampled_from([step.name for step in kind.steps])
    events = [opened(kind)]
    events += [
        moved(kind, name, n)
        for n, name in enumerate(data.draw(st.lists(names, max_size=8)), 2)
    ]
    gone = data.draw(st.sets(st.sampled_from([each.id for each in events]), max_size=2))
    events.append(event(Undone(on=TODAY, events=tuple(gone)), 20, agg="case:X-1"))
    found = rules.fold(events)
    assert rules.fold(data.draw(st.permutations(events))) == found
    assert (found is None) == (events[0].id in gone)
    if found is not None:
        assert found.state in {state.name for state in kind.states}
        assert not {move.event for move in found.moves} & gone


def test_the_table_is_the_diagram() -> None:
    assert diagram(KINDS["complaint"]).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open: open",
        "    open --> answered: answer",
        "    answered --> closed: close",
        "    answered --> open: reopen",
        "    closed --> open: reopen",
        "    open --> withdrawn: withdraw",
        "    answered --> withdrawn: withdraw",
        "    closed --> [*]",
        "    withdrawn --> [*]",
    ]


def test_the_last_word_of_each_field_counts_and_steps_keep_their_own() -> None:
    kind = KINDS["complaint"]
    case = folded(
        opened(kind),
        moved(kind, "assign", 2, owner="bo"),
        moved(kind, "assign", 3, owner="eva"),
    )
    assert case.word("owner") == "eva"
    assert [move.values.get("owner") for move in case.taken("assign")] == ["bo", "eva"]


def test_whose_turn_it_is() -> None:
    kind = KINDS["complaint"]
    fact = CaseOpened(
        on=TODAY, case="X-1", matter="complaint", customer="erp/1",
        words=(CaseWord("department", "quality"),), days=(CaseDay("due", TODAY),),
    )  # fmt: skip
    first = event(fact, 1, agg="case:X-1")
    assert folded(first).waits_for == "quality"
    assert folded(first).due == TODAY
    assert folded(first, moved(kind, "assign", 2, owner="bo")).waits_for == "bo"
    assert folded(first, moved(kind, "answer", 2, "eva")).waits_for == "anna"
    closed = folded(first, moved(kind, "answer", 2, "eva"), moved(kind, "close", 3))
    assert (closed.open, closed.waits_for) == (False, "")


def test_a_case_is_about_invoices_of_one_currency_each_once() -> None:
    kind = KINDS["complaint"]
    said = {"kind": "damaged", "department": "quality", "text": "broken"}
    two = (PlanItem("erp/1", M("1.00 EUR")), PlanItem("erp/2", M("1.00 NOK")))
    with pytest.raises(Refused, match="one currency"):
        rules.open_(kind, "X-1", "erp/1", two, said, TODAY)
    with pytest.raises(Refused, match="once"):
        rules.open_(kind, "X-1", "erp/1", (two[0], two[0]), said, TODAY)
    fact = rules.open_(kind, "X-1", "erp/1", two[:1], said, TODAY)
    assert [each.value for each in fact.texts] == ["broken"]  # free text is private
    assert [each.value for each in fact.words] == ["damaged", "quality"]


def test_a_kind_or_step_of_a_newer_version_changes_nothing() -> None:
    kind = KINDS["support"]
    assert (
        rules.fold([event(CaseOpened(on=TODAY, case="X", matter="newer", customer="c"), 1)])
        is None
    )
    assert folded(opened(kind), moved(kind, "levitate", 2)).state == kind.opens.to
