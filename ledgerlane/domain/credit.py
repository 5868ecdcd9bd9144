"""Credit: the limit in force, the terms of delivery, what may be recommended, and when a hold ends.

Ours stands above the books': a limit of ours until it ends, our word of open account from the day it
is said. Each hold has a cause (the credit role, an act like a placement, the books) and ends with it
alone; the strictest of all that stand is in force. Exposure is what is open, less credit and what is pending in the books (procedure.md 1).
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
    CreditFreed,
    CreditHeld,
    CreditLimitEnded,
    CreditLimitSet,
    CreditTermsEnded,
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

FOLLOW = "as the books"
"""What a word on the terms is after it ended."""

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
    """How a customer is delivered to, and why. ``cause``: the act that it came with, ``""``: a decision."""

    terms: str = OPEN
    by: str = ""
    since: date | None = None
    reason: str = ""
    case: str = ""
    cause: str = ""

    @property
    def why(self) -> str:
        """``rent not paid``, ``PL-7K3FQ2: placed with Nord``, or nothing."""
        return ": ".join(filter(None, (self.cause, self.reason)))

    @property
    def words(self) -> str:
        """``cash in advance only since 2026-06-10 by cleo: rent not paid``."""
        said = TERMS[self.terms]
        if self.since is not None:
            said += f" since {self.since.isoformat()}"
        if self.by:
            said += f" by {self.by}"
        return f"{said}: {self.why}" if self.why else said


@dataclass(frozen=True, slots=True)
class CreditSide:
    """What our people said of a customer's credit. ``terms`` None: the credit role said nothing.

    ``holds`` are those of acts, by cause; one that has ended says `OPEN` and when. ``old``: one of
    before 2026-11-26, which the next word on the terms ended.
    """

    limits: tuple[Limit, ...] = ()
    terms: Terms | None = None
    holds: tuple[Terms, ...] = ()
    old: Terms | None = None

    @property
    def said(self) -> tuple[Terms, ...]:
        """Every word on the terms, ended ones too."""
        return tuple(
            each for each in (self.terms, self.old, *self.holds) if each is not None
        )


NOTHING_SAID = CreditSide()


@dataclass(frozen=True, slots=True)
class Credit:
    """What is in force: limits by currency, and all that keeps the customer from open account.

    ``causes``: the strictest first, none on open account. ``said``: the credit role's word of open
    account, which stands above the books; ``books``: whether these hold.
    """

    limits: Mapping[str, Limit]
    causes: tuple[Terms, ...] = ()
    said: Terms | None = None
    books: bool = False

    @property
    def terms(self) -> Terms:
        """The strictest terms, or the word of open account."""
        return next(iter(self.causes), self.said or Terms())

    @property
    def decision(self) -> Terms | None:
        """What the credit role keeps them from open account with."""
        ours = (each for each in self.causes if not each.cause and each.by != BOOKS)
        return next(ours, None)

    def cause(self, name: str) -> Terms:
        """The hold of an act, by its name or the beginning of it. Refused where none stands."""
        acts = [each for each in self.causes if each.cause]
        found = [each for each in acts if name and each.cause.startswith(name)]
        if len(found) != 1:
            known = ", ".join(each.cause for each in acts) or "none stands"
            msg = f"{name!r} is no act's hold of this customer: {known}"
            raise Refused(msg)
        return found[0]

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
            if fact.cause:
                return replace(side, old=said)
            return replace(side, terms=said, old=None)
        case CreditTermsEnded():
            ended_ = Terms(FOLLOW, event.actor, fact.on, fact.reason)
            return replace(side, terms=ended_)
        case CreditHeld() | CreditFreed():
            to = HOLD if isinstance(fact, CreditHeld) else OPEN
            new_ = Terms(to, event.actor, fact.on, fact.reason, cause=fact.cause)
            others = tuple(each for each in side.holds if each.cause != fact.cause)
            old = None if side.old and side.old.cause == fact.cause else side.old
            return replace(side, holds=(*others, new_), old=old)
        case _:
            return side


def _without(limits: Sequence[Limit], currency: str) -> tuple[Limit, ...]:
    return tuple(each for each in limits if each.amount.currency != currency)


def of_books(customer: Customer | None) -> Money | None:
    """The limit that the books give a customer; one of nothing says that they give none."""
    said = customer.credit_limit if customer is not None else None
    return said if said is not None and said.minor > 0 else None


def in_force(customer: Customer, side: CreditSide) -> Credit:
    """Ours above the books'."""
    limits = dict[str, Limit]()
    books = of_books(customer)
    if books is not None:
        limits[books.currency] = Limit(books)
    limits |= {each.amount.currency: each for each in side.limits}
    return stands(side.said, customer.credit_hold, limits)


