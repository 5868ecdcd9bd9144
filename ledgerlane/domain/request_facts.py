"""Facts about requests that somebody else decides: write-offs and credit memos.

The history of one request (`request:ID`): asked, agreed to by one or two others, declined,
returned, withdrawn; and what follows an approval.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_facts import PlanItem


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffRequested(Fact):
    """Somebody asks to give up these amounts. ``digest`` binds what was shown."""

    kind = "writeoff.requested"
    private = ("note",)

    request: str
    customer: str
    items: tuple[PlanItem, ...]
    reason: str
    digest: str
    evidence: tuple[str, ...] = ()
    tax_relief: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMemoRequested(Fact):
    """Somebody asks to credit these amounts, which a customer kept or contests with right.

    ``claims`` are the ids of the claims that justify it. ``digest`` binds what was shown.
    """

    kind = "creditmemo.requested"
    private = ("note",)

    request: str
    customer: str
    items: tuple[PlanItem, ...]
    reason: str
    digest: str
    evidence: tuple[str, ...] = ()
    tax_relief: bool = False
    claims: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEndorsed(Fact):
    """The first of two agrees to exactly what ``digest`` names; the second approves."""

    kind = "request.endorsed"

    request: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(Fact):
    """Somebody else agrees to exactly what ``digest`` names.

    The limits that it was held against, in minor units of the request's currency (0: none): of what
    is approved in ``window_days``, of the customer and for the one who asks.
    """

    kind = "request.approved"

    request: str
    digest: str
    customer_limit: int = 0
    requester_limit: int = 0
    window_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(Fact):
    """The answer is no."""

    kind = "request.declined"
    private = ("reason",)

    request: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturned(Fact):
    """Back to the one who asked, with a question."""

    kind = "request.returned"
    private = ("reason",)

    request: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(Fact):
    """The one who asked does not ask any more."""

    kind = "request.withdrawn"

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffReversed(Fact):
    """An approved write-off is taken back by an entry of its own."""

    kind = "writeoff.reversed"
    private = ("reason",)

    request: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMemoReversed(Fact):
    """An approved credit memo is taken back by an entry of its own."""

    kind = "creditmemo.reversed"
    private = ("reason",)

    request: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffRecovered(Fact):
    """Money came after the write-off. ``receipt``: the receipt's name, or ``""``."""

    kind = "writeoff.recovered"
    private = ("note",)

    request: str
    recovery: str
    amount: Money
    receipt: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryReversed(Fact):
    """A recovery bounced, or was none."""

    kind = "writeoff.recovery_reversed"
    private = ("reason",)

    request: str
    recovery: str
    reason: str


REQUEST_FACTS = (
    WriteOffRequested, CreditMemoRequested, RequestEndorsed, RequestApproved, RequestDeclined,
    RequestReturned, RequestWithdrawn, WriteOffReversed, CreditMemoReversed, WriteOffRecovered,
    RecoveryReversed,
)  # fmt: skip
