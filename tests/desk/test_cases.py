"""Complaints and support: opened from the account, answered by others, back with a next step."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.cli.words import cases as case_words
from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cases,
    cash,
    disputes,
    log,
    matching,
    people,
    reports,
    undo,
)
from ledgerlane.desk.case_words import lines
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.metrics.measure import Window

TODAY = date(2026, 6, 30)
DAMAGED = {"kind": "damaged", "department": "quality", "text": "pallets broken"}
ANSWER = {"outcome": "upheld", "cause": "packing", "text": "we credit it"}


def member(kept: DeskBook, login: str, role: str) -> None:
    kept.sit(kept.me)
    people.add(kept.desk, login)
    people.grant(kept.desk, login, role, [])


def complain(kept: DeskBook, *items: str, **more: str) -> str:
    return cases.open_(kept.sit("anna"), "complaint", "C1", {**DAMAGED, **more}, items)


def test_a_complaint_disputes_what_is_held_back_and_waits_for_its_department(
    kept: DeskBook,
) -> None:
    case = complain(kept, "1001", disputed="200")
    [row] = cases.list_(kept.desk, open_only=True)
    assert (row.id, row.state, row.waits_for, row.topic) == (
        case,
        "open",
        "quality",
        "damaged",
    )
    assert (row.minor, row.currency, row.items) == (
        20_000,
        "EUR",
        (("ledger/1001", 100_000),),
    )
    assert row.due_day == date(2026, 7, 14)  # ten business days
    [dispute] = disputes.list_(kept.desk, state="open")
    assert (dispute.item, dispute.minor) == ("ledger/1001", 20_000)
    assert kept.row("C1")[3:] == ("2026-07-14", f"complaint {case}: answered?")
    assert care.verify(kept.desk, deep=True) == []


def test_the_answer_settles_the_dispute_and_brings_the_account_back(kept: DeskBook) -> None:
    case = complain(kept, "1001", disputed="200")
    member(kept, "quinn", "department")
    found = cases.move(
        kept.sit("quinn"), case, "answer", {**ANSWER, "action": "thicker foil"}
    )
    assert (found.state, found.waits_for, found.word("cause")) == (
        "answered",
        "anna",
        "packing",
    )
    [dispute] = disputes.list_(kept.desk)
    assert dispute.state == "confirmed"  # its credit memo waits
    [memo] = approvals.list_(kept.desk, state="waiting")
    assert (memo.minor, memo.asked_by, memo.kind) == (20_000, "quinn", "credit memo")
    status, left, _, day, words = kept.row("C1")
    told = f"tell them: complaint upheld, {memo.id} is asked for"
    assert (left, day, words) == ("", "2026-06-30", told)
    assert status == "DSP"  # until somebody approves it
    cases.move(kept.sit("anna"), case, "close", {})
    assert cases.list_(kept.desk, open_only=True) == []
    assert care.verify(kept.desk, deep=True) == []


def test_a_complaint_names_the_dispute_that_is_open_already(kept: DeskBook) -> None:
    id_ = disputes.open_(kept.sit("anna"), "C1", "1001", M("50.00 EUR"), note="short")
    case = complain(kept, "1001")
    found, _ = cases.load(kept.desk, case)
    assert (found.word("dispute"), found.amount("disputed")) == (id_, M("50.00 EUR"))
    cases.move(kept.desk, case, "withdraw", {"text": "a mistake"})
    [dispute] = disputes.list_(kept.desk)
    assert dispute.state == "withdrawn"


@pytest.mark.parametrize(
    ("said", "items", "words"),
    [
        ({"kind": "damaged"}, (), r"needs department .*, text"),
        ({**DAMAGED, "kind": "ugly"}, (), r"kind: 'ugly' is not one of product, service"),
        ({**DAMAGED, "owner": "zoe"}, (), r"owner: nobody here is called 'zoe'"),
        ({**DAMAGED, "due": "never"}, (), r"'never' is no day"),
        ({**DAMAGED, "disputed": "much"}, ("1001",), r"disputed: "),
        ({**DAMAGED, "disputed": "10"}, (), r"name it with --invoice"),
        (
            {**DAMAGED, "disputed": "1000.01"},
            ("1001",),
            r"Only 1 000.00 EUR of 1001 is open",
        ),
        (
            {**DAMAGED, "colour": "red"},
            (),
            r"open takes no colour; it takes kind, department",
        ),
        (DAMAGED, ("9999",), r"no open item '9999'"),
    ],
)
def test_what_is_wrong_is_refused_with_what_would_be_right(
    kept: DeskBook, said: dict[str, str], items: tuple[str, ...], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        cases.open_(kept.sit("anna"), "complaint", "C1", said, items)
    assert kept.facts("customer:ledger/C1") == []
    assert cases.list_(kept.desk) == []


def test_a_collector_does_not_answer_and_an_auditor_opens_nothing(kept: DeskBook) -> None:
    case = complain(kept)
    with pytest.raises(
        NotPermitted, match=r"may not answer a case of complaint: that needs department or"
    ):
        cases.move(kept.desk, case, "answer", ANSWER)
    with pytest.raises(NotPermitted, match="eva may not open"):
        cases.open_(kept.sit("eva"), "complaint", "C1", DAMAGED)


def test_undo_takes_the_case_its_dispute_and_its_step_back_and_redo_brings_them(
    kept: DeskBook,
) -> None:
    case = complain(kept, "1001", disputed="200")
    before = kept.row("C1")
    assert undo.undo(kept.desk).startswith(f"taken back: complaint opened, {case}")
    assert cases.list_(kept.desk) == []
    assert [d.state for d in disputes.list_(kept.desk)] == []
    assert kept.row("C1")[3] == ""
    undo.redo(kept.desk)
    assert [row.id for row in cases.list_(kept.desk)] == [case]
    assert kept.row("C1") == before
    assert care.verify(kept.desk, deep=True) == []


def test_what_somebody_went_on_with_is_not_undone_under_them(kept: DeskBook) -> None:
    case = complain(kept)
    cases.move(kept.sit("sam"), case, "answer", ANSWER)
    with pytest.raises(Refused, match=f"sam has gone on with {case} since"):
        undo.undo(kept.sit("anna"))
    undo.undo(kept.sit("sam"))
    assert cases.load(kept.desk, case)[0].state == "open"
    undo.undo(kept.sit("anna"))
    assert cases.list_(kept.desk) == []


def test_support_is_asked_and_the_answer_puts_the_account_back(kept: DeskBook) -> None:
    member(kept, "sue", "support")
    case = cases.open_(kept.sit("anna"), "support", "C1", {"kind": "copy"}, ["1001"])
    assert kept.row("C1")[3:] == ("2026-07-02", f"support copy {case}: done?")
    assert kept.row("C1")[1] == "next step 2 Jul"
    assert [row.id for row in cases.list_(kept.sit("sue"), mine=True)] == [case]
    cases.move(kept.desk, case, "return", {"text": "which address?"})
    assert [row.id for row in cases.list_(kept.sit("anna"), mine=True)] == [case]
    assert kept.row("C1")[3:] == ("2026-06-30", "support asks: which address?")
    cases.move(kept.desk, case, "again", {"text": "the billing one"})
    cases.move(kept.sit("sue"), case, "answer", {"text": "sent to ap@nordvik.example"})
    assert cases.list_(kept.desk, open_only=True) == []
    assert kept.row("C1")[1:] == (
        "",
        "",
        "2026-06-30",
        "support did it: sent to ap@nordvik.example",
    )
    assert care.verify(kept.desk, deep=True) == []


def test_the_step_of_a_case_leaves_another_one_alone(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), ["C1"], "c +1 call kari", ())
    cases.open_(kept.desk, "support", "C1", {"kind": "copy"})
    assert kept.row("C1")[3] == "2026-07-01"


def test_as_of_a_day_before_there_was_no_case(kept: DeskBook) -> None:
    case = complain(kept)
    kept.clock.turn(date(2026, 7, 3))
    cases.move(kept.sit("sam"), case, "answer", ANSWER)
    past = kept.sit("sam", as_of=date(2026, 7, 2))
    assert [row.state for row in cases.list_(past)] == ["open"]
    assert cases.load(past, case)[0].waits_for == "quality"
    earlier = kept.sit("sam", as_of=date(2026, 6, 29))
    assert cases.list_(earlier) == []
    with pytest.raises(Refused, match=f"{case} was not opened yet on 2026-06-29"):
        cases.load(earlier, case)


def test_a_case_shows_on_its_account_and_in_its_history(kept: DeskBook) -> None:
    case = complain(kept, "1001", disputed="200")
    view = accounts.show(kept.desk, "C1")
    assert [each.id for each in view.cases] == [case]
    told = [a.words for a in view.dossier.timeline() if a.kind == "case"]
    assert told == [f"complaint opened, {case} · damaged · quality · {view.cases[0].word('dispute')} · 200.00 EUR"]  # fmt: skip


def test_complaints_are_reported_by_cause_with_the_money_held_back(kept: DeskBook) -> None:
    complain(kept, "1001", disputed="200")
    second = complain(kept, "1002", kind="billing", disputed="100")
    cases.move(kept.sit("sam"), second, "answer", {**ANSWER, "cause": "pricing"})
    cases.move(kept.sit("anna"), second, "close", {})
    over = Window(date(2026, 6, 1), TODAY)
    [measure] = reports.report(kept.desk, ["complaints"], over, currency="EUR")
    inputs = {name: value.number for name, value in measure.inputs}
    assert inputs == {"opened": 2, "answered": 1, "upheld": 1, "still open": 1, "late": 0, "held back now": 20_000}  # fmt: skip
    causes = {row[1]: row[4].number for row in measure.rows if row[0] == "cause"}  # type: ignore[union-attr]
    assert causes == {"not answered yet": 20_000, "price or discount wrong": 0}
    months = {row[1]: row[2].number for row in measure.rows if row[0] == "month"}  # type: ignore[union-attr]
    assert months == {"2026-06": 2}
    [why] = reports.report(kept.desk, ["causes"], over, currency="EUR")
    assert ("root cause", "price or discount wrong (complaint 1)") in [
        row[:2] for row in why.rows
    ]


def test_complaints_month_by_month_and_what_was_not_right_is_not_held_back(
    kept: DeskBook,
) -> None:
    early = complain(kept, "1001", disputed="200")
    kept.clock.turn(date(2026, 7, 10))
    complain(kept, "1002", disputed="100")
    over = Window(date(2026, 6, 1), date(2026, 7, 31))

    def held() -> dict[str, tuple[object, ...]]:
        [measure] = reports.report(kept.desk, ["complaints"], over, currency="EUR")
        return {
            str(row[1]): (row[2].number, row[4].number)  # type: ignore[union-attr]
            for row in measure.rows if row[0] == "month"
        }  # fmt: skip

    assert held() == {"2026-06": (1, 20_000), "2026-07": (1, 10_000)}
    cases.move(kept.sit("sam"), early, "answer", {**ANSWER, "outcome": "rejected"})
    assert held() == {"2026-06": (1, 0), "2026-07": (1, 10_000)}  # told, not yet closed


PAID = "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00"
CREDITED = PAID + "\nCN1,C1,Nordvik Bygg AS,2026-06-20,2026-06-20,EUR,-100.00,0.00"


def upheld(kept: DeskBook, case: str) -> str:
    """What the answer to a complaint sets to be done next; `case show` and the step's words name the money too."""
    found = cases.move(kept.sit("quinn"), case, "answer", ANSWER)
    owed, said = found.amount("owed"), case_words.said(found, "complaint answered")
    shown = "\n".join(lines(*cases.load(kept.desk, case)))
    for text in (said, shown):
        assert ("to be paid back or credited" in text) == (owed is not None)
        assert owed is None or str(owed) in text
    return kept.row("C1")[4]


