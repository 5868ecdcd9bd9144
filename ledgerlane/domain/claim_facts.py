"""Facts about claims: the form that justifies a deduction, what it is matched to, what was decided.

A deduction is a dispute (``dispute.opened``) whose money was kept; these facts are the
customer's, so that what two people match at once is seen by one fold.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecorded(Fact):
    """The customer's form came in. ``form``: a code of the policy; ``evidence``: what came with it."""

    kind = "claim.recorded"
    private = ("note",)

    claim: str
    form: str
    amount: Money
    program: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWithdrawn(Fact):
    """The customer does not claim it any more; its matches end."""

    kind = "claim.withdrawn"
    private = ("why",)

    claim: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMatched(Fact):
    """This much of the claim is for this much of the deduction."""

    kind = "claim.matched"

    claim: str
    dispute: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimUnmatched(Fact):
    """What of that match nobody has decided yet does not hold."""

    kind = "claim.unmatched"
    private = ("why",)

    claim: str
    dispute: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionDecided(Fact):
    """Marketing says how much of it is right and how much is not.

    ``claim`` is the form it was decided by, or ``""``; ``request`` is the credit memo that the
    confirmed part went on as. ``paid`` was not open any more, whoever was right: the dispute is cut to
    what was.
    """

    kind = "deduction.decided"
    private = ("note",)

    dispute: str
    confirmed: Money
    denied: Money
    claim: str = ""
    request: str = ""
    note: str = ""
    paid: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionReopened(Fact):
    """What of it was denied is open again."""

    kind = "deduction.reopened"
    private = ("why",)

    dispute: str
    why: str = ""


CLAIM_ENTRIES = (ClaimRecorded, ClaimWithdrawn, ClaimMatched, ClaimUnmatched)
"""Entries of an account, which undo takes back."""

CLAIM_DECISIONS = (DeductionDecided, DeductionReopened)
"""Decisions, which verbs of their own end."""
