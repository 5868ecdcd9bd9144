"""Letting go: which rules propose an account for referral, from which day, with which figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledgerlane.domain.contact_side import Kept
from ledgerlane.domain.letting_go import chance_days, proposed, words
from ledgerlane.domain.placement_policy import LettingGo, PlacementRules
from ledgerlane.domain.policy import COLLECTABLE_PER_MILLE, DEFAULT, Policy
from ledgerlane.domain.risk import Record, collectable_per_mille
from ledgerlane.domain.standing import Standing

TODAY = date(2026, 6, 30)


def only(**rules: int) -> Policy:
    """The default policy with these rules of letting go and no other."""
    none = {"attempts": 0, "broken_promises": 0, "chance_per_mille": 0, "least_units": 0}
    go = LettingGo(**{**none, **rules}, steps=False)
    return replace(DEFAULT, placements=PlacementRules(letting_go=go))


def owing(days: int, **more: object) -> Standing:
    due = TODAY - timedelta(days=days)
    values: dict[str, object] = {
        "b2": 100_000, "risk": "prompt", "last_contact": due, **more
    }  # fmt: skip
    return Standing("EUR", oldest_due=due, oldest_document=due, **values)  # type: ignore[arg-type]  # a test's values


def test_the_chance_falls_below_seventy_per_cent_after_86_days() -> None:
    assert chance_days(700, COLLECTABLE_PER_MILLE) == 87
    assert collectable_per_mille(86) == 701
    assert collectable_per_mille(87) == 698
    assert chance_days(0, COLLECTABLE_PER_MILLE) is None
    policy = only(chance_per_mille=700)
    assert proposed(owing(86), Record(), policy, TODAY) == (
        (),
        TODAY + timedelta(days=1),
    )
    assert proposed(owing(87), Record(), policy, TODAY) == (("chance",), None)
    assert words(("chance",), owing(180), Record(), policy, TODAY) == (
        "chance 51.3 % at 180 days, let go below 70.0 %"
    )


def test_age_alone_proposes_nobody_who_was_never_asked() -> None:
    """A book of old debts begins with calls, not with the agency."""
    before = TODAY - timedelta(days=2_001)
    for contact in (None, before):
        owed = owing(2_000, last_contact=contact)
        assert proposed(owed, Record(), DEFAULT, TODAY) == ((), None)
    assert proposed(owing(2_000), Record(), DEFAULT, TODAY).rules == ("chance", "steps")


@pytest.mark.parametrize(("attempts", "rules"), [(4, ()), (5, ("silence",))])
def test_nobody_answers(attempts: int, rules: tuple[str, ...]) -> None:
    record = Record(attempts_unanswered=attempts)
    assert proposed(owing(10), record, only(attempts=5), TODAY).rules == rules


def test_broken_promises_are_told_of_those_judged() -> None:
    record, policy = (
        Record(promises_broken=2, promises_kept=1, promises_judged=3),
        only(broken_promises=2),
    )
    assert proposed(owing(10), record, policy, TODAY).rules == ("promises",)
    assert (
        words(("promises",), owing(10), record, policy, TODAY) == "2 of 3 promises broken"
    )


def test_the_last_step_of_the_treatment_plan() -> None:
    policy = replace(
        DEFAULT, placements=PlacementRules(letting_go=LettingGo(chance_per_mille=0))
    )
    # 50 days past due; a prompt payer goes by the table as it stands
    assert proposed(owing(49), Record(), policy, TODAY) == (
        (),
        TODAY + timedelta(days=1),
    )
    assert proposed(owing(50), Record(), policy, TODAY).rules == ("steps",)
    said = words(("steps",), owing(50), Record(), policy, TODAY)
    assert said == "last step: agency or write off"


@pytest.mark.parametrize(
    "more",
    [
        {"request": "WO-1", "asked": 100_000},
        {"plan": "PLN-1", "plan_state": "ok"},
        {"promise_due": TODAY, "promise_minor": 100},
        {"hold": "moving"},
        {"kept": (Kept("insolvent", None, True),)},
        {"disputed": 100_000},
        {"placed": 100_000},
        {"called_for": 100_000},
        {"gone": 100_000},
        {"b2": 0, "not_due": 100_000},
    ],
    ids=lambda more: next(iter(more)),
)
def test_who_is_taken_care_of_otherwise_is_not_proposed(more: dict[str, object]) -> None:
    policy = only(chance_per_mille=700)
    assert proposed(owing(200, **more), Record(), policy, TODAY).rules == ()


def test_small_sums_are_not_proposed() -> None:
    policy = only(chance_per_mille=700, least_units=50)
    assert proposed(owing(200, b2=4_999), Record(), policy, TODAY).rules == ()
    assert proposed(owing(200, b2=5_000), Record(), policy, TODAY).rules == ("chance",)
