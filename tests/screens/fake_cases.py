# ruff: noqa: ARG002
"""Cases and credit, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlane.screens.casework import CaseForm, CaseLine, WaitingLine, Waits
from ledgerlane.screens.learning import Learnt, Told
from ledgerlane.screens.settling import ConflictLine
from ledgerlane.screens.work import Exchanged, Target


class FakeCases:
    """The office's verbs on cases and credit."""

    def case_fields(self, form: CaseForm) -> Sequence[tuple[str, str]]:
        return [("kind", "damaged, billing"), ("text", "what they say")]

    def case_preview(self, form: CaseForm, values: dict[str, str]) -> Sequence[str]:
        return [f"{name}: {text}" for name, text in values.items()]

    def case_do(self, form: CaseForm, values: dict[str, str]) -> str:
        return f"CO-1: {form.kind} {form.step or 'opened'} on {form.target.words}"

    def credit_preview(self, target: Target, values: dict[str, str]) -> Sequence[str]:
        return [f"{name}: {text}" for name, text in values.items()]

    def credit_do(self, target: Target, values: dict[str, str]) -> str:
        return f"credit {values['action']}: {target.words}"

    def learn(self, told: Told, keep: bool) -> Learnt:
        return Learnt("", [], [], [], [], [])

    def what_waits(self, which: str) -> Sequence[WaitingLine]:
        return []

    def waits_shown(self, line: WaitingLine) -> Waits:
        return Waits([], [])

    def conflicts(self) -> Sequence[ConflictLine]:
        return []

    def settle(self, conflict: str, place: int, why: str) -> str:
        return f"{conflict}: {place} stands"

    def on_the_line(self, seen: Target | None, mine: Target | None) -> str:
        return ""

    def exchange(self) -> Exchanged:
        return Exchanged("office: 0 in, 0 out")

    def copy_invoices(self, target: Target, items: Sequence[str]) -> str:
        return f"copies of {', '.join(items)}"

    def groups(self) -> Sequence[tuple[Target, str]]:
        return []

    def sales(self) -> Sequence[tuple[Target, str]]:
        return []

    def cases(self, target: Target) -> Sequence[CaseLine]:
        return []

    def people(self) -> Sequence[str]:
        return ["anna  collector"]

    def owners(self) -> Sequence[tuple[str, str]]:
        return [("anna", "3 accounts")]

    def acts_for(self) -> frozenset[str]:
        return frozenset()

    def contact_wish(self, target: Target, what: str, values: dict[str, str]) -> str:
        return f"{what} of {target.words}"
