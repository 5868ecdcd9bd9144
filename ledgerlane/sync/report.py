"""What an import tells people and scripts about one file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ledgerlane.domain.errors import Problem, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """One file taken in, or refused, or (dry run) looked at.

    ``new``, ``changed``, ``unchanged`` and ``closed`` count rows of the file's own kind;
    ``receipts_*`` count receipts, derived and inferred ones too. ``totals`` are the amounts
    of the file by currency, minor units, ``opens`` what is open (unapplied, of receipts) of
    them. ``columns`` are its headings, each with what it is read as or "". ``missing`` counts known open items the file did
    not mention; ``would_close`` names those (at most 50) that a full file closes.
    ``newest`` is the value date of the file's newest receipt; ``table`` the sheet that was read.
    ``statements`` are those of a bank's file: account, balances, entries, proof (docs/cli.md).
    """

    file: str
    sha256: str = ""
    format: str = ""
    table: str = ""
    profile: str = ""
    kind: str = ""
    source: str = ""
    scope: str = "partial"
    as_of: date | None = None
    as_of_origin: str = ""
    batch: int | None = None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: int = 0
    receipts_new: int = 0
    receipts_changed: int = 0
    receipts_unchanged: int = 0
    receipts_closed: int = 0
    newest: date | None = None
    problems: tuple[Problem, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()
    opens: tuple[tuple[str, int], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    decisions: tuple[str, ...] = ()
    statements: tuple[dict[str, str | int | None], ...] = ()
    missing: int = 0
    would_close: tuple[str, ...] = ()
    rejects_file: str = ""
    committed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The stable shape of ``sync import --json`` (docs/cli.md)."""
        told: dict[str, Any] = {"v": 1, **asdict(self)}
        for name in ("as_of", "newest"):
            told[name] = told[name].isoformat() if told[name] else None
        told["problems"] = [
            {"line": each.line, "field": each.field, "message": each.message}
            for each in self.problems
        ]
        for sums in ("totals", "opens"):
            told[sums] = [{"currency": cur, "minor": minor} for cur, minor in told[sums]]
        told["columns"] = [
            {"heading": name, "read_as": role} for name, role in self.columns
        ]
        return told

    def text(self) -> str:
        """The same as compact JSON, for the batch's own record."""
        return json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":"))


class ImportRefused(Refused):
    """A file was refused; nothing of the command was stored. Carries every file's report."""

    def __init__(self, message: str, reports: tuple[ImportReport, ...] = ()) -> None:
        super().__init__(message)
        self.reports = reports
