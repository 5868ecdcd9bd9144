"""``sync profile NAME --learn FILE``: what can be told is told, what cannot is asked, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.line import Line
from workbooks import xlsx

from ledgerlane.domain.money import plain

NORWEGIAN = """\
Vår liste;;;;;
Avdeling 3;;;;;
Kundenavn;Bilag;Opprettet;Frist;Bel;Merke
Ann AS;1001;13.01.2026;12.02.2026;1.234,50;x
Bo AS;1002;14.01.2026;13.02.2026;200,00;
Sum;;;;1.434,50;
"""
DOUBTFUL = """\
Klant,Code,Datum1,Datum2,Bedrag1,Bedrag2
Ann BV,1,01/02/2026,02/03/2026,"1,234","1,000"
"""


@pytest.fixture
def book(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    line.ok("init", "--currency", "NOK")
    return line


def written(tmp_path: Path, text: str, name: str = "unknown.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def test_what_cannot_be_told_is_asked(book: Line, tmp_path: Path) -> None:
    file = written(tmp_path, NORWEGIAN)
    done = book("sync", "profile", "avd3", "--learn", file)
    assert done.code == 1
    assert "headings in row 3" in done.out
    assert "Ann AS | 1001 | 13.01.2026 | 12.02.2026 | 1.234,50 | x" in done.out
    assert "column Kundenavn: name, by its heading  (Ann AS, Bo AS" in done.out
    assert (
        "column Bel: amount, by its values: the only amounts  (1.234,50, 200,00" in done.out
    )
    for role, words in (("doc_date", "document dates"), ("due_date", "due dates")):
        asked = f"to be said: no column of {words}: {role}=HEADING (it may be 'Opprettet', 'Frist')"  # fmt: skip
        assert asked in done.out
    assert "avd3: not kept; say it in the same command" in done.out
    assert book("sync", "profile", "avd3").code == 2  # there is none


def test_one_answer_and_the_rest_follows(book: Line, tmp_path: Path) -> None:
    file = written(tmp_path, NORWEGIAN)
    done = book.ok("sync", "profile", "avd3", "due_date=Frist", "--learn", file)
    assert "column Frist: due_date, as you say" in done.out
    assert "column Opprettet: doc_date, by its values: the only days left" in done.out
    assert "rows 2" in done.out
    sum_ = plain(143450, "NOK")
    assert f"amounts {sum_} NOK, open {sum_} NOK" in done.out
    assert "1 printed totals checked" in done.out
    kept = book.ok("sync", "profile", "avd3").out
    assert 'due_date = "Frist"' in kept
    assert 'ignore = ["Merke"]' in kept
    assert 'decimal_mark = ","' in kept
    (report,) = [book.ok("sync", "import", file, "--json").json]
    assert (report["profile"], report["source"], report["new"]) == ("avd3", "avd3", 2)
    assert report["opens"] == [{"currency": "NOK", "minor": 143450}]
    again = book("sync", "profile", "avd3", "due_date=Frist", "--learn", file)
    assert again.code == 2
    assert "--force replaces it" in again.err
    book.ok("sync", "profile", "avd3", "due_date=Frist", "--learn", file, "--force")


def test_marks_and_orders_that_nothing_decides(book: Line, tmp_path: Path) -> None:
    file = written(tmp_path, DOUBTFUL)
    roles = (
        "doc_date=Datum1",
        "due_date=Datum2",
        "amount=Bedrag1",
        "open=Bedrag2",
        "number=Code",
    )
    told = book("sync", "profile", "nl", *roles, "--learn", file, "--json")
    assert told.code == 1
    assert told.json["questions"] == [
        "'1,234' could have three decimals or be thousands: --decimal . or --decimal ,",
        "'01/02/2026' could be day/month or month/day: --dates dmy or --dates mdy",
    ]
    assert told.json["kept"] == ""
    say = ("--decimal", ".", "--dates", "dmy", "--currency", "EUR")
    told = book(
        "sync", "profile", "nl", *roles, "--learn", file, "--json", *say, "--dry-run"
    )
    assert (told.code, told.json["questions"], told.json["kept"]) == (0, [], "")
    assert told.json["opens"] == [{"currency": "EUR", "minor": 100000}]
    assert told.json["totals"] == [{"currency": "EUR", "minor": 123400}]
    assert book("sync", "profile", "nl").code == 2  # a dry run keeps nothing


def test_amounts_that_may_be_the_balance_are_asked_about(
    book: Line, tmp_path: Path
) -> None:
    file = written(tmp_path, "Customer,Invoice,Date,Due date,Amount,Zz\nC1,A1,2026-01-05,2026-02-04,10.00,4.00\n")  # fmt: skip
    done = book("sync", "profile", "zz", "--learn", file)
    assert done.code == 1
    assert (
        '\'Zz\' holds amounts, which may be the balance: open="Zz" or --ignore "Zz"'
        in done.out
    )
    assert "open 4.00" in book.ok("sync", "profile", "zz", "open=Zz", "--learn", file).out
    assert (
        "open 10.00"
        in book.ok("sync", "profile", "z2", "--ignore", "Zz", "--learn", file).out
    )


def test_a_total_that_is_wrong_keeps_nothing(book: Line, tmp_path: Path) -> None:
    file = written(tmp_path, NORWEGIAN.replace("1.434,50;", "1.434,51;"))
    done = book("sync", "profile", "avd3", "due_date=Frist", "--learn", file)
    assert done.code == 1
    assert (
        "the printed total 1434.51 NOK is not the sum of the rows, 1434.50 NOK" in done.out
    )
    assert "avd3: not kept" in done.out


def test_sheets_and_what_is_not_there(book: Line, tmp_path: Path) -> None:
    head, row = ["Customer", "Invoice", "Date", "Due date", "Amount"], ["C1", "A1", "2026-01-05", "2026-02-04", 10.5]  # fmt: skip
    path = tmp_path / "two.xlsx"
    path.write_bytes(xlsx({"Old": [head, row], "New": [head, row]}))
    done = book("sync", "profile", "two", "--learn", str(path))
    assert (done.code, "one sheet is needed; name it with --sheet: 'Old', 'New'" in done.err) == (1, True)  # fmt: skip
    assert (
        "rows 1"
        in book.ok("sync", "profile", "two", "--learn", str(path), "--sheet", "New").out
    )
    file = written(tmp_path, NORWEGIAN)
    for said, words in (
        ("due_date=Nei", "due_date=Nei: no such heading; there are Kundenavn, Bilag"),
        ("duedate=Frist", "duedate=Frist: no column of items; one of number, kind"),
        ("Frist", "Frist: say ROLE=HEADING"),
    ):
        done = book("sync", "profile", "x", said, "--learn", file)
        assert (done.code, words in done.err) == (2, True), done.err
    assert (
        "a shipped profile has that name"
        in book("sync", "profile", "tally", "--learn", file).err
    )
    assert "go with --learn FILE" in book("sync", "profile", "tally", "a=b").err
    plain = written(tmp_path, "only one column\n1\n2\n", "plain.txt")
    assert (
        "no row looks like a header" in book("sync", "profile", "p", "--learn", plain).err
    )


PAYS = """\
Eingang;Wann;Konto;Summe;Zahlername
Q1;29.06.2026;C1;1.000,00;Ann AS
Q2;30.06.2026;C2;55,50;Bo AS
"""


def test_what_waits_of_payments_is_asked_and_the_payer_is_read(
    book: Line, tmp_path: Path
) -> None:
    file = written(tmp_path, PAYS, "pay.csv")
    said = (
        "payment=Eingang",
        "customer=Konto",
        "amount=Summe",
        "payer=Zahlername",
        "--kind",
        "payments",
    )
    done = book("sync", "profile", "pays", *said, "--learn", file)
    assert done.code == 1
    asked = "no column says what of the payments is not used up in the books yet"
    assert f"to be said: {asked}: --unapplied all (they wait to be matched)" in done.out
    kept = book.ok(
        "sync", "profile", "pays", *said, "--learn", file, "--unapplied", "all"
    ).out
    assert 'unapplied = "all"' in kept
    report = book.ok("sync", "import", file, "--profile", "pays", "--json").json
    assert report["opens"] == [{"currency": "NOK", "minor": 105550}]
