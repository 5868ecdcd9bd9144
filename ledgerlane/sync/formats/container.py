"""What is packed: a zip of exactly one file, gzip, or a workbook, which is a zip too.

Nothing is ever written to disk, and nothing is unpacked further than these bounds.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable

from ledgerlane.sync.files import refusal
from ledgerlane.sync.formats.table import Inner, Table

MAX_MEMBERS = 10_000
MAX_UNPACKED = 256 << 20
MAX_RATIO = 200
FREE = 16 << 20
"""Unpacked bytes that are allowed whatever the ratio."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, ValueError, OSError, EOFError,
)  # fmt: skip
"""What reading an archive that is damaged may raise, however its parts are packed."""
_JUNK = ("__MACOSX/", "._", ".DS_Store")
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def read(data: bytes, encoding: str = "") -> Iterable[Table | Inner]:  # noqa: ARG001  the bytes say it
    """The tables of a workbook, or the one file inside; raises Unreadable."""
    if data.startswith(b"\x1f\x8b"):
        return [Inner(_gunzipped(data))]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked(archive, len(data))
            if any(each.filename in _WORKBOOKS for each in members):
                from ledgerlane.sync.formats import sheets

                return sheets.read(data)
            return [_only(archive, members)]
    except BROKEN as error:
        msg = f"is a zip archive or workbook that cannot be unpacked ({error}); it may be cut off"
        raise refusal(msg) from None


def _checked(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        msg = f"holds {len(members)} files; at most {MAX_MEMBERS} are looked at"
        raise refusal(msg)
    unpacked = sum(each.file_size for each in members)
    if unpacked > MAX_UNPACKED or unpacked > max(FREE, size * MAX_RATIO):
        msg = (
            f"would unpack to {unpacked >> 20} MB; at most {MAX_UNPACKED >> 20} MB and "
            f"{MAX_RATIO} times its own size are accepted"
        )
        raise refusal(msg)
    return members


def _only(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Inner:
    """The one member that is a file, besides what a Mac adds."""
    files = [
        each
        for each in members
        if not each.filename.endswith("/")  # is_dir fails on a name that is empty
        and not each.filename.startswith(_JUNK)
        and not each.filename.rpartition("/")[2].startswith(_JUNK)
    ]
    if len(files) != 1:
        names = ", ".join(repr(each.filename[:40]) for each in files[:5])
        more = ", ..." if len(files) > 5 else ""
        msg = (
            f"is a zip archive of {len(files)} files{f' ({names}{more})' if names else ''}; "
            "exactly one is read: unpack it and name the files"
        )
        raise refusal(msg)
    if files[0].flag_bits & 1:
        msg = "is a zip archive with a password; unpack it first"
        raise refusal(msg)
    with archive.open(files[0]) as stream:
        return Inner(_bounded(stream.read(MAX_UNPACKED + 1)), files[0].filename)


def _gunzipped(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, max(FREE, min(MAX_UNPACKED, len(data) * MAX_RATIO)) + 1)  # fmt: skip
    except zlib.error as error:
        msg = f"is compressed (gzip) and cannot be unpacked ({error})"
        raise refusal(msg) from None
    if unpacker.unconsumed_tail:
        msg = f"would unpack to more than {MAX_RATIO} times its own size or {MAX_UNPACKED >> 20} MB"
        raise refusal(msg)
    if not unpacker.eof or unpacker.unused_data.strip(b"\0"):
        msg = "is compressed (gzip) and cut off, or more than one file; one whole file is read"
        raise refusal(msg)
    return _bounded(found)


def _bounded(found: bytes) -> bytes:
    if len(found) > MAX_UNPACKED:
        msg = f"unpacks to more than {MAX_UNPACKED >> 20} MB"
        raise refusal(msg)
    return found
