"""The picture in README.md is the practice book's list, painted on a day that stands still."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from screens.fake import press

from ledgerlane.desk import book, demo
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.work import Work
from ledgerlane.store.settings import day_in

README = Path(__file__).resolve().parents[2] / "README.md"
PICTURE = re.compile(r"(?<=<!-- the queue, 80x24 -->\n```\n).*?(?=```\n)", re.S)
NAME = re.compile(r"\b(LT|PR|PLN|DI|WO)-[0-9A-Z]{6}\b")


async def test_the_picture_of_the_queue_is_what_is_painted(
    tmp_path: Path, still_clock: Callable[[], int], request: pytest.FixtureRequest
) -> None:
    """Names of letters are drawn anew in every book; in the picture they are X."""
    path = tmp_path / "demo.book"
    demo.make(path, "demo", day_in("Europe/Oslo", still_clock()), still_clock)
    desk = book.open_book(path, as_name="anna", clock=still_clock)
    shell = build(Work(DeskOffice(desk)))
    shell.resize(80, 24)
    await shell.go("queue")
    await press(shell, "j")
    painted = NAME.sub(r"\1-XXXXXX", as_text(shell.paint()))
    desk.close()
    rows = [row.rstrip() for row in painted.splitlines()]
    assert (len(rows), rows[-1].split()[-1]) == (24, "help")
    text = README.read_text("utf-8")
    if request.config.getoption("--update-golden"):
        README.write_text(PICTURE.sub(lambda _: "\n".join(rows) + "\n", text), "utf-8")
        text = README.read_text("utf-8")
    found = PICTURE.search(text)
    assert found is not None
    assert found[0].splitlines() == rows, "--update-golden paints it anew"
