"""The late-payment estimate on real ledgers: it beats both base rates on data it has not seen."""

from __future__ import annotations

from typing import Any

import pytest
from cli.line import Line
from shared import SHARED, needs_shared

pytestmark = needs_shared
IBM = SHARED / "data" / "ibm_late_payment" / "WA_Fn-UseC_-Accounts-Receivable.csv"
CASSANDRA = SHARED / "data" / "cassandra_invoices" / "trainData.csv"


def tried(line: Line, path: Any) -> Any:
    line.ok("init", "--practice")
    line.ok("--as-of", "2017-12-31", "sync", "import", str(path))
    return line.ok(
        "--as-of", "2017-12-31", "report", "estimate", "--backtest", "--json"
    ).json


def test_ibm_late_payment(line: Line) -> None:
    found = tried(line, IBM)
    assert (found["train"], found["test"], found["late"]) == (1726, 740, 218)
    ours, on_time, last = found["scores"]
    assert ours["accuracy"] == pytest.approx(0.8284, abs=0.005)
    assert ours["brier"] == pytest.approx(0.132, abs=0.005)
    assert (on_time["accuracy"], on_time["brier"]) == (0.7054, 0.2946)
    assert (last["accuracy"], last["brier"]) == (0.7554, 0.2446)
    assert found["beats_both"]
    for row in found["calibration"]:  # what was said is near what came
        assert abs(row["said"] - row["came"]) < 0.2, row
    assert found["days_to_pay"] == {"estimate": 5.0, "running_median": 5.5}


def test_cassandra_invoices(line: Line) -> None:
    found = tried(line, CASSANDRA)
    assert (found["train"], found["test"], found["late"]) == (5683, 2436, 1799)
    ours, on_time, last = found["scores"]
    assert ours["accuracy"] == pytest.approx(0.797, abs=0.005)
    assert ours["brier"] == pytest.approx(0.1455, abs=0.005)
    assert (on_time["accuracy"], last["accuracy"]) == (0.2615, 0.6667)
    assert found["beats_both"]
    assert found["days_to_pay"] == {"estimate": 13.0, "running_median": 16.0}


def test_the_table_and_an_account_say_the_same(line: Line) -> None:
    line.ok("init", "--practice")
    line.ok("--as-of", "2013-12-31", "sync", "import", str(IBM))
    day = ("--as-of", "2013-11-15")
    first, *_ = line.ok(*day, "report", "estimate", "--json").json["rows"]
    assert (first["customer"], first["number"]) == ("0783-PEPYR", "1056254354")
    assert (first["paid_by"], first["days_late"]) == ("2013-12-17", 11)
    assert first["chance_late"] == pytest.approx(0.883, abs=0.001)
    shown = line.ok(*day, "show", first["customer"], "--json").json
    (item,) = (each for each in shown["items"] if each["id"] == first["id"])
    assert item["estimate"] == {
        name: first[name] for name in ("chance_late", "days_late", "paid_by", "words")
    }
    assert "20 of their last 20 were late" in item["estimate"]["words"]
