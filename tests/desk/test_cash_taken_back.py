"""Cash is taken back only as far as nobody built on it, never stands twice, and is kept apart."""

from __future__ import annotations

from datetime import date

import pytest
from bank_files import camt, entry, take
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, cash, matching, undo, write_offs
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Twice


def post(
    kept: DeskBook, amount: str, customer: str | None = "C1", *, reference: str = "",
    on: date | None = None, again: bool = False,
) -> str:  # fmt: skip
    return cash.post(
        kept.sit("tom"), M(amount), on, customer, reference=reference, again=again
    )


def pending(kept: DeskBook, number: str = "C1") -> list[tuple[str, str, int]]:
    view = accounts.show(kept.desk, number)
    return [(each.item, each.kind, each.amount.minor) for each in view.pending]


# --- what bounced -----------------------------------------------------------------------------
def refuses_all(kept: DeskBook, receipt: str, day: str) -> None:
    """Every verb says that it bounced, and when."""
    for act in (
        lambda: cash.unmatch(kept.desk, receipt),
        lambda: matching.match(kept.desk, receipt, ["1001"]),
        lambda: matching.match(kept.desk, receipt),
        lambda: matching.preview(kept.desk, receipt, oldest_first=True),
        lambda: cash.reverse(kept.desk, receipt, "again"),
    ):
        with pytest.raises(Refused, match=f"bounced, it was reversed on {day}"):
            act()


