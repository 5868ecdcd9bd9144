"""Ledgers to import, and what a book holds of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from ledgerlane.desk import book, care, imports
from ledgerlane.desk.desk import Desk
from ledgerlane.store import memory, settings
from ledgerlane.store.connection import Store

HEADER = (
    "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount\n"
)
ROWS = 3000
State = tuple[tuple[int, int], ...]
"""Amounts that are open, and how many items have each."""


def ledger(path: Path, *, less: int = 0, rows: int = ROWS) -> Path:
    """A ledger of items of 100.00; of the first ``less`` only 40.00 are open."""
    lines = (
        f"I{n},C{n % 200},Customer {n % 200},2026-01-02,2026-02-01,EUR,100.00,"
        f"{'40.00' if n < less else '100.00'}\n"
        for n in range(rows)
    )
    path.write_text(HEADER + "".join(lines), "utf-8")
    return path


def opened(path: Path) -> Desk:
    """A desk at the book."""
    return book.open_book(path)


def state(path: Path) -> State:
    """What the book shows."""
    desk = opened(path)
    try:
        rows = desk.store.db.execute("SELECT open, count(*) FROM item_now GROUP BY open")
        return tuple((int(minor), int(count)) for minor, count in rows)
    finally:
        desk.close()


def findings(path: Path, *, deep: bool = False) -> list[str]:
    """What `verify` finds wrong."""
    desk = opened(path)
    try:
        return [f"{each.where}: {each.what}" for each in care.verify(desk, deep=deep)]
    finally:
        desk.close()


def made(path: Path, *files: Path) -> Path:
    """A book that holds these ledgers."""
    book.init(path).close()
    for file in files:
        desk = opened(path)
        imports.import_files(desk, [file])
        desk.close()
    return path


def copied(original: Path, folder: Path) -> Path:
    """A copy of a book in a folder made anew, put back on purpose as `restore` does it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = Path(shutil.copy(original, folder / "ledger.book"))
    store = Store(made, readonly=True)
    memory.forget(settings.book_id(store.db))
    store.close()
    return made
