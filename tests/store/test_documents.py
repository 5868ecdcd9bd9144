"""docs/events.md, docs/schema.md and docs/states.md are what the code says; --update-golden writes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shared import ROOT

from ledgerlane.domain.events import KINDS
from ledgerlane.store import documents


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("events.md", documents.events_md),
        ("schema.md", documents.schema_md),
        ("states.md", documents.states_md),
    ],
)
def test_the_page_is_current(
    request: pytest.FixtureRequest, name: str, made: Callable[[], str]
) -> None:
    path = ROOT / "docs" / name
    if request.config.getoption("--update-golden"):
        path.write_text(made(), "utf-8")
    assert path.read_text("utf-8") == made()


def test_every_kind_of_fact_is_there() -> None:
    page = documents.events_md()
    assert [kind for kind in KINDS if f"### {kind}\n" not in page] == []


def test_every_table_is_there_with_its_columns() -> None:
    page = documents.schema_md()
    for table in ("event", "item", "queue", "allocation", "customer_search"):
        assert f"\n### {table}\n" in page
    assert (
        "| open | integer | at the batch's as-of; earlier days add back later allocations |"
        in page
    )
