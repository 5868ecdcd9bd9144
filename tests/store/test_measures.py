"""What measures rest on, for items that are settled in every way there is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import TODAY, M
from small_book import SmallBook

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.metrics.losses import GivenUp
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.store import measures, sums
from ledgerlane.store.batches import FOREVER
from ledgerlane.store.lens import EVERYBODY, lens
from ledgerlane.store.measures import LedgerFacts

BUCKETS = Buckets()
OVER = Window.of_months(TODAY, 6)
COHORT = Window.of_months(TODAY - timedelta(days=180), 12)


class Book(SmallBook):
    """A small book with settlements of every kind; the open amounts are what they leave."""

    def settle(
        self, item: int, day: date, *, receipt: int | None = None, credit: int | None = None,
        cash: str = "0.00 EUR", discount: str = "0.00 EUR", writeoff: str = "0.00 EUR",
    ) -> None:  # fmt: skip
        with self.store.writing() as db:
            db.execute(
                "INSERT INTO allocation (id, gen_from, gen_to, source, receipt, credit, item, day,"
                f" cash, discount, writeoff) VALUES (?, 1, {FOREVER}, 1, ?, ?, ?, ?, ?, ?, ?)",
                [self.id(), receipt, credit, item, day.toordinal(),
                 *(M(amount).minor for amount in (cash, discount, writeoff))],
            )  # fmt: skip

    def facts(self, over: Window = OVER) -> dict[str, LedgerFacts]:
        return measures.ledger(
            self.store, lens(self.store, over.last), over, COHORT, BUCKETS
        )


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    book = Book(tmp_path / "a.book")
    nordvik, bakken = book.customer("1"), book.customer("2")
    book.item(bakken, 45, "900.00 NOK")
    money = book.receipt(nordvik, ago(60), "500.00 EUR", unapplied="90.00 EUR")
    plain = book.item(nordvik, 100, "100.00 EUR", opened="0.00 EUR")
    book.settle(plain, ago(60), receipt=money, cash="100.00 EUR")
    late_use = book.item(nordvik, 70, "200.00 EUR", opened="0.00 EUR")
    book.settle(late_use, ago(10), receipt=money, cash="190.00 EUR", discount="10.00 EUR")
    overpaid = book.item(nordvik, 80, "100.00 EUR", opened="-20.00 EUR")
    book.settle(overpaid, ago(40), receipt=money, cash="120.00 EUR")
    note = book.item(nordvik, 65, "-50.00 EUR", opened="-20.00 EUR")
    part = book.item(nordvik, 64, "80.00 EUR", opened="50.00 EUR")
    book.settle(part, ago(20), credit=note, cash="30.00 EUR")
    book.item(nordvik, -20, "60.00 EUR")
    lost = book.item(nordvik, 300, "40.00 EUR", opened="0.00 EUR")
    book.settle(lost, ago(50), writeoff="40.00 EUR")
    old = book.receipt(nordvik, ago(30), "15.00 EUR")
    book.settle(lost, ago(30), receipt=old, cash="15.00 EUR", writeoff="-15.00 EUR")
    early = book.item(nordvik, 250, "70.00 EUR", opened="0.00 EUR")
    paid = book.receipt(nordvik, ago(255), "70.00 EUR")
    book.settle(early, ago(255), receipt=paid, cash="70.00 EUR")
    book.receipt(None, ago(5), "7.00 EUR", unapplied="7.00 EUR")
    return book


def test_open_amounts_of_every_months_end_are_the_agings(book: Book) -> None:
    for currency, facts in book.facts().items():
        for point in facts.points:
            found = sums.open_sums(
                book.store.db, EVERYBODY, lens(book.store, point.day), BUCKETS
            )
            whole = [each for each in found.values() if each.currency == currency]
            columns = [(s.not_due, s.b1, s.b2, s.b3, s.b4) for s in whole]
            expected = (
                tuple(sum(column) for column in zip(*columns, strict=True)) or (0,) * 5
            )
            assert point.columns == expected, (currency, point.day)
            assert point.unapplied == sum(s.credits + s.cash for s in whole)


def test_a_window_in_the_past_sees_what_was_open_then(book: Book) -> None:
    then = book.facts(Window.of_months(ago(30), 5))["EUR"].points[-1]
    found = sums.open_sums(book.store.db, EVERYBODY, lens(book.store, ago(30)), BUCKETS)
    assert then.open == sum(
        s.not_due + s.overdue for s in found.values() if s.currency == "EUR"
    )


def test_sales_are_invoices_less_credit_notes(book: Book) -> None:
    facts = book.facts()["EUR"]
    assert facts.sold(Window(ago(400), TODAY)) == 60_000
    assert facts.paid
    assert not book.facts()["NOK"].paid


def test_what_fell_due_in_the_cohort_was_paid_early_or_lost(book: Book) -> None:
    facts = book.facts()["EUR"]
    assert facts.cohort == [7_000, 0, 0, 0, 1_500]
    assert facts.lost == 2_500


def test_written_off_by_the_books_and_what_came_after_all(book: Book) -> None:
    assert book.facts()["EUR"].given_up == GivenUp(ours=0, books=2_500, recovered=1_500)


def test_a_currency_of_one_fee_that_was_paid_long_ago(book: Book) -> None:
    customer = book.customer("9")
    fee = book.item(customer, 400, "40.00 GBP", opened="0.00 GBP")
    book.store.db.execute("UPDATE item SET kind = 'fee' WHERE id = ?", [fee])
    book.settle(
        fee,
        ago(395),
        receipt=book.receipt(customer, ago(395), "40.00 GBP"),
        cash="40.00 GBP",
    )
    facts = book.facts()["GBP"]
    assert (facts.cohort, facts.lost, facts.sales) == ([0, 4_000, 0, 0, 0], 0, {})
    assert [point.open for point in facts.points] == [0] * 7


def test_money_that_was_moved_away_again_is_not_paid_and_lost_at_once(book: Book) -> None:
    """100.00 due 250 days ago: paid 15 days late, moved to another document 45 days late."""
    before = book.facts()["EUR"]
    customer = book.customer("7")
    money = book.receipt(customer, ago(235), "100.00 EUR")
    wrong = book.item(customer, 250, "100.00 EUR")
    book.settle(wrong, ago(235), receipt=money, cash="100.00 EUR")
    book.settle(wrong, ago(205), receipt=money, cash="-100.00 EUR")
    facts = book.facts()["EUR"]
    assert facts.cohort == [7_000, 10_000, -10_000, 0, 1_500]
    assert facts.lost == before.lost + 10_000
    assert sum(facts.cohort) + facts.lost == sum(before.cohort) + before.lost + 10_000
    assert (before.ended, facts.ended) == ([1, 0, 0, 0, 1], [1, 0, 0, 0, 2])


def test_what_was_paid_beyond_a_debt_is_no_loss_and_pays_no_other(book: Book) -> None:
    before = book.facts()["EUR"]
    customer = book.customer("7")
    twice = book.item(customer, 250, "100.00 EUR", opened="-20.00 EUR")
    money = book.receipt(customer, ago(240), "120.00 EUR")
    book.settle(twice, ago(240), receipt=money, cash="120.00 EUR")
    facts = book.facts()["EUR"]
    assert facts.cohort == [7_000, 10_000, 0, 0, 1_500]
    assert (facts.lost, facts.ended) == (before.lost, [1, 1, 0, 0, 1])


def test_how_many_debts_stood_in_each_column_at_the_months_beginnings(book: Book) -> None:
    """Of six month ends: 30 Dec to 30 May. See the aging of each day."""
    stood = [0] * 5
    for at in OVER.month_ends[:-1]:
        rows = book.store.db.execute(
            "SELECT i.due_day, i.open + coalesce((SELECT sum(a.cash + a.discount + a.writeoff)"
            " FROM allocation a WHERE a.item = i.id AND a.day > ?1), 0) AS opened FROM item i"
            " WHERE i.doc_day <= ?1 AND i.amount > 0 AND i.currency = 'EUR'", [at.toordinal()]
        ).fetchall()  # fmt: skip
        for due, minor in rows:
            if minor > 0:
                stood[BUCKETS.index(at.toordinal() - due)] += 1
    assert book.facts()["EUR"].stood == stood == [5, 4, 3, 0, 5]


def test_interest_notes_are_a_part_of_each_column(book: Book) -> None:
    before = book.facts()["EUR"].points[-1]
    note = book.item(book.customer("8"), 20, "12.00 EUR")
    book.store.db.execute("UPDATE item SET kind = 'interest' WHERE id = ?", [note])
    last = book.facts()["EUR"].points[-1]
    assert last.charges == (0, 1_200, 0, 0, 0)
    assert last.columns[1] == before.columns[1] + 1_200
    assert last.invoices == before.columns == before.invoices


def test_nothing_of_it_stays_behind(book: Book) -> None:
    before = book.store.db.execute("PRAGMA cache_size").fetchone()
    book.facts()
    assert book.store.db.execute("SELECT name FROM temp.sqlite_master").fetchall() == []
    assert book.store.db.execute("PRAGMA cache_size").fetchone() == before
