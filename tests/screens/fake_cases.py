# ruff: noqa: ARG002
"""Cases and credit, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerlane.screens.casework import CaseForm, CaseLine
from ledgerlane.screens.work import Target


class FakeCases:
    """The office's verbs on cases and credit."""

    def case_fields(self, form: CaseForm) -> Sequence[tuple[str, str]]:
        return [("kind", "damaged, billing"), ("text", "what they say")]

    def case_preview(self, form: CaseForm, values: dict[str, str]) -> Sequence[str]:
        return [f"{name}: {text}" for name, text in values.items()]

    def case_do(self, form: CaseForm, values: dict[str, str]) -> str:
        return f"CO-1: {form.kind} {form.step or 'opened'} on {form.target.words}"

    def cases(self, target: Target) -> Sequence[CaseLine]:
        return []

    def credit_preview(self, target: Target, values: dict[str, str]) -> Sequence[str]:
        return [f"{name}: {text}" for name, text in values.items()]

    def credit_do(self, target: Target, values: dict[str, str]) -> str:
        return f"credit {values['action']}: {target.words}"
