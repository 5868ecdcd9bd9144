"""A bare book for tests of the way in: the ledger's tables and a lock, nothing above them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class BareStore:
    def __init__(self, path: Path) -> None:
        self.path = path
        fresh = not path.exists()
        self.db: Any = sqlite3.connect(path, isolation_level=None)
        self.connection = self.db
        self.db.execute("PRAGMA journal_mode=WAL")
        if fresh:
            for each in sorted(MIGRATIONS.glob("*.sql")):
                self.db.executescript(each.read_text(encoding="utf-8"))

    @contextmanager
    def writing(self) -> Iterator[Any]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")


@dataclass
class BareDesk:
    store: BareStore
    actor: str = "anna"
    currency: str = "EUR"
    as_of: date | None = None
    today: date = date(2026, 6, 30)
    now_ms: int = 1_780_000_000_000
    ticks: list[int] = field(default_factory=list)

    def clock(self) -> int:
        self.now_ms += 1000
        return self.now_ms


def bare_desk(path: Path, **more: Any) -> Any:
    return BareDesk(BareStore(path), **more)
