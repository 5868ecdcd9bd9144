"""Placements: asked, approved, refused with the day, remitted, recalled, undone."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from builders import M
from desk_book import DeskBook
from placing import AGENCIES, named, place

from ledgerlane.desk import (
    approvals,
    board,
    care,
    cases,
    cash,
    credit_reading,
    directly,
    disputes,
    log,
    people,
    placement_reading,
    requests,
    taking_back,
    undo,
    write_offs,
)
from ledgerlane.domain.errors import NotPermitted, Refused, Twice


@pytest.fixture
def book(kept: DeskBook) -> DeskBook:
    return named(kept, AGENCIES)


def test_what_the_policy_lets_pass_is_placed_at_once_with_its_file(book: DeskBook) -> None:
    case, _ = cases.load(book.desk, place(book, "1001"))
    assert (case.state, case.waits_for, case.due) == ("placed", "agency", date(2026, 7, 30))
    assert [each.step for each in case.moves] == ["ask", "hand-over"]
    assert (case.about, case.word("handling")) == (M("1000.00 EUR"), "third-party")
    rows = [json.loads(line) for line in case.word("file").splitlines()]
    assert [row["row"] for row in rows] == ["placement", "item"]
    assert rows[0]["principal"] == 100_000
    assert rows[0]["name"] == "Nordvik Bygg AS"
    assert (rows[1]["number"], rows[1]["days_past_due"], rows[1]["left_out"]) == (
        "1001",
        76,
        0,
    )
    [row] = cases.list_(book.desk)
    assert "file" not in row.values
    assert row.values["sha256"] == case.word("sha256")
    assert book.row("C1")[3:] == ("", "")  # 1002 is still ours to ask for
    assert care.verify(book.desk, deep=True) == []


def test_none_named_is_all_that_is_overdue_and_over_the_amount_a_supervisor_approves(
    book: DeskBook,
) -> None:
    case, _ = cases.load(book.desk, place(book))
    assert (case.state, case.waits_for, case.about) == (
        "asked",
        "supervisor",
        M("1500.00 EUR"),
    )
    with pytest.raises(Refused, match=r"places 1 500.00 EUR; over 1200 units a supervisor"):
        cases.move(book.desk, case.id, "hand-over", {})
    with pytest.raises(NotPermitted, match="anna may not approve"):
        cases.move(book.desk, case.id, "approve", {})
    found = cases.move(book.sit("sam"), case.id, "approve", {"text": "go"})
    assert (found.state, found.due) == ("placed", date(2026, 7, 30))
    assert care.verify(book.desk, deep=True) == []


def test_who_asked_never_approves_whatever_their_roles(book: DeskBook) -> None:
    case = place(book)
    people.grant(book.sit(book.me), "anna", "supervisor", [])
    with pytest.raises(NotPermitted, match=f"anna opened {case}; somebody else must"):
        cases.move(book.sit("anna"), case, "approve", {})


def test_what_changed_since_it_was_asked_is_not_approved(book: DeskBook) -> None:
    case = place(book)
    disputes.open_(book.desk, "C1", "1002", M("50.00 EUR"), note="short")
    with pytest.raises(Refused, match=f"{case} is not as it was asked for: what is open"):
        cases.move(book.sit("sam"), case, "approve", {})


def test_the_disputed_part_stays_out(book: DeskBook) -> None:
    disputes.open_(book.desk, "C1", "1001", M("200.00 EUR"), note="short")
    disputes.open_(book.desk, "C1", "1002", M("500.00 EUR"), note="not ordered")
    case, _ = cases.load(book.desk, place(book))
    assert [(each.ref, each.amount) for each in case.items] == [
        ("ledger/1001", M("800.00 EUR"))
    ]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (("1003",), r"1003: due 15 Jul; only what is overdue is placed"),
        (("1002",), r"1002: all that is open is disputed"),
        (("9999",), r"no open item '9999'"),
    ],
)
def test_what_cannot_be_placed_is_refused_with_the_reason(
    book: DeskBook, items: tuple[str, ...], words: str
) -> None:
    disputes.open_(book.desk, "C1", "1002", M("500.00 EUR"), note="not ordered")
    with pytest.raises(Refused, match=words):
        place(book, *items)
    assert cases.list_(book.desk) == []


def test_promised_money_is_waited_for_and_a_placed_item_is_placed_once(
    book: DeskBook,
) -> None:
    place(book, "1002")
    with pytest.raises(Refused, match=r"1002: placed already, PL-"):
        place(book, "1002")
    log.record(book.desk, "C1", "p 1500 +7")
    with pytest.raises(Refused, match=r"1001: 1 500.00 EUR are promised by 07 Jul"):
        place(book, "1001")


def test_an_agency_takes_its_currencies_and_an_unknown_one_is_named(book: DeskBook) -> None:
    with pytest.raises(Refused, match="Kall Senter takes EUR, not NOK"):
        place(book, who="C2/NOK", agency="OUR")
    with pytest.raises(Refused, match="agency: 'XX' is not one of NI, OUR"):
        place(book, agency="XX")


def remit(book: DeskBook, case: str, **said: str) -> None:
    cases.move(book.sit("tom"), case, "remit", said)


def test_a_remittance_is_a_receipt_over_the_gross_with_its_commission(
    book: DeskBook,
) -> None:
    case = place(book, "1001")
    remit(book, case, gross="333.33", reference="R-1")
    found, view = cases.load(book.desk, case)
    # 12.5 % of 333.33 is 41.66625
    assert (found.amount("commission"), found.amount("net")) == (
        M("41.67 EUR"),
        M("291.66 EUR"),
    )
    assert [(each.kind, each.item, each.amount) for each in view.pending] == [
        ("cash", "ledger/1001", M("333.33 EUR"))
    ]
    [row] = cash.list_(book.desk)
    assert (row.minor, row.matched) == (33_333, 33_333)
    assert care.verify(book.desk, deep=True) == []


def test_commission_is_rounded_half_to_even_by_item_and_age(book: DeskBook) -> None:
    case = place(book, "1001", "1002")
    cases.move(book.sit("sam"), case, "approve", {})
    remit(book, case, gross="0.30", **{"for": "1001=0.20, 1002=0.10"})
    found, _ = cases.load(book.desk, case)
    # 12.5 % of 0.20 is 2.5 cents: 2; 10 % of 0.10 is 1
    assert found.amount("commission") == M("0.03 EUR")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"gross": "1000.01"}, r"1 000.01 EUR is more than the 1 000.00 EUR that is open"),
        (
            {"gross": "100", "commission": "20"},
            r"the agency kept 20.00 EUR, agreed are 12.50 EUR",
        ),
        (
            {"gross": "100", "commission": "12.50", "net": "87"},
            r"100.00 EUR less 12.50 EUR is 87.50",
        ),
        (
            {"gross": "100", "for": "1002"},
            r"for: 1002 is not open of what was placed: 1001",
        ),
        (
            {"gross": "100", "day": "2026-06-01"},
            r"placed on 2026-06-30; the agency had nothing",
        ),
        ({"gross": "100", "for": "1001=60"}, r"100.00 EUR is more than the 60.00 EUR"),
    ],
)
def test_a_remittance_that_does_not_add_up_is_refused(
    book: DeskBook, said: dict[str, str], words: str
) -> None:
    case = place(book, "1001")
    with pytest.raises(Refused, match=words):
        remit(book, case, **said)
    assert cash.list_(book.desk) == []


def test_another_commission_with_the_reason_is_recorded(book: DeskBook) -> None:
    case = place(book, "1001")
    remit(book, case, gross="100", net="80", text="minimum fee")
    found, _ = cases.load(book.desk, case)
    assert (found.amount("commission"), found.amount("agreed")) == (
        M("20.00 EUR"),
        M("12.50 EUR"),
    )


def test_recall_and_closing_bring_the_items_back_with_a_next_step(book: DeskBook) -> None:
    case = place(book, "1001")
    with pytest.raises(Refused, match=r"1 000.00 EUR of it is open still"):
        cases.move(book.desk, case, "close", {"result": "paid"})
    found = cases.move(book.desk, case, "recall", {"reason": "conduct", "text": "stop now"})
    assert (found.state, found.open) == ("recalled", False)
    assert book.row("C1")[3:] == (
        "2026-06-30",
        "recalled from Nordic Inkasso: conduct, go on",
    )
    again = place(book, "1001")
    cases.move(book.desk, again, "close", {"result": "uncollectable"})
    assert book.row("C1")[4] == "Nordic Inkasso closed it, uncollectable: write it off?"
    assert care.verify(book.desk, deep=True) == []


def test_neither_a_remittance_nor_a_placement_is_undone(book: DeskBook) -> None:
    case = place(book, "1001")
    with pytest.raises(
        Refused, match=f"handed over stands; `place recall {case}` takes it"
    ):
        undo.undo(book.desk)
    remit(book, case, gross="100")
    with pytest.raises(Refused, match=f"{case}: agency remitted stands; `cash reverse`"):
        undo.undo(book.desk)
    book.clock.turn(date(2026, 7, 20))
    with pytest.raises(Refused, match=f"{case}: agency remitted stands; `cash reverse`"):
        undo.undo(book.sit("tom"), older=True)
    moved = cases.move(book.sit("anna"), case, "recall", {"reason": "error"})
    assert moved.state == "recalled"
    assert care.verify(book.desk, deep=True) == []


def test_an_approval_that_placed_it_is_not_undone(book: DeskBook) -> None:
    case = place(book)
    cases.move(book.sit("sam"), case, "approve", {})
    with pytest.raises(Refused, match=f"placement approved stands; `place recall {case}`"):
        undo.undo(book.desk)


def test_the_same_statement_of_an_agency_is_asked_about(book: DeskBook) -> None:
    case = place(book, "1001")
    remit(book, case, gross="100", reference="S-7")
    with pytest.raises(
        Twice, match=r"tom posted 100.00 EUR .* `--again yes` records another"
    ):
        remit(book, case, gross="100", reference="S-7")
    remit(book, case, gross="100", reference="S-8")
    remit(book, case, gross="100", reference="S-7", again="yes")
    assert [row.minor for row in cash.list_(book.desk)] == [10_000] * 3


def test_what_the_ledger_has_of_an_agency_already_is_asked_about(book: DeskBook) -> None:
    case = place(book, "1001")
    book.take("payments", f"R1,C1,{book.desk.today.isoformat()},EUR,100.00,0.00\n")
    with pytest.raises(Twice, match=r"the ledger has 100.00 EUR of .* `--again yes`"):
        remit(book, case, gross="100")


def test_the_agency_reads_what_was_asked_and_not_what_was_noted_since(
    book: DeskBook,
) -> None:
    said = {"agency": "NI", "text": "ask for Kari"}
    case = cases.open_(book.desk, "placement", "C1", said)
    cases.move(book.desk, case, "note", {"text": "sam is away"})
    cases.move(book.sit("sam"), case, "approve", {"text": "go"})
    found, _ = cases.load(book.desk, case)
    assert json.loads(found.word("file").splitlines()[0])["text"] == "ask for Kari"
    lines, _ = placement_reading.shown(book.desk, case)
    assert lines[2] == "ASKED BY  anna on 2026-06-30 · ask for Kari"


def test_what_a_supervisor_reads_names_changes_and_is_bound_to_them(book: DeskBook) -> None:
    case = place(book)
    lines, digest = placement_reading.shown(book.desk, case)
    assert lines[:7] == (
        f"{case}  1 500.00 EUR to Nordic Inkasso (third-party)",
        "CUSTOMER  Nordvik Bygg AS (C1)",
        "ASKED BY  anna on 2026-06-30",
        "ITEM      1001  1 000.00 EUR of 1 000.00 EUR open, 76 d late",
        "ITEM      1002  500.00 EUR of 500.00 EUR open, 10 d late",
        "COSTS     175.00 EUR commission, if all of it is collected",
        "WHY       no rule of letting go proposes it",
    )
    disputes.open_(book.desk, "C1", "1002", M("500.00 EUR"), note="not ordered")
    with pytest.raises(Refused, match="what was shown has changed meanwhile"):
        placement_reading.approve(book.sit("sam"), case, digest)
    lines, digest = placement_reading.shown(book.desk, case)
    changed = "all that is open is disputed; it cannot be approved as it was asked for"
    assert f"CHANGED   1002: {changed}" in lines
    with pytest.raises(Refused, match="not as it was asked for: 1002"):
        placement_reading.approve(book.desk, case, digest)


def test_the_board_counts_what_waits_for_a_supervisor(book: DeskBook) -> None:
    place(book)
    made = board.board(book.sit("sam"), scope="all")
    waiting = [each for each in made.attention if each.area == "approve"]
    assert [(each.words, each.minor) for each in waiting] == [
        ("request waits for a decision", 150_000)
    ]


def test_a_customer_whose_import_was_taken_back_breaks_no_list(book: DeskBook) -> None:
    """D9's placement waits; the ledger loses D9: it is still listed, withdrawn, declined, never approved."""
    book.take("items", "9001,D9,Ghost,2026-03-16,2026-04-15,EUR,5000.00,5000.00\n")
    book.sit("anna")
    first, second, placed = (
        place(book, who="D9"),
        place(book, who="C1"),
        place(book, "2001", who="C2"),
    )
    hold = cases.open_(book.desk, "credit", "D9", {"action": "hold", "text": "?"})
    assert taking_back.undo_batch(book.sit(book.me), "2").committed
    desk = book.sit("sam")
    waits = {each.case.id: each for each in placement_reading.waiting(desk)}
    assert list(waits) == [first, second]
    gone = f"customer D9 is not in the ledger.*{first} takes only decline, withdraw, note"
    assert waits[second].off == ""
    assert re.match(gone, waits[first].off)
    assert waits[first].amount == M("5000.00 EUR")
    lines, digest = placement_reading.shown(desk, first)
    assert lines[1] == "CUSTOMER   (D9)"
    with pytest.raises(Refused, match=gone):
        placement_reading.approve(desk, first, digest)
    assert directly.list_(desk) == []
    [asked] = [each for each in credit_reading.waiting(desk) if each.id == hold]
    assert (asked.number, "D9 is not in the ledger" in asked.off) == ("D9", False)
    assert placement_reading.decline(desk, first, "who is that?") == f"declined: {first}"
    cases.move(book.sit("anna"), placed, "note", {"text": "C2 is here"})
    assert care.verify(book.desk, deep=True) == []


