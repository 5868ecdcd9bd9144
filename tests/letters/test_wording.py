"""Every letter in every language, word for word; and what no letter may look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
from letter_cases import bare, every, letters

from ledgerlane.domain.letter import LANGUAGES, TEMPLATES, Letter
from ledgerlane.domain.money import Money
from ledgerlane.domain.plain_text import is_clean, width
from ledgerlane.letters.phrases import law, phrases
from ledgerlane.letters.rendering import render
from ledgerlane.letters.templates import Templates, judged

EVERY = [(language, template) for language in LANGUAGES for template in TEMPLATES]


@pytest.mark.parametrize(("language", "template"), EVERY)
def test_a_letter_word_for_word(
    language: str, template: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"{language}-{template}.txt", render(letters(language)[template]).text)


def test_there_is_a_wording_of_each_kind_in_each_language_and_no_other() -> None:
    folder = files("ledgerlane.letters") / "wording"
    found = {
        (language.name, file.name.removesuffix(".txt"))
        for language in folder.iterdir()
        for file in language.iterdir()
    }
    assert found == set(EVERY)


@pytest.mark.parametrize(("language", "template"), EVERY)
def test_our_wordings_keep_to_the_rules_of_a_book_s_own(
    language: str, template: str
) -> None:
    assert list(judged(Templates().wording(template, language))) == []


def untidy(text: str) -> list[str]:
    """Lines with signs of a wording gone wrong: two blanks, a lonely comma, an empty pair, braces."""
    words = [line for line in text.split("\n") if not line.startswith("  ")]
    wrong = re.compile(r"\S {2,}\S.*[.!?]$|\s[,.]|\(\)|,,|\.\.|[{}\ue000]|None|\bTrue\b")
    return [line for line in words if wrong.search(line) and "./." not in line]


@pytest.mark.parametrize("letter", every(), ids=lambda x: f"{x.language}-{x.template}")
def test_a_letter_in_full_is_tidy(letter: Letter) -> None:
    text = render(letter).text
    assert untidy(text) == []
    assert [line for line in text.split("\n") if width(line) > 80] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_of_bare_necessities_is_tidy(language: str) -> None:
    for template in TEMPLATES:
        text = render(bare(language)[template]).text
        assert untidy(text) == [], template
        assert "\n\n\n" not in text
        assert all(is_clean(line) for line in text.split("\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_of_an_account_in_order_asks_for_nothing(language: str) -> None:
    labels = phrases(language)["labels"]
    text = render(bare(language)["statement"]).text
    assert labels["pay"] not in text
    assert labels["balance"] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_have_the_same_phrases(language: str) -> None:
    ours, theirs = phrases(language), phrases("en")
    assert ours.keys() == theirs.keys()
    for table in set(theirs) - {"laws", "labels"}:
        assert ours[table].keys() == theirs[table].keys(), table
    assert theirs["labels"].keys() <= ours["labels"].keys()
    assert {"contract", "eu", "uk", "no", "dk", "in"} <= ours["laws"].keys()


def test_the_law_is_the_countrys_own_where_it_has_one() -> None:
    assert law("de", "eu", "DE") == "§ 288 BGB"
    assert law("de", "eu", "IT") == "der Richtlinie 2011/7/EU über Zahlungsverzug"
    assert law("nb", "no", "NO") == "forsinkelsesrenteloven"
    assert law("en", "another act", "") == "another act"


@pytest.mark.parametrize(
    ("language", "template", "word"),
    [
        ("nb", "reminder-2", "purring"),
        ("nb", "final", "Inkassovarsel"),
        ("da", "reminder-2", "rykker"),
        ("da", "final", "Inkassovarsel"),
        ("de", "reminder-1", "Zahlungserinnerung"),
        ("de", "reminder-2", "Mahnung"),
        ("de", "reminder-3", "Letzte Mahnung"),
        ("fr", "reminder-2", "relance"),
        ("fr", "final", "Mise en demeure"),
        ("nl", "reminder-1", "herinnering"),
        ("nl", "reminder-3", "Aanmaning"),
        ("nl", "final", "Ingebrekestelling"),
        ("hi", "attorney", "कानूनी नोटिस"),
        ("en", "attorney", "claim"),
    ],
)
def test_the_subject_has_the_fields_own_word(
    language: str, template: str, word: str
) -> None:
    assert word in render(letters(language)[template]).subject


def test_a_notice_names_its_days_and_the_day_it_ends() -> None:
    text = " ".join(render(letters("nb")["final"]).text.split())
    assert "14 dager fra varselet er sendt, det vil si til og med 7. desember 2026" in text
    text = " ".join(render(letters("da")["final"]).text.split())
    assert "10 dage fra afsendelsen, det vil sige til og med den 3. december 2026" in text


def test_nobody_named_is_written_to_faithfully() -> None:
    first = letters("en")["reminder-1"]
    text = render(replace(first, to=replace(first.to, attention=""))).text
    assert "Dear Sir or Madam," in text
    assert "Yours faithfully,\n" in text
    assert "Yours sincerely,\n" in render(first).text


def test_the_digest_is_of_the_exact_text() -> None:
    one, other = render(letters("nb")["demand"]), render(letters("nb")["demand"])
    assert one.digest == other.digest
    assert len(one.digest) == 64
    assert one.digest != render(letters("nb")["final"]).digest


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denied_deduction_is_named_in_every_language(language: str) -> None:
    letter = letters(language)["reminder-2"]
    first, *more = letter.lines
    denied = replace(first, denied=Money(1_230, letter.currency))
    plain = render(letter).text.splitlines()
    text = render(replace(letter, lines=(denied, *more))).text
    told = " ".join(line for line in text.splitlines() if line not in plain)
    assert first.number in told
    assert "12" in told
    assert untidy(text) == []
