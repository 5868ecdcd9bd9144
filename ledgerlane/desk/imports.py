"""Ledger files into the book: import, take back, list; and the profiles that read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ledgerlane.sync.report import ImportRefused, ImportReport

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

__all__ = ["BatchLine", "ImportRefused", "ImportReport", "ProfileLine", "import_files"]

Scope = Literal["full", "partial"]
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch of the book, for a list. ``state``: current, replaced or undone."""

    id: int
    generation: int
    state: str
    source: str
    kind: str
    scope: str
    file: str
    sha256: str
    as_of: date
    known_ms: int
    actor: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile that can read files. ``origin``: shipped, or the path of the user's own."""

    name: str
    kind: str
    source: str
    scope: str
    origin: str
    words: str


def import_files(
    desk: Desk,
    files: Sequence[Path | Literal["-"]],
    *,
    kind: str = "auto",
    profile: str | Path | None = None,
    source: str | None = None,
    scope: Scope | None = None,
    currency: str | None = None,
    dry_run: bool = False,
    partial: bool = False,
    progress: Progress | None = None,
) -> list[ImportReport]:
    """Take the files in, all or none of them, and make them visible together.

    Raises ImportRefused (with every report) when a file is refused.
    """
    raise NotImplementedError


def undo_batch(desk: Desk, batch: str) -> ImportReport:
    """Take an import back: earlier versions of its rows become current again."""
    raise NotImplementedError


def batches(desk: Desk) -> list[BatchLine]:
    """Every batch of the book, newest first."""
    raise NotImplementedError


def profiles() -> list[ProfileLine]:
    """Every profile at hand: the shipped ones, then the user's own."""
    raise NotImplementedError


def profile_text(name: str) -> str:
    """The TOML of a profile."""
    raise NotImplementedError


def save_profile(path: Path) -> ProfileLine:
    """Check a profile file and keep it among the user's own."""
    raise NotImplementedError
