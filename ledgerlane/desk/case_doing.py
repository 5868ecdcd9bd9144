"""A step of a case while it is being taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import Facts
from ledgerlane.domain.cases.case import Case, Value, Values, moved
from ledgerlane.domain.cases.table import Kind, Step
from ledgerlane.domain.events import Fact, NextStepSet, PlanItem
from ledgerlane.store.accounts import AccountView

LONGEST_STEP = 80
"""Letters of a next step; the whole answer stands in the case."""


@dataclass(slots=True)
class Doing:
    """A step that is being taken: ``values`` and ``items`` may be added to, ``facts`` too.

    ``case`` None: it is being opened. ``currency``: the one that the account was named with.
    ``parts``: how much of which item the step itself is about, as money of an agency is.
    """

    desk: Desk
    view: AccountView
    kind: Kind
    step: Step
    id: str
    values: dict[str, Value]
    items: list[PlanItem]
    case: Case | None = None
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    act: str = ""
    currency: str = ""
    parts: tuple[PlanItem, ...] = ()

    def __post_init__(self) -> None:
        self.act = self.desk.new_id("act")

    def add(self, agg: str, fact: Fact) -> None:
        """Record this with it, as one act."""
        self.facts.setdefault(agg, []).append(replace(fact, act=self.act))

    def on_account(self, fact: Fact) -> None:
        """Record this of the customer."""
        self.add(f"customer:{self.view.customer.ref}", fact)

    def also(self, facts: Facts) -> None:
        """Record these of any aggregate with it, as one act."""
        for agg, told in facts.items():
            for fact in told:
                self.add(agg, fact)

    def follow(self, step: str, values: Values) -> None:
        """Take a further step of the same case with it, as one act."""
        found = self.kind.step(step)
        assert found is not None, step
        self.add(
            f"case:{self.id}", moved(self.kind, self.id, found, values, self.desk.today)
        )

    def then(self, what: str, due: date | None = None) -> None:
        """Set what the collector does next about this case; None: today.

        It is about the currency of its invoices, where it is about invoices.
        """
        currency = self.items[0].amount.currency if self.items else ""
        step = NextStepSet(
            on=self.desk.today, due=due or self.desk.today, what=what, about=self.id,
            currency=currency,
        )  # fmt: skip
        self.on_account(step)

    def word(self, name: str) -> str:
        """A field's text, or ``""``."""
        found = self.values.get(name, "")
        return found if isinstance(found, str) else ""
