"""Conflicts in the app: both sides, the key that settles, the board's line and the account's reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from replicas import Replicas
from screens.fake import press

from ledgerlane.desk import conflicts, exchange, log
from ledgerlane.desk.desk import Desk
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell
from ledgerlane.screens.work import Work


@pytest.fixture
def copies(tmp_path: Path) -> Replicas:
    """Anna and bo each wrote a promise of C1 down, on copies that have met since."""
    made = Replicas(tmp_path, 2)
    for at, (name, text) in enumerate((("anna", "p 800 3 jul"), ("bo", "p 500 10 jul"))):
        made.clocks[at].ms = max(clock.ms for clock in made.clocks)
        desk = made.sit(at, name)
        log.record(desk, "C1", text)
        exchange.add(desk, "meeting", str(made.remotes[0]))
        desk.close()
    for at in (0, 1, 0):
        made.sync(at)
    return made


def at_copy(copies: Replicas, at: int, name: str) -> tuple[Shell, Desk]:
    desk = copies.sit(at, name)
    return build(Work(DeskOffice(desk))), desk


async def exchanged(shell: Shell) -> None:
    """What `R` says at its end."""
    await press(shell, "R")
    assert shell.message[0] == "exchanging; go on meanwhile"
    assert shell.exchanging.task is not None
    await shell.exchanging.task


async def test_both_sides_are_shown_and_one_is_chosen(copies: Replicas) -> None:
    shell, desk = at_copy(copies, 0, "anna")
    await shell.go("queue")
    await press(shell, ":conflicts⏎")
    rows = as_text(shell.paint()).splitlines()
    assert any("Decided apart" in row and "1 conflict" in row for row in rows)
    text = "\n".join(rows)
    assert " > 1 PROMISE 800.00 EUR by 03 Jul" in text
    assert "   2 PROMISE 500.00 EUR by 10 Jul" in text
    device = conflicts.listed(desk)[0].sides[1].device
    assert f"bo, 30 Jun 09:01, on device {device}" in text
    assert "meanwhile 500.00 EUR by 03 Jul counts" in text
    await press(shell, "", "tab")
    assert " > 2 PROMISE 500.00 EUR by 10 Jul" in as_text(shell.paint())
    await press(shell, "acustomer's mail⏎")
    assert shell.message[0] == "2 promises differ · settled: PROMISE 500.00 EUR by 10 Jul"
    assert "nothing was decided in two ways" in as_text(shell.paint())
    assert conflicts.listed(desk) == []
    desk.close()


async def test_the_board_and_the_reason_tell_of_it(copies: Replicas) -> None:
    shell, desk = at_copy(copies, 1, "bo")
    await shell.go("queue")
    assert "2 promises differ" in as_text(shell.paint())
    await press(shell, "6")
    await shell.area.ready()
    assert "1 conflict waits to be settled" in as_text(shell.paint())
    desk.close()


async def test_who_may_not_settle_it_is_told(copies: Replicas) -> None:
    shell, desk = at_copy(copies, 0, "tom")
    await shell.go("conflicts")
    assert "needs collector or supervisor or admin" in as_text(shell.paint())
    await press(shell, "a")
    assert shell.message[0] == "needs collector or supervisor or admin"
    assert len(conflicts.listed(desk)) == 1
    desk.close()


async def test_one_key_exchanges_with_the_places_that_are_known(copies: Replicas) -> None:
    shell, desk = at_copy(copies, 0, "anna")
    await shell.go("queue")
    log.record(desk, "C3", "n")
    await exchanged(shell)
    assert shell.message[0] == "meeting: 0 in, 2 out · 1 in conflict: :conflicts"
    desk.close()


async def test_a_place_that_is_away_hides_nothing_of_the_others(copies: Replicas) -> None:
    """What is first in the list is no folder any more, and the exchange goes on."""
    shell, desk = at_copy(copies, 0, "anna")
    stick = copies.folder / "a stick"
    stick.mkdir()
    exchange.add(desk, "a-stick", str(stick))
    stick.rmdir()
    stick.write_text("no folder", "utf-8")
    await shell.go("queue")
    log.record(desk, "C3", "n")
    await exchanged(shell)
    away, met, conflict = shell.message[0].split(" · ")
    assert away.startswith("a-stick: ")
    assert "a stick" in away
    assert (met, conflict) == ("meeting: 0 in, 2 out", "1 in conflict: :conflicts")
    desk.close()
