"""Area 1: who is to be called now, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.plain_text import width as cells_wide
from ledgerlane.screens.account_lines import peek
from ledgerlane.screens.painting import Line, blank, line, pad, rule, sides
from ledgerlane.screens.queue_columns import WIDE, cells, columns
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.views import SORTED
from ledgerlane.screens.widgets.overlay import Choice, Option, Prompt
from ledgerlane.screens.widgets.table import Table, heading
from ledgerlane.screens.work import Opened, Row, Seen, Target, target_of

SORTS = (
    ("priority", "what matters most first"),
    ("-open", "largest overdue first"),
    ("-old", "oldest first"),
    ("name", "by name"),
    ("next", "by next step's day"),
)
HINTS = tuple(
    "go.open queue.promise queue.no_answer queue.voicemail queue.log queue.mail list.mark "
    "list.filter queue.views app.undo queue.plan queue.write_off".split()
)


@dataclass
class QueueArea:
    """The worklist with a look at the selected account."""

    shell: Shell
    view: str = ""
    view_name: str = "My day"
    sort: str = ""
    filter: str = ""
    scope: str = ""
    listing: Table[Row] = field(default_factory=Table)
    again: bool = False
    opened: Opened = field(default_factory=lambda: Opened(0))
    marks: dict[Target, None] = field(default_factory=dict)
    buckets: bool | None = None
    name: str = "queue"
    hints: tuple[str, ...] = HINTS
    first_row: int = 3
    done: int | None = None
    _fresh: bool = False
    _peek: tuple[Target, Seen] | None = None
    _acts_for: frozenset[str] = frozenset()

    @property
    def table(self) -> Table[Row]:
        """The list."""
        return self.listing

    @property
    def question(self) -> str:
        """The view, filter, sort and scope as one text."""
        sort = f"sort:{self.sort}" if self.sort else ""
        parts = (self.view, self.filter, self.scope, sort)
        return " ".join(part for part in parts if part)

    async def show(self) -> None:
        """Load the rows on the glass and the selected account."""
        work, table = self.shell.work, self.listing
        if not self._fresh:
            self.opened = await work.do(work.office.queue, self.question, self.again)
            table.replace(self.opened.rows, 0, self.opened.first)
            self._fresh, self.again = True, False
        table.height = self._list_height()
        table.settle()
        if table.current + 2 * table.height >= table.count:
            await self.ready()
        wanted = table.missing()
        if wanted is not None:
            rows = await work.do(work.office.queue_rows, *wanted)
            table.replace(table.count, wanted[0], rows)
        if self.done is None:
            self.done = await work.do(work.office.done_today)
            self._acts_for = await work.do(work.office.acts_for)
        row = table.selected
        if row is None:
            self._peek = None
        elif self._peek is None or self._peek[0] != target_of(row):
            target = target_of(row)
            self._peek = target, await work.do(work.office.account, target)

    async def ready(self) -> None:
        """Wait until the whole list can be moved in."""
        if not self.opened.counted:
            work, table = self.shell.work, self.listing
            self.opened = await work.do(work.office.queue_counted)
            table.replace(self.opened.rows, table.start, table.rows)

    async def later(self) -> bool:
        """What could wait until the first rows were painted; whether there was anything."""
        waited = not self.opened.counted
        await self.ready()
        return waited

    async def reload(self) -> None:
        """Read the list again; the cursor stays on its account."""
        row = self.listing.selected
        self._fresh, self.again, self._peek, self.done = False, True, None, None
        await self.show()
        if row is not None:
            await self.select(target_of(row))

    async def changed(self) -> None:
        """Rows may read otherwise now; the order stays, so nothing moves under the hand."""
        self.listing.rows, self._peek, self.done = (), None, None

    async def select(self, target: Target) -> bool:
        """Put the cursor on an account, if it is in the list."""
        at = await self.shell.work.do(self.shell.work.office.queue_place, target)
        if at is None:
            return False
        self.listing.go(at)
        return True

    def targets(self) -> list[Target]:
        """The marked accounts, else the selected one."""
        if self.marks:
            return list(self.marks)
        row = self.listing.selected
        return [target_of(row)] if row is not None else []

    async def step(self, by: int) -> bool:
        """The next or previous account; whether there is one."""
        return self.listing.move(by)

    async def do(self, action: str) -> bool:
        """Marks, filter, sort, views."""
        handler = {
            "list.mark": self._mark,
            "list.mark_all": self._mark_all,
            "list.filter": self._filter,
            "list.sort": self._sort,
            "queue.views": self._views,
            "queue.save_view": self._save_view,
            "queue.columns": self._columns,
            "go.open": self._open,
            "queue.everyone": self._everyone,
            "queue.mine": self._mine,
        }.get(action)
        if handler is None:
            return False
        await handler()
        return True

    async def clear(self) -> bool:
        """Esc: drop the marks, then the filter; False when there was neither."""
        if self.marks:
            self.marks.clear()
            return True
        if self.filter:
            await self._asked(filter_="")
            return True
        return False

    async def _open(self) -> None:
        if self.listing.selected is not None:
            await self.shell.go("customer")

    async def _mark(self) -> None:
        row = self.listing.selected
        if row is None:
            return
        target = target_of(row)
        if target in self.marks:
            del self.marks[target]
        else:
            self.marks[target] = None
        self.listing.move(1)

    async def _mark_all(self) -> None:
        if self.marks:
            self.marks.clear()
            return
        await self.ready()
        if self.listing.count > MOST_MARKED:
            self.shell.refuse(
                f"{self.listing.count} accounts: filter to {MOST_MARKED} or fewer first"
            )
            return
        work = self.shell.work
        rows = await work.do(work.office.queue_rows, 0, self.listing.count)
        self.marks = dict.fromkeys(target_of(row) for row in rows if row is not None)

    async def _asked(self, **changes: str) -> None:
        before = {name: getattr(self, name.rstrip("_")) for name in changes}
        self._put(changes)
        place = self.listing.current, self.listing.top
        self.listing.current = self.listing.top = 0
        try:
            await self.show()
        except Refused:  # what was asked makes no sense: the list stays as it was
            self._put(before)
            self._fresh = True
            self.listing.current, self.listing.top = place
            raise

    def _put(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            setattr(self, name.rstrip("_"), value)
        self._fresh = False

    async def open_view(self, name: str, text: str) -> None:
        """Show the accounts of a view that has no name of its own, as the board's lines are."""
        self.view_name = name
        self.marks.clear()
        await self._asked(view=text, filter_="", sort="", scope="")

    async def _filter(self) -> None:
        async def live(text: str) -> None:
            await self._asked(filter_=text.strip())

        async def done(text: str) -> None:
            if text.strip() != self.filter:
                await live(text)

        self.shell.overlay = Prompt("filter", done, text=self.filter, live=live)

    async def _sort(self) -> None:
        async def done(chosen: list[str]) -> None:
            await self._asked(sort=chosen[0])

        options = [Option(label, label, hint) for label, hint in SORTS]
        self.shell.overlay = Choice("Sort by", options, done)

    async def _views(self) -> None:
        views = await self.shell.work.do(self.shell.work.office.views)

        async def done(chosen: list[str]) -> None:
            self.view_name = chosen[0]
            self.marks.clear()
            await self._asked(view=views.get(chosen[0], ""), filter_="", sort="", scope="")

        options = [Option(name, name, text) for name, text in views.items()]
        self.shell.overlay = Choice("View", options, done)

    async def _save_view(self) -> None:
        text = self.question

        async def done(name: str) -> None:
            await self.shell.work.do(self.shell.work.office.save_view, name, text)
            self.view_name = name
            self.shell.say(f"view {name!r} saved: {text}; start with it: --view {name}")

        self.shell.overlay = Prompt("name of this view", done, needed="a name, please")

    async def _columns(self) -> None:
        self.buckets = not self._with_buckets(self.shell.width)

    async def _everyone(self) -> None:
        await self._asked(scope="owner:all")

    async def _mine(self) -> None:
        await self._asked(scope="owner:mine")

    def _order(self) -> str:
        """The order in force: the one chosen, else the view's own."""
        said = SORTED.findall(self.question)
        return said[-1] if said else "priority"

    def _with_buckets(self, width: int) -> bool:
        return width >= WIDE if self.buckets is None else self.buckets and width >= WIDE

    def _list_height(self) -> int:
        """Rows for the list: what the peek (a rule and its lines) leaves."""
        height = self.shell.body_height
        return max(3, height - 2 - self._peek_height(height))

    def _peek_height(self, height: int) -> int:
        return 4 if height < 26 else 8

    def paint(self, width: int, height: int) -> list[Line]:
        """View line, headings, rows, rule, peek."""
        today = self.shell.work.today
        buckets = self._with_buckets(width)
        self.listing.height = self._list_height()
        self.listing.settle()
        shown = columns(
            self.listing.on_glass(),
            today,
            width,
            buckets,
            self.opened.mixed,
            self._acts_for,
        )
        count = self.opened.rows
        filter_ = f"   filter: {self.filter}" if self.filter else ""
        marked = f"   {len(self.marks)} marked" if self.marks else ""
        words = f" View: {self.view_name}{_SCOPES.get(self.scope, '')}{filter_}"
        sort = f"   sort: {self._order()}"
        done = f", {self.done} done today" if self.done else ""
        accounts = f"{count} account{'s' if count != 1 else ''}"
        totals = f"{accounts}{done}  {self.opened.totals}".rstrip()
        if cells_wide(words + marked + totals) + 2 > width:
            totals = f"{accounts}  {self.opened.totals}".rstrip()
        if not self.opened.counted:
            totals = "counting"
        rows = [
            sides(
                line(
                    (
                        self._with_cash(
                            words, sort, marked, width - cells_wide(totals) - 2
                        ),
                        "header2",
                    )
                ),
                totals,
                width,
                "header2",
            ),
            heading(shown, width),
        ]
        if count:
            rows += self.listing.paint(
                shown,
                lambda row: cells(row, shown, today, self._acts_for),
                lambda row: target_of(row) in self.marks,
                width,
            )
        else:
            rows += self._nothing(width)
        rows.append(rule(width))
        if self._peek is not None:
            selected = self.listing.selected
            rows += peek(self._peek[1], selected, today, width, height >= 26)
        rows += [blank(width)] * (height - len(rows))
        return rows[:height]

    def _with_cash(self, words: str, sort: str, marked: str, room: int) -> str:
        """The view's words and how fresh the cash is, in full as far as there is room.

        The cash stands before the order: whoever calls must know of what came in.
        """
        cash = f"   {self.opened.cash}" if self.opened.cash else ""
        short = cash.partition(",")[0]
        ways = (sort + marked + cash, sort + marked + short, marked + short, sort + marked)
        fits = (text for text in ways if cells_wide(words + text) <= room)
        return words + next(fits, marked)

    def _nothing(self, width: int) -> list[Line]:
        words = (
            "   nothing matches; esc clears the filter, f picks another view"
            if self.filter or self.view
            else "   nobody to call: the list is empty. :everyone shows every owner's accounts"
        )
        rows = [pad(line((words, "dim")), width)]
        return rows + [blank(width)] * (self.listing.height - 1)


_SCOPES = {"owner:all": ", everyone's", "owner:mine": ", only mine"}
MOST_MARKED = 2000
