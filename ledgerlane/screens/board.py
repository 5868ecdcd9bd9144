"""Area 6: what is open, what this period brought, what needs attention.

Tab goes from panel to panel, Enter opens the accounts behind the row. The lower panels
(`board_panels`) are shown as far as there is room; measures and forecast read the whole book,
so they are read beside the work, when their panel is first shown, and stay until the board is
read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledgerlane.domain.board import PERIODS, Board, Line
from ledgerlane.domain.errors import Trouble
from ledgerlane.domain.plain_text import width as columns_of
from ledgerlane.screens import board_panels
from ledgerlane.screens.painting import (
    MONTHS,
    Span,
    amount,
    blank,
    fit,
    fit_words,
    line,
    long_day,
    pad,
    right,
    sides,
    wrap,
)
from ledgerlane.screens.painting import Line as Painted
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Choice, Option, Reader
from ledgerlane.screens.widgets.plots import bar, spark
from ledgerlane.screens.widgets.table import Table
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from ledgerlane.screens.customer import CustomerArea
    from ledgerlane.screens.queue import QueueArea

HINTS = tuple(
    "go.open board.panel board.period board.currency board.whose app.export".split()
)
UPPER = ("aging", "work")
PANELS = ("attention", *UPPER, "measures", "forecast")
"""In the order of Tab."""
TITLES = {"week": "THIS WEEK", "month": "THIS MONTH", "quarter": "THIS QUARTER"}
LEFT, RIGHT = 43, 37
"""Columns of the upper panels at 80; a wider screen lengthens the bars."""
WHOLE = 16
"""Rows of the body from which everything fits; below, sums of the aging are left out."""
LABEL, AMOUNT, PERIOD_LABEL = 8, 15, 15


def _panels() -> dict[str, Table[Line]]:
    return {name: Table() for name in PANELS}


@dataclass
class BoardArea:
    """The board of one currency."""

    shell: Shell
    queue: QueueArea
    customer: CustomerArea
    board: Board | None = None
    period: str = "week"
    scope: str = ""
    currency: str = ""
    panels: dict[str, Table[Line]] = field(default_factory=_panels)
    panel: str = "attention"
    lower: str = "attention"
    outlook: dict[str, Sequence[Line]] = field(default_factory=dict)
    fresh: bool = False
    name: str = "board"
    hints: tuple[str, ...] = HINTS
    first_row: int = 0
    _waiting: bool = False
    _reading: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    @property
    def table(self) -> Table[Line]:
        """The panel that the cursor is in."""
        return self.panels[self.panel]

    async def show(self) -> None:
        """Load the board once; a reload asks again."""
        if not self.fresh:
            await self.reload()

    async def reload(self) -> None:
        """Read what is open and what needs attention; the period follows in `later`."""
        work = self.shell.work
        asked = (self.period, self.scope, self.currency)
        self.board = await work.do(work.office.board, *asked)
        self.scope, self.currency = self.board.scope, self.board.currency
        self.fresh = self._waiting = True
        for task in self._reading.values():
            task.cancel()
        self._reading.clear()
        self.outlook.clear()
        self._fill()

    async def ready(self) -> None:
        """Wait until the period, and what is being read beside, is here."""
        await self.later()
        await asyncio.gather(*self._reading.values())

    async def later(self) -> bool:
        """The period's figures read the book's receipts: they come after the first paint."""
        waited = self._waiting
        if waited and self.board is not None:
            work = self.shell.work
            self.board = await work.do(work.office.board_whole, self.board)
            self._waiting = False
            self._fill()
        for panel in self._visible():
            if panel in ("measures", "forecast") and panel not in self._reading:
                self._reading[panel] = asyncio.create_task(self._read(panel))
        return waited

    async def _read(self, panel: str) -> None:
        """Read a panel's lines beside the work, and have them painted."""
        office, error = self.shell.work.office, None
        ask = office.board_measures if panel == "measures" else office.board_forecast
        try:
            self.outlook[panel] = await self.shell.work.aside(ask, self.currency)
            self._fill()
        except Trouble as trouble:
            self.shell.refuse(str(trouble))
        except Exception as found:  # ours: told to whoever runs the app
            error = found
        self.shell.on_change(error)

    def _visible(self) -> list[str]:
        width, height = self.shell.width, self.shell.body_height
        return board_panels.visible(self.lower, width, height - self._upper_rows(height))

    def _fill(self) -> None:
        assert self.board is not None
        rows: dict[str, Sequence[Line]] = {
            "aging": self.board.aging, "work": self.board.work,
            "attention": self.board.attention, **self.outlook,
        }  # fmt: skip
        for name in PANELS:
            lines = rows.get(name, ())
            self.panels[name].replace(len(lines), 0, lines)

    def targets(self) -> list[Target]:
        """A line stands for a list, not for an account."""
        return []

    async def do(self, action: str) -> bool:
        """Enter opens what is behind a line; panel, period, currency and whose."""
        handler = {
            "go.open": self._open, "board.panel": self._next_panel, "board.period": self._next_period,
            "board.currency": self._next_currency, "board.whose": self._whose,
            "board.why": self._why,
        }.get(action)  # fmt: skip
        if handler is None:
            return False
        await handler()
        return True

    async def _open(self) -> None:
        found = self.table.selected
        if found is None:
            return
        if found.area or found.view:
            self.fresh = False  # whoever comes back from there has worked meanwhile
        if found.area and f"area.{found.area}" not in self.shell.verbs:
            self.shell.refuse(f"{found.words}: ledgerlane {found.area} worklist has them")
        elif found.area:
            await self.shell.verbs[f"area.{found.area}"]()
        elif found.view:
            await self.queue.open_view(found.words, found.view)
            await self.shell.go("queue")
        elif found.payers:
            self._who_pays(found)
        elif any(found.rows):
            await self._why()
        else:
            self.shell.refuse(
                f"{found.words}: a figure; no list of accounts stands behind it"
            )

    def _who_pays(self, week: Line) -> None:
        """Those from whom most of a week's money is expected; Enter opens the account."""

        async def done(chosen: list[Target]) -> None:
            self.shell.overlay = None
            await self.customer.open(chosen[0])

        options = [
            Option(
                target.words, target, f"{right(amount(each.minor, self.currency), AMOUNT)} {self.currency}"
            )
            for each in week.payers
            for target in [Target(each.customer, self.currency, each.number, each.name)]
        ]  # fmt: skip
        self.shell.overlay = Choice(f"Expected {week.words}", options, done)

    async def _why(self) -> None:
        """What a figure rests on, in the words that the command prints."""
        found = self.table.selected
        if found is None or not any(found.rows):
            leads = found is not None and (found.view or found.area)
            self.shell.refuse(
                "a count of accounts: enter opens the list of them"
                if leads
                else "nothing more is known of that line"
            )
            return
        rows = [line(f" {text}") for each in found.rows for text in wrap(each, 76) or [""]]
        title = f"{found.words}: {found.detail}" if found.detail else found.words
        self.shell.overlay = Reader(title, rows)

    async def _next_panel(self) -> None:
        self.panel = PANELS[(PANELS.index(self.panel) + 1) % len(PANELS)]
        if self.panel not in UPPER:
            self.lower = self.panel

    async def _next_period(self) -> None:
        self.period = PERIODS[(PERIODS.index(self.period) + 1) % len(PERIODS)]
        await self.reload()

    async def _next_currency(self) -> None:
        assert self.board is not None
        known = self.board.currencies
        if len(known) == 1:
            self.shell.refuse(f"everything here is in {known[0]}")
            return
        self.currency = known[(known.index(self.currency) + 1) % len(known)]
        await self.reload()

    async def _whose(self) -> None:
        self.scope, self.currency = "all" if self.scope == "mine" else "mine", ""
        await self.reload()

    @property
    def plain(self) -> bool:
        """Whether plots are of letters."""
        return self.shell.modes.ascii_only or self.shell.modes.accessible

    def paint(self, width: int, height: int) -> list[Painted]:
        """Title, aging beside the period, attention below."""
        board = self.board
        if board is None:
            return [blank(width)] * height
        whole = height >= WHOLE
        rows = [sides(line((_title(board), "header2")), _asked(board), width, "header2")]
        rows += self._upper(board, width, whole=whole)
        rows += [blank(width)] if whole else []
        rows += self._lower(board, width, height - len(rows))
        rows += [blank(width)] * (height - len(rows))
        return rows[:height]

    def _upper_rows(self, height: int) -> int:
        """Rows of title, aging and period, with the blank one below them."""
        return 11 if height >= WHOLE else 7

    def _lower(self, board: Board, width: int, height: int) -> list[Painted]:
        """The lower panels that there is room for."""
        lines = {"attention": board.attention, **self.outlook}
        rows: list[Painted] = []
        for beside in board_panels.layout(self.lower, width, height):
            first, *second = [
                board_panels.paint(
                    shown, self.panels[shown.panel], lines.get(shown.panel), board.currency,
                    here=self.panel == shown.panel, plain=self.plain,
                )
                for shown in beside
            ]  # fmt: skip
            rows += _beside(first, second[0], beside[0].width, width) if second else first
        return rows

    def _upper(self, board: Board, width: int, *, whole: bool) -> list[Painted]:
        """Aging and the period side by side; on a narrow screen the one that is looked at."""
        if width >= LEFT + RIGHT:
            left = width * LEFT // (LEFT + RIGHT)
            aging = self._aging(board, left, whole=whole)
            return _beside(aging, self._work(board, width - left), left, width)
        if self.panel == "work":
            return self._work(board, width)
        return self._aging(board, width, whole=whole)

    def _mark(self, panel: str, at: int) -> tuple[str, str]:
        """The cursor's mark before a row, and the row's style."""
        here = panel == self.panel and at == self.panels[panel].current
        return (" > ", "selected") if here else ("   ", "")

    def _aging(self, board: Board, width: int, *, whole: bool) -> list[Painted]:
        largest = max((each.minor or 0 for each in board.aging), default=0)
        rows = [
            pad(line((f" AGING in {board.currency}, less what is pending", "head")), width)
        ]
        for at, each in enumerate(board.aging):
            mark, style = self._mark("aging", at)
            minor = each.minor or 0
            words = f"{fit(_label(each.words), LABEL)}{right(amount(minor, board.currency), AMOUNT)} "
            room = width - len(mark) - columns_of(words) - 2
            plot = bar(minor, largest, room, plain=self.plain)
            rows.append(pad(line((mark + words, style), plot), width))
        ends = (("unappl.", -board.unapplied), ("balance", board.balance)) if whole else ()
        for label, minor in ends:
            words = f"   {fit(label, LABEL)}{right(amount(minor, board.currency), AMOUNT)}"
            rows.append(pad(line((words, "dim")), width))
        return rows

    def _work(self, board: Board, width: int) -> list[Painted]:
        rows = [pad(line((TITLES[board.name], "head")), width)]
        for at, each in enumerate(board.work):
            mark, style = self._mark("work", at)
            room = width - 2 - PERIOD_LABEL
            calls = spark(board.period.calls, plain=self.plain)[-(room - 5) :]
            words = _figures(each, board, each.detail if at else calls, room)
            if self._waiting:
                words = "" if at else "reading"
            label = max(8, min(PERIOD_LABEL, width - 2 - columns_of(words)))
            bad = "bad" if each.number and each.view.startswith("is:broken") else ""
            rows.append(
                pad(
                    line((f"{mark[1:]}{fit(each.words, label)}", style), (words, bad)),
                    width,
                )
            )
        return rows


