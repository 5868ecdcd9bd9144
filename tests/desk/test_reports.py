"""Measures of a real book: the same sums as the aging, on any day, each currency by itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.commands.reports import NAMES
from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    disputes,
    imports,
    log,
    reports,
    requests,
    write_offs,
)
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.metrics import losses
from ledgerlane.domain.metrics.measure import Measure, Value, Window, count, money, said

TODAY = date(2026, 6, 30)
COLUMNS = ("not_due", "b1", "b2", "b3", "b4")


def asked(kept: DeskBook, name: str, months: int = 3, currency: str = "EUR", **more: object) -> list[Measure]:  # fmt: skip
    over = reports.window(kept.desk, None, None, months)
    return reports.report(kept.desk, [name], over, currency=currency, **more)  # type: ignore[arg-type]


def inputs(measure: Measure) -> dict[str, Value]:
    return dict(measure.inputs)


def cells(measure: Measure, row: str) -> list[str]:
    found = next(each for each in measure.rows if each[0] == row)
    return [said(cell, measure.frame.currency) for cell in found[1:]]


def paid(kept: DeskBook) -> None:
    """C4's 75.00 were paid on time, C1's 1001 in part on 20 June; 60.00 of cash lies unapplied."""
    kept.take(
        "payments",
        "P1,C4,2026-03-01,EUR,75.00,0.00\nP2,C1,2026-06-20,EUR,400.00,60.00\n",
    )
    kept.take(
        "items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1340.00,1000.00\n"
    )
    kept.take("allocations", "P1,4001,2026-03-01,75.00\nP2,1001,2026-06-20,340.00\n")


def test_the_command_line_names_every_measure() -> None:
    assert list(NAMES) == list(reports.REPORTS)


def test_dso_of_the_month_of_the_quarter_and_best_possible(kept: DeskBook) -> None:
    paid(kept)
    month, quarter, best = asked(kept, "dso")
    assert inputs(quarter)["open invoices"] == money(209_000)
    assert inputs(month)["sales"] == money(25_000)
    assert inputs(quarter)["sales"] == money(105_000)  # 1002, 1003 and 2001
    assert month.answer == "250.80 days"
    assert (quarter.answer, best.answer) == ("181.13 days", "21.67 days")
    (add,) = asked(kept, "add")
    assert add.answer == "159.47 days"
    assert add.value is not None
    assert quarter.value is not None
    assert best.value is not None
    assert add.value.number + best.value.number == quarter.value.number


def test_countback_goes_back_by_calendar_months(kept: DeskBook) -> None:
    (measure,) = asked(kept, "countback")
    rows = [tuple(said(cell, "EUR") for cell in row) for row in measure.rows]
    assert rows == [
        ("250.00", "30", "30.00"), ("500.00", "31", "31.00"), ("300.00", "30", "30.00"),
        ("1 000.00", "31", "31.00"), ("115.00", "28", "9.74"),
    ]  # fmt: skip
    assert measure.answer == "131.74 days"


def test_a_book_of_open_items_alone_says_so(kept: DeskBook) -> None:
    assert reports.ONLY_OPEN in asked(kept, "dso")[0].notes
    paid(kept)
    assert asked(kept, "dso")[0].notes == ()


def test_measures_say_when_the_books_are_older_than_the_day_they_are_asked_of(
    kept: DeskBook,
) -> None:
    """The books are of 30 June."""
    paid(kept)
    kept.clock.turn(date(2026, 7, 3))
    kept.sit("anna")
    [measure] = asked(kept, "countback")
    assert measure.notes == ()
    kept.clock.turn(date(2026, 7, 14))
    kept.sit("anna")
    [measure] = asked(kept, "countback")
    assert measure.notes[-1] == (
        "the books are of 2026-06-30: what was sold and paid since, until 2026-07-14, is not in it"
    )


def test_cei_begins_where_the_window_opens(kept: DeskBook) -> None:
    paid(kept)
    period, _ = asked(kept, "cei")
    assert inputs(period)["begin"] == money(138_000)  # 1340.00 and 3001's 40.00 on 31 March
    assert inputs(period)["end"] == money(209_000)
    assert period.answer == said(
        Value(Fraction(138 + 105 - 209, 138 + 105 - 25), "share"), ""
    )


@pytest.mark.parametrize("day", ["2026-06-30", "2026-06-19", "2026-05-15", "2026-03-31"])
def test_the_trend_ends_in_the_aging_of_that_day(kept: DeskBook, day: str) -> None:
    paid(kept)
    desk = kept.sit("anna", date.fromisoformat(day))
    over = reports.window(desk, None, None, 12)
    for row in accounts.aging(desk, by="currency"):
        (measure,) = reports.report(desk, ["trend"], over, currency=row.currency)
        last = measure.rows[-1]
        expected = [*(getattr(row, name) for name in COLUMNS), row.unapplied, row.balance]
        assert list(last[1:8]) == [money(minor) for minor in expected]


def test_a_window_in_the_past_reads_as_if_asked_then(kept: DeskBook) -> None:
    paid(kept)
    over = reports.window(kept.desk, None, date(2026, 5, 31), 1)
    later = reports.report(kept.desk, NAMES, over)
    then = kept.sit("anna", date(2026, 5, 31))
    assert reports.report(then, NAMES, reports.window(then, None, None, 1)) == later


def test_roll_rates_follow_each_item_from_month_to_month(kept: DeskBook) -> None:
    paid(kept)
    (measure,) = asked(kept, "roll", months=2)
    # on 30 April: 1001 15 days late, 2001 not due, 3001 60 days late; on 31 May 46, 21, 91
    assert cells(measure, "1-30")[:1] == ["1 640.00"]
    assert cells(measure, "1-30")[3] == "1 640.00"
    assert cells(measure, "31-60")[0] == "1 380.00"  # 1001 on 31 May, and 3001 on 30 April
    assert cells(measure, "31-60")[4:7] == ["1 000.00", "40.00", "340.00"]


def booked(kept: DeskBook, rows: list[str]) -> None:
    """Take in settlements by the books: document, day, cash, written off."""
    kept.take("payments", "B1,C4,2025-06-01,EUR,3800.00,0.00\n")
    file = kept.folder / "allocations-booked.csv"
    lines = [
        "payment_id,doc_id,alloc_date,cash,writeoff",
        *(f"B1,{row}" for row in rows),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="generic")


def test_promises_and_collectors(kept: DeskBook) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    log.record(desk, "C1/EUR", "p 400 2026-06-19 /cf")
    log.record(desk, "C2/EUR", "p 300 2026-06-10 /ov")
    log.record(desk, "C2/EUR", "n wants a copy")
    kept.sit(kept.me)
    paid(kept)
    (measure,) = asked(kept, "promises")
    assert measure.answer == "50.00 %"
    assert cells(measure, "kept")[:3] == ["1", "400.00", "400.00"]
    assert cells(measure, "broken")[:3] == ["1", "300.00", "0.00"]
    (measure,) = asked(kept, "collector")
    assert cells(measure, "anna")[:5] == ["1", "2", "2", "700.00", "50.00 %"]
    assert cells(measure, "nobody")[-2] == "400.00"
    assert cells(measure, "all")[-2] == "400.00"


def test_causes_by_count_and_money(kept: DeskBook) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    log.record(desk, "C1/EUR", "l /cf")
    log.record(desk, "C1/EUR", "l /ov")
    log.record(desk, "C2/EUR", "l /ov")
    log.record(desk, "C1/EUR", "d #1001 50,00 /dg pallets broken")
    log.record(desk, "C2/EUR", "d #2001 20,00 cannot say")
    disputes.open_(desk, "C2", "2001", amount=M("10.00 EUR"), reason="dg")  # by its code
    (measure,) = asked(kept, "causes")
    assert [tuple(said(c, "EUR") for c in row) for row in measure.rows] == [
        ("dispute", "damaged or wrong goods", "2", "2", "60.00"),
        ("dispute", "no reason given", "1", "1", "20.00"),
        ("late", "overlooked", "2", "2", "1 300.00"),
        ("late", "cash flow", "1", "1", "0.00"),
    ]


def test_write_offs_of_both_sides_and_what_came_after_all(kept: DeskBook) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    request = write_offs.request(desk, "C3/EUR", ["3001"], "uncollectible")
    desk = kept.sit("sam", date(2026, 6, 2))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    kept.sit(kept.me)
    kept.take("payments", "P9,C3,2026-06-20,EUR,10.00,0.00\n")
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,30.00\n")
    kept.take("allocations", "P9,3001,2026-06-20,10.00\n")
    rate, recovery = asked(kept, "writeoffs")
    assert inputs(rate)["approved here"] == money(4_000)
    assert inputs(recovery)["recovered"] == money(1_000)
    assert recovery.answer == "25.00 %"


def test_a_recovery_recorded_here_is_money_that_came(kept: DeskBook) -> None:
    """Of 40.00 given up the clerk records 15.00 and 5.00; the 5.00 bounce. Then the books have 25.00."""
    desk = kept.sit("anna", date(2026, 6, 1))
    request = write_offs.request(desk, "C3/EUR", ["3001"], "uncollectible")
    desk = kept.sit("sam", date(2026, 6, 2))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    desk = kept.sit("tom")
    write_offs.recover(desk, request, M("15.00 EUR"), date(2026, 6, 20))
    second = write_offs.recover(desk, request, M("5.00 EUR"), date(2026, 6, 25))
    _, recovery = asked(kept, "writeoffs")
    assert (inputs(recovery)["recovered"], recovery.answer) == (money(2_000), "50.00 %")
    write_offs.take_recovery_back(kept.desk, request, second, "it bounced")
    _, recovery = asked(kept, "writeoffs")
    assert inputs(recovery)["recovered"] == money(1_500)
    assert care.verify(kept.desk, deep=True) == []
    kept.take("payments", "P9,C3,2026-06-28,EUR,15.00,0.00\n")
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,25.00\n")
    kept.take("allocations", "P9,3001,2026-06-28,15.00\n")
    _, recovery = asked(kept, "writeoffs")  # the same money
    assert inputs(recovery)["recovered"] == money(1_500)
    kept.take("payments", "P10,C3,2026-06-29,EUR,10.00,0.00\n")
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,15.00\n")
    kept.take("allocations", "P10,3001,2026-06-29,10.00\n")
    _, recovery = asked(kept, "writeoffs")
    assert inputs(recovery)["recovered"] == money(2_500)


def test_a_recovery_that_the_books_show_later_counts_in_the_month_it_came(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna", date(2026, 5, 1))
    request = write_offs.request(desk, "C3/EUR", ["3001"], "uncollectible")
    desk = kept.sit("sam", date(2026, 5, 2))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    write_offs.recover(kept.sit("tom"), request, M("15.00 EUR"), date(2026, 5, 20))
    kept.take("payments", "P9,C3,2026-06-03,EUR,15.00,0.00\n")
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,25.00\n")
    kept.take("allocations", "P9,3001,2026-06-03,15.00\n")
    for first, last, came in (
        (date(2026, 5, 1), date(2026, 5, 31), 1_500),
        (date(2026, 6, 1), date(2026, 6, 30), 0),
        (date(2026, 5, 1), date(2026, 6, 30), 1_500),
    ):
        window = reports.window(kept.desk, first, last, None)
        _, recovery = reports.report(kept.desk, ["writeoffs"], window, currency="EUR")
        assert inputs(recovery)["recovered"] == money(came)


@pytest.mark.parametrize(
    ("still_open", "recovered"),
    [("0.00", 0), ("10.00", 3_000), ("39.99", 1)],  # the books' own entry; money that came
)
def test_the_books_entry_of_a_write_off_is_no_recovery(
    kept: DeskBook, still_open: str, recovered: int
) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    request = write_offs.request(desk, "C3/EUR", ["3001"], "uncollectible")
    desk = kept.sit("sam", date(2026, 6, 2))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    kept.sit(kept.me)
    kept.take("items", f"3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,{still_open}\n")
    rate, recovery = asked(kept, "writeoffs")
    assert inputs(rate)["approved here"] == money(4_000)
    assert inputs(recovery)["recovered"] == money(recovered)


@pytest.mark.parametrize(
    ("books", "theirs", "whole"),
    [
        ("1001,2026-06-10,0.00,400.00", 0, 40_000),  # what we gave up, as it was asked
        ("1001,2026-06-10,0.00,550.00", 15_000, 55_000),  # and 150.00 more
        ("1001,2026-06-10,0.00,100.00", 0, 40_000),
        ("1001,2026-05-20,0.00,60.00\n1001,2026-06-10,0.00,400.00", 6_000, 46_000),  # before we asked
        ("1001,2026-06-10,0.00,400.00\n1002,2026-06-10,0.00,30.00", 3_000, 43_000),  # another item
    ],
)  # fmt: skip
def test_what_the_books_wrote_off_beyond_ours_counts(
    kept: DeskBook, books: str, theirs: int, whole: int
) -> None:
    desk = kept.sit("anna", date(2026, 6, 1))
    request = write_offs.request(desk, "C1/EUR", ["1001=400.00"], "uncollectible")
    desk = kept.sit("sam", date(2026, 6, 2))
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    booked(kept, books.split("\n"))
    rate, recovery = asked(kept, "writeoffs")
    assert inputs(rate)["approved here"] == money(40_000)
    assert inputs(rate)["by the books"] == money(theirs)
    assert inputs(recovery)["written off"] == money(whole)
    over = Window(date(2026, 6, 5), TODAY)  # approved before it, shown in it
    rate, _ = reports.report(kept.desk, ["writeoffs"], over, currency="EUR")
    assert inputs(rate)["approved here"] == money(0)
    assert inputs(rate)["by the books"] == money(
        theirs - (6_000 if "05-20" in books else 0)
    )


NOTES = """\
kind,invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount
interest,9001,C1,Nordvik Bygg AS,2026-05-20,2026-05-20,EUR,80.00,80.00
fee,9002,C1,Nordvik Bygg AS,2026-06-20,2026-07-20,EUR,40.00,40.00
"""


def test_interest_notes_and_fees_are_neither_sales_nor_open_invoices(
    kept: DeskBook,
) -> None:
    names = ["dso", "countback", "add", "cei", "benchmark"]
    over = Window.of_months(TODAY, 1)
    before = reports.report(kept.desk, names, over, currency="EUR")
    file = kept.folder / "items-notes.csv"
    file.write_text(NOTES, encoding="utf-8")
    imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="generic")
    after = reports.report(kept.desk, names, over, currency="EUR")
    assert [each.answer for each in after] == [each.answer for each in before]
    dso, cei = after[0], next(each for each in after if each.name == "cei_period")
    assert inputs(dso)["open invoices"] == money(209_000)
    assert inputs(dso)["interest and fees left out"] == money(12_000)
    assert inputs(cei)["interest and fees left out, begin"] == money(8_000)
    assert inputs(cei)["interest and fees left out, end"] == money(12_000)
    (trend,) = reports.report(kept.desk, ["trend"], over, currency="EUR")
    assert trend.rows[-1][7] == money(221_000)  # the aging has them
    given = [Fraction(n, 100) for n in (1, 5, 10, 20, 50)]
    (provision,) = reports.report(
        kept.desk, ["provision"], over, currency="EUR", rates=given
    )
    assert inputs(provision)["open"] == money(221_000)


def test_a_loss_rate_says_how_many_documents_it_stands_on(kept: DeskBook) -> None:
    """Forty debts due in 2025: 30 paid in time, 8 ten days late, 2 written off or never paid."""
    rows, settled = list[str](), list[str]()
    for n in range(40):
        rest = "100.00" if n == 39 else "0.00"
        rows.append(f"7{n:03},C9,Old Ltd,2025-06-01,2025-07-01,EUR,100.00,{rest}\n")
        if n < 38:
            paid_on = "2025-06-30" if n < 30 else "2025-07-11"
            settled.append(f"7{n:03},{paid_on},100.00,0.00")
    settled.append("7038,2025-09-01,0.00,100.00")
    kept.take("items", "".join(rows))
    booked(kept, settled)
    (measure,) = asked(kept, "provision")
    assert [cells(measure, label)[1:] for label in ("not_due", "1-30", "31-60", "91+")] == [
        ["5.00 %", "12.50", "40"], ["20.00 %", "100.00", "10"],
        ["100.00 %", "300.00", "2"], ["100.00 %", "140.00", "2"],
    ]  # fmt: skip
    assert measure.notes[1:] == (
        "warning: fewer than 30 documents stand behind the loss rate of 1-30 (10), 31-60 (2),"
        " 61-90 (2), 91+ (2): one more lost invoice would change it much",
    )


def test_a_rate_by_flow_stands_on_the_thinnest_of_its_columns() -> None:
    found = losses.rates_by_flow(
        [(10, 5), (10, 5), (10, 5), (10, 5), (10, 9)], "flow", [90, 40, 7, 12, 50]
    )
    assert found is not None
    assert found.behind == (7, 7, 7, 12, None)


def test_provision_by_cohort_flow_and_given_rates(kept: DeskBook) -> None:
    (measure,) = asked(kept, "provision")
    assert measure.answer.startswith("no answer: the book has no history")
    given = [Fraction(n, 100) for n in (1, 5, 10, 20, 50)]
    (measure,) = asked(kept, "provision", rates=given)
    assert measure.answer == "277.50 EUR"  # 2.50 + 25 + 30 + 200 + 20, each of its column
    assert measure.notes == ("loss rates as given",)


def test_each_currency_by_itself_the_books_own_first(kept: DeskBook) -> None:
    over = reports.window(kept.desk, None, None, 3)
    found = reports.report(kept.desk, ["benchmark"], over)
    assert [m.frame.currency for m in found] == ["EUR", "NOK"]
    assert [inputs(m)["open invoices"] for m in found] == [money(209_000), money(900_000)]


def test_an_empty_currency_is_answered_in_words(kept: DeskBook) -> None:
    over = reports.window(kept.desk, None, None, 3)
    for measure in reports.report(kept.desk, NAMES, over, currency="JPY"):
        assert measure.value is None or measure.value.number == 0, measure
    assert inputs(reports.report(kept.desk, ["dso"], over, currency="JPY")[0])[
        "days"
    ] == count(30)


@pytest.mark.parametrize(
    ("first", "last", "months", "words"),
    [
        (None, date(2026, 7, 1), None, "after the day asked for"),
        (date(2026, 6, 2), date(2026, 6, 1), None, "after it ends"),
        (date(2026, 6, 2), None, 3, "not both"),
        (date(1990, 1, 1), None, None, "at most 120 months"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(
    kept: DeskBook, first: date | None, last: date | None, months: int | None, words: str
) -> None:
    with pytest.raises(Misused, match=words):
        reports.window(kept.desk, first, last, months)


def test_what_is_unknown_is_refused(kept: DeskBook) -> None:
    over = Window.of_months(TODAY, 1)
    for names, more, words in (
        (["dsa"], {}, "'dsa' is no measure: dso, countback"),
        (["dso"], {"currency": "EURO"}, "no currency of ISO 4217"),
        (
            ["provision"],
            {"rates": [Fraction(1, 2)]},
            "1 loss rates; the aging has 5 columns",
        ),
    ):
        with pytest.raises(Misused, match=words):
            reports.report(kept.desk, names, over, **more)