def test_what_was_paid_meanwhile_is_owed_to_them(kept: DeskBook) -> None:
    """In the books, by a fall or with its receipt, or by a match made here that is pending."""
    member(kept, "quinn", "department")
    told = "100.00 EUR is to be paid back or credited: 1001 is paid"
    case = complain(kept, "1001", disputed="100")
    kept.take("items", PAID)
    assert upheld(kept, case) == told
    assert approvals.list_(kept.desk, state="waiting") == []
    [dispute] = disputes.list_(kept.desk)
    assert dispute.state == "upheld"
    assert care.verify(kept.desk, deep=True) == []


def test_so_is_what_is_pending_and_of_the_rest_a_memo_is_asked_for(kept: DeskBook) -> None:
    member(kept, "quinn", "department")
    case = complain(kept, "1001", disputed="100")
    receipt = cash.post(kept.sit("tom"), M("960.00 EUR"), None, "C1")
    matching.match(kept.desk, receipt, ["1001"])
    words = upheld(kept, case)
    [memo] = approvals.list_(kept.desk, state="waiting")
    assert memo.minor == 4_000
    assert (
        words
        == f"60.00 EUR is to be paid back or credited: 1001 is paid, {memo.id} is asked for"
    )


def test_what_the_books_credited_of_it_is_not_owed_again(kept: DeskBook) -> None:
    member(kept, "quinn", "department")
    case = complain(kept, "1001", disputed="100")
    kept.take("items", CREDITED)
    kept.take("payments", "P1,C1,2026-06-26,EUR,900.00,0.00")
    kept.take("credits", "P1,,1001,2026-06-26,900.00\n,CN1,1001,2026-06-26,100.00")
    assert upheld(kept, case) == "tell them: complaint upheld"


def test_a_dispute_that_is_upheld_says_what_is_owed_too(kept: DeskBook) -> None:
    name = disputes.open_(kept.sit("anna"), "C1", "1001", M("100.00 EUR"), note="price")
    kept.take("items", PAID)
    said = disputes.settle(kept.sit("anna"), name, "upheld")
    told = "100.00 EUR is to be paid back or credited: 1001 is paid"
    assert said == f"upheld; nothing of it is open, so there is nothing to credit; {told}"
    assert kept.row("C1")[3:] == ("2026-06-30", told)
