"""Lists by name of what no area of its own shows: recoveries, invoice quality, what became of mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import Line, fold, line, pad, sides
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import Target

HINTS = ("lists.record", "lists.back", "go.open")
LEAST_NAME = 10


class PageLine(NamedTuple):
    """One row: whose it is, what its columns say."""

    id: str
    target: Target | None
    cells: tuple[str, ...]


class Page(NamedTuple):
    """A list as it was read. ``columns``: heading and width, negative for amounts, 0 for the name.

    ``records`` and ``backs`` say what the two keys do here; ``""``: nothing.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    lines: Sequence[PageLine]
    nothing: str
    records: str = ""
    backs: str = ""


class PageField(NamedTuple):
    """A field of what is recorded on a page."""

    label: str
    text: str
    advice: str


def columns(page: Page, width: int) -> list[Column]:
    """The page's columns; the name has what the others leave."""
    taken = sum(abs(size) for _, size in page.columns) + len(page.columns) + 2
    name = max(LEAST_NAME, min(30, width - taken))
    return [Column(heading, abs(size) or name, size < 0) for heading, size in page.columns]


@dataclass
class PageArea(Listed[PageLine]):
    """The list above, the selected line in words below; Enter opens its account."""

    customer: CustomerArea
    which: str = ""
    name: str = "lists"
    hints: tuple[str, ...] = HINTS
    _page: Page | None = None
    _below: tuple[str, Sequence[str]] | None = None

    async def show(self) -> None:
        """Read the page once, and what is said of the selected line."""
        work = self.shell.work
        if not self.fresh:
            self._page = await work.aside(work.office.page, self.which)
            self.listing.replace(len(self._page.lines), 0, self._page.lines)
            self.fresh, self._below = True, None
        chosen = self.listing.selected
        if chosen is None:
            self._below = None
        elif self._below is None or self._below[0] != chosen.id:
            told = await work.do(work.office.page_below, self.which, chosen.id)
            self._below = chosen.id, told

    def targets(self) -> list[Target]:
        """Whose line it is."""
        chosen = self.listing.selected
        return [chosen.target] if chosen is not None and chosen.target is not None else []

    async def do(self, action: str) -> bool:
        """Record something, take it back; Enter opens the account."""
        if action == "go.open":
            for target in self.targets():
                await self.customer.open(target)
            return True
        if not action.startswith("lists."):
            return False
        page, what = self._page, action.removeprefix("lists.")
        does = page and (page.records if what == "record" else page.backs)
        chosen = self.listing.selected
        if not page or not does:
            self.shell.refuse("nothing is recorded here: enter opens the account")
        elif not self.is_readonly():
            await self._form(what, does, chosen.id if chosen is not None else "")
        return True

    async def _form(self, what: str, title: str, id_: str) -> None:
        work = self.shell.work
        fields = await work.do(work.office.page_fields, self.which, what, id_)

        async def preview(values: dict[str, str]) -> list[str]:
            return [f"{name}: {text}" for name, text in values.items() if text]

        async def done(values: dict[str, str]) -> None:
            words = await work.do(work.office.page_do, self.which, what, id_, values)
            self.shell.overlay = None
            await self.reload()
            self.shell.say(words)

        form = Form(
            f"{title} {id_}".strip(), [Field(*each) for each in fields], preview, done
        )
        form.hint = "tab next field   enter record   esc leave"
        await self.shell.fill(form)

    def paint(self, width: int, height: int) -> list[Line]:
        """The list above, the selected line below."""
        page = self._page
        if page is None:
            return [pad(line(" reading ..."), width)]
        lower = min(height - 6, max(7, height * 2 // 5))
        self.settle(height, lower)
        does = [
            f"{key} {words}"
            for key, words in (("a", page.records), ("d", page.backs))
            if words
        ]
        head = sides(
            line((f" {page.title}", "header2")), "   ".join(does), width, "header2"
        )
        shown = columns(page, width)
        rows = self.upper(head, shown, lambda each: [Cell(text) for text in each.cells], width, page.nothing)  # fmt: skip
        if self._below is not None:
            told = [line((f" {text}", "" if at else "title")) for at, text in enumerate(self._below[1])]  # fmt: skip
            rows += [pad(row, width) for part in told for row in fold(part, width, 3)]
        return rows[:height]
