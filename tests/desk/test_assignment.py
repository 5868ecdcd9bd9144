"""Whose account it is, by hand and by the book's rules, and whose list it is on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_book import DeskBook

from ledgerlane.desk import assignment, queue, undo
from ledgerlane.domain.assignment import Rule
from ledgerlane.domain.errors import NotPermitted, Refused


def numbers(kept: DeskBook, name: str, scope: str) -> list[str]:
    """The accounts of somebody's list, each once."""
    rows = queue.rows(kept.sit(name), scope=scope)
    return sorted({row.number for row in rows})


def test_an_owner_takes_an_account_off_the_list_of_others(kept: DeskBook) -> None:
    assert assignment.assign(kept.sit("sam"), ["C1", "C2/NOK", "C2"], "anna") == 2
    assert numbers(kept, "anna", "mine") == ["C1", "C2"]
    assert numbers(kept, "anna", "mine+nobody") == ["C1", "C2", "C3"]
    assert numbers(kept, "bo", "mine+nobody") == ["C3"]
    assert numbers(kept, "bo", "all") == ["C1", "C2", "C3"]
    assert kept.row("C1")[2] == "anna"


def test_only_changes_count_and_are_recorded(kept: DeskBook) -> None:
    desk = kept.sit("sam")
    assert assignment.assign(desk, ["C1", "C2"], "anna") == 2
    assert assignment.assign(desk, ["C1", "C2", "C3"], "anna") == 1
    assert kept.facts("customer:ledger/C1") == ["account.assigned"]


def test_rules_for_named_accounts_leave_the_others_and_replace_an_owner(
    kept: DeskBook,
) -> None:
    desk = kept.sit("sam")
    assignment.assign(desk, ["C1"], "sam")
    desk.policy = replace(desk.policy, assignment=(Rule("bo"),))
    assert assignment.by_rule(desk, ["C1"]) == 1
    assert [kept.row(number)[2] for number in ("C1", "C2", "C3")] == ["bo", "", ""]


def test_giving_to_nobody_and_taking_back(kept: DeskBook) -> None:
    desk = kept.sit("sam")
    assignment.assign(desk, ["C1", "C3"], "anna")
    assignment.assign(desk, ["C1"], "")
    assert (kept.row("C1")[2], kept.row("C3")[2]) == ("", "anna")
    undo.undo(desk)
    assert kept.row("C1")[2] == "anna"
    assert undo.undo(desk) == "taken back: assigned to anna · on 2 accounts"
    assert (kept.row("C1")[2], kept.row("C3")[2]) == ("", "")


def test_one_that_cannot_be_given_gives_none(kept: DeskBook) -> None:
    with pytest.raises(Refused, match="'C9'"):
        assignment.assign(kept.sit("sam"), ["C1", "C9"], "anna")
    with pytest.raises(Refused, match="nobody here is called 'carl'"):
        assignment.assign(kept.desk, ["C1"], "carl")
    with pytest.raises(NotPermitted, match="eva may not assign accounts"):
        assignment.assign(kept.sit("eva"), ["C1"], "anna")
    assert kept.facts("customer:ledger/C1") == []


def test_rules_give_only_what_nobody_owns(kept: DeskBook) -> None:
    desk = kept.sit("sam")
    assignment.assign(desk, ["C1"], "sam")
    desk.policy = replace(
        desk.policy,
        assignment=(Rule("anna", currency="NOK"), Rule("bo", first_number="C3")),
    )
    assert assignment.by_rule(desk) == 2
    assert [kept.row(number)[2] for number in ("C1", "C2", "C3")] == ["sam", "anna", "bo"]
    assert assignment.by_rule(desk) == 0
