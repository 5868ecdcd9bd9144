"""Files that cannot be taken: the exit code, where it is, what would be accepted; nothing stored."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults.ledgers import made, state
from program import ledgerlane

HEADER = (
    "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount"
)
GOOD = "1,C1,Acme,2026-01-02,2026-02-01,EUR,100.00,100.00"
START = "2,C1,Acme,2026-01-02"
DAYS = "2,C1,Acme,2026-01-02,2026-02-01"


@dataclass(frozen=True)
class Bad:
    """A third line, and what is said of it: its line, the heading, and what would be accepted."""

    name: str
    row: str
    field: str
    says: str
    accepted: str
    line: int = 3


TABLE = (
    Bad("truncated row", START, "", "has 4 fields; the header has 8", "missing: due_date, currency, amount, open_amount"),
    Bad("too many fields", f"{DAYS},EUR,1.00,1.00,5,6", "", "has 10 fields; the header has 8", "needs quotes"),
    Bad("open quote", f'2,C1,"Acme,2026-01-02,2026-02-01,EUR,1.00,1.00\n{GOOD}', "", "a quote opened here is never closed", "a field that ends with a quote"),
    Bad("1e900000", f"{DAYS},EUR,1e900000,1.00", "amount", "'1e900000' is not an amount", "like 1234.50"),
    Bad("arabic digits", f"{DAYS},EUR,١٢٣,1.00", "amount", "'١٢٣' is not an amount", "like 1234.50"),
    Bad("fullwidth digits", f"{DAYS},EUR,１２,1.00", "amount", "'１２' is not an amount", "like 1234.50"),
    Bad("not a number", f"{DAYS},EUR,NaN,1.00", "amount", "'NaN' is not an amount", "like 1234.50"),
    Bad("sub-cent", f"{DAYS},EUR,1.005,1.00", "amount", "'1.005' has more decimals than EUR allows", "(2)"),
    Bad("fractional yen", f"{DAYS},JPY,100.50,100.50", "amount", "'100.50' has more decimals than JPY allows", "(0)"),
    Bad("four decimals of dinar", f"{DAYS},KWD,1.2345,1.000", "amount", "'1.2345' has more decimals than KWD allows", "(3)"),
    Bad("larger than any", f"{DAYS},EUR,{'9' * 40},1.00", "amount", f"'{'9' * 40}' is larger than any amount accepted", "(1000000000000000 minor units)"),
    Bad("no amount", f"{DAYS},EUR,,1.00", "amount", "is empty", "an amount is needed"),
    Bad("30 February", f"{START},2026-02-30,EUR,1.00,1.00", "due_date", "'2026-02-30' is no day of the calendar", "a day like 2026-01-31"),
    Bad("29 February 2027", f"{START},2027-02-29,EUR,1.00,1.00", "due_date", "'2027-02-29' is no day of the calendar", "a day like 2026-01-31"),
    Bad("a month 13", f"{START},2026-13-01,EUR,1.00,1.00", "due_date", "'2026-13-01' is no day of the calendar", "a day like 2026-01-31"),
    Bad("no currency of this world", f"{DAYS},XYZ,1.00,1.00", "currency", "'XYZ' is no ISO 4217 currency", "codes like EUR"),
    Bad("more open than asked", f"{DAYS},EUR,1.00,5.00", "", "the open amount is larger than the amount", "accepted is 0 up to the amount"),
    Bad("a total that does not add up", "Total,,,,,EUR,999.00,100.00", "amount", "the printed total 999.00 EUR", "the sum of the rows, 100.00 EUR"),
    Bad("two rows that disagree", "1,C1,Acme,2026-01-02,2026-02-01,EUR,7.00,7.00", "", "says something else about '1' than line 2", "one row each is needed"),
)  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty book; it has to stay so."""
    return made(tmp_path_factory.mktemp("bad") / "a.book")


def nothing_is_stored(book: Path) -> None:
    assert state(book) == ()
    assert ledgerlane(book, "sync", "batches", "--json").json["rows"] == []
    assert [each.name for each in book.parent.iterdir() if ".work." in each.name] == []


