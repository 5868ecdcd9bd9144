"""Who works here and owns what; when and how a customer wants to be contacted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ledgerlane.screens.casework import Casework
from ledgerlane.screens.painting import fold, line
from ledgerlane.screens.queue import QueueArea
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.overlay import Choice, Option, Reader

Verb = Callable[[], Awaitable[None]]

PREFER = (
    ("zone", "their time zone, like Asia/Kolkata"),
    ("country", "whose zones and holidays are theirs, like IN"),
    ("party", "consumer or business"),
    ("hours", "like 09:00-15:00, by their own clock"),
    ("language", "two letters, like no"),
    ("clear", "not known any more: names of these, with commas"),
)
CONSENT = (
    ("channel", "phone, sms, mail, letter or visit"),
    ("by", "who gave it"),
    ("evidence", "where it can be read"),
)
MOST_ROWS = 20
"""Of one person: a limit in each of many currencies."""


@dataclass
class Staff:
    """Opens lists of people and accounts, and the forms of a customer's wishes."""

    shell: Shell
    queue: QueueArea
    casework: Casework

    def verbs(self) -> dict[str, Verb]:
        """Binding id → what it does."""
        return {
            "app.people": self.people, "queue.assignment": self.assignment,
            "queue.prefer": self.prefer, "queue.consent": self.consent,
        }  # fmt: skip

    async def people(self) -> None:
        """Everybody with roles, limits and who stands in."""
        work = self.shell.work
        rows = await work.do(work.office.people)
        self.shell.overlay = Reader(
            "People",
            [
                part
                for text in rows
                for part in fold(line(f" {text}"), self.shell.width, MOST_ROWS)
            ],
        )

    async def assignment(self) -> None:
        """Who owns what; Enter shows the accounts of one."""
        work = self.shell.work
        found = await work.do(work.office.owners)

        async def done(chosen: list[str]) -> None:
            self.shell.overlay = None
            login = chosen[0] or "nobody"
            await self.queue.open_view(f"Accounts of {login}", f"owner:{login} off:show")

        options = [Option(name or "nobody", name, words) for name, words in found]
        self.shell.overlay = Choice("Whose accounts", options, done)

    async def prefer(self) -> None:
        """When and how they are to be contacted; what stays empty stays as it was."""
        await self._form("prefer", "When and how to contact", PREFER)

    async def consent(self) -> None:
        """They said yes to a channel: who said it, or where it can be read."""
        await self._form("consent", "Consent of", CONSENT)

    async def _form(
        self, what: str, title: str, fields: tuple[tuple[str, str], ...]
    ) -> None:
        target = self.casework.drafting.one(what)
        if target is None:
            return
        work = self.shell.work

        async def preview(values: dict[str, str]) -> list[str]:
            return [f"{name}: {text}" for name, text in values.items() if text]

        async def done(values: dict[str, str]) -> None:
            words = await work.do(work.office.contact_wish, target, what, values)
            await self.casework.drafting.refreshed()
            self.shell.overlay = None
            self.shell.say(words)

        shown = [Field(name, "", advice) for name, advice in fields]
        form = Form(f"{title} {target.words}", shown, preview, done)
        form.hint = "tab next field   enter record   esc leave"
        await self.shell.fill(form)
