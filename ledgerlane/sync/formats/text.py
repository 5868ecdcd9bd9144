"""From bytes to text: the encoding is proved, declared, or asked for; never guessed."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from ledgerlane.sync.files import SourceFile, Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1252",
    "latin-1",
    "cp437",
    "cp850",
    "iso8859-15",
)


def encoding_of(file: SourceFile, declared: str) -> str:
    """BOM, else strict UTF-8, else what the profile declares; else refused with a sample."""
    with file.open() as stream:
        start = stream.read(4)
        for bom, name in _BOMS:
            if start.startswith(bom):
                return name
        if declared not in ("", "utf-8"):
            return declared
        stream.seek(0)
        _prove_utf8(stream, file.name)
    return "utf-8"


def _prove_utf8(stream: BinaryIO, name: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        while block := stream.read(1 << 20):
            if block.isascii() and not decoder.getstate()[0]:
                line += block.count(b"\n")
                continue
            decoder.decode(block)
            line += block.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        stream.seek(0)
        msg = (
            "is not UTF-8; say which it is with --encoding, or in a profile: "
            f"cp1252, latin-1, cp850, ... Lines that decide:{_sample(stream)}"
        )
        raise Unreadable(name, msg) from None


def _sample(stream: BinaryIO) -> str:
    """Up to three lines with bytes that are not UTF-8, as cp1252 would read them."""
    shown: list[str] = []
    for number, line in enumerate(stream, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            text = line[:120].decode("cp1252", errors="replace").strip()
            shown.append(f"\n  line {number}, read as cp1252: {text!r}")
            if len(shown) == 3:
                break
    return "".join(shown)


def open_text(file: SourceFile, encoding: str) -> io.TextIOWrapper:
    """The file as text with its line ends kept (they matter inside quotes)."""
    return io.TextIOWrapper(file.open(), encoding=encoding, errors="strict", newline="")


def lines_of(file: SourceFile, encoding: str) -> Iterator[str]:
    """The file's lines. A byte the encoding cannot read refuses the file."""
    with open_text(file, encoding) as text:
        try:
            yield from text
        except UnicodeDecodeError as error:
            raise unreadable(file, encoding, error) from None


def unreadable(file: SourceFile, encoding: str, error: UnicodeDecodeError) -> Unreadable:
    """What to raise when a byte is not of the encoding."""
    return Unreadable(file.name, f"cannot be read as {encoding}: {error.reason}")