def test_what_bounced_by_our_word_is_neither_matched_nor_unmatched(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR")
    matching.match(kept.desk, receipt, ["1001"])
    cash.reverse(kept.desk, receipt, "no cover")
    refuses_all(kept, receipt, "2026-06-30")
    assert "cash.unmatched" not in kept.facts(f"receipt:{receipt}")


def test_nor_what_the_bank_took_back_whether_it_was_matched_or_not(kept: DeskBook) -> None:
    came = camt(entry("60.00", "B9", name="END9"), entry("50.00", "B8", name="END8"), closing="110.00")  # fmt: skip
    take(kept, came)
    kept.sit("tom")
    refs = [each.cash.ref for each in matching.worklist(kept.desk)]
    matching.match(kept.desk, refs[0], ["1001"])
    back = [
        entry(amount, ref, side="DBIT", reverses=True, name=name)
        for amount, ref, name in (("60.00", "R1", "END9"), ("50.00", "R2", "END8"))
    ]
    take(kept, camt(*back, opening="110.00"), "back.xml")
    kept.sit("tom")
    assert pending(kept) == []
    for receipt in refs:
        refuses_all(kept, receipt, "2026-06-29")


# --- undo under what others built -------------------------------------------------------------


def test_a_posting_is_not_undone_under_its_match(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR")
    matching.match(kept.sit(kept.me), receipt, ["1001"])
    words = f"{receipt} is matched since; `cash unmatch {receipt}` comes first"
    with pytest.raises(Refused, match=words):
        undo.undo(kept.sit("tom"))
    assert pending(kept) == [("ledger/1001", "cash", 100_000)]
    cash.unmatch(kept.sit(kept.me), receipt)
    assert undo.undo(kept.sit("tom")) == "taken back: 1 000.00 EUR of 30 Jun posted"
    assert (cash.list_(kept.desk), pending(kept)) == ([], [])
    assert care.verify(kept.desk, deep=True) == []


def test_whose_it_is_and_what_was_freed_stand_under_a_later_match(kept: DeskBook) -> None:
    receipt = post(kept, "300.00 EUR", None)
    cash.identify(kept.desk, receipt, "C2")
    matching.match(kept.sit(kept.me), receipt)
    with pytest.raises(Refused, match="is matched since"):
        undo.undo(kept.sit("tom"))
    cash.unmatch(kept.desk, receipt)
    matching.match(kept.sit(kept.me), receipt, ["2001=100"])
    with pytest.raises(Refused, match="is matched since"):
        undo.undo(kept.sit("tom"))
    assert pending(kept, "C2") == [("ledger/2001", "cash", 10_000), ("", "cash", 20_000)]


def test_a_match_comes_back_only_to_what_is_still_there(kept: DeskBook) -> None:
    first, second = post(kept, "1000.00 EUR"), post(kept, "800.00 EUR")
    matching.match(kept.sit(kept.me), first, ["1001"])
    undo.undo(kept.desk)
    matching.match(kept.sit("tom"), second, ["1001"])
    with pytest.raises(Refused, match="1001 was paid otherwise since"):
        undo.redo(kept.sit(kept.me))
    undo.undo(kept.sit("tom"))
    matching.match(kept.desk, first, ["1002"])
    with pytest.raises(Refused, match=f"{first} was matched otherwise since"):
        undo.redo(kept.sit(kept.me))
    cash.unmatch(kept.sit("tom"), first)
    assert undo.redo(kept.sit(kept.me)).startswith("brought back: ")
    assert pending(kept)[0] == ("ledger/1001", "cash", 100_000)
    assert care.verify(kept.desk, deep=True) == []


def test_a_match_does_not_come_back_without_its_posting(kept: DeskBook) -> None:
    receipt = post(kept, "1000.00 EUR")
    matching.match(kept.sit(kept.me), receipt, ["1001"])
    undo.undo(kept.desk)
    undo.undo(kept.sit("tom"))
    with pytest.raises(Refused, match=f"{receipt} is not posted any more"):
        undo.redo(kept.sit(kept.me))
    assert care.verify(kept.desk, deep=True) == []


# --- the same money twice ---------------------------------------------------------------------


def test_the_same_posting_twice_is_asked_about(kept: DeskBook) -> None:
    first = post(kept, "100.00 EUR", reference="KID 7")
    words = f"tom posted 100.00 EUR of 2026-06-30 already: {first}"
    for customer, reference, on in (
        ("C1", "KID 7", None), ("C1", "", None), (None, "KID 7", None),
        ("C1", "KID 7", date(2026, 6, 26)),
    ):  # fmt: skip
        with pytest.raises(Twice, match=words):
            post(kept, "100.00 EUR", customer, reference=reference, on=on)
    for customer, reference, on in (
        ("C1", "KID 8", None), ("C2", "KID 7", None), ("C1", "", date(2026, 6, 26)),
        ("C1", "KID 7", date(2026, 6, 22)),
    ):  # fmt: skip
        post(kept, "100.00 EUR", customer, reference=reference, on=on)
    post(kept, "100.00 EUR", reference="KID 7", again=True)
    assert len(cash.list_(kept.desk)) == 6


def test_what_bounced_can_be_posted_anew(kept: DeskBook) -> None:
    first = post(kept, "100.00 EUR")
    cash.reverse(kept.desk, first, "no cover")
    post(kept, "100.00 EUR")
    assert [row.state for row in cash.list_(kept.desk)].count("posted") == 1


def test_another_receipt_like_one_of_the_ledger_is_posted_when_it_is_meant(
    kept: DeskBook,
) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,100.00,100.00")
    with pytest.raises(Twice, match=r"the ledger has 100\.00 EUR of 2026-06-29 already"):
        post(kept, "100.00 EUR")
    receipt = post(kept, "100.00 EUR", again=True)
    assert [row.receipt for row in cash.list_(kept.desk, state="posted")] == [receipt]


def test_money_of_nobody_is_not_given_to_whom_the_ledger_gave_it_already(
    kept: DeskBook,
) -> None:
    kept.take("payments", "P1,C2,2026-06-29,EUR,300.00,300.00")
    receipt = post(kept, "300.00 EUR", None)
    with pytest.raises(Twice, match=r"the ledger has 300\.00 EUR .* already: ledger/P1"):
        cash.identify(kept.desk, receipt, "C2")
    assert pending(kept, "C2") == []
    cash.identify(kept.desk, receipt, "C2", again=True)
    assert pending(kept, "C2") == [("", "cash", 30_000)]


def test_money_of_nobody_that_the_ledger_showed_since_is_that_receipt(
    kept: DeskBook,
) -> None:
    receipt = post(kept, "300.00 EUR", None)
    kept.take("payments", "P1,C2,2026-06-29,EUR,300.00,300.00")
    cash.identify(kept.sit("tom"), receipt, "C2")
    [row] = cash.list_(kept.desk)
    assert (row.state, row.ledger, pending(kept, "C2")) == ("in the books", "ledger/P1", [])
    assert care.verify(kept.desk, deep=True) == []


# --- who gives it up does not handle it --------------------------------------------------------


def test_who_asked_for_a_write_off_takes_no_cash_of_it_back(kept: DeskBook) -> None:
    receipt = post(kept, "15.00 EUR", "C3", reference="x")
    matching.match(kept.desk, receipt, ["3001=10"])
    write_offs.request(kept.sit(kept.me), "C3", ["3001=30"], "settled")
    apart = "has part in the write-off"
    with pytest.raises(NotPermitted, match=apart):
        cash.unmatch(kept.desk, receipt)
    with pytest.raises(NotPermitted, match=apart):
        cash.reverse(kept.desk, receipt, "no cover")
    assert cash.unmatch(kept.sit("tom"), receipt) == 1
    cash.reverse(kept.desk, receipt, "no cover")
    assert undo.undo(kept.desk).startswith("taken back: ")


def test_nor_by_undo_which_ends_at_the_request(kept: DeskBook) -> None:
    cash.post(kept.sit(kept.me), M("5.00 EUR"), customer="C3")
    write_offs.request(kept.desk, "C3", ["3001"], "settled")
    with pytest.raises(Refused, match="writeoff withdraw"):
        undo.undo(kept.desk)


# --- the words of a line ------------------------------------------------------------------------


def test_a_document_number_may_hold_an_equals_sign(kept: DeskBook) -> None:
    row = "A=1,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,80.00,80.00"
    kept.take("items", f"{row}\n{row.replace('A=1', 'A')}\n{row.replace('A=1', 'B=2=x')}")
    whole, part, both, nobodys = (
        post(kept, amount, whose, reference=amount)
        for amount, whose in (
            ("80.00 EUR", "C1"), ("1.00 EUR", "C1"), ("60.00 EUR", "C1"), ("20.00 EUR", None)
        )
    )  # fmt: skip
    matching.match(kept.desk, whole, ["A=1"])
    matching.match(kept.desk, part, ["A=1.00"])
    matching.match(kept.desk, both, ["B=2=x=50", "1001=10.00"])
    matching.match(kept.desk, nobodys, ["B=2=x"])
    assert {(each[0], each[2]) for each in pending(kept)} == {
        ("ledger/A=1", 8_000), ("ledger/A", 100), ("ledger/B=2=x", 5_000),
        ("ledger/1001", 1_000), ("ledger/B=2=x", 2_000),
    }  # fmt: skip


def test_an_amount_without_its_currency_is_of_the_only_one(kept: DeskBook) -> None:
    desk = kept.sit("tom")
    assert cash.amount_of(desk, "1 500", "C1") == (
        M("1500.00 EUR"), "C1 has no other currency",
    )  # fmt: skip
    assert cash.amount_of(desk, "15.50", "C2/NOK") == (M("15.50 NOK"), "")
    assert cash.amount_of(desk, "15.50 EUR", "C2") == (M("15.50 EUR"), "")
    with pytest.raises(
        Refused,
        match="C2 has several currencies; say which: 1500 EUR, 1500 NOK",
    ):
        cash.amount_of(desk, "1500", "C2")
    with pytest.raises(Refused, match="the book has several currencies"):
        cash.amount_of(desk, "1500")
    with pytest.raises(Misused, match="is not an amount like"):
        cash.amount_of(desk, "much EUR", "C1")
