"""One ledger file on its way in: read, proved, compared, written unseen."""

from __future__ import annotations

import csv
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgerlane.desk import same_numbers, unapplied
from ledgerlane.desk.whole_files import whole_file
from ledgerlane.domain.calendar import ROLLS
from ledgerlane.domain.errors import Problem
from ledgerlane.domain.money import Money, exact
from ledgerlane.store import bank, batches, falls, first, ledger, settlements, staged
from ledgerlane.store import unapplied as store_unapplied
from ledgerlane.store.ledger import Counts, Stage
from ledgerlane.store.worked import calendar_of
from ledgerlane.sync.building import DueDays
from ledgerlane.sync.formats.delimited import MAX_LINES
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.lines import Hashes, NotByLines, hashes
from ledgerlane.sync.overlap import Overlap, Seen, compare
from ledgerlane.sync.report import ImportReport
from ledgerlane.sync.staging import Reading

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for besides the files."""

    source: str | None
    scope: str | None
    currency: str | None
    partial: bool
    progress: Callable[[str, int], None] | None
    encoding: str | None = None
    ignore: tuple[str, ...] = ()
    sheet: str = ""
    unproven: bool = False
    unapplied: str = ""
    allocated: frozenset[str] = frozenset()
    """Sources of which the same command has allocations."""


class FileRefused(Exception):  # noqa: N818  control flow between two functions of this package
    """This file cannot be taken; the report says why."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True, slots=True)
class Taken:
    """A file whose rows lie in the next generation, unseen."""

    report: ImportReport
    rejects: tuple[tuple[str, ...], ...]
    path: Path | None
    reading: Reading
    stage: Stage | None = None
    dropped: int = 0
    first: bool = False
    hashes: Hashes | None = None


def take(desk: Desk, db: Any, layout: Layout, wish: Wish, generation: int) -> Taken:
    """Read, prove, compare and write one file; raises FileRefused."""
    report = opened(desk, layout, wish)
    if _first_may(layout) and first.possible(db):
        try:
            return _first_items(desk, db, layout, wish, report, generation)
        except first.NotThisWay:
            pass
    reading = _reading(desk, layout, wish)
    staged.begin(db)
    _read(db, reading, wish)
    doubles = (
        (0, []) if report.kind == "allocations" else staged.fold_doubles(db, report.kind)
    )
    if doubles[0]:
        reading.totals, reading.opens = staged.sums(db, report.kind)
    report = proved(report, reading, doubles, wish)
    with desk.store.writing():
        source = _source(db, layout, report)
    stage = Stage(db, desk.store.writing, generation, source)
    report = _written(stage, report, layout, wish)
    return replace(taken(report, reading), stage=stage, dropped=doubles[0])


def _first_may(layout: Layout) -> bool:
    """Whether each row of such a file is one line of it, and settles nothing."""
    return layout.kind == "items" and not (layout.settles or layout.shape.buckets)


def _reading(desk: Desk, layout: Layout, wish: Wish) -> Reading:
    return Reading(
        layout, currency(desk, layout, wish), as_of=layout.as_of or desk.as_of or desk.today,
        due_days=due_days(desk),
    )  # fmt: skip


def due_days(desk: Desk) -> DueDays:
    """Where the policy says that a due date goes which is worked out from terms."""
    (roll,) = (each for each in ROLLS if each == desk.policy.terms.due_roll)
    return DueDays(calendar_of(desk.policy), roll) if roll != "none" else DueDays()


def currency(desk: Desk, layout: Layout, wish: Wish) -> str:
    """The currency of rows that name none (rulings.md 14)."""
    return wish.currency or layout.profile.currency or desk.currency


def lines_tell(layout: Layout) -> bool:
    """Whether each line of such a file can be one item, whatever the other lines say."""
    return (
        layout.kind == "items"
        and layout.shape.plain
        and not (layout.settles or layout.profile.round_dust)
    )


def _source(db: Any, layout: Layout, report: ImportReport) -> int:
    """The id of the file's source. Inside a write transaction."""
    return batches.add_source(
        db, report.source, layout.profile.name, strip_zeros=layout.profile.strip_zeros
    )


