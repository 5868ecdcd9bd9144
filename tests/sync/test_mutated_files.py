"""Files with bytes changed at random: read or refused in words, never anything else.

What a longer run found stands among the cases of the readers' own tests.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO

import pytest
from einvoices import Doc, cii, ubl
from workbooks import HEADINGS, ods, xlsx, zipped

from ledgerlane.sync.files import Unreadable
from ledgerlane.sync.formats import container, einvoice
from ledgerlane.sync.formats.registry import format_of
from ledgerlane.sync.formats.start import Start

ROUNDS = 400
_WORDS = (b"<", b">", b"/", b"&", b'"', b"\0", b"-", b"9" * 30, b"1e9", b".", b"<!DOCTYPE a>", b"&#0;", b"\xff")  # fmt: skip
_ROW = ("A1", "C1", "Ann", date(2026, 1, 5), date(2026, 2, 4), "EUR", 10.5, 10.5)
_PACKED = {
    "xlsx": xlsx({"S": [HEADINGS, _ROW]}),
    "ods": ods([HEADINGS, _ROW]),
    "zip": zipped({"a.csv": "x"}),
}


def mutated(data: bytes, dice: random.Random) -> bytes:
    """With one to eight changes: a byte, a word put in, a part lost, repeated or cut off."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        at = dice.randrange(len(made) + 1)
        match dice.randrange(6):
            case 0 if at < len(made):
                made[at] = dice.randrange(256)
            case 1:
                made[at:at] = dice.choice(_WORDS)
            case 2:
                del made[at : at + dice.randrange(1, 200)]
            case 3:
                other = dice.randrange(len(made) + 1)
                made[at:at] = made[other : other + dice.randrange(1, 300)]
            case 4:
                digits = [found.start() for found in re.finditer(rb"[0-9]", bytes(made))]
                if digits:
                    made[dice.choice(digits)] = dice.choice(b"0123456789.,-eE ")
            case _ if dice.randrange(4) == 0:
                del made[at:]
    return bytes(made)


def mutated_part(data: bytes, dice: random.Random) -> bytes:
    """A zip with one of its files changed; or its own bytes."""
    if dice.randrange(3) == 0:
        return mutated(data, dice)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(parts))
    return zipped(parts | {name: mutated(parts[name], dice)})


def read(reader: Callable[[bytes], Iterable[object]], data: bytes) -> str:
    """``read``, or ``refused``."""
    format_of(Start(data[:4096]))
    try:
        for found in reader(data):
            for _ in getattr(found, "rows", ()):
                pass
    except Unreadable as why:
        return "refused" if why.problem.message else ""
    return "read"


@pytest.mark.parametrize("write", [ubl, cii])
def test_invoices(write: Callable[[Doc], bytes]) -> None:
    dice, seed = random.Random(4711), write(Doc(ids=(("0088", "579"),), terms="30 days"))
    found = [read(einvoice.read, mutated(seed, dice)) for _ in range(ROUNDS)]
    assert set(found) == {"read", "refused"}


@pytest.mark.parametrize("name", _PACKED)
def test_workbooks_and_archives(name: str) -> None:
    dice = random.Random(4711)
    found = [read(container.read, mutated_part(_PACKED[name], dice)) for _ in range(ROUNDS)]
    assert set(found) == {"read", "refused"}
