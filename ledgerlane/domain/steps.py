"""The steps of the treatment plan as data, and how risk classes go through them (procedure.md section 4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the treatment plan, due from ``first`` to ``last`` days past due (negative: before).

    ``clock`` ``invoice``: these are days after the invoice's date, and the step ends with them.
    ``escalates``: it hands the account up; to do that before its day is a departure.
    ``after_contact``: it threatens or hands on, so it waits until somebody was in contact since
    the debt fell due; before that the account begins with the first step after the due date,
    as urgent as this one.
    """

    name: str
    first: int
    last: int
    words: str
    points: int
    channel: str = "phone"
    demand: bool = False
    clock: str = "due"
    escalates: bool = False
    after_contact: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """How a risk class (``""``: every) and size (large, small, ``""``: both) goes through the steps.

    ``sooner_days``: each step after the due date comes so much sooner. ``from_usual``: they
    count from the payer's usual days late instead of the due date. ``clock`` ``invoice``: all
    steps count from the invoice's date, the book's tables as for net 30. ``steps``: its own.
    """

    risk: str = ""
    size: str = ""
    clock: str = "due"
    sooner_days: int = 0
    from_usual: bool = False
    steps: tuple[Step, ...] = ()


NET_DAYS = 30
"""The seeds' table counts from the invoice of net 30 (rulings.md 5)."""


def _step(name: str, first: int, last: int, words: str, points: int, channel: str = "phone",
          *, demand: bool = False, clock: str = "due", escalates: bool = False,
          after_contact: bool = False) -> Step:  # fmt: skip
    return Step(
        name, first, last, words, points, channel, demand, clock, escalates, after_contact
    )


LARGE_STEPS = (
    _step("service", 7, 12, "service call", 2, clock="invoice"),
    _step("courtesy", -7, -5, "pre-due courtesy call", 6),
    _step("call-1", 5, 10, "call 1, then mail", 14),
    _step("call-2", 15, 20, "call 2, then mail", 16),
    _step("manager", 25, 30, "supervisor + visit", 18, escalates=True, after_contact=True),
    _step("demand", 35, 40, "final demand", 20, demand=True, after_contact=True),
    _step("agency", 50, 55, "agency review", 20, after_contact=True),
)
SMALL_STEPS = (
    _step("service", 7, 12, "service survey", -20, "mail", clock="invoice"),
    _step("survey", -10, -7, "pre-due survey", -20, "mail"),
    _step("letter-1", 5, 10, "mail or letter 1", 8, "mail"),
    _step("letter-2", 15, 20, "mail or letter 2", 9, "mail"),
    _step("letter-3", 25, 30, "mail or letter 3", 10, "mail"),
    _step("demand", 35, 40, "final demand", 14, demand=True, after_contact=True),
    _step("agency", 50, 55, "agency or write off", 14, after_contact=True),
)

TIMINGS = (
    Timing("new", sooner_days=3),
    Timing("promise-breaker", sooner_days=3),
    Timing("silent", sooner_days=3),
    Timing("deteriorating", sooner_days=2),
    Timing("habitual", from_usual=True),
)
"""A new customer who is late is a higher risk than the habitual payer (procedure.md section 4)."""
