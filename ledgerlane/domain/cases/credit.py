"""Credit: collectors recommend with the evidence, the credit role decides (procedure.md 2.6).

Who recommended never decides, and a collector never changes a limit. What a decision changes is
said by `ledgerlane.domain.credit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.cases.common import DUE, OWNER, WORKERS, assign, because, note
from ledgerlane.domain.cases.table import CODE, MONEY, OPENER, Field, Kind, State, Step
from ledgerlane.domain.credit import ACTIONS

if TYPE_CHECKING:
    from ledgerlane.domain.policy import Policy

DECIDERS = ("credit",)
ASKERS = (*WORKERS, "credit", "sales", "account-manager")


def _days(policy: Policy) -> int:
    return policy.cases.credit_days


ACTION = Field("action", "what is to be done", CODE, needed=True, choices=ACTIONS)
LIMIT = Field("limit", "the new limit, of reduce and raise", MONEY)
DIGEST = Field("digest", "what was shown, as one number", CODE, made=True)
OWN_DAYS = 90
"""So long who recommended something that came to nothing does not decide it themselves."""

EVIDENCE = ("evidence",)
"""What the book knew when it was recommended, and when it was decided."""

CREDIT = Kind(
    "credit", "CR",
    "A customer's credit: reduce or raise the limit, hold, cash-only, restore, or a review.",
    states=(
        State("waiting", "waits for the credit role", waits_for="credit"),
        State("returned", "credit asked something back", waits_for=OPENER),
        State("granted", "as it was asked", ends=True),
        State("changed", "granted otherwise than asked", ends=True),
        State("denied", "the credit role said no", ends=True),
        State("withdrawn", "not recommended any more", ends=True),
    ),
    opens=Step(
        "recommend", ("",), "waiting", ASKERS, "recommend something about a customer's credit",
        "credit recommended",
        (ACTION, LIMIT, OWNER, DUE, DIGEST, because("why")), keeps=EVIDENCE,
    ),
    steps=(
        assign(("waiting", "returned"), ("credit", "supervisor", "admin")),
        note(("waiting", "returned"), ASKERS),
        Step("grant", ("waiting",), "granted", DECIDERS, "do as was asked", "credit granted",
             (DIGEST, because("what there is to say", needed=False)), apart=True, keeps=EVIDENCE),
        Step("change", ("waiting",), "changed", DECIDERS, "decide otherwise than was asked",
             "credit decided otherwise",
             (ACTION, LIMIT, DIGEST, because()), apart=True, keeps=EVIDENCE),
        Step("deny", ("waiting",), "denied", DECIDERS, "say no", "credit denied",
             (because(),), apart=True, keeps=EVIDENCE),
        Step("return", ("waiting",), "returned", DECIDERS, "ask the one who recommended something",
             "credit asks back", (because("the question"),), apart=True),
        Step("again", ("waiting", "returned"), "waiting", ASKERS,
             "answer the question, or renew the evidence", "credit recommended again",
             (DIGEST, because("the answer")), keeps=EVIDENCE),
        Step("withdraw", ("waiting", "returned"), "withdrawn", ASKERS, "it is not recommended any more",
             "credit recommendation withdrawn", (because(needed=False),)),
    ),
    days=_days, items=False, command="credit", topic="action",
    tried=True,
)  # fmt: skip
