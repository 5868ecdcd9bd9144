"""The sample ledgers that lie beside the repository, where they are at hand."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the sample ledgers (../shared) are not here"
)
