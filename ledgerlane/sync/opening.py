"""A file as delimited text: itself, or the tables that the reader of its format makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ledgerlane.domain.errors import Refused
from ledgerlane.sync.apart import Apart, Found
from ledgerlane.sync.files import Made, SourceFile, Unreadable, recognised
from ledgerlane.sync.formats.registry import TEXT
from ledgerlane.sync.formats.start import BYTES
from ledgerlane.sync.header import NoHeader
from ledgerlane.sync.layout import Layout

MAX_BYTES = 256 << 20
"""Of a file that is no plain text: it is held in memory."""
_SHOWN = 8


def tables(file: SourceFile, apart: Apart, encoding: str = "") -> list[SourceFile]:
    """The file itself, if it is delimited text; else each table in it. Raises Unreadable.

    ``encoding`` is that of text that does not say it.
    """
    if file.format is TEXT:
        return [file]
    if file.size > MAX_BYTES:
        msg = f"is {file.format.words} of more than {MAX_BYTES >> 20} MB; split it"
        raise Unreadable(file.name, msg)
    with file.open() as stream:
        data = stream.read(file.size)
    found = apart.read(file.name, data, file.format, encoding)
    if found and found[0].inner:
        return _unpacked(file, found[0], apart, encoding)
    return [_made(file, each) for each in found]


def _unpacked(
    file: SourceFile, inner: Found, apart: Apart, encoding: str
) -> list[SourceFile]:
    """What is in the one file of a container; no container in it is opened."""
    format_ = recognised(inner.data[:BYTES], file.name)
    if file.packed:
        msg = f"is packed twice ({file.packed} in {file.format.name}); unpack it first"
        raise Unreadable(file.name, msg)
    ended = inner.data.rstrip(b"\0")[-1:] in (b"\n", b"\r")
    held = replace(
        file, held=inner.data, size=len(inner.data), ended=ended, format=format_,
        packed=file.format.name,
    )  # fmt: skip
    return tables(held, apart, encoding)


def _made(file: SourceFile, found: Found) -> SourceFile:
    made = Made(
        found.format or file.format.name, found.name, found.hidden, found.notes,
        found.unproven, found.errors, found.statements,
    )  # fmt: skip
    return replace(
        file, held=found.data, size=len(found.data), ended=True, format=TEXT, made=made
    )


def recognise_among(
    files: Sequence[SourceFile], recognise: Callable[[SourceFile], Layout], sheet: str = ""
) -> Layout:
    """How to read the one table that is known, or the one named; refuses when none or several are."""
    name = files[0].name if files else ""
    if len(files) == 1 and files[0].made is None and not sheet:
        return recognise(files[0])
    if sheet:
        files = [
            each for each in files if each.made and each.made.table == sheet
        ] or _no_sheet(files, sheet)
    shown = [each for each in files if sheet or not (each.made and each.made.hidden)]
    filled = [each for each in shown if each.size or each.made is None]
    if not filled:
        raise Unreadable(name, "holds no sheet with rows; one with a header is needed")
    if len(filled) == 1:
        return _said(recognise(filled[0]), files)
    layouts, refusals = [], []
    for each in filled:
        try:
            layouts.append(recognise(each))
        except Refused as why:
            refusals.append((each, why))
    exact = [each for each in layouts if each.profile.exact] or layouts
    if len(exact) == 1:
        return _said(exact[0], files)
    near = [why for _, why in refusals if not isinstance(why, NoHeader)]
    if len(near) == 1 and not exact:
        raise near[0]
    raise _undecided(name, exact, refusals)


def _no_sheet(files: Sequence[SourceFile], sheet: str) -> list[SourceFile]:
    names = ", ".join(repr(each.made.table) for each in files if each.made)
    msg = f"--sheet {sheet!r}: there is none of that name{f'; there are {names}' if names else ''}"
    raise Unreadable(files[0].name if files else "", msg)


def _said(layout: Layout, files: Sequence[SourceFile]) -> Layout:
    """The layout, saying which other sheets were left alone."""
    others = [
        each.made for each in files if each.made and each.made is not layout.file.made
    ]
    words = [
        f"{_named([each.table for each in some])} {which}"
        for some, which in (
            ([each for each in others if not each.hidden], "not read"),
            ([each for each in others if each.hidden], "hidden, and not read"),
        )
        if some
    ]
    return replace(layout, decisions=(*layout.decisions, *words))


def _undecided(
    name: str, layouts: Sequence[Layout], refusals: Sequence[tuple[SourceFile, Refused]]
) -> Unreadable:
    if layouts:
        tables = [
            f"{each.file.made.table!r} ({each.kind}, profile {each.profile.name})"
            for each in layouts
            if each.file.made
        ]
        return Unreadable(
            name, f"several sheets are known: {', '.join(tables)}; name one with --sheet"
        )
    lines = [
        f"\n  {each.made.table!r}: {str(why).removeprefix(f'{each.name}: ')}"
        for each, why in refusals[:_SHOWN]
        if each.made
    ]
    return Unreadable(name, f"no sheet can be read:{''.join(lines)}")


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:_SHOWN])) + (", ..." if len(names) > _SHOWN else "")
    return f"sheet {shown}:" if len(names) == 1 else f"sheets {shown}:"
