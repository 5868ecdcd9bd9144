"""Interest in lines: exit codes, JSON, and that nothing is half done."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.line import Line

DAY = ("--as-of", "2026-06-30")
DOCUMENTS = (
    "doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount\n"
    "8812,INV,1001,2026-03-01,2026-03-31,EUR,630.00,630.00\n"
    "8840,INV,1001,2026-05-02,2026-06-01,JPY,21310,21310\n"
)
POLICY = """[interest]
regime = "contract"
per_cent = "12"
fees = [{ currency = "EUR", units = 5 }]
"""


@pytest.fixture
def acme(line: Line, tmp_path: Path) -> Line:
    """A book that charges 12 % and 5 EUR, with anna (collector) and sam (supervisor)."""
    line.ok("init", "--practice", "--zone", "Europe/Oslo")
    for login, role in (("anna", "collector"), ("sam", "supervisor")):
        line.ok("people", "add", login)
        line.ok("people", "role", login, role)
    (tmp_path / "documents.csv").write_text(DOCUMENTS)
    line.ok(*DAY, "sync", "import", str(tmp_path / "documents.csv"))
    (tmp_path / "policy.toml").write_text(POLICY)
    line.ok(*DAY, "policy", "set", str(tmp_path / "policy.toml"))
    return line


def test_json_has_the_arithmetic_as_whole_numbers_and_fractions(acme: Line) -> None:
    shown = acme.ok(*DAY, "interest", "show", "1001", "--json").json
    assert (shown["v"], shown["regime"], shown["as_of"]) == (1, "contract", "2026-06-30")
    euro, yen = shown["items"]
    assert (euro["interest"], euro["fee"], euro["left"], euro["exact"]) == (1885, 500, 2385, "137592/73")  # fmt: skip
    assert euro["lines"] == [
        {"principal": 63000, "carried": "0", "from": "2026-04-01", "until": "2026-06-30",
         "days": 91, "basis": 365, "per_cent": "12", "exact": "137592/73", "assumed": False}
    ]  # fmt: skip
    assert (yen["currency"], yen["interest"], yen["fee"]) == ("JPY", 203, 0)


def test_exit_codes(acme: Line, tmp_path: Path) -> None:
    assert acme(*DAY, "interest", "show", "9999").code == 1
    assert acme(*DAY, "interest", "show", "1001", "--under", "fr").code == 2
    assert acme(*DAY, "--as", "anna", "interest", "charge").code == 2
    assert acme(*DAY, "--as", "anna", "interest", "charge", "INT-1").code == 5
    assert acme(*DAY, "--as", "sam", "interest", "charge", "--of", "1001").code == 1
    assert (
        acme(*DAY, "--as", "anna", "policy", "set", str(tmp_path / "policy.toml")).code == 5
    )
    missing = acme(*DAY, "policy", "set", str(tmp_path / "none.toml"))
    assert (missing.code, "none.toml: No such file" in missing.err) == (2, True)
    (tmp_path / "bad.toml").write_text('[interest]\nregime = "contract"\n')
    bad = acme(*DAY, "policy", "set", str(tmp_path / "bad.toml"))
    assert (bad.code, "interest.per_cent: a contract needs its rate" in bad.err) == (
        2,
        True,
    )


def test_own_proposals_are_somebody_else_s_to_charge(acme: Line) -> None:
    made = acme.ok(*DAY, "--as", "sam", "interest", "propose", "1001", "--json").json[
        "charges"
    ]
    assert [(each["item"], each["interest"], each["fee"]) for each in made] == [
        ("ledger/8812", 1885, 500), ("ledger/8840", 203, 0),
    ]  # fmt: skip
    refused = acme(*DAY, "--as", "sam", "interest", "charge", "--of", "1001")
    assert (refused.code, "somebody else must decide on it" in refused.err) == (5, True)
    assert acme.ok(*DAY, "interest", "charge", "--of", "1001").out.count("charged") == 2
    listed = acme.ok(*DAY, "interest", "list", "--state", "charged", "--json").json["rows"]
    assert {(row["currency"], row["interest"]) for row in listed} == {("EUR", 1885), ("JPY", 203)}  # fmt: skip


def test_rates_as_json_name_their_sources(acme: Line) -> None:
    [uk] = acme.ok("interest", "rates", "uk", "--json").json["regimes"]
    assert (uk["margin"], uk["fixed_at_start"], uk["covers_until"]) == (
        "8",
        True,
        "2026-06-30",
    )
    assert [(fee["currency"], fee["units"]) for fee in uk["fees"]] == [
        ("GBP", 40), ("GBP", 70), ("GBP", 100), ("EUR", 5),
    ]  # fmt: skip
    assert all(each["source"] for each in uk["references"])


def test_a_plan_with_another_day_count(acme: Line) -> None:
    plan = acme.ok(
        *DAY, "plan", "propose", "1001/EUR", "--count", "1", "--first", "2026-08-30",
        "--rate", "12", "--day-count", "30/360", "--dry-run", "--json",
    ).json  # fmt: skip
    assert plan["instalments"] == [
        {"due": "2026-08-30", "amount": 64260, "interest": 1260, "fee": 0}
    ]
