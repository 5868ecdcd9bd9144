"""At 80 columns words and figures stay whole: what does not fit goes whole, with ``…`` for the rest."""

from __future__ import annotations

from datetime import date

import pytest
from screens.fake import press
from screens.test_day import screen, start
from screens.test_queue_columns import WALMART
from screens.test_queue_columns import Account as QueueRow

from ledgerlane.domain.plain_text import fit_words, width
from ledgerlane.screens.account_lines import who
from ledgerlane.screens.painting import fold, line, text_of, wrap
from ledgerlane.screens.plans import columns as plan_columns
from ledgerlane.screens.queue_columns import cells, columns
from ledgerlane.screens.shell import Modes
from ledgerlane.screens.widgets.form import Field, Form
from ledgerlane.screens.widgets.header import area_at, news_below, paint_header
from ledgerlane.screens.widgets.overlay import Choice, Option
from ledgerlane.screens.work import About, PlanLine, Target


@pytest.mark.parametrize(
    ("text", "columns", "cut"),
    [
        ("since 19 Nov: ask what came of it", 21, "since 19 Nov: ask…"),
        ("promise 89 160.00 by 3 Dec", 13, "promise…"),
        ("promise 89 160.00 by 3 Dec", 17, "promise…"),
        ("promise 89 160.00 by 3 Dec", 18, "promise 89 160.00…"),
        ("47 d late, last letter 07 Nov", 14, "47 d late…"),
        ("call back", 9, "call back"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("a Donaudampfschifffahrt", 10, "a Donauda…"),
    ],
)
def test_a_text_is_cut_after_a_whole_word(text: str, columns: int, cut: str) -> None:
    shown = fit_words(text, columns)
    assert (shown.rstrip(), width(shown)) == (cut, columns)


def test_a_figure_is_never_parted_by_the_end_of_a_row() -> None:
    text = "supervisor 1 000 000.00 EUR, 15 000.00 NOK"
    assert wrap(text, 18) == ["supervisor", "1 000 000.00 EUR,", "15 000.00 NOK"]
    rows = [text_of(row).strip() for row in fold(line(text), 20, 9)]
    assert rows == ["supervisor", "1 000 000.00 EUR,", "15 000.00 NOK"]


def test_the_day_that_a_step_waits_since_stands_once() -> None:
    row = QueueRow(
        "10148", "Acme", 50288, 0, 0, status="ESC", why="since 12 May: ask what came of it",
        next_day=date(2020, 5, 12), next_words="ask what came of it",
    )  # fmt: skip
    today = date(2020, 5, 15)
    dated = columns([row], today, 80, False)
    assert [cell.text for cell in cells(row, dated, today)][-2:] == [
        "ask what came of it",
        "12 May",
    ]
    undated = [column for column in dated if column.heading != "Next"]
    assert cells(row, undated, today)[-1].text == row.why
    other = columns([WALMART], today, 80, False)
    assert "agency review" in [cell.text for cell in cells(WALMART, other, today)]


TITLES = " 1 Queue  2 Customer  3 Plans  4 Letters  5 Approve  6 Board "


@pytest.mark.parametrize("area", ["cash", "waiting"])
def test_at_80_columns_the_areas_keep_their_names(area: str) -> None:
    about = About("anna", practice=True)
    shown = text_of(paint_header(area, about, Modes(), 80, ("Mon 23 Nov", "23 Nov")))
    assert shown.startswith(f"{TITLES}[{area.capitalize()}]")
    assert "practice" in shown
    assert area_at(12, area, about, Modes(), 80) == "2"


def test_what_others_changed_shrinks_no_title() -> None:
    about = About("anna", practice=True, news="new figures")
    shown = text_of(paint_header("queue", about, Modes(), 80))
    assert shown.rstrip() == f"[{TITLES[1:8]}]{TITLES[9:]}    practice  anna"
    assert (
        news_below("queue", about, Modes(), 80) == "new figures by others; ctrl+l reads it"
    )
    wide = text_of(paint_header("queue", about, Modes(), 100))
    assert "new figures, ctrl+l  practice  anna" in wide
    assert news_below("queue", about, Modes(), 100) == ""


async def nothing(_: dict[str, str]) -> None: ...


async def told(_: dict[str, str]) -> list[str]:
    return ["what it would do"]


def shown(form: Form, columns: int, height: int) -> list[str]:
    return [text_of(row).rstrip() for row in form.paint(columns, height)]


ADVICE = "product, service, damaged, wrong, billing, quality, logistics, marketing, other"


def test_the_advice_of_a_field_is_shown_to_its_end() -> None:
    fields = [Field("kind", "", ADVICE), Field("text", "", "their words")]
    form = Form("complaint", fields, told, nothing)
    assert shown(form, 60, 18)[2:5] == [
        " > kind",
        "         product, service, damaged, wrong, billing,",
        "         quality, logistics, marketing, other",
    ]
    form.at = 1
    assert shown(form, 60, 18)[2:4] == [
        "   kind",
        " > text                       their words",
    ]


async def test_what_is_wrong_is_said_to_its_end() -> None:
    form = Form("complaint", [Field("kind", "", "what")], told, nothing)
    form.problem = f"complaint open needs kind: {ADVICE}"
    assert shown(form, 60, 18)[3:] == [
        " complaint open needs kind: product, service, damaged,",
        " wrong, billing, quality, logistics, marketing, other",
    ]


@pytest.mark.parametrize("at", [0, 5, 11])
def test_the_field_under_the_cursor_is_in_view_however_many_there_are(at: int) -> None:
    fields = [Field(f"field{n}", "", ADVICE) for n in range(12)]
    form = Form("many", fields, told, nothing)
    form.at, form.problem = at, "something is missing"
    rows = shown(form, 80, 10)
    assert len(rows) == 10
    assert sum(row.startswith(f" > field{at}") for row in rows) == 1
    assert rows[-1] == " something is missing"


def test_a_plans_due_day_of_another_year_and_what_is_short_are_whole() -> None:
    target = Target(1, "NOK", "10344", "Hamar Marine 49 AS")
    plan = PlanLine(
        "PLN-1", target, "active", "short", 1_000_000_00, 0, 123_000_00, date(2027, 1, 16), 1, 2,
        ((1, date(2027, 1, 16), 123_000_00, 0, "short"),),
    )  # fmt: skip
    found = {
        each.heading: each.columns for each in plan_columns([plan], date(2026, 11, 23), 80)
    }
    assert (found["Due"], found["State"]) == (len("16 Jan 27"), len("SHORT 123 000.00"))
    assert 3 + sum(found.values()) + len(found) - 1 <= 80


async def test_whom_to_call_is_said_in_whole_parts() -> None:
    shell, office = await start()
    await press(shell, "j")
    seen = office.account(shell.area.targets()[0])
    contact = seen.customer.contact
    assert who(seen, 80) == "  ".join(
        filter(None, (contact.name, contact.phone, seen.calling))
    )
    assert who(seen, 20) == contact.phone
    assert "[1 Queue] 2 Customer" in screen(shell)


async def test_of_the_chosen_option_all_is_said() -> None:
    async def done(_: list[int]) -> None: ...

    long = f"13 629.42 NOK, chance 21.7 % at 362 days; {ADVICE}"
    options = [
        Option("10253 Pune", 1, long),
        Option("10372 Bodø", 2, long),
        Option("x", 3, "y"),
    ]
    choice = Choice("Proposed", options, done)
    assert [text_of(row).rstrip() for row in choice.paint(60, 9)][2:] == [
        " > 10253 Pune   13 629.42 NOK, chance 21.7 % at 362 days…",
        "                product, service, damaged, wrong, billing,",
        "                quality, logistics, marketing, other",
        "   10372 Bodø   13 629.42 NOK, chance 21.7 % at 362 days…",
        "   x            y",
    ]
    assert len(choice.paint(60, 4)) <= 4 + len(" ,;")
    choice.at = 2
    assert len(choice.paint(60, 9)) == 5


async def test_marks_are_counted_in_full_on_the_list() -> None:
    shell, office = await start()
    await press(shell, "nV")
    assert len(office.recorded) == 1
    assert " View: My day   10 marked " in screen(shell)


async def test_the_board_names_its_lines_in_full_in_every_period() -> None:
    shell, _ = await start()
    await press(shell, "6pp")
    await shell.area.later()
    assert "THIS QUARTER" in screen(shell)
    assert " Calls logged  " in screen(shell)
    await press(shell, "i")
    assert "a count of accounts: enter opens the list of them" in screen(shell)
