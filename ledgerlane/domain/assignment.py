"""Whose account it is: rules as data, the first that fits decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.domain.account import Customer


@dataclass(frozen=True, slots=True)
class Rule:
    """Accounts that fit everything said here go to ``owner``; what is empty fits all.

    ``first_number`` and ``last_number`` bound the customer number, compared as numbers where
    all are digits and as text otherwise; ``payer`` is the number of a group: that customer and
    everybody whose parent it is; ``size`` is a size class of the policy, ``risk`` a risk class,
    ``language`` two letters: who speaks it.
    """

    owner: str
    first_number: str = ""
    last_number: str = ""
    country: str = ""
    salesperson: str = ""
    currency: str = ""
    size: str = ""
    payer: str = ""
    risk: str = ""
    language: str = ""

    def __str__(self) -> str:
        """``numbers 100 to 199, country NO``; ``everything`` for a rule that asks for nothing."""
        span = " to ".join(x or "..." for x in (self.first_number, self.last_number))
        parts = [f"numbers {span}"] if self.first_number or self.last_number else []
        for name in (
            "payer",
            "country",
            "salesperson",
            "currency",
            "size",
            "risk",
            "language",
        ):
            said = getattr(self, name)
            parts += [f"{name} {said}"] if said else []
        return ", ".join(parts) or "everything"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account as the rules look at it; ``currency``, ``size`` and ``risk`` are of its row."""

    customer: Customer
    currency: str
    size: str
    risk: str = ""


def owner_for(account: Candidate, rules: Sequence[Rule]) -> str:
    """The login the rules name for this account, or ``""`` when none fits."""
    rule = rule_for(account, rules)
    return rule.owner if rule is not None else ""


def rule_for(account: Candidate, rules: Sequence[Rule]) -> Rule | None:
    """The first rule that fits."""
    return next((rule for rule in rules if fits(rule, account)), None)


def fits(rule: Rule, account: Candidate) -> bool:
    """Whether everything the rule says is true of the account."""
    customer = account.customer
    spoken = (customer.language or customer.contact.language).casefold()
    return (
        rule.country in ("", customer.country)
        and rule.salesperson in ("", customer.salesperson)
        and rule.currency in ("", account.currency)
        and rule.size in ("", account.size)
        and rule.risk in ("", account.risk)
        and rule.payer in ("", customer.number, customer.parent)
        and rule.language.casefold() in ("", spoken)
        and _between(customer.number, rule.first_number, rule.last_number)
    )


def _between(number: str, first: str, last: str) -> bool:
    first, last = first or number, last or number
    if all(text.isascii() and text.isdigit() for text in (number, first, last)):
        return int(first) <= int(number) <= int(last)
    return first <= number <= last
