"""What waits for somebody: cases of every kind in one list, answered there by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.cases.table import NO, YES
from ledgerlane.screens.casework import CaseForm, Casework, WaitingLine, Waits
from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import (
    Line,
    amount,
    fold,
    line,
    pad,
    short_day,
    sides,
)
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import Target

HINTS = ("waiting.yes", "waiting.no", "waiting.steps", "go.open")
TITLES = {
    "": "What waits for you",
    "support": "Support: what is asked for",
    "complaint": "Open complaints",
    "goods back": "Goods back",
    "sales help": "Sales: what is asked for",
    "escalation": "Handed up, waiting for an answer",
    "prospect": "Prospects: before the first credit sale",
    "claim": "Claims to confirm or deny",
}
STEPS = "waiting.steps"
KEYS = {"waiting.yes": YES, "waiting.no": NO}


def columns(width: int) -> list[Column]:
    """The columns that fit."""
    name = max(10, min(30, width - 68))
    return [
        Column("Ref", 9), Column("Customer", name), Column("State", 9), Column("Amount", 15, True),
        Column("Waits for", 9), Column("Due", 7), Column("About", max(8, width - name - 59)),
    ]  # fmt: skip


def cells(each: WaitingLine, today: date) -> list[Cell]:
    """What a row says."""
    money = ""
    if each.minor is not None:
        money = f"{amount(each.minor, each.currency)} {each.currency}"
    due = short_day(each.due, today) if each.due is not None else ""
    return [
        Cell(each.id[:9]), Cell(each.target.name), Cell(each.state), Cell(money),
        Cell(each.waits_for), Cell(due, "bad" if each.late else ""), Cell(each.about),
    ]  # fmt: skip


@dataclass
class WaitingArea(Listed[WaitingLine]):
    """Cases above, the selected one step by step below. ``which``: one kind, or mine of all."""

    customer: CustomerArea
    casework: Casework
    which: str = ""
    nothing = "nothing waits here"
    name: str = "waiting"
    hints: tuple[str, ...] = HINTS
    _shown: tuple[str, Waits] | None = None

    async def show(self) -> None:
        """Read the list once, and the selected one."""
        work = self.shell.work
        if not self.fresh:
            found = await work.do(work.office.what_waits, self.which)
            self.listing.replace(len(found), 0, found)
            self.fresh, self._shown = True, None
        chosen = self.listing.selected
        if chosen is None:
            self._shown = None
        elif self._shown is None or self._shown[0] != chosen.id:
            self._shown = chosen.id, await work.do(work.office.waits_shown, chosen)

    def targets(self) -> list[Target]:
        """Whose case it is."""
        chosen = self.listing.selected
        return [chosen.target] if chosen is not None else []

    async def do(self, action: str) -> bool:
        """Lead on, turn down, choose a step; Enter opens the account."""
        chosen = self.listing.selected
        if action == "go.open":
            if chosen is not None and not chosen.target.number:
                self.shell.refuse(
                    f"{chosen.target.name} is no customer of the ledger yet: e chooses what to do"
                )
            elif chosen is not None:
                await self.customer.open(chosen.target)
            return True
        if action != STEPS and action not in KEYS:
            return False
        if chosen is None or self._shown is None:
            self.shell.refuse(self.nothing)
        elif self.is_readonly():
            pass
        elif action == STEPS:
            steps = self._shown[1].steps
            await self.casework.steps(chosen.id, chosen.kind, steps, chosen.target)
        else:
            await self._step(chosen, self._shown[1], KEYS[action])
        return True

    async def _step(self, chosen: WaitingLine, shown: Waits, key: str) -> None:
        can = [each for each in shown.steps if each.key == key]
        if not can:
            others = ", ".join(each.name for each in shown.steps)
            self.shell.refuse(f"{chosen.id} is {chosen.state}: e chooses among {others}")
        elif can[0].off:
            self.shell.refuse(f"{can[0].name}: {can[0].off}")
        else:
            form = CaseForm(chosen.kind, can[0].name, chosen.id, chosen.target)
            await self.casework.form(form)

    def paint(self, width: int, height: int) -> list[Line]:
        """The list above, the selected one below."""
        today, shown = self.shell.work.today, columns(width)
        lower = min(height - 6, max(8, height * 2 // 5))
        self.settle(height, lower)
        count = self.listing.count
        head = line((f" {TITLES.get(self.which, self.which)}", "header2"))
        words = f"{count} case{'' if count == 1 else 's'}"
        head = sides(head, words, width, "header2")
        rows = self.upper(head, shown, lambda each: cells(each, today), width)
        chosen = self.listing.selected
        if chosen is not None and self._shown is not None and self._shown[0] == chosen.id:
            rows += self._below(self._shown[1], width, height - len(rows))
        return rows[:height]

    def _below(self, shown: Waits, width: int, height: int) -> list[Line]:
        """What was said, the last of it where there is no room for all, and what can be done."""
        parts = [line((f" {text}", "title" if at == 0 else "")) for at, text in enumerate(shown.lines)]  # fmt: skip
        mine = ", ".join(
            f"{each.key} {each.name}" if each.key else each.name
            for each in shown.steps
            if not each.off
        )
        does = line((f" you can: {mine}" if mine else " others settle it", "dim"))
        first, *more = (row for part in parts for row in fold(part, width))
        return [pad(row, width) for row in (first, does, *more[-max(1, height - 2) :])]
