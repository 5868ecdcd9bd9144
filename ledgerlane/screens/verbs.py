"""Everything a key or a name from the command list does on more than one screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from ledgerlane.screens.asking import Asking
from ledgerlane.screens.casework import Casework
from ledgerlane.screens.crediting import Crediting
from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import ONE_KEY, OPENERS, Drafting
from ledgerlane.screens.finder import Finder
from ledgerlane.screens.finishing import Finishing
from ledgerlane.screens.help import help_lines, why_lines
from ledgerlane.screens.keys import Key
from ledgerlane.screens.painting import Line, amount, indented, line, short_day
from ledgerlane.screens.queue import QueueArea
from ledgerlane.screens.registry import AREAS, NAMED, Binding
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.tour import Tour
from ledgerlane.screens.widgets.overlay import Choice, Option, Prompt, Reader
from ledgerlane.screens.work import Target

Verb = Callable[[], Awaitable[None]]


@dataclass
class Verbs:
    """The verbs that `Shell.run` finds by their binding's id."""

    shell: Shell
    queue: QueueArea
    customer: CustomerArea
    drafting: Drafting
    asking: Asking
    finishing: Finishing
    casework: Casework

    def all(self) -> dict[str, Verb]:
        """Binding id → what it does."""
        shell, drafting, asking = self.shell, self.drafting, self.asking
        verbs: dict[str, Verb] = {
            **{id_: partial(drafting.one_key, code) for id_, code in ONE_KEY.items()},
            **{id_: partial(drafting.open, text) for id_, text in OPENERS.items()},
            **{f"area.{name}": partial(shell.go, name) for name in AREAS},
            "app.tour": self.tour,
            "queue.plan": asking.plan,
            "queue.write_off": asking.write_off,
            "queue.hold": asking.hold,
            "queue.release": asking.release,
            "queue.no_next": asking.no_next,
            "queue.interest": self.interest,
            "queue.propose_interest": asking.propose_interest,
            "queue.contact": asking.contact,
            "queue.dial": asking.dial,
            "queue.stop": asking.stop_contact,
            "queue.resume": asking.resume_contact,
            "queue.dial_next": self.dial_next,
            "queue.settle": self.finishing.settle,
            "queue.withdraw": self.finishing.withdraw,
            "queue.reverse": self.finishing.reverse,
            "queue.deductions": self.finishing.deductions,
            "queue.disputes": self.finishing.disputes,
            "queue.complaint": self.casework.opener("complaint"),
            "queue.support": self.casework.opener("support"),
            "queue.legal": self.casework.opener("legal"),
            "queue.review": self.casework.opener("review"),
            "queue.goods_back": self.casework.opener("goods back"),
            "queue.place": self.casework.opener("placement"),
            "queue.recall": self.casework.stepper("placement", "recall"),
            "queue.remit": self.casework.stepper("placement", "remit"),
            "queue.agency_says": self.casework.stepper("placement", "status"),
            "queue.placements": self.casework.placements,
            "queue.proposed": self.casework.proposed,
            "queue.credit": self.casework.opener("credit"),
            "queue.credit_decision": Crediting(self.casework).decide,
            "area.groups": self.casework.groups,
            "area.legal": self.finishing.suits,
            "area.tasks": self.finishing.tasks,
            "queue.cases": self.casework.cases,
            "queue.why": self.why,
            "queue.copy": self.copy,
            "queue.next_account": partial(self.next_account, 1),
            "queue.previous_account": partial(self.next_account, -1),
            "app.undo": drafting.undo,
            "app.redo": drafting.redo,
            "app.help": self.help,
            "app.keys": self.help,
            "app.commands": self.commands,
            "app.export": self.export,
            "app.refresh": self.refresh,
            "app.sync": self.shell.exchanging.ask,
            "go.account": self.go_to,
            "go.back": shell.back,
            "go.out": self.out,
            "go.open": self.nothing_to_open,
        }
        for id_, by in (("go.down", 1), ("go.up", -1)):
            verbs[id_] = partial(self.move, by)
        for id_, by in (("go.page_down", 1), ("go.page_up", -1)):
            verbs[id_] = partial(self.page, by)
        verbs["go.first"] = partial(self.move, -(10**9))
        verbs["go.last"] = partial(self.move, 10**9)
        return verbs

    # --- moving -------------------------------------------------------------------------

    async def move(self, by: int) -> None:
        """Move the cursor of the list."""
        table = self.shell.area.table
        if abs(by) > 1:
            await self.shell.area.ready()
        if table is not None:
            table.move(by)

    async def page(self, by: int) -> None:
        """Move by a page."""
        await self.shell.area.ready()
        table = self.shell.area.table
        if table is not None:
            table.page(by)

    async def next_account(self, by: int) -> None:
        """The next or previous account of the list."""
        if not await self.drafting.step(by):
            self.shell.refuse(
                "that was the last account" if by > 0 else "this is the first one"
            )

    async def dial_next(self) -> None:
        """Go on to the next account and dial it."""
        if await self.drafting.step(1):
            await self.asking.dial()
        else:
            self.shell.refuse("that was the last account")

    async def nothing_to_open(self) -> None:
        """Enter where there is nothing under it."""

    async def out(self) -> None:
        """Esc and q: first close what is narrowed down here, then go back."""
        if self.shell.area_name == "queue":
            if not await self.queue.clear():
                self.shell.say("ctrl+q quits")
        else:
            await self.shell.back()

    async def go_to(self) -> None:
        """Find an account by number, name, invoice or phone, as one types."""

        async def done(target: Target, typed: str) -> None:
            self.shell.overlay = None
            await self.customer.open(target)
            self.customer.point_at(typed)

        self.shell.overlay = Finder(self.shell, "Go to", done)

    # --- reading ------------------------------------------------------------------------

    def target(self) -> Target | None:
        """The account a question is about."""
        targets = self.shell.area.targets()
        if not targets:
            self.shell.refuse("no account is selected; g goes to one")
        return targets[0] if targets else None

    async def why(self) -> None:
        """Why this account now, rule by rule."""
        target = self.target()
        if target is not None:
            work = self.shell.work
            points = await work.do(work.office.why, target)
            rows = why_lines(points, self.shell.width)
            self.shell.overlay = Reader(f"Why now: {target.words}", rows)

    async def interest(self) -> None:
        """What late interest the account bears, segment by segment."""
        target = self.target()
        if target is None:
            return
        work = self.shell.work
        found = await work.do(work.office.interest, target)
        if not found.rows:
            self.shell.refuse(
                "the book charges this customer no interest (policy: interest.regime)"
            )
            return
        rows = [
            line(text) for row in found.rows for text in indented(row, self.shell.width - 1)
        ]
        self.shell.overlay = Reader(f"Late interest: {target.words}", rows)

    async def help(self) -> None:
        """The keys of this screen."""
        shell = self.shell
        rows = help_lines(shell.keymap, shell.area_name, shell.width)
        shell.overlay = Reader(f"Keys in {shell.area_name}", rows)

    async def tour(self) -> None:
        """Begin the tour; in it, go on or leave it."""
        shell, tour = self.shell, self.shell.tour
        if tour is None:
            if not shell.work.about.practice or shell.modes.readonly:
                shell.refuse("the tour records things: ledgerlane demo --tutorial has it")
                return
            shell.tour = Tour()
            return

        async def done(chosen: list[bool]) -> None:
            shell.overlay = None
            if chosen[0]:
                tour.skip()
            else:
                shell.tour = None

        options = [
            Option("next", True, "the next lesson"),
            Option("leave", False, "end the tour"),
        ]
        shell.overlay = Choice("Tour", options, done)

    async def commands(self) -> None:
        """Everything by name; the list shows each one's key."""
        shell = self.shell
        heard = (*shell.keymap.of(shell.area_name), *self._named())
        options = [
            Option(f"{b.short}", b, f"{shell.keymap.key_of(b.id):<7} {b.words}")
            for b in heard
            if not b.id.startswith("go.") or b.id in ("go.account", "go.back")
        ]

        async def done(chosen: list[Binding]) -> None:
            shell.overlay = None
            await shell.run(chosen[0])
            key = shell.keymap.key_of(chosen[0].id)
            if key and not shell.message[0]:
                shell.say(f"next time: {key}", "dim")

        shell.overlay = Choice("Command", options, done)

    def _named(self) -> list[Binding]:
        scopes = {b.scope for b in self.shell.keymap.of(self.shell.area_name)}
        return [b for b in NAMED if b.scope in scopes]

    async def copy(self) -> None:
        """Phone, mail, invoice or summary to the terminal's clipboard."""
        target = self.target()
        if target is None:
            return
        work = self.shell.work
        seen = await work.do(work.office.account, target)
        item = (
            self.customer.listing.selected if self.shell.area_name == "customer" else None
        )
        item = item or next(iter(seen.items), None)
        contact, today = seen.customer.contact, work.today
        summary = (
            f"{target.words}: overdue {amount(seen.overdue, target.currency)} {target.currency}; "
            f"last: {seen.last or 'nothing'}; next: {seen.next_words or 'nothing'} "
            f"{short_day(seen.next_day, today)}"
        )
        self.shell.overlay = Copy(
            self.shell,
            {
                "p": ("phone", contact.phone),
                "m": ("mail", contact.email),
                "i": ("invoice", item.number if item is not None else ""),
                "s": ("summary", summary.strip()),
            },
        )

    async def export(self) -> None:
        """What is shown, as CSV, to a file the person names."""
        shell, work = self.shell, self.shell.work
        what = {
            "plans": "plans",
            "customer": "items",
            "queue": "queue",
            "board": "board",
        }.get(shell.area_name)
        if what is None:
            shell.refuse("nothing to export here; 1 goes to the queue, x there exports it")
            return
        target = next(iter(shell.area.targets()), None) if what == "items" else None

        async def done(path: str) -> None:
            shell.say(await work.do(work.office.export, what, target, path))

        shell.overlay = Prompt(
            f"export {what} to", done, text=f"{what}.csv", needed="a file name"
        )

    async def refresh(self) -> None:
        """Paint everything anew and read what others changed."""
        work = self.shell.work
        await work.do(work.office.refresh)
        await self.shell.area.reload()
        await self.shell.notice()
        self.shell.effect("redraw")
        self.shell.say("read again")


class Copy:
    """Waits for the letter that says what to copy."""

    entry = None

    def __init__(self, shell: Shell, values: dict[str, tuple[str, str]]) -> None:
        self.shell, self.values = shell, values
        self.hint = "p phone  m mail  i invoice  s summary  esc leave"

    async def press(self, key: Key) -> bool:
        """Copy, and say what."""
        found = self.values.get(key.name)
        if found is None:
            return key.name not in ("escape", "q")
        label, value = found
        if value:
            self.shell.effect("copy", value)
            self.shell.say(f"{label} sent to the terminal's clipboard: {value}")
        else:
            self.shell.refuse(f"no {label} is known")
        return False

    def paint(self, width: int, height: int) -> list[Line]:
        """Only the key line changes."""
        del width, height
        return []
