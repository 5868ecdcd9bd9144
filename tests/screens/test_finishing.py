"""What was begun in the app is ended in the app: disputes, promises, requests, write-offs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.conftest import Golden, at_sizes
from screens.fake import press

from ledgerlane.desk import (
    approvals,
    cases,
    disputes,
    log,
    people,
    promises,
    requests,
    write_offs,
)
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


async def on_c1(kept: DeskBook, login: str = "anna") -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))))
    await shell.go("queue")
    await press(shell, "gC1⏎")
    return shell


async def test_a_dispute_is_answered_and_the_choice_comes_where_two_are_open(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "d #1001 90.00 pallets broken")
    log.record(desk, "C1", "d #1002 10.00 price")
    shell = await on_c1(kept)
    await press(shell, ":settle⏎")
    assert "90.00 EUR" in as_text(shell.paint())
    await press(shell, "90⏎rejected⏎seen on the photos⏎")
    assert shell.message[0].endswith("answered: rejected")
    states = {row.minor: row.state for row in disputes.list_(kept.desk)}
    assert states == {9000: "rejected", 1000: "open"}


async def test_a_promise_is_withdrawn(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 200 fri")
    shell = await on_c1(kept)
    await press(shell, ":withdraw⏎bank refused⏎")
    assert [row.state for row in promises.list_(kept.desk)] == ["withdrawn"]
    await press(shell, ":withdraw⏎")
    assert shell.message[0].startswith("nothing to withdraw: no promise is open")


async def test_an_own_request_is_withdrawn_and_an_approved_one_reversed(
    kept: DeskBook,
) -> None:
    first = write_offs.request(kept.sit("anna"), "C1", ["1002"], "uncollectible", "gone")
    shell = await on_c1(kept)
    await press(shell, ":withdraw⏎⏎")
    assert shell.message[0] == f"request {first} withdrawn"
    second = write_offs.request(kept.desk, "C1", ["1002"], "uncollectible", "gone")
    desk = kept.sit("sam")
    approvals.approve(desk, second, requests.shown(desk, second).digest)
    shell = await on_c1(kept, "sam")
    await press(shell, ":reverse⏎⏎")
    assert "a reversal needs its reason" in as_text(shell.paint())
    await press(shell, "they pay⏎")
    states = {row.id: row.state for row in approvals.list_(kept.desk)}
    assert states == {first: "withdrawn", second: "reversed"}


async def test_the_list_of_open_disputes_opens_the_account(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C2/EUR", "d 30.00 pallets broken")
    shell = await on_c1(kept)
    await press(shell, "1:disputes⏎")
    text = as_text(shell.paint())
    assert "C2 Hansen & Sønn" in text
    assert "30.00 EUR since today pallets broken" in text
    await press(shell, "⏎")
    assert shell.area.targets()[0].number == "C2"


async def test_deductions_lists_short_payments_too_and_opens_the_account(
    kept: DeskBook,
) -> None:
    shell = await on_c1(kept)
    await press(shell, "1:deductions⏎")
    assert "no deduction is open" in as_text(shell.paint())
    kept.take("items", "5001,C5,Krone Handel,2026-04-01,2026-05-01,EUR,3000.00,600.00\n")
    kept.take("payments", "P50,C5,2026-05-20,EUR,2400.00,0.00\n")
    kept.take("allocations", "P50,5001,2026-05-20,2400.00\n")
    log.record(kept.sit("anna"), "C2/EUR", "d 30.00 pallets broken")
    shell = await on_c1(kept)
    await press(shell, "1:deductions⏎")
    text = as_text(shell.paint())
    assert "30.00 EUR since today pallets broken" in text
    assert "600.00 EUR of 5001 since 20 May short payment" in text
    await press(shell, "Krone⏎")
    assert shell.area.targets()[0].number == "C5"


async def test_legal_cases_and_actions_are_listed_and_open_their_account(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    case = cases.open_(desk, "legal", "C2/EUR", {"text": "nothing is left"})
    cases.open_(desk, "review", "C1", {"text": "why so late", "owner": "sam"})
    shell = await on_c1(kept)
    await press(shell, "1:legal cases⏎")
    assert f"{case} 300.00 EUR assessing waits for anna by 14 Jul" in as_text(shell.paint())
    await press(shell, "⏎")
    assert shell.area.targets()[0].number == "C2"
    await press(shell, "1:actions⏎")
    text = as_text(shell.paint())
    assert "by 14 Jul anna: to be assessed" in text
    assert "by 14 Jul sam: meeting 1" in text


async def test_what_of_mine_is_late_is_said_when_the_app_starts(kept: DeskBook) -> None:
    cases.open_(
        kept.sit("anna"), "review", "C1", {"text": "why", "owner": "sam", "due": "fri"}
    )
    kept.clock.turn(date(2026, 7, 6))
    for who, said in (
        ("sam", "1 action of yours is late; :actions lists them"),
        ("anna", ""),
    ):
        office = DeskOffice(kept.sit(who))
        assert build(Work(office)).message[0] == said


def suit(kept: DeskBook) -> str:
    """A legal case of C1 that waits for lena of the legal role."""
    people.add(kept.desk, "lena")
    people.grant(kept.desk, "lena", "legal", [])
    desk = kept.sit("anna")
    case = cases.open_(desk, "legal", "C1", {"text": "nothing is left"}, ["1001"])
    for step, said in (
        ("strength", {"strong": "yes", "documents": "signed-order", "text": "Kari signed"}),
        ("assets", {"assets": "yes", "source": "company register"}),
        ("cost", {"cost": "300", "fee": "50", "chance": "70"}),
        ("letter", {"sent": "2026-06-01"}),
        ("ask", {}),
    ):
        cases.move(desk, case, step, said)
    return case


def _tidy(text: str, case: str) -> str:
    return re.sub(r"[0-9a-f]{64}", "0" * 64, text.replace(case, "LC-7K3FQ2"))


async def test_the_form_that_authorises_shows_all_that_it_binds(
    kept: DeskBook, golden: Golden
) -> None:
    case = suit(kept)
    shell = await on_c1(kept, "lena")
    await press(shell, ":cases⏎⏎authorise⏎")
    await at_sizes(golden, shell, "authorise", lambda text: _tidy(text, case))
    await press(shell, "⏎")
    assert cases.load(kept.desk, case)[0].state == "authorised"


async def test_legal_reads_it_among_the_approvals_and_authorises_what_was_shown(
    kept: DeskBook, golden: Golden
) -> None:
    case = suit(kept)
    shell = build(Work(DeskOffice(kept.sit("lena"))))
    await shell.go("approve")
    await at_sizes(golden, shell, "approve-suit", lambda text: _tidy(text, case))
    await press(shell, "a")
    assert "Go to court over 1 000.00 EUR with" in as_text(shell.paint())
    await press(shell, "⏎")
    assert shell.message[0] == f"authorised: {case}"
    assert cases.load(kept.desk, case)[0].state == "authorised"


async def test_who_is_not_of_legal_reads_why_not_and_legal_asks_back(
    kept: DeskBook,
) -> None:
    case = suit(kept)
    shell = build(Work(DeskOffice(kept.sit("sam"))))
    await shell.go("approve")
    await press(shell, "a")
    assert "needs legal" in shell.message[0]
    shell = build(Work(DeskOffice(kept.sit("lena"))))
    await shell.go("approve")
    await press(shell, "dno proof⏎")
    assert shell.message[0] == f"declined: {case}"
    assert cases.load(kept.desk, case)[0].state == "declined"
