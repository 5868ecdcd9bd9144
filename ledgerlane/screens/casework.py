"""Cases on the screens: opened from an account, and moved on, in forms made from their tables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.painting import amount
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.overlay import Choice, Option
from ledgerlane.screens.work import Target

INVOICE = "invoice"
"""The form's field for the invoices that a case is about; several with commas."""


NO_ACCOUNT = Target(0, "", "", "")
"""Whom a case is about who is no customer of the ledger yet."""


class CaseForm(NamedTuple):
    """A step to take: of this kind's case, ``""`` where it is opened, on this account."""

    kind: str
    step: str
    case: str
    target: Target


class CaseLine(NamedTuple):
    """An open case of an account: its id, words, and the steps that lead on: name, words, why not."""

    id: str
    kind: str
    words: str
    steps: Sequence[CanLike]


class CanLike(Protocol):
    """A step that leads on: its name, words, why this person may not take it, its key."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def words(self) -> str: ...  # noqa: D102
    @property
    def off(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102


class WaitingLine(NamedTuple):
    """Something that somebody has to do: a row of the list of what waits. ``minor`` None: no amount."""

    id: str
    kind: str
    target: Target
    state: str
    about: str
    minor: int | None
    currency: str
    waits_for: str
    due: date | None
    late: bool


class Waits(NamedTuple):
    """The selected one: all that was said, and what can be done."""

    lines: Sequence[str]
    steps: Sequence[CanLike]


@dataclass
class Casework:
    """Opens the forms and hands what they say to the desk."""

    shell: Shell
    customer: CustomerArea
    drafting: Drafting

    def opener(self, kind: str) -> Callable[[], Awaitable[None]]:
        """What opens a case of this kind on the account that is selected."""

        async def open_() -> None:
            target = self.drafting.one(kind)
            if target is not None:
                await self.form(CaseForm(kind, "", "", target))

        return open_

    async def prospect(self) -> None:
        """Record somebody who is no customer yet and wants to buy on credit."""
        if self.shell.modes.readonly:
            self.shell.refuse(f"no prospect: {self.shell.modes.why_readonly}")
            return
        await self.form(CaseForm("prospect", "", "", NO_ACCOUNT))

    def stepper(self, kind: str, step: str) -> Callable[[], Awaitable[None]]:
        """What takes a step of the account's only case of this kind that it leads on from, or of one chosen."""

        async def take() -> None:
            target = self.drafting.one(step)
            if target is None:
                return
            work = self.shell.work
            found = await work.do(work.office.cases, target)
            fits = [
                (case, each.off)
                for case in found
                for each in case.steps
                if (case.kind, each.name) == (kind, step)
            ]
            if not fits:
                self.shell.refuse(
                    f"nothing to {step}: no {kind} of {target.words} is open for it"
                )
                return

            async def chosen(ids: list[str]) -> None:
                await self.form(CaseForm(kind, step, ids[0], target))

            if len(fits) == 1 and not fits[0][1]:
                await chosen([fits[0][0].id])
                return
            options = [Option(case.id, case.id, case.words, off) for case, off in fits]
            self.shell.overlay = Choice(
                f"{step.capitalize()} which?", options, chosen, refused=self.shell.refuse
            )

        return take

    async def placements(self) -> None:
        """What agencies have, by the day of their next report; Enter opens the account."""
        work = self.shell.work
        self.customer.choose(
            "With agencies",
            "nothing is with an agency",
            await work.do(work.office.placements),
        )

    async def groups(self) -> None:
        """Groups over their credit limit; Enter opens the payer's account."""
        work = self.shell.work
        self.customer.choose(
            "Groups over their limit",
            "no group is over its limit",
            await work.do(work.office.groups),
        )

    async def proposed(self) -> None:
        """Who is proposed for an agency, and why; Enter opens the account."""
        work = self.shell.work
        self.customer.choose(
            "Proposed for an agency",
            "nobody is proposed for an agency",
            await work.do(work.office.proposed),
        )

    async def resend(self) -> None:
        """A copy of the invoice under the cursor, or of those that are chosen of the account."""
        target = self.drafting.one("invoice copy")
        if target is None:
            return
        work = self.shell.work

        async def done(numbers: list[str]) -> None:
            words = await work.do(work.office.copy_invoices, target, numbers)
            await self.drafting.refreshed()
            self.shell.overlay = None
            self.shell.say(words)

        if (
            self.shell.area_name == "customer"
            and self.customer.listing.selected is not None
        ):
            await done([self.customer.listing.selected.ref])
            return
        seen = await work.do(work.office.account, target)
        options = [
            Option(item.number, item.ref, f"{amount(item.open.minor, target.currency)} {target.currency}")
            for item in seen.items
            if item.open.minor > 0
        ]  # fmt: skip
        if not options:
            self.shell.refuse(f"no invoice is open on {target.words}")
            return
        title = f"Copies of which invoices of {target.words}?"
        self.shell.overlay = Choice(title, options, done, many=True)

    async def cases(self) -> None:
        """The open cases of the account, and what can be done about each."""
        target = self.drafting.one("case")
        if target is None:
            return
        work = self.shell.work
        found = await work.do(work.office.cases, target)
        if not found:
            self.shell.refuse(f"no case is open on {target.words}")
            return

        async def chosen(ids: list[CaseLine]) -> None:
            await self.steps(ids[0].id, ids[0].kind, ids[0].steps, target)

        options = [Option(each.id, each, each.words) for each in found]
        self.shell.overlay = Choice(f"Open cases of {target.words}", options, chosen)

    async def steps(
        self, id_: str, kind: str, steps: Sequence[CanLike], target: Target
    ) -> None:
        """Choose what is done about a case."""

        async def chosen(names: list[str]) -> None:
            await self.form(CaseForm(kind, names[0], id_, target))

        options = [Option(each.name, each.name, each.words, each.off) for each in steps]
        self.shell.overlay = Choice(
            f"{id_}: what now?", options, chosen, refused=self.shell.refuse
        )

    async def form(self, form: CaseForm) -> None:
        """Ask for what a step needs, and take it."""
        work = self.shell.work
        fields = await work.do(work.office.case_fields, form)
        shown = [Field(name, self._known(name), advice) for name, advice in fields]

        async def preview(values: dict[str, str]) -> list[str]:
            return list(await work.do(work.office.case_preview, form, values))

        async def done(values: dict[str, str]) -> None:
            words = await work.do(work.office.case_do, form, values)
            await self.drafting.refreshed()
            self.shell.overlay = None
            self.shell.say(words)

        if not shown:
            await done({})
            return
        what = f"{form.case} {form.step}" if form.case else form.kind
        of = f" of {form.target.words}" if form.target.words else ""
        made = Form(f"{what}{of}", shown, preview, done)
        made.hint = "tab next field   enter record   esc leave"
        await self.shell.fill(made)

    def _known(self, name: str) -> str:
        """The invoice under the cursor, where invoices are on the screen."""
        if name != INVOICE or self.shell.area_name != "customer":
            return ""
        item = self.customer.listing.selected
        return item.number if item is not None else ""
