"""Area 3: payment plans that are due or at risk, and their instalments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from ledgerlane.screens.asking import Asking
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.painting import (
    Line,
    amount,
    fold,
    line,
    pad,
    right,
    short_day,
    sides,
)
from ledgerlane.screens.widgets.overlay import Ask, Prompt
from ledgerlane.screens.widgets.table import Cell, Column
from ledgerlane.screens.work import PlanLine, Target

HINTS = tuple(
    "go.open queue.promise queue.no_answer plans.new_terms plans.accept plans.break app.undo".split()
)
WATCH_STYLES = {
    "missed": "bad", "broken": "bad", "late": "bad", "short": "warn", "looming": "warn",
    "prepaid": "good", "paid": "good", "dropped": "good",
}  # fmt: skip


RECORD = 22
"""Columns of the track record, from a width of 100."""


def columns(rows: Sequence[PlanLine], today: date, width: int) -> list[Column]:
    """The columns; from 100 the track record fits too."""

    def fitting(heading: str, least: int, cells_: Iterable[str], most: int = 16) -> Column:
        return Column(heading, min(most, max((least, *map(len, cells_)))), words=True)

    shown = [
        fitting("Acct", 5, (row.target.number for row in rows), 10),
        Column("Inst", 5),
        fitting("Due", 6, (short_day(row.next_due, today) for row in rows)),
        Column("Scheduled", 12, True),
        Column("Received", 12, True),
        fitting("State", 13, (state_words(row, today) for row in rows)),
    ]
    if width >= 100:
        shown.append(Column("Record", RECORD, words=True))
    rest = width - 4 - sum(column.columns + 1 for column in shown)
    shown.insert(1, Column("Customer", max(11, min(30, rest))))
    return shown


def cells(plan: PlanLine, today: date, width: int) -> list[Cell]:
    """What a plan's row says."""
    currency = plan.target.currency
    shown = [
        Cell(plan.target.number),
        Cell(plan.target.called),
        Cell(f"{plan.number}/{plan.count}"),
        Cell(short_day(plan.next_due, today)),
        Cell(amount(plan.scheduled, currency)),
        Cell(amount(plan.received, currency)),
        Cell(state_words(plan, today), WATCH_STYLES.get(plan.watch, "")),
    ]  # fmt: skip
    return [*shown, Cell(plan.words)] if width >= 100 else shown


def state_words(plan: PlanLine, today: date) -> str:
    """``MISSED 6 d``, ``DUE TOMORROW``, ``SHORT 3 000.00``, or how it stands."""
    if plan.watch == "over":
        return plan.state
    if plan.watch not in WATCH_STYLES or plan.next_due is None:
        return plan.watch or plan.state
    days = (plan.next_due - today).days
    if plan.watch in ("missed", "late"):
        return f"{plan.watch.upper()} {-days} d"
    if plan.watch == "looming":
        return {0: "DUE TODAY", 1: "DUE TOMORROW"}.get(days, f"DUE IN {days} d")
    if plan.watch == "short":
        got = sum(part[3] for part in plan.instalments if part[0] == plan.number)
        return f"SHORT {amount(plan.scheduled - got, plan.target.currency)}"
    return plan.watch.upper()


