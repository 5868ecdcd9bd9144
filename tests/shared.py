"""The sample ledgers that lie beside the repository, where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the sample ledgers (../shared) are not here"
)


def golden_metric(start: str) -> dict[str, Any]:
    """The row of ``golden_metrics.json`` of this name, or the first whose name begins so."""
    rows = json.loads((SHARED / "data" / "golden_metrics.json").read_text("utf-8"))
    begin_so = [row for row in rows if row["name"].startswith(start)]
    found: dict[str, Any] = min(begin_so, key=lambda row: bool(row["name"] != start))
    return found
