"""The commands `dial` and `dial next`."""

from __future__ import annotations

from screens.fake import FakeOffice, press

from ledgerlane.screens.build import build
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
