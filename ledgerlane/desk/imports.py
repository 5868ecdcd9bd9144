"""Ledger files into the book: import, take back, list; and the profiles that read them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ledgerlane import config
from ledgerlane.desk.entry import append, require
from ledgerlane.desk.taking_again import take
from ledgerlane.desk.taking_in import FileRefused, Taken, Wish, write_rejects
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.events import BatchImported
from ledgerlane.domain.money import is_currency
from ledgerlane.store import batches as store_batches
from ledgerlane.store import settlements, snapshots, staged
from ledgerlane.store.ledger import Stage
from ledgerlane.store.refresh import refresh_after_import
from ledgerlane.sync import files as sync_files
from ledgerlane.sync import profile as sync_profile
from ledgerlane.sync.apart import Apart
from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.layout import Layout, recognise
from ledgerlane.sync.opening import recognise_among, tables
from ledgerlane.sync.report import ImportRefused, ImportReport

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

__all__ = ["BatchLine", "ImportRefused", "ImportReport", "ProfileLine", "import_files"]

Scope = Literal["full", "partial"]
Progress = Callable[[str, int], None]


IMPORTERS = ("clerk", "collector", "supervisor", "admin")
"""Roles that may take ledger files in."""


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
    encoding: str | None = None,
    ignore: Sequence[str] = (),
    sheet: str = "",
    unproven: bool = False,
    unapplied: str = "",
) -> list[ImportReport]:
    """Take the files in, all or none of them, and make them visible together.

    ``encoding`` is that of files whose bytes do not say it; ``ignore`` names headings that are
    not read; ``sheet`` is the one to read of workbooks with several; ``unproven``: take a
    statement whose figures do not hold, and mark its receipts; ``unapplied`` ("all", "none"): what of
    payments is not used up where their file has no column for it.
    Raises ImportRefused (with every report) when a file is refused. A dry run goes the whole
    way and takes back its unseen rows instead of showing them.
    """
    kind = sync_profile.ALSO_KINDS.get(kind, kind)
    if kind not in ("auto", *sync_profile.KINDS):
        known = ", ".join((*sync_profile.KINDS, *sync_profile.ALSO_KINDS))
        msg = f"--kind {kind}: not read yet; one of auto, {known}"
        raise Misused(msg)
    if currency and not is_currency(currency):
        msg = f"--currency {currency}: no ISO 4217 currency in use"
        raise Misused(msg)
    require(desk, IMPORTERS, "import a ledger file")
    wish = Wish(
        source, scope, currency, partial, progress, encoding, tuple(ignore), sheet, unproven, unapplied
    )  # fmt: skip
    chosen = _chosen(profile)
    with store_batches.only_importer(desk.store.path):
        clean_up(desk)
        with Apart() as apart:
            plans = [_recognised(desk, each, kind, chosen, wish, apart) for each in files]
        wish = replace(wish, allocated=_allocated(plans, wish))
        try:
            db = desk.store.connection
            with store_batches.checkpoint_after(db), staged.workspace(db, desk.store.path):
                return _take_all(desk, plans, wish, dry_run=dry_run)
        except BaseException:
            clean_up(desk, always=True)
            raise


def clean_up(desk: Desk, *, always: bool = False) -> None:
    """Take away what an importer that died, or this one, left unseen."""
    db = desk.store.connection
    if always or store_batches.leftovers(db):
        with desk.store.writing():
            store_batches.clean_up(db)


def _chosen(profile: str | Path | None) -> sync_profile.Profile | None:
    if profile is None:
        return None
    name = str(profile)
    for each in _all_profiles():
        if each.name == name:
            return each
    if Path(name).suffix == ".toml" or Path(name).exists():
        return sync_profile.from_path(Path(name))
    known = ", ".join(each.name for each in _all_profiles())
    msg = (
        f"--profile {name}: no profile of that name; known are {known}, or give a TOML file"
    )
    raise Misused(msg)


def _recognised(
    desk: Desk,
    where: Path | Literal["-"],
    kind: str,
    chosen: sync_profile.Profile | None,
    wish: Wish,
    apart: Apart,
) -> Layout | ImportReport:
    """How to read the file; or the finished report, when these bytes are what the book has."""
    try:
        file = sync_files.look_at(where)
        for row, text in store_batches.current_like(desk.store.connection, file.sha256):
            same_wish = (wish.source in (None, row.source), kind in ("auto", row.kind),
                         wish.scope in (None, row.scope), chosen is None or chosen.name == row.profile,
                         wish.sheet in ("", json.loads(text).get("table")))  # fmt: skip
            said = (wish.currency, wish.encoding, wish.unapplied)
            if all(same_wish) and said == (None, None, ""):
                return _same_again(file.name, row, text)
        profiles = _all_profiles()
        if wish.unproven:
            profiles = [replace(each, unproven=True) for each in profiles]
            chosen = replace(chosen, unproven=True) if chosen else None

        def known_as(table: sync_files.SourceFile) -> Layout:
            return recognise(
                table,
                profiles,
                kind,
                chosen,
                declared=wish.encoding or "",
                ignore=wish.ignore,
            )

        return recognise_among(
            tables(file, apart, wish.encoding or ""), known_as, wish.sheet
        )
    except Unreadable as refusal:
        raise ImportRefused(str(refusal), (_refused(refusal),)) from None


def _refused(why: FileRefused | Unreadable) -> ImportReport:
    if isinstance(why, FileRefused):
        return why.report
    return ImportReport(
        file=why.problem.file, problems=(why.problem,), statements=why.statements
    )


def _same_again(name: str, row: store_batches.BatchRow, text: str) -> ImportReport:
    told = json.loads(text)
    return ImportReport(
        file=name, sha256=row.sha256, format=told["format"], table=told.get("table", ""), profile=row.profile, kind=row.kind,
        source=row.source, scope=row.scope, as_of=date.fromordinal(row.as_of), as_of_origin="known",
        batch=row.id, rows=told["rows"], unchanged=told["new"] + told["changed"] + told["unchanged"],
        totals=_sums(told["totals"]), opens=_sums(told.get("opens", ())), committed=True,
        columns=tuple((each["heading"], each["read_as"]) for each in told.get("columns", ())),
        statements=tuple(told.get("statements", ())),
        decisions=("the same bytes as the current batch: nothing to do",),
    )  # fmt: skip


def _sums(told: Sequence[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((each["currency"], each["minor"]) for each in told)


def _take_all(
    desk: Desk, plans: Sequence[Layout | ImportReport], wish: Wish, *, dry_run: bool
) -> list[ImportReport]:
    db = desk.store.connection
    generation = store_batches.generation(db) + 1
    order = sorted(range(len(plans)), key=lambda at: _rank(plans[at]))
    reports: dict[int, ImportReport] = {}
    taken: dict[int, tuple[int, Taken]] = {}
    for at in order:
        plan = plans[at]
        if isinstance(plan, ImportReport):
            reports[at] = plan
            continue
        with desk.store.writing():
            batch = _announce(desk, db, plan, wish, generation)
        try:
            found = take(desk, db, plan, wish, generation)
        except (FileRefused, Unreadable) as refusal:
            reports[at] = _refused(refusal)
            told = tuple(reports[each] for each in sorted(reports))
            raise ImportRefused(_words(reports[at]), told) from None
        taken[at] = (batch, found)
        reports[at] = replace(found.report, batch=None if dry_run else batch)
    if not taken:
        return [reports[at] for at in range(len(plans))]
    if dry_run:
        clean_up(desk, always=True)
        return [reports[at] for at in range(len(plans))]
    return _switch(desk, db, generation, reports, taken)


def _allocated(plans: Sequence[Layout | ImportReport], wish: Wish) -> frozenset[str]:
    """The sources of which files of this command say what receipts paid."""
    return frozenset(
        plan.source
        if isinstance(plan, ImportReport)
        else wish.source or plan.profile.source
        for plan in plans
        if plan.kind == "allocations"
    )


def _rank(plan: Layout | ImportReport) -> int:
    return sync_profile.KINDS.index(plan.kind)


def _words(report: ImportReport) -> str:
    more = len(report.problems) - 5
    lines = [str(problem) for problem in report.problems[:5]]
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def _announce(desk: Desk, db: Any, plan: Layout, wish: Wish, generation: int) -> int:
    """Note the batch as staged before its first row: whoever dies here can be cleaned up after."""
    source = store_batches.add_source(
        db,
        wish.source or plan.profile.source,
        plan.profile.name,
        strip_zeros=plan.profile.strip_zeros,
    )
    as_of = plan.as_of or desk.as_of or desk.today
    batch = store_batches.NewBatch(
        source=source, kind=plan.kind, scope=wish.scope or plan.profile.scope or "partial",
        file=plan.file.name, sha256=plan.file.sha256, format=plan.format, profile=plan.profile.name,
        as_of=as_of.toordinal(), known_at=desk.clock(), actor=desk.actor, report="{}",
    )  # fmt: skip
    return store_batches.add(db, batch, generation)


def _switch(
    desk: Desk, db: Any, generation: int, reports: dict[int, ImportReport],
    taken: dict[int, tuple[int, Taken]],
) -> list[ImportReport]:  # fmt: skip
    """Show the new generation in one short transaction, then refresh what is derived from it."""
    for at, (_, found) in taken.items():
        reports[at] = replace(
            reports[at], committed=True, rejects_file=write_rejects(found)
        )
    stage = Stage(db, desk.store.writing, generation, 0)
    touched = settlements.touched_customers(stage, settlements.tables_written(stage))
    with desk.store.writing():
        told = {batch: reports[at].text() for at, (batch, _) in taken.items()}
        store_batches.switch(db, generation, told, desk.clock())
        _record(desk, [reports[at] for at in taken])
    for _, found in taken.values():
        if found.stage:
            snapshots.forget_old(found.stage, found.report.kind)
    refresh_after_import(desk.store, touched)
    return [reports[at] for at in range(len(reports))]


def _record(desk: Desk, reports: Sequence[ImportReport]) -> None:
    """Note in the history that these files became what the books say."""
    for report in reports:
        fact = BatchImported(
            on=report.as_of or desk.today, sha256=report.sha256, source=report.source,
            ledger_kind=report.kind, as_of=report.as_of or desk.today, rows=report.rows, file=report.file,
        )  # fmt: skip
        append(desk, {f"batch:{report.sha256}": [fact]})


def batches(desk: Desk) -> list[BatchLine]:
    """Every batch of the book, newest first."""
    return [
        BatchLine(
            row.id, row.generation, row.state, row.source, row.kind, row.scope, row.file, row.sha256,
            date.fromordinal(row.as_of), row.known_at, row.actor, row.undoes,
        )
        for row in store_batches.listed(desk.store.connection)
    ]  # fmt: skip


def _all_profiles() -> list[sync_profile.Profile]:
    return [
        *sync_profile.from_folder(config.folder() / "profiles"),
        *sync_profile.shipped(),
    ]


def profiles() -> list[ProfileLine]:
    """Every profile at hand: the user's own first, then the shipped ones."""
    return [
        ProfileLine(
            each.name,
            ", ".join(dict.fromkeys(t.kind for t in each.tables)),
            each.source,
            each.scope or "partial",
            each.origin,
            each.words,
        )
        for each in _all_profiles()
    ]


def profile_text(name: str) -> str:
    """The TOML of a profile; Misused when there is none of that name."""
    found = _chosen(name)
    assert found is not None
    return found.text


def save_profile(path: Path) -> ProfileLine:
    """Check a profile file and keep it among the user's own."""
    found = sync_profile.from_path(path)
    if not found.name.replace("_", "").replace("-", "").isalnum():
        msg = f"{path}: name = {found.name!r}; letters, digits, - and _ only"
        raise Misused(msg)
    return save_text(found.text, found.name)


def save_text(text: str, name: str) -> ProfileLine:
    """Keep the text of a profile, which was checked, among the user's own."""
    folder = config.folder() / "profiles"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return next(line for line in profiles() if line.name == name)
