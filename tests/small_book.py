"""A small book for tests of the store: a few rows of ledger, and a history on top of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from builders import TODAY, M, ms

from ledgerlane.domain.events import Event, Fact
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import history, refresh, settings
from ledgerlane.store.batches import FOREVER
from ledgerlane.store.connection import Store

SOURCE = "erp"


class SmallBook:
    """A book of one source whose rows all belong to generation 1. Everybody's key is a number."""

    def __init__(self, path: Path, today: date = TODAY) -> None:
        self.path, self.today = path, today
        self.store = Store(path, create=True, clock=lambda: ms(self.today, 12))
        with self.store.writing() as db:
            settings.write(
                db,
                {
                    "id": "b1",
                    "currency": "EUR",
                    "zone": "UTC",
                    "country": "",
                    "practice": "1",
                    "derived": "1",
                },
            )
            db.execute("INSERT INTO source VALUES (1, ?, 'generic', 0)", [SOURCE])
            db.execute("UPDATE generation SET current = 1")
            db.execute(
                "INSERT INTO batch VALUES (1, 1, 'current', 1, 'items', 'full', 'f.csv', 'aa', 'csv',"
                " 'generic', ?, ?, 'anna', NULL, '{}')",
                [today.toordinal(), ms(TODAY - timedelta(days=700))],
            )
        self._next = 0

    def id(self) -> int:
        """A new id for any row."""
        self._next += 1
        return self._next

    def customer(
        self, number: str = "", name: str = "Nordvik Bygg AS", **party: str
    ) -> int:
        """A customer; its id. Its reference is ``erp/NUMBER``."""
        id_ = self.id()
        number = number or str(1000 + id_)
        with self.store.writing() as db:
            db.execute(
                "INSERT INTO customer (id, gen_from, gen_to, source, key, number)"
                f" VALUES (?, 1, {FOREVER}, 1, ?, ?)",
                [id_, number, number],
            )
            db.execute(
                "INSERT INTO party VALUES (?, 1, ?, ?, ?, ?)",
                [
                    id_,
                    name,
                    *(party.get(field, "") for field in ("contact", "email", "phone")),
                ],
            )
        return id_

    def item(
        self, customer: int, late: int, amount: str = "100.00 EUR", *, opened: str = "",
        number: str = "", issued: date | None = None, disputed: int = 0,
    ) -> int:  # fmt: skip
        """An item due so many days before today; its id. Its reference is ``erp/NUMBER``."""
        id_, value = self.id(), M(amount)
        number = number or f"I{id_}"
        due = self.today - timedelta(days=late)
        made = issued or min(due, self.today) - timedelta(days=30)
        with self.store.writing() as db:
            db.execute(
                "INSERT INTO item (id, gen_from, gen_to, source, key, number, kind, customer, currency,"
                " doc_day, due_day, amount, open, disputed)"
                f" VALUES (?, 1, {FOREVER}, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [id_, number, number, "credit_note" if value.minor < 0 else "invoice", customer,
                 value.currency, made.toordinal(), due.toordinal(), value.minor,
                 M(opened).minor if opened else value.minor, disputed],
            )  # fmt: skip
        return id_

    def receipt(
        self, customer: int | None, day: date, amount: str, *, unapplied: str = "",
        reverses: int | None = None,
    ) -> int:  # fmt: skip
        """Money that came in; its id."""
        id_, value = self.id(), M(amount)
        with self.store.writing() as db:
            db.execute(
                "INSERT INTO receipt (id, gen_from, gen_to, source, key, customer, currency,"
                f" value_day, amount, unapplied, origin, reverses) VALUES (?, 1, {FOREVER}, 1, ?, ?,"
                " ?, ?, ?, ?, 'file', ?)",
                [id_, f"R{id_}", customer, value.currency, day.toordinal(), value.minor,
                 M(unapplied).minor if unapplied else 0, reverses],
            )  # fmt: skip
        return id_

    def pay(self, item: int, receipt: int, day: date, amount: str) -> None:
        """An allocation. The open amounts are as the file says them, so this changes none."""
        with self.store.writing() as db:
            db.execute(
                "INSERT INTO allocation (id, gen_from, gen_to, source, receipt, item, day, cash)"
                f" VALUES (?, 1, {FOREVER}, 1, ?, ?, ?, ?)",
                [self.id(), receipt, item, day.toordinal(), M(amount).minor],
            )

    def import_again(self, key: str, opened: str) -> None:
        """A later batch, known at eleven of today, in which one item is open by this much."""
        db = self.store.db
        generation = self.store.generation + 1
        with self.store.writing():
            db.execute(
                "INSERT INTO batch SELECT NULL, ?, 'current', source, kind, scope, file, sha256, format,"
                " profile, as_of, ?, actor, NULL, report FROM batch WHERE id = 1",
                [generation, ms(self.today, 11) + generation],
            )
            db.execute(
                "UPDATE item SET gen_to = ? WHERE key = ? AND gen_to = ?",
                [generation, key, FOREVER],
            )
            db.execute(
                "INSERT INTO item (id, gen_from, gen_to, source, key, number, kind, customer, currency,"
                f" doc_day, due_day, amount, open, disputed) SELECT id, ?1, {FOREVER}, source, key, number,"
                " kind, customer, currency, doc_day, due_day, amount, ?2, disputed FROM item"
                " WHERE key = ?3 AND gen_to = ?1",
                [generation, M(opened).minor, key],
            )
            db.execute("UPDATE generation SET current = ?", [generation])
            settings.write(db, {"derived": str(generation)})
        self.refresh()

    def refresh(self, customers: Iterable[int] | None = None) -> None:
        """As after an import."""
        refresh.refresh(self.store, customers, DEFAULT, self.today)

    def record(self, agg: str, *facts: Fact, actor: str = "anna") -> list[Event]:
        """Record facts as the desk does: the events, and what follows from them."""
        with self.store.writing():
            made = history.append(self.store, actor, agg, facts, ms(self.today, 10) * 1000)
            refresh.after_entry(self.store, [agg], DEFAULT, self.today)
        return made

    def table(self, name: str) -> list[tuple[object, ...]]:
        """Every row of a table, in order."""
        return sorted(self.store.db.execute(f"SELECT * FROM {name}").fetchall(), key=str)
