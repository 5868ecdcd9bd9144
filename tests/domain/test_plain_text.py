"""Hostile text is shown, never obeyed and never dropped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.plain_text import clean, escaped_json, fit, is_clean, width


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Nordvik Bygg AS", "Nordvik Bygg AS"),
        ("Hansen & Sønn", "Hansen & Sønn"),
        ("\x1b[31mred", "␛[31mred"),
        ("two\nlines\r\n\tx", "two␊lines␍␊␉x"),
        ("\x7f\x9b31m", "␡‹U+009B›31m"),
        ("abc\u202edcba", "abc‹U+202E›dcba"),
        ("a\u2028b", "a‹U+2028›b"),
        ("tag\U000e0041", "tag‹U+E0041›"),
        ("half \ud800", "half ‹U+D800›"),
        ("क्ष्\u200dय \u200cfa", "क्ष्\u200dय \u200cfa"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_each_is_shown_visibly(raw: str, shown: str) -> None:
    assert clean(raw) == shown
    assert is_clean(raw) == (raw == shown)


@given(st.text(alphabet=st.characters(), max_size=40))
def test_cleaning_twice_changes_nothing_and_no_control_is_left(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert is_clean(shown)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)


@given(st.text(alphabet=st.characters(), max_size=40))
def test_escaped_json_is_the_same_value(text: str) -> None:
    written = escaped_json(json.dumps({"name": text}, ensure_ascii=False))
    assert json.loads(written) == {"name": text}
    assert is_clean(written)


def test_width_and_fit_count_columns() -> None:
    assert width("日本") == 4
    assert width("Sønn") == 4
    assert width("e\u0301") == 1
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日… "
    assert fit("ab", 4) == "ab  "


def test_vowel_signs_count_as_the_terminal_that_gives_them_most() -> None:
    assert width("अग्रवाल ट्रेडर्स") == 12  # seven and five letters and signs, viramas none
    assert width("☎\ufe0f") == 2
    assert fit("अग्रवाल", 4) == "अग्र…"
