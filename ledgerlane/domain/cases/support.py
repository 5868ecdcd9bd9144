"""Support requests: what keeps an invoice from being paid and is no collector's work (procedure.md 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.table import CODE, NO, OPENER, YES, Field, Kind, State, Step

if TYPE_CHECKING:
    from ledgerlane.domain.policy import Policy

STAFF = ("support", "supervisor", "admin")


def _kinds(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.cases.support)


def _days(policy: Policy) -> int:
    return policy.cases.support_days


SUPPORT = Kind(
    "support", "SU",
    "An invoice copy, a changed address, a proof of delivery, an upload, an order number.",
    states=(
        State("asked", "waits for support", waits_for="support"),
        State("returned", "support asked something back", waits_for=OPENER),
        State("answered", "done; the account is the collector's again", ends=True),
        State("withdrawn", "not needed any more", ends=True),
    ),
    opens=Step(
        "ask", ("",), "asked", (*WORKERS, "credit", "sales", "support"), "ask support for something",
        "support asked",
        (
            Field("kind", "what is needed", CODE, needed=True, choices=_kinds),
            OWNER, DUE,
            Field("text", "what support has to know", main=True),
        ),
    ),
    steps=(
        assign(("asked", "returned"), (*STAFF, "collector")),
        note(("asked", "returned"), (*STAFF, "collector")),
        Step("answer", ("asked",), "answered", STAFF,
             "say what was done; the account is the collector's again", "support answered",
             (because("what was done, and with what"),), key=YES),
        Step("return", ("asked",), "returned", STAFF, "ask the collector something", "support asks back",
             (because("the question"),), key=NO),
        Step("again", ("returned", "answered"), "asked", (*WORKERS, "credit", "sales"),
             "answer support's question, or ask once more", "support asked again", (because("the answer"),), key=YES),
        Step("withdraw", ("asked", "returned"), "withdrawn", (*WORKERS, "credit", "sales", "support"),
             "it is not needed any more", "support request withdrawn", (because(needed=False),)),
    ),
    days=_days, command="support",
)  # fmt: skip
