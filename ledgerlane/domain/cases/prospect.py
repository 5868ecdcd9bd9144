"""Prospects: what is known and agreed before the first credit sale (procedure.md 3).

A prospect is a case about nobody in the ledger yet. The credit role decides, never who recorded it,
and not before the terms were given and explained. Once the ledger shows the customer, the credit role
says that it is them, and the limit that was agreed becomes theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.table import (
    CODE,
    MONEY,
    NAME,
    OPENER,
    TEXT,
    Field,
    Kind,
    State,
    Step,
)
from ledgerlane.domain.credit import CASH_ONLY, OPEN
from ledgerlane.domain.errors import Refused

if TYPE_CHECKING:
    from ledgerlane.domain.cases.case import Case, Values
    from ledgerlane.domain.policy import Policy

DECIDERS = ("credit",)
ASKERS = (*WORKERS, "sales", "account-manager", "credit")
ANSWERS = ("good", "fair", "poor", "none")
"""What a reference says of how they pay; ``none``: it did not answer."""


def _days(policy: Policy) -> int:
    return policy.cases.prospect_days


def _explained(case: Case, _values: Values) -> None:
    """The terms are given and explained before anything is sold on them."""
    if not case.taken("terms"):
        msg = f"{case.id}: nobody says yet that the terms were given and explained; credit prospect terms does"
        raise Refused(msg)


def answered(case: Case) -> int:
    """How many references said how they pay."""
    return sum(each.values.get("answer") != "none" for each in case.taken("reference"))


LIMIT = Field("limit", "the limit that they ask for", MONEY, needed=True)
NUMBER = Field("number", "their number in the ledger, once they have one", NAME)

PROSPECT = Kind(
    "prospect", "PP",
    "Before the first credit sale: requirements, references, limit asked, terms acknowledged.",
    states=(
        State("asked", "waits for the credit role", waits_for="credit"),
        State("returned", "credit asked something back", waits_for=OPENER),
        State("approved", "waits until the ledger shows them", waits_for="credit"),
        State("customer", "a customer of the ledger", ends=True),
        State("denied", "no sale on credit", ends=True),
        State("withdrawn", "not wanted any more", ends=True),
    ),
    opens=Step(
        "record", ("",), "asked", ASKERS, "record a prospect", "prospect recorded",
        (
            Field("name", "who they are", TEXT, needed=True), LIMIT,
            Field("needs", "what they need credit for: volume, terms, first order", TEXT, needed=True),
            NUMBER,
            Field("country", "their country, two letters", NAME),
            Field("contact", "whom to talk to, with number or address"),
            OWNER, DUE,
            Field("text", "what else there is to know", main=True),
        ),
    ),
    steps=(
        assign(("asked", "returned"), ("credit", "supervisor", "admin"), NUMBER),
        note(("asked", "returned", "approved"), ASKERS),
        Step("reference", ("asked", "returned"), "", ASKERS, "say what a reference answered",
             "reference answered",
             (Field("who", "who was asked: a bank, a supplier", TEXT, needed=True),
              Field("answer", "how they pay, by their word", CODE, needed=True, choices=ANSWERS),
              because("what they said", needed=False))),
        Step("terms", ("asked", "returned", "approved"), "", ASKERS,
             "say that the terms were given and explained", "terms given and explained",
             (Field("to", "who acknowledged them", TEXT, needed=True),
              Field("how", "by which way", CODE, needed=True, choices=("letter", "mail", "meeting", "phone")),
              because("what they asked about", needed=False))),
        Step("approve", ("asked",), "approved", DECIDERS, "agree to a limit, or to cash in advance",
             "prospect approved",
             (Field("limit", "the limit agreed, where it is not the one asked", MONEY),
              Field("terms", "how they are delivered to", CODE, choices=(OPEN, CASH_ONLY)),
              because("what there is to say", needed=False)), apart=True, check=_explained),
        Step("deny", ("asked",), "denied", DECIDERS, "sell nothing on credit", "prospect denied",
             (because(),), apart=True),
        Step("return", ("asked",), "returned", DECIDERS, "ask something back", "credit asks back",
             (because("the question"),), apart=True),
        Step("again", ("returned",), "asked", ASKERS, "answer credit's question", "prospect answered",
             (because("the answer"),)),
        Step("link", ("approved",), "customer", DECIDERS, "say which customer of the ledger they are",
             "prospect is a customer",
             (Field("number", "the customer's number", NAME, needed=True),)),
        Step("withdraw", ("asked", "returned", "approved"), "withdrawn", ASKERS,
             "it is not wanted any more", "prospect withdrawn", (because(needed=False),)),
    ),
    days=_days, items=False, command="prospect", account=False, topic="",
)  # fmt: skip
