"""Golden screens: compared with a text file, or written anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[str, str], None]


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
