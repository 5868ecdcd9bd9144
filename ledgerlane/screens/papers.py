"""Papers that somebody asks for: the credit policy, the terms letter, a statement, a lawyer's letter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.painting import indented, line
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Ask, Reader

WORDS = {
    "terms": "the credit policy", "statement": "a statement of account", "attorney": "the lawyer's letter",
}  # fmt: skip


@dataclass
class Papers:
    """Shows each before it is accepted; accepted, it goes out with the next sending."""

    shell: Shell
    drafting: Drafting

    def verbs(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Binding id → what it does."""
        asked = {f"queue.{paper}": partial(self.ask, paper) for paper in WORDS}
        return {"app.credit_policy": self.policy, **asked}

    async def policy(self) -> None:
        """The credit policy, for whoever works here."""
        work = self.shell.work
        rows = await work.do(work.office.credit_policy)
        width = self.shell.width - 2
        told = [line(f" {text}") for row in rows for text in indented(row, width)]
        self.shell.overlay = Reader("Credit policy", told)

    async def ask(self, paper: str) -> None:
        """Show the paper, and let it go out when that is wanted."""
        target = self.drafting.one(WORDS[paper])
        if target is None:
            return
        work = self.shell.work
        rows = await work.do(work.office.paper, target, paper)

        async def yes() -> None:
            self.shell.say(await work.do(work.office.paper_accept, target, paper))

        question = f"Let {WORDS[paper]} go to {target.words} with the next sending?"
        self.shell.overlay = Ask(
            question,
            yes,
            lambda: self.shell.say("not accepted"),
            [f"  {text}" for text in rows],
        )