def taken(report: ImportReport, reading: Reading) -> Taken:
    """What came of a file, with the rows it is not taken for."""
    rejected = tuple(tuple(row) for _, row in reading.rejects)
    return Taken(
        report,
        (reading.layout.header, *rejected) if rejected else (),
        reading.layout.file.path,
        reading,
    )


def _first_items(
    desk: Desk, db: Any, layout: Layout, wish: Wish, report: ImportReport, generation: int
) -> Taken:  # fmt: skip
    """The first items of the book, read straight into their table in one transaction."""
    reading = _reading(desk, layout, wish)
    with desk.store.writing():
        named = layout.profile.strip_zeros or not {"name", "country"}.isdisjoint(reading.at)
        source = _source(db, layout, report)
        with closing(
            first.FirstItems(
                db, source, generation, named=named, file_bytes=layout.file.size
            )
        ) as load:
            with _without_collecting():
                for columns in reading.batches():
                    load.add(columns)
                    if wish.progress:
                        wish.progress(layout.file.name, reading.rows)
            report = proved(report, reading, (0, []), wish)
            # SQLite builds indexes without the interpreter, which is free for the hashes.
            with ThreadPoolExecutor(1) as meanwhile:
                hashing = meanwhile.submit(_hashes, layout)
                made = load.finish()
    load.note_written()
    notes = same_numbers.said_apart(load.apart)
    if made:
        notes.append(f"{made} customers are known from this file only")
    report = replace(report, decisions=(*report.decisions, *notes))
    return replace(
        taken(_told(report, Counts(new=load.rows)), reading), first=True, hashes=hashing.result(),
        stage=Stage(db, desk.store.writing, generation, source),
    )  # fmt: skip


def _hashes(layout: Layout) -> Hashes | None:
    try:
        return hashes(layout)
    except NotByLines:
        return None


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Rows of cells hold no cycles; looking for some takes a seventh of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def opened(desk: Desk, layout: Layout, wish: Wish) -> ImportReport:
    """The report as far as it stands before a row is read."""
    as_of = layout.as_of or desk.as_of or desk.today
    origin = "printed in the file" if layout.as_of else "--as-of" if desk.as_of else "today"
    return ImportReport(
        file=layout.file.name, sha256=layout.file.sha256, format=layout.format,
        table=layout.file.made.table if layout.file.made else "",
        statements=layout.file.made.statements if layout.file.made else (),
        profile=layout.profile.name, kind=layout.kind, source=wish.source or layout.profile.source,
        scope=wish.scope or layout.profile.scope or "partial", as_of=as_of, as_of_origin=origin,
        decisions=layout.decisions, columns=layout.listing,
    )  # fmt: skip


def _as_of(report: ImportReport) -> date:
    assert report.as_of is not None
    return report.as_of


def _read(db: Any, reading: Reading, wish: Wish) -> None:
    with staged.filling(db), _without_collecting():
        for columns in reading.batches():
            staged.add(db, reading.layout.kind, columns)
            if wish.progress:
                wish.progress(reading.layout.file.name, reading.rows)


def proved(
    report: ImportReport,
    reading: Reading,
    doubles: tuple[int, list[tuple[int, int, str]]],
    wish: Wish,
) -> ImportReport:
    """The report with the file's own proofs; raises FileRefused when one fails.

    ``doubles`` are the rows dropped as repeats, and (line, other line, key) of contradictions.
    """
    notes = list(report.decisions)
    file = report.file
    dropped, against = doubles
    if dropped:
        notes.append(f"{dropped} rows repeat another row exactly and were counted once")
    if against:
        wish = replace(wish, partial=False)
    words = "says something else about {!r} than line {}; one row each is needed"
    problems = [
        *reading.problems,
        *(
            Problem(file, other % MAX_LINES, "", words.format(key, line % MAX_LINES))
            for line, other, key in against
        ),
    ]
    empty = not reading.rows and not problems
    if empty and not (reading.layout.profile.may_be_empty or reading.left_out):
        problems.append(
            Problem(file, 0, "", "holds a header and no rows; at least one is needed")
        )
    if "currency" in reading.at:
        notes.append("currency: by column")
    elif report.kind in ("items", "payments"):
        notes.append(f"currency: {reading.currency}, for the whole file")
    if reading.dust_rows:
        effect = ", ".join(f"{words} {cur}" for cur, words in reading.dust_effect().items())
        notes.append(
            f"{reading.dust_rows} amounts were rounded half-up to the minor unit; together {effect}"
        )
    notes += [f"{number} {words}" for words, number in reading.notes.items()]
    if customers := reading.merged():
        notes.append(customers)
    report = replace(
        report, rows=reading.rows, rejected=reading.rejected, problems=tuple(problems),
        totals=tuple(sorted(reading.totals.items())), opens=tuple(sorted(reading.opens.items())),
        decisions=tuple(notes),
    )  # fmt: skip
    if problems and not (wish.partial and reading.rows > reading.rejected):
        raise FileRefused(report)
    return report


