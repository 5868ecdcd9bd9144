"""A file much like the last one of its source: only the lines that differ are read.

The rest of what a file means is known from its last reading: which item each line is, the
totals, which open items it leaves out. Whatever does not fit (a line that is no row by
itself, a key that stands on two lines, a problem anywhere) sends the file the whole way,
which says what is wrong.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ledgerlane.desk import taking_in
from ledgerlane.desk.taking_in import Taken, Wish
from ledgerlane.store import ledger, settlements, snapshots, staged
from ledgerlane.store.batches import source_id
from ledgerlane.store.ledger import Stage
from ledgerlane.store.snapshots import Snapshot
from ledgerlane.sync import lines
from ledgerlane.sync.layout import Layout
from ledgerlane.sync.lines import NotByLines
from ledgerlane.sync.report import ImportReport
from ledgerlane.sync.staging import Reading

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk

MOST_CHANGED = 0.3
"""Of a file's lines; where more differ, reading all of it costs no more."""


def take(desk: Desk, db: Any, layout: Layout, wish: Wish, generation: int) -> Taken:
    """Read, prove, compare and write one file, as little of it as will do; raises FileRefused."""
    if not taking_in.lines_tell(layout):
        return taking_in.take(desk, db, layout, wish, generation)
    report = taking_in.opened(desk, layout, wish)
    currency, days = taking_in.currency(desk, layout, wish), taking_in.due_days(desk)
    means = lines.fingerprint(layout, report.source, currency, days)
    source = source_id(db, report.source)
    known = snapshots.load(db, source, layout.kind) if source else None
    if source and known and known.means == means:
        stage = Stage(db, desk.store.writing, generation, source)
        try:
            again = _Again(desk, stage, layout, wish, known)
            return again.take(report)
        except NotByLines:
            pass
    del known
    taken = taking_in.take(desk, db, layout, wish, generation)
    _remember(taken, layout, means)
    return taken


@dataclass(slots=True)
class _Again:
    """One file against the snapshot of the last."""

    desk: Desk
    stage: Stage
    layout: Layout
    wish: Wish
    known: Snapshot

    def take(self, report: ImportReport) -> Taken:
        """Compare, read what differs, write it; raises NotByLines before anything is written."""
        known, stage = self.known, self.stage
        new = lines.hashes(self.layout)
        added, gone = lines.difference(known.hashes, new)
        kept = len(new) - len(added)
        twice = kept != len(known.hashes) - len(gone)
        if twice or not new or len(added) > len(new) * MOST_CHANGED:
            raise NotByLines
        staged.begin(stage.db)
        reading = self._read(added)
        gone_ids = [known.ids[at] for at in gone]
        self._refuse_twice(set(gone_ids))
        lost = snapshots.pairs_of(stage, gone_ids)
        pairs = Counter(known.pairs)
        totals, opens = Counter(known.totals), Counter(known.opens)
        for sign, counted in ((-1, lost), (1, snapshots.pairs_staged(stage))):
            for pair, number, minor, opened in counted:
                currency = pair.partition(" ")[0]
                pairs[pair] += sign * number
                totals[currency] += sign * minor
                opens[currency] += sign * opened
        pairs = +pairs
        spoken = {pair.partition(" ")[0] for pair in pairs}
        shown = {name: minor for name, minor in totals.items() if name in spoken}
        reading.rows, reading.totals = len(new), Counter(shown)
        reading.opens = Counter({name: opens[name] for name in shown})
        report = taking_in.proved(report, reading, (0, []), self.wish)
        report = self._write(report, kept, [*known.others, *gone_ids], pairs)
        known.totals, known.opens, known.pairs = shown, dict(reading.opens), dict(pairs)
        self._keep(report, [new[at] for at in added], gone, added)
        return taking_in.taken(report, reading)

    def _read(self, added: list[int]) -> Reading:
        """Stage the lines at these places."""
        currency = taking_in.currency(self.desk, self.layout, self.wish)
        reading = Reading(self.layout, currency, due_days=taking_in.due_days(self.desk))
        db = self.stage.db
        with staged.filling(db):
            for rows, numbers in lines.rows_at(self.layout, added):
                for columns in reading.chunk(rows, numbers):
                    staged.add(db, self.layout.kind, columns)
                if self.wish.progress:
                    self.wish.progress(self.layout.file.name, reading.rows)
        if (
            reading.rows != len(added)
            or reading.rejected
            or reading.problems
            or reading.repeats
        ):
            raise NotByLines
        if added and staged.fold_doubles(db, self.layout.kind) != (0, []):
            raise NotByLines
        return reading

    def _refuse_twice(self, gone: set[int]) -> None:
        """A staged row must not speak of an item that a line left as it was speaks of."""
        found = {id_ for _, id_ in snapshots.items_by_line(self.stage)} - gone
        if found and not found.isdisjoint(self.known.ids):
            raise NotByLines

    def _write(
        self, report: ImportReport, kept: int, doubtful: list[int], pairs: Counter[str]
    ) -> ImportReport:
        stage, full = self.stage, report.scope == "full"
        report = taking_in.known_customers(stage, report)
        notes = list(report.decisions)
        if made := ledger.place_customers(stage, "stage_item"):
            notes.append(f"{made} customers are known from this file only")
        counts = ledger.take_items(stage)
        missing, names = settlements.close_unmentioned(
            stage, write=full, among=doubtful, pairs=pairs
        )
        report = replace(report, decisions=tuple(notes))
        counts = replace(counts, unchanged=counts.unchanged + kept)
        return taking_in.settled(stage, report, counts, missing, names)

    def _keep(
        self, report: ImportReport, hashes: list[int], gone: list[int], added: list[int]
    ) -> None:
        """Bring the snapshot up to date: a changed line keeps its place, new ones go last."""
        known, stage = self.known, self.stage
        silent = [] if report.scope == "full" else snapshots.silent(stage)
        others = array("I", silent)
        if gone or added:
            first = self.layout.skip + 1
            ids = dict(snapshots.items_by_line(stage))
            place = {known.ids[at]: at for at in gone}
            for number, at in zip(hashes, added, strict=True):
                id_ = ids[at + first]
                if (old := place.pop(id_, None)) is not None:
                    known.hashes[old] = number
                else:
                    known.hashes.append(number)
                    known.ids.append(id_)
            for at in sorted(place.values(), reverse=True):
                del known.hashes[at], known.ids[at]
            known.lies = 0
        known.others = others
        snapshots.save(stage, self.layout.kind, known)


def _remember(taken: Taken, layout: Layout, means: str) -> None:
    """Keep what the whole file said, if each of its lines is one item."""
    reading, stage = taken.reading, taken.stage
    whole = not (reading.rejected or reading.problems or reading.repeats or taken.dropped)
    if stage is None or not whole:
        return
    try:
        hashes = taken.hashes or lines.hashes(layout)
    except NotByLines:
        return
    if len(hashes) != reading.rows:
        return
    if taken.first:
        ids = array("I", range(1, reading.rows + 1))
        others = array("I")
    else:
        ids = array("I", (id_ for _, id_ in snapshots.items_by_line(stage)))
        others = array("I", [] if taken.report.scope == "full" else snapshots.silent(stage))
    if len(ids) != len(hashes):
        return
    snapshot = Snapshot(
        means, dict(taken.report.totals), dict(taken.report.opens), dict(reading.pairs),
        hashes, ids, others,
    )  # fmt: skip
    snapshots.save(stage, layout.kind, snapshot)
