"""A letter as PDF: read back by another program, looked at for boxes, refused rather than boxed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hostile.names import names
from letter_cases import DAY, base, every, letters

from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.letter import Letter, Line
from ledgerlane.domain.money import Money
from ledgerlane.letters import pdf
from ledgerlane.letters.templates import Templates

PDFIUM: Any = import_module("pypdfium2")


def pages(data: bytes) -> list[str]:
    """The text of each page as PDFium reads it, blanks and line ends made one."""
    document = PDFIUM.PdfDocument(data)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(" ".join(text.get_text_range().split()))
        text.close()
        page.close()
    document.close()
    return texts


def squeezed(text: str) -> str:
    """Without blanks: readers of PDF disagree on where Devanagari has them."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("letter", every(), ids=lambda x: f"{x.language}-{x.template}")
def test_every_letter_is_set_with_every_sign_of_it(letter: Letter) -> None:
    data = pdf.write(letter)  # PDF/A: a sign that no font has is refused
    assert data.startswith(b"%PDF-1.")
    text = squeezed(" ".join(pages(data)))
    assert squeezed(letter.to.name) in text
    assert squeezed(letter.sender.name) in text
    assert "8812" in text or not letter.lines


@pytest.mark.parametrize(
    ("language", "template", "words"),
    [
        ("hi", "final", "हमारे अनुस्मारकों का कोई परिणाम नहीं निकला।"),
        ("hi", "demand", "भुगतान की माँग: 3 दिसंबर 2026 तक कम से कम INR 25,000.00"),
        ("hi", "attorney", "एतद्द्वारा आपसे माँग की जाती है"),
        ("nb", "final", "Dette er et inkassovarsel etter inkassoloven."),
        ("fr", "final", "nous vous mettons en demeure de nous régler 85 619,86 EUR."),
        ("de", "final", "Die Verzugszinsen und die Pauschale von 40,00 EUR verlangen wir nach § 288 BGB."),
    ],
)  # fmt: skip
def test_the_words_can_be_copied_out_of_it(
    language: str, template: str, words: str
) -> None:
    text = "".join(pages(pdf.write(letters(language)[template])))
    assert squeezed(words) in squeezed(text)


def test_devanagari_is_drawn_from_a_font_that_has_it() -> None:
    data = pdf.write(letters("hi")["final"])
    fonts = set(re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z-]+)", data))
    assert fonts == {b"Hind-Regular", b"Hind-Bold"}


def test_a_sign_that_no_font_has_is_refused_with_what_to_do() -> None:
    letter = base("nb")
    name = "\U00013000 Hieroglyph AS"
    with pytest.raises(Refused, match=r"no font here has every sign .* folder fonts"):
        pdf.write(replace(letter, to=replace(letter.to, name=name)))


def test_the_books_own_fonts_are_asked_too(tmp_path: Path) -> None:
    font = Path(import_module("fontpkg_hind").ROOT) / "files" / "Hind-Light.ttf"
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / font.name).write_bytes(font.read_bytes())
    typst = import_module("typst")
    assert pdf.families(typst, Templates(tmp_path).fonts) == ["Hind"]
    assert pdf.families(typst, None) == []
    assert pages(pdf.write(base("nb"), Templates(tmp_path)))


@pytest.mark.parametrize("name", names()[:40])
def test_a_hostile_name_is_never_source(name: str) -> None:
    letter = base("en")
    to = replace(letter.to, name=name, attention=f'#panic("{name}") $x$ *b* @a <l>')
    try:
        text = "".join(pages(pdf.write(replace(letter, to=to, remark=name))))
    except Refused:  # a sign that no font of this machine has
        return
    assert "#panic(" in text
    assert "$x$ *b* @a <l>" in text


def test_500_documents_run_over_pages_with_their_headings() -> None:
    letter = base("en")
    money = Money(100, "GBP")
    lines = tuple(
        Line(f"INV-{n:06d}", DAY - timedelta(60), DAY - timedelta(30), money, money)
        for n in range(500)
    )
    found = pages(pdf.write(replace(letter, lines=lines)))
    assert 9 <= len(found) <= 15
    assert f"Page 1 of {len(found)}" in found[0]
    assert f"Page {len(found)} of {len(found)}" in found[-1]
    assert all("Days late" in page for page in found[:-1])
    numbers = re.findall(r"INV-\d{6}", " ".join(found))
    assert numbers == [f"INV-{n:06d}" for n in range(500)]


def test_one_page_has_no_number() -> None:
    found = pages(pdf.write(base("en")))
    assert len(found) == 1
    assert "Page 1" not in found[0]


def test_the_farewell_stays_with_the_signature() -> None:
    found = pages(pdf.write(letters("hi")["final"]))
    last = [page for page in found if squeezed("भवदीय,") in squeezed(page)]
    assert len(last) == 1
    assert squeezed("अन्ना बर्ग") in squeezed(last[0])


def test_the_same_letter_is_the_same_file() -> None:
    assert pdf.write(base("da")) == pdf.write(base("da"))


def test_the_paper_is_that_of_the_country() -> None:
    letter = base("en")

    def size(country: str) -> tuple[int, ...]:
        data = pdf.write(replace(letter, to=replace(letter.to, country=country)))
        document = PDFIUM.PdfDocument(data)
        found = tuple(round(each) for each in document.get_page_size(0))
        document.close()
        return found

    assert (size("GB"), size("US")) == ((595, 842), (612, 792))


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)
    with pytest.raises(Misused, match=r"pip install 'ledgerlane\[pdf\]'"):
        pdf.write(base("nb"))
