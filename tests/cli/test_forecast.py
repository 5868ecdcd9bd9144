"""The cash forecast through the command line: sums that hold, and real past weeks in their range."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from cli.line import Line
from practice_book import business_day, copied, made
from shared import SHARED, needs_shared

IBM = SHARED / "data" / "ibm_late_payment" / "WA_Fn-UseC_-Accounts-Receivable.csv"
ITEMS = """customer_id,customer_name,invoice_no,issue_date,due_date,currency,amount,open_amount
C1,Nordvik,1,2026-05-01,2026-07-03,EUR,100.00,100.00
C1,Nordvik,2,2026-05-01,2026-07-10,EUR,50.50,50.50
C2,Hansen,3,2026-01-01,2026-04-01,NOK,900.00,900.00
"""


@pytest.fixture
def small(line: Line) -> Line:
    line.ok("init", "--practice")
    file = line.book.parent / "items.csv"
    file.write_text(ITEMS, "utf-8")
    line.ok("--as-of", "2026-06-30", "sync", "import", str(file))
    return line


def test_due_dates_where_nobody_ever_paid(small: Line) -> None:
    found = small.ok("--as-of", "2026-06-30", "report", "forecast", "--weeks", "2", "--json").json  # fmt: skip
    assert (found["as_of"], found["weeks"], found["range_per_cent"]) == (
        "2026-06-30",
        2,
        80,
    )
    euro, krone = found["currencies"]
    assert [(row["from"], row["expected"], row["habit"]) for row in euro["rows"]] == [
        ("2026-07-01", 6_666, 6_666), ("2026-07-08", 3_366, 3_366),
    ]  # fmt: skip
    assert (krone["later"], krone["never"], krone["open"]) == (62_010, 27_990, 90_000)


def test_csv_and_words_say_the_same(small: Line) -> None:
    day = ("--as-of", "2026-06-30", "report", "forecast", "--weeks", "2")
    rows = list(csv.DictReader(io.StringIO(small.ok(*day, "--csv").out)))
    assert [(r["currency"], r["week"], r["expected"]) for r in rows] == [
        ("EUR", "1", "66.66"), ("EUR", "2", "33.66"), ("NOK", "1", "0.00"), ("NOK", "2", "0.00"),
        ("EUR", "later", "50.18"), ("EUR", "disputed", "0.00"), ("EUR", "in court", "0.00"),
        ("EUR", "never", "0.00"), ("NOK", "later", "620.10"), ("NOK", "disputed", "0.00"),
        ("NOK", "in court", "0.00"), ("NOK", "never", "279.90"),
    ]  # fmt: skip
    words = small.ok(*day).out
    assert "As of 2026-06-30, 2 weeks, range 80 %" in words
    assert "EUR: weeks 100.32 + later 50.18 + disputed 0.00 + in court 0.00 + never 0.00 = open 150.50 - covered by credit or cash 0.00" in words  # fmt: skip
    assert "Formula: of what is open on the day" in words


def test_what_cannot_be_asked(small: Line) -> None:
    assert small("report", "forecast", "--json", "--csv").code == 2
    assert small("report", "forecast", "--weeks", "0").code == 2
    done = small(
        "--as-of", "2026-06-30", "report", "forecast", "--backtest", "--weeks", "4"
    )
    assert done.code == 1
    assert (
        "there is no past to try the forecast on, from 2025-07-01 on: nothing was paid before it,"
        " 2026-06-02 (the newest day whose 4 weeks are over)"
    ) in done.err


@pytest.mark.parametrize("back", [0, 45])
def test_the_demo_book_s_forecast_is_all_that_its_aging_says_is_open(
    line: Line, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, back: int
) -> None:
    line.book = copied(made(tmp_path_factory), tmp_path)
    day = ("--as-of", (business_day() - timedelta(days=back)).isoformat())
    aged = line.ok(*day, "aging", "--by", "currency", "--json").json["rows"]
    found = line.ok(*day, "report", "forecast", "--json").json["currencies"]
    open_ = {row["currency"]: sum(row[name] for name in ("not_due", "b1", "b2", "b3", "b4")) for row in aged}  # fmt: skip
    unapplied = {row["currency"]: row["unapplied"] for row in aged}
    assert {each["currency"]: each["open"] for each in found} == {
        currency: minor for currency, minor in open_.items() if minor
    }
    for each in found:
        weeks = sum(row["expected"] for row in each["rows"])
        rest = each["later"] + each["disputed"] + each["never"]
        assert weeks + rest == each["open"] - each["covered"]
        assert 0 <= each["covered"] <= unapplied[each["currency"]]
    if not back:
        assert sum(row["promise"] for each in found for row in each["rows"]) > 0
        assert sum(row["plan"] for each in found for row in each["rows"]) > 0


def test_days_that_could_not_be_tried_are_named_with_the_reason(line: Line) -> None:
    """The first invoice was paid on 1 May, and nothing else was ever open."""
    line.ok("init", "--practice")
    file = line.book.parent / "items.csv"
    rows = "C1,Nordvik,1,2026-03-01,2026-04-01,EUR,100.00,0.00\nC1,Nordvik,2,2026-04-20,2026-05-20,EUR,80.00,0.00\n"
    file.write_text(ITEMS.partition("\n")[0] + "\n" + rows, "utf-8")
    paid = line.book.parent / "payments.csv"
    paid.write_text(
        "payment_id,customer_id,value_date,currency,amount,unapplied\n"
        "P1,C1,2026-04-28,EUR,100.00,0.00\nP2,C1,2026-05-25,EUR,80.00,0.00\n", "utf-8",
    )  # fmt: skip
    used = line.book.parent / "allocations.csv"
    used.write_text(
        "payment_id,doc_id,alloc_date,cash\nP1,1,2026-04-28,100.00\nP2,2,2026-05-25,80.00\n",
        "utf-8",
    )
    for each in (file, paid, used):
        line.ok("--as-of", "2026-06-30", "sync", "import", str(each))
    asked = (
        "--as-of",
        "2026-06-30",
        "-q",
        "report",
        "forecast",
        "--backtest",
        "--weeks",
        "4",
    )
    out = line.ok(*asked).out.splitlines()
    assert out[0].startswith("1 past days, 2026-05-05 to 2026-05-05:")
    assert out[1].startswith(
        "Not tried (nothing was paid before it): 2025-07-01, 2025-07-29,"
    )
    assert out[1].endswith("2026-04-07")
    assert out[2] == "Not tried (nothing was open on it): 2026-06-02"
    assert out[-1].startswith("EUR: the forecast was within 25 % of what came in ")
    found = line.ok(*asked, "--json").json
    assert len(found["dropped"]) == 12
    assert found["dropped"][-1] == {"as_of": "2026-06-02", "why": "nothing was open on it"}
    assert found["verdicts"] == out[-1:]


@needs_shared
def test_real_weeks_lie_in_their_range(line: Line) -> None:
    line.ok("init", "--practice")
    line.ok("--as-of", "2013-12-31", "sync", "import", str(IBM))
    found = line.ok("-q", "--as-of", "2013-12-31", "report", "forecast", "--backtest", "--weeks", "6", "--json").json  # fmt: skip
    *weeks, all_ = found["summary"]
    assert (all_["tried"], len(weeks), len(found["rows"])) == (78, 6, 78)
    assert all_["came"] == 6_891_581
    assert all_["expected"] == pytest.approx(6_898_464, rel=0.02)
    assert 0.65 <= all_["inside"] / all_["tried"] <= 0.95
    assert found["dropped"] == []
    (said,) = found["verdicts"]
    assert said.startswith(f"USD: the forecast was within 25 % of what came in {all_['near']} of 78 weeks")  # fmt: skip
    assert said.endswith(
        "59 of 78 weeks lay inside the range of 80 %, which is too narrow (so few by chance alone: 20 in 100)"
    )
    for row in found["rows"]:
        assert row["low"] <= row["expected"] <= row["high"]
        assert row["inside"] == (row["low"] <= row["came"] <= row["high"])
