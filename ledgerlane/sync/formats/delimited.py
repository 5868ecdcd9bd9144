"""From text to rows of cells: the dialect from the content, each row with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat

from ledgerlane.sync.files import SourceFile, Unreadable
from ledgerlane.sync.formats.text import lines_of, open_text, unreadable

MAX_FIELD = 10_000
MAX_FIELDS = 1_000
MAX_LINES = 50_000_000
DELIMITERS = ",;\t|"
_BREAK = re.compile(r"\r\n|\r|\n")

Row = list[str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, and the line on which the first begins. ``flat``: no row spans lines.

    Lines without quotes and of equal width come as ``columns``.
    """

    wide: Sequence[Row]
    first_line: int
    flat: bool
    columns: tuple[Row, ...] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, each a list of its cells."""
        return (
            list(map(list, zip(*self.columns, strict=True))) if self.columns else self.wide
        )

    def lines(self) -> list[int]:
        """The line each row begins on, counted from 1."""
        if self.flat:
            size = len(self.columns[0] if self.columns else self.wide)
            return list(range(self.first_line, self.first_line + size))
        found, line = [], self.first_line
        for row in self.wide:
            found.append(line)
            line += 1 + sum(len(_BREAK.findall(cell)) for cell in row)
        return found


def delimiter_of(file: SourceFile, encoding: str, declared: str = "") -> str:
    """The delimiter that cuts the first lines into the most, equally many cells."""
    if declared:
        return declared
    sample = [line for line in islice(lines_of(file, encoding), 40) if line.strip()]
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        if not any(delimiter in line for line in sample):
            continue
        spaced = any(f'{delimiter} "' in line for line in sample)
        reader = csv.reader(sample, delimiter=delimiter, skipinitialspace=spaced)
        try:
            widths = [len(row) for row in reader if row]
        except csv.Error:
            widths = [line.count(delimiter) + 1 for line in sample]
        cut = {width for width in widths if width > 1}
        common = max(cut, key=lambda width: (widths.count(width), width), default=0)
        score = common * widths.count(common)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def chunks(
    file: SourceFile, encoding: str, delimiter: str, size: int = 1000
) -> Iterator[Chunk]:
    """The file's rows, ``size`` at a time. Refuses broken quoting and what passes a limit."""
    csv.field_size_limit(MAX_FIELD)
    line = 1
    with open_text(file, encoding) as stream:
        while True:
            try:
                lines = list(islice(stream, size))
                if not lines:
                    return
                columns = _unquoted(lines, delimiter)
                if columns:
                    yield Chunk((), line, flat=True, columns=columns)
                    line += len(lines)
                else:
                    rows, read = _quoted(lines, stream, delimiter)
                    if file.made:
                        read = len(rows)
                    yield Chunk(rows, line, flat=read == len(rows))
                    line += read
            except csv.Error as error:
                raise _broken(file, encoding, delimiter, error) from None
            except UnicodeDecodeError as error:
                raise unreadable(file, encoding, error) from None
            if line > MAX_LINES:
                raise Unreadable(file.name, f"more than {MAX_LINES} lines; split it")


def _unquoted(lines: list[str], delimiter: str) -> tuple[Row, ...]:
    """The lines' columns, cut all at once; nothing when that takes a CSV reader."""
    text = "".join(lines)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    between = lines[0].count(delimiter)
    if (
        not between or '"' in text or "\r" in text or max(map(len, lines)) > MAX_FIELD
        or set(map(str.count, lines, repeat(delimiter))) != {between}
    ):  # fmt: skip
        return ()
    cells = text.removesuffix("\n").replace("\n", delimiter).split(delimiter)
    return tuple(cells[at :: between + 1] for at in range(between + 1))


def _quoted(lines: list[str], more: Iterator[str], delimiter: str) -> tuple[list[Row], int]:
    """The lines' rows, with as many more lines as the last row spans; and how many lines."""
    spent = list(lines)

    def further() -> Iterator[str]:
        for line in more:
            spent.append(line)
            yield line

    spaced = any(f'{delimiter} "' in line for line in lines)  # a, "1,000.00"
    reader = csv.reader(
        chain(lines, further()), delimiter=delimiter, strict=True, skipinitialspace=spaced
    )
    rows = []
    try:
        for row in reader:
            rows.append(row)
            if reader.line_num >= len(lines):
                break
    except csv.Error:
        bare = _bare(spent) if delimiter == "\t" else []
        if not bare:
            raise
        return bare, len(bare)
    return rows, reader.line_num


def _bare(lines: list[str]) -> list[Row]:
    """Lines of tabbed text whose quotes are no quoting; nothing unless each is as wide as the others."""
    rows = [line.rstrip("\r\n").split("\t") for line in lines]
    widths = set(map(len, rows))
    return rows if len(widths) == 1 and max(map(len, lines)) <= MAX_FIELD else []


def _broken(
    file: SourceFile, encoding: str, delimiter: str, error: csv.Error
) -> Unreadable:
    """Where the row begins that could not be read, found by reading once more, row by row."""
    reader = csv.reader(lines_of(file, encoding), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for _ in reader:
            begins = reader.line_num + 1
    except csv.Error:
        pass
    if "unexpected end" in str(error):
        words = (
            "a quote opened here is never closed; accepted is a field that ends with a quote, "
            "quotes inside it written twice"
        )
    elif "field larger" in str(error):
        where = (
            "a field (or a quote that is never closed)"
            if reader.line_num > begins
            else "a field"
        )
        words = f"{where} is longer than {MAX_FIELD} characters"
    else:
        words = f"{error}; a quote inside a quoted field is written twice"
    return Unreadable(file.name, words, begins)
