"""Giving up a balance: asked with evidence, shown exactly, reversed, never in the ledger itself."""

from __future__ import annotations

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, approvals, care, disputes, log, requests, write_offs
from ledgerlane.domain.errors import NotPermitted, Refused


def ask(
    kept: DeskBook, name: str = "anna", customer: str = "C3", item: str = "3001"
) -> str:
    """A request of a collector."""
    return write_offs.request(
        kept.sit(name), customer, [item], "uneconomic", "40 is not worth it"
    )


def test_the_evidence_is_what_was_done(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C3", "n")
    log.record(kept.desk, "C3", "p 40 +3")
    request = ask(kept)
    shown = requests.shown(kept.sit("sam"), request)
    assert shown.lines == (
        f"{request}  write off 40.00 EUR",
        "CUSTOMER  Øst Marine (C3)",
        "ASKED BY  anna on 2026-06-30",
        "REASON    uneconomic · 40 is not worth it",
        "ITEM      3001  40.00 EUR of 40.00 EUR open, due 2026-03-01",
        "EVIDENCE  calls 2 (last spoke 2026-06-30)",
        "EVIDENCE  promises 1, kept 0, 1 open",
        "EVIDENCE  item 3001 open 40.00 EUR, due 2026-03-01 (121 d)",
        "EVIDENCE  chance of collection 62.2 % at 121 d",
        "TAX       relief not claimed",
        "STATE     waiting",
    )
    assert (shown.request.digest, shown.warnings) == (shown.digest, ())
    assert kept.row("C3")[0] == "WOF"


def test_approved_is_pending_in_the_books_and_out_of_the_queue(kept: DeskBook) -> None:
    request = ask(kept)
    desk = kept.sit("sam")
    approvals.approve(desk, request, requests.shown(desk, request).digest)
    view = accounts.show(desk, "C3")
    assert [item.open.minor for item in view.items] == [4_000]  # the ledger still shows it
    [pending] = view.pending
    assert pending[:4] == (request, "ledger/3001", "write-off", M("40.00 EUR"))
    assert desk.store.db.execute(
        "SELECT overdue, pending, status FROM queue WHERE number = 'C3'"
    ).fetchone() == (0, 4_000, "WOF")
    assert kept.row("C3")[1] != ""
    assert care.verify(desk, deep=True) == []
    requests.reverse(kept.sit(kept.me), request, "they paid after all")
    assert kept.row("C3")[1] == ""
    with pytest.raises(Refused, match="is reversed"):
        requests.reverse(kept.desk, request, "again")


def test_a_part_of_an_item_by_its_amount(kept: DeskBook) -> None:
    request = write_offs.request(kept.sit("anna"), "C1", ["1002=120.50"], "settled")
    assert requests.shown(kept.desk, request).lines[4] == (
        "ITEM      1002  120.50 EUR of 500.00 EUR open, due 2026-06-20"
    )


@pytest.mark.parametrize(
    ("items", "reason", "words"),
    [
        (["1002"], "tired", "'tired' is no reason for a write-off; known are bankrupt"),
        ([], "settled", "Name at least one item"),
        (["1002", "1002=1.00"], "settled", "in a request once"),
        (["1002=500.01"], "settled", r"500\.01 EUR cannot be written off"),
        (["1002=0"], "settled", "cannot be written off"),
        (["3001"], "settled", "C1 has no open item '3001'"),
    ],
)
def test_what_cannot_be_asked(
    kept: DeskBook, items: list[str], reason: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        write_offs.request(kept.sit("anna"), "C1", items, reason)
    assert approvals.list_(kept.desk) == []


def test_a_dispute_warns_who_asks_and_stops_who_approves(kept: DeskBook) -> None:
    disputes.open_(kept.sit("bo"), "C3", "3001", note="never came")
    request = ask(kept)
    desk = kept.sit("sam")
    shown = requests.shown(desk, request)
    assert shown.warnings == ("3001 is disputed",)
    with pytest.raises(Refused, match="cannot be approved: 3001 is disputed"):
        approvals.approve(desk, request, shown.digest)


def test_unapplied_cash_stops_the_approval(kept: DeskBook) -> None:
    request = ask(kept)
    kept.take("payments", "P1,C3,2026-06-30,EUR,15.00,15.00\n")
    desk = kept.sit("sam")
    with pytest.raises(Refused, match=r"15\.00 EUR of the customer's cash is unapplied"):
        approvals.approve(desk, request, requests.shown(desk, request).digest)


def test_who_asks_is_told_before_what_stands_against_it_and_who_may_decide(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    before = write_offs.foreseen(desk, "C3", ["3001"])
    assert before[0] == "40.00 EUR of 3001"
    assert len(before) == 2
    assert before[1].endswith(" decides")
    assert "sam (up to " in before[1]
    assert "anna" not in before[1]
    disputes.open_(kept.sit("bo"), "C3", "3001", note="never came")
    kept.take("payments", "P1,C3,2026-06-30,EUR,15.00,15.00\n")
    assert write_offs.foreseen(kept.sit("anna"), "C3", ["3001=10"]) == (
        "10.00 EUR of 3001",
        "it cannot be approved yet: 3001 is disputed",
        "it cannot be approved yet: 15.00 EUR of the customer's cash is unapplied",
        before[1],
    )
    request = ask(kept)
    assert requests.shown(kept.sit("anna"), request).deciders == before[1]


def test_who_asked_withdraws(kept: DeskBook) -> None:
    request = ask(kept)
    with pytest.raises(NotPermitted, match=f"Only anna, who asked, can withdraw {request}"):
        requests.withdraw(kept.sit("bo"), request)
    requests.withdraw(kept.sit("anna"), request)
    assert [row.state for row in approvals.list_(kept.desk)] == ["withdrawn"]
    assert kept.row("C3")[0] != "WOF"
    with pytest.raises(NotPermitted, match="eva may not ask for a write-off"):
        ask(kept, "eva")
