"""Made-up letters to try a wording on: one that has everything, one with bare necessities."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from ledgerlane.domain.aging import Aged
from ledgerlane.domain.interest import Rate, accrue
from ledgerlane.domain.letter import (
    Addressee,
    Agreed,
    BankAccount,
    Cash,
    Conversation,
    Fee,
    Kind,
    Letter,
    Line,
    Notice,
    Promise,
    Reckoned,
    Sender,
)
from ledgerlane.domain.money import Money
from ledgerlane.domain.payment_reference import make
from ledgerlane.domain.plan_facts import InstalmentTerms

DAY = date(2026, 11, 23)
CURRENCY = "EUR"
_US = Sender(
    "Example Paper", ("Harbour Street 1", "0155 Oslo"), "NO", "NO 123 456 785 MVA",
    BankAccount("NO9386011117947", "DNBANOKK", "", "DNB"), "+47 22 00 00 00",
    "accounts@paper.example", "Anna Berg", "",
)  # fmt: skip
_THEM = Addressee(
    "10482", "Example Building", "Kari Moe", ("Quay Road 3", "5003 Bergen"), "", "kari@building.example"
)  # fmt: skip


def _line(number: str, days: int, minor: int) -> Line:
    due = DAY - timedelta(days)
    amount = Money(minor, CURRENCY)
    rates = [Rate(due, Fraction(8))]
    interest = accrue([(due, amount)], rates, due, DAY).amount
    return Line(number, due - timedelta(30), due, amount, amount, interest=interest)


def _kind(template: str) -> tuple[Kind, int]:
    kind, _, level = template.partition("-")
    return Kind(kind), int(level or 0)


def bare(template: str, language: str) -> Letter:
    """A letter with nothing that it can do without: one document, no names, no account."""
    kind, level = _kind(template)
    statement = Aged(CURRENCY, 0, (100000, 0, 0, 0), 0)
    return Letter(
        kind=kind, level=level, language=language, currency=CURRENCY, day=DAY,
        sender=Sender(_US.name), to=Addressee(_THEM.number, _THEM.name),
        lines=(replace(_line("8812", 12, 100000), interest=None),),
        minimum=Money(50000, CURRENCY) if kind == Kind.DEMAND else None,
        by_date=DAY + timedelta(10) if kind in (Kind.DEMAND, Kind.FINAL, Kind.ATTORNEY) else None,
        aged=statement if kind == Kind.STATEMENT else None,
    )  # fmt: skip


def full(template: str, language: str) -> Letter:
    """A letter that has everything a letter can say."""
    lines = (_line("8812", 74, 6300000), _line("8840", 53, 2131050))
    reckoned = tuple(
        Reckoned(each.number, DAY, accrue([(each.due, each.open)], [Rate(each.due, Fraction(8))], each.due, DAY), "eu")
        for each in lines
    )  # fmt: skip
    cash = Cash(DAY - timedelta(5), Money(50000, CURRENCY), "REF 991")
    zero = Money(0, CURRENCY)
    parts = (
        InstalmentTerms(DAY + timedelta(30), Money(4300000, CURRENCY), zero, zero),
        InstalmentTerms(
            DAY + timedelta(60), Money(4180050, CURRENCY), Money(49000, CURRENCY), zero
        ),
    )
    statement = template == Kind.STATEMENT
    return replace(
        bare(template, language), sender=_US, to=_THEM, lines=lines,
        fees=(Fee("compensation", Money(4000, CURRENCY), "eu"), Fee("reminder", Money(1000, CURRENCY))),
        interest=reckoned, cash=(cash,) if statement else (),
        by_date=DAY + timedelta(14), cash_only=True, next_step="agency",
        notice=Notice("NO", 14, DAY + timedelta(14)), last_letter=DAY - timedelta(16),
        conversation=Conversation(DAY, "phone", _THEM.attention, ("8840: ...",)),
        promise=Promise(Money(1500000, CURRENCY), DAY - timedelta(3), DAY - timedelta(10), _THEM.attention, broken=True),
        plan=Agreed("PLN-0091", parts, "6", guarantees=("Tor Aas",)),
        aged=Aged(CURRENCY, 0, (0, 2131050, 6300000, 0), 50000) if statement else None,
        reference=make("RF", _THEM.number), scheme="RF", remark="...", terms="1. ...\n2. ...",
    )  # fmt: skip
