"""The part of the office that speaks of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain
from ledgerlane.domain.numbers_said import numbers_said
from ledgerlane.screens.casework import INVOICE, CaseForm, CaseLine, WaitingLine, Waits
from ledgerlane.screens.painting import amount, short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from datetime import date

    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cases.table import Field as StepField
    from ledgerlane.domain.cases.table import Kind, Step
    from ledgerlane.store.accounts import AccountView
    from ledgerlane.store.cases import CaseRow
    from ledgerlane.store.deductions import ClaimRow


class CaseOffice:
    """Verbs on cases. Everything here runs on the work thread."""

    desk: Desk

    def case_fields(self, form: CaseForm) -> Sequence[tuple[str, str]]:
        """The fields of a step, and what each can be; the needed ones first."""
        step = _step(form)
        shown = sorted(
            step.asked, key=lambda each: (not each.needed and each.among is None, each.main)
        )
        fields = [(each.name, self._advice(each, form)) for each in shown]
        if not form.step and _kind(form).items and form.kind != CLAIM:
            fields.insert(
                0, (INVOICE, f"numbers, commas between; empty: {_kind(form).unnamed}")
            )
        return fields

    def late(self) -> str:
        """``2 actions of yours are late``: what cases wanted done by me before today; ``""`` nothing."""
        from ledgerlane.desk import cases

        today = self.desk.today
        found = [
            each
            for each in cases.tasks(self.desk, mine=True, due=today)
            if each.due < today
        ]
        if not found:
            return ""
        words = "action of yours is" if len(found) == 1 else "actions of yours are"
        return f"{len(found)} {words} late; :actions lists them"

    def suits(self) -> Sequence[tuple[Target, str]]:
        """Every open legal case: its account, state and whose turn it is."""
        from ledgerlane.desk import cases

        return [
            (
                Target(each.customer, each.currency, each.number, each.name),
                " ".join(filter(None, (
                    each.id, f"{plain(each.minor, each.currency)} {each.currency}", each.state,
                    f"waits for {each.waits_for}", _by(each.due_day, self.desk.today),
                ))),
            )
            for each in cases.list_(self.desk, kind="legal", open_only=True)
        ]  # fmt: skip

    def tasks(self) -> Sequence[tuple[Target, str]]:
        """What cases want done by whom, those due first."""
        from ledgerlane.desk import cases

        return [
            (
                Target(each.customer, self.desk.currency, each.number, each.name),
                f"{_by(each.due, self.desk.today)} {each.who}: {each.words} ({each.case})",
            )
            for each in cases.tasks(self.desk)
        ]

    def _advice(self, field: StepField, form: CaseForm) -> str:
        """What a field can be: the list it is one of, or what of the case it names."""
        if field.among is not None and form.case:
            from ledgerlane.desk import cases

            known = field.among(cases.load(self.desk, form.case)[0])
            return ", ".join(f"{name} {words}" for name, words in known.items())
        return ", ".join(field.accepts(self.desk.policy)) or field.words

    def case_preview(self, form: CaseForm, values: dict[str, str]) -> Sequence[str]:
        """What would be recorded, in words. Raises Refused for what is missing or wrong."""
        from ledgerlane.desk import cases, claim_forms

        name = (form.target.customer, form.target.currency)
        said = {key: text for key, text in values.items() if key != INVOICE}
        if form.kind == CLAIM:
            return claim_forms.preview(self.desk, form.case, form.step, name, said)
        invoices = self._invoices(form, values)
        return cases.preview(
            self.desk, form.kind, form.step, name, said, invoices, form.case
        )

    def _invoices(self, form: CaseForm, values: dict[str, str]) -> list[str]:
        """The numbers that the form names; one of the account may hold commas itself."""
        from ledgerlane.desk import accounts

        text = values.get(INVOICE, "")
        if "," not in text:
            return numbers_said(text, ",")
        items = accounts.load(self.desk, form.target.customer).items
        return numbers_said(text, ",", {item.number for item in items})

    def case_do(self, form: CaseForm, values: dict[str, str]) -> str:
        """Open the case, or take the step."""
        from ledgerlane.desk import cases, claim_forms

        said = {key: text for key, text in values.items() if key != INVOICE}
        if form.kind == CLAIM:
            name = (form.target.customer, form.target.currency)
            return claim_forms.do(self.desk, form.case, form.step, name, said)
        if form.step:
            case = cases.move(self.desk, form.case, form.step, said, form.kind)
            return f"{case.id}: {_step(form).told}"
        name = (form.target.customer, form.target.currency)
        id_ = cases.open_(self.desk, form.kind, name, said, self._invoices(form, values))
        made, _ = cases.load(self.desk, id_)
        last = made.kind.step(made.moves[-1].step) or _step(form)
        return f"{id_}: {last.told} on {form.target.words or made.word('name')}"

    def groups(self) -> Sequence[tuple[Target, str]]:
        """Groups over the limits of their members, by payer."""
        from ledgerlane.desk import accounts, groups

        found = []
        for each in groups.over(self.desk):
            who = accounts.load(self.desk, accounts.resolve(self.desk, each.payer)[0])
            code = each.currency
            words = (
                f"{len(each.members)} accounts, {plain(each.exposure, code)} of"
                f" {plain(each.limit, code)} {code}, over by {plain(each.over, code)}"
            )
            target = Target(who.id, code, who.customer.number, who.customer.name)
            found.append((target, words))
        return found

    def placements(self) -> Sequence[tuple[Target, str]]:
        """What agencies have, those first that are to report first."""
        from ledgerlane.screens.agencies import placed

        return placed(self.desk)

    def proposed(self) -> Sequence[tuple[Target, str]]:
        """Who is proposed for an agency, and why."""
        from ledgerlane.screens.agencies import proposed

        return proposed(self.desk)

    def credit_preview(self, target: Target, values: dict[str, str]) -> Sequence[str]:
        """What a decision of the credit role would change. Raises Refused for one that changes nothing."""
        view = self._credit(target, values, dry=True)
        from ledgerlane.desk import credit
        from ledgerlane.domain import credit as rules

        known = credit.in_force(view)
        limits = [f"limit {rules.limit_words(each)}" for each in known.limits.values()]
        return [
            f"now {rules.words(known)}",
            *limits,
            *(x.words for x in credit.lines(view)),
        ]

    def credit_do(self, target: Target, values: dict[str, str]) -> str:
        """Record it."""
        self._credit(target, values, dry=False)
        limit = values.get("limit", "").strip()
        return f"credit {values['action'].strip()}{f' {limit}' if limit else ''}: {target.words}"

    def _credit(self, target: Target, values: dict[str, str], *, dry: bool) -> AccountView:
        from ledgerlane.desk import credit_deciding

        name = (target.customer, target.currency)
        said = [values.get(each, "").strip() for each in ("action", "limit", "text")]
        return credit_deciding.decide(self.desk, name, *said, dry=dry)

    def what_waits(self, which: str) -> Sequence[WaitingLine]:
        """Open cases of a kind; of every kind that wait for this person where ``which`` is ``""``."""
        from ledgerlane.desk import cases, claim_forms

        claims = (
            claim_forms.waiting(self.desk, mine=not which) if which in ("", CLAIM) else []
        )
        if which == CLAIM:
            claims += claim_forms.unmatched(self.desk)
            return [_claim(row) for row in claims]
        rows = cases.list_(self.desk, kind=which or None, open_only=True, mine=not which)
        return [*(self._waiting(row) for row in rows), *(_claim(row) for row in claims)]

    def _waiting(self, row: CaseRow) -> WaitingLine:
        currency = row.currency or self.desk.currency
        late = row.due_day is not None and row.due_day < self.desk.today
        return WaitingLine(
            row.id, row.kind, Target(row.customer, currency, row.number, row.name), row.state,
            row.text or row.topic or row.values.get("needs", ""), row.minor if row.currency else None, currency,
            row.waits_for, row.due_day, late,
        )  # fmt: skip

    def waits_shown(self, line: WaitingLine) -> Waits:
        """A case step by step, and what can be done."""
        from ledgerlane.desk import cases, claim_forms
        from ledgerlane.desk.case_words import lines

        if line.kind == CLAIM:
            return Waits(*claim_forms.told(self.desk, line.id))
        case, view = cases.load(self.desk, line.id)
        told = [
            text
            for text in lines(case, view, cases.more(self.desk, view, case))
            if not text.startswith("CAN ")
        ]
        return Waits(told, cases.leading_on(self.desk, case))

    def copy_invoices(self, target: Target, items: Sequence[str]) -> str:
        """Send copies of invoices again, or ask support for them."""
        from ledgerlane.desk import copies

        return copies.resend(self.desk, (target.customer, target.currency), items).words

    def sales(self) -> Sequence[tuple[Target, str]]:
        """Large accounts that the one here sells to, or anybody does, with what happened last."""
        from ledgerlane.desk import sales

        found = []
        for line in sales.lines(self.desk):
            row, last = line.row, line.happened[0] if line.happened else None
            owes = f"{amount(row.overdue, row.currency)} {row.currency} overdue"
            told = f"{short_day(last.day, self.desk.today)} {last.words}" if last else ""
            target = Target(row.customer, row.currency, row.number, row.name)
            words = "  ".join(filter(None, (owes, line.salesperson, *line.asked, told)))
            found.append((target, words))
        return found

    def cases(self, target: Target) -> Sequence[CaseLine]:
        """The open cases of an account, with what can be done and why not by this person."""
        from ledgerlane.desk import cases

        return [
            CaseLine(each.id, each.kind, words, steps)
            for each, words, steps in cases.can_do(self.desk, target.customer)
        ]


CLAIM = "claim"
"""The kind that is no case, and has its forms and its list all the same."""


def _by(day: date | None, today: date) -> str:
    """``by 14 Jul``, with LATE once it has passed."""
    if day is None:
        return ""
    return f"by {short_day(day, today)}{' LATE' if day < today else ''}"


def _claim(row: ClaimRow) -> WaitingLine:
    """A claim in the list: what is undecided of it, or all of it where nobody matched it."""
    target = Target(row.customer, row.currency, row.number, row.name)
    about = " ".join(filter(None, (row.form, row.program)))
    waits = "marketing" if row.undecided else ""
    return WaitingLine(
        row.id, CLAIM, target, row.state, about, row.undecided or row.minor, row.currency, waits,
        None, late=False,
    )  # fmt: skip


def _kind(form: CaseForm) -> Kind:
    from ledgerlane.domain.cases.kinds import KINDS
    from ledgerlane.domain.claim_table import CLAIM as TABLE

    return TABLE if form.kind == CLAIM else KINDS[form.kind]


def _step(form: CaseForm) -> Step:
    kind = _kind(form)
    found = kind.step(form.step) if form.step else kind.opens
    assert found is not None, form
    return found
