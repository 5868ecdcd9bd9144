"""The management report: the figures of the measures, whole files, no customer's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import log, pack, reports
from ledgerlane.domain.errors import Misused
from ledgerlane.sync.papers.paper import Grid, Heading


def written(kept: DeskBook, name: str) -> list[Path]:
    over = reports.window(kept.desk, None, None, 3)
    files, missing = pack.pack(kept.desk, kept.folder / name, over)
    assert missing == ""
    return files


def test_a_folder_gets_every_format_and_its_plots(kept: DeskBook) -> None:
    names = [
        path.relative_to(kept.folder / "june").as_posix() for path in written(kept, "june")
    ]
    assert names == [
        "report.md", "report.html", "plots/aging-EUR.svg", "plots/trend-EUR.svg",
        "plots/aging-NOK.svg", "plots/trend-NOK.svg", "report.pdf",
    ]  # fmt: skip
    text = (kept.folder / "june" / "report.md").read_text("utf-8")
    for path in names[2:6]:
        assert f"]({path})" in text
        assert (kept.folder / "june" / path).read_text("utf-8").startswith("<svg ")
    assert (kept.folder / "june" / "report.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["june.md", "june.html", "june.pdf"])
def test_one_file_by_its_ending(kept: DeskBook, name: str) -> None:
    assert written(kept, name) == [kept.folder / name]
    assert (kept.folder / name).stat().st_mode & 0o777 == 0o600


def test_the_report_prints_what_the_measures_print(kept: DeskBook) -> None:
    over = reports.window(kept.desk, None, None, 3)
    made = pack.paper(kept.desk, over)
    headings = [part.text for part in made.parts if isinstance(part, Heading)]
    for measure in reports.report(kept.desk, reports.REPORTS, over):
        assert f"{measure.title}: {measure.answer}" in headings
    key = next(part for part in made.parts if isinstance(part, Grid))
    # on 31 March 1,040.00 were open, of 1,115.00 sold in 90 days
    assert ["DSO, rolling over 3 months", "181.13 days", "83.95 days"] in key.rows


def test_columns_of_the_aging_have_words_for_names(kept: DeskBook) -> None:
    (path,) = written(kept, "june.md")
    text = path.read_text("utf-8")
    assert "not due" in text
    assert "not_due" not in text.replace("\\", "")


def test_what_needs_attention_is_only_said_of_today(kept: DeskBook) -> None:
    log.record(kept.sit("anna", date(2026, 6, 1)), "C1/EUR", "p 500 2026-06-05")
    kept.sit(kept.me)
    written(kept, "now.md")
    assert "promise broken, nothing new agreed" in (kept.folder / "now.md").read_text(
        "utf-8"
    )
    over = reports.window(kept.desk, None, date(2026, 5, 31), 1)
    pack.pack(kept.desk, kept.folder / "may.md", over)
    assert "Needs attention" not in (kept.folder / "may.md").read_text("utf-8")


def test_no_customer_is_named(kept: DeskBook) -> None:
    for name in ("june.md", "june.html"):
        (path,) = written(kept, name)
        text = path.read_text("utf-8")
        assert not any(
            word in text for word in ("Nordvik", "Hansen", "Øst Marine", "Paid Up")
        )


def test_the_same_book_gives_the_same_bytes(kept: DeskBook) -> None:
    first = (written(kept, "a.html")[0]).read_bytes()
    assert written(kept, "b.html")[0].read_bytes() == first


def test_another_ending_is_refused_before_anything_is_read(kept: DeskBook) -> None:
    over = reports.window(kept.desk, None, None, 3)
    with pytest.raises(Misused, match=r"a folder, or a file ending in .md, .html, .pdf"):
        pack.pack(kept.desk, kept.folder / "june.docx", over)
    assert not (kept.folder / "june.docx").exists()
