"""The cash area: what a receipt may be for, accepted, said by hand, identified, bounced, all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from screens.conftest import Golden
from screens.fake import FakeOffice, press
from screens.fake_cash import RECEIPTS

from ledgerlane.desk import accounts, cash, matching
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.matching import Proposal
from ledgerlane.screens.build import build
from ledgerlane.screens.cash import cells
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


def post(
    kept: DeskBook, amount: str, customer: str | None = None, *, text: str = "", payer: str = ""
) -> str:  # fmt: skip
    return cash.post(
        kept.sit("tom"),
        M(amount),
        date(2026, 6, 29),
        customer,
        remittance=text,
        payer=payer,
        again=True,
    )


async def opened(kept: DeskBook, login: str = "tom", modes: Modes | None = None) -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))), modes=modes)
    await shell.go("queue")
    await press(shell, ":cash⏎")
    assert shell.area_name == "cash"
    return shell


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


def pending(kept: DeskBook, number: str) -> list[tuple[str, int]]:
    found = accounts.show(kept.desk, number).pending
    return [(p.item, p.amount.minor) for p in found if p.item]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])
async def test_golden_cash(golden: Golden, columns: int, rows: int) -> None:
    shell = build(Work(FakeOffice()))
    shell.resize(columns, rows)
    await shell.go("queue")
    await press(shell, ":cash⏎j")
    golden(f"cash-{columns}x{rows}.txt", screen(shell))


async def test_a_proposal_is_chosen_with_tab_accepted_and_taken_back(
    kept: DeskBook,
) -> None:
    receipt = post(kept, "300.00 EUR", payer="Hansen & Sønn")
    shell = await opened(kept)
    text = screen(shell)
    assert " Cash: receipts to be matched" in text
    assert "nobody knows whose it is, and it names no open document" in text
    assert " > 1 C2 Hansen & Sønn: name and amount: 2001  2001 300.00 EUR" in text
    await press(shell, "", "tab")
    assert " > 2 C2 Hansen & Sønn: the payer is called like" in screen(shell)
    await press(shell, "", "tab")
    await press(shell, "a")
    assert shell.message[0] == f"{receipt} matched, name and amount: 2001: 2001 300.00 EUR"
    assert pending(kept, "C2") == [("ledger/2001", 30_000)]
    assert "no receipt waits to be matched" in screen(shell)
    await press(shell, "u")
    assert pending(kept, "C2") == []
    assert "1 receipt" in screen(shell)


async def test_by_hand_begins_with_the_proposal_and_says_what_it_would_do(
    kept: DeskBook,
) -> None:
    post(kept, "600.00 EUR", "C1")
    shell = await opened(kept)
    await press(shell, "e")
    assert " > pays  1001=600.00" in screen(shell)
    assert "pays 1001 600.00 EUR; nothing is left over" in screen(shell)
    await press(shell, "", "ctrl+u")
    await press(shell, "1002=450.50 1001")
    assert "pays 1002 450.50 EUR; 1001 149.50 EUR; nothing is left over" in screen(shell)
    assert pending(kept, "C1") == []
    await press(shell, "x⏎")
    assert "no open item '1001x'" in screen(shell)
    await press(shell, "", "backspace", "enter")
    assert pending(kept, "C1") == [("ledger/1002", 45_050), ("ledger/1001", 14_950)]


async def test_the_oldest_first_is_asked_with_what_it_would_pay(kept: DeskBook) -> None:
    post(kept, "1100.00 EUR", "C1")
    shell = await opened(kept)
    await press(shell, "o")
    assert "1001 1 000.00 EUR; 1002 100.00 EUR" in screen(shell)
    await press(shell, "n")
    assert shell.message[0] == "not matched"
    assert pending(kept, "C1") == []
    await press(shell, "o⏎")
    assert pending(kept, "C1") == [("ledger/1001", 100_000), ("ledger/1002", 10_000)]


async def test_whose_it_is_then_the_customer_and_bounced(kept: DeskBook) -> None:
    receipt = post(kept, "77.00 EUR")
    shell = await opened(kept)
    await press(shell, "⏎")
    assert shell.message[0].startswith("nobody knows whose it is")
    await press(shell, "iC3⏎")
    assert shell.message[0] == f"{receipt} is of C3 Øst Marine"
    await press(shell, "⏎")
    assert shell.area_name == "customer"
    assert "C3 Øst Marine" in screen(shell)
    await press(shell, "-r⏎")
    assert "it needs its reason" in screen(shell)
    await press(shell, "cheque not covered⏎")
    assert shell.message[0] == f"{receipt} bounced; what it paid is owed again"
    assert [row.state for row in cash.list_(kept.desk)] == ["reversed"]


async def test_all_that_a_rule_is_sure_of_at_once(kept: DeskBook) -> None:
    post(kept, "1000.00 EUR", "C1", text="1001")
    post(kept, "33.00 EUR")
    shell = await opened(kept)
    assert "sure: document" in screen(shell)
    await press(shell, "M")
    assert shell.message[0] == "1 of 2 receipts matched; 1 left for a person"
    assert pending(kept, "C1") == [("ledger/1001", 100_000)]
    assert "1 receipt" in screen(shell)
    await press(shell, "u")
    assert pending(kept, "C1") == []


async def test_only_a_clerk_matches_and_others_read_why_not(kept: DeskBook) -> None:
    post(kept, "300.00 EUR", "C2")
    shell = await opened(kept, "anna")
    why = "anna may not match cash: that needs clerk or admin; anna has collector."
    assert why in " ".join(screen(shell).split())
    for key in "aeoirM":
        await press(shell, key)
        assert shell.message[0] == why
    shell = await opened(kept, modes=Modes(readonly=True))
    await press(shell, "a")
    assert shell.message[0] == "no decision: opened read only"
    assert pending(kept, "C2") == []


async def test_an_empty_list_says_so(kept: DeskBook) -> None:
    shell = await opened(kept)
    assert "no receipt waits to be matched" in screen(shell)
    await press(shell, "a")
    assert shell.message[0].startswith(
        "no receipt waits to be matched; a matched receipt bounces on"
    )


async def test_rows_come_as_the_cursor_goes(kept: DeskBook) -> None:
    for cents in range(130):
        post(kept, f"7.{cents % 100:02} EUR")
    shell = await opened(kept)
    assert "130 receipts" in screen(shell)
    screen(shell)
    await press(shell, "", "end")
    last = matching.worklist(kept.desk, None)[-1].cash.ref
    assert f" {last}  " in screen(shell)
    assert "open here any more" not in screen(shell)


def test_a_proposal_that_no_longer_holds_is_refused(kept: DeskBook) -> None:
    first, second = post(kept, "300.00 EUR", "C2"), post(kept, "300.00 EUR", "C2")
    matching.begin(kept.desk)
    [one, _] = matching.page(kept.desk, 0, 9)
    proposal: Proposal = one.proposals[0]
    matching.accept(kept.desk, first, proposal)
    with pytest.raises(Refused, match="is not open"):
        matching.accept(kept.desk, second, proposal)


def test_the_same_lines_are_proposed_once(kept: DeskBook) -> None:
    post(kept, "250.00 EUR", "C2")
    matching.begin(kept.desk)
    [one] = matching.page(kept.desk, 0, 9)
    assert [each.why for each in one.proposals] == ["the oldest first"]


def test_a_receipt_of_a_customer_without_a_name_is_not_nobodys() -> None:
    known, unknown = RECEIPTS
    assert known.target is not None
    nameless = known._replace(target=known.target._replace(name=""))
    assert cells(nameless, known.day)[1].text == "10482"
    assert cells(unknown._replace(payer=""), known.day)[1].text == "nobody's"
