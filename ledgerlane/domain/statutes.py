"""The law of late interest as data: which rate holds when, how days are counted, what fee is due.

A statute is read from a file at the edge (`ledgerlane.sync.statute`) and may be changed by
the book's policy (`under_policy`); a rate agreed by contract is a statute of one rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

from ledgerlane.domain.day_counts import require_day_count
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.interest import Rate, rate_on
from ledgerlane.domain.money import Money, minor_digits
from ledgerlane.domain.policy import Interest

CONTRACT = "contract"
"""The regime of a rate that the parties agreed."""


LONG_AGO = date(1900, 1, 1)
"""Where a rate or fee has no first day."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference rate (per cent a year) from a day on, and who says so.

    ``verified`` is false where no published source was at hand when the data was written.
    """

    since: date
    per_cent: Fraction
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Fee:
    """A fixed sum for each debt of ``from_units`` or more that is late, in whole units."""

    currency: str
    units: int
    from_units: int = 0
    since: date = LONG_AGO


@dataclass(frozen=True)
class Statute:
    """One regime of late interest: ``factor`` x reference + ``margin`` per cent a year.

    ``fixed_at_start``: the rate of the first day holds to the end. After ``covers_until``
    the last reference goes on, and is marked as assumed.
    """

    name: str
    words: str
    source: str
    references: tuple[Reference, ...]
    margin: Fraction = Fraction(0)
    factor: Fraction = Fraction(1)
    day_count: str = "actual/365"
    monthly_rests: bool = False
    fixed_at_start: bool = False
    fees: tuple[Fee, ...] = ()
    covers_until: date | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """Every rate, in the order of days, and one more where the table has ended."""
        known = [
            Rate(each.since, self.factor * each.per_cent + self.margin, not each.verified)
            for each in sorted(self.references, key=lambda each: each.since)
        ]
        if self.covers_until is not None and known and known[-1].since <= self.covers_until:
            after = self.covers_until + timedelta(days=1)
            known.append(replace(known[-1], since=after, assumed=True))
        return tuple(known)

    def rates_from(self, first: date) -> tuple[Rate, ...]:
        """The rates that interest running from ``first`` bears. Refused where none is known."""
        every = self.rates
        start = rate_on(first, every)
        later = (
            () if self.fixed_at_start else (each for each in every if each.since > first)
        )
        return (start, *later)

    def fee(self, debt: Money, first: date) -> Money:
        """The fixed sum for a debt that was late from ``first``: the highest step it reaches."""
        one = 10 ** minor_digits(debt.currency)
        reached = [
            fee
            for fee in self.fees
            if fee.currency == debt.currency
            and fee.since <= first
            and fee.from_units * one <= debt.minor
        ]
        best = max(reached, key=lambda fee: (fee.since, fee.from_units), default=None)
        return Money(best.units * one if best is not None else 0, debt.currency)


def regime_of(policy: Interest, country: str) -> str:
    """The regime that a customer of this country falls under; ``""``: none is charged."""
    special = (each.regime for each in policy.by_country if each.country == country)
    return next(special, policy.regime)


def under_policy(regime: str, known: Mapping[str, Statute], policy: Interest) -> Statute:
    """The statute with what the book's policy says instead.

    References and fees of the policy are added, and stand for those of the same day or step.
    Raises Misused for a regime that is not known, or a contract without a rate.
    """
    if regime == CONTRACT:
        found = _contract(policy)
    elif regime in known:
        found = known[regime]
    else:
        names = ", ".join((CONTRACT, *sorted(known)))
        msg = f"interest.regime: {regime!r} is not known; known are {names}"
        raise Misused(msg)
    if policy.margin_per_cent:
        found = replace(found, margin=per_cent_of(policy.margin_per_cent, "interest.margin_per_cent"))  # fmt: skip
    if policy.day_count:
        require_day_count(policy.day_count)
        found = replace(found, day_count=policy.day_count)
    if policy.rests:
        found = replace(found, monthly_rests=policy.rests == "monthly")
    fees = _fees(found.fees, policy) if policy.charge_fees else ()
    return replace(found, references=_references(found, policy), fees=fees,
                   covers_until=_covered(found, policy))  # fmt: skip


def _contract(policy: Interest) -> Statute:
    if not policy.per_cent:
        msg = "interest.per_cent: a contract needs its rate, like '12' for 12 % a year"
        raise Misused(msg)
    rate = per_cent_of(policy.per_cent, "interest.per_cent")
    agreed = Reference(LONG_AGO, rate, "the book's policy: interest.per_cent")
    return Statute(CONTRACT, "interest agreed by contract", "the contract", (agreed,))


def _references(statute: Statute, policy: Interest) -> tuple[Reference, ...]:
    if statute.name == CONTRACT:
        return statute.references
    ours = [
        Reference(each.since, per_cent_of(each.per_cent, "interest.rates"), "the book's policy")
        for each in policy.rates
    ]  # fmt: skip
    days = {each.since for each in ours}
    kept = [each for each in statute.references if each.since not in days]
    return tuple(sorted((*kept, *ours), key=lambda each: each.since))


def _covered(statute: Statute, policy: Interest) -> date | None:
    """A rate that the book set itself holds until the book sets another."""
    ours = max((each.since for each in policy.rates), default=None)
    until = statute.covers_until
    return None if ours is not None and until is not None and ours > until else until


def _fees(fees: Sequence[Fee], policy: Interest) -> tuple[Fee, ...]:
    ours = tuple(Fee(fee.currency, fee.units, fee.from_units) for fee in policy.fees)
    currencies = {fee.currency for fee in ours}
    return (*(fee for fee in fees if fee.currency not in currencies), *ours)


def per_cent_of(text: str, where: str) -> Fraction:
    """A number of per cent, -100 to 1000. Raises Refused naming where it stands."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -100 <= number <= 1000:
        msg = f"{where}: {text!r} is no yearly rate: a number of per cent, like '9.5'"
        raise Refused(msg)
    return Fraction(number)
