"""Lists by name: recoveries, invoice quality, mail; and the papers that somebody asks for."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.conftest import Golden, at_sizes
from screens.fake import FakeOffice, press

from ledgerlane.desk import (
    approvals,
    contacts,
    letters,
    policy,
    requests,
    sending,
    write_offs,
)
from ledgerlane.domain.account import Contact
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Work

POLICY = """\
credit_policy = "We deliver on 30 days net.\\nAbove the limit against payment in advance."
[letterhead]
name = "Acme AS"
address = ["Storgata 1"]
account = { iban = "NO9386011117947" }
email = "dunning@acme.example"
"""


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


async def opened(book: DeskBook, login: str, line: str) -> Shell:
    shell = build(Work(DeskOffice(book.sit(login))))
    shell.resize(80, 24)
    await shell.go("queue")
    await press(shell, f":{line}⏎")
    return shell


@pytest.fixture
def given_up(kept: DeskBook) -> tuple[DeskBook, str]:
    """1001 of C1 is written off: 1,000.00 EUR, asked by anna, approved by sam."""
    name = write_offs.request(kept.sit("anna"), "C1", ["1001"], "uncollectible", "gone")
    sam = kept.sit("sam")
    approvals.approve(sam, name, requests.shown(sam, name).digest)
    return kept, name


async def test_money_after_a_write_off_is_recorded_and_taken_back_in_its_list(
    given_up: tuple[DeskBook, str], golden: Golden
) -> None:
    book, name = given_up
    shell = await opened(book, "tom", "recoveries")
    assert shell.area_name == "lists"
    await at_sizes(
        golden, shell, "recoveries", lambda text: re.sub(r"WO-\w+", "WO-7K3FQ2", text)
    )
    await press(shell, "a")
    before = screen(shell)
    await press(shell, "400", "tab")
    await press(shell, "", "tab")
    assert "1 000.00 EUR is missing; in EUR" in before
    await press(shell, "bank 991⏎")
    assert re.fullmatch(rf"REC-\w+: 400.00 EUR of {name} recovered; its entry is in the journal", shell.message[0])  # fmt: skip
    assert "400.00" in screen(shell)
    [row] = approvals.list_(book.desk, state="approved")
    assert row.recovered == 40_000
    await press(shell, "d", "tab")
    await press(shell, "no cover⏎")
    assert shell.message[0].endswith("taken back")
    [row] = approvals.list_(book.desk, state="approved")
    assert row.recovered == 0
    await press(shell, "⏎")
    assert shell.area_name == "customer"


async def test_who_asked_for_it_records_no_money_of_it(
    given_up: tuple[DeskBook, str],
) -> None:
    book, _ = given_up
    shell = await opened(book, "anna", "recoveries")
    await press(shell, "a400⏎")
    assert "may not record a recovery" in screen(shell)


async def test_what_invoices_lack_is_listed_by_customer(
    kept: DeskBook, golden: Golden
) -> None:
    shell = await opened(kept, "anna", "invoice quality")
    await at_sizes(golden, shell, "invoice-quality")
    assert "no order number" in screen(shell)
    await press(shell, "a")
    assert "nothing is recorded here: enter opens the account" in screen(shell)
    await press(shell, "⏎")
    assert shell.area_name == "customer"


@pytest.fixture
def sent(kept: DeskBook) -> DeskBook:
    """C1 and C2 have their reminders, as files in a folder."""
    file = kept.folder / "policy.toml"
    file.write_text(POLICY, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    contacts.record(kept.desk, "C1", Contact("Kari Moe", email="kari@nordvik.example"))
    letters.accept(kept.sit("anna"), ["C1", "C2/EUR"])
    sending.send(kept.desk, sending.Target(folder=kept.folder / "out"))
    return kept


def answer(folder: Path, message_id: str) -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Kari Moe <kari@nordvik.example>", "dunning@acme.example"
    mail["Message-ID"], mail["In-Reply-To"] = "<77@nordvik.example>", message_id
    mail["Subject"] = "Re: Payment reminder"
    mail.set_content("We pay on Friday.")
    path = folder / "answer.eml"
    path.write_bytes(mail.as_bytes())
    return path


async def test_mails_come_in_and_say_what_became_of_a_letter(
    sent: DeskBook, golden: Golden
) -> None:
    [row] = letters.list_(sent.desk, ("sent",), "C1")
    mail = answer(sent.folder, letters.find(sent.desk, row.id).message_id)
    shell = await opened(sent, "anna", "mail")
    assert screen(shell).count(" sent ") == 2
    await press(shell, f"a{mail}⏎")
    assert shell.message[0] == (
        "1 matched to letters, 0 known already, 0 about no letter of ours, 0 no mails"
    )
    assert "answered" in screen(shell)
    shell.say("...")
    await at_sizes(golden, shell, "mail", lambda text: re.sub(r"LT-\w+", "LT-7K3FQ2", text))
    await press(shell, "⏎")
    assert shell.area_name == "customer"
    assert sent.row("C1")[4] == "answer the customer's mail"


async def test_a_file_that_is_not_there_takes_nothing_in(sent: DeskBook) -> None:
    shell = await opened(sent, "anna", "mail")
    await press(shell, "anowhere.eml⏎")
    assert "nowhere.eml: there is no such file or folder" in screen(shell)


async def test_the_credit_policy_is_read_and_goes_to_a_customer(sent: DeskBook) -> None:
    shell = await opened(sent, "anna", "credit policy")
    assert "We deliver on 30 days net." in screen(shell)
    await press(shell, "", "escape")
    await press(shell, "gC4⏎:terms letter⏎")
    assert "Let the credit policy go to C4 Paid Up Ltd with the next sending?" in screen(
        shell
    )
    await press(shell, "⏎")
    [row] = letters.list_(sent.desk, ("accepted",), "C4")
    assert (row.paper, shell.message[0]) == (
        "terms", f"C4 Paid Up Ltd: {row.id} accepted; 4 and S send it",
    )  # fmt: skip


async def test_a_statement_is_shown_before_it_goes(sent: DeskBook) -> None:
    shell = await opened(sent, "anna", "everyone's")
    await press(shell, "gC1⏎:statement⏎")
    assert "Let a statement of account go to C1 Nordvik Bygg AS" in screen(shell)
    await press(shell, "x")
    assert shell.message[0] == "not accepted"
    assert letters.list_(sent.desk, ("accepted",), "C1") == []


async def test_a_book_without_a_policy_text_says_so(kept: DeskBook) -> None:
    shell = await opened(kept, "anna", "credit policy")
    assert "the book has no credit policy: set credit_policy" in screen(shell)


async def test_who_only_reads_records_nothing() -> None:
    office = FakeOffice()
    shell = build(Work(office), modes=Modes(readonly=True))
    shell.resize(80, 24)
    await shell.go("queue")
    await press(shell, ":recoveries⏎a")
    assert "no decision: opened read only" in screen(shell)
    assert office.pages_recorded == []
