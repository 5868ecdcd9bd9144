"""What the credit role decides on the selected account without a recommendation, in a form."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerlane.screens.casework import Casework
from ledgerlane.screens.widgets.form import Field, Form

ADVICE = (
    ("action", "hold, cash-only, restore, limit; books: as the books say"),
    ("limit", "the new limit, where it is one"),
    ("text", "why: the collector reads it, and the order desk"),
)


@dataclass
class Crediting:
    """Opens the form and hands what it says to the desk."""

    casework: Casework

    async def decide(self) -> None:
        """Terms of delivery, or the limit."""
        casework = self.casework
        target = casework.drafting.one("credit decision")
        if target is None:
            return
        work = casework.shell.work

        async def preview(values: dict[str, str]) -> list[str]:
            return list(await work.do(work.office.credit_preview, target, values))

        async def done(values: dict[str, str]) -> None:
            words = await work.do(work.office.credit_do, target, values)
            await casework.drafting.refreshed()
            casework.shell.overlay = None
            casework.shell.say(words)

        fields = [Field(name, "", advice) for name, advice in ADVICE]
        made = Form(f"credit of {target.words}", fields, preview, done)
        made.hint = "tab next field   enter record   esc leave"
        await casework.shell.fill(made)
