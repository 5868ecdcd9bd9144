"""What a book says about its cases: lists to choose from, and within how many days."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.domain.courts import CourtLimit
from ledgerlane.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class CaseRules:
    """``[cases]`` of the policy. Days are business days until a case is due, where nobody says one."""

    complaint_days: int = 10
    support_days: int = 2
    legal_days: int = 10  # until what a legal case rests on was said
    courts: tuple[
        CourtLimit, ...
    ] = ()  # limits of small claims, before ours (domain/courts.py)
    legal_hold: bool = False  # an authorised suit puts the customer on credit hold
    review_days: int = 10  # until the meeting of a post mortem
    review_reasons: tuple[str, ...] = ("our-error", "barred")  # write-offs that open one
    goods_back_days: int = 10
    credit_days: int = 3
    prospect_days: int = 5
    prospect_references: int = 2  # answered before anything is sold on open account
    sales_days: int = 5
    escalation_days: int = 3
    departments: tuple[str, ...] = (
        "quality", "service", "logistics", "billing", "sales", "marketing", "it",
    )  # fmt: skip
    complaints: tuple[Reason, ...] = (
        Reason("product", "the product failed"),
        Reason("service", "bad service"),
        Reason("damaged", "damaged goods"),
        Reason("wrong", "wrong goods, or too few"),
        Reason("billing", "billing error"),
        Reason("other", "other"),
    )
    causes: tuple[Reason, ...] = (
        Reason("order-entry", "order taken down wrongly"),
        Reason("pricing", "price or discount wrong"),
        Reason("invoicing", "invoice wrong, late or not sent"),
        Reason("delivery", "delivered late, wrongly or not proved"),
        Reason("packing", "packing or handling"),
        Reason("production", "fault of the product"),
        Reason("service", "service or installation"),
        Reason("credit-check", "credit given without a check"),
        Reason("follow-up", "not collected in time"),
        Reason("customer", "no fault of ours"),
    )
    support: tuple[Reason, ...] = (
        Reason("copy", "invoice copy"),
        Reason("address", "address change"),
        Reason("proof", "proof of delivery"),
        Reason("portal", "portal upload"),
        Reason("po", "order number missing"),
        Reason("other", "other"),
    )


DEFAULT_CASES = CaseRules()
