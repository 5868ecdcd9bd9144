"""Exports never go over something unasked, and never over a book or a backup."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.line import Line


@pytest.fixture
def book(line: Line) -> Line:
    line.ok("init", "--practice")
    return line


def test_an_existing_file_is_replaced_only_with_force(book: Line, tmp_path: Path) -> None:
    target = tmp_path / "items.csv"
    target.write_text("worked on by hand")
    refused = book("sync", "export", "items", "-o", str(target))
    assert (refused.code, target.read_text()) == (1, "worked on by hand")
    assert f"{target}: exists already" in refused.err
    assert "--force" in refused.err
    book.ok("sync", "export", "items", "-o", str(target), "--force")
    assert target.read_text().startswith("doc_id,doc_type,")


def test_a_book_and_a_backup_are_never_written_over(book: Line, tmp_path: Path) -> None:
    backup, link = tmp_path / "monday.backup", tmp_path / "link.csv"
    book.ok("backup", str(backup))
    link.symlink_to(book.book)
    lock = tmp_path / "acme.book.lock"
    for place in (book.book, backup, link, lock):
        before = place.read_bytes()
        for more in ((), ("--force",)):
            refused = book("sync", "export", "items", "-o", str(place), *more)
            assert (refused.code, place.read_bytes() == before) == (1, True), place
            assert "is a book, a backup or a part of one" in refused.err
    assert book.ok("verify").out == ""


def test_a_report_replaces_a_report_only_with_force(book: Line, tmp_path: Path) -> None:
    target = tmp_path / "june.md"
    target.write_text("mine")
    assert book("report", "pack", "-o", str(target)).code == 1
    assert target.read_text() == "mine"
    book.ok("report", "pack", "-o", str(target), "--force")
    assert target.read_text().startswith("# Receivables as of")
