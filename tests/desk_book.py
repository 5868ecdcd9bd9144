"""A book for tests of the desk: three customers from a CSV file, and five people at the desk.

On Tuesday 30 June 2026 customer C1 owes 1001 (1,000.00 EUR, 76 days late), 1002 (500.00 EUR,
10 days late) and 1003 (250.00 EUR, due 15 July); C2 owes 300.00 EUR (51 days) and 9,000.00
NOK (41 days); C3 owes 40.00 EUR (121 days). C4 owes nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders import M

from ledgerlane.desk import book, imports, people
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.events import Event
from ledgerlane.store import history

HEADINGS = {
    "items": "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount",
    "orders": "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount,po_number",
    "terms": "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount,terms",
    "payments": "payment_id,customer_id,value_date,currency,amount,unapplied",
    "receipts": "payment_id,customer_id,value_date,currency,amount,unapplied,bank_reference",
    "allocations": "payment_id,doc_id,alloc_date,cash",
    "credits": "payment_id,credit_doc_id,doc_id,alloc_date,cash",
}
LEDGER = """\
1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,1000.00
1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,500.00
1003,C1,Nordvik Bygg AS,2026-06-15,2026-07-15,EUR,250.00,250.00
2001,C2,Hansen & Sønn,2026-04-10,2026-05-10,EUR,300.00,300.00
2002,C2,Hansen & Sønn,2026-04-20,2026-05-20,NOK,9000.00,9000.00
3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,40.00
4001,C4,Paid Up Ltd,2026-02-01,2026-03-01,EUR,75.00,0.00
"""
PEOPLE = {
    "anna": "collector",
    "bo": "collector",
    "sam": "supervisor",
    "eva": "auditor",
    "tom": "clerk",
}


class Clock:
    """Every look at it is a second later than the last."""

    def __init__(self, day: date) -> None:
        self.ms = ((day - date(1970, 1, 1)).days * 24 + 9) * 3_600_000

    def __call__(self) -> int:
        self.ms += 1000
        return self.ms

    def turn(self, day: date) -> None:
        """Nine in the morning of a day."""
        self.ms = Clock(day).ms


class DeskBook:
    """A practice book on disk, and desks at it. `sit` leaves the desk that was sat at before."""

    def __init__(self, path: Path) -> None:
        self.folder, self.path = path, path / "test.book"
        self.clock = Clock(date(2026, 6, 30))
        self._files = 0
        self.desk = book.init(self.path, practice=True, clock=self.clock)
        self.me = self.desk.actor
        for login, role in PEOPLE.items():
            people.add(self.desk, login)
            people.grant(
                self.desk, login, role, [M("1200.00 EUR")] if login == "sam" else []
            )
        self.take("items", LEDGER)

    def sit(
        self, name: str, as_of: date | None = None, known_at: str | None = None
    ) -> Desk:
        """Sit down as somebody."""
        self.desk.close()
        self.desk = book.open_book(
            self.path, as_name=name, as_of=as_of, known_at=known_at, clock=self.clock
        )
        return self.desk

    def take(self, kind: str, rows: str) -> None:
        """Import rows of a kind as the maker of the book."""
        self._files += 1
        file = self.folder / f"{kind}-{self._files}.csv"
        file.write_text(f"{HEADINGS[kind]}\n{rows}", encoding="utf-8")
        imports.import_files(self.sit(self.me), [file], scope="partial", profile="generic")

    def facts(self, agg: str) -> list[str]:
        """The kinds of what was recorded of an aggregate, in order."""
        return [event.fact.kind for event in self.events(agg)]

    def events(self, agg: str) -> list[Event]:
        """What was recorded of an aggregate."""
        return history.events(self.desk.store, agg)

    def row(self, number: str, currency: str = "EUR") -> tuple[str, str, str, str, str]:
        """Status, exit, owner, next day and words of a row of the worklist."""
        found = self.desk.store.db.execute(
            "SELECT status, exit, owner, coalesce(next_day, 0), next_words FROM queue"
            " WHERE number = ? AND currency = ?",
            [number, currency],
        ).fetchone()
        assert found is not None, (number, currency)
        status, left, owner, day, words = found
        return status, left, owner, date.fromordinal(day).isoformat() if day else "", words
