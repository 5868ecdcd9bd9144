from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import TODAY, day, item, receipt
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.account import Item, Receipt
from ledgerlane.domain.aging import Basis, Buckets, Credits, age, by_currency, open_as_of
from ledgerlane.domain.money import Money

BUCKETS = Buckets()


@pytest.mark.parametrize(
    ("days_late", "label"),
    [(-1, "not_due"), (0, "not_due"), (1, "1-30"), (30, "1-30"), (31, "31-60"),
     (60, "31-60"), (61, "61-90"), (90, "61-90"), (91, "91+"), (4000, "91+")],
)  # fmt: skip
def test_the_last_day_of_a_column_still_belongs_to_it(days_late: int, label: str) -> None:
    assert BUCKETS.labels[BUCKETS.index(days_late)] == label


@given(st.integers(-4000, 4000))
def test_dates_and_days_agree(days_late: int) -> None:
    due = TODAY - timedelta(days=days_late)
    columns = BUCKETS.due_between(TODAY)
    [column] = [n for n, (first, last) in enumerate(columns) if first <= due <= last]
    assert column == BUCKETS.index(days_late)


@given(st.integers(-200, 200))
def test_the_next_edge_is_the_first_day_that_reads_otherwise(days_late: int) -> None:
    due = TODAY - timedelta(days=days_late)
    edge = BUCKETS.next_edge(due, TODAY)
    now = BUCKETS.index(days_late)
    if edge is None:
        assert now == 4
    else:
        assert edge > TODAY
        assert BUCKETS.index((edge - due).days) == now + 1
        assert BUCKETS.index((edge - due).days - 1) == now


def test_credits_apart_and_aged() -> None:
    items = [item(-5, "10.00 EUR"), item(45, "20.00 EUR"), item(40, "-5.00 EUR"), item(200, "0.01 EUR")]  # fmt: skip
    cash = [receipt(TODAY, "7.00 EUR", unapplied="3.00 EUR")]
    apart = age(items, cash, TODAY, currency="EUR")
    assert (apart.not_due, apart.buckets, apart.unapplied, apart.balance) == (
        1000, (0, 2000, 0, 1), 800, 2201,
    )  # fmt: skip
    aged = age(items, cash, TODAY, "aged", currency="EUR")
    assert (aged.not_due, aged.buckets, aged.unapplied, aged.balance) == (
        1000, (0, 1500, 0, 1), 300, 2201,
    )  # fmt: skip


def test_the_basis_is_the_due_or_the_document_date() -> None:
    items = [item(10, "10.00 EUR", issued=TODAY - timedelta(days=70))]
    assert age(items, [], TODAY, currency="EUR").buckets == (1000, 0, 0, 0)
    by_document = age(items, [], TODAY, "apart", "document", currency="EUR")
    assert by_document.buckets == (0, 0, 1000, 0)


def test_currencies_are_never_added_up() -> None:
    found = by_currency([item(5, "10.00 EUR"), item(5, "10 JPY")], [], TODAY)
    assert {currency: aged.balance for currency, aged in found.items()} == {
        "EUR": 1000, "JPY": 10,
    }  # fmt: skip


def test_instalments_age_by_themselves() -> None:
    parts = [item(40, "10.00 EUR", "A-1"), item(10, "10.00 EUR", "A-2"), item(-20, "10.00 EUR", "A-3")]  # fmt: skip
    aged = age(parts, [], TODAY, currency="EUR")
    assert (aged.not_due, aged.buckets) == (1000, (1000, 1000, 0, 0))


