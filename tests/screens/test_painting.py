"""Columns stay columns, amounts stay whole, hostile text stays text."""

from __future__ import annotations

from datetime import date

import pytest
from rich.segment import Segment
from textual.color import Color

from ledgerlane.domain.plain_text import width
from ledgerlane.screens.painting import (
    Span,
    fit,
    line,
    pad,
    right,
    short_day,
    sides,
    text_of,
    wrap,
)
from ledgerlane.screens.widgets.gate import SafeText
from ledgerlane.screens.widgets.glass import COLOURED, PLAIN, SLOW, Glass, changed, styles
from ledgerlane.screens.widgets.table import Cell, Column, Table, paint_row

NAMES = [
    "Nordvik Bygg AS",
    "अग्रवाल ट्रेडर्स",
    "株式会社日本商事",
    "Acme [EU] Ltd",
    "[@click=app.quit]x[/]",
    "a\x1b[31mb",
    "x" * 90,
    "",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", [1, 5, 18, 40])
def test_fit_fills_exactly_its_columns(name: str, columns: int) -> None:
    assert width(fit(name, columns)) == columns


def test_names_are_cut_with_an_ellipsis_and_brackets_are_text() -> None:
    assert fit("Vesterheim Kjøkken", 11) == "Vesterheim…"
    assert fit("Acme [EU] Ltd", 15) == "Acme [EU] Ltd  "


def test_what_would_act_on_the_terminal_is_shown() -> None:
    assert fit("a\x1b[31mb", 8) == "a␛[31mb "


def test_amounts_are_never_cut() -> None:
    assert right("1 234 567.89", 8) == "1 234 567.89"
    columns = [Column("Customer", 12), Column("Overdue", 8, amount=True)]
    row = paint_row([Cell("Nordvik Bygg"), Cell("1 234 567.89")], columns, 40, "   ", "")
    assert text_of(row).rstrip() == "   Nordvik… 1 234 567.89"


def test_a_row_is_cut_or_filled_to_the_width() -> None:
    assert text_of(pad(line("abcdef"), 4)) == "abc…"
    assert text_of(pad(line("ab"), 4)) == "ab  "
    assert text_of(sides(line(" left"), "right", 20)) == " left         right "


def test_days_are_short_words() -> None:
    today = date(2026, 11, 23)
    assert short_day(today, today) == "today"
    assert short_day(date(2026, 11, 24), today) == "24 Nov"
    assert short_day(date(2028, 1, 2), today) == "02 Jan 28"


def test_long_words_wrap() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefghij", 4) == ["abc", "def", "ghij"]


def test_the_gate_removes_controls_and_keeps_our_own() -> None:
    dirty = [Segment("a\x1b[31m\x9b\u202eb\U000e0041"), Segment("\x1b[5G", None, [(1,)])]  # type: ignore[list-item]
    clean = SafeText().apply(dirty, Color(0, 0, 0))
    assert [s.text for s in clean] == ["a[31mb", "\x1b[5G"]


def test_only_changed_columns_are_sent() -> None:
    before, after = line("aaaa" * 10), line("aaaa" * 5, "b", "aaaa" * 4, "aab")
    assert changed(before, before) == []
    assert changed(before, after) == [(20, 21), (39, 40)]
    assert changed(line("अग्र"), line("अग्रवाल"))[0][0] == 0


def test_a_cursor_move_changes_two_rows_of_a_million() -> None:
    table: Table[int] = Table(count=1_000_000, height=10, start=0, rows=range(40))

    def paint() -> list[tuple[Span, ...]]:
        return table.paint([Column("n", 8)], lambda n: [Cell(str(n))], lambda _: False, 30)

    before = paint()
    table.move(1)
    assert sum(a != b for a, b in zip(before, paint(), strict=True)) == 2


def test_a_table_asks_only_for_what_is_on_the_glass() -> None:
    table: Table[int] = Table(count=1_000_000, height=20)
    assert table.missing() == (0, 40)
    table.replace(table.count, 0, range(40))
    assert table.missing() is None
    table.go(999_999)
    assert table.top == 999_980
    assert table.missing() == (999_960, 1_000_000)
    table.page(-1)
    assert (table.current, table.top) == (999_980, 999_961)


def test_a_slow_line_carries_what_is_selected_and_no_other_style() -> None:
    told = {name: {str(style) for style in styles(kept).values()}
            for name, kept in (("slow", SLOW), ("plain", PLAIN), ("coloured", COLOURED))}  # fmt: skip
    assert told["slow"] == {"none", "reverse"}
    assert told["plain"] == {"none", "reverse", "bold", "dim"}
    assert told["coloured"] - told["plain"] == {
        "red",
        "green",
        "yellow",
        "bold yellow",
        "cyan",
    }


def test_a_row_of_uncertain_width_can_be_cut_anywhere() -> None:
    """As it is while the terminal gets narrower, before the row is painted for it."""
    glass = Glass()
    glass.show([(Span(" 10050 "), Span("अग्रवल ट्र & Co"), Span(" 34"))])
    row = glass.render_line(0)
    assert row.crop(0, row.cell_length).text == row.text
    for start in range(row.cell_length):
        for end in range(start, row.cell_length + 1):
            cut = row.crop(start, end)
            assert cut.cell_length <= row.cell_length, (start, end)
            assert len(cut.text) <= len(row.text), (start, end)
    assert row.crop(0, 7).text == " 10050 "
