"""A paper says the same in every format; hostile text stays text; plots are plain SVG."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from shared import ROOT

from ledgerlane.sync.papers import html, markdown, pdf, svg
from ledgerlane.sync.papers.paper import Facts, Grid, Heading, Paper, Plot, Text

HOSTILE = '<script>alert(1)</script> [x](javascript:y) *_`|~ #let $x$ @a \\ "q"'
PLOT = svg.bars(
    [("1-30", 50, "0.50"), ("31-60", 100, "1.00"), ("91+", 0, "0.00")], "By age"
)
PAPER = Paper(
    "Receivables",
    (Heading(2, "EUR"), Text(HOSTILE), Facts([("formula", "a / b"), ("note", HOSTILE)]),
     Grid(("what", "amount"), [("overdue", "1.50"), (HOSTILE, "")], ("amount",)),
     Plot("aging-EUR", "By age", PLOT), Heading(2, "NOK"), Text("Nothing.")),
)  # fmt: skip
NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_markdown_escapes_what_it_would_act_on() -> None:
    text = markdown.write(PAPER, "plots")
    assert text.startswith("# Receivables\n\n## EUR\n\n")
    assert "<script" not in text.replace("\\<script", "")
    assert "| what | amount |\n|---|--:|\n| overdue | 1.50 |\n" in text
    assert "![By age](plots/aging-EUR.svg)" in text
    assert (
        re.search(r"(?<!\\)\|(?![ -])", re.sub(r"^\|.*\|$", "", text, flags=re.M)) is None
    )


def test_markdown_in_one_file_carries_its_plots() -> None:
    assert "![By age](data:image/svg+xml;base64," in markdown.write(PAPER)


def test_html_is_one_safe_file() -> None:
    text = html.write(PAPER)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert '<td class="number">1.50</td>' in text
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)=", text)
    body = text[text.index("<body>") : text.index("</html>")]
    ElementTree.fromstring(body)


def test_bars_are_as_long_as_their_values() -> None:
    drawing = ElementTree.fromstring(PLOT)
    lengths = [int(each.attrib["width"]) for each in drawing.iter(f"{NAMESPACE}rect")]
    assert lengths[0] * 2 == lengths[1] == 420
    assert lengths[2] == 0
    words = [each.text for each in drawing.iter(f"{NAMESPACE}text")]
    assert words == ["1-30", "0.50", "31-60", "1.00", "91+", "0.00"]


def test_piles_stand_on_each_other() -> None:
    text = svg.piled([("May", (30, 10)), ("June", (20, 0))], ("a", "b"), "By <month>")
    drawing = ElementTree.fromstring(text)
    tops = [
        (int(r.attrib["y"]), int(r.attrib["height"]))
        for r in drawing.iter(f"{NAMESPACE}rect")
    ]
    assert tops[:4] == [(55, 135), (10, 45), (100, 90), (100, 0)]
    assert "By &lt;month&gt;" in text


@pytest.mark.parametrize("values", [[], [("a", 0, "0")], [("a", -5, "-5")]])
def test_plots_of_nothing_are_drawings_all_the_same(
    values: list[tuple[str, int, str]],
) -> None:
    bars = ElementTree.fromstring(svg.bars(values, "x"))
    piled = ElementTree.fromstring(
        svg.piled([(name, (number,)) for name, number, _ in values], ("x",), "x")
    )
    words = [each.text for each in bars.iter(f"{NAMESPACE}text")]
    assert words == [word for name, _, shown in values for word in (name, shown)]
    assert [r.attrib["width"] for r in bars.iter(f"{NAMESPACE}rect")] == [
        "0" for _ in values
    ]
    *piles, legend = piled.iter(f"{NAMESPACE}rect")
    assert [r.attrib["height"] for r in piles] == ["0" for _ in values]
    assert legend.attrib["height"] == "12"


def test_pdf_of_hostile_text_is_a_pdf_of_that_text() -> None:
    made = pdf.write(PAPER)
    assert made.startswith(b"%PDF-")
    assert pdf.source(PAPER).count("#pagebreak()") == 1


def test_without_the_extra_one_line_names_it() -> None:
    """Without site-packages (-S) there is no typst; the paper itself needs nothing but us."""
    code = (
        "from ledgerlane.sync.papers import pdf\n"
        "from ledgerlane.sync.papers.paper import Paper\n"
        "pdf.write(Paper('x', ()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(
        "PDF needs the extra pdf: pip install 'ledgerlane[pdf]'"
    )
