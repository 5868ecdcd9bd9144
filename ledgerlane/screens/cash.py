"""Cash: the receipts that are not used up, what each may be for, and deciding it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.finder import Finder
from ledgerlane.screens.listed import Listed
from ledgerlane.screens.office_cash import OLDEST_FIRST, PAGE
from ledgerlane.screens.painting import (
    Line,
    amount,
    fold,
    line,
    long_day,
    pad,
    short_day,
    sides,
)
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.overlay import Ask, Prompt
from ledgerlane.screens.widgets.table import Cell, Column, shared, widest
from ledgerlane.screens.work import ReceiptLine, ReceiptProposal, Target

MATCHED = "a matched receipt bounces on its customer's screen: :bounced"
HINTS = tuple(
    f"cash.{what}" for what in "accept proposal by_hand identify match_all reverse oldest".split()
)  # fmt: skip


def columns(rows: Sequence[ReceiptLine], today: date, width: int) -> list[Column]:
    """The columns, each as wide as what it holds of the rows on the glass."""
    day, who, money, reference, why = (
        [row[at].text for row in (cells(each, today) for each in rows)] for at in range(5)
    )
    fixed = widest(day, 6), widest(money, 12)
    rest = width - 7 - sum(fixed)
    name, rest = shared(
        rest, widest(who, 17, 34), widest(reference, 9, 24) + widest(why, 8)
    )
    named, words = shared(rest, widest(reference, 9, 24), widest(why, 8))
    return [
        Column("Day", fixed[0]), Column("Payer or customer", name), Column("Amount", fixed[1], True),
        Column("Reference", named), Column("Why", words, words=True),
    ]  # fmt: skip


def cells(each: ReceiptLine, today: date) -> list[Cell]:
    """What a receipt's row says."""
    who = each.target.called if each.target is not None else each.payer
    return [
        Cell(short_day(each.day, today)), Cell(who or "nobody's", "" if who else "dim"),
        Cell(f"{amount(each.minor, each.currency)} {each.currency}"),
        Cell(each.reference or each.text),
        Cell(f"sure: {each.why}" if each.sure else each.why, "good" if each.sure else ""),
    ]  # fmt: skip


