"""The one grammar of amounts and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.amounts import Mark, decide_mark, read_amount
from ledgerlane.domain.dates import Order, decide_order, read_date
from ledgerlane.domain.money import exact


@pytest.mark.parametrize(
    ("text", "currency", "mark", "minor"),
    [
        ("1234.5", "EUR", ".", 123450), ("1,23,456.78", "INR", ".", 12345678), ("1.234,56-", "EUR", ",", -123456),
        ("(1,234.56)", "USD", ".", -123456), ("€ 12,00", "EUR", ",", 1200), ("12 kr", "NOK", ".", 1200),
        ("100.00", "JPY", ".", 100), ("1.234", "KWD", ".", 1234), ("1 234,56", "EUR", ",", 123456),
        ("100.5000", "EUR", ".", 10050), ("1'234.50", "CHF", ".", 123450), ("EUR 5", "EUR", ".", 500),
        ("<1,234.56>", "USD", ".", -123456), ("-$100.00", "USD", ".", -10000), ("$(100.00)", "USD", ".", -10000),
    ],
)  # fmt: skip
def test_amounts_as_printed(text: str, currency: str, mark: Mark, minor: int) -> None:
    assert read_amount(text, currency, mark) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1e5",
        "1,2345",
        "12,34.5",
        "--1",
        "(-1)",
        "1-1",
        "٣",
        "0x1",
        "1_0",
        "$5",
        "1.2.3",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_amount(text, "EUR", ".")


def test_dust_is_rounded_half_up_only_when_declared() -> None:
    assert read_amount("2309.7899999999995", "USD", ".", round_dust=True) == 230979
    assert read_amount("-0.005", "USD", ".", round_dust=True) == -1
    with pytest.raises(ValueError, match=r"more decimals than USD allows \(2\)"):
        read_amount("2309.7899999999995", "USD", ".")


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_what_we_print_we_read(minor: int, currency: str) -> None:
    assert read_amount(exact(minor, currency), currency, ".") == minor


@pytest.mark.parametrize(
    ("texts", "mark", "value"),
    [
        (["1.000", "2.500", "1,5"], ",", "1,5"), (["1.000", "12.34"], ".", "12.34"), (["1.000"], None, "1.000"),
        (["1", "200"], ".", ""), (["0.125"], ".", "0.125"), (["1.000.000"], ",", "1.000.000"), (["1234.567"], ".", "1234.567"),
    ],
)  # fmt: skip
def test_a_column_decides_its_mark(texts: list[str], mark: str | None, value: str) -> None:
    assert decide_mark(texts) == (mark, value)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-01-02", "ymd", date(2026, 1, 2)), ("20260102", "ymd", date(2026, 1, 2)), ("02.01.2026", "ymd", date(2026, 1, 2)),
        ("1/2/2026", "mdy", date(2026, 1, 2)), ("1/2/2026", "dmy", date(2026, 2, 1)), ("28-Feb-26", "ymd", date(2026, 2, 28)),
        ("2026-01-02 00:00:00", "ymd", date(2026, 1, 2)), ("Jun 30, 2026", "ymd", date(2026, 6, 30)),
        ("2026.01.02.", "ymd", date(2026, 1, 2)), ("2026. 1. 2.", "ymd", date(2026, 1, 2)), ("2. 1. 2026", "ymd", date(2026, 1, 2)),
        ("2026年1月2日", "ymd", date(2026, 1, 2)), ("2026년 1월 2일", "ymd", date(2026, 1, 2)), ("02.01.2026.", "ymd", date(2026, 1, 2)),
        ("1/2/2026 12:00:00 AM", "mdy", date(2026, 1, 2)), ("02/01/2026 0:00", "dmy", date(2026, 1, 2)),
        ("Jan 2 2026", "ymd", date(2026, 1, 2)), ("2nd January 2026", "ymd", date(2026, 1, 2)), ("2026-Jan-02", "ymd", date(2026, 1, 2)),
        ("2. März 2026", "ymd", date(2026, 3, 2)), ("2 févr. 2026", "ymd", date(2026, 2, 2)), ("2 de enero de 2026", "ymd", date(2026, 1, 2)),
        ("02-okt-26", "ymd", date(2026, 10, 2)), ("2 maj 2026", "ymd", date(2026, 5, 2)), ("2 января 2026", "ymd", date(2026, 1, 2)),
    ],
)  # fmt: skip
def test_days_as_printed(text: str, order: Order, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    "text",
    ["2 jui 2026", "2 xyz 2026", "2 li 2026", "32. Januar 2026", "2/Jan", "2026年1月"],
)
def test_what_is_no_day(text: str) -> None:
    """The first letters of two months (juin, juillet) are none."""
    with pytest.raises(ValueError, match=r"is (not a day like|no day of the calendar)"):
        read_date(text, "dmy")


def test_a_column_decides_its_order() -> None:
    assert decide_order(["1/2/2026", "1/13/2026"]) == ("mdy", "1/13/2026")
    assert decide_order(["1/2/2026", "13/1/2026"]) == ("dmy", "13/1/2026")
    assert decide_order(["1/2/2026"]) == (None, "1/2/2026")
    assert decide_order(["2026-01-02", "01.02.2026"]) == ("ymd", "")
