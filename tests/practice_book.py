"""The demo book, as `ledgerlane demo` makes it today: made once a process, copied for each test.

Its accounts, amounts and stories are the same on every day, relative to that day.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ledgerlane.desk import demo
from ledgerlane.store.connection import now_ms
from ledgerlane.store.settings import day_in

ZONE = "Europe/Oslo"


def business_day() -> date:
    """The day it is in the demo book."""
    return day_in(ZONE, now_ms())


def made(factory: pytest.TempPathFactory) -> Path:
    """The demo book of this process; nobody writes to it."""
    path = factory.getbasetemp() / "made" / "demo.book"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        demo.make(path, "demo", business_day())
    return path


def copied(original: Path, folder: Path, name: str = "demo.book") -> Path:
    """A copy to work on."""
    return Path(shutil.copy(original, folder / name))
