"""The app on Textual: type-ahead through the pump, hostile names, crashes, drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from screens.fake import ROWS, FakeOffice
from textual.events import Key as TextualKey
from textual.events import Paste
from textual.pilot import Pilot

from ledgerlane.app import require_terminal
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.plain_text import width
from ledgerlane.screens import drafts
from ledgerlane.screens.build import build
from ledgerlane.screens.lane import LaneApp
from ledgerlane.screens.work import Opened, Target, Work


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "book"


def started(book: Path) -> tuple[LaneApp, FakeOffice]:
    office = FakeOffice()
    return LaneApp(build(Work(office)), book), office


def burst(app: LaneApp, text: str) -> None:
    """All keys at once, as one write to the terminal gives them."""
    for character in text:
        name = {"⏎": "enter", " ": "space"}.get(character, character)
        app.post_message(TextualKey(name, "\r" if character == "⏎" else character))


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Let the app run until that is so; ten seconds are a failure."""
    async with asyncio.timeout(10):
        while not true():
            await pilot.pause()


async def test_keys_typed_in_one_burst_are_six_records(book: Path) -> None:
    app, office = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "nnp1500 fri /cf ok⏎vp⏎d2 pallets broken⏎")
        await until(pilot, lambda: len(office.recorded) >= 6)
        assert [number for number, _ in office.recorded] == [row.number for row in ROWS[:6]]
        assert office.recorded[2][1] == "p 1500 fri /cf ok"


async def test_what_is_on_the_glass_is_what_the_shell_painted(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = "".join(s.text for s in app.glass.render_line(3) if not s.control)
        assert row.startswith(" > 10482 Nordvik Bygg AS")
        hostile = "".join(s.text for s in app.glass.render_line(12) if not s.control)
        assert "Fjordlaks ␛[31mE…" in hostile


async def test_what_follows_uncertain_widths_is_placed_by_column(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said, places = "", list[tuple[str, int]]()
        for segment in app.glass.render_line(10):
            if segment.control:
                places.append((segment.text, width(said)))
            else:
                said += segment.text
        assert " अग्रवाल ट्रेडर्स " in said
        # before each of its words its columns are emptied; after it the next one is named
        assert [text for text, _ in places[::2]] == ["\x1b[7X", "\x1b[6X"]
        assert [text for text, _ in places[1::2]] == [
            f"\x1b[{at + 1}G" for _, at in places[1::2]
        ]


async def test_a_view_that_makes_no_sense_is_said_not_fatal(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, office = started(book)

    def refuse(view: str, again: bool) -> Opened:  # noqa: ARG001
        msg = f"{view}: sort by one of priority, open, old, name, next"
        raise Refused(msg)

    monkeypatch.setattr(office, "queue", refuse)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = "".join(s.text for s in app.glass.render_line(21))
        assert "sort by one of priority" in row


async def test_resize_paints_for_the_new_size(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert (app.shell.width, app.shell.height) == (120, 40)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        row = "".join(s.text for s in app.glass.render_line(0))
        assert row.startswith("40x10 is too small")


async def test_quitting_in_mid_line_keeps_the_draft(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "p1500 fri")
        await pilot.pause()
        await pilot.press("ctrl+q")
    assert app.return_code == 0
    target = Target(1, "NOK", "10482", "Nordvik Bygg AS")
    assert drafts.load(book) == {target: "p 1500 fri"}


async def test_at_the_end_the_last_word_of_a_draft_stands(book: Path) -> None:
    """What was being kept in the background had the same file, and made the end a crash."""
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "o last")
        await pilot.pause()
        [target] = app.shell.unsaved()
        for count in range(50):
            app._keep(asyncio.get_running_loop(), {target: f"o word {count}"})
        app.hang_up(1)
        await pilot.pause()
    assert app.return_code == 129
    assert drafts.load(book) == {target: "o last"}


async def test_a_hang_up_keeps_the_draft_and_says_so_by_its_code(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "o halfway")
        await pilot.pause()
        app.hang_up(1)
        await pilot.pause()
    assert app.return_code == 129
    assert list(drafts.load(book).values()) == ["o halfway"]


async def test_a_bug_ends_the_app_with_a_report_that_names_nobody(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, office = started(book)

    def broken(targets: Sequence[Target], text: str, asked: Sequence[str]) -> str:
        secret = f"{targets[0].name} {text} {asked}"
        raise LookupError(secret)

    monkeypatch.setattr(office, "record", broken)

    async def use() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            burst(app, "jp99⏎")
            await until(pilot, lambda: bool(app.reference))

    with pytest.raises(LookupError):
        await use()
    assert app.return_code == 1
    report = Path(app.reference).read_text("utf-8")
    assert "LookupError" in report
    assert "Hansen" not in report
    assert list(drafts.load(book).values()) == ["p 99"]


async def test_pasted_escape_sequences_are_shown(book: Path) -> None:
    app, _ = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "o")
        app.post_message(Paste("red\x1b[31m\nnext"))
        await pilot.pause()
        assert app.shell.composer.entry.text == "o red␛[31m next"


async def test_a_click_selects_a_row_and_opens_nothing(book: Path) -> None:
    app, office = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        for y in range(24):
            await pilot.click(offset=(12, y))
        await pilot.pause()
        assert app.is_running
    assert office.recorded == []


def test_without_a_terminal_the_line_mode_is_named() -> None:
    with pytest.raises(Misused, match="ledgerlane queue"):
        require_terminal()


def test_a_broken_drafts_file_is_no_draft(book: Path) -> None:
    path = drafts.draft_file(book)
    path.parent.mkdir(parents=True)
    path.write_text('[["x"]]', "utf-8")
    assert drafts.load(book) == {}
    drafts.save(book, {})
    assert not path.exists()


async def test_a_click_on_an_account_that_is_gone_is_said_not_fatal(
    book: Path,
) -> None:
    app, office = started(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        office.gone = ROWS[2].number
        await pilot.click(offset=(12, 5))
        await until(pilot, lambda: bool(app.shell.message[0] or app.reference))
        assert not app.reference
        assert app.shell.message[0] == f"customer {ROWS[2].number} is not in the ledger"
