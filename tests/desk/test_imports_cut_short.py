"""An import that is interrupted, or killed, leaves the book as it was or as it would be."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ledger_book import bare_desk

from ledgerlane.desk import imports

ROOT = Path(__file__).parents[2]
HEADER = "invoice_no,customer_id,issue_date,due_date,currency,amount,open_amount\n"
ROWS = 4000
CHILD = """
import sys
from pathlib import Path
from ledger_book import bare_desk
from ledgerlane.desk import imports
print("ready", flush=True)
imports.import_files(bare_desk(Path(sys.argv[1])), [Path(sys.argv[2])])
"""


def ledger(path: Path, open_amount: str, every: int = 1) -> Path:
    """Rows of 100.00; of one in ``every`` this much is open, of the others all."""
    rows = (
        f"I{n},C{n % 50},2026-01-02,2026-02-01,EUR,100.00,{'100.00' if n % every else open_amount}\n"
        for n in range(ROWS)
    )
    path.write_text(HEADER + "".join(rows))
    return path


def state(desk: Any) -> list[tuple[int, int]]:
    return list(desk.store.db.execute("SELECT open, count(*) FROM item_now GROUP BY open"))


def test_ctrl_c_stores_nothing_and_goes_on_up(tmp_path: Path) -> None:
    desk = bare_desk(tmp_path / "book.db")

    def interrupt(name: str, rows: int) -> None:
        raise KeyboardInterrupt(name, rows)

    with pytest.raises(KeyboardInterrupt):
        imports.import_files(
            desk, [ledger(tmp_path / "a.csv", "100.00")], progress=interrupt
        )
    for table in ("customer", "item", "batch", "source"):
        assert desk.store.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def kill_again_and_again(path: Path, file: Path, allowed: list[Any]) -> None:
    """Import a file in a process that is killed a little later each time, until one is done."""
    for number in range(16):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(file)], stdout=subprocess.PIPE,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        )  # fmt: skip
        with child:
            assert child.stdout is not None
            child.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=0.02 * number)
            child.kill()
        found = state(bare_desk(path))
        assert found in allowed, number
        if found == allowed[-1]:
            return


@pytest.mark.parametrize("every", [1, 10])
def test_killed_at_any_point_the_book_is_before_or_after(
    tmp_path: Path, every: int
) -> None:
    path = tmp_path / "book.db"
    imports.import_files(bare_desk(path), [ledger(tmp_path / "a.csv", "100.00")])
    fell = ROWS // every
    before = [(10000, ROWS)]
    after = [(4000, fell), (10000, ROWS - fell)] if every > 1 else [(4000, ROWS)]
    second = ledger(tmp_path / "b.csv", "40.00", every)
    kill_again_and_again(path, second, [before, after])
    desk = bare_desk(path)
    imports.import_files(desk, [second])
    assert state(desk) == after
    assert desk.store.db.execute(
        "SELECT count(*) FROM batch WHERE state = 'staged'"
    ).fetchone() == (0,)
    inferred = desk.store.db.execute(
        "SELECT count(*), sum(amount) FROM receipt_now"
    ).fetchone()
    assert inferred == (fell, fell * 6000)
    assert not list(tmp_path.glob("*.work.*"))


def test_killed_at_its_first_file_a_book_is_empty_or_full_and_has_its_indexes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.db"
    bare_desk(path).store.close()
    first = ledger(tmp_path / "a.csv", "100.00")
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    before = bare_desk(path).store.db.execute(indexes).fetchall()
    kill_again_and_again(path, first, [[], [(10000, ROWS)]])
    desk = bare_desk(path)
    imports.import_files(desk, [first])
    assert state(desk) == [(10000, ROWS)]
    assert desk.store.db.execute(indexes).fetchall() == before
    assert desk.store.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
