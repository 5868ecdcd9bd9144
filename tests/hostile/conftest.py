"""The hostile book: made once a process, copied for each test."""

from __future__ import annotations

from pathlib import Path

import practice_book
import pytest
from hostile import hostile_book


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A hostile book of this test's own."""
    made = tmp_path_factory.getbasetemp() / "hostile" / "hostile.book"
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        hostile_book.make(made)
    return practice_book.copied(made, tmp_path)
