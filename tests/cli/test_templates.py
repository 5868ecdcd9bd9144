"""`templates`: what letters say, and whether a folder of a book's own wordings can be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.line import Line

from ledgerlane.desk.wordings import PURPOSE, folder_of, names, templates_of
from ledgerlane.domain.letter import LANGUAGES, TEMPLATES
from ledgerlane.letters import samples
from ledgerlane.letters.context import NAMES, RECORDS
from ledgerlane.letters.names import WORDS
from ledgerlane.letters.rendering import render


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(tmp_path / "acme.book", capsys)


def own(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_list_names_each_letter_and_where_the_book_has_its_own(line: Line) -> None:
    folder = folder_of(line.book)
    assert folder.name == "acme.book.letters"
    assert [row["own"] for row in line.ok("templates", "list", "--json").json["rows"]] == [
        []
    ] * len(TEMPLATES)
    own(folder, "nb/demand.txt", "Subject: Hei\n\nx")
    own(folder, "hi/demand.txt", "Subject: Hei\n\nx")
    rows = line.ok("templates", "list", "--json").json["rows"]
    assert [row["template"] for row in rows] == list(TEMPLATES)
    assert {row["template"]: row["own"] for row in rows if row["own"]} == {
        "demand": ["nb", "hi"]
    }
    assert (
        "demand        nb hi  the least that must come" in line.ok("templates", "list").out
    )


def test_show_prints_the_wording_in_use_and_whose_it_is(line: Line) -> None:
    done = line.ok("templates", "show", "demand", "--language", "de")
    assert done.out.startswith("Subject: Zahlungsaufforderung: mindestens {{ minimum }}")
    assert done.err == "de/demand.txt (comes with the program)\n"
    path = own(folder_of(line.book), "de/demand.txt", "Subject: Bitte\n\n{{ asked }}\n")
    done = line.ok("templates", "show", "demand", "--language", "de")
    assert done.out == "Subject: Bitte\n\n{{ asked }}\n"
    assert done.err == f"{path} (own)\n"


@pytest.mark.parametrize(
    ("form", "begins", "holds"),
    [
        (
            "text",
            "Example Paper\n",
            "Sommatie: ten minste EUR 500,00 uiterlijk op 7 december 2026",
        ),
        ("markdown", "Example Paper\\\n", "# Sommatie: ten minste EUR\u00a0500,00"),
        ("html", "<!doctype html>", "<h1>Sommatie: ten minste EUR\u00a0500,00"),
    ],
)
def test_show_makes_a_letter_to_nobody(
    line: Line, form: str, begins: str, holds: str
) -> None:
    out = line.ok("templates", "show", "demand", "--language", "nl", "--form", form).out
    assert out.startswith(begins)
    assert holds in out


def test_show_writes_a_file(line: Line, tmp_path: Path) -> None:
    paper, page = tmp_path / "a.pdf", tmp_path / "a.html"
    line.ok(
        "templates", "show", "final", "--language", "hi", "--form", "pdf", "-o", str(paper)
    )
    assert paper.read_bytes().startswith(b"%PDF-")
    line.ok("templates", "show", "final", "--form", "html", "-o", str(page))
    assert "<h1>Final demand before referral for collection" in page.read_text("utf-8")
    done = line("templates", "show", "final", "--form", "pdf")
    assert done.code == 2
    assert "a PDF goes to a file: say -o FILE" in done.err


def test_check_says_where_each_wording_would_be_refused(line: Line, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    own(folder, "nb/copy.txt", "Subject: Kopi\n\n{{ documents }}\n")
    assert (
        line.ok("templates", "check", str(folder)).out
        == f"{folder}: 1 wordings, all can be used\n"
    )
    one = own(
        folder, "nb/demand.txt", "Subject: Hei\n\n{{ custmer }}\n{{ promise.amont }}\n"
    )
    other = own(folder, "nb/final.txt", "Subject: Hei\n\nx\n{{ promise.amount }}\n")
    third = own(folder, "nb/dmand.txt", "")
    done = line("templates", "check", str(folder))
    assert done.code == 1
    lines = done.out.splitlines()
    assert [text.partition(" ")[0] for text in lines] == [
        f"{third}:", f"{one}:3:", f"{one}:4:", f"{other}:4:",
    ]  # fmt: skip
    assert (
        "'promise.amont' is not known; known are amount, broken, by, due, made_on"
        in lines[2]
    )
    assert "ask with {% if %} whether it is there" in lines[3]
    assert done.err == f"ledgerlane: {folder}: 4 places in it cannot be used\n"
    found = line("templates", "check", str(folder), "--json").json
    assert (found["wordings"], len(found["problems"])) == (3, 4)
    assert found["problems"][3]["line"] == 4


def test_an_empty_folder_is_told_what_a_wording_is_called(
    line: Line, tmp_path: Path
) -> None:
    done = line("templates", "check", str(tmp_path))
    assert done.code == 2
    assert f"{tmp_path}: no wording in it; one would be nb/demand.txt" in done.err


def test_every_name_is_explained_once() -> None:
    fields = {f"{name}.{field}" for name, known in RECORDS.items() for field in known}
    assert set(WORDS) == set(NAMES) | fields
    told = dict(names())
    assert told["{{ promise.due }}"] == "by which day"
    assert told["promise"] == "what was promised, or nothing ({% if promise %} first)"


def test_every_letter_has_a_purpose_and_samples_that_our_wordings_take() -> None:
    assert tuple(PURPOSE) == TEMPLATES
    for template in TEMPLATES:
        for language in LANGUAGES:
            for make in (samples.full, samples.bare):
                assert make(template, language).template == template
                assert render(make(template, language)).text


def test_letters_of_a_book_are_made_with_its_own_wordings(tmp_path: Path) -> None:
    book = tmp_path / "acme.book"
    assert templates_of(book).folder is None
    own(folder_of(book), "nb/demand.txt", "Subject: Vårt\n\nx")
    letter = samples.bare("demand", "nb")
    assert render(letter, templates_of(book)).subject == "Vårt"
