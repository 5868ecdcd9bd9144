"""Money that names what is paid, that came before, or that somebody expects: said to the person who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from bank_files import camt, entry, take
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import cash, log, matching, plans
from ledgerlane.desk.matching import Unmatched
from ledgerlane.domain.errors import Refused

TODAY = date(2026, 6, 30)


def post(
    kept: DeskBook, amount: str, customer: str | None = "C1", days_ago: int = 0, **more: str
) -> str:
    day = TODAY - timedelta(days=days_ago)
    return cash.post(kept.sit("tom"), M(amount), day, customer, again=True, **more)


def waiting(kept: DeskBook, receipt: str) -> Unmatched:
    (found,) = [each for each in matching.worklist(kept.desk) if each.cash.ref == receipt]
    return found


def guesses(found: Unmatched) -> list[tuple[str, str, list[tuple[str, int]]]]:
    return [
        (
            each.customer, each.why,
            [(line.item.removeprefix("ledger/"), line.cash.minor) for line in each.matching.lines]
            if each.matching is not None else [],
        )
        for each in found.proposals
    ]  # fmt: skip


def test_what_it_names_was_paid_in_the_books(kept: DeskBook) -> None:
    kept.take("payments", "P4,C1,2026-06-02,EUR,500.00,0.00")
    kept.take("items", "1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,0.00")
    kept.take("allocations", "P4,1002,2026-06-02,500.00")
    receipt = post(kept, "500.00 EUR", None, remittance="Invoice 1002")
    found = waiting(kept, receipt)
    assert found.found.rule == "names 1002, paid by P4 on 2026-06-02: a second payment?"
    assert guesses(found)[0] == ("ledger/C1", "it names their 1002", [])
    with pytest.raises(
        Refused, match=r"names 1002, paid by P4 on 2026-06-02: a second payment\?"
    ):
        matching.match(kept.desk, receipt)


def test_what_it_names_was_paid_by_a_match_made_here(kept: DeskBook) -> None:
    first = post(kept, "500.00 EUR", days_ago=3, remittance="1002")
    matching.match(kept.desk, first)
    found = waiting(kept, post(kept, "500.00 EUR", None, remittance="1002"))
    assert (
        found.found.rule == f"names 1002, paid by {first} on 2026-06-27: a second payment?"
    )
    assert guesses(found)[0][:2] == ("ledger/C1", "it names their 1002")


def test_of_two_that_name_one_document_the_second_is_doubted_before_the_first_is_matched(
    kept: DeskBook,
) -> None:
    first = post(kept, "500.00 EUR", days_ago=3, remittance="1002")
    second = post(kept, "500.00 EUR", remittance="1002")
    found = waiting(kept, second)
    assert (
        found.found.rule == f"names 1002, paid by {first} on 2026-06-27: a second payment?"
    )
    assert matching.match_all(kept.desk).matched == 1


def test_the_amount_alone_does_not_decide_for_who_names_what_is_paid(
    kept: DeskBook,
) -> None:
    """A second 500.00 for 1002 would have paid 1004, of which nobody spoke."""
    kept.take("items", "1004,C1,Nordvik Bygg AS,2026-05-25,2026-06-24,EUR,500.00,500.00")
    first = post(kept, "500.00 EUR", days_ago=9)
    matching.match(kept.desk, first, ["1002"])
    second = post(kept, "500.00 EUR", remittance="1002")
    found = waiting(kept, second)
    assert found.found.rule.startswith("names 1002, paid by RC-")
    assert guesses(found)[0] == ("ledger/C1", "exact amount", [("1004", 50_000)])
    assert matching.match_all(kept.desk).matched == 0


def test_what_is_left_of_a_receipt_is_no_second_payment_of_what_it_paid(
    kept: DeskBook,
) -> None:
    receipt = post(kept, "700.00 EUR", remittance="1002")
    matching.match(kept.desk, receipt, ["1002"])
    assert "second payment" not in waiting(kept, receipt).found.rule


def test_the_same_amount_on_the_same_reference_may_be_a_duplicate(kept: DeskBook) -> None:
    first = post(kept, "77.00 EUR", days_ago=3, reference="KID 7")
    second = post(kept, "77.00 EUR", reference="KID 7")
    said = f"the same amount on the same reference as {first} of 2026-06-27: a duplicate?"
    assert said in waiting(kept, second).found.rule
    assert "duplicate" not in waiting(kept, first).found.rule
    later = post(kept, "55.00 EUR", days_ago=20, reference="KID 7")
    other = post(kept, "55.00 EUR", reference="KID 7")
    for each in (later, other):
        assert "duplicate" not in waiting(kept, each).found.rule


def test_the_books_show_one_payment_twice(kept: DeskBook) -> None:
    kept.take(
        "receipts",
        "P4,C1,2026-06-26,EUR,77.00,77.00,KID 7\nP5,C1,2026-06-29,EUR,77.00,77.00,KID 7\n"
        "P6,C2,2026-06-29,EUR,77.00,77.00,KID 7",
    )
    kept.sit("tom")
    assert "as P4 of 2026-06-26: a duplicate?" in waiting(kept, "ledger/P5").found.rule
    for each in ("ledger/P4", "ledger/P6"):
        assert "duplicate" not in waiting(kept, each).found.rule


def test_a_promise_of_just_this_is_proposed_over_its_items(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "p 620 fri #1001")
    found = waiting(kept, post(kept, "620.00 EUR"))
    assert guesses(found)[0] == (
        "ledger/C1", "the promise of this by 2026-07-03", [("1001", 62_000)],
    )  # fmt: skip
    assert "promise" not in str(guesses(waiting(kept, post(kept, "621.00 EUR"))))


def test_an_instalment_of_just_this_is_proposed_over_the_items_of_its_plan_the_oldest_first(
    kept: DeskBook,
) -> None:
    terms = plans.Terms(first=date(2026, 7, 31), count=4)
    name = plans.propose(kept.sit("anna"), "C1", terms)
    plans.accept(kept.desk, name)
    assert [part.minor for part in plans.list_(kept.desk)[0].instalments] == [37_500] * 4
    for number, pays in (
        (1, [("1001", 37_500)]), (2, [("1001", 37_500)]), (3, [("1001", 25_000), ("1002", 12_500)]),
    ):  # fmt: skip
        kept.clock.turn(TODAY + timedelta(days=number))
        receipt = cash.post(kept.sit("tom"), M("375.00 EUR"), None, "C1")
        found = waiting(kept, receipt)
        assert guesses(found)[0] == ("ledger/C1", f"instalment {number} of {name}", pays)
        matching.accept(kept.desk, receipt, found.proposals[0])


def test_whose_it_is_takes_nothing_from_what_the_payer_wrote(kept: DeskBook) -> None:
    """The bank's words and the doubt stay when somebody says whose a receipt of nobody is."""
    first = post(kept, "500.00 EUR", days_ago=3, remittance="1002")
    matching.match(kept.desk, first)
    take(kept, camt(entry("500.00", "B7", "1002", name="KID 7"), closing="500.00"))
    kept.sit("tom")
    before, after = _identified(kept)
    assert before.cash.text == "1002 KID 7"
    assert "names 1002, paid by RC-" in before.found.rule
    assert after.cash == replace(before.cash, customer="ledger/C1")
    assert after.found.rule.endswith(": a second payment?")
    assert "names 1002, paid by RC-" in after.found.rule


def test_the_books_reference_stays_when_somebody_says_whose_it_is(kept: DeskBook) -> None:
    kept.take("receipts", "P9,,2026-06-29,EUR,60.00,60.00,KID 9")
    kept.sit("tom")
    before, after = _identified(kept)
    assert after.cash == replace(before.cash, customer="ledger/C1")
    assert after.cash.reference == "KID 9"
    assert [row.reference for row in cash.list_(kept.desk)] == ["KID 9"]
    assert [row.reference for row in cash.of_account(kept.desk, "C1", "EUR")] == ["KID 9"]


def _identified(kept: DeskBook) -> tuple[Unmatched, Unmatched]:
    """The bank's receipt on the worklist before it was said whose it is, and after."""
    [before] = matching.worklist(kept.desk)
    cash.identify(kept.desk, before.cash.ref, "C1", again=True)
    [after] = matching.worklist(kept.desk)
    return before, after
