"""Conflicts: what was decided apart and contradicts itself, both sides, and deciding which stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import Line, amount, fold, line, pad, short_day, sides
from ledgerlane.screens.widgets.overlay import Prompt
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import Target

HINTS = ("conflicts.accept", "conflicts.side", "conflicts.none", "go.open")


class SideLine(NamedTuple):
    """One side: who said what, when (``30 Jun 09:12``), and on which device."""

    who: str
    when: str
    device: str
    words: str


class ConflictLine(NamedTuple):
    """A row of the list. ``target`` None: cash that is nobody's; ``off``: why this person may not settle it."""

    id: str
    target: Target | None
    what: str
    words: str
    minor: int
    currency: str
    since: date
    meanwhile: str
    sides: Sequence[SideLine]
    off: str


def columns(width: int) -> list[Column]:
    """The columns that fit."""
    name = max(10, min(30, width - 62))
    return [
        Column("Since", 7), Column("Customer", name), Column("Amount", 16, True),
        Column("What", max(8, width - name - 29)),
    ]  # fmt: skip


def cells(each: ConflictLine, today: date) -> list[Cell]:
    """What a row says."""
    style = "dim" if each.off else ""
    money = f"{amount(each.minor, each.currency)} {each.currency}" if each.currency else ""
    name = each.target.called if each.target is not None else "nobody's cash"
    return [
        Cell(short_day(each.since, today), style), Cell(name, style), Cell(money, style),
        Cell(each.words, style),
    ]  # fmt: skip


@dataclass
class ConflictsArea(Listed[ConflictLine]):
    """Conflicts above, both sides of the selected one below; ``at`` is the chosen side."""

    customer: CustomerArea
    nothing = "nothing was decided in two ways"
    name: str = "conflicts"
    hints: tuple[str, ...] = HINTS
    at: int = 0
    _of: str = ""

    async def show(self) -> None:
        """Read the list once."""
        work = self.shell.work
        if not self.fresh:
            found = await work.do(work.office.conflicts)
            self.listing.replace(len(found), 0, found)
            self.fresh = True
        chosen = self.listing.selected
        if chosen is not None and chosen.id != self._of:
            self._of, self.at = chosen.id, 0

    def targets(self) -> list[Target]:
        """Whose account it is on."""
        chosen = self.listing.selected
        return [chosen.target] if chosen is not None and chosen.target is not None else []

    async def do(self, action: str) -> bool:
        """Choose a side, let it stand, or none; Enter opens the account."""
        chosen = self.listing.selected
        if action == "go.open":
            if self.targets():
                await self.customer.open(self.targets()[0])
            return True
        if not action.startswith("conflicts."):
            return False
        if chosen is None:
            self.shell.refuse(self.nothing)
        elif action == "conflicts.side":
            self.at = (self.at + 1) % len(chosen.sides)
        elif self.is_readonly():
            pass
        elif chosen.off:
            self.shell.refuse(chosen.off)
        else:
            self._settle(chosen, self.at + 1 if action == "conflicts.accept" else 0)
        return True

    def _settle(self, chosen: ConflictLine, place: int) -> None:
        work = self.shell.work

        async def done(why: str) -> None:
            words = await work.do(work.office.settle, chosen.id, place, why)
            await self.reload()
            self.shell.say(words)

        side = chosen.sides[place - 1]
        what = f"{side.who}'s word stands" if place else "none of them stands"
        self.shell.overlay = Prompt(f"{what}: why (or enter)", done)

    def paint(self, width: int, height: int) -> list[Line]:
        """The list above, the sides of the selected one below."""
        today, shown = self.shell.work.today, columns(width)
        lower = min(height - 6, max(9, height * 2 // 5))
        self.settle(height, lower)
        count = self.listing.count
        words = f"{count} conflict{'' if count == 1 else 's'}"
        head = sides(line((" Decided apart", "header2")), words, width, "header2")
        rows = self.upper(head, shown, lambda each: cells(each, today), width)
        chosen = self.listing.selected
        below = self._below(chosen, width) if chosen is not None else []
        return [*rows, *below][:height]

    def _below(self, chosen: ConflictLine, width: int) -> list[Line]:
        """Each side with who, when and where; what counts meanwhile."""
        parts = [line((f" {chosen.words}", "title"))]
        for at, side in enumerate(chosen.sides):
            mark, style = (" > ", "selected") if at == self.at else ("   ", "")
            parts.append(line((f"{mark}{at + 1} {side.words}", style)))
            parts.append(line((f"     {side.who}, {side.when}, on device {side.device}", "dim")))  # fmt: skip
        parts.append(line((" meanwhile ", "dim"), chosen.meanwhile))
        if chosen.off:
            parts.append(line((f" {chosen.off}", "warn")))
        return [pad(row, width) for part in parts for row in fold(part, width)]
