"""Several at one book: eight processes at once, and a writer while an import runs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench import timing
from bench.place import Place, one_percent
from bench.rows import Figure, Row
from bench.timing import LEDGERLANE
from ledgerlane.desk import book, log, queue
from ledgerlane.store.sqlite import sqlite3

PEOPLE, ENTRIES = 8, 30
PAUSE = 0.05
"""Each waits up to this many seconds before each entry: 200 entries a second are asked for."""

Taken = dict[str, list[float]]


def person(path: Path, seed: int) -> Taken:
    """One collector at work: looks at a page, records an entry, over and over; seconds of each."""
    desk = book.open_book(path)
    random = Random(seed)
    rows = queue.rows(desk, scope="all", limit=400)
    taken: Taken = {"page": [], "entry": []}
    for _ in range(ENTRIES):
        time.sleep(random.uniform(0, PAUSE))
        taken["page"].append(timing.seconds(lambda: queue.rows(desk, scope="all")))
        row = random.choice(rows)
        who = (row.customer, row.currency)
        taken["entry"].append(timing.seconds(lambda w=who: log.record(desk, w, "n")))
    desk.close()
    return taken


def bare(path: Path, seed: int) -> Taken:
    """The peer: one small row at a time by SQLite's own busy handler, no lock before it."""
    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    db.execute("PRAGMA synchronous = FULL")
    random = Random(seed)
    taken: Taken = {"page": [], "entry": []}
    for turn in range(ENTRIES):
        time.sleep(random.uniform(0, PAUSE))

        def insert(turn: int = turn) -> None:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO entry VALUES (?, ?)", [f"{seed} {turn}", "x" * 200])
            db.execute("COMMIT")

        taken["entry"].append(timing.seconds(insert))
    db.close()
    return taken


def _crowd(what: str, path: Path) -> Taken:
    """What `PEOPLE` processes took; an error of any is an error here."""
    argv = [sys.executable, "-m", "bench.together", what, str(path)]
    crowd = [
        subprocess.Popen([*argv, str(seed)], stdout=subprocess.PIPE, text=True)
        for seed in range(PEOPLE)
    ]
    told = [json.loads(each.communicate()[0]) for each in crowd]
    return {name: [x for one in told for x in one[name]] for name in ("page", "entry")}


def _eight(place: Place) -> tuple[Taken, Taken]:
    ours = _crowd("person", place.copy())
    path = place.folder / "bare.db"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE entry (id TEXT PRIMARY KEY, words TEXT)")
    db.close()
    return ours, _crowd("bare", path)


def entry(share: float) -> Callable[[Place], Figure]:
    """A quantile of eight people's entries, beside the bare ones."""

    def measure(place: Place) -> Figure:
        ours, peer = (
            timing.quantile(taken["entry"], share) * 1000 for taken in place.once(_eight)
        )
        return Figure(ours, peer, peer / ours)

    return measure


def page(place: Place) -> Figure:
    return Figure(timing.quantile(place.once(_eight)[0]["page"], 0.99) * 1000)


def beside_an_import(place: Place) -> Figure:
    """The longest that an entry took while documents with 1 % changes came in."""
    path = place.copy()
    desk = book.open_book(path)
    rows = queue.rows(desk, scope="all", limit=400)
    argv = [*LEDGERLANE, "--book", str(path), "sync", "import", str(one_percent(place))]
    importer = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    taken = [0.0]
    while importer.poll() is None:
        row = rows[len(taken) % len(rows)]
        who = (row.customer, row.currency)
        taken.append(timing.seconds(lambda w=who: log.record(desk, w, "n")))
        time.sleep(0.01)
    desk.close()
    if importer.returncode:
        msg = f"the import ended with {importer.returncode}"
        raise RuntimeError(msg)
    return Figure(max(taken) * 1000, note=f"of {len(taken) - 1} entries")


BARE = "bare one-row inserts, no lock"
ROWS = (
    Row("8 processes: entry, p50", entry(0.5), peer=BARE),
    Row("8 processes: entry, p99", entry(0.99), at_most=50, peer=BARE),
    Row("8 processes: page, p99", page, at_most=5),
    Row("longest entry while an import runs", beside_an_import, at_most=300),
)

if __name__ == "__main__":
    work = {"person": person, "bare": bare}[sys.argv[1]]
    print(json.dumps(work(Path(sys.argv[2]), int(sys.argv[3]))))
