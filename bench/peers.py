"""The peers of the import, run as commands: sqlite3's own, and sqlite-utils."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from bench import timing
from bench.place import DOCUMENTS

INDEXES = """CREATE UNIQUE INDEX d1 ON documents (doc_id);
CREATE INDEX d2 ON documents (customer_id, doc_date);
CREATE INDEX d3 ON documents (customer_id, open_amount, due_date);"""
"""The three indexes that our own table of items has."""


def sqlite_import(files: list[Path], *, indexes: str = "") -> float:
    """Seconds of sqlite3's ``.import`` of CSV files into tables of text, durable at the end."""
    target = files[0].with_name("peer.db")
    target.unlink(missing_ok=True)
    argv = [
        "sqlite3",
        str(target),
        "PRAGMA synchronous = FULL",
        "PRAGMA cache_size = -65536",
    ]
    if (
        indexes
    ):  # they are there before the rows, as an import into a book in use finds them
        heading = files[-1].open().readline().strip()
        columns = ", ".join(f"{name} TEXT" for name in heading.split(","))
        argv += [f"CREATE TABLE {files[-1].stem} ({columns})", *indexes.splitlines()]
    argv.append(".mode csv")
    for file in files:
        skip = "--skip 1 " if indexes and file is files[-1] else ""
        argv.append(f".import {skip}{file} {file.stem}")
    taken = timing.run(argv).seconds
    target.unlink()
    return taken


def sqlite_utils_upsert(files: list[Path]) -> float:
    """Seconds of sqlite-utils' ``upsert_all`` of the same file with the same indexes."""
    target = files[0].with_name("peer.db")
    target.unlink(missing_ok=True)
    taken = timing.run(
        [sys.executable, "-m", "bench.peers", str(files[DOCUMENTS]), str(target)]
    )
    target.unlink()
    return taken.seconds


def _upsert(file: Path, target: Path) -> None:
    from sqlite_utils import Database

    table = Database(target)["documents"]
    with file.open(newline="", encoding="utf-8") as rows:
        table.upsert_all(csv.DictReader(rows), pk="doc_id")
    table.create_index(["customer_id", "doc_date"])
    table.create_index(["customer_id", "open_amount", "due_date"])


if __name__ == "__main__":
    _upsert(Path(sys.argv[1]), Path(sys.argv[2]))
