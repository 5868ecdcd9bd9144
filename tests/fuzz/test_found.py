"""What the fuzzer found: each was a fault once, and is refused or read now."""

from __future__ import annotations

import pytest
from workbooks import zipped

from fuzz.readers import READERS, WORKBOOKS


def changed(offset: int, value: int) -> bytes:
    """An ODS with a byte of the directory's entry of its content changed."""
    made, at = bytearray(WORKBOOKS[1]), -1
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        if made[at + 46 :].startswith(b"content.xml"):
            made[at + offset] = value
    return bytes(made)


def packed_as(method: int) -> bytes:
    """An ODS whose content is said to be packed otherwise than it is."""
    return changed(10, method)


FOUND = [
    # an availability of kind V without its day
    ("bai2", b"01,B,C,260630,0800,1,,,2/\n02,C,B,1,260629,,EUR,/\n03,1,EUR/\n16,165,1,V/\n49,1,3/\n98,1,1,5/\n99,1,1,7/", "2 rows of 1 tables"),
    # a heading with a control character, of which a profile is made
    ("learn", b"Konto;Beleg;Belegdatum;F\x06\x7f;F\xc3\xa4lligkeit;Betrag;S/H\n1001;7001;15.01.2026;x;14.02.2026;1.000,00;S\n", "1 rows of 1 tables"),
    # a group heading that is shorter than the one before it
    ("text", b"Account,Name,Invoice,Inv Date,Due Date,Original,O/S\nA001,Ann & Sons,,,,,\n,,1001,15/01/2026,14/02/2026,100.00,100.00\nA002\n,,1002,15/01/2026,14/02/2026,100.00,100.00\n", "2 rows of 1 tables"),
    # a count of availabilities in a figure that is no digit
    ("bai2", "01,B,C,260630,0800,1,,,2/\n02,C,B,1,260629,,EUR,/\n03,1,EUR,010,0,,D,³/\n49,0,2/\n98,0,1,4/\n99,0,1,6/".encode(), "1 rows of 1 tables"),
    # an ODS of which a part is said to be encrypted
    ("sheets", changed(8, 1), ": is protected by a password; open it, take the password off, and save it again (or as CSV)"),
    # an ODS of which a part is said to be packed as bzip2 or LZMA, and is not
    ("sheets", packed_as(12), ": is no workbook that can be read (Invalid data stream); save it again as XLSX or CSV"),
    ("sheets", packed_as(14), ": is no workbook that can be read (Bad CRC-32 for file 'content.xml'); save it again as XLSX or CSV"),
    # a zip whose member has no name
    ("container", zipped({"qq": "x"}).replace(b"qq", b"\0q"), "0 rows of 0 tables"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "came"), FOUND)
def test_found(name: str, data: bytes, came: str) -> None:
    assert READERS[name].try_one(data) == came
