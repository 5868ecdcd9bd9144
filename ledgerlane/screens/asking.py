"""Verbs that need more than one line: payment plans, write-off requests, holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ledgerlane.domain.errors import Unsaid
from ledgerlane.screens.customer import CustomerArea
from ledgerlane.screens.drafting import Drafting
from ledgerlane.screens.painting import amount
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.overlay import Ask, Choice, Option, Prompt
from ledgerlane.screens.work import PlanLine, Seen, Target

KINDS_OF_STOP = (
    ("do not contact", "they asked for it, or somebody decided it"),
    ("lawyer", "only their lawyer may be contacted"),
    ("insolvency", "no dunning; the claim is filed"),
    ("deceased", "only the executor may be contacted"),
    ("dispute", "no asking for money until it is answered"),
)
"""What the app records as a stop; a consent is of a channel, and has `contact stop`."""


def _terms(*more: Field) -> list[Field]:
    """What a plan's terms are made of."""
    return [
        Field("parts", "3", "how many instalments (6), or each one's amount (5000.00)"),
        Field("every", "month", "month, week, 2 weeks"),
        Field("first", "+7", "first instalment's day: fri, +7, 2027-01-15"),
        Field("rate", "0", "interest, per cent a year, simple"),
        *more,
        Field("note", "", ""),
    ]


