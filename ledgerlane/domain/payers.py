"""Whose money it may be by the payer's name: the same name, its legal form left out.

A name never decides anything (procedure.md 5): it is a proposal for a person.
"""

from __future__ import annotations

import re
import unicodedata

_FORMS = frozenset(
    "AB AG AKTIENGESELLSCHAFT AKTIEBOLAG APS AS ASA BV BVBA CO COMPANY CORP CORPORATION EURL GBR GMBH"
    " INC INCORPORATED KG LIMITED LLC LLP LTD NV OHG OY OYJ PLC PRIVATE PTY PVT SA SARL SAS SE SL SPA"
    " SPRL SRL SRO SPZOO UG".split()
)  # fmt: skip
_DOTTED = re.compile(r"(?<=\b\w)[./](?=\w\b)")
_WORD = re.compile(r"\w+")


def plain_name(name: str) -> str:
    """A company's name in capitals without signs and legal form: ``Nordvik Bygg A/S`` is ``NORDVIK BYGG``."""
    text = unicodedata.normalize("NFKC", name).upper().replace("SP. Z O.O", "SPZOO")
    words = _WORD.findall(_DOTTED.sub("", text))
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)
