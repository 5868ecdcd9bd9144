"""Facts about receipts: money posted by hand, and what any receipt was matched to.

``receipt`` is the receipt's reference: ``RC-7K3FQ2`` for one posted here, ``"source/key"``
for one of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True)
class MatchLine:
    """What of a receipt is for one item: ``cash`` of the receipt, and what settles beside it.

    ``item`` is a reference; for a credit note ``cash`` is negative: it is used up. With
    ``item`` ``""`` the cash settles nothing: it goes to ``reason``. ``tolerance`` is what
    is forgiven, for ``reason``, a code of the policy.
    """

    item: str
    cash: Money
    discount: Money
    tolerance: Money
    reason: str = ""

    @property
    def settles(self) -> Money:
        """What the item falls by."""
        return self.cash + self.discount + self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class CashPosted(Fact):
    """Money came in that the books do not show yet. ``customer`` ``""``: nobody knows whose."""

    kind = "cash.posted"
    private = ("payer", "remittance")

    receipt: str
    amount: Money
    value_date: date
    customer: str = ""
    reference: str = ""
    method: str = ""
    payer: str = ""
    remittance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashIdentified(Fact):
    """The receipt is this customer's; ``""``: nobody's again."""

    kind = "cash.identified"

    receipt: str
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMatched(Fact):
    """This much of the receipt is for these items. ``rule`` says how they were found.

    ``disputes`` are the ids of deductions opened by the same act.
    """

    kind = "cash.matched"

    receipt: str
    match: str
    customer: str
    lines: tuple[MatchLine, ...]
    rule: str = "by hand"
    disputes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CashUnmatched(Fact):
    """These matches do not hold any more."""

    kind = "cash.unmatched"
    private = ("why",)

    receipt: str
    matches: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashReversed(Fact):
    """The bank took the money back on the day ``on``; whatever it paid is owed again."""

    kind = "cash.reversed"
    private = ("why",)

    receipt: str
    why: str = ""


RECEIPT_FACTS = (CashPosted, CashIdentified, CashMatched, CashUnmatched, CashReversed)
