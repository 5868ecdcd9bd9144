"""The book that tests of verbs begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_book import DeskBook


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[DeskBook]:
    """See `desk_book`."""
    found = DeskBook(tmp_path)
    yield found
    found.desk.close()
