"""What the rows of a file are besides items: groups, totals, lines, rows that are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerlane.sync.cells import is_day, may_be_amount
from ledgerlane.sync.formats.delimited import Row

if TYPE_CHECKING:
    from ledgerlane.sync.ages import Age
    from ledgerlane.sync.profile import Table


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows are taken, or left out, by what one of their columns says."""

    index: int
    heading: str
    values: frozenset[str]
    keep: bool

    def keeps(self, text: str) -> bool:
        """Whether a row with this cell is taken."""
        return (text.strip().casefold() in self.values) == self.keep


@dataclass(frozen=True, slots=True)
class Bucket:
    """A column that holds what is open of one age; ``days`` past due at the least."""

    index: int
    heading: str
    days: int


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a file make items; the empty shape is a table of one row an item."""

    report: bool = False
    """Rows of one cell are headings and footers, not damaged items."""
    group: int = -1
    """The column that group headings fill, which may lie beyond the file's own."""
    beside: int = -1
    """The column of customer numbers that group headings fill too, where they stand beside names."""
    sums: tuple[int, ...] = ()
    """Columns that add up to what is open on each row, and have printed totals too."""
    filters: tuple[Filter, ...] = ()
    lines: bool = False
    """Rows are lines of documents; what is read stands on each of them, or on the first."""
    buckets: tuple[Bucket, ...] = ()
    labels: tuple[tuple[str, int], ...] = ()
    """Roles that lines between the rows give (``Customer: 1001``), and the columns made for them."""
    late_only: bool = False
    """The columns that add up are of ages past due alone: what is not due stands in none of them."""

    @property
    def plain(self) -> bool:
        """Whether every row that holds anything is an item by itself."""
        return self == _PLAIN


_PLAIN = Shape()


def shape_of(
    table: Table, places: Mapping[str, int], group: int, taken: Mapping[int, object],
    ages: Mapping[int, Age], labels: Mapping[str, int], beside: int = -1,
) -> Shape | None:  # fmt: skip
    """The shape of a file with these headings; None when a column that decides is not there."""
    from ledgerlane.sync.profile import heading

    filters = []
    for keep, wanted in ((True, table.only), (False, table.without)):
        for name, values in wanted.items():
            index = places.get(heading(name), -1)
            if index < 0 and keep:
                return None
            if index >= 0:
                known = frozenset(value.strip().casefold() for value in values)
                filters.append(Filter(index, name, known, keep))
    sums = [places[heading(name)] for name in table.sums if heading(name) in places]
    buckets = [
        Bucket(places[heading(name)], name, days)
        for name, days in table.buckets.items()
        if heading(name) in places
    ]
    if table.ages:
        buckets = [Bucket(index, age.label, age.least) for index, age in ages.items()]
    elif not table.buckets:
        sums += [index for index in ages if index not in sums]
    if (table.buckets or table.ages) and len(buckets) < 2:
        return None
    left = set(sums) - {*taken, *(each.index for each in buckets)}
    sums = [index for index in sums if index in left]
    return Shape(
        table.report or bool(buckets) or group >= 0 or bool(labels), group, beside,
        tuple(sums), tuple(filters), table.lines, tuple(buckets), tuple(labels.items()),
        late_only=bool(sums) and not buckets and all(i in ages and ages[i].least > 0 for i in sums),
    )  # fmt: skip


def looked_at(shape: Shape) -> set[int]:
    """Columns that the shape reads besides those with a role."""
    return {
        *shape.sums,
        *(each.index for each in shape.filters),
        *(each.index for each in shape.buckets),
    }


def said_of(shape: Shape) -> dict[int, str]:
    """What is done with the columns that the shape reads, by place."""
    return (
        dict.fromkeys(shape.sums, "adds up to open")
        | {each.index: "which rows count" for each in shape.filters}
        | {each.index: f"open, {each.days} days past due" for each in shape.buckets}
    )


def begins_with_group(rows: Sequence[Row]) -> bool:
    """Whether the first row below a header is a single text, perhaps beside its sums, and fuller rows follow."""
    filled = [each for row in rows[:8] if (each := [cell for cell in row if cell.strip()])]
    if len(filled) < 2 or max(map(len, filled)) < 3:
        return False
    texts = [cell for cell in filled[0] if not may_be_amount(cell)]
    alone = len(texts) == 1 and any(char.isalpha() for char in texts[0])
    dated = [any(map(is_day, each)) for each in filled]
    return alone and (len(filled[0]) == 1 or (not dated[0] and dated[1]))


def begins_with_pair(rows: Sequence[Row], one: int, two: int) -> bool:
    """Whether the first row below a header is a customer's number and name alone, and rows without them follow."""
    filled = [
        [index for index, cell in enumerate(row) if cell.strip()]
        for row in rows[:8]
        if any(map(str.strip, row))
    ]
    return (
        len(filled) > 1
        and filled[0] == sorted((one, two))
        and not {one, two} & set(filled[1])
    )
