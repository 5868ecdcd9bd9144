"""What stands in field 86 of an MT940: who paid and what for, in the ways banks write it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledgerlane.sync.formats.statement import Entry

_CODED = re.compile(r"(?P<code>[0-9]{3})?(?P<mark>[?<>^~+*|$@])(?P<sub>[0-9]{2})")
_WIDE = 27
"""Letters of one German subfield; one that is full goes on in the next without a space."""
_SEPA = re.compile(
    r"(?<![A-Z0-9])(?P<key>EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|RREF|BREF|IBAN|BIC)(?:\+|: )"
)
_SLASHED = re.compile(
    r"/(?P<key>TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|BENM|ORDP|ADDR|ISDT|CNTP|RTRN|PREF|TRCD"
    r"|PURP|ULTC|ULTD|ULTB|SVCL|CDTRREFTP|CDTRREF|BUSP|RETN|OCMT|EXCH|INIT|ACCW|KREF|SUBNAM|ID)/"
)
_NAMED = re.compile(
    r"(?<![A-Z])(?P<key>IBAN|BIC|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|REK|BETALINGSKENM\.?):?\s*[: ]\s*"
)
_POLISH = re.compile(
    r"(?:^|;|\s)(?P<key>OD|DO|TYT\.|Z RACH\.|NA RACH\.|TNR):\s*(?P<value>[^;]*)"
)
_RETURNED = ("108", "109", "110", "111", "159", "160", "181", "182", "183", "184", "185")
"""German transaction codes (GVC) of returned cheques, direct debits and credits."""


def told(entry: Entry, texts: Sequence[str], beside: str, reference: str) -> None:
    """Set the entry's counterparty, references and remittance from its fields 61 and 86."""
    text = "\n".join(texts)
    tight = text.replace("\n", "")
    coded = _CODED.match(tight.lstrip())
    free: list[str] = []
    if coded and _is_coded(tight, coded["mark"]):
        free.append(_coded(entry, tight.lstrip(), coded["mark"]))
    elif _SLASHED.search(tight):
        free.append(_slashed(entry, tight))
    elif len(_NAMED.findall(text)) >= 2:
        free.append(_named(entry, text))
    elif len(_POLISH.findall(text)) >= 2:
        free.append(_polish(entry, " ".join(text.split())))
    else:
        free.append(_sepa(entry, " ".join(text.split())))
    if not entry.end_to_end or entry.end_to_end == reference:
        entry.end_to_end = reference
    if (
        beside
        and not entry.name_account
        and re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", beside)
    ):
        entry.name_account, beside = beside, ""
    parts = (*free, entry.end_to_end, reference, beside)
    entry.remittance = " ".join(dict.fromkeys(filter(None, parts)))


def _is_coded(text: str, mark: str) -> bool:
    """Whether the mark stands before subfields: digits follow it in most places."""
    places = text.count(mark)
    with_digits = len(re.findall(re.escape(mark) + "[0-9]{2}", text))
    return 2 * with_digits > places


def _coded(entry: Entry, text: str, mark: str) -> str:
    """Subfields: ``166?00GUTSCHRIFT?20EREF+1?21SVWZ+INV 7?30BIC?31IBAN?32NAME``."""
    code = text[:3] if text[:3].isdigit() else ""
    subs: dict[str, str] = {}
    purpose: list[str] = []
    for sub, value in re.findall(
        re.escape(mark) + r"([0-9]{2})((?:(?!" + re.escape(mark) + r"[0-9]{2}).)*)", text
    ):
        if "20" <= sub <= "29" or "60" <= sub <= "63":
            purpose.append(value)
        else:
            subs[sub] = subs.get(sub, "") + value
    entry.code = "/".join(filter(None, (entry.code, code)))
    if entry.minor < 0 and code in _RETURNED:
        entry.reversal = True
    first, second = subs.get("32", ""), subs.get("33", "")
    name = first + second if len(first) >= _WIDE else f"{first} {second}"
    entry.name = " ".join(name.split())
    account = subs.get("38") or subs.get("31", "")
    entry.name_account = account.replace(" ", "")
    free = _sepa(entry, "".join(p if len(p) >= _WIDE else f"{p} " for p in purpose))
    return free or " ".join(subs.get("00", "").split())