def _written(
    stage: Stage, report: ImportReport, layout: Layout, wish: Wish
) -> ImportReport:
    if report.kind != "allocations":
        report = known_customers(stage, report)
    match report.kind:
        case "customers":
            return _told(report, ledger.take_customers(stage))
        case "items":
            return _items(stage, report, layout)
        case "payments":
            return _payments(stage, report, layout, wish)
        case _:
            return _allocations(stage, report, layout, wish)


def known_customers(stage: Stage, report: ImportReport) -> ImportReport:
    """The report, after numbers that differ in zeros alone are known ones; raises FileRefused where that must be asked."""
    tables = {"customers": "stage_customer", "items": "stage_item"}
    found = same_numbers.settled(stage, report, tables.get(report.kind, "stage_receipt"))
    return _unless_asked(report, found)


def _unless_asked(before: ImportReport, after: ImportReport) -> ImportReport:
    """The report; raises FileRefused where something is to be said first, lines left out or not."""
    if len(after.problems) > len(before.problems):
        raise FileRefused(after)
    return after


def _told(report: ImportReport, counts: Counts, **more: Any) -> ImportReport:
    return replace(
        report, new=counts.new, changed=counts.changed, unchanged=counts.unchanged,
        closed=counts.closed, **more,
    )  # fmt: skip


def _receipts(counts: Counts) -> dict[str, int]:
    return {
        "receipts_new": counts.new, "receipts_changed": counts.changed,
        "receipts_unchanged": counts.unchanged, "receipts_closed": counts.closed,
    }  # fmt: skip


def _items(stage: Stage, report: ImportReport, layout: Layout) -> ImportReport:
    notes = list(report.decisions)
    if made := ledger.place_customers(stage, "stage_item"):
        notes.append(f"{made} customers are known from this file only")
    counts = ledger.take_items(stage)
    missing, names = settlements.close_unmentioned(stage, write=report.scope == "full")
    report = replace(report, decisions=tuple(notes))
    if layout.settles:
        ledger.derive_receipts(stage)
        cash = ledger.take_receipts(stage)
        ledger.derive_allocations(stage)
        report = replace(report, newest=ledger.newest_receipt(stage))
        return _closing(report, counts, cash, missing, names)
    return settled(stage, report, counts, missing, names)


def settled(
    stage: Stage, report: ImportReport, counts: Counts, missing: int, names: list[str]
) -> ImportReport:
    """The report, after falls of open amounts that no cash file explains became receipts."""
    cash = Counts()
    if not falls.told(stage):
        cash = Counts(new=falls.of_items(stage, _as_of(report).toordinal()))
    if cash.new:
        words = f"{cash.new} receipts were inferred from open amounts that fell"
        report = replace(report, decisions=(*report.decisions, words))
    return _closing(report, counts, cash, missing, names)


def _closing(
    report: ImportReport, counts: Counts, cash: Counts, missing: int, names: list[str]
) -> ImportReport:
    full = report.scope == "full"
    notes = report.decisions
    if missing and not full:
        words = (
            f"{missing} known open items are not mentioned and stay open (scope partial)"
        )
        notes = (*notes, words)
    counts = replace(counts, closed=missing if full else 0)
    return _told(
        report, counts, **_receipts(cash), missing=missing, decisions=notes,
        would_close=tuple(names) if full else (),
    )  # fmt: skip


