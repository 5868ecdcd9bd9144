"""The demo book of today, to work on."""

from __future__ import annotations

from pathlib import Path

import practice_book
import pytest


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A demo book of this test's own."""
    return practice_book.copied(practice_book.made(tmp_path_factory), tmp_path)
