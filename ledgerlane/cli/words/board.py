"""The board in lines, each with the command that lists the accounts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from ledgerlane.cli.output import Output
    from ledgerlane.domain.board import Board, Line

COMMANDS = {
    "plans": "plans", "approve": "approve list", "credit": "credit list", "cash": "cash worklist",
    "letters": "letters list --state sending", "legal": "legal list", "tasks": "case tasks", "groups": "report groups",
}  # fmt: skip
"""The twins of the areas that a line leads to."""


def show(out: Output, board: Board, *, as_labels: bool = False) -> None:
    """What is open, what the period brought, what needs attention."""
    out.line(f"{board.whose}, {board.currency}, as of {board.as_of.isoformat()}")
    panels = (
        ("open", board.aging), (f"this {board.name}", board.work), ("needs attention", board.attention)
    )  # fmt: skip
    headings = ("panel", "what", "number", "amount", "more", "list")
    rows = [_cells(panel, line, board) for panel, lines in panels for line in lines]
    ends = (("unapplied", -board.unapplied), ("balance", board.balance))
    at = len(board.aging)
    rows[at:at] = [
        ("open", words, "", plain(minor, board.currency), "", "") for words, minor in ends
    ]
    out.table(headings, rows, right=("number", "amount"), plain=as_labels)


def _cells(panel: str, line: Line, board: Board) -> tuple[str, ...]:
    money = plain(line.minor, board.currency) if line.minor is not None else ""
    number = str(line.number) if line.number or line.minor is None else ""
    return panel, line.words, number, money, line.detail, _command(line)


def _command(line: Line) -> str:
    if line.area:
        return COMMANDS[line.area]
    return f'queue --view "{line.view}"' if line.view else ""


def as_json(board: Board) -> dict[str, Any]:
    """The stable shape of ``board --json``; amounts are minor units of ``currency``."""
    window = board.window
    return {
        "v": 1, "as_of": board.as_of.isoformat(), "currency": board.currency,
        "currencies": list(board.currencies), "scope": board.scope, "period": board.name,
        "from": window.first.isoformat(), "to": window.last.isoformat(),
        "buckets": list(board.labels), "columns": list(board.columns),
        "unapplied": board.unapplied, "balance": board.balance,
        "calls_by_day": list(board.period.calls),
        "aging": [_line(line) for line in board.aging], "work": [_line(line) for line in board.work],
        "attention": [_line(line) for line in board.attention],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "what": line.words, "number": line.number, "amount": line.minor, "more": line.detail,
        "view": line.view, "area": line.area,
    }  # fmt: skip
