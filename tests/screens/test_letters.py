"""Area 4 at the keyboard: one key a letter, held ones say why, the words below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from screens.fake import FakeOffice, press

from ledgerlane.desk import accounts, policy, sending
from ledgerlane.desk import letters as verbs
from ledgerlane.screens.build import build
from ledgerlane.screens.lettering import act, line_of, run, text, to_file
from ledgerlane.screens.letters import _subject
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.seeing import letter_notes
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import About, Target, Work


async def start() -> tuple[Shell, FakeOffice]:
    office = FakeOffice()
    shell = build(Work(office))
    shell.resize(80, 24)
    await shell.go("queue")
    await press(shell, "4")
    return shell, office


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


async def test_one_key_accepts_and_goes_on_to_the_next_to_review() -> None:
    shell, office = await start()
    await press(shell, "aar")
    assert office.letters_decided == [
        ("10482", "accept", ""), ("20911", "accept", ""), ("30077", "skip", ""),
    ]  # fmt: skip
    assert "> 60014" in screen(shell)  # the held one is passed over
    assert "3 of 4 reviewed   held by rule: 2" in screen(shell)
    await press(shell, "a")
    assert "run of today, reviewed" in screen(shell) or "4 of 4 reviewed" in screen(shell)


async def test_a_letter_that_is_held_out_says_why() -> None:
    shell, office = await start()
    await press(shell, "jjja")
    assert "accept: held out: all that is overdue is disputed" in screen(shell)
    assert office.letters_decided == []


async def test_hold_and_remark_ask_for_words() -> None:
    shell, office = await start()
    await press(shell, "hnew address awaited⏎")
    await press(shell, "", "ctrl+e")
    await press(shell, "see you on Monday⏎")
    assert office.letters_decided == [
        ("10482", "hold", "new address awaited"), ("20911", "edit", "see you on Monday"),
    ]  # fmt: skip
    assert "> 20911" in screen(shell)  # an edited letter is still to be accepted
    await press(shell, "a")
    assert office.letters_decided[-1] == ("20911", "accept", "")


async def test_the_rest_is_accepted_after_one_question() -> None:
    shell, office = await start()
    await press(shell, "A")
    assert "Accept 4 letters unread?" in screen(shell)
    await press(shell, "x")
    assert office.letters_decided == []
    await press(shell, "A⏎")
    assert len(office.letters_decided) == 4
    assert "4 letters accepted" in screen(shell)
    await press(shell, "A")
    assert "nothing is to be reviewed" in screen(shell)


async def test_enter_reads_the_letter_and_x_prints_it() -> None:
    shell, office = await start()
    await press(shell, "⏎")
    assert "Pay at least 25 000.00 within 10 days" in screen(shell)
    await press(shell, "", "escape")
    await press(shell, "x⏎")
    assert office.letters_decided == [("10482", "print", "letter-10482.pdf")]


def test_the_run_of_a_book(kept: DeskBook, tmp_path: Path) -> None:
    anna = kept.sit("anna")
    found = run(anna)
    assert [(each.target.words, each.letter, each.minor) for each in found.lines[:2]] == [
        ("C1 Nordvik Bygg AS", "Reminder", 150000), ("C2 Hansen & Sønn", "Reminder", 30000),
    ]  # fmt: skip
    first = found.lines[0]
    assert act(anna, first, "edit", "We spoke on Monday.").endswith("edited: accept it (a) to let it go out")  # fmt: skip
    again = line_of(anna, first.target)
    assert again is not None
    assert (again.state, again.waits) == ("edited", True)
    head, lines = text(anna, first.target)
    assert head.endswith("letter in en   Reminder   changed: + remark")
    assert "We spoke on Monday." in lines
    act(anna, again, "accept", "")
    assert verbs.list_(anna)[0].minor == M("1500.00 EUR").minor
    assert text(anna, Target(99, "EUR", "C9", "Nobody"))[1] == ()
    assert to_file(anna, first.target, str(tmp_path / "l.txt")).startswith("written: ")
    assert "We spoke on Monday." in (tmp_path / "l.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_letter_is_printed_as_the_name_says(
    kept: DeskBook, tmp_path: Path, kind: str
) -> None:
    anna = kept.sit("anna")
    file = tmp_path / f"letter.{kind}"
    to_file(anna, run(anna).lines[0].target, str(file))
    assert file.read_bytes()[:5] in (b"<!doc", b"<!DOC", b"%PDF-")


def test_an_invoice_says_how_far_letters_have_come(kept: DeskBook) -> None:
    file = kept.folder / "policy.toml"
    file.write_text(
        '[letterhead]\nname = "Acme AS"\naccount = { number = "86011117947" }\n', "utf-8"
    )
    policy.set_(kept.sit(kept.me), file)
    anna = kept.sit("anna")
    verbs.accept(anna, ["C1"])
    sending.send(anna, sending.Target(folder=kept.folder / "out"))
    view = accounts.show(anna, "C1")
    assert letter_notes(view.pieces, anna.policy, date(2026, 7, 1)) == (
        ("ledger/1001", "reminder 30 Jun"), ("ledger/1002", "reminder 30 Jun"),
    )  # fmt: skip


def test_a_long_letter_is_shown_from_its_subject() -> None:
    assert _subject(["Acme AS", "", "Kari", "Demand", "------", "Dear Kari"]) == 3
    assert _subject(["Dear Kari"]) == 0


async def test_the_run_says_what_the_letterhead_lacks(kept: DeskBook) -> None:
    shell = build(Work(DeskOffice(kept.sit("anna"))))
    shell.resize(80, 24)
    await shell.go("queue")
    await press(shell, "4")
    assert shell.message[0].startswith(
        "Letters lack name, address, account (iban, or number)"
    )
    assert "write it in [letterhead]" in " ".join(screen(shell).split())


async def test_the_start_asks_about_letters_that_may_have_gone() -> None:
    class Broken(FakeOffice):
        def about(self) -> About:
            return replace(FakeOffice.about(self), notice="did 2 letters go?")

    shell = build(Work(Broken()))
    shell.resize(80, 24)
    await shell.go("queue")
    assert "did 2 letters go?" in screen(shell)
    await press(shell, "j")
    assert "did 2 letters go?" not in screen(shell)
