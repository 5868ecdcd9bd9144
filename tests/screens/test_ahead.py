"""Keys typed before the first paint: what only looks is done, the rest is asked about."""

from __future__ import annotations

import pytest
from screens.fake import FakeOffice, press
from screens.test_day import screen, start

from ledgerlane.screens.ahead import press_ahead
from ledgerlane.screens.keys import typed
from ledgerlane.screens.shell import Shell


async def ahead(keys: str) -> tuple[Shell, FakeOffice]:
    shell, office = await start()
    for key in typed(keys):
        await press_ahead(shell, key)
    return shell, office


async def test_what_only_looks_is_done() -> None:
    shell, _ = await ahead("jj⏎")
    assert (shell.area_name, shell.overlay) == ("customer", None)
    assert " 30077 Østfold Marine" in screen(shell)
    shell, _ = await ahead("g20911⏎3")
    assert (shell.area_name, shell.overlay) == ("plans", None)


async def test_what_records_is_kept_and_asked() -> None:
    shell, office = await ahead("jnp15k fri⏎v")
    assert office.recorded == []
    assert "Typed before this screen was there: “np15k fri⏎v”. Do it now?" in screen(shell)
    await press(shell, "⏎")
    assert office.recorded == []
    await press(shell, "y")
    assert [code for _, code in office.recorded] == ["n", "p 15k fri", "v"]


async def test_what_is_asked_about_is_read_whole_or_not_done() -> None:
    shell, office = await ahead("o" + "w" * 199)
    assert "w" * 50 in screen(shell)
    assert screen(shell).count("w") >= 199
    shell, office = await ahead("n" + "v" * 200)
    assert "201 keys were typed before this screen was there: none of them is done." in screen(shell)  # fmt: skip
    await press(shell, "y")
    assert (office.recorded, shell.overlay) == ([], None)


async def test_any_other_key_leaves_it() -> None:
    shell, office = await ahead("n")
    await press(shell, "x")
    assert (office.recorded, shell.overlay) == ([], None)
    assert "nothing of it was done" in screen(shell)


@pytest.mark.parametrize(
    "keys", ["5a⏎", "5⏎", "4a", ":no answer⏎", "u", "y", "Fmine⏎", "x"]
)
async def test_nothing_is_approved_sent_or_taken_back_unseen(keys: str) -> None:
    shell, office = await ahead(keys)
    assert "Typed before this screen was there" in screen(shell)
    assert office.recorded == []
