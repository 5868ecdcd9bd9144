"""Whoever changes the file by hand is found out, with the place and the figures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders import TODAY, M
from small_book import SmallBook

from ledgerlane.domain.events import (
    ContactRecorded,
    InstalmentTerms,
    NoteAdded,
    PersonAdded,
    PlanAccepted,
    PlanItem,
    PlanProposed,
    PromiseMade,
    RoleGranted,
    WriteOffRequested,
)
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store.verify import Finding, verify


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """A worked account with a promise, a plan and a request, and one nobody has worked."""
    book = SmallBook(tmp_path / "a.book")
    acme, bolt = book.customer("1001", "Acme"), book.customer("1002", "Bolt")
    item = book.item(acme, 40, "500.00 EUR", opened="400.00 EUR", number="I1")
    book.item(bolt, 3, "10.00 EUR", number="I2")
    paid = TODAY - timedelta(days=9)
    book.pay(item, book.receipt(acme, paid, "100.00 EUR"), paid, "100.00 EUR")
    book.refresh()
    promise = PromiseMade(on=TODAY, promise="PR-1", amount=M("20.00 EUR"), due=TODAY, items=("erp/I1",))  # fmt: skip
    contact = ContactRecorded(on=TODAY, name="Kari", phone="+47")
    book.record("customer:erp/1001", promise, contact, NoteAdded(on=TODAY, note="x"))
    part = InstalmentTerms(TODAY, M("50.00 EUR"), M("0.00 EUR"), M("0.00 EUR"))
    book.record(
        "plan:PLN-1",
        PlanProposed(on=TODAY, plan="PLN-1", customer="erp/1001",
                     items=(PlanItem("erp/I1", M("50.00 EUR")),), instalments=(part,)),
        PlanAccepted(on=TODAY, plan="PLN-1"),
    )  # fmt: skip
    book.record(
        "request:WO-1",
        WriteOffRequested(on=TODAY, request="WO-1", customer="erp/1001",
                          items=(PlanItem("erp/I1", M("9.00 EUR")),), reason="barred", digest="d"),
    )  # fmt: skip
    book.record("people", PersonAdded(on=TODAY, login="anna"), RoleGranted(on=TODAY, login="anna", role="admin"))  # fmt: skip
    return book


def found(book: SmallBook, *, deep: bool = True) -> list[Finding]:
    return verify(book.store, DEFAULT, TODAY, deep=deep)


def test_a_sound_book_proves(book: SmallBook) -> None:
    assert found(book, deep=False) == []
    assert found(book) == []


@pytest.mark.parametrize(
    ("sql", "where", "what"),
    [
        ("UPDATE queue SET b2 = b2 + 1 WHERE number = '1001'", "queue 1001/EUR", "b2 is 40001, should be 40000"),
        ("DELETE FROM queue WHERE number = '1002'", "queue 1002/EUR", "is missing"),
        ("UPDATE queue SET owner = 'bo' WHERE number = '1002'", "queue 1002/EUR", "owner is bo, should be "),
        ("UPDATE promise SET state = 'kept'", "promise PR-1", "state is kept, should be open"),
        ("UPDATE plan SET debt = 1", "plan PLN-1", "debt is 1, should be 5000"),
        ("UPDATE instalment SET received = 7", "instalment PLN-1 1", "received is 7, should be 0"),
        ("UPDATE request SET state = 'approved'", "request WO-1", "state is approved, should be lapsed"),
        ("DELETE FROM activity WHERE kind = 'note'", "activity", "is missing"),
        ("UPDATE dossier SET contacts = '[]'", "dossier", "contacts is []"),
        ("UPDATE pattern SET settled = 40", "pattern", "should"),
        ("INSERT INTO pending VALUES ('WO-1', 'erp/I1', 'cash', 1, 'EUR', 900, 1)", "pending WO-1 erp/I1 cash", "should not be there"),
        ("UPDATE role_grant SET limits = '{\"EUR\": 1}'", "role_grant anna admin", "limits is"),
        ("DELETE FROM person", "person anna", "is missing"),
        ("UPDATE event SET actor = 'bo' WHERE seq = 1", "event", "hash does not prove"),
        ("DROP TRIGGER event_is_never_deleted", "schema", "is gone"),
        ("UPDATE item SET customer = 99 WHERE key = 'I2'", "item erp/I2", "has no customer"),
        ("DELETE FROM receipt", "allocation", "uses a receipt that is not there"),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_is_named(
    book: SmallBook, sql: str, where: str, what: str
) -> None:
    if "event SET" in sql:
        book.store.db.execute("DROP TRIGGER event_is_never_changed")
    if sql.startswith("UPDATE pattern"):
        book.store.db.execute(
            "INSERT OR IGNORE INTO pattern (customer, settled, late, average_late, recent_late,"
            " spread) VALUES (1, 0, 0, 0, 0, 0)"
        )
    book.store.db.execute(sql)
    findings = found(book)
    assert any(where in each.where and what in each.what for each in findings), findings


def test_a_table_that_is_gone_is_a_finding(book: SmallBook) -> None:
    book.store.db.execute("DROP INDEX item_open")
    assert "no such index: item_open" in found(book)[-1].what
