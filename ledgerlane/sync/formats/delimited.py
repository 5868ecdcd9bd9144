"""From text to rows of cells: the dialect from the content, each row with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ledgerlane.domain.errors import Refused
from ledgerlane.sync.files import SourceFile
from ledgerlane.sync.formats.text import lines_of, open_text, unreadable

MAX_FIELD = 10_000
MAX_FIELDS = 1_000
MAX_LINES = 50_000_000
DELIMITERS = ",;\t|"
_BREAK = re.compile(r"\r\n|\r|\n")

Row = list[str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, and the line on which the first begins. ``flat``: no row spans lines."""

    rows: list[Row]
    first_line: int
    flat: bool

    def lines(self) -> list[int]:
        """The line each row begins on, counted from 1."""
        if self.flat:
            return list(range(self.first_line, self.first_line + len(self.rows)))
        found, line = [], self.first_line
        for row in self.rows:
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
        reader = csv.reader(sample, delimiter=delimiter)
        try:
            widths = [len(row) for row in reader if row]
        except csv.Error:
            widths = [line.count(delimiter) + 1 for line in sample]
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        score = common * widths.count(common) if common > 1 else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def chunks(
    file: SourceFile, encoding: str, delimiter: str, size: int = 1000
) -> Iterator[Chunk]:
    """The file's rows, ``size`` at a time. Refuses broken quoting and what passes a limit."""
    csv.field_size_limit(MAX_FIELD)
    with open_text(file, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = 1
        while True:
            try:
                rows = list(islice(reader, size))
            except csv.Error as error:
                raise Refused(_broken(file, encoding, delimiter, error)) from None
            except UnicodeDecodeError as error:
                raise Refused(unreadable(file, encoding, error)) from None
            if not rows:
                return
            yield Chunk(rows, line, reader.line_num - line + 1 == len(rows))
            line = reader.line_num + 1
            if line > MAX_LINES:
                msg = f"{file.name}: more than {MAX_LINES} lines; split it"
                raise Refused(msg)


def _broken(file: SourceFile, encoding: str, delimiter: str, error: csv.Error) -> str:
    """Where the row begins that could not be read, found by reading once more, row by row."""
    reader = csv.reader(lines_of(file, encoding), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for _ in reader:
            begins = reader.line_num + 1
    except csv.Error:
        pass
    if "unexpected end" in str(error):
        return f"{file.name}:{begins}: a quote opened here is never closed"
    if "field larger" in str(error):
        where = (
            "a field (or a quote that is never closed)"
            if reader.line_num > begins
            else "a field"
        )
        return f"{file.name}:{begins}: {where} is longer than {MAX_FIELD} characters"
    return f"{file.name}:{begins}: {error}; a quote inside a quoted field is written twice"
