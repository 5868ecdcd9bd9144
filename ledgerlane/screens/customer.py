"""Area 2: one account: its invoices, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerlane.domain.account import Item
from ledgerlane.domain.plain_text import width as cells_wide
from ledgerlane.screens.account_lines import (
    LEAST_NOTE,
    customer_head,
    history_lines,
    item_columns,
    item_heading,
    item_line,
    next_line,
    promises_line,
    script_lines,
)
from ledgerlane.screens.painting import (
    Line,
    Span,
    amount,
    blank,
    indented,
    line,
    pad,
    rule,
    short_day,
    wrap,
)
from ledgerlane.screens.queue import QueueArea
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Choice, Option, Reader
from ledgerlane.screens.widgets.table import Table
from ledgerlane.screens.work import Seen, Target

HINTS = tuple(
    "go.open queue.promise queue.no_answer queue.voicemail queue.log queue.dispute queue.mail "
    "customer.history queue.plan queue.write_off queue.copy queue.next_account "
    "queue.previous_account".split()
)


MOST_CASH = 2
"""Receipts posted here that have a row each."""

LEAST_SIDE = 36
"""Columns under which the history stands below the invoices, not beside them."""


@dataclass
class CustomerArea:
    """The account that the queue's cursor is on, or one that was gone to by name."""

    shell: Shell
    queue: QueueArea
    chosen: Target | None = None
    seen: Seen | None = None
    interest: str = ""
    listing: Table[Item] = field(default_factory=Table)
    name: str = "customer"
    hints: tuple[str, ...] = HINTS
    first_row: int = 6

    @property
    def table(self) -> Table[Item]:
        """The invoices."""
        return self.listing

    def targets(self) -> list[Target]:
        """The account on the screen; marks of the queue do not count here."""
        return [self.seen.target] if self.seen is not None else []

    async def open(self, target: Target) -> None:
        """Show this account; the queue's cursor goes there when it is in the list."""
        self.chosen = None if await self.queue.select(target) else target
        await self.shell.go("customer")

    def choose(self, title: str, none: str, found: Sequence[tuple[Target, str]]) -> None:
        """Show a list of accounts, each with words; Enter opens one. ``none`` is said of an empty one."""
        if not found:
            self.shell.refuse(none)
            return

        async def done(chosen: list[Target]) -> None:
            self.shell.overlay = None
            await self.open(chosen[0])

        options = [Option(target.words, target, words) for target, words in found]
        self.shell.overlay = Choice(title, options, done)

    def point_at(self, text: str) -> None:
        """Put the cursor on the invoice that was looked for, by its number or its last digits."""
        items = self.seen.items if self.seen is not None and len(text) > 3 else ()
        for at, item in enumerate(items):
            if item.number.casefold().endswith(text.casefold()):
                self.listing.go(at)
                return

    async def show(self) -> None:
        """Load the account when it is another one than before."""
        await self.queue.show()
        wanted = self.chosen
        if wanted is None:
            row = self.queue.listing.selected
            wanted = (
                Target(row.customer, row.currency, row.number, row.name) if row else None
            )
        if wanted is None:
            self.seen = None
        elif self.seen is None or self.seen.target != wanted:
            work = self.shell.work
            self.seen = await work.do(work.office.account, wanted)
            self.interest = (await work.do(work.office.interest, wanted)).line
            self.listing.replace(len(self.seen.items), 0, self.seen.items)
            self.listing.current = self.listing.top = 0

    async def changed(self) -> None:
        """Something was recorded: read the account again."""
        if self.seen is not None:
            work = self.shell.work
            self.seen = await work.do(work.office.account, self.seen.target)
            self.interest = (await work.do(work.office.interest, self.seen.target)).line
            self.listing.replace(len(self.seen.items), 0, self.seen.items)
        await self.queue.changed()

    async def ready(self) -> None:
        """The invoices are all here."""

    async def later(self) -> bool:
        """How long the queue is."""
        return await self.queue.later()

    async def reload(self) -> None:
        """Read everything again."""
        await self.queue.reload()
        await self.changed()

    async def step(self, by: int) -> bool:
        """The next or previous account of the queue."""
        if self.chosen is not None:
            self.chosen = None
            return True
        return self.queue.listing.move(by)

    async def do(self, action: str) -> bool:
        """Enter: everything about the invoice under the cursor; history and script to read."""
        if action not in ("go.open", "customer.history", "customer.script"):
            return False
        if self.seen is None:
            return False
        if action == "customer.script":
            self._read_script(self.seen)
            return True
        item = self.listing.selected
        if action == "go.open" and item is not None:
            work, target = self.shell.work, self.seen.target
            told = await work.do(work.office.invoice, target, item.ref)
            room = self.shell.width - 1
            rows = [line(text) for each in told for text in indented(f" {each}", room)]
            self.shell.overlay = Reader(f"{item.number} of {target.words}", rows)
            return True
        rows = history_lines(self.seen.history, self.shell.work.today, self.shell.width)
        title = f"History of {self.seen.target.words}"
        self.shell.overlay = Reader(title, rows or [line("  nothing recorded yet")])
        return True

    def paint(self, width: int, height: int) -> list[Line]:
        """Head, invoices, standing, history, next; history beside the invoices when wide."""
        seen = self.seen
        if seen is None:
            return [pad(line(("   no account: g goes to one", "dim")), width)]
        place = f"queue {self.queue.listing.current + 1} of {self.queue.listing.count}"
        rows = customer_head(
            seen, place if self.chosen is None else "not in this view", width
        )
        rows.append(self._rule(seen, width))
        self.first_row = len(rows) + 2
        room = height - len(rows)
        left = self._left_width(seen, width)
        if left:
            body = self._left(seen, left, room)
            side = self._side(seen, width - left - 2, room)
            rows += [
                (*pad(a, left), Span("│ ", "rule"), *b)
                for a, b in zip(body, side, strict=True)
            ]
        else:
            rows += self._stacked(seen, width, room)
        return rows[:height]

    def _rule(self, seen: Seen, width: int) -> Line:
        """The rule over the invoices: where we are among them, and what is open altogether."""
        if not seen.items:
            return rule(width)
        currency = seen.target.currency
        open_ = amount(sum(item.open.minor for item in seen.items), currency)
        words = (
            f" {self.listing.current + 1} of {len(seen.items)}: {open_} {currency} open "
        )
        [(dashes, style)] = rule(max(3, width - len(words) - 3))
        return pad((Span(dashes, style), Span(words, "head"), *rule(3)), width)

    def _left_width(self, seen: Seen, width: int) -> int:
        """Columns for the invoices beside the history; 0: one stands above the other.

        The history gives way to the figures, down to `LEAST_SIDE`.
        """
        if width < 120:
            return 0
        needed = item_columns(seen.items, self.shell.work.today, width).columns
        left = max(width * 9 // 16, needed + LEAST_NOTE)
        return left if width - left - 2 >= LEAST_SIDE else 0

    def _read_script(self, seen: Seen) -> None:
        """Every talking point, none of them cut."""
        if not seen.script:
            self.shell.refuse(f"there is no script for {seen.target.words}")
            return
        room, rows = self.shell.width - 6, list[Line]()
        for at, said in enumerate(seen.script, start=1):
            first, *more = wrap(said, room)
            rows += [line(f"  {at}  {first}"), *(line(f"     {text}") for text in more)]
        self.shell.overlay = Reader(f"Script: {seen.target.words}", rows)

    def _invoices(self, seen: Seen, width: int, most: int) -> list[Line]:
        today = self.shell.work.today
        self.listing.height = max(1, min(most, self.listing.count))
        self.listing.settle()
        notes = dict(seen.item_notes)
        shown = item_columns(seen.items, today, width)
        rows = [item_heading(shown, width)]
        for at in range(
            self.listing.top,
            min(self.listing.count, self.listing.top + self.listing.height),
        ):
            item = seen.items[at]
            here = at == self.listing.current
            note = notes.get(item.ref, "")
            rows.append(item_line(item, note, today, shown, width, here))
        if not seen.items:
            rows.append(pad(line(("   nothing open", "dim")), width))
        return rows

    def _foot(self, seen: Seen, width: int, most: int) -> list[Line]:
        """Script and next steps, in at most so many rows."""
        rows = self._script(seen, width, most - 1)
        rows.append(next_line(seen, self.shell.work.today, width))
        return [pad(row, width) for row in rows]

    def _script(self, seen: Seen, width: int, most: int) -> list[Line]:
        if not seen.script:
            return []
        key = self.shell.keymap.key_of("customer.script")
        rest = f" {key}: all " if key else ""
        return script_lines(seen, width, " SCRIPT ", most, rest=rest)

    def _steps(self, seen: Seen, width: int) -> list[Line]:
        """The steps ahead and the talking points, one a row, where there is room."""
        today = self.shell.work.today
        rows = [line((" NEXT STEPS", "head"))]
        if seen.next_words or seen.next_day:
            when = short_day(seen.next_day, today)
            rows.append(line(f"  > {when:<10}", (seen.next_words, "title")))
        rows += [
            line(f"    {short_day(day, today):<10}", words) for day, words in seen.ahead
        ]
        if len(rows) == 1:
            rows.append(line(("    no next step", "dim")))
        if seen.script:
            rows += [blank(width), line((" SCRIPT", "head"))]
            for at, said in enumerate(seen.script, start=1):
                first, *more = wrap(said, width - 6)
                rows += [line(f"  {at}  {first}"), *(line(f"     {text}") for text in more)]
        return [pad(row, width) for row in rows]

    def _standing(self, seen: Seen, width: int) -> list[Line]:
        rows = [pad(line((" CLAIM ", "head"), claim), width) for claim in seen.claims[:2]]
        rows += [pad(line((" CASE ", "head"), case), width) for case in seen.cases[:2]]
        rows += [pad(line((" CASH ", "head"), text), width) for text in _cash(seen.cash)]
        rows += [pad(line((" ZONE ", "head"), seen.zone), width)] if seen.zone else []
        if seen.estimate:
            rows.append(pad(line((" ESTIMATE ", "head"), seen.estimate), width))
        words = promises_line(seen, width - 1, seen.risk_words if width < 100 else "")
        rows.append(pad(line(" " + words), width))
        if self.interest:
            hint = "   :interest" if cells_wide(self.interest) + 13 <= width else ""
            rows.append(pad(line(" " + self.interest, (hint, "dim")), width))
        return rows

    def _stacked(self, seen: Seen, width: int, room: int) -> list[Line]:
        standing = self._standing(seen, width)
        history = history_lines(seen.history, self.shell.work.today, width)
        taken = len(seen.items) + len(standing) + max(1, len(history)) + 2
        foot = self._foot(seen, width, max(2, min(4, room - taken)))
        free = room - len(standing) - len(foot) - 2
        invoices = max(2, min(len(seen.items), free - min(len(history), 5)))
        rows = [*self._invoices(seen, width, invoices), *standing]
        rows.append(pad(line((" HISTORY", "head")), width))
        rows += history[: max(0, room - len(rows) - len(foot))]
        if not history:
            rows.append(pad(line(("  nothing recorded yet", "dim")), width))
        rows = rows[: room - len(foot)]
        return [*rows, *foot, *[blank(width)] * (room - len(rows) - len(foot))]

    def _left(self, seen: Seen, width: int, room: int) -> list[Line]:
        standing = self._standing(seen, width)
        rows = self._invoices(seen, width, room - len(standing) - 3)
        rows += [blank(width), *standing]
        return (rows + [blank(width)] * room)[:room]

    def _side(self, seen: Seen, width: int, room: int) -> list[Line]:
        foot = self._steps(seen, width)
        rows = [pad(line((" HISTORY", "head")), width)]
        rows += history_lines(seen.history, self.shell.work.today, width)[
            : max(3, room - len(foot) - 2)
        ]
        rows += [blank(width), *foot]
        return (rows + [blank(width)] * room)[:room]


def _cash(lines: Sequence[str]) -> Sequence[str]:
    """One receipt a row; of several their number, whose words ``:bounced`` lists."""
    if len(lines) <= MOST_CASH:
        return lines
    return [f"{len(lines)} receipts posted, not in the books yet"]
