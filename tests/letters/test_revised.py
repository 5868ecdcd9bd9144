"""A letter whose text a person wrote: the same words, line for line, in every form."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from letter_cases import letters

from ledgerlane.letters import pdf
from ledgerlane.letters.rendering import render

PDFIUM: Any = import_module("pypdfium2")


def revised(language: str, template: str, old: str, new: str) -> str:
    text = render(letters(language)[template]).text
    assert old in text
    return text.replace(old, new)


def test_it_is_kept_to_the_byte() -> None:
    own = revised("nb", "demand", "En telefon", "En e-post eller en telefon")
    made = render(letters("nb")["demand"], own=own)
    assert made.text == own
    assert made.subject == "Betalingskrav: minst 25 000,00 NOK innen 3. desember 2026"
    assert made.digest != render(letters("nb")["demand"]).digest


def test_every_form_shows_its_lines_and_tables_as_they_were_written() -> None:
    own = revised("nb", "demand", "En telefon", "<b>En telefon</b>")
    made = render(letters("nb")["demand"], own=own)
    row = "8812     18. aug. 2026  10. sep. 2026             74  63 000,00       63 000,00"
    assert f"\n{row}\n" in made.html
    assert f"\n    {row}\n" in made.markdown
    assert "&lt;b&gt;En telefon&lt;/b&gt;" in made.html
    assert "<h1>" not in made.html
    assert made.html.count("Slik betaler dere") == 1


def test_a_text_without_an_underlined_subject_keeps_that_of_the_wording() -> None:
    made = render(letters("en")["demand"], own="Dear Tom,\n\nplease call.\n")
    assert made.subject.startswith("Demand for payment: at least GBP")


def test_what_acts_on_a_terminal_is_shown_as_a_sign() -> None:
    made = render(letters("en")["demand"], own="a\x1b[31m\n  b\x07\n")
    assert "a␛[31m\n  b␇" in made.html
    assert made.text == "a\x1b[31m\n  b\x07\n"


@pytest.mark.parametrize("language", ["nb", "hi"])
def test_the_pdf_says_the_same(language: str) -> None:
    own = "Ny\n--\n\n" + render(letters(language)["demand"]).text
    data = pdf.write(letters(language)["demand"], own=own)
    document = PDFIUM.PdfDocument(data)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    found = "".join("".join(pages).split())
    assert "63000,00" in found or "63,000.00" in found
    assert found.count("8812") == own.count("8812")
    assert document is not None
