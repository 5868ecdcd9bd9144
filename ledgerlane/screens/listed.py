"""What areas have in common that list one thing above and show the selected one below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from ledgerlane.screens.painting import Line, blank, fold, line, rule
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.table import Cell, Column, Table, heading

Row = TypeVar("Row")


@dataclass
class Listed(Generic[Row]):
    """A list that is read once, until somebody asks for it again.

    ``nothing`` is said where it has no row.
    """

    shell: Shell
    listing: Table[Row] = field(default_factory=Table, kw_only=True)
    fresh: bool = field(default=False, kw_only=True)
    first_row: int = field(default=3, kw_only=True)

    nothing: ClassVar[str] = ""

    @property
    def table(self) -> Table[Row]:
        """The rows that the cursor moves in."""
        return self.listing

    async def show(self) -> None:
        """Read what is to be painted, as far as it is not here."""
        raise NotImplementedError

    async def ready(self) -> None:
        """Everything is here."""

    async def later(self) -> bool:
        """Nothing comes later."""
        return False

    async def reload(self) -> None:
        """Read the list again."""
        self.fresh = False
        await self.show()

    def is_readonly(self) -> bool:
        """Whether nothing is decided here; that is said."""
        if self.shell.modes.readonly:
            self.shell.refuse(f"no decision: {self.shell.modes.why_readonly}")
        return self.shell.modes.readonly

    def settle(self, height: int, lower: int) -> None:
        """Fit the list to the screen; ``lower`` rows of it are the selected one's."""
        self.listing.height = max(2, height - 3 - lower)
        self.listing.settle()

    def upper(
        self, head: Line, shown: Sequence[Column], cells: Callable[[Row], Sequence[Cell]], width: int,
        nothing: str = "",
    ) -> list[Line]:  # fmt: skip
        """The head, the list or what is said where it has no row, and the rule below it."""
        rows = [head, heading(shown, width)]
        if self.listing.count:
            rows += self.listing.paint(shown, cells, lambda _: False, width)
        else:
            said = fold(line((f"   {nothing or self.nothing}", "dim")), width)
            rows += [*said, *[blank(width)] * (self.listing.height - len(said))]
        return [*rows, rule(width)]
