"""Area 6: panels, the lists behind lines, plots in letters where asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from screens.conftest import Golden, at_sizes
from screens.fake import FakeOffice, press

from ledgerlane.domain.errors import Refused
from ledgerlane.screens.board import BoardArea
from ledgerlane.screens.build import build
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.widgets.plots import bar, spark, stacked
from ledgerlane.screens.work import Work


async def start(modes: Modes | None = None) -> tuple[Shell, FakeOffice]:
    office = FakeOffice()
    shell = build(Work(office), modes=modes)
    await shell.area.show()
    await press(shell, "6")
    await shell.area.later()
    return shell, office


def selected(shell: Shell) -> list[str]:
    return [row for row in as_text(shell.paint()).splitlines() if " > " in row]


async def test_the_first_paint_does_not_wait_for_the_period() -> None:
    shell = build(Work(FakeOffice()))
    await press(shell, "6")
    assert "reading" in as_text(shell.paint())
    assert await shell.area.later()
    assert "340 900.00" in as_text(shell.paint())
    assert "matched yet" not in as_text(shell.paint())
    assert not await shell.area.later()
    await press(shell, "m")
    assert await shell.area.later()
    assert "7 receipts that nobody has matched yet" in as_text(shell.paint())


async def test_enter_opens_the_accounts_behind_a_line() -> None:
    shell, office = await start()
    await press(shell, "", "enter")
    assert shell.area_name == "queue"
    assert office.view == "is:broken off:show cur:NOK owner:mine"
    assert "View: promises broken" in as_text(shell.paint())
    asked = office.boards
    await press(shell, "-")
    assert shell.area_name == "board"
    assert office.boards == asked + 1
    await press(shell, "j", "enter")
    assert shell.area_name == "plans"


async def test_tab_goes_from_panel_to_panel() -> None:
    shell, office = await start()
    for panel, row in (("aging", "not due"), ("work", "Calls logged"), ("measures", "DSO, one month"), ("forecast", "24 Nov - 30 Nov"), ("attention", "promises broken")):  # fmt: skip
        await press(shell, "", "tab")
        assert shell.areas["board"].panel == panel  # type: ignore[attr-defined]
        await shell.area.ready()
        (here,) = selected(shell)
        assert row in here
    await press(shell, "", "tab")
    await press(shell, "jj", "enter")
    assert office.view == "in:b2 off:show cur:NOK owner:mine"


async def test_a_figure_without_a_list_says_so() -> None:
    shell, _ = await start()
    await press(shell, "", "tab", "tab", "enter")
    assert shell.area_name == "board"
    assert "no list of accounts stands behind it" in shell.message[0]


async def test_period_currency_and_whose() -> None:
    shell, _ = await start()
    for key, words in (("p", "THIS MONTH"), ("p", "THIS QUARTER"), ("p", "THIS WEEK"),
                       ("c", "EUR (2 of 2)"), ("m", "all accounts")):  # fmt: skip
        await press(shell, key)
        assert words in as_text(shell.paint()), key


async def test_the_smallest_screen_shows_the_panel_looked_at_and_what_needs_attention() -> (
    None
):
    shell, _ = await start()
    shell.resize(60, 15)
    text = as_text(shell.paint())
    assert "not due" in text
    assert "promises broken" in text
    assert "Collected" not in text
    await press(shell, "", "tab", "tab")
    text = as_text(shell.paint())
    assert "340 900.00 was 290 000.00" in text
    assert "promises broken" in text
    assert all(len(row) <= 60 for row in text.splitlines())


async def test_amounts_of_billions_are_whole_at_80_columns() -> None:
    shell, _ = await start()
    area = shell.areas["board"]
    assert isinstance(area, BoardArea)
    assert area.board is not None
    billions = 1_234_567_890_123
    aging = tuple(replace(each, minor=billions) for each in area.board.aging)
    did = replace(area.board.period, collected=billions, promised=billions)
    area.board = replace(area.board, aging=aging, period=did)
    rows = as_text(shell.paint()).splitlines()
    assert sum(row.count("12 345 678 901.23") for row in rows) == 7
    assert all(len(row) <= 80 for row in rows)


@pytest.mark.parametrize("modes", [Modes(ascii_only=True), Modes(accessible=True)])
async def test_plots_are_letters_where_asked(modes: Modes) -> None:
    shell, _ = await start(modes)
    assert as_text(shell.paint()).isascii()
    assert "####" in as_text(shell.paint())


def test_the_parts_of_a_bar_fill_it() -> None:
    assert stacked((50, 30, 20), 100, 10) == "█████▓▓▓░░"
    assert stacked((50, 30, 20), 200, 10, plain=True) == "###+."
    assert stacked((0, 0, 7), 100, 10) == "░"
    assert stacked((0, 0, 0), 100, 10) == ""
    for parts in ((1, 1, 1), (999, 0, 1), (0, 1, 2), (3, 97, 11)):
        drawn = stacked(parts, 1000, 40)
        assert len(drawn) == len(bar(sum(parts), 1000, 40))
        assert drawn == "".join(sorted(drawn, key="█▓░".index))


@pytest.mark.parametrize(("panel", "tabs"), [("measures", 3), ("forecast", 4)])
async def test_golden_panels(golden: Golden, panel: str, tabs: int) -> None:
    shell, _ = await start()
    await press(shell, "", *["tab"] * tabs)
    await shell.area.ready()
    await at_sizes(golden, shell, f"board-{panel}")


def test_bars_and_sparks() -> None:
    assert [len(bar(n, 100, 20)) for n in (0, 1, 50, 100, -5)] == [0, 1, 10, 20, 0]
    assert bar(5, 0, 20) == ""
    assert spark((0, 1, 2, 4)) == "▁▃▅█"
    assert spark((0, 1, 2, 4), plain=True) == ".-+#"
    assert spark((0, 0)) == "▁▁"
    assert spark(()) == ""


async def test_measures_are_read_when_they_are_first_shown_and_stay() -> None:
    shell, office = await start()
    await press(shell, "", "tab", "tab", "tab")
    assert "reading ..." in as_text(shell.paint())
    assert office.outlooks == 0
    await shell.area.ready()
    text = as_text(shell.paint())
    assert "MEASURES by the books, 3 months, all accounts" in text
    assert "DSO, one month" + 27 * " " + "45.00 days" in text
    assert "NEEDS ATTENTION" not in text
    await press(shell, "", "tab", "tab", "tab", "tab", "tab")
    await shell.area.ready()
    assert office.outlooks == 1
    await press(shell, "c")
    await shell.area.ready()
    assert office.outlooks == 2


async def test_a_measure_opens_its_accounts_or_what_it_rests_on() -> None:
    shell, office = await start()
    await press(shell, "", "tab", "tab", "tab")
    await shell.area.ready()
    await press(shell, "i")
    assert "inputs: open 912 000.00 NOK" in as_text(shell.paint())
    await press(shell, "", "escape")
    await press(shell, "jj", "enter")
    assert "formula: recovered / written off" in as_text(shell.paint())
    await press(shell, "", "escape")
    await press(shell, "kk", "enter")
    assert office.view == "is:overdue off:show sort:-old cur:NOK owner:all"


async def test_a_week_opens_those_who_pay_most_in_it() -> None:
    shell, _ = await start()
    await press(shell, "", "tab", "tab", "tab", "tab")
    await shell.area.ready()
    assert "24 Nov - 30 Nov        248 610.50  180 000.00 to 310 000.00" in as_text(
        shell.paint()
    )
    await press(shell, "i")
    assert "plans 8 000.00, promises 60 000.00, habits 180 610.50" in as_text(shell.paint())
    await press(shell, "", "escape", "enter")
    text = as_text(shell.paint())
    assert "Expected 24 Nov - 30 Nov" in text
    assert "20911 Hansen & Sønn" in text
    assert "12 400.00 NOK" in text
    await press(shell, "", "down", "enter")
    assert shell.area_name == "customer"
    assert "20911 Hansen" in as_text(shell.paint())


@pytest.mark.parametrize(("columns", "lines"), [(140, 40), (80, 60)])
async def test_where_there_is_room_every_panel_is_shown(columns: int, lines: int) -> None:
    shell, _ = await start()
    shell.resize(columns, lines)
    await shell.area.later()
    await shell.area.ready()
    rows = as_text(shell.paint()).splitlines()
    text = "\n".join(rows)
    for words in ("AGING", "THIS WEEK", "NEEDS ATTENTION", "MEASURES", "CASH EXPECTED", "DSO, one month", "01 Dec - 07 Dec"):  # fmt: skip
        assert words in text, words
    assert (len(rows), max(map(len, rows)) <= columns) == (lines, True)


async def test_what_goes_wrong_in_reading_is_told() -> None:
    shell, office = await start()
    told = list[BaseException | None]()
    shell.on_change = told.append
    office.broken = ZeroDivisionError("ours")
    await press(shell, "", "tab", "tab", "tab")
    await shell.area.ready()
    assert told == [office.broken]
    office.broken = Refused("the book is busy")
    await press(shell, "", "tab")
    await shell.area.ready()
    assert told[1:] == [None]
    assert shell.message[0] == "the book is busy"
