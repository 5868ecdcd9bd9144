"""One camt entry, and the payments that a batch was booked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement

from ledgerlane.domain.money import Money
from ledgerlane.sync.formats.camt_xml import children, path, raw, word, words
from ledgerlane.sync.formats.statement import Entry, Statement, day_of, minor_of

_NONE = {"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NONE"}
_RETURNED = {"RRTN", "RPCR", "UPCT", "UPDD", "PRDD", "RRCT", "RTN", "UPCQ", "CQRV"}
"""Sub-families of the bank transaction code that say: money in went back (ISO external codes)."""


def entry_of(element: Element, statement: Statement, number: int) -> Entry:
    """The entry as it is booked. What cannot be read is in its ``bad``."""
    entry = Entry(account=statement.account, line=number)
    money = path(element, "Amt")
    entry.currency = (money.get("Ccy") if money is not None else "") or statement.currency
    text = (money.text or "") if money is not None else ""
    try:
        entry.minor = minor_of(text, entry.currency)
    except ValueError as error:
        entry.bad.append(("amount", text.strip(), str(error)))
    side = word(element, "CdtDbtInd")
    if side == "DBIT":
        entry.minor = -entry.minor
    elif side != "CRDT":
        entry.bad.append(("amount", side, f"CdtDbtInd is {side!r}; CRDT or DBIT is needed"))
    status = word(element, "Sts/Cd") or word(element, "Sts/Prtry") or word(element, "Sts")
    entry.pending = status in ("PDNG", "INFO", "FUTR")
    entry.reversal = word(element, "RvslInd").casefold() in ("true", "1")
    for name, way in (("value", "ValDt"), ("booked", "BookgDt")):
        day = (
            word(element, f"{way}/Dt") or word(element, f"{way}/DtTm") or word(element, way)
        )
        if not day:
            continue
        try:
            setattr(entry, name, day_of(day))
        except ValueError as error:
            entry.bad.append(("value_date", day, str(error)))
    entry.bank_ref = _said(word(element, "AcctSvcrRef"))
    entry.code = _code(element)
    return entry


def details(
    element: Element, entry: Entry, statement: Statement, text: str
) -> Iterator[Entry]:
    """The entry by itself, or each payment of it where their amounts are given and add up.

    ``text`` is the entry as it stands in the file.
    """
    found = [
        each
        for group in children(element, "NtryDtls")
        for each in children(group, "TxDtls")
    ]
    found += list(children(element, "TxDtls"))  # as version 1 has it
    more = word(element, "AddtlNtryInf")
    if len(found) < 2:
        _told(entry, element, found[0] if found else None, more)
        entry.raw = text
        yield entry
        return
    parts = [_part(entry, each) for each in found]
    known = [minor for minor in parts if minor is not None]
    if len(known) == len(found) and sum(known) == entry.minor and not entry.bad:
        head = _without_details(element)
        for minor, each in zip(known, found, strict=True):
            one = replace(entry, minor=minor, batch_minor=entry.minor, bad=[])
            _told(one, element, each, more)
            own = SubElement(head, "NtryDtls")
            own.append(each)
            one.raw = raw(head)
            head.remove(own)
            yield one
        return
    if not entry.pending and entry.minor > 0:
        reason = "are not all given"
        if len(known) == len(found):
            reason = f"add up to {Money(sum(known), entry.currency)}"
        statement.notes.append(
            f"entry {entry.line}: the amounts of its {len(found)} payments {reason}, so"
            f" {Money(entry.minor, entry.currency)} is taken as one receipt"
        )
    texts = []
    for each in found:
        one = replace(entry, bad=[])
        _told(one, element, each, "")
        texts.append(" ".join(filter(None, (one.structured, one.remittance))))
    entry.remittance = " ".join(filter(None, (*texts, more)))
    entry.raw = text
    yield entry


def _without_details(element: Element) -> Element:
    head = Element(element.tag)
    head.extend(each for each in element if each.tag not in ("NtryDtls", "TxDtls"))
    return head


def _part(entry: Entry, part: Element) -> int | None:
    """What a payment of a batch changed the balance by; None where that is not told."""
    for way in (
        "Amt",
        "AmtDtls/TxAmt/Amt",
        "AmtDtls/CntrValAmt/Amt",
        "AmtDtls/InstdAmt/Amt",
    ):
        money = path(part, way)
        if money is None or (money.get("Ccy") or entry.currency) != entry.currency:
            continue
        try:
            minor = minor_of(money.text or "", entry.currency)
        except ValueError:
            return None
        side = word(part, "CdtDbtInd")
        negative = side == "DBIT" if side else entry.minor < 0
        return -minor if negative else minor
    return None


def _told(entry: Entry, element: Element, part: Element | None, more: str) -> None:
    """Who paid, and what for: from the details of a payment."""
    refs = path(part, "Refs")
    if refs is not None:
        own = _said(word(refs, "AcctSvcrRef"))
        if own:
            entry.bank_ref = own
        entry.end_to_end = _said(word(refs, "EndToEndId"))
        entry.mandate = _said(word(refs, "MndtId"))
        if not entry.bank_ref:
            entry.bank_ref = _said(word(refs, "UETR")) or _said(word(refs, "TxId"))
    code = _code(part) if part is not None else ""
    entry.code = code or entry.code
    returned = path(part, "RtrInf") is not None or path(element, "RtrInf") is not None
    family = {
        word(each, "BkTxCd/Domn/Fmly/SubFmlyCd")
        for each in (part, element)
        if each is not None
    }
    if entry.minor < 0 and (returned or family & _RETURNED):
        entry.reversal = True
    _party(entry, path(part, "RltdPties"))
    if not entry.name:
        entry.name = (
            word(part, "RltdAgts/DbtrAgt/FinInstnId/Nm") if entry.minor >= 0 else ""
        )
    entry.structured = " ".join(_structured(part))
    entry.remittance = " ".join(dict.fromkeys(filter(None, _free(part, entry, more))))


def _party(entry: Entry, parties: Element | None) -> None:
    """The other side: who paid where money came in, whom it went to where it went out."""
    if parties is None:
        return
    inward = (entry.minor >= 0) != entry.reversal
    for side in ("UltmtDbtr", "Dbtr") if inward else ("UltmtCdtr", "Cdtr"):
        for way in ("Pty/Nm", "Nm", "Agt/FinInstnId/Nm"):
            if name := word(parties, f"{side}/{way}"):
                entry.name = name
    account = "DbtrAcct" if inward else "CdtrAcct"
    for way in ("IBAN", "Othr/Id", "PrtryAcct/Id", "BBAN"):
        if found := word(parties, f"{account}/Id/{way}"):
            entry.name_account = found
            break


def _structured(part: Element | None) -> Iterator[str]:
    """Creditor references and document numbers that the payer gave as such."""
    for each in children(path(part, "RmtInf") or Element("none"), "Strd"):
        for way in (
            "CdtrRefInf/Ref",
            "CdtrRefInf/CdtrRef",
            "RfrdDocInf/Nb",
            "RfrdDocInf/RfrdDocNb",
        ):
            yield from words(each, way)


def _free(part: Element | None, entry: Entry, more: str) -> Iterator[str]:
    if part is not None:
        yield from words(part, "RmtInf/Ustrd")
        yield from words(part, "RmtInf/Strd/AddtlRmtInf")
        yield word(part, "AddtlTxInf")
    yield more
    yield entry.end_to_end


def _code(element: Element) -> str:
    """The bank transaction code: ``PMNT/RCDT/ESCT``, or the bank's own."""
    domain = path(element, "BkTxCd/Domn")
    if domain is not None:
        found = (
            word(domain, "Cd"),
            word(domain, "Fmly/Cd"),
            word(domain, "Fmly/SubFmlyCd"),
        )
        return "/".join(filter(None, found))
    return word(element, "BkTxCd/Prtry/Cd")


def _said(text: str) -> str:
    return "" if text.upper() in _NONE else text
