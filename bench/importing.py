"""The import: the whole command, beside sqlite3's bare ``.import`` and sqlite-utils."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench import peers, timing
from bench.place import CUSTOMERS, DOCUMENTS, Place, one_percent, same_content
from bench.rows import Figure, Row
from bench.timing import LEDGERLANE, Ran
from ledgerlane.desk import book


def import_(target: Path, *files: Path) -> Ran:
    return timing.run(
        [*LEDGERLANE, "--book", str(target), "sync", "import", *map(str, files)]
    )


def blank(place: Place) -> Path:
    made = place.folder / "empty.book"
    if not made.exists():
        book.init(made, currency="NOK", zone="Europe/Oslo", country="NO").close()
    return made


def _two(place: Place) -> list[Path]:
    return [place.files[CUSTOMERS], place.files[DOCUMENTS]]


def _first(place: Place) -> tuple[Figure, float]:
    """Customers and documents into an empty book, and the import's peak memory in MB."""
    empty, peaks = blank(place), list[float]()

    def ours() -> float:
        ran = import_(place.copy(empty), *_two(place))
        peaks.append(ran.peak)
        return ran.seconds

    def peer() -> float:
        return peers.sqlite_import(_two(place), indexes=peers.INDEXES)

    return timing.pairs(place.runs, ours, peer), max(peaks)


def first(place: Place) -> Figure:
    return place.once(_first)[0]


def peak(place: Place) -> Figure:
    return Figure(place.once(_first)[1])


def first_beside_upsert(place: Place) -> Figure:
    empty = blank(place)
    return timing.pairs(
        min(place.runs, 3),
        lambda: import_(place.copy(empty), *_two(place)).seconds,
        lambda: peers.sqlite_utils_upsert(place.files),
    )


def everything(place: Place) -> Figure:
    """All four files: receipts and what they paid, too."""
    empty = blank(place)
    return timing.pairs(
        min(place.runs, 3),
        lambda: import_(place.copy(empty), *place.files).seconds,
        lambda: peers.sqlite_import(place.files),
    )


def _again(place: Place, file: Path) -> Figure:
    """Documents into a live book that has them already, queue and all."""
    return timing.pairs(
        min(place.runs, 3),
        lambda: import_(place.copy(), file).seconds,
        lambda: peers.sqlite_import([place.files[DOCUMENTS]]),
    )


def same_bytes(place: Place) -> Figure:
    return _again(place, place.files[DOCUMENTS])


def other_bytes(place: Place) -> Figure:
    return _again(place, same_content(place))


def one_in_a_hundred(place: Place) -> Figure:
    return _again(place, one_percent(place))


INDEXED = f"sqlite3 {sqlite3.sqlite_version} .import, same indexes"
BARE = "bare .import of the documents"
ROWS = (
    Row("first import: customers, documents", first, "s", times=0.65, peer=INDEXED, only_1m=True),
    Row("the same", first_beside_upsert, "s", times=2, peer="sqlite-utils upsert_all", only_1m=True),
    Row("the same: peak memory", peak, "MB", at_most=80),
    Row("first import: all four files", everything, "s", peer="bare .import of the four"),
    Row("same bytes again", same_bytes, "s", times=10, peer=BARE, only_1m=True),
    Row("same content, other bytes", other_bytes, "s", times=4, peer=BARE, only_1m=True),
    Row("1 % changed, live queue", one_in_a_hundred, "s", times=0.9, peer=BARE, only_1m=True),
)  # fmt: skip
