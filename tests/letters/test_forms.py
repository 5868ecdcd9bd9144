"""Text, Markdown and HTML: hostile names, every currency, long lists, odd days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hostile.names import names
from letter_cases import DAY, base, letters

from ledgerlane.domain.letter import Addressee, Kind, Line
from ledgerlane.domain.money import Money
from ledgerlane.domain.plain_text import clean, is_clean, width
from ledgerlane.letters.rendering import render

HEBREW = "שלום בע״מ"


@pytest.mark.parametrize("name", names())
def test_a_hostile_name_stays_inert_in_every_form(name: str) -> None:
    letter = base("en")
    to = Addressee("1", name, name, (name,), "GB")
    lines = tuple(replace(line, number=name) for line in letter.lines)
    made = render(replace(letter, to=to, lines=lines, remark=name))
    for form in (made.text, made.markdown, made.html):
        assert all(is_clean(line) for line in form.split("\n"))
        assert "\x1b" not in form
    assert "\n" not in made.subject
    shown = clean(name).strip()
    assert shown.replace("\u00a0", " ") in made.text
    assert re.search(r"<(script|img|a|iframe|object|link)\b", made.html) is None
    if "<" in shown:
        assert shown not in made.html


def test_markup_in_a_name_is_shown_and_does_nothing() -> None:
    letter = base("en")
    name = "<script>alert(1)</script> *b* [x](http://y) | `c`"
    made = render(replace(letter, to=replace(letter.to, name=name)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made.html
    assert r"\<script\>alert(1)\</script\> \*b\* \[x\](http://y) \| \`c\`" in made.markdown


def test_the_page_needs_nothing_from_outside() -> None:
    html = render(letters("de")["demand"]).html
    assert re.findall(r"(?:src|href|url)\s*[=(]", html) == []
    assert "default-src 'none'" in html
    assert re.findall(r"https?://[^\"]+", html) == ["http://www.w3.org/2000/svg"]
    assert html.count("<svg") == 1
    assert '<html lang="de">' in html


def test_words_from_right_to_left_stand_apart() -> None:
    letter = base("en")
    made = render(replace(letter, to=replace(letter.to, name=HEBREW, attention=HEBREW)))
    assert f"Dear <bdi>{HEBREW}</bdi>," in made.html
    assert f"Dear {HEBREW}," in made.text
    assert "\u2068" not in made.text + made.markdown + made.html


@pytest.mark.parametrize(
    ("currency", "minor", "language", "country", "shown"),
    [
        ("JPY", 84310, "en", "JP", "JPY 84,310"),
        ("JPY", 84310, "de", "DE", "84.310 JPY"),
        ("KWD", 84310500, "en", "GB", "KWD 84,310.500"),
        ("KWD", 84310500, "fr", "FR", "84 310,500 KWD"),
        ("IQD", 1234567, "en", "GB", "IQD 1,234.567"),
        ("ISK", 84310, "da", "DK", "84.310 ISK"),
        ("CLF", 123456, "nl", "NL", "CLF 12,3456"),
        ("CHF", 8431050, "de", "CH", "CHF 84'310.50"),
        ("INR", 123456789, "en", "IN", "INR 12,34,567.89"),
        ("USD", 8431050, "en", "US", "USD 84,310.50"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, minor: int, language: str, country: str, shown: str
) -> None:
    letter = base(language)
    money = Money(minor, currency)
    line = Line("1", date(2026, 9, 1), date(2026, 10, 1), money, money)
    to = replace(letter.to, country=country)
    text = render(replace(letter, currency=currency, lines=(line,), to=to)).text
    assert shown in text


@pytest.mark.parametrize(
    ("language", "country", "shown"),
    [
        ("en", "GB", "29 February 2028"),
        ("en", "US", "February 29, 2028"),
        ("nb", "NO", "29. februar 2028"),
        ("fr", "FR", "29 février 2028"),
        ("hi", "IN", "29 फ़रवरी 2028"),
    ],
)
def test_a_leap_day(language: str, country: str, shown: str) -> None:
    letter = base(language)
    to = replace(letter.to, country=country)
    assert shown in render(replace(letter, day=date(2028, 2, 29), to=to)).text


def test_the_first_of_a_month_in_french() -> None:
    assert "1er décembre 2026" in render(replace(base("fr"), day=date(2026, 12, 1))).text


def test_a_letter_of_500_documents_lists_them_all() -> None:
    letter = base("en")
    money = Money(100, "GBP")
    lines = tuple(
        Line(f"INV-2026-{n:06d}", DAY - timedelta(60), DAY - timedelta(30), money, money)
        for n in range(500)
    )
    made = render(replace(letter, lines=lines))
    for form in (made.text, made.markdown, made.html):
        assert form.count("INV-2026-0") + form.count("INV-2026\\-0") >= 500
    assert "Sum" in made.text
    assert "GBP 500.00" in made.text
    assert max(map(width, made.text.split("\n"))) <= 80


def test_a_broad_table_keeps_to_its_columns() -> None:
    letter = letters("en")["reminder-3"]
    money = Money(123456789012, "GBP")
    lines = tuple(
        replace(line, number=f"LONG-DOCUMENT-NUMBER-{n}", amount=money, open=money, interest=money)
        for n, line in enumerate(letter.lines)
    )  # fmt: skip
    text = render(replace(letter, lines=lines)).text
    assert max(map(width, text.split("\n"))) <= 80
    assert text.count("1,234,567,890.12") == 4
    assert "".join(re.findall(r"^(LONG\S*|DOCUMENT\S*|NUMBER\S*|\S*-0)", text, re.M))


def test_a_demand_with_many_documents_counts_them_in_words() -> None:
    letter = letters("en")["demand"]
    lines = tuple(replace(letter.lines[0], number=str(n)) for n in range(9))
    assert (
        "9 invoices, GBP 567,000.00 in total, are overdue"
        in render(replace(letter, lines=lines)).text
    )


def test_a_letter_from_abroad_names_the_country() -> None:
    letter = base("en")
    text = render(replace(letter, to=replace(letter.to, country="NO"))).text
    assert "Bristol BS1 4RB\nNO\n" in text


def test_a_customer_without_a_name_is_addressed_by_number_and_no_code_stands_for_a_country() -> (
    None
):
    letter = base("en")
    nameless = replace(
        letter.to, name="", attention="", address=(), country="391", email="ap@x.example"
    )
    text = render(replace(letter, to=nameless)).text
    assert f"\n\nCustomer number: {letter.to.number}\n\n" in text
    assert text.count(f"Customer number: {letter.to.number}") == 1
    assert "391" not in text
    claim = replace(letters("en")["attorney"], to=nameless)
    assert f" v {letter.to.number}: claim for " in render(claim).subject


def test_markdown(golden: Callable[[str, str], None]) -> None:
    golden("nb-final.md", render(letters("nb")["final"]).markdown)


def test_html(golden: Callable[[str, str], None]) -> None:
    golden("de-demand.html", render(letters("de")["demand"]).html)


def test_every_form_of_every_kind_is_made() -> None:
    for kind in Kind:
        made = next(
            render(letter) for letter in letters("nb").values() if letter.kind == kind
        )
        assert made.subject.split()[0] in made.text
        assert made.html.startswith("<!doctype html>")
        assert made.markdown.count("# ") == 1
