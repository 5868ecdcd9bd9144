"""Facts about cases: what somebody else than the collector has to do about an account.

One pair of facts serves every kind of case (`ledgerlane.domain.cases`): which fields a step
takes, and of which type, is said by the kind's table, so that a new kind needs no new fact.
Free text is ``texts``, which is private; codes, days and amounts are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.fact import Fact
from ledgerlane.domain.money import Money
from ledgerlane.domain.plan_facts import PlanItem


@dataclass(frozen=True, slots=True)
class CaseWord:
    """A field that holds a code, a login, a reference or a text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CaseDay:
    """A field that holds a day."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class CaseAmount:
    """A field that holds an amount."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Fact):
    """A matter that others have to settle. ``matter`` is its kind, ``items`` what it is about."""

    kind = "case.opened"
    private = ("texts",)

    case: str
    matter: str
    customer: str
    items: tuple[PlanItem, ...] = ()
    words: tuple[CaseWord, ...] = ()
    days: tuple[CaseDay, ...] = ()
    amounts: tuple[CaseAmount, ...] = ()
    texts: tuple[CaseWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Fact):
    """A step of its kind was taken: what it says replaces what was said of the same fields.

    ``items``: how much of which item the step itself is about, where it is about some.
    """

    kind = "case.moved"
    private = ("texts",)

    case: str
    matter: str
    step: str
    words: tuple[CaseWord, ...] = ()
    days: tuple[CaseDay, ...] = ()
    amounts: tuple[CaseAmount, ...] = ()
    texts: tuple[CaseWord, ...] = ()
    items: tuple[PlanItem, ...] = ()


CASE_FACTS = (CaseOpened, CaseMoved)
