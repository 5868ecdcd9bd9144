"""An import taken back: what that would do to the book, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.imports import clean_up
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import BatchUndone
from ledgerlane.store import batches, settlements, staged
from ledgerlane.store.batches import BatchRow, Reach
from ledgerlane.store.ledger import Stage
from ledgerlane.store.refresh import refresh_after_import
from ledgerlane.sync.report import ImportReport

UNDOERS = ("clerk", "supervisor", "admin")
"""Roles that may take ledger files back: it can empty the ledger."""


@dataclass(frozen=True, slots=True)
class Takeback:
    """What taking a batch back does: ``files`` go together; ``reach`` counts what changes."""

    batch: int
    source: str
    files: tuple[str, ...]
    reach: Reach


def foresee(desk: Desk, batch: str) -> Takeback:
    """What taking this batch back would do; raises as `undo_batch` does, and changes nothing."""
    require(desk, UNDOERS, "take an import back")
    db = desk.store.connection
    lines = batches.listed(db)
    row = _found(batch, lines)
    together = [each for each in reversed(lines) if _with(row, each)]
    return Takeback(
        row.id, row.source, tuple(each.file for each in together), batches.reach(db, row)
    )


def undo_batch(desk: Desk, batch: str) -> ImportReport:
    """Take an import back: earlier versions of its rows become current again.

    Files that came in with one command go back together. Refused when a later import of the
    same source stands on it.
    """
    require(desk, UNDOERS, "take an import back")
    db = desk.store.connection
    with batches.only_importer(desk.store.path):
        clean_up(desk)
        lines = batches.listed(db)
        row = _found(batch, lines)
        generation = batches.generation(db) + 1
        report = ImportReport(
            file=row.file, sha256=row.sha256, profile=row.profile, kind=row.kind, source=row.source,
            scope=row.scope, as_of=date.fromordinal(row.as_of), as_of_origin="of the batch taken back",
            committed=True, decisions=(f"batch {row.id} was taken back",),
        )  # fmt: skip
        try:
            with staged.workspace(db, desk.store.path):
                together = [each.sha256 for each in lines if _with(row, each)]
                return _undo(desk, db, row, generation, report, together)
        except BaseException:
            clean_up(desk, always=True)
            raise


def _with(row: BatchRow, other: BatchRow) -> bool:
    """Whether the other file came in with this one."""
    return (other.generation, other.source) == (row.generation, row.source)


def _found(batch: str, lines: Sequence[BatchRow]) -> BatchRow:
    """The batch of that number or sha-256 that can be taken back; raises Refused."""

    def named(each: BatchRow) -> bool:
        return batch in (str(each.id), each.sha256)

    def begins(each: BatchRow) -> bool:
        return len(batch) >= 6 and each.sha256.startswith(batch)

    current = (each for each in lines if named(each) and each.state == "current")
    any_of = (each for each in lines if named(each) or begins(each))
    row = next(current, None) or next(any_of, None)
    if row is None:
        msg = f"no batch {batch!r}; `ledgerlane sync batches` lists them"
        raise Refused(msg)
    _refuse_undo(row, lines)
    return row


def _refuse_undo(row: batches.BatchRow, lines: Sequence[batches.BatchRow]) -> None:
    if row.state == "undone" or row.undoes is not None:
        msg = (
            f"batch {row.id} is already taken back"
            if row.undoes is None
            else f"batch {row.id} is itself an undo; import the file again"
        )
        raise Refused(msg)
    later = [
        each
        for each in lines
        if each.source == row.source
        and each.generation > row.generation
        and each.undoes is None
        and each.state != "undone"
    ]
    if later:
        msg = f"batch {later[0].id} ({later[0].file}) came later from {row.source}; take that back first"
        raise Refused(msg)


def _undo(
    desk: Desk, db: Any, row: batches.BatchRow, generation: int, report: ImportReport,
    together: Sequence[str],
) -> ImportReport:  # fmt: skip
    with desk.store.writing():
        source = batches.source_id(db, row.source)
        assert source is not None
        batch = batches.NewBatch(
            source=source, kind=row.kind, scope=row.scope, file=row.file, sha256=row.sha256, format="",
            profile=row.profile, as_of=row.as_of, known_at=desk.clock(), actor=desk.actor,
            report=report.text(), undoes=row.id,
        )  # fmt: skip
        made = batches.add(db, batch, generation)
    stage = Stage(db, desk.store.writing, generation, source)
    settlements.undo(stage, row.generation)
    touched = settlements.touched_customers(stage)
    with desk.store.writing():
        batches.switch_back(db, generation, row, desk.clock())
        append(desk, {
            f"batch:{sha256}": [BatchUndone(on=desk.clock_day, sha256=sha256, source=row.source)]
            for sha256 in together
        })  # fmt: skip
    refresh_after_import(desk.store, touched)
    return replace(report, batch=made, changed=batches.rows_of(db, generation))
