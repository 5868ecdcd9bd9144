"""One role's cells of many rows at once, checked together: texts, keys, days, amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import le

from ledgerlane.sync import cells
from ledgerlane.sync.formats.delimited import Row
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.roles import MUST_HOLD

Texts = Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of equal width, turned into columns; and the line each begins on."""

    columns: tuple[Texts, ...]
    lines: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[Row], lines: Sequence[int]) -> Block:
        """The block of these rows."""
        return cls(tuple(zip(*rows, strict=True)), lines)

    def where(self, kept: Sequence[bool]) -> Block:
        """The rows that are kept."""
        return Block(
            tuple(list(compress(column, kept)) for column in self.columns),
            list(compress(self.lines, kept)),
        )

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def rows(self) -> list[tuple[str, ...]]:
        """The rows again."""
        return list(zip(*self.columns, strict=True))


class Columns:
    """Reads a block's columns by role; every method raises ValueError at a bad cell."""

    def __init__(self, layout: Layout, currency: str) -> None:
        self.profile = layout.profile
        self.marks = layout.marks
        self.at = {column.role: column.index for column in layout.columns}
        self.currency = currency
        self.money = cells.currency_reader(currency)
        self.sides = layout.kind == "items"
        must = MUST_HOLD[layout.kind]
        self.day = {
            role: cells.day_reader(order, required=role in must)
            for role, order in layout.orders.items()
        }

    def texts(self, role: str, block: Block) -> Texts:
        """Texts as they stand; empty where the file has no such column."""
        index = self.at.get(role, -1)
        if index < 0:
            return [""] * block.size
        found = block.columns[index]
        joined = "".join(found)
        if "\0" in joined:
            msg = "holds a NUL byte, which no text may"
            raise ValueError(msg)
        if self.profile.formula_escaped and "'" in joined:
            return list(map(cells.unescaped, found))
        return found

    def keys(self, role: str, block: Block) -> list[str]:
        """Keys without surrounding blanks, none longer than allowed."""
        found = cells.keys(self.texts(role, block))
        if self.profile.whole_numbers:
            return [text.removesuffix(".0") for text in found]
        return found

    def days(self, role: str, block: Block) -> list[int | None]:
        """Days as ordinals; None for an empty cell where that is allowed."""
        if role not in self.at:
            return [None] * block.size
        return list(map(self.day[role], block.columns[self.at[role]]))

    def day_counts(self, role: str, block: Block) -> list[int | None]:
        """Whole numbers of days; None for an empty cell."""
        return list(map(cells.day_count, block.columns[self.at[role]]))

    def flags(self, role: str, block: Block) -> list[int]:
        """1 for yes, 0 for no or empty."""
        return list(map(cells.flag, self.texts(role, block)))

    def currencies(self, block: Block) -> list[str]:
        """The currency of each row."""
        index = self.at.get("currency", -1)
        if index < 0:
            return [self.currency] * block.size
        return list(map(self.money, block.columns[index]))

    def amounts(self, role: str, block: Block, currencies: Sequence[str]) -> list[int]:
        """Amounts in minor units of each row's currency."""
        texts = block.columns[self.at[role]]
        dust = self.profile.round_dust
        return cells.amounts(
            texts, currencies, self.marks[role], round_dust=dust, sides=self.sides
        )

    def optional(self, role: str, block: Block, currencies: Sequence[str]) -> list[int]:
        """Amounts of a column whose empty cells mean nothing: 0."""
        found = [0] * block.size
        if role not in self.at:
            return found
        texts = block.columns[self.at[role]]
        said = [at for at, text in enumerate(texts) if text and not text.isspace()]
        if said:
            minors = cells.amounts(
                [texts[at] for at in said],
                [currencies[at] for at in said],
                self.marks[role],
                sides=self.sides,
            )
            for at, minor in zip(said, minors, strict=True):
                found[at] = minor
        return found

    def customer_keys(self, numbers: Texts, names: Texts) -> Texts:
        """What a customer is known by within its source: the number, else the exact name."""
        keys: Texts = numbers
        if not all(numbers):
            keys = [
                number or " ".join(name.split())
                for number, name in zip(numbers, names, strict=True)
            ]
        if self.profile.strip_zeros:
            return [
                (each.lstrip("0") or "0") if each.isdecimal() else each for each in keys
            ]
        return keys


def refuse_larger(what: str, wholes: list[int], rests: list[int]) -> None:
    """The rest of an amount is never larger than it, nor of the other sign."""
    if rests and min(rests) >= 0 and all(map(le, rests, wholes)):
        return
    for whole, rest in zip(wholes, rests, strict=True):
        if not (0 <= rest <= whole or whole <= rest <= 0):
            msg = f"the {what} amount is larger than the amount, or of the other sign; accepted is 0 up to the amount"
            raise ValueError(msg)