@dataclass
class CashArea(Listed[ReceiptLine]):
    """Receipts above, the selected one with its proposals below."""

    customer: CustomerArea
    drafting: Drafting
    nothing = f"no receipt waits to be matched; {MATCHED}"
    name: str = "cash"
    hints: tuple[str, ...] = HINTS
    off: str = ""
    at: int = 0
    _of: str = ""
    _running: bool = False

    async def show(self) -> None:
        """Read the first receipts once, and those that the cursor came to."""
        work = self.shell.work
        if not self.fresh:
            count, self.off, first = await work.do(work.office.cash)
            self.listing.replace(count, 0, first)
            self.fresh = True
        missing = self.listing.missing()
        if missing is not None:
            start, stop = (
                missing[0],
                min(self.listing.count, max(missing[1], missing[0] + PAGE)),
            )
            rows = await work.do(work.office.cash_rows, start, stop)
            self.listing.replace(self.listing.count, start, rows)
        chosen = self.listing.selected
        if chosen is not None and chosen.receipt != self._of:
            self._of, self.at = chosen.receipt, 0

    @property
    def proposal(self) -> ReceiptProposal | None:
        """The chosen proposal of the selected receipt."""
        chosen = self.listing.selected
        if chosen is None or not chosen.proposals:
            return None
        return chosen.proposals[min(self.at, len(chosen.proposals) - 1)]

    def targets(self) -> list[Target]:
        """Whose the receipt is, or may be by the chosen proposal."""
        chosen, proposal = self.listing.selected, self.proposal
        target = chosen.target if chosen is not None else None
        target = target or (proposal.target if proposal is not None else None)
        return [target] if target is not None else []

    async def do(self, action: str) -> bool:
        """What the keys of this area do; Enter opens the customer."""
        chosen = self.listing.selected
        if action == "go.open":
            await self._open()
            return True
        if not action.startswith("cash."):
            return False
        what = action.removeprefix("cash.")
        if chosen is None:
            self.shell.refuse(self.nothing)
        elif what == "proposal":
            self._next_proposal(chosen)
        elif self.is_readonly():
            pass
        elif self.off:
            self.shell.refuse(self.off)
        else:
            await getattr(self, f"_{what}")(chosen)
        return True

    async def _open(self) -> None:
        targets = self.targets()
        if targets:
            await self.customer.open(targets[0])
        elif self.listing.selected is not None:
            self.shell.refuse("nobody knows whose it is; i says it, g goes to an account")

    def _next_proposal(self, chosen: ReceiptLine) -> None:
        if len(chosen.proposals) < 2:
            self.shell.refuse("there is no other proposal; e matches by hand")
            return
        self.at = (self.at + 1) % len(chosen.proposals)

    async def _accept(self, chosen: ReceiptLine) -> None:
        proposal = self.proposal
        if proposal is None:
            self.shell.refuse("nothing is proposed; e matches by hand, i says whose it is")
            return
        work = self.shell.work

        async def act(again: bool) -> None:
            words = await work.do(work.office.cash_accept, chosen, proposal, again)
            await self._done(words)

        await self.drafting.meant(act)

    async def _by_hand(self, chosen: ReceiptLine) -> None:
        """A line that begins with the proposal's numbers; what it would do stands under it."""
        work, proposal = self.shell.work, self.proposal

        async def preview(values: dict[str, str]) -> list[str]:
            if not values["pays"]:
                return ["document numbers, each whole, or NUMBER=AMOUNT for a part"]
            return [await work.do(work.office.cash_preview, chosen.receipt, values["pays"])]

        async def done(values: dict[str, str]) -> None:
            if not values["pays"]:
                self.shell.refuse("nothing was named, so nothing was matched")
                return
            words = await work.do(work.office.cash_match, chosen.receipt, values["pays"])
            self.shell.overlay = None
            await self._done(words)

        start = proposal.items if proposal is not None else ""
        form = Form(
            _title(chosen), [Field("pays", start, "8812 8840=500.00")], preview, done
        )
        form.hint = "enter match   esc leave"
        await self.shell.fill(form)

    async def _oldest(self, chosen: ReceiptLine) -> None:
        work = self.shell.work
        said = await work.do(work.office.cash_preview, chosen.receipt, OLDEST_FIRST)

        async def yes() -> None:
            await self._done(
                await work.do(work.office.cash_match, chosen.receipt, OLDEST_FIRST)
            )

        words = f"{_title(chosen)}: the oldest first?"
        self.shell.overlay = Ask(words, yes, lambda: self.shell.say("not matched"), [said])

    async def _identify(self, chosen: ReceiptLine) -> None:
        work = self.shell.work

        async def done(target: Target, typed: str) -> None:
            del typed

            async def act(again: bool) -> None:
                words = await work.do(
                    work.office.cash_identify, chosen.receipt, target, again
                )
                await self._done(words)

            await self.drafting.meant(act)

        self.shell.overlay = Finder(self.shell, f"{_called(chosen)} is of", done)
        self.shell.overlay.hint = (
            "type a number, name, invoice or phone   enter its receipt   esc leave"
        )

    async def _reverse(self, chosen: ReceiptLine) -> None:
        work = self.shell.work

        async def done(why: str) -> None:
            await self._done(await work.do(work.office.cash_reverse, chosen.receipt, why))

        label = f"{_called(chosen)} bounced: why"
        self.shell.overlay = Prompt(label, done, needed="it needs its reason")

    async def _match_all(self, chosen: ReceiptLine) -> None:
        """How far it is stands on the message line; keys wait until it is done."""
        del chosen
        work, loop = self.shell.work, asyncio.get_running_loop()
        self._running = True
        try:
            words = await work.do(
                work.office.cash_match_all,
                lambda done, count: loop.call_soon_threadsafe(self._tell, done, count),
            )
        finally:
            self._running = False
        await self._done(words)

    def _tell(self, done: int, count: int) -> None:
        if self._running:
            self.shell.say(f"{done} of {count} receipts looked at")
            self.shell.on_change(None)

    async def _done(self, words: str) -> None:
        self._of = ""
        await self.drafting.refreshed()
        self.shell.say(words)

    def paint(self, width: int, height: int) -> list[Line]:
        """Receipts above, the selected one below."""
        today = self.shell.work.today
        lower = min(height - 6, max(9, height * 2 // 5))
        self.settle(height, lower)
        shown = columns(self.listing.on_glass(), today, width)
        count = self.listing.count
        words = f"{count} receipt{'' if count == 1 else 's'}"
        head = sides(
            line((" Cash: receipts to be matched", "header2")), words, width, "header2"
        )
        rows = self.upper(head, shown, lambda each: cells(each, today), width)
        if self.off:
            rows += [pad(row, width) for row in fold(line((f" {self.off}", "warn")), width)]
        chosen = self.listing.selected
        return rows + (self._below(chosen, width) if chosen is not None else [])

    def _below(self, chosen: ReceiptLine, width: int) -> list[Line]:
        """Whose it is, what the payer wrote, why it is not decided, and the proposals."""
        whose = f"of {chosen.target.words}" if chosen.target else "nobody knows whose"
        day = f"valued {long_day(chosen.day)}"
        parts = [
            line((f" {_title(chosen)}", "title"), f"  {day}"),
            line(f" {whose}" + (f"   payer {chosen.payer}" if chosen.payer else "")),
        ]
        if chosen.text:
            parts.append(line(f" wrote “{chosen.text}”"))
        why = "sure by rule" if chosen.sure else "not sure"
        parts.append(line((f" {why}: ", "dim"), chosen.why))
        if not chosen.proposals:
            parts.append(line(("   nothing is proposed: e by hand, i whose", "dim")))
        for at, each in enumerate(chosen.proposals):
            here = each is self.proposal
            whom = "" if each.target == chosen.target else f"{each.whose}: "
            style = "selected" if here else ""
            mark = " > " if here else "   "
            pays = f"  {each.pays}" if each.pays else ""
            parts.append(line((f"{mark}{at + 1} {whom}{each.why}{pays}", style)))
        parts.append(line((f" {MATCHED}", "dim")))
        return [pad(row, width) for part in parts for row in fold(part, width)]


def _called(chosen: ReceiptLine) -> str:
    return chosen.short or chosen.receipt


def _title(chosen: ReceiptLine) -> str:
    return f"{_called(chosen)}  {amount(chosen.minor, chosen.currency)} {chosen.currency}"
