"""Files made to break an importer: each has one right verdict."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledgerlane.domain.errors import Refused
from ledgerlane.sync import files, layout, profile, staging
from ledgerlane.sync.apart import Apart
from ledgerlane.sync.opening import tables

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared absent")

READ = {
    "bom": 10000, "utf16le": 10000, "no_final_newline": 10000, "cr_only": 20000, "mixed_newlines": 20000,
    "semicolon_decimal_comma": 123456, "amount_thousands": 123456, "amount_parens": -10000,
    "amount_trailing_minus": -10000, "amount_unicode_minus": -10000, "amount_nbsp": 100000,
    "amount_plus": 10000, "amount_space": 10000, "amount_zero": 0, "amount_negzero": 0, "amount_neg": -10000,
    "amount_excel_date": 4500000, "date_compact": 10000, "date_feb29_leap": 10000, "date_future": 10000,
    "date_due_before_issue": 10000, "same_after_nfc": 20000, "dup_rows": 30000,
}  # fmt: skip

REFUSED = {
    "empty": "is empty", "header_only": "no rows", "cols_100k": "1000 fields", "cp1252": "line 2, read as cp1252: .*Müller €",
    "invalid_utf8": "is not UTF-8", "name_surrogate": "is not UTF-8", "nul": ":2: customer_name: .*NUL",
    "unclosed_quote": ":2: a quote opened here is never closed", "ragged": ":2: has 2 fields; the header has 7",
    "dup_header": "'amount' stands twice", "field_200kB": ":2: .*longer than 10000", "truncated_mid_row": ":1001: has 5 fields",
    "amount_exp_bomb": ":2: amount: '1e2000000'", "amount_exp_bomb2": "1e900000", "amount_exp_neg": "1e-999999999",
    "amount_nan": "NaN", "amount_inf": "Infinity", "amount_underscore": "1_000", "amount_hex": "0x64",
    "amount_arabic_digits": ":2: amount:", "amount_fullwidth": ":2: amount:", "amount_half_cent": "more decimals than EUR",
    "amount_sub_cent": "more decimals than EUR", "amount_jpy_frac": "more decimals than JPY", "amount_huge": "larger than any",
    "amount_int64": "larger than any", "amount_int64_over": "larger than any", "amount_blank": "is empty",
    "amount_dollar": "currency here is EUR", "date_feb29_nonleap": ":2: due_date: .*no day of the calendar",
    "date_month13": "no day of the calendar", "date_zero": "is not a day", "date_year1": "not between",
    "date_year9999": "not between", "date_year10000": "is not a day", "date_iso_week": "is not a day",
    "date_us": "day/month or month/day.*date_order", "date_ts": "moment in another zone", "date_epoch": "is not a day",
    "mixed_currency": ":4: currency: 'XXX'",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    script = (
        (SHARED / "hostile" / "gen.py")
        .read_text(encoding="utf-8")
        .split("def z(n,files")[0]
    )
    subprocess.run(
        [sys.executable, "-c", script, str(made)], check=True, capture_output=True
    )
    return made


def read(path: Path) -> staging.Reading:
    found = layout.recognise(files.look_at(path), profile.shipped())
    reading = staging.Reading(found, "EUR")
    for _ in reading.batches():
        pass
    return reading


@pytest.mark.parametrize("name", READ)
def test_strange_but_right(folder: Path, name: str) -> None:
    reading = read(folder / f"{name}.csv")
    assert reading.problems == []
    assert dict(reading.totals) == {"EUR": READ[name]}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(folder: Path, name: str) -> None:
    try:
        reading = read(folder / f"{name}.csv")
        said = "\n".join(map(str, reading.problems)) or (
            "no rows" if not reading.rows else ""
        )
    except Refused as refusal:
        said = str(refusal)
    assert re.search(REFUSED[name], said, re.DOTALL), said


def test_every_hostile_name_is_read_as_it_is(folder: Path) -> None:
    names = sorted(
        path.name for path in folder.glob("name_*.csv") if "surrogate" not in path.name
    )
    assert len(names) == 32
    for name in names:
        reading = read(folder / name)
        assert (reading.rows, reading.problems) == (1, []), name


@pytest.mark.parametrize("name", ["camt_billion_laughs.xml", "deep.json", "bigint.json"])
def test_other_containers_are_named(folder: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"is (XML|JSON)"):
        read(folder / name)


def test_a_statement_with_entities_is_refused(folder: Path) -> None:
    with Apart() as apart, pytest.raises(Refused, match="has a DOCTYPE"):
        tables(files.look_at(folder / "camt_xxe.xml"), apart)
