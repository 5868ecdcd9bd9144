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
    """How the customer is delivered to: ``terms`` is ``open``, ``cash-only`` or ``hold``.

    ``cause`` names an act that brought it (``write-off WO-7K3FQ2``) and alone ends it; without,
    it is for what is overdue, and ends when that is paid.
    """

    kind = "credit.terms_set"
    private = ("reason",)

    terms: str
    case: str = ""
    cause: str = ""
    reason: str = ""


CREDIT_FACTS = (CreditLimitSet, CreditLimitEnded, CreditTermsSet)
