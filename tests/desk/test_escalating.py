"""What a collector hands up reaches somebody: lists, board, answer, undo (procedure.md 2.4, 3)."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, board, cases, log, people, queue, undo
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.store.views import Wanted


def up(kept: DeskBook, line: str = "e supervisor manager does not answer") -> str:
    log.record(kept.sit("anna"), "C1", "a anna")
    log.record(kept.desk, "C1", line)
    return next(iter(cases.list_(kept.desk, kind="escalation"))).id


def numbers(kept: DeskBook, login: str) -> list[str]:
    return [row.number for row in queue.rows(kept.sit(login))]


def test_it_waits_for_the_supervisor_and_stands_on_their_list(kept: DeskBook) -> None:
    up(kept)
    assert kept.row("C1")[1] == "next step 3 Jul"
    assert "C1" not in numbers(kept, "anna")
    assert "C1" in numbers(kept, "sam")
    assert "C1" not in numbers(kept, "bo")
    [row] = cases.list_(kept.sit("sam"), mine=True, open_only=True)
    assert (row.number, row.waits_for, row.text, row.due_day) == (
        "C1", "supervisor", "manager does not answer", date(2026, 7, 3),
    )  # fmt: skip
    assert "C1" in [row.number for row in queue.rows(kept.sit("sam", date(2026, 6, 30)))]


def test_whatever_status_the_row_shows_it_is_found(kept: DeskBook) -> None:
    up(kept)
    log.record(kept.sit("anna"), "C1", "d 100= #1001 pallets broken")
    assert kept.row("C1")[0] == "DSP"
    wanted = Wanted(conditions=("escalated",), listed=False)
    assert [row.number for row in queue.viewed(kept.sit("sam"), wanted, "all")] == ["C1"]
    assert "C1" in numbers(kept, "sam")


def test_the_board_counts_it_with_the_way_to_the_account(kept: DeskBook) -> None:
    up(kept)
    log.record(kept.sit("sam"), "C3", "a sam")
    made = board.board(kept.desk, work=False)
    [line] = [each for each in made.attention if each.words.startswith("escalated")]
    assert (made.scope, line.number, line.minor) == ("mine", 1, 150_000)
    assert line.view == "is:escalated off:show cur:EUR owner:all"
    made = board.board(kept.sit("anna"), work=False)
    assert [x.view for x in made.attention if x.words.startswith("escalated")] == [
        "is:escalated off:show cur:EUR owner:mine"
    ]


def test_the_answer_ends_it_and_is_told_and_undone(kept: DeskBook) -> None:
    name = up(kept)
    log.record(kept.sit("anna"), "C3", "a sam")
    sam = kept.sit("sam")
    cases.move(sam, name, "answer", {"text": "spoke to the owner, pays Friday"})
    assert "C1" not in numbers(kept, "sam")
    status, exit_, _, due, words = kept.row("C1")
    assert (status, exit_, due) == ("", "", "2026-06-30")
    assert words == "sam says: spoke to the owner, pays Friday"
    view = accounts.show(kept.sit("sam"), "C1")
    assert "escalation answered" in " ".join(x.words for x in view.dossier.timeline())
    undo.undo(kept.desk)
    assert kept.row("C1")[0] == "ESC"
    assert "C1" in numbers(kept, "sam")


def test_undone_it_waits_for_nobody(kept: DeskBook) -> None:
    up(kept)
    undo.undo(kept.desk)
    assert cases.list_(kept.desk, kind="escalation") == []
    assert "C1" not in [
        row.number for row in queue.viewed(kept.desk, Wanted(conditions=("escalated",)))
    ]


def test_handed_up_again_it_goes_on_in_the_same_case(kept: DeskBook) -> None:
    name = up(kept)
    log.record(kept.sit("anna"), "C1", "e legal they deny the debt")
    [row] = cases.list_(kept.desk, kind="escalation")
    assert (row.id, row.waits_for) == (name, "legal")
    assert "C1" not in numbers(kept, "sam")
    with pytest.raises(Refused, match=f"{name} waits for legal already"):
        cases.open_(kept.desk, "escalation", "C1", {"text": "twice"})


def test_who_cannot_answer_is_not_asked_and_nobody_is_said(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    with pytest.raises(Refused, match="eva cannot answer what is handed up; supervisor, "):
        log.record(anna, "C1", "e eva no cash came")
    assert kept.row("C1")[0] == ""
    people.revoke(kept.sit(kept.me), kept.me, "legal")
    anna = kept.sit("anna")
    done = log.record(anna, "C1", "e legal they deny the debt")
    assert done.notices == ("nobody here is legal yet: people role LOGIN legal",)
    with pytest.raises(NotPermitted, match="needs supervisor or management"):
        cases.move(anna, "ES", "answer", {"text": "done"})


def test_an_escalation_of_before_stands_until_it_is_handed_up_anew(kept: DeskBook) -> None:
    from ledgerlane.desk.entry import append
    from ledgerlane.domain.events import Escalated

    agg = f"customer:{accounts.show(kept.desk, 'C1').customer.ref}"
    with kept.desk.store.writing():
        append(kept.desk, {agg: [Escalated(on=kept.desk.today, to="supervisor")]})
    assert "C1" in numbers(kept, "sam")
    name = up(kept)
    cases.move(kept.sit("sam"), name, "decline", {"text": "yours"})
    assert kept.row("C1")[0] == ""


def test_a_customer_marked_in_two_currencies_is_handed_up_once(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), ["C2/EUR", "C2/NOK", "C3"], "e supervisor silent")
    made = cases.list_(kept.desk, kind="escalation")
    assert sorted(each.number for each in made) == ["C2", "C3"]
    dossier = accounts.show(kept.desk, "C2").dossier
    [case] = [each.id for each in made if each.number == "C2"]
    assert {(step.about, step.currency) for step in dossier.steps} == {
        (case, "EUR"), (case, "NOK"),
    }  # fmt: skip
    log.record(kept.sit("anna"), ["C2/EUR", "C2/NOK"], "e supervisor still silent")
    assert len(cases.list_(kept.desk, kind="escalation")) == 2
    undo.undo(kept.desk)
    undo.undo(kept.desk)
    assert cases.list_(kept.desk, kind="escalation") == []


def test_one_visit_is_asked_for_where_both_currencies_are_large(kept: DeskBook) -> None:
    people.add(kept.desk, "mia")
    people.grant(kept.desk, "mia", "account-manager")
    kept.take(
        "items",
        "2101,C2,Hansen & Sønn,2026-04-10,2026-05-10,EUR,90000.00,90000.00\n"
        "2102,C2,Hansen & Sønn,2026-04-20,2026-05-20,NOK,990000.00,990000.00\n",
    )
    log.record(kept.sit("anna"), ["C2/EUR", "C2/NOK"], "e supervisor silent")
    kinds = [each.kind for each in accounts.show(kept.desk, "C2").cases]
    assert sorted(kind.name for kind in kinds) == ["escalation", "sales help"]
