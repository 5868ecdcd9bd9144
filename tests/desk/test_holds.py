"""Stopping work on an account, and handing it up."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, holds, log, queue, undo
from ledgerlane.domain.errors import NotPermitted, Refused


def listed(kept: DeskBook, name: str = "anna") -> set[str]:
    """Numbers on somebody's list."""
    return {row.number for row in queue.rows(kept.sit(name))}


def test_held_until_released(kept: DeskBook) -> None:
    holds.hold(kept.sit("anna"), "C1", "lawyer wrote")
    assert kept.row("C1")[0] == "HLD"
    assert listed(kept) == {"C2", "C3"}
    assert accounts.show(kept.desk, "C1").dossier.hold == "lawyer wrote"
    holds.release(kept.desk, "C1", "settled")
    assert listed(kept) == {"C1", "C2", "C3"}
    with pytest.raises(Refused, match="C1 is not on hold"):
        holds.release(kept.desk, "C1")
    with pytest.raises(Refused, match="say why"):
        holds.hold(kept.desk, "C1", "  ")


def test_several_are_held_and_released_as_one_act(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    holds.hold(desk, ["C1", "C3"], "flood in the town")
    assert (kept.row("C1")[0], kept.row("C3")[0]) == ("HLD", "HLD")
    with pytest.raises(Refused, match="C2 is not on hold"):
        holds.release(desk, ["C1", "C2/EUR"])
    assert kept.row("C1")[0] == "HLD"
    assert undo.undo(desk) == "taken back: on hold · flood in the town · on 2 accounts"
    assert (kept.row("C1")[0], kept.row("C3")[0]) == ("", "")


def test_no_next_step_on_several_is_one_act(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.no_next(desk, ["C1", "C3"])
    assert undo.undo(desk).endswith("on 2 accounts")


def test_snoozed_comes_back_on_its_day(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "z fri new accountant")
    assert "C1" not in listed(kept)
    kept.clock.turn(date(2026, 7, 2))
    assert "C1" not in listed(kept)
    kept.clock.turn(date(2026, 7, 3))
    assert "C1" in listed(kept)
    with pytest.raises(Refused, match="2026-07-03 is not after 2026-07-03"):
        log.record(kept.desk, "C1", "z 2026-07-03 new accountant")


def test_escalated_is_said_on_the_row(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "e supervisor manager does not answer")
    assert kept.row("C1")[0] == "ESC"
    assert accounts.show(kept.desk, "C1").dossier.escalated == "supervisor"


def test_auditors_only_read(kept: DeskBook) -> None:
    desk = kept.sit("eva")
    with pytest.raises(NotPermitted, match="eva may not work an account"):
        holds.hold(desk, "C1", "why")
    assert accounts.show(desk, "C1").customer.name == "Nordvik Bygg AS"
