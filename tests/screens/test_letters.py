"""Area 4 at the keyboard: one key a letter, held ones say why, the words below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from builders import M
from desk_book import DeskBook
from mail_server import office as post_office
from screens.conftest import Golden, at_sizes
from screens.fake import FakeOffice, press

from ledgerlane.desk import (
    accounts,
    book,
    cash,
    contacts,
    demo,
    matching,
    policy,
    sending,
)
from ledgerlane.desk import letters as verbs
from ledgerlane.domain.account import Contact
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money
from ledgerlane.screens.build import build
from ledgerlane.screens.lettering import act, line_of, run, text, to_file
from ledgerlane.screens.letters import LettersArea, _subject
from ledgerlane.screens.letters import columns as letter_columns
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.seeing import letter_notes
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import About, LetterText, Target, Work

T = TypeVar("T")


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
    head, about, lines = text(anna, first.target)
    assert head.endswith("letter in en   Reminder   changed: + remark")
    assert about == "2 invoices, 2026-03-16 to 2026-05-21 · 76 d late, first letter"
    assert "We spoke on Monday." in lines
    act(anna, again, "accept", "")
    assert verbs.list_(anna)[0].minor == M("1500.00 EUR").minor
    assert text(anna, Target(99, "EUR", "C9", "Nobody")).lines == ()
    assert to_file(anna, first.target, str(tmp_path / "l.txt")).startswith("written: ")
    assert "We spoke on Monday." in (tmp_path / "l.txt").read_text("utf-8")


def test_a_demand_that_was_skipped_has_no_words_any_more(tmp_path: Path) -> None:
    """Showing it ended the app: what it would have asked for is nowhere then."""
    path = tmp_path / "demo.book"
    demo.make(path, "1k", date.today())
    desk = book.open_book(path, as_name="anna")
    demand = next(
        each for each in run(desk).lines if each.letter == "Demand" and not each.off
    )
    assert "skipped" in act(desk, demand, "skip", "they pay by hand")
    assert text(desk, demand.target) == LetterText(
        f"To {demand.target.name}   skipped", "they pay by hand", ()
    )
    with pytest.raises(Refused, match="is skipped and has no words"):
        to_file(desk, demand.target, str(tmp_path / "demand.txt"))
    desk.close()


def test_a_demand_that_was_changed_and_is_due_no_longer_says_so(tmp_path: Path) -> None:
    """Showing it ended the app: nobody had accepted what it asks for, and no run proposes it."""
    path = tmp_path / "demo.book"
    demo.make(path, "1k", date.today())
    desk = book.open_book(path, as_name="anna")
    demand = next(
        each for each in run(desk).lines if each.letter == "Demand" and not each.off
    )
    assert "edited" in act(desk, demand, "edit", "We spoke on Monday.")
    view = accounts.show(desk, demand.target.number)
    owed = sum(item.open.minor for item in view.items if item.open.currency == demand.target.currency)  # fmt: skip
    desk.close()
    desk = book.open_book(path, as_name="kim")
    receipt = cash.post(
        desk, Money(owed, demand.target.currency), customer=demand.target.number
    )
    matching.match(desk, receipt, oldest_first=True)
    assert text(desk, demand.target).lines == ()
    with pytest.raises(Refused, match="is edited and has no words"):
        to_file(desk, demand.target, str(tmp_path / "demand.txt"))
    desk.close()


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


async def test_what_was_accepted_is_sent_by_one_key(golden: Golden) -> None:
    shell, office = await start()
    await press(shell, "S")
    assert "no letter is accepted: a accepts one, A all to be reviewed" in screen(shell)
    await press(shell, "aa")
    assert "── 2 accepted: S sends 2 by mail ─" in screen(shell)
    await at_sizes(golden, shell, "letters-accepted")
    await press(shell, "S")
    assert "Send 2 letters: 2 by mail through mail.acme.example?" in screen(shell)
    await press(shell, "x")
    assert "nothing was sent" in screen(shell)
    await press(shell, "S⏎")
    await sent(shell)
    assert office.sent_to == [("/books/acme.outbox", True)]
    assert "2 sent by mail" in screen(shell)
    assert "accepted" not in screen(shell)
    await press(shell, "S")
    assert "no letter is accepted" in screen(shell)
    assert len(office.sent_to) == 1


async def test_without_a_mail_server_they_are_written_to_a_folder() -> None:
    shell, office = await start()
    office.mail_server = ""
    await press(shell, "a")
    assert "1 accepted: S writes them to a folder (mail needs [smtp] in the settings)" in screen(shell)  # fmt: skip
    await press(shell, "S⏎")
    await sent(shell)
    assert office.sent_to == [("/books/acme.outbox", False)]
    assert "1 written to /books/acme.outbox" in screen(shell)


async def test_what_is_missing_is_said_before_anything_is_sent() -> None:
    shell, office = await start()
    office.lacks = "Letters lack name: write it in [letterhead] of the policy"
    await press(shell, "a")
    assert "1 accepted: S says what is missing before they can go" in screen(shell)
    await press(shell, "S")
    assert "Letters lack name: write it in [letterhead] of the policy" in screen(shell)
    assert office.sent_to == []


async def test_who_only_reads_sends_nothing() -> None:
    office = FakeOffice()
    shell = build(Work(office), modes=Modes(readonly=True))
    shell.resize(80, 24)
    await shell.go("letters")
    await press(shell, "S")
    assert "no decision: opened read only" in screen(shell)


async def test_of_a_letter_that_may_have_gone_a_person_says_it() -> None:
    shell, office = await start()
    office.letter_lines[0] = office.letter_lines[0]._replace(
        state="sending",
        off="sending already",
        why="did it go? a says it",
        unresolved="LT-77",
    )
    await shell.area.reload()
    assert "sending: did it go? a" in screen(shell)
    await press(shell, "a")
    assert "Did LT-77 to Nordvik Bygg AS go?" in screen(shell)
    await press(shell, "did not⏎")
    assert office.letters_decided == [("LT-77", "resolve", "False")]


async def sent(shell: Shell) -> None:
    """Wait until the sending is through."""
    area = shell.areas["letters"]
    assert isinstance(area, LettersArea)
    assert area.sending is not None
    await area.sending
    await shell.area.show()


@pytest.fixture
def mailing(kept: DeskBook) -> DeskBook:
    """A book with a letterhead and the mail address of C1."""
    file = kept.folder / "policy.toml"
    file.write_text(HEAD, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    contacts.record(kept.desk, "C1", Contact("Kari Moe", email="kari@nordvik.example"))
    return kept


HEAD = """\
[letterhead]
name = "Acme AS"
address = ["Storgata 1"]
account = { iban = "NO9386011117947" }
email = "dunning@acme.example"
[dunning]
most_per_minute = 100000
"""


async def test_a_book_s_letters_leave_once_beside_the_work(
    mailing: DeskBook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By mail and on paper, from a thread of their own; a second S meanwhile sends nothing."""
    with post_office() as post, ThreadPoolExecutor(1) as desk_thread:
        folder = tmp_path / "config" / "ledgerlane"
        folder.mkdir(parents=True)
        (folder / "settings.toml").write_text(
            f'[smtp]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\n'
        )
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        office = await loop_run(desk_thread, lambda: DeskOffice(mailing.sit("anna")))
        shell = build(Work(office, desk_thread))
        shell.resize(80, 24)
        await shell.go("letters")
        await press(shell, "A⏎")
        assert "4 accepted: S sends 1 by mail, 3 on paper to a folder" in screen(shell)
        await press(shell, "S⏎S")
        assert "looked at" in screen(shell)  # one sending at a time
        await sent(shell)
        assert shell.message[0] == f"1 sent by mail; 3 written to {mailing.path}.outbox"
        await press(shell, "S")
        assert "no letter is accepted" in screen(shell)
        assert [str(mail["To"]) for mail in post.mails] == [
            "Kari Moe <kari@nordvik.example>"
        ]
        out = Path(f"{mailing.path}.outbox")
        assert len(list(out.glob("*.html"))) == 3
        await loop_run(desk_thread, office.close)
    assert {row.state for row in verbs.list_(mailing.sit("anna"))} == {"sent"}


