"""Measures of whole books, against the aging and against the rows of the file itself."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import practice_book
import pytest
from ledger_book import bare_desk
from shared import SHARED, needs_shared

from ledgerlane.desk import accounts, book, imports, reports
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.metrics.measure import Measure, Value, Window

IBM = SHARED / "data" / "ibm_late_payment"


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo book, to read."""
    desk = book.open_book(practice_book.made(tmp_path_factory), readonly=True)
    yield desk
    desk.close()


def minor(cell: str | Value) -> int:
    assert isinstance(cell, Value)
    return int(cell.number)


def asked(desk: Desk, name: str, months: int = 12) -> dict[str, Measure]:
    over = reports.window(desk, None, None, months)
    return {each.frame.currency: each for each in reports.report(desk, [name], over)}


def test_the_trend_is_the_aging_of_every_months_end(demo: Desk) -> None:
    trend = asked(demo, "trend")
    for day in reports.window(demo, None, None, 12).month_ends:
        then = book.open_book(demo.store.path, as_of=day, readonly=True)
        for row in accounts.aging(then, by="currency"):
            found = next(r for r in trend[row.currency].rows if r[0] == day.isoformat())
            expected = [
                row.not_due,
                row.b1,
                row.b2,
                row.b3,
                row.b4,
                row.unapplied,
                row.balance,
            ]
            assert [minor(cell) for cell in found[1:8]] == expected, (day, row.currency)
        then.close()


def test_roll_rates_begin_with_the_columns_of_each_months_beginning(demo: Desk) -> None:
    trend, roll = asked(demo, "trend"), asked(demo, "roll")
    for currency, measure in roll.items():
        starts = trend[currency].rows[:-1]
        for place, row in enumerate(measure.rows):
            assert minor(row[1]) == sum(minor(each[place + 1]) for each in starts)
            assert minor(row[1]) == sum(minor(cell) for cell in row[2:8])


def test_collected_is_what_the_book_received(demo: Desk) -> None:
    over = reports.window(demo, None, None, 12)
    received = demo.store.db.execute(
        "SELECT currency, sum(amount) FROM receipt_now WHERE value_day BETWEEN ? AND ? GROUP BY 1",
        [over.first.toordinal(), over.last.toordinal()],
    ).fetchall()
    assert len(received) >= 3
    found = asked(demo, "collector")
    for currency, amount in received:
        assert minor(found[currency].rows[-1][8]) == amount
        assert sum(minor(row[8]) for row in found[currency].rows[:-1]) == amount


def test_what_falls_due_is_paid_or_lost(demo: Desk) -> None:
    over = reports.window(demo, None, None, 3)
    for facts in reports.facts(demo, over):
        days = [facts.cohort.first.toordinal(), facts.cohort.last.toordinal()]
        (due,) = demo.store.db.execute(
            "SELECT coalesce(sum(amount), 0) FROM item_now WHERE currency = ? AND kind = 'invoice'"
            " AND due_day BETWEEN ? AND ?",
            [facts.frame.currency, *days],
        ).fetchone()
        assert sum(facts.ledger.cohort) + facts.ledger.lost == due > 0


# --- a real ledger, against its own rows -------------------------------------------------


def _rows() -> Iterator[tuple[date, date, date, int]]:
    """Invoiced, due, settled, cents."""
    (file,) = IBM.glob("*.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            days = [_day(row[name]) for name in ("InvoiceDate", "DueDate", "SettledDate")]
            yield *days, int(Decimal(row["InvoiceAmount"]) * 100)  # type: ignore[misc]


def _day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


@needs_shared
def test_a_real_ledger_against_its_own_rows(tmp_path: Path) -> None:
    (file,) = IBM.glob("*.csv")
    desk = bare_desk(tmp_path / "ibm.book", "USD")
    imports.import_files(desk, [file])
    desk.close()
    as_of = date(2013, 6, 30)
    desk = book.open_book(tmp_path / "ibm.book", as_of=as_of)
    over = Window.of_months(as_of, 3)
    (facts,) = reports.facts(desk, over)
    rows = list(_rows())
    open_ = [(due, cents) for made, due, paid, cents in rows if made <= as_of < paid]
    assert facts.open.current == sum(cents for due, cents in open_ if due >= as_of)
    assert facts.open.overdue == sum(cents for due, cents in open_ if due < as_of)
    assert facts.sales == sum(cents for made, _, _, cents in rows if made in over)
    paid_in = defaultdict[int, int](int)
    for _, due, paid, cents in rows:
        if due in facts.cohort:
            paid_in[sum((paid - due).days > edge for edge in (0, 30, 60, 90))] += cents
    assert facts.ledger.cohort == [paid_in[column] for column in range(5)]
    assert facts.ledger.lost == 0
    assert facts.cohort == Window.of_months(as_of - timedelta(days=180), 12)
    desk.close()
