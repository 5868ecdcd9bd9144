"""From what a person types to the values of a step: the same for command, form and composer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledgerlane.domain.amounts import decide_mark, read_amount, read_money
from ledgerlane.domain.cases.table import CODE, DAY, LOGIN, MONEY, PER_CENT, Field, Step
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money

if TYPE_CHECKING:
    from ledgerlane.domain.cases.case import Case, Value
    from ledgerlane.domain.people import People
    from ledgerlane.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Reading:
    """What texts are read against: amounts without a currency are in ``currency``.

    ``only``: the currency of the invoices that the case is about; no amount is in another.
    ``on`` is the day on which people are asked about: the clock's.
    """

    on: date
    currency: str
    policy: Policy
    people: People
    day: Callable[[str], date]
    case: Case | None = None
    only: str = ""


LONGEST = 2_000
"""Letters of a free text; what is longer belongs into a document."""


def read(step: Step, texts: Mapping[str, str], reading: Reading) -> dict[str, Value]:
    """The values of a step by field; what was left empty is left out.

    Raises Refused for a field that the step has not, and for a value that is none of its type,
    naming what would be accepted.
    """
    found: dict[str, Value] = {}
    for name, text in texts.items():
        field = step.field(name)
        if field is None or field.made:
            known = ", ".join(each.name for each in step.asked) or "nothing"
            msg = f"{step.name} takes no {name}; it takes {known}"
            raise Refused(msg)
        if text.strip():
            found[name] = _value(field, text.strip(), reading)
    for field in step.fields:
        if field.among is not None and reading.case is not None:
            said = texts.get(field.name, "").strip()
            found[field.name] = _one(field, said, field.among(reading.case), reading.case)
    return found


def _one(field: Field, said: str, known: Mapping[str, str], case: Case) -> str:
    """The one of what a case has that begins so, or says so; what is not said is the only one there is."""
    fits = [name for name in known if name.startswith(said)] or [
        name for name, words in known.items() if said.casefold() in words.casefold()
    ]
    if len(fits) == 1:
        return fits[0]
    if not known:
        msg = f"{case.id} has no {field.name} that is open"
        raise Refused(msg)
    which = f"{said!r} fits {len(fits)} of" if said else "which of"
    shown = "; ".join(f"{name} {words}" for name, words in known.items())
    msg = f"{field.name}: {which} {shown}"
    raise Refused(msg)


def _value(field: Field, text: str, reading: Reading) -> Value:
    if field.type == DAY:
        return reading.day(text)
    if field.type == MONEY:
        return _money(field, text, reading)
    if field.type == LOGIN and not reading.people.knows(text, reading.on):
        msg = f"{field.name}: nobody here is called {text!r}; people list says who is"
        raise Refused(msg)
    if field.type == PER_CENT and not (
        text.isascii() and text.isdigit() and int(text) <= 100
    ):
        msg = f"{field.name}: {text!r} is no whole number of per cent from 0 to 100"
        raise Refused(msg)
    if len(text) > LONGEST:
        msg = f"{field.name}: {len(text)} letters are too many; up to {LONGEST} are kept"
        raise Refused(msg)
    accepted = field.accepts(reading.policy)
    if field.type == CODE and accepted:
        said = [part.strip() for part in text.split(",")] if field.many else [text]
        for part in said:
            if part not in accepted:
                msg = f"{field.name}: {part!r} is not one of {', '.join(accepted)}"
                raise Refused(msg)
        return ",".join(said)
    return text


def _money(field: Field, text: str, reading: Reading) -> Money:
    """An amount of zero or more, in the currency of the case's invoices."""
    found = _amount(field, text, reading)
    if found.minor < 0:
        msg = f"{field.name}: {found} is below zero; an amount is 0 or more"
        raise Refused(msg)
    if reading.only and found.currency != reading.only:
        msg = (
            f"{field.name}: {found} is not in {reading.only}, the currency of the invoices"
        )
        raise Refused(msg)
    return found


def _amount(field: Field, text: str, reading: Reading) -> Money:
    """What was typed, in the account's currency where it names none."""
    try:
        if text[-1].isalpha():
            return read_money(text)
        mark, doubtful = decide_mark([text])
        if mark is None:
            msg = f"{doubtful} could have three decimals or be thousands"
            raise ValueError(msg)
        return Money(read_amount(text, reading.currency, mark), reading.currency)
    except ValueError as why:
        msg = f"{field.name}: {why}"
        raise Refused(msg) from None
