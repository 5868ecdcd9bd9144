"""The commands `dial` and `dial next`."""

from __future__ import annotations

from screens.fake import FakeOffice, press

from ledgerlane.screens.build import build
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.work import Work


async def test_dialling_asks_why_where_the_rules_warn() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    await press(shell, ":dial⏎")
    assert shell.message[0] == "dialling 10482"
    await press(shell, ":dial next⏎")
    assert shell.message[0] == "20911: spoke on 2026-11-20: why all the same?"
    await press(shell, "other invoice⏎")
    assert shell.message[0] == "dialling 20911 other invoice"


async def test_a_stop_is_recorded_and_lifted_with_its_reason() -> None:
    shell = build(Work(FakeOffice()))
    await shell.go("queue")
    await press(shell, ":stop contact⏎lawyer⏎⏎")
    assert "stop lawyer: why, and who said so" in as_text(shell.paint())
    await press(shell, "Berg wrote⏎")
    assert shell.message[0] == "10482: lawyer, Berg wrote"
    await press(shell, ":resume contact⏎")
    assert shell.message[0] == "nothing keeps us from contacting them"
    await press(shell, "j:resume contact⏎⏎settled⏎")
    assert shell.message[0] == "20911: ST-1 lifted, settled"