def test_what_does_not_exist_yet_is_absent() -> None:
    young = item(-30, "10.00 EUR", issued=TODAY + timedelta(days=1))
    assert age([young], [receipt(TODAY + timedelta(days=1), "5 EUR", unapplied="5 EUR")],
               TODAY, currency="EUR").balance == 0  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "open_minor"),
    [("2026-01-09", 0), ("2026-01-10", 100), ("2026-01-31", 100), ("2026-02-01", 60),
     ("2026-02-28", 60), ("2026-03-01", 0), ("2026-06-30", 0)],
)  # fmt: skip
def test_closed_on_a_day_is_closed_at_that_day(as_of: str, open_minor: int) -> None:
    used = [(day("2026-02-01"), 40), (day("2026-03-01"), 60)]
    assert open_as_of(0, day("2026-01-10"), used, day(as_of)) == open_minor


Allocation = tuple[int, int, int, int]  # item, receipt, day, minor
days = st.integers(0, 300)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Item], list[Receipt], list[Allocation]]:
    """A ledger at its end: documents, receipts, and allocations between them."""
    docs = draw(
        st.lists(st.tuples(days, days, st.integers(1, 9999), st.booleans()), max_size=8)
    )
    items = []
    for n, (start, terms, minor, credit) in enumerate(docs):
        issued = TODAY - timedelta(days=start)
        amount = Money(-minor if credit else minor, "EUR")
        due = issued + timedelta(days=terms)
        items.append(
            Item(f"e/{n}", str(n), "", issued, due, amount, amount, Money(0, "EUR"))
        )
    cash = draw(st.lists(st.tuples(days, st.integers(1, 9999)), max_size=6))
    receipts = [
        Receipt(f"e/r{n}", TODAY - timedelta(days=start), 0, Money(minor, "EUR"), Money(minor, "EUR"))
        for n, (start, minor) in enumerate(cash)
    ]  # fmt: skip
    allocations: list[Allocation] = []
    invoices = [n for n, one in enumerate(items) if one.amount.minor > 0]
    if invoices and receipts:
        pairs = st.tuples(st.sampled_from(invoices), st.integers(0, len(receipts) - 1), days, st.integers(1, 9999))  # fmt: skip
        for which, paid_by, ago, minor in draw(st.lists(pairs, max_size=10)):
            one, money = items[which], receipts[paid_by]
            part = min(minor, one.open.minor, money.unapplied.minor)
            first = max(one.document_date, money.value_date)
            on = max(first, TODAY - timedelta(days=ago))
            if part > 0:
                items[which] = replace(one, open=one.open - Money(part, "EUR"))
                receipts[paid_by] = replace(
                    money, unapplied=money.unapplied - Money(part, "EUR")
                )
                allocations.append((which, paid_by, on.toordinal(), part))
    return items, receipts, allocations


@given(ledgers(), st.integers(-30, 330), st.sampled_from(["apart", "aged"]), st.sampled_from(["due", "document"]))  # fmt: skip
def test_not_due_plus_buckets_less_unapplied_is_the_balance(
    ledger: tuple[list[Item], list[Receipt], list[Allocation]], ago: int, how: Credits, basis: Basis
) -> None:  # fmt: skip
    items, receipts, allocations = ledger
    as_of = TODAY - timedelta(days=ago)

    def used(place: int, number: int) -> list[tuple[date, int]]:
        return [(date.fromordinal(a[2]), a[3]) for a in allocations if a[place] == number]

    then = [
        replace(one, open=Money(open_as_of(one.open.minor, one.document_date, used(0, n), as_of), "EUR"))
        for n, one in enumerate(items)
    ]  # fmt: skip
    money = [
        replace(one, unapplied=Money(open_as_of(one.unapplied.minor, one.value_date, used(1, n), as_of), "EUR"))
        for n, one in enumerate(receipts)
    ]  # fmt: skip
    aged = age(then, money, as_of, how, basis, currency="EUR")
    billed = sum(one.amount.minor for one in items if one.document_date <= as_of)
    paid = sum(one.amount.minor for one in receipts if one.value_date <= as_of)
    assert aged.balance == billed - paid
    assert aged.not_due + sum(aged.buckets) - aged.unapplied == aged.balance
