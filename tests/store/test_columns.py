"""Every column of the history and of all that is derived, changed by hand, is named by `verify --deep`.

The columns come from the schema. Rows of the ledger's files carry no proof of their own
(docs/security.md); the lists that are made of them do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY, M
from signed_book import SignedBook

from ledgerlane.domain.events import (
    ContactRecorded,
    CreditLimitSet,
    DisputeOpened,
    Fact,
    InstalmentTerms,
    PlanAccepted,
    PlanItem,
    PlanProposed,
    PromiseMade,
)
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import refresh
from ledgerlane.store.verify import verify

TABLES = (
    "event", "stream", "person", "role_grant", "activity", "promise", "dispute", "plan", "instalment",
    "request", "credit_limit", "dossier", "queue", "pattern",
)  # fmt: skip
NO_EVIDENCE = {
    ("event", "id"): "the order of arrival in this file",
    ("stream", "host"): "which file goes on with the stream",
    ("queue", "id"): "names a row while a screen shows it",
    ("queue", "stale"): "an importer is at work on it",
}
"""Columns that say nothing of what happened or is owed, and what they say."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedBook]:
    """Signed, with a row in each of these tables."""
    book = SignedBook(Path(tmp_path_factory.mktemp("columns")))
    bolt = book.customer("1002", "Bolt")
    paid = TODAY - timedelta(days=9)
    for number in range(4):
        item = book.item(bolt, 3, "10.00 EUR", number=f"S{number}", opened="0.00 EUR")
        book.pay(item, book.receipt(bolt, paid, "10.00 EUR"), paid, "10.00 EUR")
    book.refresh()
    book.ask()
    book.approve("bo")
    part = InstalmentTerms(TODAY, M("50.00 EUR"), M("0.00 EUR"), M("0.00 EUR"))
    line = PlanItem("erp/I1", M("50.00 EUR"))
    said: dict[str, list[Fact]] = {
        "customer:erp/1001": [
            PromiseMade(on=TODAY, promise="PR-1", amount=M("20.00 EUR"), due=TODAY, items=("erp/I1",)),
            DisputeOpened(on=TODAY, dispute="DI-1", item="erp/I1", amount=M("5.00 EUR"), note="wet"),
            ContactRecorded(on=TODAY, name="Kari", phone="+47"),
            CreditLimitSet(on=TODAY, limit=M("900.00 EUR"), reason="new"),
        ],
        "plan:PLN-1": [
            PlanProposed(on=TODAY, plan="PLN-1", customer="erp/1001", items=(line,), instalments=(part,)),
            PlanAccepted(on=TODAY, plan="PLN-1"),
        ],
    }  # fmt: skip
    with book.home("anna"):
        for agg, facts in said.items():
            book.record(agg, *facts)
    refresh.rebuild(book.store, DEFAULT, TODAY)
    assert verify(book.store, DEFAULT, TODAY, deep=True) == []
    yield book
    book.store.close()


def other(value: Any, kind: str) -> Any:
    if kind == "INTEGER":
        return (value or 0) + 1
    if kind == "BLOB":
        return (value or b"") + b"x"
    return f"{value or ''}x"


def columns(book: SignedBook, table: str) -> list[tuple[str, str]]:
    found = book.store.db.execute(f"PRAGMA table_info({table})").fetchall()
    return [(row[1], row[2]) for row in found if (table, row[1]) not in NO_EVIDENCE]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_every_row_is_proved(book: SignedBook, table: str) -> None:
    db, missed = book.store.db, list[str]()
    triggers = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    rows = db.execute(f"SELECT * FROM {table}").fetchall()
    assert rows
    named = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    key = " AND ".join(f"{name} IS ?" for name in named)
    for name, kind in columns(book, table):
        row = rows[-1]
        db.execute("SAVEPOINT untouched")
        for (trigger,) in triggers:
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute("PRAGMA ignore_check_constraints = ON")
        changed = db.execute(
            f"UPDATE {table} SET {name} = ? WHERE {key}",
            [other(row[named.index(name)], kind), *row],
        ).rowcount
        found = [
            each
            for each in verify(book.store, DEFAULT, TODAY, deep=True)
            if each.where != "schema"
        ]
        db.execute("ROLLBACK TO untouched")
        db.execute("RELEASE untouched")
        assert changed == 1, name
        if not found:
            missed.append(name)
    db.execute("PRAGMA ignore_check_constraints = OFF")
    assert missed == []
