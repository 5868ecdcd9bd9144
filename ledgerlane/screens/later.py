"""Area 4, which comes later, and says so."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.screens.painting import Line, line, pad
from ledgerlane.screens.widgets.table import Table
from ledgerlane.screens.work import Target


@dataclass
class LaterArea:
    """A polite answer."""

    name: str
    words: tuple[str, ...]
    hints: tuple[str, ...] = ("area.queue", "go.out")
    first_row: int = 0

    @property
    def table(self) -> Table[object] | None:
        """There is no list here."""
        return None

    async def show(self) -> None:
        """Nothing to load."""

    async def ready(self) -> None:
        """Everything is here."""

    async def later(self) -> bool:
        """Nothing comes later."""
        return False

    async def reload(self) -> None:
        """Nothing to read again."""

    async def do(self, action: str) -> bool:
        """Nothing is done here."""
        del action
        return False

    def targets(self) -> list[Target]:
        """No accounts."""
        return []

    def paint(self, width: int, height: int) -> list[Line]:
        """The words, from the third row."""
        del height
        rows = [pad((), width), pad((), width)]
        return rows + [pad(line("   " + text), width) for text in self.words]


LETTERS = (
    "Letters come later.",
    "",
    "Until then, m on an account logs a letter or mail that you sent,",
    "and x on the queue exports the accounts for a mail merge.",
)