def stands(
    said: Sequence[Terms], books: bool, limits: Mapping[str, Limit] | None = None
) -> Credit:
    """What is in force of these words on the terms; ``books``: whether the books hold.

    The credit role's word of open account stands above the books, and above no act's hold.
    """
    ours = next((each for each in said if not each.cause and each.terms == OPEN), None)
    causes = [each for each in said if each.terms in (CASH_ONLY, HOLD)]
    if books and ours is None:
        causes.append(Terms(HOLD, BOOKS))
    strict = sorted(causes, key=lambda each: each.terms != HOLD)
    return Credit(limits or {}, tuple(strict), ours, books)


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
    known = credit.decision
    if to == OPEN and known is None and (credit.said or not credit.books):
        _nothing_to_restore(credit)
    if to != OPEN and known is not None and known.terms == to:
        since = f" since {known.since.isoformat()}" if known.since else ""
        msg = f"decided already{since}: the customer is {TERMS[to]}"
        raise Refused(msg)
    return (CreditTermsSet(on=on, terms=to, case=case, reason=reason),)


def _nothing_to_restore(credit: Credit) -> None:
    if not credit.causes:
        since = f" since {credit.terms.since.isoformat()}" if credit.terms.since else ""
        msg = f"the customer is {TERMS[OPEN]}{since}; there is nothing to {RESTORE}"
        raise Refused(msg)
    holds = "; ".join(f"{each.why}, which {ends(each)} ends" for each in credit.causes)
    msg = (
        f"no decision of credit holds the customer, but {holds}; or credit restore --cause"
    )
    raise Refused(msg)


def ends(terms: Terms) -> str:
    """The command that ends a hold or cash-only."""
    if terms.by == BOOKS:
        return "the books' own file, or `credit restore`,"
    if not terms.cause:
        return "`credit restore`"
    name = terms.cause.partition(" ")[0]
    by_prefix = {"PL": f"`place recall {name}` or `place close`", "WO": f"`writeoff reverse {name}`", "LC": f"`legal settle {name}`, `collect` or `discontinue`"}  # fmt: skip
    return by_prefix.get(name.partition("-")[0], "the act itself")


def freed(cause: str, credit: Credit, on: date, *, reason: str) -> CreditFreed:
    """End the hold of an act before the act does. Refused where none of this name stands."""
    return CreditFreed(on=on, cause=credit.cause(cause).cause, reason=reason)


def terms_ended(side: CreditSide, on: date, *, reason: str) -> CreditTermsEnded:
    """Give the word on the terms back to the books. Refused where none is ours."""
    if side.terms is None or side.terms.terms == FOLLOW:
        msg = "no word of ours on the terms stands; those of the books count already"
        raise Refused(msg)
    return CreditTermsEnded(on=on, reason=reason)


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
    """``cash in advance only since 2026-06-10 by cleo: rent not paid``, and what else stands."""
    said = [credit.terms.words, *(f"also {each.words}" for each in credit.causes[1:])]
    if credit.books and credit.said is not None:
        said.append("the books have them on hold")
    return "; ".join(said)


def limit_words(limit: Limit) -> str:
    """``10 000.00 EUR by cleo since 2026-06-10``."""
    since = f" since {limit.since.isoformat()}" if limit.since else ""
    return f"{limit.amount} by {limit.by}{since}"


def told(fact: Fact) -> tuple[str, str, str, str] | None:
    """A fact about credit in words, with its currency, reason and case; None for any other."""
    match fact:
        case CreditLimitSet(limit=limit, reason=reason, case=case):
            return _joined(f"CREDIT LIMIT {limit}", case), limit.currency, reason, case
        case CreditLimitEnded(currency=code, reason=reason, case=case):
            words = f"credit limit in {code}: the books' again"
            return _joined(words, case), code, reason, case
        case CreditTermsSet(terms=terms, cause=cause, reason=reason, case=case):
            words = f"CREDIT {TERMS.get(terms, terms)}"
            return _joined(words, case, cause), "", reason, case
        case CreditTermsEnded(reason=reason):
            return "credit terms: the books' again", "", reason, ""
        case CreditHeld(cause=cause, reason=reason):
            return f"CREDIT {TERMS[HOLD]}, {cause}", "", reason, ""
        case CreditFreed(cause=cause, reason=reason):
            return f"credit hold of {cause} ended", "", reason, ""
        case _:
            return None


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
