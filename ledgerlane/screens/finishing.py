"""Ending what was begun: answering a dispute, withdrawing a promise or request, reversing a write-off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.ending import CASH
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Choice, Option, Prompt

OUTCOMES = (
    ("upheld", "the customer is right: a credit memo is asked for"),
    ("rejected", "the amount is owed; the account comes back to the list"),
    ("withdrawn", "the customer contests it no longer"),
)
Then = Callable[[str], Awaitable[None]]


@dataclass
class Finishing:
    """Asks what is meant where several are open, and hands the answer to the desk."""

    shell: Shell
    customer: CustomerArea
    drafting: Drafting

    async def settle(self) -> None:
        """Answer a dispute of the account: upheld, rejected or withdrawn, with a note."""

        async def outcome(dispute: str) -> None:
            async def note(chosen: list[str]) -> None:
                await self._note("settle", dispute, chosen[0], "")

            options = [Option(word, word, hint) for word, hint in OUTCOMES]
            self.shell.overlay = Choice("The answer", options, note)

        await self._pick("settle", "no dispute is open", outcome)

    async def withdraw(self) -> None:
        """A promise does not stand, or a request of one's own is asked no more."""

        async def why(id_: str) -> None:
            await self._note("withdraw", id_, "", "")

        await self._pick(
            "withdraw", "no promise is open and no request of yours waits", why
        )

    async def reverse(self) -> None:
        """Take an approved write-off back, with the reason."""

        async def why(id_: str) -> None:
            await self._note("reverse", id_, "", "a reversal needs its reason")

        await self._pick("reverse", "no approved write-off", why)

    async def with_reason(self, what: str, none: str, needed: str) -> None:
        """End one of what is open on the account; with ``needed`` it takes a reason."""

        async def why(id_: str) -> None:
            await self._note(what, id_, "", needed)

        await self._pick(what, none, why)

    async def disputes(self) -> None:
        """Every open dispute of the book, the oldest first; Enter opens its account."""
        work = self.shell.work
        found = await work.do(work.office.disputes)
        self.customer.choose("Open disputes", "no dispute is open", found)

    async def suits(self) -> None:
        """Every open legal case; Enter opens its account."""
        work = self.shell.work
        found = await work.do(work.office.suits)
        self.customer.choose("Legal cases", "no legal case is open", found)

    async def tasks(self) -> None:
        """Actions of post mortems and days of courts, those due first; Enter opens the account."""
        work = self.shell.work
        found = await work.do(work.office.tasks)
        self.customer.choose("Actions and dates", "no action or date waits", found)

    async def deductions(self) -> None:
        """What customers keep, and short payments that nobody explained; Enter opens the account."""
        work = self.shell.work
        found = await work.do(work.office.deductions)
        self.customer.choose("Open deductions", "no deduction is open", found)

    async def sales(self) -> None:
        """Large accounts that are sold to, with what happened last; Enter opens the account."""
        work = self.shell.work
        found = await work.do(work.office.sales)
        self.customer.choose(
            "Accounts that are sold to", "no large account is sold to", found
        )

    async def _pick(self, what: str, none: str, then: Then) -> None:
        """Go on with the only one that is open, or with the one chosen of several."""
        if not self.drafting.may(what):
            return
        targets, work = self.shell.area.targets(), self.shell.work
        if len(targets) > 1:
            self.shell.refuse(f"{what}: one account at a time; {len(targets)} are marked")
            return
        found = await work.do(work.office.open_ends, what, targets[0])
        if not found:
            self.shell.refuse(f"nothing to {what}: {none} on {targets[0].words}")
        elif len(found) == 1:
            self.shell.say(f"{what}: {found[0][1]}")
            await then(found[0][0])
        else:

            async def done(chosen: list[str]) -> None:
                await then(chosen[0])

            options = [_option(what, id_, words) for id_, words in found]
            self.shell.overlay = Choice(f"{what.capitalize()} which?", options, done)

    async def _note(self, what: str, id_: str, outcome: str, needed: str) -> None:
        work = self.shell.work

        async def done(note: str) -> None:
            words = await work.do(work.office.finish, what, id_, outcome, note)
            self.shell.overlay = None
            await self.drafting.refreshed()
            self.shell.say(words)

        label = f"{what} {id_}: " + ("why" if needed else "note (may be empty)")
        self.shell.overlay = Prompt(label, done, needed=needed)


def _option(what: str, id_: str, words: str) -> Option[str]:
    """A receipt goes by its amount and day: that is what a bank's note says."""
    if what not in CASH:
        return Option(id_, id_, words)
    label, _, more = words.partition(", ")
    return Option(label, id_, f"{more} · {id_}")
