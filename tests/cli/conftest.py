from pathlib import Path

import pytest
from cli.line import Line


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line on a book that is not there yet."""
    return Line(tmp_path / "acme.book", capsys)
