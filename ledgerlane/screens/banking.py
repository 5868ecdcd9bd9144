"""Money on an account, by name: posted before the books show it, bounced, unmatched."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.finder import Finder
from ledgerlane.screens.finishing import Finishing
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.overlay import Ask, Spelled
from ledgerlane.screens.work import Target


@dataclass
class Banking:
    """Asks for the line or the receipt, and hands it to the desk."""

    shell: Shell
    drafting: Drafting
    finishing: Finishing

    async def post(self) -> None:
        """Amount, day and reference on one line, spelled out before Enter posts it."""
        if not self.drafting.may("posting of cash"):
            return
        targets = self.shell.area.targets()
        if len(targets) > 1:
            self.shell.refuse(
                f"post cash: one account at a time; {len(targets)} are marked"
            )
            return
        await self._line(targets[0])

    async def post_anybodys(self) -> None:
        """The same in the cash area: first whose it is, or Enter where nobody knows."""
        if self.shell.modes.readonly:
            self.shell.refuse(f"no posting of cash: {self.shell.modes.why_readonly}")
            return

        async def known(target: Target, typed: str) -> None:
            del typed
            await self._line(target)

        async def unknown() -> None:
            await self._line(None)

        await self.shell.work.do(self.shell.work.office.cash_reader, None)
        self.shell.overlay = Finder(self.shell, "Who paid", known, unknown)

    async def _line(self, target: Target | None) -> None:
        work = self.shell.work
        read = await work.do(work.office.cash_reader, target)

        async def done(text: str) -> None:
            questions = read(text).questions
            if not questions:
                await self._post(target, text)
                return

            async def yes() -> None:
                await self._post(target, text)

            asked = "  ".join(questions)
            self.shell.overlay = Ask(f"{asked}  Post it as it stands?", yes, self._nothing)

        said = "paid" if target is not None else "paid by nobody known"
        self.shell.overlay = Spelled(
            f"{said}: amount, day, reference", read, done,
            hint="1500 yesterday KID 123   enter posts it   esc leave",
        )  # fmt: skip

    def _nothing(self) -> None:
        self.shell.say("nothing posted")

    async def _post(self, target: Target | None, text: str) -> None:
        await self.drafting.meant(lambda again: self._posted(target, text, again))

    async def _posted(self, target: Target | None, text: str, again: bool) -> None:
        work = self.shell.work
        receipt, words, offer = await work.do(work.office.post_cash, target, text, again)
        await self.drafting.refreshed()
        self.shell.overlay = None
        self.shell.say(words)
        if not offer:
            return

        async def yes() -> None:
            said = await work.do(work.office.match_cash, receipt)
            await self.drafting.refreshed()
            self.shell.say(said)

        question = f"Match {receipt} now, by {offer}?"
        self.shell.overlay = Ask(question, yes, lambda: self.shell.say(words), letter="y")

    async def bounced(self) -> None:
        """The bank took a receipt back; the reason is read by whoever calls."""
        await self.finishing.with_reason(
            "bounce", "no receipt is known", "whoever calls reads why"
        )

    async def unmatch(self) -> None:
        """What was matched of a receipt does not hold."""
        await self.finishing.with_reason("unmatch", "no receipt is matched by us", "")
