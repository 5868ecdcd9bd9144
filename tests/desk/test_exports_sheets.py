"""Out as XLSX, read by somebody else's program and by our own import; and as a calendar."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import icalendar
import pytest
from desk_book import DeskBook
from python_calamine import CalamineWorkbook

from ledgerlane.desk import exports, imports, log
from ledgerlane.desk.book import init
from ledgerlane.desk.whole_files import whole_file
from ledgerlane.domain.errors import Misused
from ledgerlane.domain.money import Money
from ledgerlane.sync.exports import icalendar as writer
from ledgerlane.sync.exports import xlsx_file
from ledgerlane.sync.exports.table import Table


@pytest.fixture
def book(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


def written(book: DeskBook, what: str, **more: Any) -> Path:
    path = book.folder / f"{what}.{more.get('format', 'xlsx')}"
    with whole_file(path, replace=True) as file:
        exports.export(book.desk, what, file, **{"format": "xlsx", **more})
    return path


def rows(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_amounts_are_numbers_and_days_are_days(book: DeskBook) -> None:
    head, *found = rows(written(book, "aging"))
    assert head == list(exports.AGING_COLUMNS)
    assert found[0] == ["C1", "Nordvik Bygg AS", "EUR", 250.0, 500.0, 0.0, 1000.0, 0.0, 0.0, 1750.0]  # fmt: skip
    head, *found = rows(written(book, "items"))
    row = dict(zip(head, found[0], strict=True))
    assert (row["doc_date"], row["days_past_due"]) == (date(2026, 3, 16), 76)
    assert (row["doc_id"], row["amount"]) == ("1001", 1000.0)


def test_our_own_import_takes_it_in_again(book: DeskBook, tmp_path: Path) -> None:
    copy = init(tmp_path / "copy.book", clock=book.clock)
    imports.import_files(copy, [written(book, "customers"), written(book, "items")])
    one, other = StringIO(), StringIO()
    assert (
        exports.export(book.desk, "items", one) == exports.export(copy, "items", other) == 6
    )
    assert one.getvalue() == other.getvalue()


def test_a_formula_is_text_and_our_import_takes_the_sign_off(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for raw, said in ((False, "'=1+1"), (True, "=1+1")):
        table = Table(("a", "b", "c"), [{"a": "=1+1", "b": Money(-5, "KWD"), "c": True}], read_again=True)  # fmt: skip
        with whole_file(path, replace=True) as file:
            assert xlsx_file.write(file, table, "x", date(2026, 6, 30), raw=raw) == 1
        assert rows(path) == [["a", "b", "c"], [said, -0.005, True]]


def test_what_no_sheet_can_hold_is_refused(tmp_path: Path) -> None:
    table = Table(("a",), [{"a": "x" * 40_000}])
    with pytest.raises(Exception, match="a text of 40000 characters"), whole_file(tmp_path / "x.xlsx") as file:  # fmt: skip
        xlsx_file.write(file, table, "x", date(2026, 6, 30))
    assert not (tmp_path / "x.xlsx").exists()
    with pytest.raises(Misused, match="name a file with -o"):
        xlsx_file.write(StringIO(), table, "x", date(2026, 6, 30))


def events(path: Path) -> dict[str, Any]:
    """UID -> (day, end, summary, category)."""
    found: Any = icalendar.Calendar.from_ical(path.read_bytes())
    assert found["VERSION"] == "2.0"
    return {
        str(each["UID"]): (each["DTSTART"].dt, each["DTEND"].dt, str(each["SUMMARY"]))
        for each in found.walk("VEVENT")
    }


def test_the_calendar_keeps_its_names(book: DeskBook) -> None:
    anna = book.sit("anna")
    log.record(anna, "C1", "p 400 2026-07-03")
    log.record(anna, "C2/EUR", "v 2026-07-06")
    first = events(written(book, "calendar", format="ics"))
    days = {summary: (day, end) for day, end, summary in first.values()}
    assert days["Promise 400.00 EUR: Nordvik Bygg AS (C1)"] == (date(2026, 7, 3), date(2026, 7, 4))  # fmt: skip
    (step,) = [summary for summary in days if summary.endswith("Hansen & Sønn (C2)") and days[summary][0] == date(2026, 7, 6)]  # fmt: skip
    assert step
    again = events(written(book, "calendar", format="ics"))
    assert again == first
    assert not any("Nordvik" in uid or "C1" in uid for uid in first)
    later = events(written(book, "calendar", format="ics", since=date(2026, 7, 6)))
    assert later == {uid: each for uid, each in first.items() if each[0] >= date(2026, 7, 6)}  # fmt: skip


def test_lines_are_folded_between_characters() -> None:
    file = StringIO()
    words = "Åse; \\ " + "ø" * 60 + ",\n\x1b[31mred"
    entry = writer.Entry(date(2026, 12, 31), "x", words, ("one, two", "three"), "promise")
    assert writer.write(file, [entry], "b1", 0) == 1
    text = file.getvalue()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")
    found: Any = icalendar.Calendar.from_ical(text)
    (event,) = found.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Åse; \\ " + "ø" * 60 + ",␊␛[31mred"
    assert str(event["DESCRIPTION"]) == "one, two\nthree"
    assert event["DTEND"].dt == date(2027, 1, 1)
    assert str(event["UID"]) == writer.uid(entry, "b1") != writer.uid(entry, "b2")