def _payments(
    stage: Stage, report: ImportReport, layout: Layout, wish: Wish
) -> ImportReport:
    if "unapplied" not in {column.role for column in layout.columns}:
        said = wish.unapplied or layout.profile.unapplied
        explained = report.source in wish.allocated
        found = unapplied.settle(stage, report, said, explained=explained)
        report = _unless_asked(report, found)
    notes = list(report.decisions)
    if made := ledger.place_customers(stage, "stage_receipt"):
        notes.append(f"{made} customers are known from this file only")
    overlap = _bank(stage)
    if layout.file.made and layout.file.made.unproven:
        bank.mark_unproven(stage)
    notes += overlap.notes
    counts = ledger.take_receipts(stage)
    bank.keep(stage)
    ended = falls.real_cash(stage)
    if ended:
        notes.append(f"{ended} inferred receipts gave way to real ones")
    counts = replace(counts, unchanged=counts.unchanged + len(overlap.known))
    return _told(
        report,
        counts,
        **_receipts(replace(counts, closed=ended)),
        decisions=tuple(notes),
        newest=ledger.newest_receipt(stage),
    )


def _bank(stage: Stage) -> Overlap:
    """What of a bank's file the book has already is taken out; reversals find their receipts."""
    rows = bank.incoming(stage)
    if not rows:
        return Overlap()
    found = compare(list(map(_seen, rows)), list(map(_seen, bank.known(stage))))
    bank.drop(stage, found.known)
    bank.take_back(stage, found.takes_back)
    found.notes += [
        f"{Money(each.minor, each.currency)} of {each.payer or 'nobody named'} went back, and what"
        " it was received for is not told: a person says which receipt it takes back"
        for each in found.unnamed
    ]
    return found


def _seen(row: bank.BankRow) -> Seen:
    days = {row.value_day, row.booked} - {None}
    return Seen(
        n=row.n, key=row.key, currency=row.currency, minor=row.minor,
        days=frozenset(day for day in days if day is not None), account=row.account,
        ref=row.bank_ref, end_to_end=row.end_to_end, payer=row.payer,
        payer_account=row.payer_account, format=row.method, batch=row.batch,
        reverses=row.reverses, reversed=bool(row.reversed),
    )  # fmt: skip


def _allocations(
    stage: Stage, report: ImportReport, layout: Layout, wish: Wish
) -> ImportReport:
    headings = {column.role: column.heading for column in layout.columns}
    bad = settlements.resolve_allocations(stage)
    if bad:
        problems = tuple(
            Problem(report.file, line, headings.get(role, role), words)
            for line, role, words in bad
        )
        report = replace(report, problems=(*report.problems, *problems))
        if not wish.partial:
            raise FileRefused(replace(report, rejected=report.rejected + len(bad)))
        dropped = settlements.drop_unresolved(stage)
        report = replace(report, rejected=report.rejected + dropped)
    falls.give_way(stage)
    counts = settlements.take_allocations(stage, full=report.scope == "full")
    store_unapplied.take_off_allocated(stage)
    notes = list(report.decisions)
    for currency, items, minor in settlements.unexplained(stage):
        notes.append(
            f"{items} items in {currency} are open by {exact(minor, currency)} less than their allocations explain"
        )
    return _told(report, counts, decisions=tuple(notes))


def write_rejects(taken: Taken) -> str:
    """Write the rejected rows beside their file, headed as it was; the new file's name.

    Only its owner can read it: it holds customers' data.
    """
    if not taken.rejects:
        return ""
    folder = taken.path.parent if taken.path else Path()
    name = f"{taken.path.stem if taken.path else 'stdin'}.rejects"
    names = chain([f"{name}.csv"], (f"{name}.{number}.csv" for number in count(2)))
    path = next(path for each in names if not (path := folder / each).exists())
    with whole_file(path) as stream:
        csv.writer(stream, lineterminator="\n").writerows(taken.rejects)
    return str(path)
