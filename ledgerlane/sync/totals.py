"""Printed totals: each is the sum of the rows that its place and its label say it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerlane.domain.money import exact
from ledgerlane.sync.profile import heading
from ledgerlane.sync.rows import total_label, totalled

MAX_DEPTH = 20
ROWS = "rows"
"""Under which rows are counted among the sums."""
Sums = Counter[tuple[object, str]]
"""Minor units by column (its role, or its index) and currency."""


@dataclass(slots=True)
class Group:
    """A group heading, and what the sums were where it stood."""

    text: str
    before: Sums
    filled: bool = False
    """Whether items stood under it."""


@dataclass(slots=True)
class Totals:
    """The sums of the rows so far, and what they were where a printed total may begin."""

    sums: Sums = field(default_factory=Counter)
    groups: list[Group] = field(default_factory=list)
    since: dict[str, Sums] = field(default_factory=dict)
    """Kind of total (``*``, ``total``, "" for any) -> the sums after the last one of it."""

    def add(self, column: object, currency: str, minor: int) -> None:
        """Count an amount of an item."""
        self.sums[column, currency] += minor

    def begin(self, text: str) -> None:
        """A group heading: below one with items it takes its place, else it is within it."""
        if self.groups and self.groups[-1].filled:
            self.groups.pop()
        if len(self.groups) < MAX_DEPTH:
            self.groups.append(Group(text, self.sums.copy()))

    @property
    def group(self) -> str:
        """The heading that the rows stand under; "" outside of any."""
        if not self.groups:
            return ""
        self.groups[-1].filled = True
        return self.groups[-1].text

    def end(self, labels: Sequence[str]) -> list[Sums]:
        """What a total with these texts may be the total of, as the sums before its rows.

        One that names an open group is that group's and ends it; any other one may be of all rows, of
        those since the last total, or since the last one of its kind.
        """
        named = frozenset().union(*map(totalled, labels))
        for at in range(len(self.groups) - 1, -1, -1):
            if heading(self.groups[at].text) in named:
                begins = [self.groups[at].before]
                del self.groups[at:]
                return begins
        begins = [Counter(), *self.since.values()]
        if self.groups:
            begins.append(self.groups[-1].before)
        return [begins[0], *(each for each in begins[1:] if self._rows(each))]

    def _rows(self, before: Sums) -> int:
        """How many rows there are since then."""
        return sum(
            number - before[key] for key, number in self.sums.items() if key[0] == ROWS
        )

    def stood(self, labels: Sequence[str], currency: str = "") -> None:
        """A total stood here, of one currency or of all: others may begin after it."""
        kind = next((each.strip() for each in labels if total_label(each)), "")
        kind = kind if kind.startswith("*") else kind.casefold().split(" ")[0]
        for each in ("", kind):
            if len(self.since) < MAX_DEPTH or each in self.since:
                since = self.since.setdefault(each, Counter())
                since.update({
                    key: minor - since[key]
                    for key, minor in self.sums.items()
                    if currency in ("", key[1])
                })  # fmt: skip

    def currencies(self, column: object, before: Sums) -> list[str]:
        """Currencies of the rows since ``before`` that have an amount in the column."""
        return [
            currency
            for (of, currency), minor in self.sums.items()
            if of == column and minor != before[column, currency]
        ]

    def wrong(
        self, column: object, currency: str, printed: int, begins: Sequence[Sums]
    ) -> str:
        """Why a printed total is not the sum of its rows; "" when it is."""
        whole = self.sums[column, currency]
        found = [whole - before[column, currency] for before in begins]
        if printed in found:
            return ""
        return (
            f"the printed total {exact(printed, currency)} {currency} is not the sum of the "
            f"rows, {exact(found[0], currency)} {currency}"
        )
