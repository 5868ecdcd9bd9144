"""What a reader of a format that is no delimited text finds: tables of text cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text cells, headings among the first of them, as a profile reads them.

    Days are ISO days, amounts have decimals after ``.`` and no grouping. Everything but the
    rows may be filled while they are read: it is looked at after the last of them.
    """

    rows: Iterable[Sequence[str]]
    name: str = ""
    """What people call it where a file has several: a sheet, a statement."""
    format: str = ""
    """What it is where one reader reads several formats: ``xlsx``, ``ods``."""
    hidden: bool = False
    """Whether whoever opens the file does not see it."""
    notes: list[str] = field(default_factory=list)
    """Sentences for the report: what was found, what was proved, what is left out."""
    unproven: list[str] = field(default_factory=list)
    """What does not prove, with the numbers: refuses the file unless its profile says ``unproven``."""
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    """Cells that hold an error instead of a value: row from 1, column from 0, the error."""
    statements: list[dict[str, str | int | None]] = field(default_factory=list)
    """Of bank statements: what each says and whether it proves itself, for scripts (docs/cli.md)."""


@dataclass(frozen=True, slots=True)
class Inner:
    """The bytes of the one file inside a container; they are recognised anew."""

    data: bytes
    name: str = ""
