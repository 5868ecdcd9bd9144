"""Credit: the limit in force, the terms of delivery, what may be recommended, and when a hold ends.

Ours stands above the books': a limit of ours until it ends, our word on the terms from the day it
is said. Exposure is what is open, less credit and what is pending in the books (procedure.md 1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.account import Customer
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    CreditLimitEnded,
    CreditLimitSet,
    CreditTermsSet,
    Event,
    Fact,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.standing import Standing

OPEN, CASH_ONLY, HOLD = "open", "cash-only", "hold"
TERMS = {
    OPEN: "delivered to on open account",
    CASH_ONLY: "cash in advance only",
    HOLD: "on credit hold: nothing is delivered",
}
"""Terms of delivery, and their words."""

BOOKS = "the books"

REDUCE, RAISE, RESTORE, REVIEW = "reduce", "raise", "restore", "review"
ACTIONS = (REDUCE, RAISE, HOLD, CASH_ONLY, RESTORE, REVIEW)
"""What can be recommended. ``review``: let credit look at it; granted, it changes nothing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit and where it comes from: a login, or `BOOKS`."""

    amount: Money
    by: str = BOOKS
    since: date | None = None
    reason: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a customer is delivered to, and why."""

    terms: str = OPEN
    by: str = ""
    since: date | None = None
    reason: str = ""
    case: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class CreditSide:
    """What our people said of a customer's credit. ``terms`` None: nothing.

    ``before`` are the terms that stood until then.
    """

    limits: tuple[Limit, ...] = ()
    terms: Terms | None = None
    before: Terms | None = None


NOTHING_SAID = CreditSide()


@dataclass(frozen=True, slots=True)
class Credit:
    """What is in force: limits by currency, and the terms."""

    limits: Mapping[str, Limit]
    terms: Terms

    def limit(self, currency: str) -> Limit | None:
        """The limit in a currency; None: there is none."""
        return self.limits.get(currency)


class Line(NamedTuple):
    """Exposure against the limit in one currency, in minor units. ``limit`` None: there is none."""

    currency: str
    exposure: int
    limit: int | None

    @property
    def over(self) -> int:
        """By how much the exposure exceeds the limit."""
        return over(self.exposure, self.limit)

    @property
    def words(self) -> str:
        """``exposure 12 000.00 EUR of 10 000.00 EUR, over by 2 000.00 EUR``."""
        said = f"exposure {Money(self.exposure, self.currency)}"
        if self.limit is None:
            return f"{said}, no limit"
        of = f"{said} of {Money(self.limit, self.currency)}"
        return f"{of}, over by {Money(self.over, self.currency)}" if self.over else of


def over(exposure: int, limit: int | None) -> int:
    """By how much an exposure exceeds a limit; without one, by nothing."""
    return 0 if limit is None else max(0, exposure - limit)


def changed(side: CreditSide, event: Event) -> CreditSide:
    """Our side after an event."""
    fact = event.fact
    match fact:
        case CreditLimitSet():
            new = Limit(fact.limit, event.actor, fact.on, fact.reason, fact.case)
            kept = _without(side.limits, fact.limit.currency)
            return replace(side, limits=(*kept, new))
        case CreditLimitEnded():
            return replace(side, limits=_without(side.limits, fact.currency))
        case CreditTermsSet():
            said = Terms(
                fact.terms, event.actor, fact.on, fact.reason, fact.case, fact.cause
            )
            return replace(side, terms=said, before=side.terms)
        case _:
            return side


def _without(limits: Sequence[Limit], currency: str) -> tuple[Limit, ...]:
    return tuple(each for each in limits if each.amount.currency != currency)


def in_force(customer: Customer, side: CreditSide) -> Credit:
    """Ours above the books'."""
    limits = dict[str, Limit]()
    if customer.credit_limit is not None and customer.credit_limit.minor > 0:
        limits[customer.credit_limit.currency] = Limit(customer.credit_limit)
    limits |= {each.amount.currency: each for each in side.limits}
    terms = side.terms
    if terms is None:
        terms = Terms(HOLD, BOOKS) if customer.credit_hold else Terms()
    return Credit(limits, terms)


def cleared(standing: Standing) -> bool:
    """Whether nothing is overdue that is not paid, or an agreed plan for it is being kept.

    What was written off is not paid: the reason of a hold does not go with the debt.
    """
    owed = standing.overdue - standing.paid - max(0, standing.unapplied)
    return owed <= 0 or standing.plan_kept


