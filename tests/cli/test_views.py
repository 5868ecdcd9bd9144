"""`queue --view`: what is no view and no filter is refused, not an empty day."""

from __future__ import annotations

import pytest
from cli.line import Line
from desk_book import DeskBook

DAY = ("--as-of", "2026-06-30")


@pytest.fixture
def book(kept: DeskBook, capsys: pytest.CaptureFixture[str]) -> Line:
    kept.desk.close()
    return Line(kept.path, capsys)


@pytest.mark.parametrize("text", ["nosuchview", "owner:all nosuchview", "foo:bar", ">60days", "<x"])  # fmt: skip
def test_what_is_no_view_is_refused_by_name(book: Line, text: str) -> None:
    done = book(*DAY, "queue", "--view", text)
    assert (done.code, done.out) == (2, "")
    assert "neither a view nor a filter" in done.err
    assert "views are My day, everyone, mine, over 60 days, broken promises, " in done.err


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("sønn", ["C2", "C2"]), ("nordvik", ["C1"]), (">100d", ["C3"]), ("everyone", ["C2", "C1", "C3", "C2"]),
     ("broken promises", []), ("cur:NOK", ["C2"])],
)  # fmt: skip
def test_views_filters_and_words_are_read(
    book: Line, text: str, numbers: list[str]
) -> None:
    rows = book.ok(*DAY, "queue", "--view", text, "--json").json["rows"]
    assert sorted(row["customer"] for row in rows) == sorted(numbers)