def _sepa(entry: Entry, text: str) -> str:
    """Keys as ``EREF+...SVWZ+...``: the references are told, the rest is the text."""
    found = list(_SEPA.finditer(text))
    if not found:
        return " ".join(text.split())
    free = [text[: found[0].start()]]
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        value = " ".join(text[match.end() : end].split())
        key = match["key"]
        if key == "SVWZ":
            free.append(value)
        elif key == "EREF":
            entry.end_to_end = _said(value) or entry.end_to_end
        elif key == "MREF":
            entry.mandate = value
        elif key == "IBAN" and not entry.name_account:
            entry.name_account = value.split(" ")[0]
        elif key == "ABWA" and entry.minor >= 0:
            entry.name = entry.name or value
        elif key in ("OAMT", "COAM", "RREF"):
            free.append(f"{key}+{value}")
    return " ".join(" ".join(free).split())


def _slashed(entry: Entry, text: str) -> str:
    """Keys as ``/NAME/.../REMI/...``, as ABN AMRO, ING and Rabobank write them."""
    found = list(_SLASHED.finditer(text))
    free = [text[: found[0].start()]]
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        value = " ".join(text[match.end() : end].strip("/ ").split())
        _slash(entry, match["key"], value, free)
    return " ".join(" ".join(free).split())


def _slash(entry: Entry, key: str, value: str, free: list[str]) -> None:
    if key == "NAME" and not entry.name:
        entry.name = value
    elif key == "IBAN" and not entry.name_account:
        entry.name_account = value
    elif key == "CNTP":
        parts = [*value.split("/"), "", "", ""]
        entry.name_account, entry.name = parts[0], entry.name or parts[2]
    elif key == "REMI":
        if found := re.match(r"STRD/(?:[A-Z]*/)?(?P<ref>[A-Z0-9 ]+)", value):
            entry.structured = found["ref"]
        else:
            free.append(re.sub(r"^USTD//?", "", value))
    elif key == "CDTRREF":
        entry.structured = value
    elif key in ("EREF", "PREF"):
        if key == "EREF":
            entry.end_to_end = _said(value) or entry.end_to_end
    elif key == "MARF":
        entry.mandate = value
    elif key in ("RTRN", "RETN") and entry.minor < 0:
        entry.reversal = True


def _named(entry: Entry, text: str) -> str:
    """Words as ``IBAN: ... NAAM: ... OMSCHRIJVING: ...``, as Dutch banks wrote them before."""
    flat = re.sub(r"\n(?=\S)", " ", text)
    found = list(_NAMED.finditer(flat))
    free = []
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(flat)
        value = " ".join(flat[match.end() : end].strip(" /").split())
        key = match["key"].rstrip(".")
        if key == "NAAM":
            entry.name = value
        elif key in ("IBAN", "REK"):
            entry.name_account = value.split(" ")[0].rstrip("/")
        elif key == "OMSCHRIJVING":
            free.append(value)
        elif key == "BETALINGSKENM":
            entry.structured = value.split(" ")[0]
            free.append(value)
        elif key == "KENMERK":
            entry.end_to_end = _said(value) or entry.end_to_end
        elif key == "MACHTIGING":
            entry.mandate = value
    lead = flat[: found[0].start()] if found else flat
    return " ".join(" ".join((*free, lead)).split())


def _polish(entry: Entry, text: str) -> str:
    """Words as ``Z RACH.: ...; OD: ...; TYT.: ...;``, as mBank writes them."""
    free = []
    for found in _POLISH.finditer(text):
        value = found["value"].strip()
        match found["key"]:
            case "TYT.":
                free.append(value)
            case "OD" | "DO":
                entry.name = value
            case "Z RACH." | "NA RACH.":
                entry.name_account = value.replace(" ", "")
            case _:
                entry.end_to_end = value
    return " ".join(free)


def numbered(entry: Entry, text: str) -> str:
    """Field NS: lines that begin with a number: 01 to 14 what for, 15 and 16 who."""
    lines = [(line[:2], line[2:].strip()) for line in text.split("\n")]
    who = [words for number, words in lines if number in ("15", "16")]
    entry.name = " ".join(filter(None, who)) or entry.name
    return " ".join(words for number, words in lines if "01" <= number <= "14" and words)


def _said(text: str) -> str:
    return "" if text.upper() in ("NOTPROVIDED", "NONREF", "NICHT ANGEGEBEN", "") else text