def lines(credit: Credit, exposures: Mapping[str, int]) -> tuple[Line, ...]:
    """Each currency in which something is open or a limit stands, the most exposed first."""
    found = [
        Line(code, exposures.get(code, 0), each.amount.minor if each is not None else None)
        for code in sorted({*exposures, *credit.limits})
        for each in (credit.limit(code),)
    ]
    return tuple(sorted(found, key=lambda line: (-line.over, line.currency)))


def decided(
    action: str, limit: Money | None, credit: Credit, on: date, *, reason: str, case: str = ""
) -> tuple[Fact, ...]:  # fmt: skip
    """What an action changes. Refused, with the figures, where it would change nothing or the other way.

    ``limit`` belongs to ``reduce`` and ``raise`` only.
    """
    if action not in ACTIONS:
        msg = f"{action or 'nothing'!r} is no decision on credit: {', '.join(ACTIONS)}"
        raise Refused(msg)
    if action in (REDUCE, RAISE):
        new = _new_limit(action, limit, credit)
        return (CreditLimitSet(on=on, limit=new, case=case, reason=reason),)
    if limit is not None:
        msg = f"{action} has no limit; {REDUCE} and {RAISE} have"
        raise Refused(msg)
    if action == REVIEW:
        return ()
    to = OPEN if action == RESTORE else action
    if credit.terms.terms == to and not (to == HOLD and others_hold(credit.terms)):
        since = f" since {credit.terms.since.isoformat()}" if credit.terms.since else ""
        msg = f"the customer is {TERMS[to]}{since}; there is nothing to {action}"
        if to != OPEN:
            msg = f"the customer is {TERMS[to]} already{since}"
        raise Refused(msg)
    return (CreditTermsSet(on=on, terms=to, case=case, reason=reason),)


def others_hold(terms: Terms) -> bool:
    """Whether a hold is that of the books or of another act, which ends without the credit role."""
    return bool(terms.cause) or terms.by == BOOKS


def _new_limit(action: str, limit: Money | None, credit: Credit) -> Money:
    if limit is None:
        msg = f"{action}: say the new limit"
        raise Refused(msg)
    if limit.minor < 0:
        msg = f"{limit} is no limit; 0 gives no credit at all"
        raise Refused(msg)
    known = credit.limit(limit.currency)
    if known is None:
        if action == RAISE:
            msg = f"no limit in {limit.currency} stands; {REDUCE} sets the first one"
            raise Refused(msg)
        return limit
    if (action == REDUCE) != (limit < known.amount) or limit == known.amount:
        way = "less" if action == REDUCE else "more"
        msg = (
            f"the limit in force is {known.amount} by {known.by}; to {action} it say {way}"
        )
        raise Refused(msg)
    return limit


def ended(currency: str, credit: Credit, on: date, *, reason: str) -> CreditLimitEnded:
    """Give a limit back to the books. Refused where none is ours."""
    known = credit.limit(currency)
    if known is None or known.by == BOOKS:
        msg = f"no limit of ours in {currency} stands"
        raise Refused(msg)
    return CreditLimitEnded(on=on, currency=currency, reason=reason)


def digest(
    customer: str, action: str, limit: Money | None, credit: Credit, evidence: Sequence[str]
) -> str:
    """SHA-256, in hex, of exactly what a decision is asked on, and of what is in force."""
    body = {
        "customer": customer, "action": action,
        "limit": [limit.minor, limit.currency] if limit is not None else None,
        "limits": sorted([each.amount.currency, each.amount.minor] for each in credit.limits.values()),
        "terms": credit.terms.terms, "evidence": list(evidence),
    }  # fmt: skip
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def words(credit: Credit) -> str:
    """``cash in advance only since 2026-06-10 by cleo: rent not paid``."""
    terms = credit.terms
    said = TERMS[terms.terms]
    if terms.since is not None:
        said += f" since {terms.since.isoformat()}"
    if terms.by:
        said += f" by {terms.by}"
    why = terms.reason or terms.cause
    return f"{said}: {why}" if why else said


def limit_words(limit: Limit) -> str:
    """``10 000.00 EUR by cleo since 2026-06-10``."""
    since = f" since {limit.since.isoformat()}" if limit.since else ""
    return f"{limit.amount} by {limit.by}{since}"