async def loop_run(executor: ThreadPoolExecutor, verb: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, verb)


def test_who_quits_lets_the_letter_in_hand_go_and_the_rest_stay(mailing: DeskBook) -> None:
    anna = mailing.sit("anna")
    verbs.accept_rest(anna)
    office = DeskOffice(anna)
    seen: list[tuple[int, int]] = []

    def tell(done: int, count: int) -> None:
        seen.append((done, count))
        if done == 1:
            office._leaving.set()

    folder = str(mailing.folder / "out")
    assert (
        office.letters_send(folder, False, tell)
        == f"1 written to {folder}; 3 left for later"
    )
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert sorted(row.state for row in verbs.list_(anna)) == ["accepted"] * 3 + ["sent"]


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


BROAD = (
    "This is perhaps only an oversight: according to our records the invoice 8812 has\n"
    "not been paid, though the day by which it was to be paid passed on 10 September."
)


@pytest.mark.parametrize("columns", [60, 80, 140])
async def test_no_word_of_a_letter_is_cut_in_list_or_reading_view(columns: int) -> None:
    class Broad(FakeOffice):
        def letter_text(self, target: Target) -> LetterText:
            return LetterText(f"To {target.name}", "", BROAD.splitlines())

    shell = build(Work(Broad()))
    shell.resize(columns, 24)
    await shell.go("letters")
    assert " ".join(BROAD.split()) in " ".join(screen(shell).split())
    await press(shell, "⏎")
    assert " ".join(BROAD.split()) in " ".join(screen(shell).split())
    shell.resize(60, 24)
    assert " ".join(BROAD.split()) in " ".join(screen(shell).split())


def test_customers_without_a_name_leave_their_room_to_what_others_say() -> None:
    line = FakeOffice().letter_lines[0]
    rows = [line._replace(target=Target(1, "NOK", "2125-86311", ""), why="74 d late, last letter 07 Nov, second reminder")]  # fmt: skip
    assert [(each.heading, each.columns) for each in letter_columns(rows, 80, False)] == [
        ("Acct", 10), ("Customer", 8), ("Letter", 11), ("To pay", 9), ("State, why", 35),
    ]  # fmt: skip
    long = line._replace(target=Target(1, "NOK", "0002125-863112", ""))
    assert letter_columns([long], 80, False)[0].columns == 14
    rows.append(line._replace(target=line.target._replace(name="Vesterheim Kjøkken AS")))
    assert [each.columns for each in letter_columns(rows, 80, False)] == [10, 21, 11, 9, 22]
