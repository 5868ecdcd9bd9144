"""Golden screens: compared with a text file, or written anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Shell

Golden = Callable[[str, str], None]
SIZES = ((80, 24), (140, 40))
"""What people have: a terminal over ssh, and a window."""


async def at_sizes(
    golden: Golden, shell: Shell, name: str, tidy: Callable[[str], str] = str
) -> None:
    """Compare what is on the screen at both sizes; ``tidy`` makes the same of what is drawn by lot."""
    for columns, rows in reversed(SIZES):
        shell.resize(columns, rows)
        await shell.area.ready()
        golden(f"{name}-{columns}x{rows}.txt", tidy(as_text(shell.paint())))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare text with the file of that name in ``golden``."""
    folder = request.path.parent / "golden"
    option = request.config.getoption("--update-golden", default=False)
    update = bool(option) or os.environ.get("UPDATE_GOLDEN") == "1"

    def check(name: str, text: str) -> None:
        path: Path = folder / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"see {path}; --update-golden rewrites it"

    return check
