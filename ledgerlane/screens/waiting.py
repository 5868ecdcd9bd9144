"""What waits for somebody: cases of every kind in one list, answered there by key."""

from __future__ import annotations

from collections.abc import Sequence
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


def columns(rows: Sequence[WaitingLine], today: date, width: int) -> list[Column]:
    """The columns that fit these rows, each as wide as they need; name and matter share the rest."""

    def fitting(heading: str, least: int, most: int) -> int:
        told = [len(cell(each, heading, today).text) for each in rows]
        return min(most, max((least, len(heading) if any(told) else 0, *told)))

    state, money = fitting("State", 6, 18), fitting("Amount", 0, 24)
    waits, due = fitting("Waits for", 9, 12), fitting("Due", 6, 9)
    rest = width - 9 - sum((9, state, money, waits, due))
    name = max(10, min(30, rest // 2))
    shown = [
        Column("Ref", 9), Column("Customer", name), Column("State", state, words=True),
        Column("Amount", money, True), Column("Waits for", waits), Column("Due", due),
        Column("About", max(8, rest - name), words=True),
    ]  # fmt: skip
    return [column for column in shown if column.columns]


def cell(each: WaitingLine, heading: str, today: date) -> Cell:
    """What a row says under a heading."""
    match heading:
        case "Ref":
            return Cell(each.id[:9])
        case "Customer":
            return Cell(each.target.called)
        case "State":
            return Cell(each.state)
        case "Amount":
            minor = each.minor
            return Cell(
                "" if minor is None else f"{amount(minor, each.currency)} {each.currency}"
            )
        case "Waits for":
            return Cell(each.waits_for)
        case "Due":
            return Cell(short_day(each.due, today), "bad" if each.late else "")
    return Cell(each.about)


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
        today = self.shell.work.today
        lower = min(height - 6, max(8, height * 2 // 5))
        self.settle(height, lower)
        shown = columns(self.listing.on_glass(), today, width)
        count = self.listing.count
        head = line((f" {TITLES.get(self.which, self.which)}", "header2"))
        words = f"{count} case{'' if count == 1 else 's'}"
        head = sides(head, words, width, "header2")
        rows = self.upper(
            head, shown, lambda each: [cell(each, of.heading, today) for of in shown], width
        )
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