def test_what_is_disputed_of_the_account_is_not_placed_the_oldest_first(
    book: DeskBook,
) -> None:
    """900.00 of 1,750.00 are contested: 100.00 of 1001 can be placed, and all of 1002."""
    log.record(book.desk, "C1", "d 900= all pallets broken")
    case, _ = cases.load(book.desk, place(book))
    assert [(each.ref, str(each.amount)) for each in case.items] == [
        ("ledger/1001", "100.00 EUR"), ("ledger/1002", "500.00 EUR"),
    ]  # fmt: skip
    assert case.state == "placed"
    log.record(book.desk, "C2/EUR", "d 300= nothing of it came")
    with pytest.raises(Refused, match="2001: all that is open is disputed"):
        place(book, "2001", who="C2")


def test_parts_of_a_debt_count_as_the_whole_when_it_is_approved(book: DeskBook) -> None:
    """1,000.00 pass at once; 500.00 more of the same customer are over 1,200 together."""
    first, second = place(book, "1001"), place(book, "1002")
    assert cases.load(book.desk, first)[0].state == "placed"
    assert cases.load(book.desk, second)[0].state == "asked"
    with pytest.raises(
        Refused, match=r"places 500\.00 EUR besides 1 000\.00 EUR placed without approval"
    ):
        cases.move(book.desk, second, "hand-over", {})
    assert cases.load(book.desk, place(book, "2001", who="C2"))[0].state == "placed"
    cases.move(book.desk, first, "recall", {"reason": "error"})
    assert cases.load(book.desk, place(book, "1001"))[0].state == "placed"
    assert cases.move(book.sit("sam"), second, "approve", {}).state == "placed"
    assert care.verify(book.desk, deep=True) == []


