"""Aging by SQL and aging by the domain's rules say the same, on any day, of any ledger."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import TODAY, M
from hypothesis import given, settings
from hypothesis import strategies as st
from small_book import SmallBook

from ledgerlane.domain.account import Item, Receipt
from ledgerlane.domain.aging import Aged, Buckets, age, open_as_of
from ledgerlane.domain.money import Money, exact
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import accounts, rows, sums
from ledgerlane.store.lens import EVERYBODY, lens, one


@dataclass(frozen=True)
class Line:
    """An item as drawn: late, amount, issued so many days before due, and its payments."""

    customer: int
    currency: str
    late: int
    amount: int
    terms: int
    paid: tuple[tuple[int, int], ...]  # (days ago, per cent)


lines = st.builds(
    Line, st.integers(0, 1), st.sampled_from(["EUR", "JPY"]), st.integers(-40, 130),
    st.integers(-5_000, 50_000).filter(bool), st.integers(0, 60),
    st.lists(st.tuples(st.integers(-20, 120), st.integers(1, 60)), max_size=2).map(tuple),
)  # fmt: skip


def _paid(line: Line) -> list[tuple[date, int]]:
    """Days and minor units; never more than is left, only for invoices."""
    left, found = line.amount, []
    for ago, share in line.paid if line.amount > 0 else ():
        minor = min(left, line.amount * share // 100)
        left -= minor
        if minor:
            found.append((TODAY - timedelta(days=ago), minor))
    return found


def fill(
    book: SmallBook, drawn: list[Line]
) -> list[tuple[int, Item, list[tuple[date, int]]]]:
    """Put the lines in the book; the same as the domain's items with what was paid when."""
    who = [book.customer("1", "A"), book.customer("2", "B")]
    made = []
    for number, line in enumerate(drawn, start=1):
        paid, currency = _paid(line), line.currency
        due = TODAY - timedelta(days=line.late)
        issued = due - timedelta(days=line.terms)
        left = line.amount - sum(minor for _, minor in paid)
        owner = who[line.customer]
        id_ = book.item(
            owner, line.late, said(line.amount, currency), opened=said(left, currency),
            number=f"N{number}", issued=issued,
        )  # fmt: skip
        for day, minor in paid:
            receipt = book.receipt(owner, day, said(minor, currency))
            book.pay(id_, receipt, day, said(minor, currency))
        value, now, none = (Money(minor, currency) for minor in (line.amount, left, 0))
        item = Item(
            f"erp/N{number}", f"N{number}", "invoice", issued, due, value, now, none
        )
        made.append((owner, item, paid))
    return made


def said(minor: int, currency: str) -> str:
    return f"{exact(minor, currency)} {currency}"


def expected(
    made: list[tuple[int, Item, list[tuple[date, int]]]], customer: int, currency: str, day: date,
    side: str,
) -> Aged:  # fmt: skip
    items, receipts = [], []
    for owner, item, paid in made:
        if owner != customer or item.open.currency != currency:
            continue
        minor = open_as_of(item.open.minor, item.document_date, paid, day)
        items.append(
            Item(item.ref, item.number, item.kind, item.document_date, item.due, item.amount,
                 Money(minor, currency), item.disputed)
        )  # fmt: skip
        for at, (valued, minor_) in enumerate(paid):
            left = open_as_of(0, valued, [(valued, minor_)], day)
            receipts.append(
                Receipt(f"R{at}", valued, 0, Money(minor_, currency), Money(left, currency))
            )
    return age(items, receipts, day, side, currency=currency)  # type: ignore[arg-type]


@settings(max_examples=30)
@given(st.lists(lines, max_size=8), st.integers(-30, 130))
def test_sql_and_the_rules_agree(drawn: list[Line], ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    with tempfile.TemporaryDirectory() as folder:
        book = SmallBook(Path(folder) / "a.book")
        made = fill(book, drawn)
        look = lens(book.store, day)
        for side in ("apart", "aged"):
            found = sums.open_sums(
                book.store.db, EVERYBODY, look, Buckets(), aged_credits=side == "aged"
            )
            for customer in {owner for owner, _, _ in made}:
                for currency in ("EUR", "JPY"):
                    want = expected(made, customer, currency, day, side)
                    got = found.get((customer, currency), sums.Sum(customer, currency))
                    assert (got.not_due, got.b1, got.b2, got.b3, got.b4) == (
                        want.not_due,
                        *want.buckets,
                    )
                    assert got.credits + got.cash == want.unapplied
        for line in accounts.aging(book.store, day):
            assert (
                line.balance
                == line.not_due + line.b1 + line.b2 + line.b3 + line.b4 - line.unapplied
            )
        for customer in {owner for owner, _, _ in made}:
            open_ = rows.open_items(book.store.db, one(customer), look).get(customer, [])
            want_open = sum(
                open_as_of(i.open.minor, i.document_date, paid, day)
                for owner, i, paid in made
                if owner == customer
            )
            assert sum(item.open.minor for item in open_) == want_open
        book.store.close()


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path / "a.book")


