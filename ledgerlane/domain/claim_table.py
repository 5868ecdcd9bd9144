"""A claim's steps as a table, so that the app makes its forms and list as for cases.

Its facts are its own (`ledgerlane.domain.claims`); the table says what each step asks for, by
whom it may be taken, and with which key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.table import CODE, MONEY, NO, YES, Field, Kind, State, Step

if TYPE_CHECKING:
    from ledgerlane.domain.policy import Policy

RECORDERS = ("collector", "supervisor", "admin", "marketing", "credit", "clerk")
DECIDERS = ("marketing", "admin")


def _forms(policy: Policy) -> tuple[str, ...]:
    return tuple(each.code for each in policy.deductions.forms)


_LIVE = ("recorded", "matched", "decided")
_AMOUNT = Field("amount", "how much of it; empty: all that waits", MONEY)

CLAIM = Kind(
    "claim", "CL", "The form that justifies a deduction.",
    states=(
        State("recorded", "waits to be matched to a deduction"),
        State("matched", "waits for marketing", waits_for="marketing"),
        State("decided", "all that is matched is decided", ends=True),
        State("withdrawn", "claimed no longer", ends=True),
    ),
    opens=Step(
        "record", ("",), "recorded", RECORDERS, "take a customer's form in", "claim recorded",
        (
            Field("form", "which form it is", CODE, needed=True, choices=_forms),
            Field("amount", "what it claims", MONEY, needed=True),
            Field("program", "the marketing program"),
            Field("evidence", "what came with it"),
            Field("deduction", "the deduction or invoice that it is for, at once"),
            Field("text", "a note", main=True),
        ),
    ),
    steps=(
        Step("match", _LIVE, "matched", RECORDERS, "match it to a deduction, or to an invoice",
             "claim matched", (
                 Field("deduction", "a deduction, or an invoice", needed=True, main=True), _AMOUNT,
             )),
        Step("confirm", ("matched",), "", DECIDERS, "it is right: a credit memo is asked for",
             "claim confirmed", (_AMOUNT, Field("text", "a note", main=True)), key=YES),
        Step("deny", ("matched",), "", DECIDERS, "it is not right: it is asked for again",
             "claim denied", (_AMOUNT, Field("text", "why: the customer is told", needed=True, main=True)),
             key=NO),
        Step("withdraw", ("recorded", "matched"), "withdrawn", RECORDERS,
             "the customer does not claim it any more", "claim withdrawn",
             (Field("text", "why", main=True),)),
    ),
    command="claim",
)  # fmt: skip
