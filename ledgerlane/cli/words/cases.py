"""Cases as lines and JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.desk.case_words import said_of
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from ledgerlane.domain.account import Customer
    from ledgerlane.domain.cases.case import Case
    from ledgerlane.store.case_tasks import TaskRow
    from ledgerlane.store.cases import CaseRow

HEADINGS = (
    "Case",
    "Account",
    "Name",
    "State",
    "About",
    "Amount",
    "Cur",
    "Waits for",
    "Due",
    "Says",
)
RIGHT = ("Amount",)


def cells(row: CaseRow, today: date) -> list[str]:
    """A line of the list."""
    late = row.open and row.due_day is not None and row.due_day < today
    return [
        row.id, row.number, row.name, row.state, row.topic or row.kind,
        plain(row.minor, row.currency) if row.currency else "", row.currency, row.waits_for,
        (row.due_day.isoformat() + (" late" if late else "")) if row.due_day else "", row.text,
    ]  # fmt: skip


def as_json(row: CaseRow, today: date) -> dict[str, Any]:
    """The stable shape of a row of ``case list --json`` (docs/cli.md)."""
    return {
        "case": row.id, "kind": row.kind, "customer": row.number, "name": row.name,
        "state": row.state, "open": row.open, "waits_for": row.waits_for, "about": row.topic,
        "cause": row.cause, "amount": money(row.minor, row.currency),
        "opened": row.opened_day.isoformat(), "opened_by": row.opened_by,
        "due": row.due_day.isoformat() if row.due_day else None,
        "late_days": max(0, (today - row.due_day).days) if row.open and row.due_day else 0,
        "items": [{"id": ref, "minor": minor} for ref, minor in row.items], "values": row.values,
    }  # fmt: skip


TASK_HEADINGS = ("Due", "Id", "Case", "Account", "Name", "Who", "State", "What", "Result")


def task_cells(row: TaskRow, today: date) -> list[str]:
    """A line of the list of what cases want done."""
    late = " late" if row.state == "open" and row.due < today else ""
    return [
        row.due.isoformat() + late, row.id, row.case, row.number, row.name, row.who, row.state,
        row.words, row.said,
    ]  # fmt: skip


def task_json(row: TaskRow, today: date) -> dict[str, Any]:
    """The stable shape of a row of ``review actions --json`` (docs/cli.md)."""
    return {
        "id": row.id, "what": row.what, "words": row.words, "case": row.case, "kind": row.kind,
        "customer": row.number, "name": row.name, "who": row.who, "due": row.due.isoformat(),
        "late_days": max(0, (today - row.due).days) if row.state == "open" else 0,
        "state": row.state, "said": row.said,
    }  # fmt: skip


def money(minor: int, currency: str) -> dict[str, Any] | None:
    """An amount as JSON; nothing where none is known."""
    return {"minor": minor, "currency": currency} if currency else None


def one(case: Case, customer: Customer) -> dict[str, Any]:
    """The stable shape of one case (docs/cli.md)."""
    return {
        "v": 1, "case": case.id, "kind": case.kind.name, "customer": customer.number,
        "name": customer.name, "state": case.state, "open": case.open,
        "waits_for": case.waits_for,
        "items": [
            {"id": each.ref, "minor": each.amount.minor, "currency": each.amount.currency}
            for each in case.items
        ],
        "values": said_of(case, case.values),
        "steps": [
            {
                "step": each.step, "on": each.on.isoformat(), "by": each.by,
                "values": said_of(case, each.values),
            }
            for each in case.moves
        ],
        "tasks": [
            {
                "id": each.id, "what": each.what, "words": each.words, "who": each.who,
                "due": each.due.isoformat(), "state": each.state, "said": each.said,
            }
            for each in case.tasks
        ],
        "can": list(case.kind.possible(case.state)),
    }  # fmt: skip


def said(case: Case, told: str) -> str:
    """``CO-7K3FQ2: complaint opened; waits for quality by 2026-07-14``."""
    if not case.open:
        return f"{case.id}: {told}"
    by = f" by {case.due.isoformat()}" if case.due is not None else ""
    opened = case.moves[-1].step in (case.kind.opens.name, "hand-over")
    left = case.word("left-out") if opened else ""
    rest = f"; left out: {left}" if left else ""
    owed = case.moves[-1].values.get("owed")
    if owed is not None:
        rest = f"; {owed} is to be paid back or credited: the invoice is paid{rest}"
    return f"{case.id}: {told}; {case.state}, waits for {case.waits_for or 'somebody'}{by}{rest}"