def test_what_no_rule_lets_go_is_placed_with_a_reason_and_by_a_supervisor(
    book: DeskBook,
) -> None:
    """A customer whose only overdue invoice is one day late."""
    book.take("items", "5001,C5,Good Payer,2026-05-30,2026-06-29,EUR,100.00,100.00\n")
    anna = book.sit("anna")
    with pytest.raises(Refused, match="1 d late, 0 attempts unanswered, 0 promises broken"):
        place(book, who="C5")
    said = {"agency": "NI", "text": "they are emptying their shop"}
    shown = cases.preview(anna, "placement", "", "C5", said)
    assert any(each.startswith("early: 1 d late") for each in shown)
    case = cases.open_(anna, "placement", "C5", said)
    assert cases.load(anna, case)[0].state == "asked"
    with pytest.raises(Refused, match=r"before its time .* a supervisor approves it"):
        cases.move(anna, case, "hand-over", {})
    lines, digest = placement_reading.shown(book.sit("sam"), case)
    assert any(each.startswith("EARLY     1 d late") for each in lines)
    placement_reading.approve(book.desk, case, digest)
    assert cases.load(book.desk, case)[0].state == "placed"


def test_who_attempted_in_vain_or_calls_in_our_name_is_not_too_early(
    book: DeskBook,
) -> None:
    book.take("items", "5001,C5,Good Payer,2026-05-30,2026-06-29,EUR,100.00,100.00\n")
    book.sit("anna")
    called = place(book, who="C5", agency="OUR")
    assert cases.load(book.desk, called)[0].state == "placed"
    cases.move(book.desk, called, "recall", {"reason": "error"})
    for _ in range(5):
        log.record(book.desk, "C5", "n")
    assert cases.load(book.desk, place(book, who="C5"))[0].state == "placed"


def test_who_approves_a_write_off_reads_that_an_agency_has_it(book: DeskBook) -> None:
    case = place(book, "1001")
    words = f"1 000.00 EUR with Nordic Inkasso: {case}"
    assert f"not ours to collect: {words}" in log.preview(book.desk, "C1", "p 100").notices
    name = write_offs.request(book.desk, "C1", ["1001"], "uncollectible", "")
    seen = requests.shown(book.sit("sam"), name)
    assert seen.notices == (f"{words}; recall it, or tell them",)
    assert f"OTHERS    {words}; recall it, or tell them" in seen.lines
    assert "recalled" not in approvals.approve(book.desk, name, seen.digest)
    assert requests.shown(book.desk, name).notices == ()
