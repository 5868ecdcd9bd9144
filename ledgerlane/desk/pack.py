"""The management report: every measure of the book as a paper to read and hand on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from ledgerlane.desk import board, reports
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.whole_files import require_free, whole_file
from ledgerlane.domain.aging import in_words
from ledgerlane.domain.board import Line
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.metrics.measure import Measure, Value, Window
from ledgerlane.domain.metrics.words import amounts, grid, rests_on
from ledgerlane.domain.money import plain
from ledgerlane.domain.plain_text import clean
from ledgerlane.sync.papers import html, markdown, pdf, svg
from ledgerlane.sync.papers.paper import Facts, Grid, Heading, Paper, Part, Plot, Text

NAME = "report"
PLOTS = "plots"
"""Names of the files in a folder."""
KEY_FIGURES = (
    "dso", "best_possible_dso", "countback_dso", "add", "cei_period", "aging_trend", "promises_kept",
    "collectors", "write_off_rate", "provision",
)  # fmt: skip
"""The measures on the first table of each currency."""


def pack(
    desk: Desk, place: Path, over: Window, *, currency: str | None = None,
    rates: Sequence[Fraction] = (), method: str = "cohort", replace: bool = False,
) -> tuple[list[Path], str]:  # fmt: skip
    """Write the report; the files, and a word where one is left out.

    ``place`` is a folder, which gets Markdown, HTML, the plots and, with the extra, a PDF;
    or a file ending in ``.md``, ``.html`` or ``.pdf``. Raises Misused for another ending or
    where the extra is missing, Refused where the folder cannot be made or a file is there
    already (unless ``replace``).
    """
    kind = place.suffix.lower()
    if kind and kind not in _WRITERS and not place.is_dir():
        msg = f"{place.name}: a folder, or a file ending in {', '.join(_WRITERS)}"
        raise Misused(msg)
    if kind == ".pdf" and not pdf.available():
        raise Misused(pdf.MISSING)
    made = paper(desk, over, currency=currency, rates=rates, method=method)
    if kind in _WRITERS and not place.is_dir():
        _write(place, _WRITERS[kind](made), replace=replace)
        return [place], ""
    return _folder(place, made, replace=replace)


_WRITERS: dict[str, Callable[[Paper], bytes]] = {
    ".md": lambda made: markdown.write(made).encode(),
    ".html": lambda made: html.write(made).encode(),
    ".pdf": pdf.write,
}


def _folder(place: Path, made: Paper, *, replace: bool) -> tuple[list[Path], str]:
    try:
        (place / PLOTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{place}: {error.strerror}; name a folder that can be made"
        raise Refused(msg) from error
    files = {
        place / f"{NAME}.md": markdown.write(made, PLOTS).encode(),
        place / f"{NAME}.html": html.write(made).encode(),
        **{place / PLOTS / f"{plot.name}.svg": plot.svg.encode() for plot in made.plots},
    }
    if pdf.available():
        files[place / f"{NAME}.pdf"] = pdf.write(made)
    for path in files:
        require_free(path, replace=replace)
    for path, content in files.items():
        _write(path, content, replace=replace)
    return list(files), "" if pdf.available() else pdf.MISSING


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    with whole_file(path, replace=replace) as file:
        file.buffer.write(content)


def paper(
    desk: Desk, over: Window, *, currency: str | None = None,
    rates: Sequence[Fraction] = (), method: str = "cohort",
) -> Paper:  # fmt: skip
    """What the report says: for each currency key figures, plots, what needs attention, every measure.

    A board is of the desk's own day: a window that ends before has no attention.
    """
    found = reports.report(
        desk, reports.REPORTS, over, currency=currency, rates=rates, method=method
    )
    before = reports.report(
        desk, reports.REPORTS, over.before, currency=currency, rates=rates, method=method
    )
    was = {(each.name, each.frame.currency, each.title): each for each in before}
    now = board.every(desk) if over.last == desk.today else []
    attention = {made.currency: made.attention for made in now}
    parts: list[Part] = [Text(_opening(desk, over))]
    for code, group in groupby(found, key=lambda each: each.frame.currency):
        parts += _currency(code, list(group), was, attention.get(code, ()))
    return Paper(f"Receivables as of {over.last.isoformat()}", tuple(map(_cleaned, parts)))


def _opening(desk: Desk, over: Window) -> str:
    practice = "A practice book. " if desk.practice else ""
    return (
        f"{practice}Window {over}; balances of {over.last.isoformat()}. Each currency by itself; every "
        "measure states its formula, window and inputs."
    )


def _currency(
    code: str, found: Sequence[Measure], was: dict[tuple[str, str, str], Measure],
    attention: Sequence[Line],
) -> Iterator[Part]:  # fmt: skip
    yield Heading(2, code)
    yield _key_figures(found, was)
    yield from _plots(code, found)
    if attention:
        yield Heading(3, "Needs attention")
        rows = [
            (each.words, str(each.number), plain(each.minor or 0, code))
            for each in attention
        ]
        yield Grid(("what", "number", "amount"), rows, ("number", "amount"))
    for measure in found:
        yield Heading(3, f"{measure.title}: {measure.answer}")
        yield Facts(rests_on(measure))
        if measure.rows:
            yield Grid(measure.columns, grid(measure), amounts(measure))


def _key_figures(
    found: Iterable[Measure], was: dict[tuple[str, str, str], Measure]
) -> Grid:
    rows = []
    for measure in found:
        if measure.name not in KEY_FIGURES:
            continue
        earlier = was.get((measure.name, measure.frame.currency, measure.title))
        before = (
            earlier.answer if earlier is not None and earlier.value is not None else "–"
        )
        rows.append((measure.title, measure.answer, before))
    return Grid(("measure", "this window", "the window before"), rows, ("this window", "the window before"))  # fmt: skip


def _plots(code: str, found: Iterable[Measure]) -> Iterator[Plot]:
    measure = next(each for each in found if each.name == "aging_trend")
    labels = tuple(map(in_words, measure.columns[1 : measure.columns.index("unapplied")]))
    points = [(str(row[0]), [_minor(cell) for cell in row[1 : len(labels) + 1]]) for row in measure.rows]  # fmt: skip
    last = [
        (label, minor, plain(minor, code))
        for label, minor in zip(labels, points[-1][1], strict=True)
    ]
    words = f"Open invoices in {code} by age on {points[-1][0]}"
    yield Plot(f"aging-{code}", words, svg.bars(last, words))
    words = f"Open invoices in {code} by age, month by month"
    yield Plot(f"trend-{code}", words, svg.piled(points, labels, words))


def _minor(cell: str | Value) -> int:
    assert isinstance(cell, Value), cell
    return int(cell.number)


def _cleaned(part: Part) -> Part:
    """What files and people wrote may hold anything: shown as visible signs; columns have words for names."""
    match part:
        case Heading(level, text):
            return Heading(level, clean(text))
        case Facts(pairs):
            return Facts([(clean(label), clean(words)) for label, words in pairs])
        case Grid(columns, rows, right):
            told = [[clean(in_words(cell)) for cell in row] for row in rows]
            return Grid(tuple(map(in_words, columns)), told, tuple(map(in_words, right)))
    return part
