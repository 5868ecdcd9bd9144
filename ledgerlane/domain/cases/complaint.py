"""Complaints: recorded from the call, owned by a department, answered by a day (procedure.md 3).

What is contested of an invoice is a dispute of its own; the complaint names it, and its answer
settles it. Causes are counted over complaints and post mortems alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.table import (
    CODE,
    DAY,
    LOGIN,
    MONEY,
    NO,
    OPENER,
    YES,
    Field,
    Kind,
    State,
    Step,
)

if TYPE_CHECKING:
    from ledgerlane.domain.policy import Policy

ANSWERERS = ("department", "management", "supervisor", "admin")
"""Who answers for our own house."""

OUTCOMES = ("upheld", "rejected")


def _kinds(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.cases.complaints)


def causes(policy: Policy) -> tuple[str, ...]:
    """The root causes that a book counts."""
    return tuple(each.code for each in policy.cases.causes)


def _departments(policy: Policy) -> tuple[str, ...]:
    return policy.cases.departments


def _days(policy: Policy) -> int:
    return policy.cases.complaint_days


DEPARTMENT = Field("department", "the department that answers", CODE, choices=_departments)
CAUSE = Field("cause", "the root cause", CODE, choices=causes)
_ALL = (*WORKERS, "support", "sales", "department", "management")

COMPLAINT = Kind(
    "complaint", "CO",
    "The product failed, the service was bad, goods came damaged or wrong, or the bill is wrong.",
    states=(
        State("open", "waits for the department's answer", waits_for="department"),
        State("answered", "waits for the collector, who tells the customer", waits_for=OPENER),
        State("closed", "the customer was told", ends=True),
        State("withdrawn", "there was nothing to answer", ends=True),
    ),
    opens=Step(
        "open", ("",), "open", (*WORKERS, "support", "sales"), "record a complaint",
        "complaint opened",
        (
            Field("kind", "what it is about", CODE, needed=True, choices=_kinds),
            Field("department", DEPARTMENT.words, CODE, needed=True, choices=_departments),
            OWNER, DUE,
            Field("disputed", "how much of the invoice the customer holds back; a dispute is opened", MONEY),
            Field("text", "what the customer says", needed=True, main=True),
        ),
    ),
    steps=(
        assign(("open", "answered"), (*WORKERS, "department", "management"), DEPARTMENT),
        note(("open", "answered"), _ALL),
        Step(
            "answer", ("open",), "answered", ANSWERERS,
            "say what came of it; settles the dispute it is about", "complaint answered",
            (
                Field("outcome", "who is right: upheld is the customer", CODE, needed=True, choices=OUTCOMES),
                Field("cause", CAUSE.words, CODE, needed=True, choices=causes),
                Field("action", "what is changed so that it does not happen again"),
                Field("action-owner", "who changes it", LOGIN),
                Field("action-due", "by which day", DAY),
                Field("text", "what the customer is to be told", needed=True, main=True),
                Field("owed", "what is to be paid back or credited, its invoice is paid", MONEY, made=True),
            ),
            key=YES,
        ),
        Step("close", ("answered",), "closed", (*WORKERS, "support", "management"),
             "the customer was told", "complaint closed", (because("what they said", needed=False),), key=YES),
        Step("reopen", ("answered", "closed"), "open", (*WORKERS, "management"),
             "the answer does not settle it", "complaint reopened", (because(),), key=NO),
        Step("withdraw", ("open", "answered"), "withdrawn", (*WORKERS, "management"),
             "there was nothing to answer", "complaint withdrawn", (because(),)),
    ),
    days=_days, command="complaint",
)  # fmt: skip
