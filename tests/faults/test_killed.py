"""kill -9 while a command works: nothing acknowledged is lost, no import is half there.

The suite kills 20 times each; `make faults` kills 200 times each (docs/reliability.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from faults.killing import ROUNDS, SEED, killed, lot, seconds_of
from faults.ledgers import ROWS, State, copied, findings, ledger, made, opened, state

from ledgerlane.desk import accounts, imports

ALL_OPEN: State = ((10000, ROWS),)


def test_log_killed(tmp_path: Path) -> None:
    random = lot("log")
    book = made(tmp_path / "a.book", ledger(tmp_path / "a.csv", rows=40))
    whole = max(seconds_of(book, "log", "C1", f"o warming up {n}") for n in range(2))
    acknowledged, counts = set(), Counter[str]()
    for number in range(ROUNDS):
        note = f"round {number} of it"
        account = f"C{number % 20}"
        moment = random.uniform(0.3, 1.1) * whole
        ended, out = killed(book, "log", account, f"o {note}", after=moment)
        if ended or note.encode() in out:
            acknowledged.add((account, note))
        counts["acknowledged" if ended else "killed"] += 1
        found = Counter(notes(book))
        assert set(found.values()) <= {1}, number
        assert acknowledged <= set(found), number
        counts["recorded though killed"] += (account, note) in found and not ended
        assert findings(book) == [], number
    assert findings(book, deep=True) == []
    print(f"\nlog: seed {SEED}, {ROUNDS} rounds, {dict(counts)}, lost 0")  # noqa: T201
    assert counts["killed"] > 0


def notes(book: Path) -> list[tuple[str, str]]:
    """Account and text of every note of a round."""
    desk = opened(book)
    try:
        return [
            (f"C{n}", entry.note)
            for n in range(20)
            for entry in accounts.show(desk, f"C{n}").dossier.activities
            if entry.note.startswith("round ")
        ]
    finally:
        desk.close()


def test_import_killed(tmp_path: Path) -> None:
    random = lot("import")
    full = ledger(tmp_path / "full.csv")
    empty = made(tmp_path / "empty.book")
    held = made(tmp_path / "held.book", full)
    kinds: dict[str, tuple[Path, Path, State, State]] = {
        "first": (empty, full, (), ALL_OPEN),
        "large": (held, ledger(tmp_path / "large.csv", less=ROWS), ALL_OPEN, ((4000, ROWS),)),
        "small": (held, ledger(tmp_path / "small.csv", less=5), ALL_OPEN,
                  ((4000, 5), (10000, ROWS - 5))),
    }  # fmt: skip
    whole = {
        kind: seconds_of(copied(start, tmp_path / "timed"), "sync", "import", str(file))
        for kind, (start, file, _, _) in kinds.items()
    }
    counts = Counter[str]()
    for number in range(ROUNDS):
        kind = random.choice(sorted(kinds))
        start, file, before, after = kinds[kind]
        book = copied(start, tmp_path / "work")
        moment = random.uniform(0.3, 1.1) * whole[kind]
        ended, _ = killed(book, "sync", "import", str(file), after=moment)
        found = state(book)
        assert found in ((after,) if ended else (before, after)), (number, kind, moment)
        assert findings(book, deep=number % 10 == 0) == [], (number, kind, moment)
        counts[f"{kind} {'finished' if ended else 'killed before' if found == before else 'killed after'}"] += 1  # fmt: skip
        again(book, file, after)
    print(f"\nimport: seed {SEED}, {ROUNDS} rounds, {dict(counts)}, half there 0")  # noqa: T201
    assert any("killed before" in each for each in counts)


def again(book: Path, file: Path, after: State) -> None:
    """The next import of the same file cleans up and brings the book where it belongs."""
    desk = opened(book)
    imports.import_files(desk, [file])
    staged = desk.store.db.execute("SELECT count(*) FROM batch WHERE state = 'staged'")
    assert staged.fetchone() == (0,)
    desk.close()
    assert state(book) == after
    assert [each.name for each in book.parent.iterdir() if ".work." in each.name] == []


def test_rebuild_killed(tmp_path: Path) -> None:
    random = lot("rebuild")
    held = made(tmp_path / "held.book", ledger(tmp_path / "full.csv"))
    expected = rows(held)
    whole = seconds_of(copied(held, tmp_path / "timed"), "rebuild")
    counts = Counter[str]()
    for number in range(ROUNDS):
        book = copied(held, tmp_path / "work")
        ended, _ = killed(book, "rebuild", after=random.uniform(0.3, 1.1) * whole)
        assert rows(book) == expected, number
        assert findings(book, deep=number % 5 == 0) == [], number
        counts["finished" if ended else "killed"] += 1
    print(f"\nrebuild: seed {SEED}, {ROUNDS} rounds, {dict(counts)}, rows lost 0")  # noqa: T201
    assert counts["killed"] > 0


def rows(book: Path) -> int:
    """Rows of the worklist, after whatever the next start makes good."""
    desk = opened(book)
    try:
        return int(desk.store.db.execute("SELECT count(*) FROM queue").fetchone()[0])
    finally:
        desk.close()
