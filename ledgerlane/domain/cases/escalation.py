"""An account handed up: somebody above the collector decides how it goes on (procedure.md 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, WORKERS, because, note
from ledgerlane.domain.cases.table import NAME, NO, YES, Field, Kind, State, Step
from ledgerlane.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ledgerlane.domain.cases.case import Case
    from ledgerlane.domain.dossier import Dossier
    from ledgerlane.domain.people import People
    from ledgerlane.domain.policy import Policy

SUPERVISOR = "supervisor"
"""To whom an account is handed up where nobody else is named."""

ANSWERERS = (
    SUPERVISOR, "management", "account-manager", "credit", "legal", "marketing", "admin",
)  # fmt: skip
"""Who can answer what is handed up."""

TO = Field(
    "to", "whom it is handed up to: a login, or a role; without: the supervisor", NAME
)


def _days(policy: Policy) -> int:
    return policy.cases.escalation_days


ESCALATION = Kind(
    "escalation", "ES",
    "An account that a collector hands up: the supervisor calls the debtor's manager, or says how it goes on.",
    states=(
        State("asked", "waits for whom it was handed up to", waits_for=TO.name),
        State("answered", "answered; the account is the collector's again", ends=True),
        State("declined", "handed back with the reason", ends=True),
        State("withdrawn", "it is not needed any more", ends=True),
    ),
    opens=Step(
        "ask", ("",), "asked", WORKERS, "hand the account up", "handed up",
        (TO, DUE, Field("text", "why, and what is asked", main=True)),
    ),
    steps=(
        note(("asked",), tuple(dict.fromkeys((*WORKERS, *ANSWERERS)))),
        Step("answer", ("asked",), "answered", ANSWERERS,
             "say what was done, or how it goes on", "escalation answered",
             (because("what was done, or how it goes on"),), key=YES),
        Step("decline", ("asked",), "declined", ANSWERERS, "hand it back with the reason",
             "escalation handed back", (because(),), key=NO),
        Step("again", ("asked", "answered", "declined"), "asked", WORKERS,
             "hand it up once more, or to somebody else", "handed up again",
             (TO, DUE, Field("text", "what is new", main=True))),
        Step("withdraw", ("asked",), "withdrawn", WORKERS, "it is not needed any more",
             "escalation withdrawn", (because(needed=False),)),
    ),
    days=_days, command="escalation", topic="to", items=False,
)  # fmt: skip


def standing(cases: Iterable[Case]) -> Case | None:
    """The escalation of an account that waits for an answer; of several the last."""
    found = (each for each in cases if each.kind.name == ESCALATION.name and each.open)
    return max(found, key=lambda each: (each.moves[-1].t, each.id), default=None)


def waits_for(cases: Iterable[Case], dossier: Dossier) -> str:
    """Whom an account is handed up to and waits for: a login, a role, or ``""``.

    Books of before have escalations without a case; those stand until one with a case follows.
    """
    case = standing(cases)
    if case is not None:
        return case.waits_for
    return "" if dossier.escalation else dossier.escalated


def require_answerer(to: str, people: People, on: date) -> None:
    """Refuse to hand up to whom it would never reach."""
    who = people.roles(to, on) if people.knows(to, on) else {to}
    if not who.intersection(ANSWERERS):
        able = sorted(x for x in people.persons if people.roles(x, on) & {*ANSWERERS})
        msg = (
            f"{to} cannot answer what is handed up; {', '.join(ANSWERERS)} can"
            f"{': ' + ', '.join(able) if able else ''}"
        )
        raise Refused(msg)
