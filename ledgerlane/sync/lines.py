"""Which lines of a file are not in the last accepted one: hashes of lines, compared as sets.

A line's hash is BLAKE2b of its UTF-8 text without the line end, 8 bytes: the same on every
machine and Python, whatever the file's encoding and order. Two different lines share one by
chance in 1 of 2**64 cases (a million lines against a million others: 1 in 18 million), and
nobody who could choose the lines gains by it: the file is his word anyway.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b, sha256
from itertools import compress, islice
from operator import ne
from typing import TypeAlias

from ledgerlane.sync.building import DueDays
from ledgerlane.sync.files import SourceFile
from ledgerlane.sync.formats.text import open_text
from ledgerlane.sync.layout import Layout

Hashes: TypeAlias = "array[int]"
_PART = 250_000
"""Hashes compared at once: sets of more would take more memory than the import may."""
_BLOCK = 1 << 18


class NotByLines(Exception):  # noqa: N818  control flow: the file is read as a whole instead
    """Lines do not tell the rows of this file apart."""


def fingerprint(layout: Layout, source: str, currency: str, due: DueDays) -> str:
    """Of everything besides a line's text that decides what the line means."""
    profile = layout.profile
    means = (
        source, currency, layout.delimiter, layout.header, profile.text, profile.name, layout.kind,
        [(column.index, column.role) for column in layout.columns],
        sorted(layout.marks.items()), sorted(layout.orders.items()),
        due.roll, sorted(due.calendar.weekend), sorted(due.calendar.holidays),
    )  # fmt: skip
    return sha256(repr(means).encode()).hexdigest()


def hashes(layout: Layout) -> Hashes:
    """The hash of every line below the header; raises NotByLines."""
    found = array("Q")
    for lines in _blocks(layout):
        found.frombytes(b"".join([blake2b(line, digest_size=8).digest() for line in lines]))
    return found


def difference(old: Hashes, new: Hashes) -> tuple[list[int], list[int]]:
    """Places in ``new`` of hashes that are not in ``old``, and the other way round."""
    if len(old) == len(new):
        if old.tobytes() == new.tobytes() or sum(old) == sum(new):
            return [], []
        places = list(compress(range(len(new)), map(ne, old, new)))
        if len(places) < _PART:
            was, now = {old[at] for at in places}, {new[at] for at in places}
            return [at for at in places if new[at] not in was], [
                at for at in places if old[at] not in now
            ]
    return _missing(old, new), _missing(new, old)


def _missing(known: Hashes, asked: Hashes) -> list[int]:
    """Places in ``asked`` of hashes that are not known, a part of the hashes at a time."""
    parts = 1
    while len(known) // parts > _PART:
        parts *= 2
    found: list[int] = []
    for part in range(parts):
        mine = bytes(byte % parts == part for byte in range(256))
        among = known.tobytes()[::8].translate(mine)
        held = set(compress(known, among))
        turn = asked.tobytes()[::8].translate(mine)
        places = compress(range(len(asked)), turn)
        found += [
            at for at, each in zip(places, compress(asked, turn), strict=True)
            if each not in held
        ]  # fmt: skip
    return sorted(found)


def rows_at(
    layout: Layout, places: Sequence[int]
) -> Iterator[tuple[list[list[str]], list[int]]]:
    """The rows on these lines, some hundreds at a time, and the line each stands on.

    Raises NotByLines when one of them is not a row by itself.
    """
    first = layout.skip + 1
    texts = _lines_at(layout, places)
    numbers = iter(places)
    while some := list(islice(texts, 300)):
        try:
            rows = list(csv.reader(some, delimiter=layout.delimiter, strict=True))
        except csv.Error:
            raise NotByLines from None
        if len(rows) != len(some):
            raise NotByLines
        yield rows, [first + at for at in islice(numbers, len(some))]


def _lines_at(layout: Layout, places: Sequence[int]) -> Iterator[str]:
    before, wanted = 0, iter(places)
    place = next(wanted, None)
    for lines in _blocks(layout):
        while place is not None and place < before + len(lines):
            yield lines[place - before].decode()
            place = next(wanted, None)
        if place is None:
            return
        before += len(lines)


def _blocks(layout: Layout) -> Iterator[list[bytes]]:
    """Lines below the header as UTF-8 without their ends, some thousands at a time."""
    skip = layout.skip
    rest = b""
    for block in _utf8(layout.file, layout.encoding):
        text = (rest + block).replace(b"\r\n", b"\n")
        cut = text.rfind(b"\n") + 1
        text, rest = text[:cut], text[cut:]
        if b"\r" in text:
            raise NotByLines
        lines = text.split(b"\n")
        lines.pop()
        if skip:
            lines, skip = lines[skip:], max(0, skip - len(lines))
        yield lines
    rest = rest.removesuffix(b"\r")
    if rest:
        yield [rest]


def _utf8(file: SourceFile, encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        yield from file.blocks()
        return
    with open_text(file, encoding) as stream:
        try:
            while text := stream.read(_BLOCK):
                yield text.encode()
        except UnicodeDecodeError:
            raise NotByLines from None
