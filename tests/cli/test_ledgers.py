"""Real and generated ledgers through the command line, against figures computed by other tools."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli.line import Line, on_a_terminal
from hostile.whitelist import strangers
from shared import SHARED, needs_shared

from ledgerlane.domain.money import exact

DATA = SHARED / "data"
pytestmark = needs_shared
DAY = ("--as-of", "2026-06-30")
COLUMNS = {"current": "not_due", "1-30": "b1", "31-60": "b2", "61-90": "b3", "91+": "b4"}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gen")
    subprocess.run(
        [sys.executable, str(DATA / "generate.py"), "--size", "1k", "--out", str(folder),
         "--hostile-rate", "1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def full(line: Line, generated: Path) -> Line:
    line.ok("init", "--practice")
    names = ("customers", "documents", "payments", "allocations")
    line.ok(*DAY, "sync", "import", *(str(generated / f"{name}.csv") for name in names))
    return line


def test_aging_is_the_truth_in_every_currency(full: Line, generated: Path) -> None:
    truth = json.loads((generated / "truth.json").read_text())["currencies"]
    found = full.ok(*DAY, "aging", "--by", "currency", "--credits", "aged", "--json").json
    rows = {row["currency"]: row for row in found["rows"]}
    nothing = dict.fromkeys((*COLUMNS.values(), "unapplied", "balance"), 0)
    assert set(rows) <= set(truth)
    assert len(rows) >= 7
    for currency, told in truth.items():
        row = rows.get(currency, nothing)
        for label, (_, amount) in told["buckets"].items():
            assert exact(row[COLUMNS[label]], currency) == amount, (currency, label)
        assert exact(row["unapplied"], currency) == told["unapplied"], currency
        assert exact(row["balance"] + row["unapplied"], currency) == told["open"], currency


def test_three_ways_to_read_the_aging_agree(full: Line) -> None:
    found = full.ok(*DAY, "aging", "--json").json
    for row in found["rows"]:
        columns = sum(row[name] for name in ("not_due", "b1", "b2", "b3", "b4"))
        assert row["balance"] == columns - row["unapplied"]
    for total in found["totals"]:
        mine = [row for row in found["rows"] if row["currency"] == total["currency"]]
        assert total["balance"] == sum(row["balance"] for row in mine)
    printed = list(csv.reader(io.StringIO(full.ok(*DAY, "aging", "--csv").out)))
    exported = list(csv.reader(io.StringIO(full.ok(*DAY, "sync", "export", "aging").out)))
    assert len(printed) == len(exported) == len(found["rows"]) + 1
    balances = [exact(row["balance"], row["currency"]) for row in found["rows"]]
    assert [row[-1] for row in printed[1:]] == balances
    assert [row[-1] for row in exported[1:]] == balances


def test_the_same_again_changes_nothing(full: Line, generated: Path) -> None:
    head, *rows = (generated / "documents.csv").read_text("utf-8").splitlines(keepends=True)
    done = full.ok(*DAY, "sync", "import", str(generated / "documents.csv"), "--json")
    assert (done.json["new"], done.json["changed"], done.json["unchanged"]) == (
        0,
        0,
        len(rows),
    )
    turned = generated / "turned.csv"
    turned.write_text(head + "".join(reversed(rows)), "utf-16")
    done = full.ok(*DAY, "sync", "import", str(turned), "--json")
    assert (done.json["new"], done.json["changed"], done.json["unchanged"]) == (
        0,
        0,
        len(rows),
    )


def test_everything_of_a_ledger_with_hostile_names_goes_round(
    full: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full.ok("sync", "export", "everything", "-o", str(tmp_path / "one.jsonl"))
    copy = Line(tmp_path / "copy.book", capsys)
    copy.ok("init")
    copy.ok("sync", "import", str(tmp_path / "one.jsonl"))
    copy.ok("verify", "--deep")
    copy.ok("sync", "export", "everything", "-o", str(tmp_path / "two.jsonl"))
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    for ask in (("aging", "--json"), ("queue", "--all", "--limit", "0", "--json")):
        assert copy.ok(*DAY, *ask).out == full.ok(*DAY, *ask).out


COMMANDS = (
    "queue --limit 0|queue --limit 3 --why|queue --limit 0 --json|queue --limit 3 --plain|aging"
    "|aging --json|aging --csv|aging --plain|show {0}|show {0} --json|show {1}|promises|plans"
    "|disputes|approve list|people list|whoami|sync batches|sync export items|sync export aging"
    "|sync export customers|sync export customers --format jsonl|sync export queue"
    "|sync export everything|log {0} n --dry-run|doctor|verify"
)


def test_no_hostile_byte_reaches_a_terminal(full: Line, generated: Path) -> None:
    with (generated / "customers.csv").open(encoding="utf-8", newline="") as file:
        hostile = [row for row in csv.DictReader(file) if not row["name"].isprintable()]
    assert len(hostile) > 10
    numbers = [row["customer_id"] for row in hostile[:2]]
    for command in COMMANDS.split("|"):
        arguments = command.format(*numbers).split()
        code, sent = on_a_terminal("--book", str(full.book), *DAY, *arguments)
        assert code == 0, (command, sent[-400:])
        assert strangers(sent) == [], command
        assert b"\x1b" not in sent, command


def test_a_hostile_argument_is_shown_and_not_obeyed(full: Line) -> None:
    code, sent = on_a_terminal("--book", str(full.book), "show", "\x1b[31m\u202eno")
    assert code == 1
    assert r"no customer is called '\x1b[31m\u202eno'" in sent.decode()
    assert b"\x1b" not in sent


def test_a_pipe_gets_every_character_exactly(full: Line, generated: Path) -> None:
    with (generated / "customers.csv").open(encoding="utf-8", newline="") as file:
        names = {row["customer_id"]: row["name"] for row in csv.DictReader(file)}
    found: list[Any] = full.ok(*DAY, "queue", "--all", "--limit", "0", "--json").json[
        "rows"
    ]
    assert {row["customer"]: row["name"] for row in found}.items() <= names.items()
    exported = csv.DictReader(
        io.StringIO(full.ok("sync", "export", "customers", "--raw").out, newline="")
    )
    assert {row["customer_id"]: row["name"] for row in exported} == names


def test_the_real_ledgers_through_the_command_line(line: Line) -> None:
    told = json.loads((DATA / "golden_ledgers.json").read_text())["ibm_late_payment"]
    line.ok("init", "--currency", "USD")
    (path,) = (DATA / "ibm_late_payment").glob("*.csv")
    report = line.ok("sync", "import", str(path), "--json").json
    assert (report["rows"], report["new"], report["rejected"]) == (2466, 2466, 0)
    assert report["totals"] == [{"currency": "USD", "minor": 14770318}]
    for day, figures in told["as_of"].items():
        (row,) = line.ok("--as-of", day, "aging", "--by", "total", "--json").json["rows"]
        wanted = {
            COLUMNS[label.replace("90+", "91+")]: amount
            for label, _, amount in figures["buckets"]
        }
        assert {name: exact(row[name], "USD") for name in wanted} == wanted, day
        assert exact(row["balance"], "USD") == figures["open"][1], day
        everybody = line.ok("--as-of", day, "aging", "--json").json["rows"]
        top = sorted(everybody, key=lambda r: -r["balance"])[:5]
        assert [[r["customer"], exact(r["balance"], "USD")] for r in top] == figures[
            "top5"
        ], day
