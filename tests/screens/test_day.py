"""A collector's day at the keyboard, without a terminal: keys in, screens and records out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from desk_book import DeskBook
from screens.fake import ROWS, TODAY, FakeOffice, press

from ledgerlane.app import LOOKS_BACK
from ledgerlane.desk import log
from ledgerlane.domain.plain_text import width
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text, text_of
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Target, Work

Golden = Callable[[str, str], None]


async def start(office: FakeOffice | None = None, **modes: Any) -> tuple[Shell, FakeOffice]:
    office = office or FakeOffice()
    shell = build(Work(office), modes=Modes(**modes))
    await shell.go("queue")
    return shell, office


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (100, 30), (140, 40)])
async def test_golden_screens(golden: Golden, columns: int, rows: int) -> None:
    shell, _ = await start()
    shell.resize(columns, rows)
    await press(shell, "2p15k fri")
    golden(f"composer-{columns}x{rows}.txt", screen(shell))
    await press(shell, "", "escape")
    await press(shell, "1?")
    golden(f"help-{columns}x{rows}.txt", screen(shell))


@pytest.mark.parametrize("columns", [1, 20, 59, 60, 79, 80, 100, 120, 200, 300])
@pytest.mark.parametrize("rows", [1, 14, 15, 24, 50, 100])
async def test_any_size_paints_exactly_its_rows_and_columns(
    columns: int, rows: int
) -> None:
    shell, _ = await start()
    shell.resize(columns, rows)
    for key in "123456":
        await press(shell, key)
        lines = shell.paint()
        assert len(lines) == rows
        assert {width(text_of(line)) for line in lines} == {columns}
    if columns < 60 or rows < 15:
        assert columns < 5 or "60x15" in screen(shell)


async def test_the_burst_gives_six_events_on_six_accounts() -> None:
    shell, office = await start()
    await press(shell, "nnp1500 fri /cf ok⏎vp⏎d2 pallets broken⏎")
    assert office.recorded == [
        ("10482", "n"),
        ("20911", "n"),
        ("30077", "p 1500 fri /cf ok"),
        ("10233", "v"),
        ("55120", "p"),
        ("41860", "d 2 pallets broken"),
    ]


@pytest.mark.parametrize(
    ("what", "keys", "text", "budget"),
    [
        ("no answer + next", "n", "", 1),
        ("voicemail + next", "v", "", 1),
        ("promise of all overdue + next", "p⏎", "", 2),
        ("promise with amount and date + next", "p1500 fri⏎", "1500 fri", 2),
        ("promise, reason and note", "p1500 fri /cf ok⏎", "1500 fri /cf ok", 2),
        ("call back tomorrow + next", "c⏎", "", 2),
        ("dispute with a note", "d2 pallets broken⏎", "2 pallets broken", 2),
        ("three marked accounts, no answer", "   n", "", 4),
        ("undo", "u", "", 1),
    ],
)
async def test_keystroke_budget(what: str, keys: str, text: str, budget: int) -> None:
    shell, office = await start()
    await press(shell, "n")
    before = list(office.recorded)
    await press(shell, keys)
    assert office.recorded != before, what
    assert len(keys) - len(text) == budget


async def test_ctrl_s_saves_and_stays_enter_goes_on() -> None:
    shell, office = await start()
    await press(shell, "2")
    await press(shell, "p100", "ctrl+s")
    assert "10482" in screen(shell)
    await press(shell, "p100⏎")
    assert "20911 Hansen" in screen(shell)
    assert [number for number, _ in office.recorded] == ["10482", "10482"]


async def test_undo_comes_back_to_the_account_and_redo_does_it_again() -> None:
    shell, office = await start()
    await press(shell, "jn")
    await press(shell, "u")
    assert office.recorded == []
    assert "taken back: n on 20911" in screen(shell)
    assert shell.area.targets()[0].number == "20911"
    await press(shell, "U")
    assert office.recorded == [("20911", "n")]
    await press(shell, "U")
    assert "nothing was taken back" in screen(shell)


async def test_a_refusal_is_said_and_the_line_stays() -> None:
    shell, office = await start()
    await press(shell, "lboom⏎")
    assert "no promise: dispute open, d shows it" in screen(shell)
    assert shell.composer.entry.text == "l boom"
    assert office.recorded == []


async def test_problems_and_questions_are_never_silently_taken() -> None:
    shell, office = await start()
    await press(shell, "lbad⏎")
    assert "not saved: bad is no code" in screen(shell)
    await press(shell, "", "ctrl+u")
    await press(shell, "p 24.12⏎")
    assert "24.12: amount or date?" in screen(shell)
    assert office.recorded == []
    await press(shell, "x")
    assert office.recorded == []
    await press(shell, "⏎⏎⏎")  # what is doubted is not saved by a slip
    assert office.recorded == []
    await press(shell, "y")
    assert office.recorded == [("10482", "p 24.12")]


async def test_esc_leaves_a_draft_and_l_brings_it_back() -> None:
    shell, _ = await start()
    await press(shell, "p1500 fri", "escape")
    assert "draft kept for 10482 Nordvik Bygg AS" in screen(shell)
    await press(shell, "l")
    assert shell.composer.entry.text == "p 1500 fri"
    assert shell.unsaved()[shell.writing[0]] == "p 1500 fri"


async def test_tab_unfolds_the_same_draft_and_edits_the_same_line() -> None:
    shell, office = await start()
    await press(shell, "p15", "tab", "tab")
    await press(shell, "fri")
    assert shell.composer.entry.text == "p 15 fri"
    await press(shell, "⏎")
    assert office.recorded == [("10482", "p 15 fri")]


async def test_ctrl_space_lists_values() -> None:
    shell, _ = await start()
    await press(shell, "p1500 /", "ctrl+space")
    assert "cash flow" in screen(shell)
    await press(shell, "⏎")
    assert shell.composer.entry.text == "p 1500 cf " or "/cf" in shell.composer.entry.text


async def test_filter_as_you_type_and_esc_clears() -> None:
    shell, office = await start()
    await press(shell, "/bak")
    assert "Bakken Rør AS" in screen(shell)
    assert "Nordvik" not in screen(shell)
    await press(shell, "⏎")
    await press(shell, "", "escape")
    assert "Nordvik" in screen(shell)
    assert office.view == ""


async def test_sort_and_views() -> None:
    shell, office = await start()
    await press(shell, "sname⏎")
    assert office.view == "sort:name"
    await press(shell, "Fmy calls⏎f⏎")
    assert office.saved_views["my calls"] == "sort:name"


async def test_go_to_and_back() -> None:
    shell, _ = await start()
    await press(shell, "gjansen⏎")
    assert "80345 Jansen [EU] Metaal BV" in screen(shell)
    await press(shell, "-")
    assert shell.area_name == "queue"


async def test_j_and_k_walk_the_queue_from_the_customer() -> None:
    shell, _ = await start()
    await press(shell, "⏎JJK")
    assert "20911 Hansen & Sønn" in screen(shell)
    assert "queue 2 of 10" in screen(shell)


async def test_marks_make_a_verb_a_bulk_verb() -> None:
    shell, office = await start()
    await press(shell, "  c⏎")
    assert office.recorded == [("10482", "c"), ("20911", "c")]
    assert "on 2 accounts" in screen(shell)


async def test_a_question_that_arises_between_the_line_and_its_saving_is_asked() -> None:
    shell, office = await start()
    await press(shell, "p1500 fri")
    office.arises = ("1 500.00 is more than the 900.00 open: meant?",)
    await press(shell, "⏎")
    assert office.recorded == []
    assert "more than the 900.00 open" in screen(shell)
    await press(shell, "⏎⏎y")
    assert office.recorded == [("10482", "p 1500 fri")]


async def test_a_hold_on_marks_is_one_act() -> None:
    shell, office = await start()
    await press(shell, "  :hold⏎flood⏎")
    assert office.recorded == [("10482", "hold flood"), ("20911", "hold flood")]
    await press(shell, "u")
    assert office.recorded == []


async def test_of_many_the_ones_that_refuse_are_named_and_undo_takes_all_back() -> None:
    shell, office = await start()
    office.refusing = "20911"
    await press(shell, "   n")
    assert office.recorded == [("10482", "n"), ("30077", "n")]
    assert "on 2 accounts; not on 20911: dispute open" in screen(shell)
    await press(shell, "u")
    assert office.recorded == []


async def test_write_off_is_asked_for_item_by_item() -> None:
    shell, office = await start()
    await press(shell, "W  ⏎⏎⏎")  # no reason is taken by an Enter too many
    assert "choose one: ↓, or type its beginning" in screen(shell)
    await press(shell, "uncoll⏎")
    assert "Write off 84 310.50 NOK of 8812, 8840, uncollectible" in screen(shell)
    assert "it cannot be approved yet: 60.00 NOK of the customer's cash" in screen(shell)
    assert "sam (up to 100 000.00 NOK) decides" in screen(shell)
    assert office.recorded == []
    await press(shell, "gone bankrupt⏎")
    assert office.recorded == [("10482", "W erp/8812 erp/8840 uncollectible gone bankrupt")]
    assert "WO-1" in screen(shell)


async def test_a_plan_is_proposed_then_accepted() -> None:
    shell, office = await start()
    await press(shell, "P")
    assert "1  3 parts" in screen(shell)
    await press(shell, "⏎⏎")  # a second Enter belongs to the form's last field
    assert office.recorded == [("10482", "P 3 month")]
    assert "Has the customer agreed to it?" in screen(shell)
    await press(shell, "y")
    assert office.recorded == [("10482", "P 3 month"), ("PLN-1", "accept")]


async def test_what_is_typed_takes_the_place_of_a_fields_first_text() -> None:
    shell, office = await start()
    await press(shell, "P6")
    assert "1  6 parts" in screen(shell)
    await press(shell, "", "tab", "tab", "tab")
    await press(shell, "12⏎n")
    assert office.recorded == [("10482", "P 6 month")]


async def test_every_instalment_of_a_plan_can_be_seen() -> None:
    shell, office = await start()
    office.schedule = tuple(f"instalment {at}" for at in range(1, 37))
    await press(shell, "P")
    assert "instalment 1\n" in screen(shell)
    assert "below: PgUp PgDn" in screen(shell)
    assert "instalment 36" not in screen(shell)
    await press(shell, "", "pagedown", "pagedown", "pagedown", "pagedown")
    assert "instalment 36" in screen(shell)
    assert ", 0 below" in screen(shell)
    await press(shell, "", "pageup", "pageup", "pageup", "pageup")
    assert "instalment 1\n" in screen(shell)


async def test_a_key_held_at_the_end_of_the_list_logs_once() -> None:
    shell, office = await start()
    await press(shell, "nnnnnnnnnn")  # ten accounts, ten calls
    await press(shell, "nnnnn")
    assert [number for number, _ in office.recorded] == [row.number for row in ROWS]
    assert "n was logged on 10990 Fjordlaks" in screen(shell)
    await press(shell, "⏎")  # it was meant
    assert len(office.recorded) == 11
    await press(shell, "vn")  # another result is no repetition
    assert len(office.recorded) == 13


async def test_a_result_may_be_repeated_after_a_while_and_after_it_was_taken_back() -> None:
    shell, office = await start()
    seconds = iter([0.0, 5.0, 60.0, 61.0])
    drafting = shell.verbs["queue.no_answer"].func.__self__  # type: ignore[attr-defined]
    drafting.clock = lambda: next(seconds)
    await press(shell, "", "end")
    await press(shell, "nn")
    assert len(office.recorded) == 1
    await press(shell, "x", "escape")
    await press(shell, "n")
    assert len(office.recorded) == 2
    await press(shell, "un")
    assert len(office.recorded) == 2


async def test_the_line_says_on_how_many_and_esc_keeps_the_marks() -> None:
    shell, office = await start()
    await press(shell, "  c")
    assert "on 2 accounts > c" in screen(shell)
    await press(shell, "", "escape")
    assert len(shell.area.targets()) == 2
    await press(shell, "c⏎")
    assert office.recorded == [("10482", "c"), ("20911", "c")]


async def test_a_line_on_very_many_accounts_is_read_on_all_of_them_at_enter() -> None:
    shell, office = await start()
    shell.area.marks = {  # type: ignore[attr-defined]
        Target(n, "NOK", str(n), "Name"): None for n in range(101)
    }
    await press(shell, "c")
    assert "on 101 accounts, 100 of them read > c" in screen(shell)
    await press(shell, "⏎")
    assert "c · on 101 accounts  Save as it stands?" in screen(shell)
    assert office.recorded == []
    await press(shell, "⏎")
    assert len(office.recorded) == 101


async def test_a_screen_that_looks_back_says_how_to_write() -> None:
    shell, office = await start(readonly=True, why_readonly=LOOKS_BACK)
    await press(shell, "n")
    assert "no logging: opened with --as-of to look back; --record" in screen(shell)
    assert office.recorded == []


async def test_approval_asks_once_naming_amount_and_customer() -> None:
    shell, office = await start()
    await press(shell, "5a")
    assert "Write off 111 900.00 NOK of 30077 Østfold Marine?" in screen(shell)
    await press(shell, "y")
    assert office.decided == []
    await press(shell, "a⏎")
    assert office.decided == [("WO-118", "accept", "3f2a9c")]


async def test_own_request_is_greyed_and_says_why() -> None:
    shell, office = await start(FakeOffice(own=True))
    await press(shell, "5a")
    assert "your own request" in screen(shell)
    await press(shell, "⏎")
    assert office.decided == []


async def test_read_only_refuses_every_verb() -> None:
    shell, office = await start(readonly=True)
    await press(shell, "npdWPu")
    assert office.recorded == []
    assert "read only" in screen(shell)


async def test_ascii_screens_hold_no_box_glyphs() -> None:
    shell, _ = await start(ascii_only=True)
    for key in "12356":
        await press(shell, key)
        assert not set(screen(shell)) & set("─│…█·")


async def test_hostile_names_stay_one_row_of_text() -> None:
    shell, _ = await start()
    shown = screen(shell)
    assert "\x1b" not in shown
    assert "Fjordlaks ␛[31mE…" in shown
    assert "Jansen [EU] Meta…" in shown


async def test_copy_asks_what_and_hands_it_to_the_terminal() -> None:
    shell, _ = await start()
    await press(shell, "yp")
    assert shell.effects == [("copy", "+47 22 19 40 11")]


async def test_what_is_shown_is_exported() -> None:
    shell, _ = await start()
    await press(shell, "x⏎")
    assert "queue written to queue.csv" in screen(shell)
    await press(shell, "2x⏎")
    assert "items of 10482 written to items.csv" in screen(shell)
    await press(shell, "5x")
    assert shell.overlay is None
    assert "nothing to export here" in screen(shell)


async def test_help_and_commands_show_keys() -> None:
    shell, office = await start()
    await press(shell, "?")
    assert "Keys in queue" in screen(shell)
    await press(shell, "", "escape")
    await press(shell, ":no answer⏎")
    assert office.recorded == [("10482", "n")]


async def test_why_now_shows_points() -> None:
    shell, _ = await start()
    await press(shell, "i")
    assert "+40  promise of 15 000.00 broken" in screen(shell)
    assert TODAY.year == 2026


async def test_a_new_day_reads_the_lists_again() -> None:
    shell, office = await start()
    office.day = TODAY + timedelta(days=1)
    await press(shell, "j")
    assert shell.message[0].startswith("a new day, ")
    assert shell.day == office.day
    await press(shell, "k")
    assert not shell.message[0].startswith("a new day, ")


def test_the_day_turns_in_an_open_app(kept: DeskBook) -> None:
    office = DeskOffice(kept.sit("anna"))
    log.record(kept.desk, "C1", "c wed")
    assert "C1" not in {row.number for row in office.queue("").first if row is not None}
    kept.clock.turn(date(2026, 7, 1))
    assert office.today() == date(2026, 7, 1)
    rows = office.queue("", again=True).first
    assert "C1" in {row.number for row in rows if row is not None}


async def test_late_interest_is_one_line_and_its_arithmetic_a_name_away() -> None:
    shell, office = await start()
    await press(shell, "⏎")
    assert "INTEREST 1 326.62 + 400.00 fees accrued   :interest" in screen(shell)
    await press(shell, ":interest⏎")
    assert "63 000.00 NOK x 12 % x 74/365 = 1532.71232877" in screen(shell)
    await press(shell, "", "escape")
    await press(shell, ":propose interest⏎")
    assert "Propose the interest that has accrued on 10482 Nordvik Bygg AS?" in screen(
        shell
    )
    await press(shell, "⏎")
    assert office.recorded == [("10482", "interest")]
    await press(shell, "J")
    assert "INTEREST" not in screen(shell)
    await press(shell, ":interest⏎")
    assert "no interest (policy: interest.regime)" in screen(shell)


async def test_new_terms_for_a_plan_replace_it_when_the_customer_agrees() -> None:
    shell, office = await start()
    await press(shell, "3t")
    assert "New terms for PLN-0091 of 41860 Trondheim Frakt" in screen(shell)
    assert "1  3 parts in place of PLN-0091" in screen(shell)
    await press(shell, "⏎y")
    assert office.recorded == [("PLN-0091", "t 3 month"), ("PLN-2", "accept")]


async def test_a_plan_is_settled_after_its_arithmetic_was_read() -> None:
    shell, office = await start()
    await press(shell, "3:settle⏎")
    assert "owed      16 000.00 NOK" in screen(shell)
    assert "settle PLN-0091 of 41860 Trondheim Frakt?" in screen(shell)
    await press(shell, "n")
    assert office.recorded == []
    await press(shell, ":accelerate⏎⏎")  # the second Enter was meant for the first
    assert office.recorded == []
    assert "y yes   any other key no" in screen(shell)
    await press(shell, "y")
    assert office.recorded == [("PLN-0091", "accelerate")]
