"""Facts about credit: the limit that we set for a customer, and on what terms they are delivered to.

Recommendations are cases (`ledgerlane.domain.cases.credit`); these facts are what the credit
role decided, or what another act brought with it (a write-off, a placement).
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitSet(Fact):
    """Up to this much is delivered on credit; stands above the limit of the books. ``case``: by it."""

    kind = "credit.limit_set"
    private = ("reason",)

    limit: Money
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitEnded(Fact):
    """Our limit in a currency ends; that of the books counts again."""

    kind = "credit.limit_ended"
    private = ("reason",)

    currency: str
    case: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTermsSet(Fact):
    """The credit role's word on how the customer is delivered to: ``open``, ``cash-only`` or ``hold``.

    ``cause``: the act that it came with, as it was recorded before 2026-11-26; the next word on
    the terms ends such a hold. Since then an act has a hold of its own (`CreditHeld`).
    """

    kind = "credit.terms_set"
    private = ("reason",)

    terms: str
    case: str = ""
    cause: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTermsEnded(Fact):
    """The credit role's word on the terms ends; what the books say counts again."""

    kind = "credit.terms_ended"
    private = ("reason",)

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditHeld(Fact):
    """An act puts the customer on credit hold: ``cause`` names it (``PL-7K3FQ2``), `CreditFreed` ends it.

    It stands beside whatever else holds the customer.
    """

    kind = "credit.held"
    private = ("reason",)

    cause: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFreed(Fact):
    """The hold of this cause ends, and no other."""

    kind = "credit.freed"
    private = ("reason",)

    cause: str
    reason: str = ""


CREDIT_FACTS = (
    CreditLimitSet, CreditLimitEnded, CreditTermsSet, CreditTermsEnded, CreditHeld, CreditFreed,
)  # fmt: skip