@dataclass
class Asking:
    """Opens the forms and hands what they say to the desk."""

    shell: Shell
    customer: CustomerArea
    drafting: Drafting

    # --- write-off ----------------------------------------------------------------------

    async def write_off(self) -> None:
        """Choose items, a reason and a note; somebody else will decide."""
        target = self.drafting.one("write-off")
        if target is None:
            return
        work = self.shell.work
        seen = await work.do(work.office.account, target)
        items = [item for item in seen.items if item.open.minor > 0]
        if not items:
            self.shell.refuse("no write-off: nothing is open on this account")
            return
        today, notes = work.today, dict(seen.item_notes)
        options = [
            Option(
                item.number,
                item.ref,
                f"{amount(item.open.minor, target.currency)} {target.currency}  "
                + (
                    f"{late} days past due"
                    if (late := item.days_past_due(today)) > 0
                    else "not due"
                )
                + (f"  {notes[item.ref]}" if item.ref in notes else ""),
            )
            for item in items
        ]

        async def done(chosen: list[str]) -> None:
            await self._write_off_reason(seen, chosen)

        start = self.customer.listing.current if self.shell.area_name == "customer" else 0
        choice = Choice(
            f"Write off which items of {target.words}?", options, done, many=True
        )
        choice.at = min(start, len(options) - 1)
        self.shell.overlay = choice

    async def _write_off_reason(self, seen: Seen, items: list[str]) -> None:
        work = self.shell.work
        reasons = await work.do(work.office.reasons)
        known = await work.do(work.office.foreseen, seen.target, items)

        async def done(chosen: list[str]) -> None:
            async def note(text: str) -> None:
                await self._request(seen.target, items, chosen[0], text)

            about = (f"Write off {known[0]}, {chosen[0]}", *known[1:])
            rows = [f" {each}" for each in about]
            label = "note for the approver (may be empty)"
            self.shell.overlay = Prompt(label, note, rows=rows)

        options = [Option(code, code, words) for code, words in reasons]
        self.shell.overlay = Choice(
            "Reason", options, done, chosen=False, refused=self.shell.refuse
        )

    async def _request(
        self, target: Target, items: list[str], reason: str, note: str
    ) -> None:
        work = self.shell.work
        words = await work.do(work.office.request_write_off, target, items, reason, note)
        await self.drafting.refreshed()
        self.shell.overlay = None
        self.shell.say(words)

    # --- plans --------------------------------------------------------------------------

    async def plan(self) -> None:
        """Terms with the schedule under them as they are typed."""
        target = self.drafting.one("plan")
        if target is None:
            return
        work = self.shell.work

        async def preview(terms: dict[str, str]) -> list[str]:
            return list(await work.do(work.office.plan_preview, target, terms))

        async def done(terms: dict[str, str]) -> None:
            plan, words = await work.do(work.office.plan_propose, target, terms)
            await self.drafting.refreshed()
            self.shell.say(words)
            self._agreed(plan, words)

        form = Form(
            f"Payment plan for {target.words}",
            _terms(Field("items", "overdue", "overdue, or all")),
            preview,
            done,
        )
        await self.shell.fill(form)

    def _agreed(self, plan: str, words: str) -> None:
        async def yes() -> None:
            work = self.shell.work
            said = await work.do(work.office.plan_act, plan, "accept", "")
            await self.drafting.refreshed()
            self.shell.say(said)

        def no() -> None:
            self.shell.say(f"{words}; A in area 3 accepts it")

        question = f"{words}. Has the customer agreed to it?"
        self.shell.overlay = Ask(question, yes, no, letter="y")

    async def new_terms(self, plan: PlanLine) -> None:
        """New terms over what is left of a plan; it is replaced when they are accepted."""
        if plan.state != "active":
            self.shell.refuse(
                f"new terms: plan {plan.id} is {plan.state}; they replace one that runs"
            )
            return
        work, target = self.shell.work, plan.target

        async def preview(terms: dict[str, str]) -> list[str]:
            return list(await work.do(work.office.replan_preview, plan.id, target, terms))

        async def done(terms: dict[str, str]) -> None:
            made, words = await work.do(work.office.replan, plan.id, target, terms)
            await self.drafting.refreshed()
            self.shell.say(words)
            self._agreed(made, words)

        form = Form(f"New terms for {plan.id} of {target.words}", _terms(), preview, done)
        await self.shell.fill(form)

    async def end_plan(self, plan: PlanLine, what: str) -> None:
        """Settle or accelerate a plan, after its arithmetic was read."""
        work = self.shell.work
        rows = await work.do(work.office.plan_rest, plan.id)

        async def yes() -> None:
            said = await work.do(work.office.plan_act, plan.id, what, "")
            await self.drafting.refreshed()
            self.shell.say(said)

        question = f"{what} {plan.id} of {plan.target.words}?"
        no = partial(self.shell.say, f"{plan.id} runs on")
        self.shell.overlay = Ask(question, yes, no, rows, letter="y")

    # --- interest -----------------------------------------------------------------------

    async def propose_interest(self) -> None:
        """Propose what has accrued, after it was read."""
        target = self.drafting.one("interest")
        if target is None:
            return
        work = self.shell.work
        found = await work.do(work.office.interest, target)
        if not found.rows:
            self.shell.refuse(
                "the book charges this customer no interest (policy: interest.regime)"
            )
            return

        async def yes() -> None:
            said = await work.do(work.office.propose_interest, target)
            await self.drafting.refreshed()
            self.shell.say(said)

        question = f"Propose the interest that has accrued on {target.words}?"
        no = partial(self.shell.say, "nothing proposed")
        self.shell.overlay = Ask(question, yes, no, found.rows)

    # --- contacts -----------------------------------------------------------------------

    async def contact(self) -> None:
        """Who to talk to there, as we learnt it."""
        target = self.drafting.one("contact")
        if target is None:
            return
        work = self.shell.work
        seen = await work.do(work.office.account, target)
        known = seen.customer.contact

        async def preview(values: dict[str, str]) -> list[str]:
            return ["  ".join(text for text in values.values() if text)]

        async def done(values: dict[str, str]) -> None:
            words = await work.do(work.office.record_contact, target, values)
            await self.drafting.refreshed()
            self.shell.overlay = None
            self.shell.say(words)

        form = Form(
            f"Whom to talk to at {target.words}",
            [
                Field("name", known.name, ""),
                Field("role", known.role, "what they do there, like AP"),
                Field("phone", known.phone, ""),
                Field("email", known.email, ""),
                Field("language", known.language, "two letters, like no"),
            ],
            preview,
            done,
        )
        form.hint = "tab next field   enter record   esc leave"
        await self.shell.fill(form)

    # --- stops --------------------------------------------------------------------------

    async def stop_contact(self) -> None:
        """Which kind of stop, then why; on the list it is at once."""
        target = self.drafting.one("stop")
        if target is None:
            return
        options = [Option(what, what, words) for what, words in KINDS_OF_STOP]
        self._kind_and_why("stop", options, target, self.shell.work.office.stop)

    async def resume_contact(self) -> None:
        """Which stop is lifted, then why."""
        target = self.drafting.one("resume")
        if target is None:
            return
        work = self.shell.work
        found = await work.do(work.office.stops, target)
        if not found:
            self.shell.refuse("nothing keeps us from contacting them")
            return
        options = [Option(name, name, words) for name, words in found]
        self._kind_and_why("resume", options, target, work.office.resume)

    def _kind_and_why(
        self, verb: str, options: list[Option[str]], target: Target,
        record: Callable[[Target, str, str], str],
    ) -> None:  # fmt: skip
        async def chosen(picked: list[str]) -> None:
            async def done(why: str) -> None:
                words = await self.shell.work.do(record, target, picked[0], why)
                await self.drafting.refreshed()
                self.shell.overlay = None
                self.shell.say(words)

            label = f"{verb} {picked[0]}: why, and who said so"
            self.shell.overlay = Prompt(label, done, needed="a reason")

        self.shell.overlay = Choice(f"{verb} contact with {target.words}", options, chosen)

    # --- calls --------------------------------------------------------------------------

    async def dial(self) -> None:
        """Dial, where the rules warn with the reason why all the same."""
        target = self.drafting.one("call")
        if target is None:
            return
        work = self.shell.work

        async def done(why: str) -> None:
            self.shell.say(await work.do(work.office.dial, target, why))

        try:
            await done("")
        except Unsaid as warning:
            self.shell.refuse(str(warning))
            label = f"call {target.words}: why"
            self.shell.overlay = Prompt(label, done, needed="a reason")

    # --- holds --------------------------------------------------------------------------

    async def hold(self) -> None:
        """No work on the accounts until released."""
        if not self.drafting.may("hold"):
            return
        targets, work = self.shell.area.targets(), self.shell.work

        async def done(reason: str) -> None:
            words = await work.do(work.office.hold, targets, reason)
            await self.drafting.refreshed()
            self.shell.say(words)

        self.shell.overlay = Prompt("hold: why", done, needed="a hold needs its reason")

    async def release(self) -> None:
        """End the holds."""
        await self._each("release")

    async def no_next(self) -> None:
        """Say that nothing more is to be done."""
        await self._each("no_next")

    async def _each(self, verb: str) -> None:
        if not self.drafting.may(verb):
            return
        work = self.shell.work
        words = await work.do(getattr(work.office, verb), self.shell.area.targets())
        await self.drafting.refreshed()
        self.shell.say(words)