def test_the_columns_of_a_report(book: SmallBook) -> None:
    acme, bolt = book.customer("1001", "Acme"), book.customer("1002", "Bolt")
    book.item(acme, -10, "10.00 EUR")
    book.item(acme, 0, "1.00 EUR")
    book.item(acme, 1, "20.00 EUR")
    book.item(acme, 91, "40.00 EUR")
    book.item(acme, 45, "-5.00 EUR")
    book.item(bolt, 61, "900 JPY")
    book.receipt(acme, TODAY - timedelta(days=3), "7.00 EUR", unapplied="7.00 EUR")
    book.receipt(None, TODAY, "3.00 EUR", unapplied="3.00 EUR")
    told = [
        (
            r.customer,
            r.name,
            r.currency,
            r.not_due,
            r.b1,
            r.b2,
            r.b3,
            r.b4,
            r.unapplied,
            r.balance,
        )
        for r in accounts.aging(book.store, TODAY)
    ]
    assert told == [
        ("1001", "Acme", "EUR", 1100, 2000, 0, 0, 4000, 1200, 5900),
        ("1002", "Bolt", "JPY", 0, 0, 0, 900, 0, 0, 900),
        (None, "", "EUR", 0, 0, 0, 0, 0, 300, -300),
    ]
    aged = accounts.aging(book.store, TODAY, credits="aged")[0]
    assert (aged.b2, aged.unapplied, aged.balance) == (-500, 700, 5900)
    total = accounts.aging(book.store, TODAY, by="total")
    assert [(r.currency, r.balance) for r in total] == [("EUR", 5600), ("JPY", 900)]
    by_document = accounts.aging(book.store, TODAY, basis="document")[0]
    assert (by_document.not_due, by_document.b1) == (0, 1000 + 100)


def test_closed_on_a_day_is_closed_on_it(book: SmallBook) -> None:
    acme = book.customer("1001")
    item = book.item(acme, 30, "50.00 EUR", opened="0.00 EUR")
    paid = TODAY - timedelta(days=5)
    book.pay(item, book.receipt(acme, paid, "50.00 EUR"), paid, "50.00 EUR")

    def balance(day: date) -> int:
        return sum(line.balance for line in accounts.aging(book.store, day))

    assert [balance(paid - timedelta(days=1)), balance(paid), balance(TODAY)] == [
        5000,
        0,
        0,
    ]


def test_an_account_as_of_a_day_has_what_was_open_then(book: SmallBook) -> None:
    acme = book.customer("1001")
    item = book.item(acme, 30, "50.00 EUR", opened="20.00 EUR", number="I1")
    paid = TODAY - timedelta(days=5)
    book.pay(item, book.receipt(acme, paid, "30.00 EUR"), paid, "30.00 EUR")
    book.refresh()
    now = accounts.load(book.store, acme, DEFAULT, TODAY, with_settlements=True)
    then = accounts.load(book.store, acme, DEFAULT, paid - timedelta(days=1))
    assert [str(i.open) for i in now.items] == ["20.00 EUR"]
    assert [str(i.open) for i in then.items] == ["50.00 EUR"]
    assert now.aged["EUR"].balance == M("20.00 EUR").minor
    assert [(s.item, str(s.cash)) for s in now.settlements] == [("erp/I1", "30.00 EUR")]


def test_what_an_account_shows_is_what_aging_says_whatever_the_day(tmp_path: Path) -> None:
    book = SmallBook(tmp_path / "a.book")
    who = book.customer("1001")
    old, new = (
        book.item(who, 500, "100.00 EUR", opened="0.00 EUR"),
        book.item(who, 20, "70.00 EUR"),
    )
    cash = book.receipt(who, TODAY - timedelta(days=450), "100.00 EUR")
    book.pay(old, cash, TODAY - timedelta(days=3), "100.00 EUR")
    book.refresh()
    assert new
    for ago in (0, 2, 3, 4, 30, 449, 450, 451):
        day = TODAY - timedelta(days=ago)
        row = next(iter(accounts.aging(book.store, day)), None)
        shown = accounts.load(book.store, who, DEFAULT, day).aged.get("EUR")
        if row is None:
            assert shown is None or shown.balance == 0
            continue
        assert shown is not None
        found = (shown.not_due, *shown.buckets, shown.unapplied, shown.balance)
        assert found == (
            row.not_due, row.b1, row.b2, row.b3, row.b4, row.unapplied, row.balance,
        ), ago  # fmt: skip
