"""The tour: each lesson ends when it was done, and the screen keeps its size."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.conftest import SIZES, Golden
from screens.fake import FakeOffice, press

from ledgerlane.domain.plain_text import width
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.tour import HEIGHT, LESSONS, Tour
from ledgerlane.screens.work import Work

DONE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("jj", ()),
    ("i", ("escape",)),
    ("n", ()),
    ("u", ()),
    ("p1500 fri⏎", ()),
    ("d2 pallets broken⏎", ()),
    ("⏎1", ()),
    ("gNord⏎", ()),
    ("1  oasked for papers⏎u", ()),
    ("f⏎", ()),
    ("W", ("escape",)),
    ("61", ()),
    ("?", ("escape",)),
)
"""What somebody types in each lesson, and the keys after it."""


async def started(columns: int = 80, rows: int = 24) -> Shell:
    shell = build(Work(FakeOffice()))
    shell.resize(columns, rows)
    shell.tour = Tour()
    await shell.go("queue")
    return shell


async def test_every_lesson_ends_when_it_was_done() -> None:
    shell = await started()
    for at, (text, keys) in enumerate(DONE):
        assert shell.tour is not None
        assert shell.tour.at == at, LESSONS[shell.tour.at]
        assert f"tour, {at + 1} of 13" in as_text(shell.paint())
        await press(shell, text, *keys)
    assert shell.tour is None
    assert shell.message[0].startswith("that was the tour")


async def test_another_key_ends_no_lesson() -> None:
    shell = await started()
    await press(shell, "jk")
    assert shell.tour is not None
    assert (shell.tour.at, shell.tour.reached) == (0, 1)
    await press(shell, "j")
    assert (shell.tour.at, shell.tour.reached) == (1, 0)


@pytest.mark.parametrize(("columns", "rows"), [*SIZES, (60, 15)])
async def test_each_lesson_has_its_three_rows(columns: int, rows: int) -> None:
    shell = await started(columns, rows)
    assert shell.tour is not None
    for at in range(len(LESSONS)):
        shell.tour.at = at
        painted = as_text(shell.paint()).splitlines()
        assert len(painted) == rows
        assert max(map(width, painted)) <= columns
        assert len(shell.tour.paint(columns)) == HEIGHT
        if columns >= 80:
            said = " ".join(LESSONS[at].words.split())
            assert said in " ".join("\n".join(painted).split())


async def test_golden_tour(golden: Golden) -> None:
    for columns, rows in SIZES:
        shell = await started(columns, rows)
        golden(f"tour-{columns}x{rows}.txt", as_text(shell.paint()))


async def test_it_is_begun_gone_on_with_and_left_by_name(tmp_path: Path) -> None:
    shell = build(Work(DeskOffice(DeskBook(tmp_path).sit("anna"))))
    await shell.go("queue")
    await press(shell, ":tour⏎")
    assert shell.tour is not None
    await press(shell, ":tour⏎⏎")
    assert shell.tour.at == 1
    await press(shell, ":tour⏎leave⏎")
    assert shell.tour is None


async def test_the_last_lesson_can_be_passed_over() -> None:
    shell = await started()
    assert shell.tour is not None
    shell.tour.at = len(LESSONS) - 1
    await press(shell, ":tour⏎⏎")
    assert shell.tour is None
    assert shell.message[0].startswith("that was the tour")


async def test_it_is_not_for_a_book_that_is_only_read() -> None:
    shell = build(Work(FakeOffice()), modes=Modes(readonly=True))
    await shell.go("queue")
    await press(shell, ":tour⏎")
    assert shell.tour is None
    assert shell.message[0] == "the tour records things: ledgerlane demo --tutorial has it"
