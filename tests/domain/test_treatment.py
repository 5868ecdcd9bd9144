"""The treatment plan by risk class, size, clock and working day."""

from __future__ import annotations

from datetime import date

import pytest

from ledgerlane.domain.policy import DEFAULT, LARGE_STEPS, Policy, Step, Timing
from ledgerlane.domain.treatment import business_day, first_day, over_day, timetable

MONDAY = date(2026, 6, 1).toordinal()
LARGE, SMALL = 4, 0


def firsts(
    risk: str, size: int = LARGE, usual: int = 0, policy: Policy = DEFAULT
) -> list[int]:
    return [timed.first for timed in timetable(policy, risk, size, usual, late=True)]


@pytest.mark.parametrize(
    ("risk", "usual", "days"),
    [
        ("prompt", 0, [5, 15, 25, 35, 50]),
        ("new", 0, [2, 12, 22, 32, 47]),
        ("promise-breaker", 0, [2, 12, 22, 32, 47]),
        ("silent", 0, [2, 12, 22, 32, 47]),
        ("deteriorating", 20, [3, 13, 23, 33, 48]),
        ("habitual", 20, [25, 35, 45, 55, 70]),
        ("habitual", 90, [35, 45, 55, 65, 80]),
    ],
)
def test_a_new_late_customer_is_treated_sooner_than_a_habitual_one(
    risk: str, usual: int, days: list[int]
) -> None:
    assert firsts(risk, usual=usual) == days
    assert firsts(risk, SMALL, usual) == days


def test_the_invoice_clock_is_the_seeds_table() -> None:
    policy = Policy(timings=(Timing(clock="invoice"),))
    found = timetable(policy, "new", LARGE, late=True)
    assert [(t.first, t.last) for t in found] == [
        (35, 40),
        (45, 50),
        (55, 60),
        (65, 70),
        (80, 85),
    ]
    assert all(t.from_invoice for t in found)
    assert first_day(found[0], MONDAY + 60, MONDAY, policy) == MONDAY + 35


def test_a_class_and_size_may_have_steps_of_their_own() -> None:
    own = (Step("visit", 3, 9, "visit them", 30, "visit"),)
    policy = Policy(timings=(Timing("silent", "large", steps=own), Timing(sooner_days=1)))
    assert [t.step.name for t in timetable(policy, "silent", LARGE)] == ["visit"]
    assert firsts("silent", SMALL, policy=policy) == [4, 14, 24, 34, 49]
    assert firsts("prompt", LARGE, policy=policy) == [4, 14, 24, 34, 49]


def test_a_step_whose_day_is_not_worked_is_due_on_the_next_that_is() -> None:
    policy = Policy(holidays=(date(2026, 6, 8),))
    saturday = MONDAY + 5
    assert business_day(policy, saturday) == MONDAY + 8
    assert business_day(DEFAULT, saturday) == MONDAY + 7
    assert business_day(Policy(steps_on_business_days=False), saturday) == saturday


def test_what_comes_before_the_due_date_ends_but_never_on_a_weekend_alone() -> None:
    service, courtesy = timetable(DEFAULT, "prompt", LARGE)[:2]
    assert (service.first, service.last, service.from_invoice) == (7, 12, True)
    assert first_day(service, MONDAY + 30, None, DEFAULT) is None
    assert over_day(service, MONDAY + 30, MONDAY, DEFAULT) == MONDAY + 13
    one = Step("ask", -2, -1, "ask", 1)
    weekend = timetable(Policy(large_steps=(one, *LARGE_STEPS[2:])), "prompt", LARGE)[0]
    due = MONDAY + 7
    assert first_day(weekend, due, None, DEFAULT) == due
    assert over_day(weekend, due, None, DEFAULT) == due + 1
    assert first_day(courtesy, MONDAY + 14, None, DEFAULT) == MONDAY + 7