def _label(label: str) -> str:
    return label.replace("_", " ")


def _title(board: Board) -> str:
    place = board.currencies.index(board.currency) + 1
    several = f" ({place} of {len(board.currencies)})" if len(board.currencies) > 1 else ""
    month = MONTHS[board.as_of.month - 1]
    return f" {month} {board.as_of.year}   {board.whose}   {board.currency}{several}"


def _asked(board: Board) -> str:
    return f"as of {long_day(board.as_of)}"


def _figures(each: Line, board: Board, more: str, room: int) -> str:
    """What stands behind a line of the period; beside money more is said only where there is room."""
    number = str(each.number) if each.number or each.minor is None else ""
    if each.minor is None:
        return f"{right(number, 3)}  {fit_words(more, room - 5)}".rstrip()
    words = f"{right(number, 3)}  {right(amount(each.minor, board.currency), 13)}"
    whole = f"{words} {more}".rstrip()
    return whole if columns_of(whole) <= room else words


def _beside(
    left: Sequence[Painted], other: Sequence[Painted], columns: int, width: int
) -> list[Painted]:
    """Two panels side by side; the shorter one is filled up."""
    rows = []
    for at in range(max(len(left), len(other))):
        one = left[at] if at < len(left) else blank(columns)
        two = other[at] if at < len(other) else (Span(""),)
        rows.append(pad((*one, *two), width))
    return rows
