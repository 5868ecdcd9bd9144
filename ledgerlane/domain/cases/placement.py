"""Placements: items handed to a collection agency, and what comes back (procedure.md 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import WORKERS, because, note
from ledgerlane.domain.cases.table import (
    CODE,
    DAY,
    MONEY,
    REFERENCE,
    Away,
    Field,
    Kind,
    State,
    Step,
)

if TYPE_CHECKING:
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.domain.policy import Policy

NAME = "placement"
SUPERVISORS = ("supervisor", "admin")
CASHIERS = ("clerk", "admin")

RESULTS = ("paid", "part", "uncollectable", "insolvent", "untraceable")
NOBODY = "(none: name them in placements.agencies of the policy)"
FILE = "file"
"""The placement file, kept whole as it went out."""


RECALL = "`place recall {case}` takes it back from the agency"
"""What ends a placement whose file went out: no undo reaches the agency."""


def _agencies(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.placements.agencies) or (NOBODY,)


def _statuses(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.placements.statuses)


def _recalls(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.placements.recalls)


PLACED = "placed"
_OUT = (PLACED, "recalled", "closed")
"""States in which money of the agency may still come."""


def away(case: Case) -> Away | None:
    """While it is placed, the agency has what was placed of each item."""
    if case.state != PLACED:
        return None
    return Away("AGY", f"placed with {case.word('agency')}", whole=False)


PLACEMENT = Kind(
    NAME, "PL",
    "Overdue items are handed to a collection agency, or called by it in our name.",
    states=(
        State("asked", "waits for a supervisor", waits_for="supervisor"),
        State(PLACED, "with the agency", waits_for="agency"),
        State("recalled", "taken back from the agency", ends=True),
        State("closed", "the agency is done with it", ends=True),
        State("declined", "not placed", ends=True),
        State("withdrawn", "not asked for any more", ends=True),
    ),
    opens=Step(
        "ask", ("",), "asked", WORKERS,
        "hand overdue items to an agency; what the policy lets pass is placed at once",
        "placement asked for",
        (
            Field("agency", "who is to collect", CODE, needed=True, choices=_agencies),
            Field("text", "what the agency and the supervisor have to know"),
        ),
    ),
    steps=(
        Step("hand-over", ("asked",), "placed", WORKERS,
             "place what needs no second person by the policy",
             "handed over", stands=RECALL, keeps=(FILE,)),
        Step("approve", ("asked",), "placed", SUPERVISORS, "agree, and place it", "placement approved",
             (because("what there is to say", needed=False),), apart=True, stands=RECALL, keeps=(FILE,)),
        Step("decline", ("asked",), "declined", SUPERVISORS, "say why it is not placed",
             "placement declined", (because(),), apart=True),
        Step("withdraw", ("asked",), "withdrawn", WORKERS, "it is not asked for any more",
             "placement withdrawn", (because(needed=False),)),
        note(("asked", *_OUT), (*WORKERS, "clerk")),
        Step("status", ("placed",), "", WORKERS, "say how it stands with the agency", "agency says",
             (
                 Field("status", "what the agency says", CODE, needed=True, choices=_statuses),
                 Field("due", "the day of its next report", DAY),
                 Field("text", "in its own words", main=True),
             )),
        Step("remit", _OUT, "", CASHIERS, "record money of the agency: gross, commission, net",
             "agency remitted",
             (
                 Field("gross", "what the customer paid the agency", MONEY, needed=True),
                 Field("commission", "what the agency kept; empty: as agreed", MONEY),
                 Field("net", "what came in; it must be gross less commission", MONEY),
                 Field("day", "when it came in", DAY),
                 Field("reference", "the agency's reference", REFERENCE),
                 Field("for", "invoices, with commas; NUMBER=AMOUNT; empty: the oldest first", REFERENCE),
                 Field("again", "yes: another remittance, though one like it is there", CODE, choices=("yes",)),
                 Field("text", "why the commission is another than agreed", main=True),
             ), stands="`cash reverse` of its receipt takes it back"),
        Step("tell", _OUT, "", (*WORKERS, "clerk"),
             "say that the agency was told what was paid to us directly", "agency told of direct payments",
             (because("how it was told", needed=False),)),
        Step("recall", ("placed",), "recalled", WORKERS,
             "take it back from the agency; the items are treated here again", "recalled from the agency",
             (
                 Field("reason", "why", CODE, needed=True, choices=_recalls),
                 Field("text", "what the agency is told", main=True),
             )),
        Step("close", ("placed",), "closed", WORKERS,
             "the agency is done with it; what is open comes back", "agency closed it",
             (
                 Field("result", "what came of it", CODE, needed=True, choices=RESULTS),
                 Field("text", "in its own words", main=True),
             )),
    ),
    away=away, command="place", bare=True, tried=True, topic="agency",
    untold=frozenset(("handling", "left-out", "sha256", "interest", "fees", "for", "again", "agreed", "due",
                      "rates", "direct-rate")),
)  # fmt: skip
