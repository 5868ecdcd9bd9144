"""Money on an account: posted on a line so that nobody calls, bounced, unmatched, undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from screens.fake import press

from ledgerlane.desk import cash, matching
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


async def on_c1(kept: DeskBook, login: str = "tom", modes: Modes | None = None) -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))), modes=modes)
    await shell.go("queue")
    await press(shell, "gC1⏎")
    return shell


def screen(shell: Shell) -> str:
    return as_text(shell.paint())


def receipts(kept: DeskBook) -> list[tuple[int, date, str, str, int]]:
    rows = cash.list_(kept.desk)
    return [(r.minor, r.value_day, r.state, r.reference, r.matched) for r in rows]


async def test_posted_on_a_line_that_is_spelled_out_first(kept: DeskBook) -> None:
    shell = await on_c1(kept)
    await press(shell, ":post cash⏎")
    await press(shell, "1600 yesterday advance for May")
    text = screen(shell)
    assert (
        "PAID 1 600.00 EUR by C1 Nordvik Bygg AS, valued Mon 29 Jun 2026 (yesterday)"
        in text
    )
    assert receipts(kept) == []
    await press(shell, "⏎")
    assert receipts(kept) == [(160_000, date(2026, 6, 29), "posted", "advance for May", 0)]
    assert shell.message[0].startswith("1 600.00 EUR posted on C1 Nordvik Bygg AS: RC-")
    assert kept.row("C1")[:2] == ("CSH", "paid 1 600 posted today")
    assert "CASH 1 600.00 posted today by tom, not in the books yet; 1 600.00 not matched" in screen(shell)  # fmt: skip
    await press(shell, "u")
    assert receipts(kept) == []
    assert "CASH" not in screen(shell)


async def test_where_a_rule_is_sure_the_match_is_offered_and_undone_first(
    kept: DeskBook,
) -> None:
    shell = await on_c1(kept)
    await press(shell, ":post cash⏎1000 invoice 1001⏎")
    assert " now, by document number: 1001 1 000.00 EUR?" in screen(shell)
    await press(shell, "⏎")
    assert receipts(kept)[0][4] == 0, "an Enter typed ahead is no answer"
    await press(shell, "y")
    assert receipts(kept)[0][4] == 100_000
    assert "matched, document number: 1001 1 000.00 EUR" in shell.message[0]
    assert "1 000.00 paid, pending" in screen(shell)
    await press(shell, "u")
    assert [row[4] for row in receipts(kept)] == [0]
    await press(shell, "u")
    assert receipts(kept) == []


async def test_what_is_missing_or_asked_keeps_the_line(kept: DeskBook) -> None:
    shell = await on_c1(kept)
    await press(shell, ":post cash⏎KID 12⏎")
    assert "how much came in?" in screen(shell)
    await press(shell, "", "ctrl+u")
    await press(shell, "5000⏎")
    assert "3 250.00 more than is open: it stays on the account as credit." in screen(shell)
    await press(shell, "n")
    assert shell.message[0] == "nothing posted"
    await press(shell, ":post cash⏎5000⏎⏎")
    assert receipts(kept) == [(500_000, date(2026, 6, 30), "posted", "", 0)]
    await press(shell, ":post cash⏎5000⏎⏎")
    assert "tom posted 5 000.00 EUR of 2026-06-30 already: RC-" in screen(shell)
    await press(shell, "⏎")
    assert len(receipts(kept)) == 1, "an Enter typed ahead is no answer"
    await press(shell, "n")
    assert (len(receipts(kept)), shell.message[0]) == (1, "nothing recorded")
    await press(shell, ":post cash⏎5000⏎⏎y")
    assert len(receipts(kept)) == 2


async def in_cash(kept: DeskBook, login: str = "tom", modes: Modes | None = None) -> Shell:
    shell = build(Work(DeskOffice(kept.sit(login))), modes=modes)
    await shell.go("queue")
    await press(shell, ":cash⏎")
    assert shell.area_name == "cash"
    return shell


async def test_in_the_cash_area_money_of_an_unknown_payer_is_posted_by_keys(
    kept: DeskBook,
) -> None:
    shell = await in_cash(kept)
    await press(shell, ":post cash⏎")
    assert "Who paid (number, name, invoice, phone):" in screen(shell)
    await press(shell, "⏎700 yesterday wire 99")
    assert "in which currency? write 700.00 EUR, 700.00 NOK" in screen(shell)
    await press(shell, "", "ctrl+u")
    await press(shell, "700 EUR yesterday wire 99")
    text = screen(shell)
    assert "PAID 700.00 EUR by nobody known, valued Mon 29 Jun 2026 (yesterday)" in text
    assert receipts(kept) == []
    await press(shell, "⏎")
    assert receipts(kept) == [(70_000, date(2026, 6, 29), "posted", "wire 99", 0)]
    assert shell.message[0].startswith("700.00 EUR posted as nobody's: RC-")
    assert "nobody's" in screen(shell).splitlines()[3]
    await press(shell, "u")
    assert receipts(kept) == []


async def test_in_the_cash_area_whose_it_is_can_be_said_first(kept: DeskBook) -> None:
    shell = await in_cash(kept)
    await press(shell, ":post cash⏎C1⏎1000 invoice 1001⏎")
    assert " now, by document number: 1001 1 000.00 EUR?" in screen(shell)
    await press(shell, "y")
    assert receipts(kept) == [
        (100_000, date(2026, 6, 30), "posted", "invoice 1001", 100_000)
    ]
    assert [row.number for row in cash.list_(kept.desk)] == ["C1"]


async def test_nobodys_money_is_in_the_currency_that_the_line_names(kept: DeskBook) -> None:
    shell = await in_cash(kept)
    await press(shell, ":post cash⏎⏎500 USD⏎")
    assert cash.list_(kept.desk)[0].currency == "USD"
    await press(shell, ":post cash⏎⏎all")
    assert "all: of what? write an amount like 1500" in screen(shell)


async def test_in_the_cash_area_who_may_not_post_is_told_at_once(kept: DeskBook) -> None:
    shell = await in_cash(kept, "anna")
    await press(shell, ":post cash⏎")
    assert shell.overlay is None
    assert (
        shell.message[0]
        == "anna may not post cash: that needs clerk or admin; anna has collector."
    )
    shell = await in_cash(kept, modes=Modes(readonly=True))
    await press(shell, ":post cash⏎")
    assert shell.message[0] == "no posting of cash: opened read only"


async def test_only_a_clerk_posts_and_others_are_told_at_once(kept: DeskBook) -> None:
    shell = await on_c1(kept, "anna")
    await press(shell, ":post cash⏎")
    assert shell.overlay is None
    assert (
        shell.message[0]
        == "anna may not post cash: that needs clerk or admin; anna has collector."
    )
    shell = await on_c1(kept, modes=Modes(readonly=True))
    await press(shell, ":post cash⏎")
    assert shell.message[0] == "no posting of cash: opened read only"


async def test_a_bounced_receipt_is_reversed_with_its_reason(kept: DeskBook) -> None:
    kept.take("payments", "P1,C1,2026-06-20,EUR,70.00,70.00\n")
    cash.post(kept.sit("tom"), M("30.00 EUR"), customer="C1", reference="cheque 7")
    shell = await on_c1(kept)
    await press(shell, ":bounced⏎")
    text = screen(shell)
    assert "30.00 EUR of today    posted, 30.00 not used · cheque 7 · RC-" in text
    assert "70.00 EUR of 20 Jun   in the books, 70.00 not used · ledger/P1" in text
    await press(shell, "cheque⏎⏎")
    assert "whoever calls reads why" in screen(shell)
    await press(shell, "no funds⏎")
    assert "bounced: what it paid is owed again" in shell.message[0]
    assert [row[2] for row in receipts(kept)] == ["reversed"]
    await press(shell, ":bounced⏎stopped⏎")
    assert shell.message[0] == "ledger/P1 bounced: what it paid is owed again"
    await press(shell, ":bounced⏎")
    assert (
        shell.message[0] == "nothing to bounce: no receipt is known on C1 Nordvik Bygg AS"
    )
    await press(shell, "u")
    assert shell.message[0].startswith("taken back: ")
    assert len(cash.of_account(kept.desk, "C1", "EUR")) == 1


async def test_a_receipt_is_found_by_its_amount_as_it_is_typed(kept: DeskBook) -> None:
    desk = kept.sit("tom")
    for minor in ("2000.00", "200.00"):
        cash.post(desk, M(f"{minor} EUR"), customer="C1", reference=minor)
    shell = await on_c1(kept)
    await press(shell, ":bounced⏎2000⏎stopped⏎")
    assert [row[0] for row in receipts(kept) if row[2] == "reversed"] == [200_000]


async def test_what_we_matched_is_unmatched(kept: DeskBook) -> None:
    receipt = cash.post(kept.sit("tom"), M("500.00 EUR"), customer="C1")
    matching.match(kept.desk, receipt, ["1001"])
    shell = await on_c1(kept)
    await press(shell, ":unmatch⏎wrong invoice⏎")
    assert shell.message[0] == f"{receipt}: 1 match taken back"
    assert receipts(kept)[0][4] == 0
    await press(shell, ":unmatch⏎")
    assert shell.message[0].startswith("nothing to unmatch: no receipt is matched by us")


async def test_three_receipts_take_one_row_of_the_screen(kept: DeskBook) -> None:
    desk = kept.sit("tom")
    for minor in ("1.00", "2.00", "3.00"):
        cash.post(desk, M(f"{minor} EUR"), customer="C1", reference=minor)
    shell = await on_c1(kept)
    assert " CASH 3 receipts posted, not in the books yet" in screen(shell)
    assert screen(shell).count("CASH") == 1