@dataclass
class PlansArea(Listed[PlanLine]):
    """The plan watch."""

    asking: Asking
    nothing = "no plan runs; P on an account proposes one"
    name: str = "plans"
    hints: tuple[str, ...] = HINTS

    async def show(self) -> None:
        """Load the plans once; a reload asks again."""
        if not self.fresh:
            work = self.shell.work
            plans = await work.do(work.office.plans)
            self.listing.replace(len(plans), 0, plans)
            self.fresh = True

    def targets(self) -> list[Target]:
        """The selected plan's customer."""
        plan = self.listing.selected
        return [plan.target] if plan is not None else []

    async def do(self, action: str) -> bool:
        """Accept, break, new terms, settle, accelerate; Enter opens the customer."""
        plan = self.listing.selected
        if action.startswith("plans.") and plan is not None and self.shell.modes.readonly:
            self.shell.refuse(f"no change of a plan: {self.shell.modes.why_readonly}")
        elif action.startswith("plans.") and plan is None:
            self.shell.refuse("no plan is selected")
        elif action == "plans.accept" and plan is not None:
            await self._accept(plan)
        elif action == "plans.break" and plan is not None:
            self._break(plan)
        elif action == "plans.new_terms" and plan is not None:
            await self.asking.new_terms(plan)
        elif action in ("plans.settle", "plans.accelerate") and plan is not None:
            await self.asking.end_plan(plan, action.partition(".")[2])
        elif action == "go.open" and plan is not None:
            await self.shell.verbs["open.customer"]()
        else:
            return False
        return True

    async def _accept(self, plan: PlanLine) -> None:
        if plan.state != "proposed":
            self.shell.refuse(f"accept: plan {plan.id} is {plan.state} already")
            return

        async def yes() -> None:
            await self._act(plan, "accept", "")

        work = self.shell.work
        rows = await work.do(work.office.plan_careful, plan.id)
        words = f"{plan.target.words} agrees to {plan.count} instalments?"
        no = partial(self.shell.say, "still a proposal")
        self.shell.overlay = Ask(words, yes, no, rows)

    def _break(self, plan: PlanLine) -> None:
        async def done(why: str) -> None:
            await self._act(plan, "break", why)

        label = f"break the plan of {plan.target.words}: why"
        self.shell.overlay = Prompt(label, done, needed="breaking a plan needs its reason")

    async def _act(self, plan: PlanLine, what: str, why: str) -> None:
        work = self.shell.work
        words = await work.do(work.office.plan_act, plan.id, what, why)
        await self.reload()
        self.shell.say(words)

    def _count(self) -> str:
        """``1 missed   2 looming   4 plans``."""
        plans = [self.listing.row(at) for at in range(self.listing.count)]
        states = [plan.watch for plan in plans if plan is not None]
        bad = [
            f"{states.count(name)} {name}"
            for name in ("missed", "late", "short", "looming")
            if name in states
        ]
        whole = f"{len(states)} plan{'s' if len(states) != 1 else ''}"
        return "   ".join((*bad, whole))

    def paint(self, width: int, height: int) -> list[Line]:
        """Totals, plans, rule, the selected plan's instalments."""
        today, plan = self.shell.work.today, self.listing.selected
        lower = 8 if height >= 20 else 6
        self.settle(height, lower)
        shown = columns(self.listing.on_glass(), today, width)
        head = sides(
            line((" Plans: due or at risk first", "header2")),
            self._count(),
            width,
            "header2",
        )
        rows = self.upper(head, shown, lambda each: cells(each, today, width), width)
        rows += instalments(plan, today, width, lower) if plan is not None else []
        return rows


def instalments(plan: PlanLine, today: date, width: int, most: int) -> list[Line]:
    """The selected plan: its words, then the instalments around the one that is due."""
    currency = plan.target.currency
    less = f" less {amount(plan.relieved, currency)}" if plan.relieved else ""
    debt = f"{amount(plan.debt, currency)}{less}"
    left = f", {amount(plan.left, currency)} left" if plan.left else ""
    title = f" {plan.target.words}   {plan.state}   {debt} over {plan.count}{left}"
    rows = fold(line((title, "title"), f"   {plan.words}"), width)
    most -= len(rows)
    start = max(0, min(plan.number - 2, len(plan.instalments) - most))
    for number, due, minor, received, state in plan.instalments[start : start + most]:
        mark = ">" if number == plan.number else " "
        got = f"  received {amount(received, currency)}" if received else ""
        text = f"{mark}{number:>3}  {short_day(due, today):<9} {right(amount(minor, currency), 13)}"
        rows.append(
            pad(line(text, (f"  {state}", WATCH_STYLES.get(state, "")), got), width)
        )
    return rows
