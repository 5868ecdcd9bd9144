"""Facts about the treatment plan: what departed from it, and on which day a customer means to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDeparted(Fact):
    """``step`` of the plan was ``skipped``, ``replaced`` by something less, or done ``early``."""

    kind = "step.departed"
    private = ("reason",)

    step: str
    how: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSaid(Fact):
    """The customer says that these items are scheduled to be paid on a day: an answer, no promise."""

    kind = "payment.said"
    private = ("by", "note")

    amount: Money
    due: date
    items: tuple[str, ...]
    code: str = "t"
    channel: str = "phone"
    by: str = ""
    note: str = ""


STEP_FACTS = (StepDeparted, PaymentSaid)
