"""Whose account it is: rules as data, the first that fits decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.domain.account import Customer


@dataclass(frozen=True, slots=True)
class Rule:
    """Accounts that fit everything said here go to ``owner``; what is empty fits all.

    ``first_number`` and ``last_number`` bound the customer number, compared as numbers where
    all are digits and as text otherwise; ``size`` is a size class of the policy.
    """

    owner: str
    first_number: str = ""
    last_number: str = ""
    country: str = ""
    salesperson: str = ""
    currency: str = ""
    size: str = ""


def owner_for(customer: Customer, currency: str, size: str, rules: Sequence[Rule]) -> str:
    """The login the rules name for this account, or ``""`` when none fits."""
    return next((rule.owner for rule in rules if fits(rule, customer, currency, size)), "")


def fits(rule: Rule, customer: Customer, currency: str, size: str) -> bool:
    """Whether everything the rule says is true of the account."""
    return (
        rule.country in ("", customer.country)
        and rule.salesperson in ("", customer.salesperson)
        and rule.currency in ("", currency)
        and rule.size in ("", size)
        and _between(customer.number, rule.first_number, rule.last_number)
    )


def _between(number: str, first: str, last: str) -> bool:
    first, last = first or number, last or number
    if all(text.isascii() and text.isdigit() for text in (number, first, last)):
        return int(first) <= int(number) <= int(last)
    return first <= number <= last
