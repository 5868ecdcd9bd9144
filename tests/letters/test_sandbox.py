"""A book's own wordings: what they may say, and what is refused with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from letter_cases import base, letters

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.letters.rendering import render
from ledgerlane.letters.templates import Templates, strays


def own(folder: Path, body: str, template: str = "reminder-1") -> Templates:
    path = folder / "nb" / f"{template}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"Subject: Hei\n\n{body}\n", "utf-8")
    return Templates(folder)


def test_a_books_own_wording_stands_in_place_of_ours(tmp_path: Path) -> None:
    templates = own(
        tmp_path, "Kjære {{ customer }}, {{ asked }} mangler.\n\n{{ documents }}"
    )
    made = render(base("nb"), templates)
    assert made.subject == "Hei"
    assert "Kjære Nordvik Bygg AS, 84 310,50 NOK mangler." in made.text
    assert "8812     18. aug. 2026" in made.text
    assert render(letters("nb")["demand"], templates).subject.startswith("Betalingskrav")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("{{ custmer }}", 3, "'custmer' is not known; known are account, arithmetic"),
        ("a\n\nb {{ promise.amont }}", 5, "'promise.amont' is not known; known are amount, broken, by, due, made_on"),
        ("{{ customer.__class__ }}", 3, "'customer.__class__' is not known; known are none: it has no fields"),
        ("{{ promise.items }}", 3, "'promise.items' is not known"),
        ("{{ ''.__class__.__mro__ }}", 3, "getattr is not for letters"),
        ("{{ promise['amount'] }}", 3, "getitem is not for letters"),
        ("{{ customer.upper() }}", 3, "call is not for letters"),
        ("{{ range(10**9) }}", 3, "call is not for letters"),
        ("{{ cycler }}", 3, "'cycler' is not known"),
        ("{% for x in range(9) %}{% endfor %}", 3, "call is not for letters"),
        ("{% for x in 'abc' %}{% endfor %}", 3, "const is not for letters"),
        ("{% for x in said %}{% for y in said %}{% endfor %}{% endfor %}", 3, "a loop inside a loop"),
        ("{% for x in said recursive %}{{ loop(said) }}{% endfor %}", 3, "for is not for letters"),
        ("{% set a = customer %}", 3, "assign is not for letters"),
        ("{% macro m() %}{{ m() }}{% endmacro %}", 3, "macro is not for letters"),
        ("{% include '/etc/passwd' %}", 3, "include is not for letters"),
        ("{% import 'os' as os %}", 3, "import is not for letters"),
        ("{% extends 'x' %}", 3, "extends is not for letters"),
        ("{{ customer * 999999999 }}", 3, "mul is not for letters"),
        ("{{ days ** days ** days }}", 3, "pow is not for letters"),
        ("{{ customer ~ customer }}", 3, "concat is not for letters"),
        ("{{ customer | attr('x') }}", 3, "'filter attr' is not known; known are join, upper, capitalize"),
        ("{% if customer is callable %}{% endif %}", 3, "test is not for letters"),
        ("{{ customer if one else sender }}", 3, "condexpr is not for letters"),
        ("{% filter upper %}a{% endfilter %}", 3, "filterblock is not for letters"),
        ("{{ unfinished", 3, "known are {{ name }}"),
        ("{% while 1 %}", 3, "Encountered unknown tag 'while'"),
        ("See {{ documents }} here", 3, "documents is a table: give it a line of its own"),
        ("\ue000payment\ue000", 3, "a private sign (U+E000) that is ours"),
        ("", 1, "no words after the subject"),
    ],
)  # fmt: skip
def test_what_is_refused_names_file_and_line(
    tmp_path: Path, body: str, line: int, said: str
) -> None:
    templates = own(tmp_path, body)
    with pytest.raises(Refused) as refused:
        render(base("nb"), templates)
    message = str(refused.value)
    assert message.startswith(f"{tmp_path / 'nb' / 'reminder-1.txt'}:{line}: "), message
    assert said in message


def test_a_record_that_is_not_there_is_asked_for_first(tmp_path: Path) -> None:
    templates = own(tmp_path, "Hei\n\n{% if one %}\na\n{% endif %}\n{{ promise.amount }}")
    with pytest.raises(Refused, match=r"reminder-1.txt:8: .*ask with {% if %}"):
        render(base("nb"), templates)
    asked = own(tmp_path, "Hei\n\n{% if promise %}{{ promise.amount }}{% endif %}")
    assert render(base("nb"), asked).text.count("Hei") == 2


def test_lines_of_tags_end_no_paragraph(tmp_path: Path) -> None:
    text = "a {{ count }}\n{% if one %}\nb\n{% else %}\nc\n{% endif %}\nd.{% if one %}{% endif %}\n\ne"
    assert "\na 2 c d.\n\ne\n" in render(base("nb"), own(tmp_path, text)).text


def test_the_first_line_is_the_subject(tmp_path: Path) -> None:
    templates = own(tmp_path, "x")
    (tmp_path / "nb" / "reminder-1.txt").write_text("Hei\n\nx", "utf-8")
    with pytest.raises(Refused, match=r":1: the first line must be 'Subject: '"):
        render(base("nb"), templates)


def test_what_is_too_long_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="at most 20000 are read"):
        render(base("nb"), own(tmp_path, "a" * 20_001))
    with pytest.raises(Refused, match="larger than 80000 bytes"):
        render(base("nb"), own(tmp_path, "a" * 80_001))
    (tmp_path / "nb" / "reminder-1.txt").write_bytes(b"Subject: \xff\xfe")
    with pytest.raises(Refused, match="not UTF-8"):
        render(base("nb"), Templates(tmp_path))


def test_files_that_would_never_be_used_are_named(tmp_path: Path) -> None:
    own(tmp_path, "x")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "A.ttf").touch()
    assert list(strays(tmp_path)) == []
    (tmp_path / "nb" / "reminder-9.txt").touch()
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "demand.txt").touch()
    found = [str(each) for each in strays(tmp_path)]
    assert len(found) == 2
    assert found[0].startswith(f"{tmp_path / 'nb' / 'reminder-9.txt'}: would not be used")
    with pytest.raises(Misused, match="there is no such folder"):
        list(strays(tmp_path / "none"))


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}", "{% for x in y %}", "{# gone #}", "{{ promise }}", "%s {0.__class__}"],
)
def test_a_name_is_never_a_template(name: str) -> None:
    letter = base("nb")
    text = render(replace(letter, to=replace(letter.to, attention=name))).text
    assert f"Hei {name}," in text