@pytest.mark.parametrize("bad", TABLE, ids=lambda bad: bad.name)
def test_a_bad_row(empty: Path, tmp_path: Path, bad: Bad) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADER}\n{GOOD}\n{bad.row}\n", "utf-8")
    done = ledgerlane(empty, "sync", "import", str(file), "--json")
    assert done.code == 1
    place = f"bad.csv:{bad.line}: " + (f"{bad.field}: " if bad.field else "")
    first = done.err.splitlines()[0].removeprefix("ledgerlane: ")
    assert first.startswith(place + bad.says), first
    assert bad.accepted in first
    report = json.loads(done.out)
    assert (report["committed"], report["batch"]) == (False, None)
    problem = report["problems"][0]
    assert (problem["line"], problem["field"]) == (bad.line, bad.field)
    assert problem["message"].startswith(bad.says)
    nothing_is_stored(empty)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.csv", "is empty; a header row and at least one row are needed"),
        ("header.csv", "holds a header and no rows; at least one is needed"),
        ("prose.csv", "no header row known to any profile"),
        ("binary.csv", "is not UTF-8"),
        (
            "zeros.csv",
            "is no text, and of no other format that is known here; ledger files are CSV",
        ),
        (
            "picture.csv",
            "is no text, and of no other format that is known here; ledger files are CSV",
        ),
        ("book.csv", "a database, not an export"),
        ("sheet.csv", "is a zip archive or workbook that cannot be unpacked"),
        ("folder", "is a folder; a file is needed"),
        ("fifo", "is not a regular file; a file is needed"),
        ("missing.csv", "cannot be opened: no such file"),
        ("/dev/zero", "is not a regular file; a file is needed"),
        ("/dev/null", "is not a regular file; a file is needed"),
        ("/dev/tty", "cannot be opened"),
    ],
)
def test_what_is_no_ledger(empty: Path, tmp_path: Path, name: str, says: str) -> None:
    contents = {
        "empty.csv": b"", "header.csv": f"{HEADER}\n".encode(), "binary.csv": b"\x00\xff\xfe\x81",
        "prose.csv": b"Dear Sirs,\nwe have paid.\n", "sheet.csv": b"PK\x03\x04" + bytes(80),
        "book.csv": empty.read_bytes(), "zeros.csv": b"abc" + bytes(5000),
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    }  # fmt: skip
    path = tmp_path / name
    if name in contents:
        path.write_bytes(contents[name])
    elif name == "folder":
        path.mkdir()
    elif name == "fifo":
        os.mkfifo(path)
    done = ledgerlane(empty, "sync", "import", str(path), seconds=10)
    assert done.code == 1, done
    assert f"ledgerlane: {path.name}: " in done.err
    assert says in done.err
    assert "Traceback" not in done.err + done.out
    nothing_is_stored(empty)


def test_one_bad_file_among_good_ones_keeps_all_out(empty: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    bad.write_text(f"{HEADER}\n{START},2026-02-30,EUR,1.00,1.00\n", "utf-8")
    for files in ((good, bad), (bad, good)):
        done = ledgerlane(empty, "sync", "import", *map(str, files))
        assert (done.code, "bad.csv:2: due_date:" in done.err) == (1, True)
        nothing_is_stored(empty)


def test_in_part_only_as_asked(tmp_path: Path) -> None:
    book = made(tmp_path / "a.book")
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADER}\n{GOOD}\n{START},2026-02-30,EUR,1.00,1.00\n", "utf-8")
    done = ledgerlane(book, "sync", "import", str(file), "--partial", "--json")
    assert done.code == 6
    assert (done.json["new"], done.json["rejected"], done.json["committed"]) == (1, 1, True)
    assert "2026-02-30" in Path(done.json["rejects_file"]).read_text("utf-8")
    assert state(book) == ((10000, 1),)


def test_every_bad_row_is_named_up_to_a_limit(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    rows = "\n".join(
        f"{n},C1,Acme,2026-01-02,2026-02-30,EUR,1.00,1.00" for n in range(3000)
    )
    file.write_text(f"{HEADER}\n{rows}\n", "utf-8")
    done = ledgerlane(empty, "sync", "import", str(file), "--json")
    assert done.code == 1
    lines = [problem["line"] for problem in done.json["problems"]]
    assert lines == list(range(2, len(lines) + 2))
    assert done.json["rejected"] == 3000
    assert len(done.err.splitlines()) < 30
    nothing_is_stored(empty)
