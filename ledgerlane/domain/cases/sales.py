"""Sales people and account managers are asked for help on their accounts (procedure.md 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.table import (
    CODE,
    DAY,
    NO,
    OPENER,
    YES,
    Field,
    Kind,
    State,
    Step,
)

if TYPE_CHECKING:
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.domain.policy import Policy

HELPERS = ("sales", "account-manager", "supervisor", "admin")
"""Who answers for the relation to the customer."""

VISIT = "visit"
"""What is asked for when a large account is handed up: the account manager goes there."""

HELP = (VISIT, "call", "papers", "advice", "other")


def _days(policy: Policy) -> int:
    return policy.cases.sales_days


SALES = Kind(
    "sales help", "SH",
    "What the sales person or the account manager of a customer is asked for: a visit, a call, papers.",
    states=(
        State("asked", "waits for the sales person", waits_for="sales"),
        State("answered", "waits for the collector, who goes on with it", waits_for=OPENER),
        State("declined", "they cannot help; the account is the collector's", ends=True),
        State("closed", "the collector went on with it", ends=True),
        State("withdrawn", "it is not needed any more", ends=True),
    ),
    opens=Step(
        "ask", ("",), "asked", (*WORKERS, "credit"), "ask the sales person for help", "sales asked",
        (
            Field("kind", "what is needed", CODE, needed=True, choices=HELP),
            OWNER, DUE,
            Field("text", "what they have to know", needed=True, main=True),
        ),
    ),
    steps=(
        assign(("asked",), (*WORKERS, "sales", "account-manager")),
        note(("asked", "answered"), tuple(dict.fromkeys((*WORKERS, *HELPERS)))),
        Step("answer", ("asked",), "answered", HELPERS, "say what came of it", "sales answered",
             (because("what came of it"),), key=YES),
        Step("visit", ("asked",), "answered", HELPERS,
             "they were visited: whom, and what came of it; a contact of the account", "sales visited",
             (
                 Field("met", "whom they met"),
                 Field("day", "the day of the visit; without: today", DAY),
                 because("what came of it"),
             )),
        Step("decline", ("asked",), "declined", HELPERS, "they cannot help", "sales declined",
             (because(),), key=NO),
        Step("again", ("answered", "declined"), "asked", (*WORKERS, "credit"), "ask once more",
             "sales asked again", (because("what is missing"),)),
        Step("close", ("answered",), "closed", (*WORKERS, "credit"), "went on with it", "sales help closed",
             (because("how", needed=False),), key=YES),
        Step("withdraw", ("asked",), "withdrawn", (*WORKERS, "credit"), "it is not needed any more",
             "sales help withdrawn", (because(needed=False),)),
    ),
    days=_days, command="sales",
)  # fmt: skip


def visit_open(cases: tuple[Case, ...]) -> bool:
    """Whether a visit is asked for already."""
    return any(
        each.kind.name == SALES.name
        and each.state == "asked"
        and each.word("kind") == VISIT
        for each in cases
    )


def is_of(salesperson: str, login: str, name: str) -> bool:
    """Whether the books mean this person by their sales person: by login or by name."""
    said = " ".join(salesperson.split()).casefold()
    return said != "" and said in (login.casefold(), " ".join(name.split()).casefold())
